/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions, the tables within one, and LMDB's errors in our terms. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* What a caller can do something about; other LMDB codes are -EIO, positive ones errnos. */
static const struct {
	int rc;
	int status;
	const char *hint;
} failures[] = {
	{ MDB_MAP_FULL, HCN_LIMIT_REACHED,
		"delete what is not needed, or open the store with a greater map_size" },
	{ MDB_MAP_RESIZED, HCN_LIMIT_REACHED,
		"another process opened the store with a greater map_size: use the same" },
	{ MDB_TXN_FULL, HCN_LIMIT_REACHED, "split the request into smaller ones" },
	{ MDB_BAD_VALSIZE, HCN_INVALID_ARGUMENT, "a name is 1 to 511 bytes long" },
	{ MDB_INVALID, -EIO, "hcnctl recover --discard puts an empty database in its place" },
	{ MDB_CORRUPTED, -EIO, "hcnctl recover --discard puts an empty database in its place" },
};

int hcn_store_fail(const struct hcn_store *s, struct hcn_error *err, int rc, const char *what)
{
	if (rc > 0)
		return hcn_fail_errno(err, rc, "%s: cannot %s", s->dir, what);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		if (failures[i].rc != rc)
			continue;
		(void)hcn_fail(err, failures[i].status, NULL, "%s: cannot %s: %s", s->dir, what,
			mdb_strerror(rc));
		hcn_error_hint(err, "%s", failures[i].hint);
		return failures[i].status;
	}
	return hcn_fail(err, -EIO, NULL, "%s: cannot %s: %s", s->dir, what, mdb_strerror(rc));
}

/* Takes over the use of @db, also on failure. */
static int wrap(struct hcn_store *s, struct hcn_db *db, bool writable, struct hcn_txn **ret,
	struct hcn_error *err)
{
	struct hcn_txn *txn = calloc(1, sizeof(*txn));
	int r = txn ? 0 : -ENOMEM;

	if (!r)
		r = writable ? mdb_txn_begin(db->env, NULL, 0, &txn->mdb)
			     : hcn_db_begin_read(db, &txn->mdb);
	if (r) {
		free(txn);
		hcn_db_unuse(s, db);
		return r == -ENOMEM ? hcn_fail_oom(err)
				    : hcn_store_fail(s, err, r, "begin a transaction");
	}
	txn->store = s;
	txn->db = db;
	txn->writable = writable;
	/* The transaction's number grows with every commit: creation numbers need no counter of their own. */
	txn->last_created = (uint64_t)mdb_txn_id(txn->mdb) << 24;
	*ret = txn;
	return 0;
}

int hcn_store_read(struct hcn_store *s, struct hcn_txn **ret, struct hcn_error *err)
{
	struct hcn_db *db;
	int r;

	if (!hcn_store_is_ours(s))
		return hcn_store_fail_inherited(s, err);
	r = hcn_db_use(s, &db, err);
	return r ? r : wrap(s, db, false, ret, err);
}

/*
 * Waits for those who read older snapshots about as long as it takes to copy the file: then it was worth it, or little was
 * lost.  After that they may keep the file.
 */
static int leave_readers_behind(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err)
{
	const struct timespec pause = { .tv_nsec = 50000 };
	MDB_envinfo info = { 0 };
	size_t n_pauses;

	(void)mdb_env_info(db->env, &info);
	for (n_pauses = 4 + info.me_last_pgno / 12; n_pauses; n_pauses--) {
		(void)nanosleep(&pause, NULL);
		if (!hcn_db_is_read(db))
			return 0;
	}
	return hcn_db_copy(s, db, err);
}

/* The current one, with no readers whose pages could be taken. */
static int use_for_writing(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err)
{
	struct hcn_db *db;
	int r;

	r = hcn_db_use(s, &db, err);
	if (r)
		return r;
	r = hcn_db_check(s, db, err);
	if (!r && !hcn_db_is_read(db)) {
		*ret = db;
		return 0;
	}
	if (!r)
		r = leave_readers_behind(s, db, err);
	hcn_db_unuse(s, db);
	return r ? r : hcn_db_use(s, ret, err);
}

