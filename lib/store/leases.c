/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Leases (leases.h).
 *
 * Nothing is mapped: what a full or a cut off file costs is an error.
 */
#include "leases.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

#define LOCKS ((off_t)1 << 40) /* where the bytes of processes are, far behind the table */

struct hcn_leases {
	struct hcn_leases *next;
	size_t n_users;
	pid_t pid;
	dev_t dev;
	ino_t ino;
	char *dir;
	size_t text_size;
	int table_fd;
	int texts_fd;
	uint16_t process; /* ours; 0: none yet */
};

/* Two descriptors of one file would be two holders of its locks.  The list is of this process only: a child of a fork begins anew. */
static struct {
	pthread_mutex_t mutex;
	struct hcn_leases *first;
} registry = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* --- the files ------------------------------------------------------------------------------------------- */

static int open_file(
	const struct hcn_leases *l, int dir, const char *name, int *ret, struct hcn_error *err)
{
	int fd = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return hcn_fail_errno(err, errno, "cannot open %s/%s", l->dir, name);
	*ret = fd;
	return 0;
}

static int fail_file(const struct hcn_leases *l, const char *what, struct hcn_error *err)
{
	return hcn_fail_errno(err, errno, "cannot %s a table in %s", what, l->dir);
}

/* All @size bytes, or errno. */
static bool write_at(int fd, const void *data, size_t size, size_t at)
{
	ssize_t n;

	do
		n = pwrite(fd, data, size, (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n >= 0 && (size_t)n < size)
		errno = ENOSPC;
	return n >= 0 && (size_t)n == size;
}

static bool lock_process(const struct hcn_leases *l, uint16_t process)
{
	struct flock byte = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS + process, .l_len = 1
	};

	return !fcntl(l->table_fd, F_OFD_SETLK, &byte);
}

bool hcn_lease_is_held(struct hcn_leases *l, const struct hcn_lease *lease)
{
	struct flock byte = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCKS + lease->process,
		.l_len = 1 };

	if (!lease->process)
		return false;
	if (lease->process == l->process)
		return true;
	return fcntl(l->table_fd, F_OFD_GETLK, &byte) || byte.l_type != F_UNLCK;
}

/* --- opening and closing --------------------------------------------------------------------------------- */

static void leases_free(struct hcn_leases *l)
{
	hcn_closep(&l->table_fd);
	hcn_closep(&l->texts_fd);
	free(l->dir);
	free(l);
}

static struct hcn_leases *find_open(const struct stat *st)
{
	struct hcn_leases *l = registry.first;

	while (l && !(l->dev == st->st_dev && l->ino == st->st_ino && l->pid == getpid()))
		l = l->next;
	return l;
}

static int open_files(struct hcn_leases *l, int dir, struct hcn_error *err)
{
	int r = open_file(l, dir, "table", &l->table_fd, err);

	return r ? r : open_file(l, dir, "texts", &l->texts_fd, err);
}

/* The registry's mutex is held. */
static int find_or_open(
	const char *path, int dir, size_t text_size, struct hcn_leases **ret, struct hcn_error *err)
{
	struct hcn_leases *l;
	struct stat st;
	int r;

	if (fstat(dir, &st))
		return hcn_fail_errno(err, errno, "cannot look at %s", path);
	l = find_open(&st);
	if (l) {
		l->n_users++;
		*ret = l;
		return 0;
	}
	l = calloc(1, sizeof(*l));
	if (!l)
		return hcn_fail_oom(err);
	*l = (struct hcn_leases){ .n_users = 1,
		.pid = getpid(),
		.dev = st.st_dev,
		.ino = st.st_ino,
		.dir = strdup(path),
		.text_size = text_size,
		.table_fd = -1,
		.texts_fd = -1 };
	r = l->dir ? open_files(l, dir, err) : hcn_fail_oom(err);
	if (r) {
		leases_free(l);
		return r;
	}
	l->next = registry.first;
	registry.first = l;
	*ret = l;
	return 0;
}

int hcn_leases_open(const char *state_dir, const char *name, size_t text_size, bool make,
	struct hcn_leases **ret, struct hcn_error *err)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int dir = -1;
	int r;

	if (asprintf(&path, "%s/%s", state_dir, name) < 0) {
		path = NULL;
		return hcn_fail_oom(err);
	}
	if (make && mkdir(path, 0700) && errno != EEXIST)
		return hcn_fail_errno(err, errno, "cannot make %s", path);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 && errno == ENOENT && !make)
		return -ENOENT;
	if (dir < 0)
		return hcn_fail_errno(err, errno, "cannot open %s", path);
	(void)pthread_mutex_lock(&registry.mutex);
	r = find_or_open(path, dir, text_size, ret, err);
	(void)pthread_mutex_unlock(&registry.mutex);
	return r;
}

