/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects and their index entries.
 *
 * A record is a head, the object's index keys (packed, sorted, each once) and its data.  An index entry is the creation
 * number, kind and id under the key, so that the entries of one key sort in creation order.  Index 0 has every object under
 * its kind: the list of creation.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "internal.h"

struct object_key {
	uint8_t kind;
	uint8_t id[16];
};

struct entry {
	uint8_t created[8]; /* big-endian */
	struct object_key object;
};

_Static_assert(
	sizeof(struct entry) == HCN_INDEX_ENTRY_SIZE, "no padding: entries are compared as bytes");

struct head {
	uint64_t created;
	uint64_t keys_size; /* bytes */
};

/* A run of packed keys. */
struct keys {
	const uint8_t *data;
	size_t size;
};

/* A record, taken apart. */
struct object {
	uint64_t created;
	struct keys keys;
	struct hcn_blob data;
};

static struct object_key object_key_of(uint8_t kind, const struct hcn_guid *id)
{
	struct object_key key = { .kind = kind };

	hcn_guid_to_bytes(id, key.id);
	return key;
}

static struct hcn_index_key list_of(uint8_t kind)
{
	return (struct hcn_index_key){ .index = 0, .size = 1, .bytes = { kind } };
}

/* A key is stored as it lies in memory: index, size, bytes. */
_Static_assert(sizeof(struct hcn_index_key) == 64, "no padding");
static size_t packed_size(const uint8_t *key)
{
	return offsetof(struct hcn_index_key, bytes) + key[offsetof(struct hcn_index_key, size)];
}

static MDB_val packed(const struct hcn_index_key *key)
{
	return hcn_val(key, packed_size((const uint8_t *)key));
}

/* --- records ------------------------------------------------------------------------------------------- */

static int take_apart(const void *record, size_t size, struct object *ret)
{
	struct head head;

	if (size < sizeof(head))
		return -EIO;
	memcpy(&head, record, sizeof(head));
	size -= sizeof(head);
	if (size < head.keys_size)
		return -EIO;
	ret->created = head.created;
	ret->keys.data = (const uint8_t *)record + sizeof(head);
	ret->keys.size = head.keys_size;
	ret->data.data = ret->keys.data + head.keys_size;
	ret->data.size = size - head.keys_size;
	return 0;
}

static int find_object(struct hcn_txn *txn, const struct object_key *key, struct object *ret)
{
	MDB_val record;
	int r;

	r = hcn_table_get(txn, HCN_TABLE_OBJECTS, hcn_val(key, sizeof(*key)), &record);
	return r ? r : take_apart(record.mv_data, record.mv_size, ret);
}

/* The order of packed keys: the size stands before the bytes, so the shorter of two sizes is enough to tell. */
static int compare_keys(const uint8_t *a, const uint8_t *b)
{
	size_t a_size = packed_size(a);
	size_t b_size = packed_size(b);

	return memcmp(a, b, a_size < b_size ? a_size : b_size);
}

