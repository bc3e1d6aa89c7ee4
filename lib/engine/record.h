/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How an object stands in the store. */
#ifndef HCN_ENGINE_RECORD_H
#define HCN_ENGINE_RECORD_H

#include "store.h"
#include "workset.h"

/* Two texts: what a client sees (empty for kinds of which members are computed when read), and the store form. */
int hcn_record_encode(enum hcn_kind kind, const void *object, struct hcn_buf *ret);
struct hcn_blob hcn_record_client(struct hcn_blob record);
struct hcn_blob hcn_record_stored(struct hcn_blob record);

#endif
