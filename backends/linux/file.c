/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files below the state directory.
 *
 * In: file rows.  Out: whole files: readers see the old content or the new, nothing between.
 * Never: follows a symbolic link, or leaves the state directory.
 *
 * Tests: tests/conform/linux/test_linux.c (a_file_is_not_written_through_a_symbolic_link),
 * tests/conform/linux/test_rows.c (file)
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "call.h"
#include "cleanup.h"
#include "path.h"
#include "row_ops.h"

bool path_is_safe(const char *path)
{
	for (;;) {
		size_t n = strcspn(path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') ||
			(n == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (!path[n])
			return true;
		path += n + 1;
	}
}

/* Goes down to the directory of @path, making what is missing if @make.  *@ret_name points to the last element. */
static int open_parent(
	struct call *c, const char *path, bool make, int *ret_fd, const char **ret_name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	_cleanup_close_ int fd = -1;
	char name[NAME_MAX + 1];
	const char *slash;

	if (!path_is_safe(path))
		return call_refuse(c, -EINVAL, "not a path below the state directory");
	fd = open(c->be->state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (; (slash = strchr(path, '/')); path = slash + 1) {
		size_t n = (size_t)(slash - path);
		int next;

		if (n > NAME_MAX)
			return -ENAMETOOLONG;
		memcpy(name, path, n);
		name[n] = '\0';
		next = openat(fd, name, flags);
		if (next < 0 && errno == ENOENT && make) {
			if (mkdirat(fd, name, 0755) < 0 && errno != EEXIST)
				return -errno;
			next = openat(fd, name, flags);
		}
		if (next < 0)
			return -errno;
		(void)close(fd);
		fd = next;
	}
	*ret_fd = TAKE_FD(fd);
	*ret_name = path;
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

/* The file that is written before it takes the name. */
static int name_temp(const char *name, char ret[NAME_MAX + 1])
{
	int n = snprintf(ret, NAME_MAX + 1, ".%s.tmp", name);

	return n < 0 || n > NAME_MAX ? -ENAMETOOLONG : 0;
}

static int write_file(int dir, const char *name, const char *content)
{
	_cleanup_close_ int fd = -1;
	char temp[NAME_MAX + 1];
	int r = name_temp(name, temp);

	if (r)
		return r;
	fd = openat(dir, temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	r = write_all(fd, content, strlen(content));
	if (!r && fchmod(fd, 0644) < 0) /* whatever the umask */
		r = -errno;
	if (!r && renameat(dir, temp, dir, name) < 0)
		r = -errno;
	if (r)
		(void)unlinkat(dir, temp, 0);
	return r;
}

static int file_add(struct call *c, const struct hcn_row *row)
{
	_cleanup_close_ int dir = -1;
	const char *name;
	int r = open_parent(c, text_or_empty(row->file.path), true, &dir, &name);

	return r ? r : write_file(dir, name, text_or_empty(row->file.content));
}

/* The directory that a file row made goes with its last file. */
static void remove_empty_parent(struct call *c, const char *path)
{
	_cleanup_free_ char *parent = strdup(path);
	_cleanup_close_ int dir = -1;
	char *slash = parent ? strrchr(parent, '/') : NULL;
	const char *name = NULL;

	if (!slash)
		return;
	*slash = '\0';
	if (open_parent(c, parent, false, &dir, &name) == 0)
		(void)unlinkat(dir, name, AT_REMOVEDIR);
}

static int file_remove(struct call *c, const struct hcn_row *row)
{
	const char *path = text_or_empty(row->file.path), *name = NULL;
	_cleanup_close_ int dir = -1;
	int r = open_parent(c, path, false, &dir, &name);
	char temp[NAME_MAX + 1];

	if (r)
		return r == -ENOENT ? 0 : r;
	/* What a process left that was killed while it wrote: its request is taken back, or finished, by coming here. */
	if (!name_temp(name, temp))
		(void)unlinkat(dir, temp, 0);
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return -errno;
	remove_empty_parent(c, path);
	return 0;
}

/* Whether @fd reads @content to the end. */
static int compare_content(int fd, const char *content, bool *ret)
{
	char chunk[4096];
	size_t left = strlen(content);

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0 || (size_t)n > left || memcmp(chunk, content, (size_t)n) != 0) {
			*ret = n == 0 && left == 0;
			return 0;
		}
		content += n;
		left -= (size_t)n;
	}
}

static int file_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	_cleanup_close_ int dir = -1, fd = -1;
	const char *name;
	int r = open_parent(c, text_or_empty(row->file.path), false, &dir, &name);

	if (r)
		return r;
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return compare_content(fd, text_or_empty(row->file.content), ret);
}

const struct row_ops file_ops = {
	.add = file_add,
	.remove = file_remove,
	.holds = file_holds,
};
