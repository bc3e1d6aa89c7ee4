/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How every public function begins and ends. */
#ifndef HCN_ENGINE_ENTRY_H
#define HCN_ENGINE_ENTRY_H

#include "guid.h"
#include "objects.h"

/* What public functions check first, besides the context: the kind and its type, the id's text. */
int hcn_check_kind(enum hcn_kind kind, const struct hcn_kind_type **ret, struct hcn_error *err);
int hcn_check_id(const char *id, struct hcn_guid *ret, struct hcn_error *err);

/* The end of every public function that can fail: an error that nobody described gets a plain text, the caller its errno.
 * Returns @r. */
int hcn_end_call(int r, int saved_errno, struct hcn_error *err);

#endif
