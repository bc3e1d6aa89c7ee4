/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The store as the source of a working set. */
#ifndef HCN_ENGINE_SOURCE_H
#define HCN_ENGINE_SOURCE_H

#include "context.h"
#include "workset.h"

struct hcn_txn_source {
	struct hcn *hcn;
	struct hcn_txn *txn;
	bool locked; /* it is a snapshot of who holds the writer lock */
	struct hcn_facts facts;
	bool has_facts;
};

/* @txn is borrowed; hcn_txn_source_clear() does not end it. */
struct hcn_source hcn_txn_source_init(
	struct hcn_txn_source *s, struct hcn *hcn, struct hcn_txn *txn);
void hcn_txn_source_clear(struct hcn_txn_source *s);

/* Opens the backend for what the owner of the snapshot may do: hcn_engine_backend() or hcn_engine_reader(). */
int hcn_txn_source_backend(struct hcn_txn_source *s, struct hcn_error *err);

#endif
