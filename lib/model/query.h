/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HostComputeQuery: which objects a filter means. */
#ifndef HCN_MODEL_QUERY_H
#define HCN_MODEL_QUERY_H

#include "workset.h"

/*
 * Appends the ids (upper-case GUID texts in a JSON array) of the objects of @kind that match @query, a HostComputeQuery
 * document; NULL or "": all.  Filter members are ANDed.  {"ID":""} and the zero GUID match nothing, unknown ids and names
 * nothing, unknown members are ignored ([unk]: no client sends any).  Asks the narrowest index; only what it finds is read.
 */
int hcn_query_enumerate(struct hcn_workset *ws, enum hcn_kind kind, const char *query, size_t len,
	struct hcn_buf *ret, struct hcn_error *err);

/*
 * Checks that a query document is well-formed; NULL or "" is.  *@ret_dialect: its SchemaVersion's Major, -1 without one.
 * [unk] What Windows takes 0.0 for in a query is not known: whoever asks treats it like none
 * (doc/facts/clients.md §2.1.3).
 */
int hcn_query_dialect(const char *query, size_t len, int *ret_dialect, struct hcn_error *err);

static inline int hcn_query_check(const char *query, size_t len, struct hcn_error *err)
{
	int dialect;

	return hcn_query_dialect(query, len, &dialect, err);
}

#endif
