/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one writer lock: an open file description lock on <dir>/lock between processes, an atomic number between threads.
 *
 * The kernel releases it with the last descriptor, so a killed holder never blocks anybody.  It is only ever tried: the kernel
 * would let nobody wait for a while, nor in order; for that there is the queue (queue.h).
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#include "deadline.h"
#include "internal.h"
#include "queue.h"

struct attempt {
	struct hcn_store *store;
	int os_errno; /* of a lock that failed for another reason than being held */
};

/* 0 or an errno. */
static int lock_file(int fd, short type)
{
	struct flock range = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &range) ? errno : 0;
}

/* The number first: to the kernel all threads of the process are one holder. */
static bool take(void *arg)
{
	struct attempt *attempt = arg;
	struct hcn_store *s = attempt->store;
	pid_t nobody = 0;
	int r;

	if (!atomic_compare_exchange_strong(&s->owner, &nobody, gettid()))
		return false;
	r = lock_file(s->lock_fd, F_WRLCK);
	if (!r)
		return true;
	atomic_store(&s->owner, 0);
	if (r == EAGAIN || r == EACCES)
		return false;
	attempt->os_errno = r;
	return true;
}

static int fail_late(const struct hcn_store *s, struct hcn_error *err)
{
	struct hcn_holder holder = hcn_queue_holder(s->queue);

	if (!holder.pid) {
		(void)hcn_fail(err, HCN_TIMEOUT, NULL,
			"the writer lock of %s was not free in time: a process that does not say "
			"who it is has it",
			s->dir);
	} else {
		(void)hcn_fail(err, HCN_TIMEOUT, NULL,
			"the writer lock of %s was not free in time: process %d (%s)%s has it",
			s->dir, (int)holder.pid, holder.program,
			holder.is_elsewhere ? " of another pid namespace" : "");
	}
	hcn_error_hint(err,
		"if it stands still, continue or kill it: what it has not finished, the "
		"next request takes back; HCN_DEADLINE_MS says how long to wait");
	return HCN_TIMEOUT;
}

int hcn_store_lock_until(struct hcn_store *s, int64_t deadline, struct hcn_error *err)
{
	struct attempt attempt = { .store = s };

	if (!hcn_store_is_ours(s))
		return hcn_store_fail_inherited(s, err);
	if (atomic_load(&s->owner) == gettid())
		return hcn_store_fail(s, err, EDEADLK, "take the writer lock twice");
	if (!hcn_queue_wait(s->queue, deadline, take, &attempt))
		return fail_late(s, err);
	if (attempt.os_errno)
		return hcn_store_fail(s, err, attempt.os_errno, "take the writer lock");
	hcn_queue_sign(s->queue);
	return 0;
}

int hcn_store_lock(struct hcn_store *s, struct hcn_error *err)
{
	return hcn_store_lock_until(s, hcn_deadline_in(s->deadline_ms), err);
}

/* The file first: the thread that has the number next would else lose its lock. */
void hcn_store_unlock(struct hcn_store *s)
{
	if (!hcn_store_is_ours(s))
		return;
	assert(atomic_load(&s->owner) == gettid());
	(void)lock_file(s->lock_fd, F_UNLCK);
	atomic_store(&s->owner, 0);
	hcn_queue_next(s->queue);
}
