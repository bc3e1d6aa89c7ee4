/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way to the state directory, and whose it is.
 *
 * What lies in the directory is obeyed, by root too: rows of a journal are put into the kernel.  So nobody but root and the
 * user of this process may have written it, or be able to put another in its place: every directory on the way is theirs, and
 * writable for others only with the sticky bit, under which they can remove nothing of ours.
 *
 * In: a path.  Out: an open directory, made with its parents when missing.
 * Never: follows a symbolic link that somebody else made.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"

#define MAX_LINKS 40 /* as the kernel */

/* The walk from the root: where it stands, how it came there, and what is left to go. */
struct walk {
	int fd;
	char path[PATH_MAX];
	char rest[PATH_MAX];
	unsigned n_links;
};

/* --- owners ---------------------------------------------------------------------------------------------- */

/* Whether @id is one that our user namespace has no name for; on failure no. */
static bool is_unmapped(uid_t id)
{
	unsigned long long inside, outside, n;
	FILE *map = fopen("/proc/self/uid_map", "re");
	bool found = !map;

	while (!found && fscanf(map, "%llu %llu %llu", &inside, &outside, &n) == 3)
		found = id >= inside && id - inside < n;
	if (map)
		(void)fclose(map);
	return !found;
}

static bool is_trusted(uid_t id)
{
	return id == 0 || id == geteuid();
}

/* In a user namespace the host's root owns the first directories, under a number that is nobody's inside. */
static bool is_trusted_above(uid_t id)
{
	return is_trusted(id) || is_unmapped(id);
}

static int fail_foreign(const char *path, const char *why, struct hcn_error *err)
{
	(void)hcn_fail(err, HCN_ACCESS_DENIED, NULL, "%s %s", path, why);
	hcn_error_hint(err,
		"nobody but root and this user may be able to change the state directory, its "
		"files, or the directories above it (those may be sticky): chown, chmod go-w, or "
		"another HCN_STATE_DIR");
	return HCN_ACCESS_DENIED;
}

static int fail_owner(const char *path, uid_t owner, struct hcn_error *err)
{
	char why[80];

	(void)snprintf(why, sizeof(why), "belongs to user %u, who is neither root nor this user",
		(unsigned)owner);
	return fail_foreign(path, why, err);
}

static int check_parent(const struct walk *w, struct hcn_error *err)
{
	struct stat st;

	if (fstat(w->fd, &st))
		return hcn_fail_errno(err, errno, "cannot look at %s", w->path);
	if (!is_trusted_above(st.st_uid))
		return fail_owner(w->path, st.st_uid, err);
	if (st.st_mode & (S_IWGRP | S_IWOTH) && !(st.st_mode & S_ISVTX))
		return fail_foreign(
			w->path, "can be changed by other users, and is not sticky", err);
	return 0;
}

static int check_last(const struct walk *w, const struct stat *st, struct hcn_error *err)
{
	if (!is_trusted(st->st_uid))
		return fail_owner(w->path, st->st_uid, err);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return fail_foreign(w->path, "can be changed by other users", err);
	return 0;
}

int hcn_store_check_file(
	const struct hcn_store *s, const char *name, const struct stat *st, struct hcn_error *err)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	if (!S_ISREG(st->st_mode))
		return fail_foreign(path, "is no regular file", err);
	if (!is_trusted(st->st_uid))
		return fail_owner(path, st->st_uid, err);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return fail_foreign(path, "can be changed by other users", err);
	if (st->st_nlink > 1)
		return fail_foreign(path, "has another name, too", err);
	return 0;
}

/* --- the walk -------------------------------------------------------------------------------------------- */

/* Takes the first name off what is left; an empty one at the end. */
static void take_name(struct walk *w, char name[NAME_MAX + 2])
{
	char *rest = w->rest + strspn(w->rest, "/");
	size_t len = strcspn(rest, "/");

	if (len > NAME_MAX)
		len = NAME_MAX + 1; /* the kernel will say so */
	memcpy(name, rest, len);
	name[len] = '\0';
	rest += strcspn(rest, "/");
	memmove(w->rest, rest, strlen(rest) + 1);
}

