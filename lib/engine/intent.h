/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a request is about to do, as the journal keeps it. */
#ifndef HCN_ENGINE_INTENT_H
#define HCN_ENGINE_INTENT_H

#include "rows.h"
#include "store.h"

struct hcn_intent {
	bool forward; /* recovery finishes it (a delete) instead of taking it back */
	struct hcn_rows before;
	struct hcn_rows after;
	struct hcn_buf changes;
};
void hcn_intent_clear(struct hcn_intent *intent);
int hcn_intent_write(struct hcn_txn *txn, const struct hcn_intent *intent, struct hcn_error *err);
int hcn_intent_drop(struct hcn_txn *txn, struct hcn_error *err);
bool hcn_intent_exists(struct hcn_txn *txn);

/* -ENOENT: nothing is unfinished. */
int hcn_intent_read(struct hcn_txn *txn, struct hcn_intent *ret, struct hcn_error *err);

#endif
