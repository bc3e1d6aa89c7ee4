/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The database as one open file, and its snapshots.
 *
 * LMDB runs without its lock file: that names readers by process ids, which mean different processes in different pid namespaces.
 * What its table of readers was for is done with locks of the kernel's that die with their process: who reads snapshot N holds a
 * shared lock on byte N of the file.  LMDB reuses pages that went out of use two transactions ago; so before a write
 * transaction all older snapshots must be gone.  One that stays is left behind: the database becomes a copy of the file under
 * its name, and the old file, which nobody writes any more, is the reader's.
 */
#ifndef HCN_STORE_DB_H
#define HCN_STORE_DB_H

#include <lmdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "error.h"

struct hcn_store;

enum hcn_table {
	HCN_TABLE_META,    /* what layout this is, and of which boot */
	HCN_TABLE_OBJECTS, /* kind, id -> record (objects.c) */
	HCN_TABLE_INDEX,   /* index key -> creation number, kind, id; many per key */
	HCN_TABLE_VALUES,  /* name -> bytes */
	HCN_TABLE_EVENTS,  /* number, big-endian -> bytes */
};
#define HCN_N_TABLES         (HCN_TABLE_EVENTS + 1)
#define HCN_COPY_NAME_SIZE   32
#define HCN_INDEX_ENTRY_SIZE 25 /* what an index key has several of */

/* A snapshot that threads of this process read. */
struct hcn_pin {
	uint64_t snapshot;
	size_t n_users;
};

struct hcn_db {
	struct hcn_db *
		next; /* of the store; changes with the registry's list held, for the child of a fork */
	MDB_env *env;
	MDB_dbi tables[HCN_N_TABLES];
	int fd; /* has the locks */
	dev_t dev;
	ino_t ino;
	off_t size; /* the greatest that was seen: it never shrinks by itself; under the store's mutex */
	size_t n_users; /* transactions, and the store while this is its current one; under the store's mutex */
	pthread_mutex_t mutex; /* of the pins */
	struct hcn_pin *pins;
	size_t n_pins;
	size_t pins_size;
};

/* Whether a table is called so, and the flags LMDB has for it. */
bool hcn_db_find_table(const void *name, size_t name_len, unsigned *ret_flags);

/* Opens <dir>/data.mdb, once it has been checked (verify.h) or is as a writer has left it.  -ENOENT without an error text:
 * there is none, or it has no tables.  -EIO with the way out: it is damaged. */
int hcn_db_open(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err);
void hcn_db_close(struct hcn_store *s, struct hcn_db *db); /* NULL is fine */

/* Puts an empty database with @origin in the table META in place of data.mdb; the caller holds the writer lock. */
int hcn_db_make(struct hcn_store *s, const void *origin, size_t origin_size, struct hcn_error *err);

/* The same, and the old one, if there is one, gets the name @ret_name, which nobody has. */
int hcn_db_discard(struct hcn_store *s, const void *origin, size_t origin_size,
	char ret_name[HCN_COPY_NAME_SIZE], struct hcn_error *err);

/* Puts a copy of data.mdb, which is @db, in its place. */
int hcn_db_copy(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err);

/* The current one, which may have been replaced since; used until hcn_db_unuse(). */
int hcn_db_use(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err);
void hcn_db_unuse(struct hcn_store *s, struct hcn_db *db);

/* 0 or LMDB's code, or an errno. */
int hcn_db_begin_read(struct hcn_db *db, MDB_txn **ret);
void hcn_db_end_read(struct hcn_db *db, MDB_txn *txn);

/* What a writer has just written, or not: the file is as it should be. */
void hcn_db_seal(struct hcn_store *s, struct hcn_db *db);

/* For the holder of the writer lock: checks the file when it is not as a writer has left it. */
int hcn_db_check(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err);

/* Whether anybody, in any process, reads a snapshot whose pages the next write transaction may take. */
bool hcn_db_is_read(struct hcn_db *db);

#endif
