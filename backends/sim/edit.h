/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Edits: what a step comes down to in the simulated kernel, and a line of the log as JSON:
 * {"edits":[{"op":"put","row":{"row":"addr",...}},...]}.
 */
#ifndef HCN_SIM_EDIT_H
#define HCN_SIM_EDIT_H

#include "refuse.h"
#include "kernel.h"
#include "steps.h"

enum sim_edit_op {
	SIM_NOTHING,
	SIM_PUT,     /* made or changed */
	SIM_REPLACE, /* removed with all that dies with it, and made again */
	SIM_REMOVE,
};

struct sim_edit {
	enum sim_edit_op op;
	struct hcn_row row; /* borrows from the step: never cleared */
};

/* What @step asks for, or why Linux would refuse it. */
struct sim_refusal sim_edit_of(
	struct sim_kernel *k, const struct hcn_step *step, struct sim_edit *ret);

/* The value that a sysctl row's file has now; NULL: there is no such file. */
const char *sim_sysctl_value(const struct sim_kernel *k, const struct hcn_row *row);

/* Does it, which must be something; -errno only as sim_put(). */
int sim_edit_apply(struct sim_kernel *k, const struct sim_edit *edit);

/* Adds the edit to a line, begun by the first; end before it is written. */
void sim_line_add(struct hcn_buf *line, const struct sim_edit *edit);
void sim_line_end(struct hcn_buf *line);

/* Does what the line says; -EBADMSG for what is no such line. */
int sim_line_apply(struct sim_kernel *k, const char *line, size_t len);

/* The shortest log that makes this kernel. */
int sim_lines_of(const struct sim_kernel *k, struct hcn_buf *ret, size_t *ret_n);

#endif