/* The registry's mutex is held. */
static void drop(struct hcn_leases *l)
{
	struct hcn_leases **at = &registry.first;

	if (--l->n_users)
		return;
	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	leases_free(l);
}

void hcn_leases_close(struct hcn_leases *l)
{
	if (!l)
		return;
	(void)pthread_mutex_lock(&registry.mutex);
	drop(l);
	(void)pthread_mutex_unlock(&registry.mutex);
}

/* --- reading --------------------------------------------------------------------------------------------- */

int hcn_leases_read(
	struct hcn_leases *l, struct hcn_lease **ret, size_t *ret_n, struct hcn_error *err)
{
	struct hcn_lease *all;
	struct stat st;
	ssize_t n;

	if (fstat(l->table_fd, &st))
		return fail_file(l, "look at", err);
	all = malloc((size_t)st.st_size + 1);
	if (!all)
		return hcn_fail_oom(err);
	do
		n = pread(l->table_fd, all, (size_t)st.st_size, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		free(all);
		return fail_file(l, "read", err);
	}
	*ret = all;
	*ret_n = (size_t)n / sizeof(*all);
	return 0;
}

int hcn_lease_text(struct hcn_leases *l, size_t place, void *ret, struct hcn_error *err)
{
	ssize_t n;

	do
		n = pread(l->texts_fd, ret, l->text_size, (off_t)(place * l->text_size));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_file(l, "read", err);
	memset((char *)ret + n, 0, l->text_size - (size_t)n);
	return 0;
}

/* --- taking and giving back ------------------------------------------------------------------------------ */

static int clear_place(const struct hcn_leases *l, size_t place, struct hcn_error *err)
{
	static const struct hcn_lease none;

	if (write_at(l->table_fd, &none, sizeof(none), place * sizeof(none)))
		return 0;
	return fail_file(l, "write", err);
}

/* What a process that had the number before has left. */
static int clear_number(struct hcn_leases *l, struct hcn_error *err)
{
	_cleanup_free_ struct hcn_lease *all = NULL;
	size_t n;
	int r = hcn_leases_read(l, &all, &n, err);

	for (size_t i = 0; !r && i < n; i++)
		if (all[i].process == l->process)
			r = clear_place(l, i, err);
	return r;
}

/* A number of our own. */
static int take_number(struct hcn_leases *l, struct hcn_error *err)
{
	int r;

	for (unsigned number = 1; !l->process && number <= UINT16_MAX; number++)
		if (lock_process(l, (uint16_t)number))
			l->process = (uint16_t)number;
	if (!l->process)
		return hcn_fail(err, HCN_LIMIT_REACHED, NULL, "%s: %u processes have leases",
			l->dir, UINT16_MAX);
	r = clear_number(l, err);
	if (r)
		l->process = 0; /* the lock stays: it is tried again */
	return r;
}

/* One that is free, or behind all others; but before the table doubles, one of a dead process. */
static size_t find_place(struct hcn_leases *l, const struct hcn_lease *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!all[i].process)
			return i;
	for (size_t i = 0; i < n && !(n & (n - 1)); i++)
		if (!hcn_lease_is_held(l, &all[i]))
			return i;
	return n;
}

int hcn_lease_take(struct hcn_leases *l, const struct hcn_lease *all, size_t n,
	const uint8_t what[6], const void *text, size_t *ret_place, struct hcn_error *err)
{
	size_t place = find_place(l, all, n);
	struct hcn_lease lease;
	int r = l->process ? 0 : take_number(l, err);

	if (r)
		return r;
	lease.process = l->process;
	memcpy(lease.what, what, sizeof(lease.what));
	/* The text first: a lease without one would be nobody's. */
	if (!write_at(l->texts_fd, text, l->text_size, place * l->text_size) ||
		!write_at(l->table_fd, &lease, sizeof(lease), place * sizeof(lease)))
		return fail_file(l, "write", err);
	(void)pthread_mutex_lock(&registry.mutex);
	l->n_users++;
	(void)pthread_mutex_unlock(&registry.mutex);
	*ret_place = place;
	return 0;
}

void hcn_lease_give_back(struct hcn_leases *l, size_t place)
{
	if (l->pid != getpid())
		return;
	(void)clear_place(l, place, NULL);
	hcn_leases_close(l);
}

void hcn_leases_leave_to_parent(void)
{
	(void)pthread_mutex_init(&registry.mutex, NULL);
	registry.first = NULL;
}
