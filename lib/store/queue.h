/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose turn it is to take the writer lock: a queue of the threads of all processes, in memory they share (<dir>/queue).
 *
 * The queue only says who may try; the lock itself is the kernel's (lock.c).  So whatever becomes of a waiter, or of
 * what is in the file, at worst the order is not kept.  Killed waiters lose their place with their process, which held a lock on
 * it; who is stopped is overtaken.
 */
#ifndef HCN_STORE_QUEUE_H
#define HCN_STORE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "error.h"

struct hcn_store;
struct hcn_queue;

/* Who had the lock last, as far as they said. */
struct hcn_holder {
	pid_t pid;         /* in its pid namespace; 0: nobody knows */
	bool is_elsewhere; /* that is another one than ours */
	char program[16];
};

/* Opens the file of @s, making it with all its space. */
int hcn_queue_open(const struct hcn_store *s, struct hcn_queue **ret, struct hcn_error *err);
void hcn_queue_close(struct hcn_queue *q); /* NULL is fine */

/* In the child after a fork: the places in the queue are the parent's. */
void hcn_queue_leave_to_parent(struct hcn_queue *q);

/* Tries @take when it is this thread's turn, until it returns true, or it is @deadline: false.  Nobody who waits: it is
 * tried at once. */
typedef bool hcn_take_fn(void *arg);
bool hcn_queue_wait(struct hcn_queue *q, int64_t deadline, hcn_take_fn *take, void *arg);

/* The lock is free: wakes the next. */
void hcn_queue_next(struct hcn_queue *q);

/* The file also has the mark of the database that the last writer has left, or that has been checked (db.c); whether this is it. */
struct stat;
void hcn_queue_seal(struct hcn_queue *q, const struct stat *st);
bool hcn_queue_is_sealed(const struct hcn_queue *q, const struct stat *st);

/* The holder says who it is; and who that was. */
void hcn_queue_sign(struct hcn_queue *q);
struct hcn_holder hcn_queue_holder(const struct hcn_queue *q);

#endif
