/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files below /proc/sys.  What net/ shows is the network namespace of the thread that opens the file, so the worker
 * goes there.
 *
 * In: sysctl rows.  Out: values written, or what was there before restored.
 * Never: follows a path out of /proc/sys.
 *
 * Tests: tests/conform/linux/test_rows.c (sysctl), tests/conform/linux/test_linux.c (a_sysctl_remembers_what_it_was)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "cleanup.h"
#include "path.h"
#include "row_ops.h"

#define VALUE_SIZE 512

struct access {
	const char *path;
	const char *write;      /* NULL: read */
	char value[VALUE_SIZE]; /* what was read */
};

static int open_path(const char *path, int flags)
{
	char full[256];
	int n = snprintf(full, sizeof(full), "/proc/sys/%s", path);
	int fd;

	if (n < 0 || (size_t)n >= sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int access_here(void *arg)
{
	struct access *a = arg;
	_cleanup_close_ int fd = open_path(a->path, a->write ? O_WRONLY : O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return fd;
	if (a->write)
		n = write(fd, a->write, strlen(a->write));
	else
		n = read(fd, a->value, sizeof(a->value) - 1);
	if (n < 0)
		return -errno;
	if (!a->write) {
		a->value[n] = '\0';
		a->value[strcspn(a->value, "\n")] = '\0';
	}
	return 0;
}

static int access_sysctl(struct call *c, const struct hcn_row_sysctl *row, struct access *a)
{
	a->path = text_or_empty(row->path);
	if (!path_is_safe(a->path))
		return call_refuse(c, -EINVAL, "not a path below /proc/sys");
	return netns_visit(c, row->netns, access_here, a);
}

static int write_value(struct call *c, const struct hcn_row_sysctl *row, const char *value)
{
	struct access a = { .write = value };

	return access_sysctl(c, row, &a);
}

static int sysctl_add(struct call *c, const struct hcn_row *row)
{
	int r = write_value(c, &row->sysctl, text_or_empty(row->sysctl.value));

	if (r == -ENOENT)
		c->hint = "this kernel lacks the feature behind the file, or the device is gone";
	return r;
}

static int sysctl_remove(struct call *c, const struct hcn_row *row)
{
	int r;

	if (!row->sysctl.was)
		return 0;
	r = write_value(c, &row->sysctl, row->sysctl.was);
	return r == -ENOENT ? 0 : r;
}

/* Multi-valued files separate by tabs what people write with spaces. */
static bool same_value(const char *a, const char *b)
{
	static const char blank[] = " \t";

	for (;;) {
		size_t n;

		a += strspn(a, blank);
		b += strspn(b, blank);
		n = strcspn(a, blank);
		if (n != strcspn(b, blank) || memcmp(a, b, n) != 0)
			return false;
		if (!n)
			return true;
		a += n;
		b += n;
	}
}

static int sysctl_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct access a = { 0 };
	int r = access_sysctl(c, &row->sysctl, &a);

	*ret = !r && same_value(a.value, text_or_empty(row->sysctl.value));
	return r;
}

static int sysctl_prepare(struct call *c, struct hcn_row *row)
{
	struct access a = { 0 };
	char *was;
	int r;

	if (row->sysctl.was)
		return 0;
	r = access_sysctl(c, &row->sysctl, &a);
	if (r == -ENOENT) /* the namespace or the device is yet to be made: nothing to restore */
		return 0;
	if (r)
		return r;
	was = strdup(a.value);
	if (!was)
		return -ENOMEM;
	HCN_PUT(&row->sysctl, hcn_row_sysctl, was, was);
	return 0;
}

const struct row_ops sysctl_ops = {
	.add = sysctl_add,
	.remove = sysctl_remove,
	.holds = sysctl_holds,
	.prepare = sysctl_prepare,
};
