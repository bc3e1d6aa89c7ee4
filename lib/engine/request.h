/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One request of any kind, from document to kernel: one path.
 *
 *	decode -> check and stage (model) -> plan -> journal -> apply (backend) -> commit -> notify
 *
 * begin.h opens one; the public face is hcn.h.
 */
#ifndef HCN_ENGINE_REQUEST_H
#define HCN_ENGINE_REQUEST_H

#include "intent.h"
#include "source.h"
#include "workset.h"

/* A request being carried out: the lock, a snapshot and a working set. */
struct hcn_request {
	struct hcn *hcn;
	int64_t deadline; /* past it, what changes is taken back (deadline.h) */
	bool locked;
	struct hcn_txn *txn;
	struct hcn_txn_source source;
	struct hcn_workset ws;
	bool announced; /* its pre events have been posted already */
	bool speaks_v1; /* documents without a SchemaVersion are V1's: HNSCall */
	/* what has been staged: whose document the caller has sent, and in which dialect */
	enum hcn_verb verb;
	enum hcn_kind kind;
	struct hcn_guid id;
	bool is_v1;
};

/* Stages one request in the working set; *@ret_id: the object's id. */
int hcn_request_stage(struct hcn_request *rq, enum hcn_verb verb, enum hcn_kind kind,
	const char *id, const char *document, struct hcn_guid *ret_id, struct hcn_error *err);

/* Rows before and after, and what the commit writes. */
int hcn_request_plan(struct hcn_request *rq, struct hcn_intent *ret, struct hcn_error *err);

/* Journal, apply, commit. */
int hcn_request_commit(struct hcn_request *rq, struct hcn_error *err);

/* The object in its V1 form, appended. */
int hcn_request_view(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_buf *out, struct hcn_error *err);

/* The object as a client sees it. */
int hcn_request_document(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	char **ret, struct hcn_error *err);

/* Posts the pre events of a staged request in a transaction of their own; *@ret_seq: the number of the last. */
int hcn_request_announce(struct hcn_request *rq, uint64_t *ret_seq, struct hcn_error *err);

#endif
