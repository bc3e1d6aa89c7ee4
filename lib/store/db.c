/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening the database file, and following it (db.h).
 *
 * Who has one open that has been replaced (replace.c) notices by the inode, before each transaction.
 *
 * Tests: tests/unit/store/test_store.c (format_1_is_upgraded_with_all_that_is_in_it)
 */
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"
#include "queue.h"
#include "verify.h"

#define ROOM_STEP ((size_t)256 * 1024)

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
static int open_closed_on_exec(MDB_env *env, const char *path, bool is_read_only)
{
	int r, fd = -1;

	hcn_store_hold_forks();
	r = mdb_env_open(env, path, ENV_FLAGS | (is_read_only ? MDB_RDONLY : 0), 0600);
	if (!r)
		r = mdb_env_get_fd(env, &fd);
	if (!r && fcntl(fd, F_SETFD, FD_CLOEXEC))
		r = errno;
	hcn_store_release_forks();
	return r;
}

int hcn_db_open_env(struct hcn_store *s, const char *name, MDB_env **ret, struct hcn_error *err)
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
		r = open_closed_on_exec(env, path, s->is_read_only);
	if (r) {
		if (env)
			mdb_env_close(env);
		return hcn_store_fail(s, err, r, "open the database");
	}
	*ret = env;
	return 0;
}

int hcn_db_open_tables(MDB_txn *txn, unsigned flags, MDB_dbi ret[HCN_N_TABLES])
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

	if (fstatat(s->dir_fd, HCN_DB_NAME, ret, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? -ENOENT
				       : hcn_fail_errno(err, errno,
						 "cannot look at %s/" HCN_DB_NAME, s->dir);
	r = hcn_store_check_file(s, HCN_DB_NAME, ret, err);
	return r || ret->st_size ? r : -ENOENT;
}

static int fail_damaged(
	const struct hcn_store *s, const struct hcn_damage *damage, struct hcn_error *err)
{
	(void)hcn_fail(err, -EIO, NULL, "%s/" HCN_DB_NAME " is damaged: %s", s->dir, damage->text);
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
	return r ? hcn_fail_errno(err, -r, "cannot read %s/" HCN_DB_NAME, s->dir) : 0;
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
		return hcn_fail_errno(err, errno, "cannot look at %s/" HCN_DB_NAME, s->dir);
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
	r = hcn_db_open_tables(txn, 0, db->tables);
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
	db->fd = openat(s->dir_fd, HCN_DB_NAME,
		(s->is_read_only ? O_RDONLY : O_RDWR) | O_NOFOLLOW | O_CLOEXEC);
	if (db->fd < 0 || fstat(db->fd, &st))
		return hcn_fail_errno(err, errno, "cannot open %s/" HCN_DB_NAME, s->dir);
	db->dev = st.st_dev;
	db->ino = st.st_ino;
	db->size = st.st_size;
	r = check_metas(s, db->fd, err);
	if (!r)
		r = hcn_db_open_env(s, HCN_DB_NAME, &db->env, err);
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

size_t hcn_db_used(const struct hcn_db *db)
{
	MDB_envinfo info = { 0 };
	MDB_stat stat = { 0 };

	(void)mdb_env_info(db->env, &info);
	(void)mdb_env_stat(db->env, &stat);
	return (info.me_last_pgno + 1) * stat.ms_psize;
}

/* In steps, so that it seldom has something to do. */
int hcn_db_make_room(struct hcn_store *s, struct hcn_db *db, size_t size, struct hcn_error *err)
{
	size_t needed = hcn_db_used(db) + size;
	struct stat st;
	int r;

	if (fstat(db->fd, &st))
		return hcn_fail_errno(err, errno, "cannot look at %s/" HCN_DB_NAME, s->dir);
	if ((size_t)st.st_size >= needed)
		return 0;
	r = hcn_db_check(s, db, err);
	if (r)
		return r;
	r = posix_fallocate(db->fd, 0, (off_t)(needed + ROOM_STEP));
	hcn_db_seal(s, db);
	return r ? hcn_fail_errno(err, r, "cannot make room for %s/" HCN_DB_NAME, s->dir) : 0;
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
	if (fstatat(s->dir_fd, HCN_DB_NAME, &st, AT_SYMLINK_NOFOLLOW))
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
		return r == -ENOENT ? hcn_fail(err, -EIO, NULL, "%s/" HCN_DB_NAME " has no tables",
					      s->dir)
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
