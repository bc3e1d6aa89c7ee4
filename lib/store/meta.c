/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables, and of which format and boot they are.
 *
 * HCN is non-persistent: tables of an earlier boot are emptied; tables of another format are refused.  A store that is in
 * use opens without waiting for a writer; making and emptying happen under the writer lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"
#define ORIGIN_KEY   "origin"

/* The value of ORIGIN_KEY.  `format` stays first in every format. */
struct origin {
	uint32_t format;
	char boot[36]; /* the text of boot_id, without NUL */
};

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

static int read_origin_of_this_boot(struct origin *ret, struct hcn_error *err)
{
	_cleanup_close_ int fd = open(BOOT_ID_PATH, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret->boot, sizeof(ret->boot));

	if (n < 0)
		return hcn_fail_errno(err, errno, "cannot read %s", BOOT_ID_PATH);
	if (n != sizeof(ret->boot))
		return hcn_fail(err, -EIO, NULL, "%s is too short", BOOT_ID_PATH);
	ret->format = HCN_STORE_FORMAT;
	return 0;
}

static int fail_format(const struct hcn_store *s, uint32_t format, struct hcn_error *err)
{
	(void)hcn_fail(err, -EPROTO, NULL, "%s is of format %u, this library reads format %u",
		s->dir, format, HCN_STORE_FORMAT);
	hcn_error_hint(err,
		"use the same version of HCN everywhere, or stop all its users and remove %s",
		s->dir);
	return -EPROTO;
}

/* 0: the tables are @now's; -ENOENT: they are new or of an earlier boot. */
static int check_origin(struct hcn_txn *txn, const struct origin *now, struct hcn_error *err)
{
	struct origin then = { 0 };
	MDB_val found;
	int r;

	r = hcn_table_get(txn, HCN_TABLE_META, hcn_val(ORIGIN_KEY, strlen(ORIGIN_KEY)), &found);
	if (r == -ENOENT)
		return r;
	if (r)
		return hcn_fail(err, r, NULL, "%s: cannot read the format", txn->store->dir);
	memcpy(&then, found.mv_data, found.mv_size < sizeof(then) ? found.mv_size : sizeof(then));
	if (then.format != now->format)
		return fail_format(txn->store, then.format, err);
	return memcmp(then.boot, now->boot, sizeof(then.boot)) ? -ENOENT : 0;
}

static int empty_tables(struct hcn_txn *txn, const struct origin *now, struct hcn_error *err)
{
	for (size_t i = 0; i < HCN_N_TABLES; i++) {
		int r = mdb_drop(txn->mdb, txn->store->tables[i], 0);

		if (r)
			return hcn_store_fail(txn->store, err, r, "empty the tables");
	}
	return hcn_table_put(txn, HCN_TABLE_META, hcn_val(ORIGIN_KEY, strlen(ORIGIN_KEY)),
		hcn_val(now, sizeof(*now)), 0, err);
}

/* @flags: 0 or MDB_CREATE.  -ENOENT without it: a table is missing. */
static int open_handles(struct hcn_txn *txn, unsigned flags, struct hcn_error *err)
{
	for (size_t i = 0; i < HCN_N_TABLES; i++) {
		int r = mdb_dbi_open(
			txn->mdb, tables[i].name, tables[i].flags | flags, &txn->store->tables[i]);

		if (r == MDB_NOTFOUND)
			return -ENOENT;
		if (r)
			return hcn_store_fail(txn->store, err, r, "open the tables");
	}
	return 0;
}

/* -ENOENT: the tables have to be made or emptied. */
static int open_existing(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	struct hcn_txn *txn = NULL;
	int r;

	r = hcn_store_read(s, &txn, err);
	if (r)
		return r;
	r = open_handles(txn, 0, err);
	if (!r)
		r = check_origin(txn, now, err);
	if (!r)
		return hcn_txn_commit(txn, err);
	hcn_txn_abort(txn);
	return r;
}

/* Looks again under the lock: another process may have been first. */
static int open_or_make(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	struct hcn_txn *txn = NULL;
	int r;

	r = hcn_store_write(s, &txn, err);
	if (r)
		return r;
	r = open_handles(txn, MDB_CREATE, err);
	if (!r)
		r = check_origin(txn, now, err);
	if (r == -ENOENT)
		r = empty_tables(txn, now, err);
	if (!r)
		return hcn_txn_commit(txn, err);
	hcn_txn_abort(txn);
	return r;
}

int hcn_store_open_tables(struct hcn_store *s, struct hcn_error *err)
{
	struct origin now = { 0 };
	int r;

	r = read_origin_of_this_boot(&now, err);
	if (r)
		return r;
	r = open_existing(s, &now, err);
	if (r != -ENOENT)
		return r;
	r = hcn_store_lock(s, err);
	if (r)
		return r;
	r = open_or_make(s, &now, err);
	hcn_store_unlock(s);
	return r;
}