static bool is_at_end(const struct walk *w)
{
	return !w->rest[strspn(w->rest, "/")];
}

/* Only for errors; what does not fit is cut. */
static void note_path(struct walk *w, const char *name)
{
	size_t len = strlen(w->path);

	(void)snprintf(w->path + len, sizeof(w->path) - len, "%s%s",
		len && w->path[len - 1] == '/' ? "" : "/", name);
}

static int start_at_root(struct walk *w, struct hcn_error *err)
{
	hcn_closep(&w->fd);
	(void)strcpy(w->path, "/");
	w->fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (w->fd < 0)
		return hcn_fail_errno(err, errno, "cannot open /");
	return check_parent(w, err);
}

/* A link in a directory that has been checked: what it leads to comes before what is left. */
static int follow(struct walk *w, const char *name, struct hcn_error *err)
{
	char target[PATH_MAX], rest[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (fstatat(w->fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return hcn_fail_errno(err, errno, "cannot look at %s in %s", name, w->path);
	n = readlinkat(w->fd, name, target, sizeof(target) - 1);
	if (n < 0 || ++w->n_links > MAX_LINKS)
		return hcn_fail_errno(
			err, n < 0 ? errno : ELOOP, "cannot follow %s in %s", name, w->path);
	if (!is_trusted_above(st.st_uid)) {
		note_path(w, name);
		return fail_owner(w->path, st.st_uid, err);
	}
	target[n] = '\0';
	if (snprintf(rest, sizeof(rest), "%s%s", target, w->rest) >= (int)sizeof(rest))
		return hcn_fail_errno(err, ENAMETOOLONG, "cannot follow %s in %s", name, w->path);
	(void)strcpy(w->rest, rest);
	return *target == '/' ? start_at_root(w, err) : 0;
}

static int fail_step(const struct walk *w, int os_errno, struct hcn_error *err)
{
	return hcn_fail_errno(err, os_errno, "cannot make the state directory %s", w->path);
}

/* One name down, which is made when it is missing. */
static int step(struct walk *w, const char *name, struct hcn_error *err)
{
	const int flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH;
	struct stat st;
	int fd;

	if (!fstatat(w->fd, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
		return follow(w, name, err);
	fd = openat(w->fd, name, flags);
	if (fd < 0 && errno == ENOENT && (!mkdirat(w->fd, name, 0755) || errno == EEXIST))
		fd = openat(w->fd, name, flags);
	note_path(w, name);
	if (fd < 0)
		return fail_step(w, errno, err);
	(void)close(w->fd);
	w->fd = fd;
	return is_at_end(w) ? 0 : check_parent(w, err);
}

static int walk(struct walk *w, struct hcn_error *err)
{
	char name[NAME_MAX + 2];
	int r;

	r = start_at_root(w, err);
	while (!r && !is_at_end(w)) {
		take_name(w, name);
		r = step(w, name, err);
	}
	return r;
}

int hcn_store_open_dir(const char *dir, int *ret_fd, struct stat *ret_st, struct hcn_error *err)
{
	_cleanup_free_ struct walk *w = calloc(1, sizeof(*w));
	_cleanup_close_ int at = -1, fd = -1;
	int r;

	if (!w)
		return hcn_fail_oom(err);
	if (strlen(dir) >= sizeof(w->rest))
		return hcn_fail_errno(err, ENAMETOOLONG, "cannot open the state directory");
	(void)strcpy(w->rest, dir);
	w->fd = -1;
	r = walk(w, err);
	at = w->fd;
	if (r)
		return r;
	fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, ret_st))
		return hcn_fail_errno(err, errno, "cannot open the state directory %s", dir);
	r = check_last(w, ret_st, err);
	if (!r)
		*ret_fd = TAKE_FD(fd);
	return r;
}