int hcn_store_write(struct hcn_store *s, struct hcn_txn **ret, struct hcn_error *err)
{
	struct hcn_db *db = NULL;
	int r;

	if (!hcn_store_is_ours(s))
		return hcn_store_fail_inherited(s, err);
	if (atomic_load(&s->owner) != gettid())
		return hcn_fail(err, -EPERM, NULL,
			"%s: a write transaction without the writer lock", s->dir);
	r = use_for_writing(s, &db, err);
	return r ? r : wrap(s, db, true, ret, err);
}

static void txn_free(struct hcn_txn *txn)
{
	hcn_db_unuse(txn->store, txn->db);
	free(txn);
}

/* An inherited transaction is the parent's: only our part of it is freed. */
static bool free_inherited(struct hcn_txn *txn)
{
	bool is_inherited = !hcn_store_is_ours(txn->store);

	if (is_inherited)
		free(txn);
	return is_inherited;
}

int hcn_txn_commit(struct hcn_txn *txn, struct hcn_error *err)
{
	struct hcn_store *s = txn->store;
	bool wake = txn->has_events;
	int r = 0;

	if (free_inherited(txn))
		return hcn_store_fail_inherited(s, err);
	if (txn->writable)
		r = mdb_txn_commit(txn->mdb);
	else
		hcn_db_end_read(txn->db, txn->mdb);
	if (txn->writable)
		hcn_db_seal(s, txn->db);
	txn_free(txn);
	if (r)
		return hcn_store_fail(s, err, r, "commit");
	if (wake)
		hcn_store_wake(s);
	return 0;
}

/* What it may have written already are pages that are not in use. */
static void abort_write(struct hcn_txn *txn)
{
	mdb_txn_abort(txn->mdb);
	hcn_db_seal(txn->store, txn->db);
}

void hcn_txn_abort(struct hcn_txn *txn)
{
	if (!txn || free_inherited(txn))
		return;
	if (txn->writable)
		abort_write(txn);
	else
		hcn_db_end_read(txn->db, txn->mdb);
	txn_free(txn);
}

/* For functions without an error object: a lookup that did not find, or LMDB failing. */
static int read_result(int rc)
{
	if (!rc)
		return 0;
	return rc == MDB_NOTFOUND ? -ENOENT : -EIO;
}

int hcn_table_get(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val *ret)
{
	int r = mdb_get(txn->mdb, txn->db->tables[table], &key, ret);

	/* The empty key: LMDB refuses it, so nothing is there. */
	return r == MDB_BAD_VALSIZE ? -ENOENT : read_result(r);
}

int hcn_table_put(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val value,
	unsigned flags, struct hcn_error *err)
{
	int r;

	if (!txn->writable)
		return hcn_fail(
			err, -EROFS, NULL, "%s: a write in a read transaction", txn->store->dir);
	r = mdb_put(txn->mdb, txn->db->tables[table], &key, &value, flags);
	if (r == MDB_KEYEXIST && flags & MDB_NODUPDATA)
		return 0;
	return r ? hcn_store_fail(txn->store, err, r, "write") : 0;
}

int hcn_table_delete(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val *value,
	struct hcn_error *err)
{
	int r;

	if (!txn->writable)
		return hcn_fail(
			err, -EROFS, NULL, "%s: a write in a read transaction", txn->store->dir);
	r = mdb_del(txn->mdb, txn->db->tables[table], &key, value);
	if (r && r != MDB_NOTFOUND)
		return hcn_store_fail(txn->store, err, r, "delete");
	return 0;
}

int hcn_table_seek(
	struct hcn_txn *txn, enum hcn_table table, MDB_val *key, MDB_val *value, MDB_cursor_op op)
{
	MDB_cursor *cursor;
	int r;

	r = mdb_cursor_open(txn->mdb, txn->db->tables[table], &cursor);
	if (r)
		return read_result(r);
	r = mdb_cursor_get(cursor, key, value, op);
	mdb_cursor_close(cursor);
	return read_result(r);
}
