/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waking watchers of other processes: whoever committed events modifies <dir>/wake, watchers hold an inotify watch on it.
 *
 * Tests: tests/unit/store/test_events.c
 */
#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"

void hcn_store_wake(const struct hcn_store *s)
{
	ssize_t n;

	/* The commit stands whether this works or not; what could fail here is a full disk, for the first byte ever. */
	do
		n = pwrite(s->wake_fd, "", 1, 0);
	while (n < 0 && errno == EINTR);
}

static int fail_inotify(const struct hcn_store *s, int os_errno, struct hcn_error *err)
{
	if (os_errno != EMFILE && os_errno != ENOSPC)
		return hcn_fail_errno(err, os_errno, "cannot watch %s/wake", s->dir);
	(void)hcn_fail(err, HCN_LIMIT_REACHED, NULL,
		"cannot watch %s/wake: no inotify watches are left", s->dir);
	hcn_error_hint(err, "raise fs.inotify.max_user_%s or the limit of open files",
		os_errno == EMFILE ? "instances" : "watches");
	return HCN_LIMIT_REACHED;
}

int hcn_store_watch_fd(struct hcn_store *s, int *ret_fd, struct hcn_error *err)
{
	_cleanup_close_ int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	_cleanup_free_ char *path = NULL;

	if (fd < 0)
		return fail_inotify(s, errno, err);
	if (asprintf(&path, "%s/wake", s->dir) < 0) {
		path = NULL;
		return hcn_fail_oom(err);
	}
	/* IN_ATTRIB: the count of links too, so that its removal is noticed. */
	if (inotify_add_watch(fd, path, IN_MODIFY | IN_ATTRIB) < 0)
		return fail_inotify(s, errno, err);
	*ret_fd = TAKE_FD(fd);
	return 0;
}

bool hcn_store_is_removed(const struct hcn_store *s)
{
	struct stat st;

	return !fstat(s->wake_fd, &st) && !st.st_nlink;
}

void hcn_store_watch_drain(int fd)
{
	struct inotify_event events[16];

	while (read(fd, events, sizeof(events)) > 0)
		;
}
