/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listeners as files (listeners.h).
 *
 * Tests: tests/conform/test_notify.c (a_killed_listener_is_not_waited_for)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "context.h"
#include "entry.h"
#include "listeners.h"

/* What a file holds, shared by all processes. */
struct slot {
	_Atomic uint64_t done;    /* the last event it has dealt with */
	_Atomic uint64_t waiting; /* it waits for others itself: nobody waits for it */
};

struct hcn_listener {
	char *path;
	int fd;
	struct slot *slot;
};

static _Thread_local struct hcn_listener *current;

static int lock_whole(int fd, int command, short *type)
{
	struct flock range = { .l_type = *type, .l_whence = SEEK_SET };
	int r = fcntl(fd, command, &range);

	*type = range.l_type;
	return r;
}

/* Its file stays where it is. */
static void free_listener(struct hcn_listener *listener)
{
	if (listener->slot)
		(void)munmap(listener->slot, sizeof(*listener->slot));
	if (listener->fd >= 0)
		(void)close(listener->fd);
	free(listener->path);
	free(listener);
}

void hcn_listener_close(struct hcn_listener *listener)
{
	if (!listener)
		return;
	if (listener->path)
		(void)unlink(listener->path);
	free_listener(listener);
}
HCN_DEFINE_FREEP(struct hcn_listener, hcn_listener_close)

/* A file of @dir that is locked before anybody took it for a dead listener's, and removed it; -EAGAIN: somebody did. */
static int make_file(const char *dir, struct hcn_listener *l, struct hcn_error *err)
{
	short type = F_WRLCK;
	struct stat st;

	if (asprintf(&l->path, "%s/XXXXXX", dir) < 0) {
		l->path = NULL;
		return hcn_fail_oom(err);
	}
	l->fd = mkostemp(l->path, O_CLOEXEC);
	if (l->fd < 0)
		return hcn_fail_errno(err, errno, "cannot make a file in %s", dir);
	if (lock_whole(l->fd, F_OFD_SETLK, &type) || ftruncate(l->fd, sizeof(struct slot)) ||
		fstat(l->fd, &st))
		return hcn_fail_errno(err, errno, "cannot set up %s", l->path);
	if (st.st_nlink)
		return 0;
	(void)close(l->fd);
	l->fd = -1;
	free(l->path);
	l->path = NULL;
	return -EAGAIN;
}

static int open_slot(struct hcn *hcn, struct hcn_listener *l, struct hcn_error *err)
{
	_cleanup_free_ char *dir = NULL;
	void *map;
	int r;

	if (asprintf(&dir, "%s/listeners", hcn->state_dir) < 0) {
		dir = NULL;
		return hcn_fail_oom(err);
	}
	if (mkdir(dir, 0700) && errno != EEXIST)
		return hcn_fail_errno(err, errno, "cannot make %s", dir);
	do
		r = make_file(dir, l, err);
	while (r == -EAGAIN);
	if (r)
		return r;
	map = mmap(NULL, sizeof(struct slot), PROT_READ | PROT_WRITE, MAP_SHARED, l->fd, 0);
	if (map == MAP_FAILED)
		return hcn_fail_errno(err, errno, "cannot map %s", l->path);
	l->slot = map;
	return 0;
}

int hcn_listener_open(
	struct hcn *hcn, uint64_t seq, struct hcn_listener **ret, struct hcn_error *err)
{
	_cleanup_(hcn_listener_closep) struct hcn_listener *l = calloc(1, sizeof(*l));
	int r;

	if (!l)
		return hcn_fail_oom(err);
	l->fd = -1;
	r = open_slot(hcn, l, err);
	if (r)
		return r;
	atomic_store(&l->slot->done, seq);
	*ret = TAKE_PTR(l);
	return 0;
}

void hcn_listener_leave_to_parent(struct hcn_listener *listener)
{
	if (current == listener)
		current = NULL;
	if (listener)
		free_listener(listener);
}

void hcn_listener_done(struct hcn_listener *listener, uint64_t seq)
{
	atomic_store(&listener->slot->done, seq);
}

void hcn_listener_enter(struct hcn_listener *listener)
{
	current = listener;
}

/* --- waiting ------------------------------------------------------------------------------------------ */

/* Whether the listener in @fd is still to be waited for.  One that is dead is removed. */
static bool is_behind(int dir, const char *name, int fd, uint64_t seq)
{
	struct slot slot;
	short type = F_WRLCK;

	if (!lock_whole(fd, F_OFD_GETLK, &type) && type == F_UNLCK) {
		(void)unlinkat(dir, name, 0);
		return false;
	}
	return pread(fd, &slot, sizeof(slot), 0) == (ssize_t)sizeof(slot) &&
	       atomic_load(&slot.done) < seq && !atomic_load(&slot.waiting);
}

static bool is_own(const char *name)
{
	return current && !strcmp(strrchr(current->path, '/') + 1, name);
}

static bool anybody_is_behind(DIR *dir, uint64_t seq)
{
	const struct dirent *entry;
	bool behind = false;

	rewinddir(dir);
	while (!behind && (entry = readdir(dir))) {
		_cleanup_close_ int fd = -1;

		if (*entry->d_name == '.' || is_own(entry->d_name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		behind = fd >= 0 && is_behind(dirfd(dir), entry->d_name, fd, seq);
	}
	return behind;
}

/* The folder is made by the first listener, and stays. */
bool hcn_listeners_exist(const struct hcn *hcn)
{
	_cleanup_free_ char *path = NULL;

	if (asprintf(&path, "%s/listeners", hcn->state_dir) < 0) {
		path = NULL;
		return false;
	}
	return !access(path, F_OK);
}

void hcn_listeners_wait(struct hcn *hcn, uint64_t seq)
{
	const struct timespec pause = { .tv_nsec = 200000 };
	_cleanup_free_ char *path = NULL;
	struct timespec now;
	int64_t until, ms;
	DIR *dir;

	if (asprintf(&path, "%s/listeners", hcn->state_dir) < 0) {
		path = NULL;
		return;
	}
	dir = opendir(path);
	if (!dir)
		return;
	if (current)
		atomic_store(&current->slot->waiting, 1);
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	until = now.tv_sec * 1000 + now.tv_nsec / 1000000 + HCN_LISTENER_PATIENCE_MS;
	do {
		if (!anybody_is_behind(dir, seq))
			break;
		(void)nanosleep(&pause, NULL);
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		ms = now.tv_sec * 1000 + now.tv_nsec / 1000000;
	} while (ms < until);
	if (current)
		atomic_store(&current->slot->waiting, 0);
	(void)closedir(dir);
}
