/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What whoever takes the writer lock does first. */
#ifndef HCN_ENGINE_UPGRADE_H
#define HCN_ENGINE_UPGRADE_H

#include "context.h"

/*
 * What whoever takes the writer lock does first: recovers, and makes nftables tables of an older layout those of this
 * version.  HCN_FAILED when they are of a newer one.  *@ret_text (may be NULL) says what was done.
 */
int hcn_engine_catch_up(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err);

#endif
