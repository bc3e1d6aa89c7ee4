/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests may ask of the simulated kernel beyond the backend's contract.  @be is one of hcn_backend_sim. */
#ifndef HCN_SIM_H
#define HCN_SIM_H

#include "backend.h"

/* The @step-th step applied from now on fails with @os_errno, once; 1 is the next one, 0 turns this off. */
void hcn_sim_fail_at(struct hcn_backend *be, long step, int os_errno);

/* How many rows of @kind the kernel has; the fixed sets and chains of a layout are among them. */
size_t hcn_sim_count(struct hcn_backend *be, enum hcn_row_kind kind);

/* Appends copies of all rows, sorted by key. */
int hcn_sim_rows(struct hcn_backend *be, struct hcn_rows *ret, struct hcn_error *err);

/* What facts() answers from now on; @facts is borrowed until it is replaced.  NULL: the built-in ones again. */
void hcn_sim_set_facts(struct hcn_backend *be, const struct hcn_facts *facts);

/* What the link @name has counted from now on, in this process: 0 or -ENOMEM. */
int hcn_sim_set_counters(
	struct hcn_backend *be, const char *name, const struct hcn_counters *counters);

#endif
