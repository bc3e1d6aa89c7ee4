/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Another file in place of the database (db.h): an empty one, or a copy for those who go on.
 *
 * It is finished first, and takes the name by rename(): a process that is killed leaves the old file or the new one.
 *
 * Tests: tests/unit/store/test_damage.c (a_damaged_file_is_put_aside_and_an_empty_one_in_its_place)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"
#include "queue.h"

#define NEW_NAME "data.new"
#define NEW_SIZE (64 * 1024)

static int fill_new(MDB_env *env, const void *origin, size_t origin_size)
{
	MDB_val key = hcn_val(HCN_ORIGIN_KEY, strlen(HCN_ORIGIN_KEY));
	MDB_val value = hcn_val(origin, origin_size);
	MDB_dbi handles[HCN_N_TABLES];
	MDB_txn *txn;
	int r;

	r = mdb_txn_begin(env, NULL, 0, &txn);
	if (r)
		return r;
	r = hcn_db_open_tables(txn, MDB_CREATE, handles);
	if (!r)
		r = mdb_put(txn, handles[HCN_TABLE_META], &key, &value, 0);
	if (!r)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return r;
}

/* An empty file, after whatever a killed process left of it.  With room for an empty database: LMDB reports a full disk as this
 * and that. */
static int begin_new(const struct hcn_store *s, int *ret_fd, struct hcn_error *err)
{
	_cleanup_close_ int fd = -1;

	if (unlinkat(s->dir_fd, NEW_NAME, 0) && errno != ENOENT)
		return hcn_fail_errno(err, errno, "cannot remove %s/" NEW_NAME, s->dir);
	fd = openat(
		s->dir_fd, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return hcn_fail_errno(err, errno, "cannot make %s/" NEW_NAME, s->dir);
	if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, NEW_SIZE) && errno == ENOSPC) {
		(void)unlinkat(s->dir_fd, NEW_NAME, 0);
		return hcn_fail_errno(err, ENOSPC, "cannot make %s/" NEW_NAME, s->dir);
	}
	*ret_fd = TAKE_FD(fd);
	return 0;
}

static int put_new_in_place(const struct hcn_store *s, struct hcn_error *err)
{
	struct stat st;

	if (renameat(s->dir_fd, NEW_NAME, s->dir_fd, HCN_DB_NAME))
		return hcn_fail_errno(err, errno, "cannot put %s/" HCN_DB_NAME " in place", s->dir);
	if (!fstatat(s->dir_fd, HCN_DB_NAME, &st, AT_SYMLINK_NOFOLLOW))
		hcn_queue_seal(s->queue, &st);
	return 0;
}

int hcn_db_make(struct hcn_store *s, const void *origin, size_t origin_size, struct hcn_error *err)
{
	_cleanup_close_ int fd = -1;
	MDB_env *env = NULL;
	int r;

	r = begin_new(s, &fd, err);
	if (!r)
		r = hcn_db_open_env(s, NEW_NAME, &env, err);
	if (r)
		return r;
	r = fill_new(env, origin, origin_size);
	mdb_env_close(env);
	if (!r)
		return put_new_in_place(s, err);
	r = hcn_store_fail(s, err, r, "make the database");
	(void)unlinkat(s->dir_fd, NEW_NAME, 0);
	return r;
}

/* A second name for it; where there is no such thing, another one.  -ENOENT: there is no file. */
static int keep_old(
	const struct hcn_store *s, char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err)
{
	for (unsigned n = 1;; n++) {
		(void)snprintf(ret_name, HCN_COPY_NAME_SIZE, "data.damaged-%u", n);
		if (!linkat(s->dir_fd, HCN_DB_NAME, s->dir_fd, ret_name, 0))
			return 0;
		if ((errno == EPERM || errno == EOPNOTSUPP) &&
			!renameat2(s->dir_fd, HCN_DB_NAME, s->dir_fd, ret_name, RENAME_NOREPLACE))
			return 0;
		if (errno == ENOENT)
			return -ENOENT;
		if (errno != EEXIST)
			return hcn_fail_errno(err, errno, "cannot keep %s/" HCN_DB_NAME, s->dir);
	}
}

int hcn_db_discard(struct hcn_store *s, const void *origin, size_t origin_size,
	char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err)
{
	int r = keep_old(s, ret_name, err);

	if (r == -ENOENT)
		*ret_name = '\0';
	else if (r)
		return r;
	r = hcn_db_make(s, origin, origin_size, err);
	if (r && *ret_name && !faccessat(s->dir_fd, HCN_DB_NAME, F_OK, 0))
		(void)unlinkat(s->dir_fd, ret_name, 0); /* one name is enough */
	return r;
}

/* 0 or an errno. */
static int copy_bytes(int from, int to, size_t size)
{
	off_t at = 0;

	while ((size_t)at < size) {
		ssize_t n = sendfile(to, from, &at, size - (size_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? errno : EIO; /* shorter than it says */
	}
	return 0;
}

int hcn_db_copy(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err)
{
	_cleanup_close_ int fd = -1;
	size_t size = hcn_db_used(db);
	struct stat st;
	int r;

	r = begin_new(s, &fd, err);
	if (r)
		return r;
	r = fstat(db->fd, &st) ? errno : 0;
	if (!r)
		r = copy_bytes(db->fd, fd, (size_t)st.st_size < size ? (size_t)st.st_size : size);
	if (!r)
		return put_new_in_place(s, err);
	(void)unlinkat(s->dir_fd, NEW_NAME, 0);
	return hcn_fail_errno(err, r, "cannot copy %s/" HCN_DB_NAME, s->dir);
}