static int compare_key_pointers(const void *a, const void *b)
{
	return compare_keys(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

/* Appends the keys to @at, sorted, each once; returns their size in bytes. */
static size_t pack_keys(const uint8_t **keys, size_t n, uint8_t *at)
{
	size_t size = 0;

	qsort(keys, n, sizeof(*keys), compare_key_pointers);
	for (size_t i = 0; i < n; i++) {
		size_t key_size = packed_size(keys[i]);

		if (i && !compare_keys(keys[i - 1], keys[i]))
			continue;
		memcpy(at + size, keys[i], key_size);
		size += key_size;
	}
	return size;
}

/* A new record on the heap, and its parts. */
static int make_record(uint8_t kind, uint64_t created, const struct hcn_blob *data,
	const struct hcn_index_key *keys, size_t n_keys, uint8_t **ret, struct object *ret_parts)
{
	const struct hcn_index_key list = list_of(kind);
	_cleanup_free_ const uint8_t **sorted = calloc(n_keys + 1, sizeof(*sorted));
	struct head head = { .created = created };
	size_t keys_room = 0;
	uint8_t *record;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i <= n_keys; i++) {
		const struct hcn_index_key *key = i < n_keys ? &keys[i] : &list;

		assert(key->size <= sizeof(key->bytes));
		sorted[i] = (const uint8_t *)key;
		keys_room += packed_size(sorted[i]);
	}
	record = malloc(sizeof(head) + keys_room + data->size);
	if (!record)
		return -ENOMEM;
	head.keys_size = pack_keys(sorted, n_keys + 1, record + sizeof(head));
	memcpy(record, &head, sizeof(head));
	if (data->size)
		memcpy(record + sizeof(head) + head.keys_size, data->data, data->size);
	*ret = record;
	return take_apart(record, sizeof(head) + head.keys_size + data->size, ret_parts);
}

/* --- writing ------------------------------------------------------------------------------------------- */

/* Whether they are whole keys, one after the other. */
static bool are_whole(struct keys keys)
{
	while (keys.size) {
		size_t size;

		if (keys.size < offsetof(struct hcn_index_key, bytes))
			return false;
		size = packed_size(keys.data);
		if (size > sizeof(struct hcn_index_key) || size > keys.size)
			return false;
		keys.data += size;
		keys.size -= size;
	}
	return true;
}

/* Takes the first key off. */
static MDB_val take_key(struct keys *keys)
{
	MDB_val key = hcn_val(keys->data, packed_size(keys->data));

	keys->data += key.mv_size;
	keys->size -= key.mv_size;
	return key;
}

/* Merges the sorted runs: entries of keys in both stay untouched. */
static int update_index(struct hcn_txn *txn, const struct object_key *key, uint64_t created,
	struct keys old, struct keys new, struct hcn_error *err)
{
	struct entry entry = { .object = *key };
	MDB_val value = hcn_val(&entry, sizeof(entry));
	int r = 0;

	hcn_put_be64(entry.created, created);
	while (!r && (old.size || new.size)) {
		int order = !old.size ? 1 : !new.size ? -1 : compare_keys(old.data, new.data);

		if (order < 0) {
			r = hcn_table_delete(txn, HCN_TABLE_INDEX, take_key(&old), &value, err);
		} else if (order > 0) {
			r = hcn_table_put(
				txn, HCN_TABLE_INDEX, take_key(&new), value, MDB_NODUPDATA, err);
		} else {
			(void)take_key(&old);
			(void)take_key(&new);
		}
	}
	return r;
}

/* The object as it stands, its keys copied to *@ret_keys (heap) for they would not survive a write; -ENOENT. */
static int find_for_write(struct hcn_txn *txn, const struct object_key *key, struct object *ret,
	uint8_t **ret_keys, struct hcn_error *err)
{
	int r = find_object(txn, key, ret);

	if (r == -ENOENT)
		return r;
	if (r || !are_whole(ret->keys))
		return hcn_fail(err, -EIO, NULL,
			"%s: cannot read an object: the transaction failed before, or the database "
			"is damaged",
			txn->store->dir);
	*ret_keys = malloc(ret->keys.size + 1);
	if (!*ret_keys)
		return hcn_fail_oom(err);
	memcpy(*ret_keys, ret->keys.data, ret->keys.size);
	ret->keys.data = *ret_keys;
	return 0;
}

int hcn_txn_put(struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, const void *data,
	size_t size, const struct hcn_index_key *keys, size_t n_keys, struct hcn_error *err)
{
	const struct object_key key = object_key_of(kind, id);
	const struct hcn_blob blob = { .data = data, .size = size };
	_cleanup_free_ uint8_t *old_keys = NULL;
	_cleanup_free_ uint8_t *record = NULL;
	struct object old = { 0 };
	struct object new;
	MDB_val value;
	int r;

	r = find_for_write(txn, &key, &old, &old_keys, err);
	if (r == -ENOENT)
		old.created = ++txn->last_created;
	else if (r)
		return r;
	r = make_record(kind, old.created, &blob, keys, n_keys, &record, &new);
	if (r)
		return hcn_fail_oom(err);
	value = hcn_val(record, sizeof(struct head) + new.keys.size + size);
	r = hcn_table_put(txn, HCN_TABLE_OBJECTS, hcn_val(&key, sizeof(key)), value, 0, err);
	if (r)
		return r;
	return update_index(txn, &key, old.created, old.keys, new.keys, err);
}

int hcn_txn_delete(
	struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, struct hcn_error *err)
{
	const struct object_key key = object_key_of(kind, id);
	_cleanup_free_ uint8_t *old_keys = NULL;
	struct object old = { 0 };
	int r;

	r = find_for_write(txn, &key, &old, &old_keys, err);
	if (r)
		return r == -ENOENT ? 0 : r;
	r = update_index(txn, &key, old.created, old.keys, (struct keys){ 0 }, err);
	if (r)
		return r;
	return hcn_table_delete(txn, HCN_TABLE_OBJECTS, hcn_val(&key, sizeof(key)), NULL, err);
}

/* --- reading ------------------------------------------------------------------------------------------- */

int hcn_txn_get(struct hcn_txn *txn, uint8_t kind, const struct hcn_guid *id, struct hcn_blob *ret)
{
	const struct object_key key = object_key_of(kind, id);
	struct object object;
	int r;

	r = find_object(txn, &key, &object);
	if (r)
		return r;
	*ret = object.data;
	return 0;
}

/* The first object under @key created after *@created, which moves on to it; -ENOENT.  Starts from the number each time:
 * so visitors may write, where a cursor would not stay. */
static int next_object(struct hcn_txn *txn, const struct hcn_index_key *key, uint64_t *created,
	uint8_t *ret_kind, struct hcn_guid *ret_id)
{
	struct entry entry = { 0 };
	MDB_val index_key = packed(key);
	MDB_val value = hcn_val(&entry, sizeof(entry));
	int r;

	hcn_put_be64(entry.created, *created + 1);
	r = hcn_table_seek(txn, HCN_TABLE_INDEX, &index_key, &value, MDB_GET_BOTH_RANGE);
	if (r)
		return r;
	memcpy(&entry, value.mv_data, sizeof(entry));
	*created = hcn_get_be64(entry.created);
	*ret_kind = entry.object.kind;
	hcn_guid_from_bytes(entry.object.id, ret_id);
	return 0;
}

int hcn_txn_lookup(
	struct hcn_txn *txn, const struct hcn_index_key *key, hcn_index_fn *fn, void *arg)
{
	uint64_t created = 0;
	struct hcn_guid id;
	uint8_t kind;
	int r;

	while (!(r = next_object(txn, key, &created, &kind, &id))) {
		r = fn(arg, kind, &id);
		if (r)
			return r;
	}
	return r == -ENOENT ? 0 : r;
}

struct each {
	struct hcn_txn *txn;
	hcn_object_fn *fn;
	void *arg;
};

static int visit_entry(void *arg, uint8_t kind, const struct hcn_guid *id)
{
	const struct each *each = arg;
	struct hcn_blob data;

	if (hcn_txn_get(each->txn, kind, id, &data))
		return -EIO; /* an index entry without its object */
	return each->fn(each->arg, id, data);
}

int hcn_txn_each(struct hcn_txn *txn, uint8_t kind, hcn_object_fn *fn, void *arg)
{
	const struct hcn_index_key list = list_of(kind);
	struct each each = { .txn = txn, .fn = fn, .arg = arg };

	return hcn_txn_lookup(txn, &list, visit_entry, &each);
}

size_t hcn_txn_count(struct hcn_txn *txn, const struct hcn_index_key *key)
{
	MDB_cursor *cursor;
	MDB_val index_key = packed(key);
	MDB_val value;
	size_t n = 0;

	if (mdb_cursor_open(txn->mdb, txn->db->tables[HCN_TABLE_INDEX], &cursor))
		return 0;
	if (mdb_cursor_get(cursor, &index_key, &value, MDB_SET) || mdb_cursor_count(cursor, &n))
		n = 0;
	mdb_cursor_close(cursor);
	return n;
}
