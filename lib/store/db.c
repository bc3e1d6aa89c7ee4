/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening, making and replacing the database file (db.h).
 *
 * A file is only ever replaced whole, by renaming a finished one over it: a process that is killed leaves the old one or the new
 * one.  Who has the old one open notices by the inode, before each transaction.
 *
 * Tests: tests/unit/store/test_store.c (format_1_is_upgraded_with_all_that_is_in_it)
 */
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "verify.h"
#include "cleanup.h"
#include "internal.h"
#include "queue.h"

#define NAME     "data.mdb"
#define NEW_NAME "data.new"

/*
 * MDB_NOSYNC: the state need not survive power loss, and killed processes lose nothing of the page cache.
 * MDB_NOTLS: a snapshot belongs to its transaction, not to a thread.
 */
#define ENV_FLAGS (MDB_NOSYNC | MDB_NOTLS | MDB_NOLOCK | MDB_NOSUBDIR)

static const struct {
	const char *name;
	unsigned flags;
} tables[HCN_N_TABLES] = {
	[HCN_TABLE_META] = { "meta", 0 },
	[HCN_TABLE_OBJECTS] = { "objects", 0 },
	[HCN_TABLE_INDEX] = { "index", MDB_DUPSORT | MDB_DUPFIXED },
	[HCN_TABLE_VALUES] = { "values", 0 },
	[HCN_TABLE_EVENTS] = { "events", 0 },
};

bool hcn_db_find_table(const void *name, size_t name_len, unsigned *ret_flags)
{
	for (size_t i = 0; i < HCN_N_TABLES; i++) {
		if (strlen(tables[i].name) != name_len || memcmp(tables[i].name, name, name_len))
			continue;
		*ret_flags = tables[i].flags;
		return true;
	}
	return false;
}

/* --- LMDB's environment ---------------------------------------------------------------------------------- */

/* LMDB leaves its descriptor to children.  No fork comes in between: its handler waits for the list. */
static int open_closed_on_exec(MDB_env *env, const char *path)
{
	int r, fd = -1;

	hcn_store_hold_forks();
	r = mdb_env_open(env, path, ENV_FLAGS, 0600);
	if (!r)
		r = mdb_env_get_fd(env, &fd);
	if (!r && fcntl(fd, F_SETFD, FD_CLOEXEC))
		r = errno;
	hcn_store_release_forks();
	return r;
}

/* @name of the open directory, whatever the directory is called by now. */
static int open_env(struct hcn_store *s, const char *name, MDB_env **ret, struct hcn_error *err)
{
	MDB_env *env = NULL;
	char path[64];
	int r;

	(void)snprintf(path, sizeof(path), "/proc/thread-self/fd/%d/%s", s->dir_fd, name);
	r = mdb_env_create(&env);
	if (!r)
		r = mdb_env_set_mapsize(env, s->map_size);
	if (!r)
		r = mdb_env_set_maxdbs(env, HCN_N_TABLES);
	if (!r)
		r = open_closed_on_exec(env, path);
	if (r) {
		if (env)
			mdb_env_close(env);
		return hcn_store_fail(s, err, r, "open the database");
	}
	*ret = env;
	return 0;
}

/* 0 or LMDB's code.  @flags: 0 or MDB_CREATE. */
static int open_tables(MDB_txn *txn, unsigned flags, MDB_dbi ret[HCN_N_TABLES])
{
	int r = 0;

	for (size_t i = 0; !r && i < HCN_N_TABLES; i++)
		r = mdb_dbi_open(txn, tables[i].name, tables[i].flags | flags, &ret[i]);
	return r;
}

/* --- one open file --------------------------------------------------------------------------------------- */

void hcn_db_close(struct hcn_store *s, struct hcn_db *db)
{
	struct hcn_db **at;

	if (!db)
		return;
	hcn_store_hold_forks();
	for (at = &s->dbs; *at; at = &(*at)->next) {
		if (*at != db)
			continue;
		*at = db->next;
		break;
	}
	hcn_store_release_forks();
	if (db->env)
		mdb_env_close(db->env);
	hcn_closep(&db->fd);
	free(db->pins);
	(void)pthread_mutex_destroy(&db->mutex);
	free(db);
}

static struct hcn_db *db_new(struct hcn_store *s)
{
	struct hcn_db *db = calloc(1, sizeof(*db));

	if (!db)
		return NULL;
	db->fd = -1;
	db->n_users = 1;
	(void)pthread_mutex_init(&db->mutex, NULL);
	hcn_store_hold_forks();
	db->next = s->dbs;
	s->dbs = db;
	hcn_store_release_forks();
	return db;
}

