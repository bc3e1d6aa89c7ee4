/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a killed process left, taken back or finished. */
#ifndef HCN_ENGINE_JOURNAL_H
#define HCN_ENGINE_JOURNAL_H

#include "context.h"
#include "steps.h"

/* Finishes or takes back what a killed process left; *@ret_text (may be NULL) says what.  Steps that fail are skipped: nothing may
 * block all further requests.  The caller holds the writer lock. */
int hcn_journal_recover(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err);

/* Applies @steps; those that fail are skipped and counted.  Only for ways back. */
size_t hcn_journal_force(struct hcn *hcn, const struct hcn_steps *steps);

#endif
