/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one writer lock: an open file description lock on <dir>/lock between processes, a mutex between threads.
 *
 * The kernel releases it with the last descriptor, so a killed holder never blocks anybody.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#include "internal.h"

/* 0 or an errno. */
static int lock_file(int fd, short type)
{
	struct flock range = { .l_type = type, .l_whence = SEEK_SET };

	while (fcntl(fd, F_OFD_SETLKW, &range)) {
		if (errno != EINTR)
			return errno;
	}
	return 0;
}

/*
 * Cleans up after killed processes.  The snapshot of a reader would keep writers from reusing pages.  A writer may have
 * written its commit without having announced it: LMDB notices when the next write transaction begins, and only from then
 * on do snapshots show it.
 */
static int settle(struct hcn_store *s, struct hcn_error *err)
{
	struct hcn_txn *txn = NULL;
	int r;

	(void)mdb_reader_check(s->env, NULL);
	r = hcn_store_write(s, &txn, err);
	if (r)
		return r;
	hcn_txn_abort(txn);
	return 0;
}

int hcn_store_lock_file(struct hcn_store *s, struct hcn_error *err)
{
	int r;

	r = lock_file(s->lock_fd, F_WRLCK);
	if (r)
		return hcn_store_fail(s, err, r, "take the writer lock");
	atomic_store(&s->owner, gettid());
	r = settle(s, err);
	if (r)
		hcn_store_unlock_file(s);
	return r;
}

void hcn_store_unlock_file(struct hcn_store *s)
{
	assert(atomic_load(&s->owner) == gettid());
	atomic_store(&s->owner, 0);
	(void)lock_file(s->lock_fd, F_UNLCK);
}

int hcn_store_lock(struct hcn_store *s, struct hcn_error *err)
{
	int r;

	if (!hcn_store_is_ours(s))
		return hcn_store_fail_inherited(s, err);
	if (atomic_load(&s->owner) == gettid())
		return hcn_store_fail(s, err, EDEADLK, "take the writer lock twice");
	(void)pthread_mutex_lock(&s->writer);
	r = hcn_store_lock_file(s, err);
	if (r)
		(void)pthread_mutex_unlock(&s->writer);
	return r;
}

void hcn_store_unlock(struct hcn_store *s)
{
	if (!hcn_store_is_ours(s))
		return;
	hcn_store_unlock_file(s);
	(void)pthread_mutex_unlock(&s->writer);
}
