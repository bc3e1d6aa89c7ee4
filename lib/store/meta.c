/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables, and of which format and boot they are.
 *
 * HCN is non-persistent: a database of an earlier boot is replaced by an empty one; one of another format is refused.  A store
 * that is in use opens without waiting for a writer; making happens under the writer lock.
 *
 * Tests: tests/unit/store/test_store.c (another_format_is_refused_with_both_numbers)
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "internal.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"
#define OLD_FORMAT   1 /* until LMDB's lock file was given up */
#define OLD_LOCK     "lock.mdb"

/* The value of HCN_ORIGIN_KEY.  `format` stays first in every format. */
struct origin {
	uint32_t format;
	char boot[36]; /* the text of boot_id, without NUL */
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

/* 0: the tables are @now's; -ENOENT: they are new or of an earlier boot; -EUCLEAN: of this boot and OLD_FORMAT. */
static int check_origin(struct hcn_txn *txn, const struct origin *now, struct hcn_error *err)
{
	struct origin then = { 0 };
	MDB_val found;
	int r;

	r = hcn_table_get(
		txn, HCN_TABLE_META, hcn_val(HCN_ORIGIN_KEY, strlen(HCN_ORIGIN_KEY)), &found);
	if (r == -ENOENT)
		return r;
	if (r)
		return hcn_fail(err, r, NULL, "%s: cannot read the format", txn->store->dir);
	memcpy(&then, found.mv_data, found.mv_size < sizeof(then) ? found.mv_size : sizeof(then));
	if (then.format != now->format && then.format != OLD_FORMAT)
		return fail_format(txn->store, then.format, err);
	if (memcmp(then.boot, now->boot, sizeof(then.boot)))
		return -ENOENT;
	return then.format == OLD_FORMAT ? -EUCLEAN : 0;
}

/* As check_origin(), after opening the database; s->db is NULL after a failure. */
static int open_existing(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	struct hcn_txn *txn = NULL;
	int r;

	r = hcn_db_open(s, &s->db, err);
	if (r)
		return r;
	r = hcn_store_read(s, &txn, err);
	if (!r)
		r = check_origin(txn, now, err);
	hcn_txn_abort(txn);
	if (r) {
		hcn_db_close(s, s->db);
		s->db = NULL;
	}
	return r;
}

/* --- format 1 -------------------------------------------------------------------------------------------- */

/* Its users know each other by LMDB's lock file, of which each has the first byte, and would not know us.  None is left: the lock
 * is ours until @ret_fd is closed. */
static int lock_out_older(const struct hcn_store *s, int *ret_fd, struct hcn_error *err)
{
	struct flock byte = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

	*ret_fd = openat(s->dir_fd, OLD_LOCK, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (*ret_fd < 0)
		return errno == ENOENT
			       ? 0
			       : hcn_fail_errno(err, errno, "cannot open %s/" OLD_LOCK, s->dir);
	if (!fcntl(*ret_fd, F_OFD_SETLK, &byte))
		return 0;
	return fail_format(s, OLD_FORMAT, err);
}

static int put_format(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	struct hcn_txn *txn = NULL;
	int r;

	r = hcn_db_open(s, &s->db, err);
	if (!r)
		r = hcn_store_write(s, &txn, err);
	if (!r)
		r = hcn_table_put(txn, HCN_TABLE_META,
			hcn_val(HCN_ORIGIN_KEY, strlen(HCN_ORIGIN_KEY)), hcn_val(now, sizeof(*now)),
			0, err);
	if (!r)
		return hcn_txn_commit(txn, err);
	hcn_txn_abort(txn);
	return r;
}

/* What is in the tables is the same; what differs is how those who use it know each other. */
static int upgrade(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	_cleanup_close_ int fd = -1;
	int r;

	r = lock_out_older(s, &fd, err);
	if (!r)
		r = put_format(s, now, err);
	if (!r)
		(void)unlinkat(s->dir_fd, OLD_LOCK, 0);
	return r;
}

/* --------------------------------------------------------------------------------------------------------- */

/* Looks again under the lock: another process may have been first. */
static int open_or_make(struct hcn_store *s, const struct origin *now, struct hcn_error *err)
{
	int r = open_existing(s, now, err);

	if (r == -EUCLEAN)
		return upgrade(s, now, err);
	if (r != -ENOENT)
		return r;
	r = hcn_db_make(s, now, sizeof(*now), err);
	return r ? r : hcn_db_open(s, &s->db, err);
}

int hcn_store_open_tables(struct hcn_store *s, struct hcn_error *err)
{
	struct origin now = { 0 };
	int r;

	r = read_origin_of_this_boot(&now, err);
	if (r)
		return r;
	r = open_existing(s, &now, err);
	if (r != -ENOENT && r != -EUCLEAN)
		return r;
	r = hcn_store_lock(s, err);
	if (r)
		return r;
	r = open_or_make(s, &now, err);
	hcn_store_unlock(s);
	return r;
}

int hcn_store_discard_tables(
	struct hcn_store *s, char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err)
{
	struct origin now = { 0 };
	int r;

	r = read_origin_of_this_boot(&now, err);
	if (r)
		return r;
	r = hcn_store_lock(s, err);
	if (r)
		return r;
	r = hcn_db_discard(s, &now, sizeof(now), ret_name, err);
	hcn_store_unlock(s);
	return r;
}