/* The directory's file called so; -ENOENT when there is none, or nothing in it. */
static int look_at(const struct hcn_store *s, struct stat *ret, struct hcn_error *err)
{
	int r;

	if (fstatat(s->dir_fd, NAME, ret, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT
			       ? -ENOENT
			       : hcn_fail_errno(err, errno, "cannot look at %s/" NAME, s->dir);
	r = hcn_store_check_file(s, NAME, ret, err);
	return r || ret->st_size ? r : -ENOENT;
}

static int fail_damaged(
	const struct hcn_store *s, const struct hcn_damage *damage, struct hcn_error *err)
{
	(void)hcn_fail(err, -EIO, NULL, "%s/" NAME " is damaged: %s", s->dir, damage->text);
	hcn_error_hint(err,
		"hcnctl recover --discard puts an empty database in its place, and keeps "
		"a copy; what is in the kernel stays there");
	return -EIO;
}

/* The result of a check as ours. */
static int pass(
	const struct hcn_store *s, int r, const struct hcn_damage *damage, struct hcn_error *err)
{
	if (r == -EUCLEAN)
		return fail_damaged(s, damage, err);
	return r ? hcn_fail_errno(err, -r, "cannot read %s/" NAME, s->dir) : 0;
}

/* A commit that is being written may show half a meta page, for a moment. */
static int check_metas(const struct hcn_store *s, int fd, struct hcn_error *err)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct hcn_damage damage;
	int r = -EUCLEAN;

	for (unsigned i = 0; r == -EUCLEAN && i < 5; i++) {
		if (i)
			(void)nanosleep(&pause, NULL);
		r = hcn_verify_metas(fd, &damage);
	}
	return pass(s, r, &damage, err);
}

/* Checks the snapshot of @txn unless the file is sealed, and seals it if nothing has been written meanwhile.  -ESTALE without
 * an error text: begin another one. */
static int check_snapshot(
	struct hcn_store *s, struct hcn_db *db, MDB_txn *txn, struct hcn_error *err)
{
	struct hcn_damage damage;
	struct stat before, after;
	int r;

	if (fstat(db->fd, &before))
		return hcn_fail_errno(err, errno, "cannot look at %s/" NAME, s->dir);
	if (hcn_queue_is_sealed(s->queue, &before))
		return 0;
	r = hcn_verify_snapshot(db->fd, mdb_txn_id(txn), &damage);
	if (r == -ESTALE)
		return r;
	if (!r && !fstat(db->fd, &after) && after.st_size == before.st_size &&
		!memcmp(&after.st_ctim, &before.st_ctim, sizeof(after.st_ctim)))
		hcn_queue_seal(s->queue, &after);
	return pass(s, r, &damage, err);
}

/* A snapshot that has been checked. */
static int begin_checked(
	struct hcn_store *s, struct hcn_db *db, MDB_txn **ret, struct hcn_error *err)
{
	int r;

	do {
		r = hcn_db_begin_read(db, ret);
		if (r)
			return hcn_store_fail(s, err, r, "begin a transaction");
		r = check_snapshot(s, db, *ret, err);
		if (r)
			hcn_db_end_read(db, *ret);
	} while (r == -ESTALE);
	return r;
}

static int open_handles(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err)
{
	MDB_txn *txn = NULL;
	int r;

	r = begin_checked(s, db, &txn, err);
	if (r)
		return r;
	r = open_tables(txn, 0, db->tables);
	hcn_db_end_read(db, txn);
	if (r == MDB_NOTFOUND)
		return -ENOENT;
	return r ? hcn_store_fail(s, err, r, "open the tables") : 0;
}

/* LMDB's file and ours: the one called so, or -EAGAIN, when it has been replaced in between. */
static int open_file(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err)
{
	struct stat st;
	int r, fd = -1;

	r = look_at(s, &st, err);
	if (r)
		return r;
	db->fd = openat(s->dir_fd, NAME, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (db->fd < 0 || fstat(db->fd, &st))
		return hcn_fail_errno(err, errno, "cannot open %s/" NAME, s->dir);
	db->dev = st.st_dev;
	db->ino = st.st_ino;
	db->size = st.st_size;
	r = check_metas(s, db->fd, err);
	if (!r)
		r = open_env(s, NAME, &db->env, err);
	if (r)
		return r;
	if (mdb_env_get_fd(db->env, &fd) || fstat(fd, &st) || st.st_dev != db->dev ||
		st.st_ino != db->ino)
		return -EAGAIN;
	return open_handles(s, db, err);
}

void hcn_db_seal(struct hcn_store *s, struct hcn_db *db)
{
	struct stat st;

	if (!fstat(db->fd, &st))
		hcn_queue_seal(s->queue, &st);
}

int hcn_db_check(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err)
{
	struct stat st;
	MDB_txn *txn;
	int r;

	if (!fstat(db->fd, &st) && hcn_queue_is_sealed(s->queue, &st))
		return 0;
	r = check_metas(s, db->fd, err);
	if (!r)
		r = begin_checked(s, db, &txn, err);
	if (!r)
		hcn_db_end_read(db, txn);
	return r;
}

int hcn_db_open(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err)
{
	int r;

	do {
		struct hcn_db *db = db_new(s);

		if (!db)
			return hcn_fail_oom(err);
		r = open_file(s, db, err);
		if (r)
			hcn_db_close(s, db);
		else
			*ret = db;
	} while (r == -EAGAIN);
	return r;
}

/* --- the current one ------------------------------------------------------------------------------------- */

/* *@ret: it is another file now.  One that is gone is used on; one that has lost its end, not. */
static int look_again(struct hcn_store *s, bool *ret, struct hcn_error *err)
{
	struct hcn_damage damage = { "it has been cut off" };
	struct stat st;

	*ret = false;
	if (fstatat(s->dir_fd, NAME, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	*ret = st.st_ino != s->db->ino || st.st_dev != s->db->dev;
	if (*ret)
		return 0;
	if (st.st_size < s->db->size)
		return fail_damaged(s, &damage, err);
	s->db->size = st.st_size;
	return 0;
}

/* The mutex is held. */
static void drop(struct hcn_store *s, struct hcn_db *db)
{
	if (!--db->n_users)
		hcn_db_close(s, db);
}

static int follow(struct hcn_store *s, struct hcn_error *err)
{
	struct hcn_db *db = NULL;
	int r;

	r = hcn_db_open(s, &db, err);
	if (r)
		return r == -ENOENT ? hcn_fail(err, -EIO, NULL, "%s/" NAME " has no tables", s->dir)
				    : r;
	drop(s, s->db);
	s->db = db;
	return 0;
}

int hcn_db_use(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err)
{
	bool is_another;
	int r;

	(void)pthread_mutex_lock(&s->db_mutex);
	r = look_again(s, &is_another, err);
	if (!r && is_another)
		r = follow(s, err);
	if (!r) {
		*ret = s->db;
		s->db->n_users++;
	}
	(void)pthread_mutex_unlock(&s->db_mutex);
	return r;
}

void hcn_db_unuse(struct hcn_store *s, struct hcn_db *db)
{
	(void)pthread_mutex_lock(&s->db_mutex);
	drop(s, db);
	(void)pthread_mutex_unlock(&s->db_mutex);
}

/* --- another in its place -------------------------------------------------------------------------------- */

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
	r = open_tables(txn, MDB_CREATE, handles);
	if (!r)
		r = mdb_put(txn, handles[HCN_TABLE_META], &key, &value, 0);
	if (!r)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return r;
}

/* Whatever a killed process left of it. */
static int clear_new(const struct hcn_store *s, struct hcn_error *err)
{
	if (unlinkat(s->dir_fd, NEW_NAME, 0) && errno != ENOENT)
		return hcn_fail_errno(err, errno, "cannot remove %s/" NEW_NAME, s->dir);
	return 0;
}

static int put_new_in_place(const struct hcn_store *s, struct hcn_error *err)
{
	struct stat st;

	if (renameat(s->dir_fd, NEW_NAME, s->dir_fd, NAME))
		return hcn_fail_errno(err, errno, "cannot put %s/" NAME " in place", s->dir);
	if (!fstatat(s->dir_fd, NAME, &st, AT_SYMLINK_NOFOLLOW))
		hcn_queue_seal(s->queue, &st);
	return 0;
}

int hcn_db_make(struct hcn_store *s, const void *origin, size_t origin_size, struct hcn_error *err)
{
	MDB_env *env = NULL;
	int r;

	r = clear_new(s, err);
	if (!r)
		r = open_env(s, NEW_NAME, &env, err);
	if (r)
		return r;
	r = fill_new(env, origin, origin_size);
	mdb_env_close(env);
	if (!r)
		return put_new_in_place(s, err);
	(void)unlinkat(s->dir_fd, NEW_NAME, 0);
	return hcn_store_fail(s, err, r, "make the database");
}

/* A second name for it; where there is no such thing, another one.  -ENOENT: there is no file. */
static int keep_old(
	const struct hcn_store *s, char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err)
{
	for (unsigned n = 1;; n++) {
		(void)snprintf(ret_name, HCN_COPY_NAME_SIZE, "data.damaged-%u", n);
		if (!linkat(s->dir_fd, NAME, s->dir_fd, ret_name, 0))
			return 0;
		if ((errno == EPERM || errno == EOPNOTSUPP) &&
			!renameat2(s->dir_fd, NAME, s->dir_fd, ret_name, RENAME_NOREPLACE))
			return 0;
		if (errno == ENOENT)
			return -ENOENT;
		if (errno != EEXIST)
			return hcn_fail_errno(err, errno, "cannot keep %s/" NAME, s->dir);
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
	if (r && *ret_name && !faccessat(s->dir_fd, NAME, F_OK, 0))
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
	MDB_envinfo info;
	struct stat st;
	MDB_stat stat;
	size_t size;
	int r;

	r = clear_new(s, err);
	if (r)
		return r;
	fd = openat(
		s->dir_fd, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return hcn_fail_errno(err, errno, "cannot make %s/" NEW_NAME, s->dir);
	(void)mdb_env_info(db->env, &info);
	(void)mdb_env_stat(db->env, &stat);
	size = (info.me_last_pgno + 1) * stat.ms_psize;
	r = fstat(db->fd, &st) ? errno : 0;
	if (!r)
		r = copy_bytes(db->fd, fd, (size_t)st.st_size < size ? (size_t)st.st_size : size);
	if (!r)
		return put_new_in_place(s, err);
	(void)unlinkat(s->dir_fd, NEW_NAME, 0);
	return hcn_fail_errno(err, r, "cannot copy %s/" NAME, s->dir);
}
