/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the store share: the open store, a transaction, and access to LMDB's tables with our errors.
 */
#ifndef HCN_STORE_INTERNAL_H
#define HCN_STORE_INTERNAL_H

#include <endian.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "db.h"
#include "store.h"

#define HCN_ORIGIN_KEY "origin" /* in HCN_TABLE_META (meta.c) */

struct hcn_store {
	struct hcn_store *next; /* in the registry of the process (store.c) */
	unsigned n_opens;
	pid_t pid; /* who opened it; 0 in a child that inherited it by fork */
	dev_t dev;
	ino_t ino;
	char *dir;
	int dir_fd; /* keeps the inode number from being given to another directory */
	int lock_fd;
	int wake_fd;
	size_t map_size;
	pthread_mutex_t db_mutex;
	struct hcn_db *db;       /* the current one */
	struct hcn_db *dbs;      /* and those that somebody still reads */
	struct hcn_queue *queue; /* of those who wait for the writer lock */
	uint32_t deadline_ms;
	_Atomic pid_t owner; /* the thread that holds the writer lock, or 0 */
};

struct hcn_txn {
	struct hcn_store *store;
	struct hcn_db *db;
	MDB_txn *mdb;
	bool writable;
	bool has_events;       /* the commit wakes watchers */
	uint64_t last_created; /* creation number given last (objects.c) */
};

/* Whether this process opened @s, rather than inherited it by fork.  LMDB's state must not be touched otherwise. */
bool hcn_store_is_ours(const struct hcn_store *s);
int hcn_store_fail_inherited(const struct hcn_store *s, struct hcn_error *err);

/* No thread of the process forks in between (store.c): what belongs to the parent is complete, and known. */
void hcn_store_hold_forks(void);
void hcn_store_release_forks(void);

/* An LMDB or errno code as our error: "DIR: cannot WHAT: reason". */
int hcn_store_fail(const struct hcn_store *s, struct hcn_error *err, int rc, const char *what);

/* Opens the directory @dir, made (0755) with its parents when missing, after a look at whose it and they are: HCN_ACCESS_DENIED with
 * the path and the reason when others than root and this user could change it (dir.c). */
int hcn_store_open_dir(const char *dir, int *ret_fd, struct stat *ret_st, struct hcn_error *err);

/* The same look at a file of the directory: regular, ours, of one name, not writable for others. */
int hcn_store_check_file(
	const struct hcn_store *s, const char *name, const struct stat *st, struct hcn_error *err);

/* Opens or makes a file of ours in the directory, and checks it. */
int hcn_store_open_file(
	const struct hcn_store *s, const char *name, int *ret_fd, struct hcn_error *err);

/* Opens the tables; makes or empties them, under the writer lock, when they are new or of an earlier boot (meta.c). */
int hcn_store_open_tables(struct hcn_store *s, struct hcn_error *err);

/* Puts an empty database in place of the one that is there, which is not looked at and gets the name @ret_name ("": there is none). */
int hcn_store_discard_tables(
	struct hcn_store *s, char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err);

/* Wakes the watchers of all processes (watch.c). */
void hcn_store_wake(const struct hcn_store *s);

/* Numbers as tables need them to sort. */
static inline void hcn_put_be64(uint8_t bytes[8], uint64_t number)
{
	number = htobe64(number);
	memcpy(bytes, &number, sizeof(number));
}

static inline uint64_t hcn_get_be64(const uint8_t bytes[8])
{
	uint64_t number;

	memcpy(&number, bytes, sizeof(number));
	return be64toh(number);
}

static inline MDB_val hcn_val(const void *data, size_t size)
{
	return (MDB_val){ .mv_size = size, .mv_data = (void *)(uintptr_t)data };
}

/* -ENOENT when there is no such key; -EIO without an error text when LMDB fails. */
int hcn_table_get(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val *ret);
/* With MDB_NODUPDATA, what is there already is no error. */
int hcn_table_put(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val value,
	unsigned flags, struct hcn_error *err);
/* @value: the one to remove of several; NULL: all.  What is missing is no error. */
int hcn_table_delete(struct hcn_txn *txn, enum hcn_table table, MDB_val key, MDB_val *value,
	struct hcn_error *err);
/* One cursor step; -ENOENT and -EIO as above. */
int hcn_table_seek(
	struct hcn_txn *txn, enum hcn_table table, MDB_val *key, MDB_val *value, MDB_cursor_op op);

#endif
