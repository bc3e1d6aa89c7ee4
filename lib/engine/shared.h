/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counting the rows that several objects want. */
#ifndef HCN_ENGINE_SHARED_H
#define HCN_ENGINE_SHARED_H

#include "intent.h"
#include "source.h"

struct hcn_sharing {
	struct hcn_txn_source *source; /* where the counts are read */
	bool stale; /* shared rows that stay are made again if the kernel lost them */
	struct hcn_intent *intent;
};

/*
 * Moves the rows of the touched objects, before and after, into the intent: their own as they are; shared ones only where
 * the first object begins or the last one ceases to want them, or those who want them want another value.  The new counts join
 * the intent's changes.
 */
int hcn_shared_count(const struct hcn_sharing *s, struct hcn_rows *before, struct hcn_rows *after,
	struct hcn_error *err);

/* The shared row with the key of @like as it was made; -ENOENT: nobody wants it. */
int hcn_shared_find(struct hcn_txn *txn, const struct hcn_row *like, struct hcn_row *ret,
	struct hcn_error *err);

/*
 * Counts the shared nftables rows anew, from those of all objects, and other shared ones that are among @rows: moves @rows
 * into @intent->after, shared ones once, and the counts into its changes.
 */
int hcn_shared_recount(struct hcn_txn *txn, struct hcn_rows *rows, struct hcn_intent *intent,
	struct hcn_error *err);

#endif
