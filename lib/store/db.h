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
#define HCN_N_TABLES (HCN_TABLE_EVENTS + 1)

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
	size_t n_users; /* transactions, and the store while this is its current one; under the store's mutex */
	pthread_mutex_t mutex; /* of the pins */
	struct hcn_pin *pins;
	size_t n_pins;
	size_t pins_size;
};

/* Opens <dir>/data.mdb as it is.  -ENOENT without an error text: there is none, or it has no tables. */
int hcn_db_open(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err);
void hcn_db_close(struct hcn_store *s, struct hcn_db *db); /* NULL is fine */

/* Puts an empty database with @origin in the table META in place of data.mdb; the caller holds the writer lock. */
int hcn_db_make(struct hcn_store *s, const void *origin, size_t origin_size, struct hcn_error *err);

/* Puts a copy of data.mdb, which is @db, in its place. */
int hcn_db_copy(struct hcn_store *s, struct hcn_db *db, struct hcn_error *err);

/* The current one, which may have been replaced since; used until hcn_db_unuse(). */
int hcn_db_use(struct hcn_store *s, struct hcn_db **ret, struct hcn_error *err);
void hcn_db_unuse(struct hcn_store *s, struct hcn_db *db);

/* 0 or LMDB's code, or an errno. */
int hcn_db_begin_read(struct hcn_db *db, MDB_txn **ret);
void hcn_db_end_read(struct hcn_db *db, MDB_txn *txn);

/* Whether anybody, in any process, reads a snapshot whose pages the next write transaction may take. */
bool hcn_db_is_read(struct hcn_db *db);

#endif
