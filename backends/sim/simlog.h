/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The append-only log that the simulated kernels of all processes share: <state_dir>/sim.log, one JSON object per line.
 * A line is what happens at once: kill -9 leaves it whole or, as a last line without its end, not at all.
 * The caller serialises writers; readers come and go.
 */
#ifndef HCN_SIM_LOG_H
#define HCN_SIM_LOG_H

#include <stddef.h>
#include <sys/types.h>

#include "buf.h"

struct sim_log {
	char *path;
	int fd;
	off_t at;         /* end of the last whole line read or written */
	off_t room_until; /* the disk has room for the log up to here */
	size_t n_lines;
};

typedef int sim_log_fn(void *arg, const char *line, size_t len);

int sim_log_open(
	struct sim_log *log, const char *state_dir); /* -errno; *log needs a close in either case */
void sim_log_close(struct sim_log *log);

/* True: another process has put a shorter log in place, which is read from its start; what was read before is void. */
bool sim_log_was_replaced(struct sim_log *log);

/* Reads again from the start. */
void sim_log_rewind(struct sim_log *log);

/* Calls @fn for every whole line that is new, until it returns an error. */
int sim_log_read(struct sim_log *log, sim_log_fn *fn, void *arg);

/* Appends one line; its end is added.  Nothing of it stays after a failure. */
int sim_log_append(struct sim_log *log, const struct hcn_buf *line);

/* Puts @lines, each with its end, in place of the whole log. */
int sim_log_replace(struct sim_log *log, const struct hcn_buf *lines, size_t n_lines);

#endif
