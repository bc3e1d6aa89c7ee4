/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside of the engine: one path for every request of every kind.
 *
 *	decode -> check and stage (model) -> plan -> journal -> apply (backend) -> commit -> notify
 *
 * The public face is hcn.h.  Tests reach in here to put a failing backend before the real one and to stop at fault points.
 */
#ifndef HCN_ENGINE_H
#define HCN_ENGINE_H

#include <pthread.h>

#include <hcn.h>

#include "backend.h"
#include "objects.h"
#include "store.h"
#include "workset.h"

struct hcn {
	pid_t pid; /* a child after fork must open its own */
	struct hcn_store *store;
	char *state_dir;
	char *backend_name;
	struct hcn_rules rules; /* from the environment, once */
	uint32_t deadline_ms;
	/* NULL until the kernel is needed, and then for good, opened under the mutex.  What changes the kernel is used under the
	 * writer lock; what only looks, beside it (backend.h). */
	pthread_mutex_t backend_mutex;
	const struct hcn_backend_ops *ops;
	struct hcn_backend *backend;
	void *module;
};

/* --- fault points: where tests kill the process -------------------------------------------------------- */

/* NULL in the product.  Points, in order: "locked", "upgraded" (only when there was something to), "planned", "journalled",
 * "applied", "committed". */
extern void (*hcn_fault_hook)(const char *point);
void hcn_fault_point(const char *point);

/* --- context.c ------------------------------------------------------------------------------------------ */

/* Opens the backend when that has not happened yet and checks that the state belongs to this kernel; the caller holds the
 * writer lock. */
int hcn_engine_backend(struct hcn *hcn, struct hcn_error *err);

/* The same for who only looks: needs no lock, and changes nothing in the store of which @txn is a snapshot. */
int hcn_engine_reader(struct hcn *hcn, struct hcn_txn *txn, struct hcn_error *err);

/* Commits whatever @fn puts into a write transaction of its own; the caller holds the writer lock. */
typedef int hcn_write_fn(struct hcn_txn *txn, void *arg, struct hcn_error *err);
int hcn_engine_write(struct hcn *hcn, hcn_write_fn *fn, void *arg, struct hcn_error *err);

/* --- source.c: the store as the source of a working set --------------------------------------------------- */

struct hcn_txn_source {
	struct hcn *hcn;
	struct hcn_txn *txn;
	bool locked; /* it is a snapshot of who holds the writer lock */
	struct hcn_facts facts;
	bool has_facts;
};

/* @txn is borrowed; hcn_txn_source_clear() does not end it. */
struct hcn_source hcn_txn_source_init(
	struct hcn_txn_source *s, struct hcn *hcn, struct hcn_txn *txn);
void hcn_txn_source_clear(struct hcn_txn_source *s);

/* --- record.c: how an object stands in the store ----------------------------------------------------------- */

/* Two texts: what a client sees (empty for kinds that are completed when read), and the store form. */
int hcn_record_encode(enum hcn_kind kind, const void *object, struct hcn_buf *ret);
struct hcn_blob hcn_record_client(struct hcn_blob record);
struct hcn_blob hcn_record_stored(struct hcn_blob record);

/* --- changes.c: what a commit writes, as bytes, so that the journal can hold it ----------------------------- */

void hcn_changes_put(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id,
	const void *data, size_t size, const struct hcn_keys *keys);
void hcn_changes_delete(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id);
/* size 0: delete */
void hcn_changes_value(struct hcn_buf *changes, const char *name, const void *data, size_t size);
void hcn_changes_event(struct hcn_buf *changes, const struct hcn_event *event);

/* Writes them all into @txn.  -EPROTO for bytes that are no changes. */
int hcn_changes_apply(struct hcn_txn *txn, const void *changes, size_t size, struct hcn_error *err);

/* --- journal.c ------------------------------------------------------------------------------------------- */

