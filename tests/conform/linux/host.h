/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A throwaway host for each test: a network and a mount namespace of the test's own (inside netlab), with a Linux backend
 * on it.  The backend's work is judged by the ordinary tools: ip, bridge, nft, ping.
 */
#ifndef HCN_TEST_LINUX_HOST_H
#define HCN_TEST_LINUX_HOST_H

#include <errno.h>
#include <stdbool.h>

#include "backend.h"
#include "rows_text.h"
#include "run_tests.h"

extern struct hcn_backend *host;
extern struct hcn_error host_error; /* of the last apply() */
extern char host_dir[32];           /* the state directory */

/* Makes the host, and opens the backend on it. */
void given_host(void);

/* Opens the backend on the host that is there. */
void given_backend(void);
void close_host(void);

/* Applies one step per row of the text (see rows_text.h), in their order.  Returns the status; *ret_done may be NULL. */
int apply(enum hcn_step_op op, const char *rows, size_t *ret_done);
int change(const char *from, const char *to);

/* Applies the plan that leads from some rows to others. */
int go(const char *before, const char *after);

/* The same, but failure fails the test. */
void add(const char *rows);
void take_away(const char *rows); /* in reverse order, as plans do */

/* Whether each of the rows holds. */
bool holds(const char *rows);

/* Runs a shell command; its exit status, and what it wrote (static, good until the next call). */
int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *output_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
