/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The state all processes share: objects, indexes, counters, the intent journal and events, in LMDB below the state
 * directory; and the one writer lock.
 *
 * Knows nothing of HCN: kinds and indexes are small numbers, keys and values bytes.  Readers hold an LMDB snapshot and
 * never wait; writers hold the lock file's OFD lock (released by the kernel when the process dies), one thread at a time.
 */
#ifndef HCN_STORE_H
#define HCN_STORE_H

#include "error.h"
#include "guid.h"
#include "key.h"

struct hcn_store;
struct hcn_txn;

struct hcn_blob {
	/* borrowed from the transaction: valid until it ends or the next write in it */
	const void *data;
	size_t size;
};

#define HCN_STORE_FORMAT 2    /* of the tables; another one is refused, but for 1 */
#define HCN_STORE_EVENTS 4096 /* events kept */

struct hcn_store_config {
	const char *dir;      /* absolute; made (0755) with its parents when missing */
	size_t map_size;      /* bytes, sparse, the same in every process; 0: 1 GiB */
	uint32_t deadline_ms; /* for who opens and hcn_store_lock(); 0: 30 s */
};

/*
 * Opens the store, making it when new or when the machine booted since (HCN is non-persistent).  One process-wide
 * instance per directory, counted: opening twice gives the same.  After a fork the child opens its own; the inherited one
 * is refused there (-EPERM), but may be closed.
 * Errors: HCN_ACCESS_DENIED; HCN_INVALID_ARGUMENT when @dir is not absolute; -EPROTO when the format inside is another
 * version (both named).
 */
int hcn_store_open(
	const struct hcn_store_config *config, struct hcn_store **ret, struct hcn_error *err);
void hcn_store_close(struct hcn_store *s); /* NULL is fine */
const char *hcn_store_dir(const struct hcn_store *s);

/* For a store that cannot be opened: an empty one takes its place, also for those who have it open.  *@ret_copy: the path of what was
 * there, on the heap; NULL when there was nothing.  HCN_TIMEOUT when a writer does not let go. */
int hcn_store_discard(
	const struct hcn_store_config *config, char **ret_copy, struct hcn_error *err);

/* --- transactions ---------------------------------------------------------------------------------- */

/* A snapshot.  Never blocks on writers.  May be ended on another thread. */
int hcn_store_read(struct hcn_store *s, struct hcn_txn **ret, struct hcn_error *err);

/* Takes the writer lock, waiting for other writers, in order, until @deadline (deadline.h; the other one: the store's), then
 * HCN_TIMEOUT, which names the holder.  Held until hcn_store_unlock, over several write transactions.
 * It belongs to the calling thread: the same one unlocks; -EDEADLK when it has the lock already.
 * What a process killed amid its commit left behind is settled here: it was committed whole or not at all. */
int hcn_store_lock_until(struct hcn_store *s, int64_t deadline, struct hcn_error *err);
int hcn_store_lock(struct hcn_store *s, struct hcn_error *err);
void hcn_store_unlock(struct hcn_store *s);

/* A write transaction, one at a time, used and ended by the thread that holds the lock (-EPERM when it does not).
 * HCN_LIMIT_REACHED from a write in it: the map is full, abort. */
int hcn_store_write(struct hcn_store *s, struct hcn_txn **ret, struct hcn_error *err);

/* Commits (write) or ends (read); @txn is gone either way.  A failed commit changed nothing. */
int hcn_txn_commit(struct hcn_txn *txn, struct hcn_error *err);
void hcn_txn_abort(struct hcn_txn *txn); /* NULL is fine */

/* --- objects and their index entries ------------------------------------------------------------------ */

/* Found: 0 and *@ret; not found: -ENOENT without an error text. */
int hcn_txn_get(struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, struct hcn_blob *ret);

/* Writes the object and replaces all its index entries by @keys (the old ones are remembered with the object).
 * Index 0 is the store's own; the same key twice counts once. */
int hcn_txn_put(struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, const void *data,
	size_t size, const struct hcn_index_key *keys, size_t n_keys, struct hcn_error *err);

/* Removes the object and its index entries; removing a missing one is fine. */
int hcn_txn_delete(
	struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, struct hcn_error *err);

/*
 * Visits objects of @kind in creation order (a put over an existing object does not move it).  @fn returns 0 to go on,
 * anything else (HCN_STOP, a failure) stops and is returned.  @fn may read, and in a write transaction write, delete the visited object too;
 * a write ends the life of the data it was given.
 */
typedef int hcn_object_fn(void *arg, const struct hcn_guid *id, struct hcn_blob data);
int hcn_txn_each(struct hcn_txn *txn, uint8_t kind, hcn_object_fn *fn, void *arg);

/* Visits the objects with exactly this key in this index, in creation order. */
typedef int hcn_index_fn(void *arg, uint8_t kind, const struct hcn_guid *id);
int hcn_txn_lookup(
	struct hcn_txn *txn, const struct hcn_index_key *key, hcn_index_fn *fn, void *arg);

/* How many objects carry this key, without visiting them. */
size_t hcn_txn_count(struct hcn_txn *txn, const struct hcn_index_key *key);

/* --- small values by name: counters, cursors, shared rows, the intent ----------------------------------- */

/* -ENOENT as above */
int hcn_txn_get_value(struct hcn_txn *txn, const char *key, struct hcn_blob *ret);
int hcn_txn_put_value(
	struct hcn_txn *txn, const char *key, const void *data, size_t size, struct hcn_error *err);
int hcn_txn_delete_value(struct hcn_txn *txn, const char *key, struct hcn_error *err);

/* Visits the names that begin with @prefix, in their order; @fn returns 0 to go on, and writes nothing. */
typedef int hcn_value_fn(void *arg, const char *key);
int hcn_txn_each_value(struct hcn_txn *txn, const char *prefix, hcn_value_fn *fn, void *arg);

/* --- events -------------------------------------------------------------------------------------------- */

/* Appends an event; it gets the next sequence number.  The oldest beyond HCN_STORE_EVENTS are dropped. */
int hcn_txn_add_event(struct hcn_txn *txn, const void *data, size_t size, struct hcn_error *err);

/* The first event with a number > @after: 0 with its number and data; -ENOENT when there is none yet; -ESTALE when
 * events after @after have been dropped already (*@ret_seq is then the number to continue after). */
int hcn_txn_next_event(
	struct hcn_txn *txn, uint64_t after, uint64_t *ret_seq, struct hcn_blob *ret);
uint64_t hcn_txn_last_event(struct hcn_txn *txn); /* 0 when none ever */

/* A file descriptor that becomes readable when any process has committed events since the last hcn_store_watch_drain;
 * closed by the caller.  (An inotify watch on the file <dir>/wake that writers touch.) */
int hcn_store_watch_fd(struct hcn_store *s, int *ret_fd, struct hcn_error *err);
void hcn_store_watch_drain(int fd);

/* Whether somebody has removed the directory's files: no other process will write into this store again.  The descriptor above
 * becomes readable then. */
bool hcn_store_is_removed(const struct hcn_store *s);

#endif
