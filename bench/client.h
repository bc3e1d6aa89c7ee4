/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the benchmarks that call the library share: a request that fails ends the program, and says why. */
#ifndef HCN_BENCH_CLIENT_H
#define HCN_BENCH_CLIENT_H

#include <hcn.h>

/* The member that makes a document one of V2. */
#define VERSION "\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"

/* @what: the call that returned @r. */
void must(int r, const char *what, const struct hcn_error *e);

/* Microseconds that it took. */
double create(struct hcn *hcn, enum hcn_kind kind, const char *document, char ret_id[37]);

/* The calling thread moves into the netns of a namespace. */
void enter(const char *namespace_id);

#endif
