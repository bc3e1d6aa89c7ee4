/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a commit writes, as a sequence of records in bytes: the journal keeps it, so that another process can finish a
 * request.  Never leaves the machine: host byte order.
 *
 * Tests: tests/unit/engine/test_journal.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "event.h"

enum change { CHANGE_PUT = 'P', CHANGE_DELETE = 'D', CHANGE_VALUE = 'V', CHANGE_EVENT = 'E' };

/* Every record begins with this; then the name (values), the data, the keys (puts). */
struct header {
	uint8_t change; /* enum change */
	uint8_t kind;
	uint16_t name_size; /* with its NUL */
	uint32_t data_size;
	uint32_t n_keys;
	struct hcn_guid id;
};

static void put_record(struct hcn_buf *changes, struct header h, const char *name, const void *data,
	const struct hcn_index_key *keys)
{
	h.name_size = name ? (uint16_t)(strlen(name) + 1) : 0;
	hcn_buf_put(changes, &h, sizeof(h));
	hcn_buf_put(changes, name, h.name_size);
	hcn_buf_put(changes, data, h.data_size);
	hcn_buf_put(changes, keys, h.n_keys * sizeof(*keys));
}

void hcn_changes_put(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id,
	const void *data, size_t size, const struct hcn_keys *keys)
{
	struct header h = { .change = CHANGE_PUT,
		.kind = (uint8_t)kind,
		.data_size = (uint32_t)size,
		.n_keys = (uint32_t)keys->n,
		.id = *id };

	put_record(changes, h, NULL, data, keys->keys);
}

void hcn_changes_delete(struct hcn_buf *changes, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct header h = { .change = CHANGE_DELETE, .kind = (uint8_t)kind, .id = *id };

	put_record(changes, h, NULL, NULL, NULL);
}

void hcn_changes_value(struct hcn_buf *changes, const char *name, const void *data, size_t size)
{
	struct header h = { .change = CHANGE_VALUE, .data_size = (uint32_t)size };

	put_record(changes, h, name, data, NULL);
}

void hcn_changes_event(struct hcn_buf *changes, const struct hcn_event *event)
{
	struct hcn_buf text = { 0 };
	struct header h = { .change = CHANGE_EVENT };

	hcn_event_encode(event, &text);
	changes->oom = changes->oom || text.oom;
	h.data_size = (uint32_t)text.len;
	put_record(changes, h, NULL, text.data, NULL);
	hcn_buf_clear(&text);
}

/* What the store takes for granted. */
static bool is_sane(const struct header *h, const char *at)
{
	const char *keys = at + h->name_size + h->data_size;
	struct hcn_index_key key;

	if (h->change == CHANGE_VALUE && (!h->name_size || at[h->name_size - 1]))
		return false;
	for (uint32_t i = 0; i < h->n_keys; i++) {
		memcpy(&key, keys + i * sizeof(key), sizeof(key));
		if (key.size > sizeof(key.bytes))
			return false;
	}
	return true;
}

/* One record whose parts follow its header at @at. */
static int apply_record(
	struct hcn_txn *txn, const struct header *h, const char *at, struct hcn_error *err)
{
	const char *name = at, *data = at + h->name_size;
	struct hcn_keys keys = { 0 };
	int r;

	switch ((enum change)h->change) {
	case CHANGE_PUT:
		/* Copied: the journal's bytes are not aligned for it. */
		keys.keys = h->n_keys ? calloc(h->n_keys, sizeof(*keys.keys)) : NULL;
		if (h->n_keys && !keys.keys)
			return hcn_fail_oom(err);
		if (h->n_keys)
			memcpy(keys.keys, data + h->data_size, h->n_keys * sizeof(*keys.keys));
		r = hcn_txn_put(
			txn, h->kind, &h->id, data, h->data_size, keys.keys, h->n_keys, err);
		hcn_keys_clear(&keys);
		return r;
	case CHANGE_DELETE:
		return hcn_txn_delete(txn, h->kind, &h->id, err);
	case CHANGE_VALUE:
		return h->data_size ? hcn_txn_put_value(txn, name, data, h->data_size, err)
				    : hcn_txn_delete_value(txn, name, err);
	case CHANGE_EVENT:
		return hcn_txn_add_event(txn, data, h->data_size, err);
	}
	return -EPROTO;
}

int hcn_changes_apply(struct hcn_txn *txn, const void *changes, size_t size, struct hcn_error *err)
{
	const char *at = changes;

	while (size) {
		struct header h;
		size_t rest;
		int r;

		if (size < sizeof(h))
			return -EPROTO;
		memcpy(&h, at, sizeof(h));
		rest = h.name_size + (size_t)h.data_size +
		       (size_t)h.n_keys * sizeof(struct hcn_index_key);
		if (rest > size - sizeof(h) || !is_sane(&h, at + sizeof(h)))
			return -EPROTO;
		r = apply_record(txn, &h, at + sizeof(h), err);
		if (r)
			return r;
		at += sizeof(h) + rest;
		size -= sizeof(h) + rest;
	}
	return 0;
}
