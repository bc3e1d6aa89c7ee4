/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a commit writes, as bytes, so that the journal can hold it. */
#ifndef HCN_ENGINE_CHANGES_H
#define HCN_ENGINE_CHANGES_H

#include "keys.h"
#include "store.h"
#include "workset.h"

void hcn_changes_put(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id,
	const void *data, size_t size, const struct hcn_keys *keys);
void hcn_changes_delete(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id);
/* size 0: delete */
void hcn_changes_value(struct hcn_buf *changes, const char *name, const void *data, size_t size);
void hcn_changes_event(struct hcn_buf *changes, const struct hcn_event *event);

/* Writes them all into @txn.  -EPROTO for bytes that are no changes. */
int hcn_changes_apply(struct hcn_txn *txn, const void *changes, size_t size, struct hcn_error *err);

#endif
