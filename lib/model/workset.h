/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The working set of one request: the objects it reads and changes, over a source of stored ones.
 *
 * Nothing is written: a request that fails throws its working set away.  One that worked hands the touched items
 * to the planner (rows before and after) and to the engine (what to store).
 */
#ifndef HCN_MODEL_WORKSET_H
#define HCN_MODEL_WORKSET_H

#include <hcn.h>

#include "docs.h"
#include "error.h"
#include "facts.h"
#include "keys.h"
#include "rules.h"

/* Where stored objects come from: a transaction of the store, or nothing at all in unit tests. */
struct hcn_source {
	/* The object in its store form (JSON), borrowed until the next call; -ENOENT. */
	int (*get)(void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret,
		size_t *ret_len);
	/* Calls @fn for each object with this key, in creation order; stops at and returns the first non-zero. */
	int (*lookup)(void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg);
	int (*each)(void *arg, enum hcn_kind kind, hcn_id_fn *fn, void *fn_arg);
	/* A small value by name; -ENOENT. */
	int (*value)(void *arg, const char *name, const void **ret, size_t *ret_size);
	/* What the kernel's host looks like; borrowed for the life of the source. */
	int (*facts)(void *arg, const struct hcn_facts **ret, struct hcn_error *err);
	/* What this process wants to be answered as; NULL: hcn_rules_default. */
	const struct hcn_rules *rules;
	void *arg;
};

struct hcn_item {
	enum hcn_kind kind;
	struct hcn_guid id;
	void *before; /* as stored; NULL: did not exist */
	/* as it will be; NULL: deleted.  The same pointer as `before` while unchanged */
	void *after;
	bool touched; /* its rows may change: because it did, or something that they depend on */
	bool stale; /* its rows may no longer be in the kernel: those that are not are added again */
};

struct hcn_value {
	char name[64];
	uint8_t data[32];
	size_t size;
};

/* What the commit tells watchers (HCN_NOTIFICATIONS of computenetwork.h). */
struct hcn_event {
	int type;
	enum hcn_kind kind;
	struct hcn_guid id;
	uint32_t flags;
	struct hcn_guid network; /* attached, detached: the endpoint's network */
	bool pre;                /* posted before the kernel is changed */
	char *data;              /* JSON for its Data, owned; NULL: none but the network */
};

struct hcn_workset {
	struct hcn_source source;
	struct hcn_item **items; /* in the order they were first met */
	size_t n_items;
	uint32_t *slots;          /* hash by kind and id: index in items + 1; 0: free */
	size_t n_slots;           /* a power of two, at least twice n_items */
	struct hcn_value *values; /* changed ones only */
	size_t n_values;
	struct hcn_event *events;
	size_t n_events;
	/* find, lookup and count answer as if nothing had been changed: for planning `before` */
	bool past;
};

void hcn_workset_init(struct hcn_workset *ws, const struct hcn_source *source);
void hcn_workset_clear(struct hcn_workset *ws);

/* A client's document, as strictly as the rules of @ws have it: hcn_schema_decode().  @base: where it stands in the caller's
 * ("/Settings"); NULL: it is all of it. */
int hcn_workset_decode(const struct hcn_workset *ws, const struct hcn_schema *s, const char *text,
	size_t len, const char *base, void *ret, struct hcn_error *err);

/* The members every document begins with (HCN_BASE_FIELDS). */
#define HCN_OBJECT_FIELDS(M, S) HCN_BASE_FIELDS(M, S)
HCN_SCHEMA_DECLARE(hcn_object, HCN_OBJECT_FIELDS)

/* Borrowed, read only; -ENOENT without an error text when there is none, or another errno: no status. */
int hcn_workset_find(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	const void **ret, struct hcn_error *err);

/* The copy that will be stored, for changing in place; marks the item touched. */
int hcn_workset_edit(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	void **ret, struct hcn_error *err);

/* Takes over @object (heap, of the kind's struct, its id set) as a new object, also on failure. */
int hcn_workset_add(
	struct hcn_workset *ws, enum hcn_kind kind, void *object, struct hcn_error *err);

int hcn_workset_remove(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err);

/* The object's rows depend on something that changed. */
int hcn_workset_touch(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err);

/* Something else may have changed the object's rows in the kernel. */
int hcn_workset_refresh(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err);

/* As the source's, with the changes of this request seen. */
int hcn_workset_lookup(
	struct hcn_workset *ws, const struct hcn_index_key *key, hcn_id_fn *fn, void *arg);
int hcn_workset_each(struct hcn_workset *ws, enum hcn_kind kind, hcn_id_fn *fn, void *arg);

/* The first object with this key; false: none, or *ret_error is set to what went wrong (else untouched). */
bool hcn_workset_first(struct hcn_workset *ws, const struct hcn_index_key *key,
	struct hcn_guid *ret_id, int *ret_error);

/* All ids with this key, malloc'ed; for loops that change what they visit. */
int hcn_workset_ids(struct hcn_workset *ws, const struct hcn_index_key *key, struct hcn_guid **ret,
	size_t *ret_n);

/* Small values (cursors, counters) of at most 32 bytes: *ret_size in: room, out: size; -ENOENT. */
int hcn_workset_value(struct hcn_workset *ws, const char *name, void *ret, size_t *ret_size);
/* size 0: drops it */
int hcn_workset_set_value(struct hcn_workset *ws, const char *name, const void *data, size_t size);

/* Takes over event->data, also on failure. */
int hcn_workset_post(struct hcn_workset *ws, const struct hcn_event *event);

#endif
