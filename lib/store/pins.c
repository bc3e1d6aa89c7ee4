/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Snapshots that are being read, known to all processes by locks on bytes of the database (db.h).
 *
 * To the kernel the threads of a process are one holder; so they count.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "db.h"
#include "grow.h"
#include "internal.h"

static uint64_t newest(const struct hcn_db *db)
{
	MDB_envinfo info;

	return mdb_env_info(db->env, &info) ? 0 : info.me_last_txnid;
}

/* 0 or an errno. */
static int lock_byte(int fd, uint64_t snapshot, short type)
{
	struct flock byte = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)snapshot, .l_len = 1
	};

	return fcntl(fd, F_OFD_SETLK, &byte) ? errno : 0;
}

static struct hcn_pin *find_pin(const struct hcn_db *db, uint64_t snapshot)
{
	for (size_t i = 0; i < db->n_pins; i++)
		if (db->pins[i].snapshot == snapshot)
			return &db->pins[i];
	return NULL;
}

static int add_pin(struct hcn_db *db, uint64_t snapshot)
{
	struct hcn_pin *pin = find_pin(db, snapshot);
	int r;

	if (pin) {
		pin->n_users++;
		return 0;
	}
	if (HCN_GROW(db->pins, db->n_pins, db->pins_size))
		return ENOMEM;
	r = lock_byte(db->fd, snapshot, F_RDLCK);
	if (!r)
		db->pins[db->n_pins++] = (struct hcn_pin){ snapshot, 1 };
	return r;
}

static int pin(struct hcn_db *db, uint64_t snapshot)
{
	int r;

	(void)pthread_mutex_lock(&db->mutex);
	r = add_pin(db, snapshot);
	(void)pthread_mutex_unlock(&db->mutex);
	return r;
}

static void unpin(struct hcn_db *db, uint64_t snapshot)
{
	struct hcn_pin *pin;

	(void)pthread_mutex_lock(&db->mutex);
	pin = find_pin(db, snapshot);
	if (pin && !--pin->n_users) {
		*pin = db->pins[--db->n_pins];
		(void)lock_byte(db->fd, snapshot, F_UNLCK);
	}
	(void)pthread_mutex_unlock(&db->mutex);
}

/*
 * The newest snapshot, and the lock on it.  A commit in between makes it another one, or, when there were two, mixes the
 * page with its roots; so what was begun counts only if nothing has been committed since.
 *
 * Why the lock is in time: a writer that looked for readers before it was there has begun its transaction after the
 * commit that was newest then.  What is begun here is that commit or a later one, and safe for this transaction and the next.
 */
int hcn_db_begin_read(struct hcn_db *db, MDB_txn **ret)
{
	for (;;) {
		uint64_t snapshot = newest(db);
		MDB_txn *txn = NULL;
		int r = pin(db, snapshot);

		if (r)
			return r;
		r = mdb_txn_begin(db->env, NULL, MDB_RDONLY, &txn);
		atomic_thread_fence(memory_order_seq_cst);
		if (!r && mdb_txn_id(txn) == snapshot && newest(db) == snapshot) {
			*ret = txn;
			return 0;
		}
		if (txn)
			mdb_txn_abort(txn);
		unpin(db, snapshot);
		if (r && newest(db) == snapshot)
			return r;
	}
}

void hcn_db_end_read(struct hcn_db *db, MDB_txn *txn)
{
	uint64_t snapshot = mdb_txn_id(txn);

	(void)mdb_txn_commit(txn); /* handles opened in it are for good only then */
	unpin(db, snapshot);
}

/* Transaction N takes pages that went out of use in N - 2 and before: of snapshots up to N - 3.  Asked through LMDB's
 * descriptor, which is another holder than ours, so that our own threads are seen, too. */
bool hcn_db_is_read(struct hcn_db *db)
{
	struct flock older = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	uint64_t last = newest(db);
	int fd = -1;

	if (last < 2)
		return false;
	older.l_len = (off_t)(last - 1); /* bytes 0 to last - 2 */
	if (mdb_env_get_fd(db->env, &fd) || fcntl(fd, F_OFD_GETLK, &older))
		return true;
	return older.l_type != F_UNLCK;
}