struct hcn_intent {
	bool forward; /* recovery finishes it (a delete) instead of taking it back */
	struct hcn_rows before;
	struct hcn_rows after;
	struct hcn_buf changes;
};
void hcn_intent_clear(struct hcn_intent *intent);
int hcn_intent_write(struct hcn_txn *txn, const struct hcn_intent *intent, struct hcn_error *err);
int hcn_intent_drop(struct hcn_txn *txn, struct hcn_error *err);
bool hcn_intent_exists(struct hcn_txn *txn);

/* Finishes or takes back what a killed process left; *@ret_text (may be NULL) says what.  Steps that fail are skipped: nothing may
 * block all further requests.  The caller holds the writer lock. */
int hcn_journal_recover(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err);

/* Applies @steps; those that fail are skipped and counted.  Only for ways back. */
size_t hcn_journal_force(struct hcn *hcn, const struct hcn_steps *steps);

/* --- upgrade.c ------------------------------------------------------------------------------------------- */

/*
 * What whoever takes the writer lock does first: recovers, and makes nftables tables of an older layout those of this
 * version.  HCN_FAILED when they are of a newer one.  *@ret_text (may be NULL) says what was done.
 */
int hcn_engine_catch_up(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err);

/* --- request.c ------------------------------------------------------------------------------------------- */

/* A request being carried out: the lock, a snapshot and a working set. */
struct hcn_request {
	struct hcn *hcn;
	int64_t deadline; /* past it, what changes is taken back (deadline.h) */
	bool locked;
	struct hcn_txn *txn;
	struct hcn_txn_source source;
	struct hcn_workset ws;
	bool announced; /* its pre events have been posted already */
	bool speaks_v1; /* documents without a SchemaVersion are V1's: HNSCall */
};

/* For changing: takes the writer lock and recovers first.  For looking and planning: a snapshot, without waiting for anybody. */
int hcn_request_begin(struct hcn_request *rq, struct hcn *hcn, bool change, struct hcn_error *err);

/* The backend, for what its request may do: hcn_engine_backend() or hcn_engine_reader(). */
int hcn_request_backend(struct hcn_request *rq, struct hcn_error *err);
void hcn_request_end(struct hcn_request *rq);

/* Stages one request in the working set; *@ret_id: the object's id. */
int hcn_request_stage(struct hcn_request *rq, enum hcn_verb verb, enum hcn_kind kind,
	const char *id, const char *document, struct hcn_guid *ret_id, struct hcn_error *err);

/* Rows before and after, and what the commit writes. */
int hcn_request_plan(struct hcn_request *rq, struct hcn_intent *ret, struct hcn_error *err);

/* Journal, apply, commit. */
int hcn_request_commit(struct hcn_request *rq, enum hcn_verb verb, struct hcn_error *err);

/* flows.c: ends the connections that changed ACLs forbid; the new rules are in the kernel. */
int hcn_request_end_flows(struct hcn_request *rq, struct hcn_error *err);

/* The object in its V1 form, appended. */
int hcn_request_view(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_buf *out, struct hcn_error *err);

/* The object as a client sees it. */
int hcn_request_document(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	char **ret, struct hcn_error *err);

/* Posts the pre events of a staged request in a transaction of their own; *@ret_seq: the number of the last. */
int hcn_request_announce(struct hcn_request *rq, uint64_t *ret_seq, struct hcn_error *err);

/* --- events.c --------------------------------------------------------------------------------------------- */

/* The JSON text of an event, its sequence number not yet in it. */
void hcn_event_encode(const struct hcn_event *event, struct hcn_buf *ret);

/* explain.c: appends "Text":"...","Command":"...","Why":"..." */
void hcn_row_put_words(const struct hcn_row *row, struct hcn_buf *b);

/* The end of every public function that can fail: an error that nobody described gets a plain text, the caller its errno.
 * Returns @r. */
int hcn_settle(int r, int saved_errno, struct hcn_error *err);

/* What every public function checks first: the context, the kind and its type, the id's text. */
int hcn_check_context(const struct hcn *hcn, struct hcn_error *err);
int hcn_check_kind(enum hcn_kind kind, const struct hcn_kind_type **ret, struct hcn_error *err);
int hcn_check_id(const char *id, struct hcn_guid *ret, struct hcn_error *err);

#endif
