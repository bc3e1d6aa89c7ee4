/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A helper thread, so that the caller's thread never changes its network namespace: one job at a time, the caller
 * waits for it.
 */
#ifndef HCN_LINUX_WORKER_H
#define HCN_LINUX_WORKER_H

struct worker;

/* Starts the thread, with all signals blocked. */
int worker_start(struct worker **ret);

/* Runs fn(@arg) on the thread and returns its result.  Callers may be many; jobs queue up. */
int worker_run(struct worker *w, int (*fn)(void *arg), void *arg);

/* Waits for the thread to end and frees it.  NULL is fine. */
void worker_stop(struct worker *w);

#endif
