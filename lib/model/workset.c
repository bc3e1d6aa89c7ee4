/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The working set of one request (workset.h): objects are decoded when first met, copied when first changed.
 *
 * A request touches few objects, so items stand in a plain array; a network delete that takes a thousand endpoints with
 * it finds them by id in a hash.
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "grow.h"
#include "objects.h"

HCN_SCHEMA_DEFINE(hcn_object, "Base", HCN_OBJECT_FIELDS)

int hcn_workset_decode(const struct hcn_workset *ws, const struct hcn_schema *s, const char *text,
	size_t len, const char *base, void *ret, struct hcn_error *err)
{
	const struct hcn_decode_options options = {
		.base = base,
		.strict = ws->source.rules && ws->source.rules->strict,
	};

	return hcn_schema_decode(s, text, len, &options, ret, err);
}

static void free_object(enum hcn_kind kind, void *object)
{
	if (object)
		hcn_schema_clear(hcn_kind_schema(kind), object);
	free(object);
}

static void free_item(struct hcn_item *item)
{
	if (!item)
		return;
	if (item->after != item->before)
		free_object(item->kind, item->after);
	free_object(item->kind, item->before);
	free(item);
}
HCN_DEFINE_FREEP(struct hcn_item, free_item)

void hcn_workset_init(struct hcn_workset *ws, const struct hcn_source *source)
{
	memset(ws, 0, sizeof(*ws));
	ws->source = *source;
}

void hcn_workset_clear(struct hcn_workset *ws)
{
	for (size_t i = 0; i < ws->n_items; i++)
		free_item(ws->items[i]);
	free(ws->items);
	free(ws->slots);
	free(ws->values);
	for (size_t i = 0; i < ws->n_events; i++)
		free(ws->events[i].data);
	free(ws->events);
	memset(ws, 0, sizeof(*ws));
}

static size_t slot_of(const struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id)
{
	uint64_t hash = ((uint64_t)id->data1 << 32 | (uint64_t)id->data2 << 16 | id->data3) ^
			(uint64_t)kind;

	for (size_t i = 0; i < sizeof(id->data4); i++)
		hash = (hash ^ id->data4[i]) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 29) & (ws->n_slots - 1);
}

static struct hcn_item *find_item(
	const struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id)
{
	if (!ws->n_slots)
		return NULL;
	for (size_t i = slot_of(ws, kind, id); ws->slots[i]; i = (i + 1) & (ws->n_slots - 1)) {
		struct hcn_item *item = ws->items[ws->slots[i] - 1];

		if (item->kind == kind && hcn_guid_equal(&item->id, id))
			return item;
	}
	return NULL;
}

static void fill_slot(struct hcn_workset *ws, size_t index)
{
	size_t i = slot_of(ws, ws->items[index]->kind, &ws->items[index]->id);

	while (ws->slots[i])
		i = (i + 1) & (ws->n_slots - 1);
	ws->slots[i] = (uint32_t)index + 1;
}

/* Keeps the hash at most half full. */
static int grow(struct hcn_workset *ws)
{
	size_t n_slots = ws->n_slots ? ws->n_slots * 2 : 16;
	struct hcn_item **items;
	uint32_t *slots;

	items = realloc(ws->items, n_slots / 2 * sizeof(struct hcn_item *));
	if (!items)
		return -ENOMEM;
	ws->items = items;
	slots = calloc(n_slots, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(ws->slots);
	ws->slots = slots;
	ws->n_slots = n_slots;
	for (size_t i = 0; i < ws->n_items; i++)
		fill_slot(ws, i);
	return 0;
}

/* Takes over @item, also on failure. */
static int keep_item(struct hcn_workset *ws, struct hcn_item *item)
{
	if (ws->n_items >= ws->n_slots / 2 && grow(ws)) {
		free_item(item);
		return -ENOMEM;
	}
	ws->items[ws->n_items] = item;
	fill_slot(ws, ws->n_items++);
	return 0;
}

static int load_item(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_item **ret, struct hcn_error *err)
{
	/* No client wrote it: what is wrong with it is no status of theirs. */
	static const struct hcn_decode_options stored = {
		.status = -EIO, .stored = true, .accepted = true
	};
	_cleanup_(free_itemp) struct hcn_item *item = NULL;
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	const char *text;
	size_t len;
	int r;

	if (!schema || !ws->source.get)
		return -ENOENT;
	r = ws->source.get(ws->source.arg, kind, id, &text, &len);
	if (r)
		return r;
	item = calloc(1, sizeof(*item));
	if (!item)
		return hcn_fail_oom(err);
	item->kind = kind;
	item->id = *id;
	item->before = calloc(1, schema->size);
	if (!item->before)
		return hcn_fail_oom(err);
	r = hcn_schema_decode(schema, text, len, &stored, item->before, err);
	if (r)
		return r;
	item->after = item->before;
	*ret = item;
	return keep_item(ws, TAKE_PTR(item));
}

static int get_item(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_item **ret, struct hcn_error *err)
{
	struct hcn_item *item = find_item(ws, kind, id);
	int r;

	if (!item) {
		r = load_item(ws, kind, id, &item, err);
		if (r)
			return r;
	}
	*ret = item;
	return 0;
}

static void *present_state(const struct hcn_workset *ws, const struct hcn_item *item)
{
	return ws->past ? item->before : item->after;
}

int hcn_workset_find(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	const void **ret, struct hcn_error *err)
{
	struct hcn_item *item;
	int r;

	r = get_item(ws, kind, id, &item, err);
	if (r)
		return r;
	if (!present_state(ws, item))
		return -ENOENT;
	*ret = present_state(ws, item);
	return 0;
}

int hcn_workset_edit(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	void **ret, struct hcn_error *err)
{
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	struct hcn_item *item;
	void *copy;
	int r;

	r = get_item(ws, kind, id, &item, err);
	if (r)
		return r;
	if (!item->after)
		return -ENOENT;
	if (item->after == item->before) {
		copy = calloc(1, schema->size);
		if (!copy)
			return hcn_fail_oom(err);
		r = hcn_schema_dup(schema, item->before, copy);
		if (r) {
			free(copy);
			return hcn_fail_oom(err);
		}
		item->after = copy;
	}
	item->touched = true;
	*ret = item->after;
	return 0;
}

int hcn_workset_add(struct hcn_workset *ws, enum hcn_kind kind, void *object, struct hcn_error *err)
{
	struct hcn_object *base = object;
	struct hcn_item *item;

	item = calloc(1, sizeof(*item));
	if (!item) {
		free_object(kind, object);
		return hcn_fail_oom(err);
	}
	item->kind = kind;
	item->id = base->id;
	item->after = object;
	item->touched = true;
	if (keep_item(ws, item))
		return hcn_fail_oom(err);
	return 0;
}

int hcn_workset_remove(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err)
{
	struct hcn_item *item;
	int r;

	r = get_item(ws, kind, id, &item, err);
	if (r)
		return r;
	if (item->after != item->before)
		free_object(kind, item->after);
	item->after = NULL;
	item->touched = true;
	return 0;
}

int hcn_workset_touch(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err)
{
	struct hcn_item *item;
	int r;

	r = get_item(ws, kind, id, &item, err);
	if (!r)
		item->touched = true;
	return r;
}

int hcn_workset_refresh(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err)
{
	struct hcn_item *item;
	int r;

	r = get_item(ws, kind, id, &item, err);
	if (!r)
		item->touched = item->stale = true;
	return r;
}

/* --- lookups: what the source says, less what this request changed, plus what it made ----------------- */

struct overlay {
	struct hcn_workset *ws;
	hcn_id_fn *fn;
	void *arg;
};

static bool is_changed(const struct hcn_item *item)
{
	return item->after != item->before;
}

static int visit_stored(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct overlay *o = arg;
	const struct hcn_item *item = o->ws->past ? NULL : find_item(o->ws, kind, id);

	return item && is_changed(item) ? 0 : o->fn(o->arg, kind, id);
}

static bool has_key(const struct hcn_keys *keys, const struct hcn_index_key *key)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->keys[i].index == key->index && keys->keys[i].size == key->size &&
			!memcmp(keys->keys[i].bytes, key->bytes, key->size))
			return true;
	return false;
}

static int visit_changed(
	struct hcn_workset *ws, const struct hcn_index_key *key, hcn_id_fn *fn, void *arg)
{
	/* By number, not by pointer: @fn may add items. */
	for (size_t i = 0; i < ws->n_items; i++) {
		_cleanup_(hcn_keys_clear) struct hcn_keys keys = { 0 };
		const struct hcn_item *item = ws->items[i];
		int r;

		if (!is_changed(item) || !item->after)
			continue;
		r = hcn_object_keys(item->kind, item->after, &keys);
		if (!r && has_key(&keys, key))
			r = fn(arg, item->kind, &item->id);
		if (r)
			return r;
	}
	return 0;
}

int hcn_workset_lookup(
	struct hcn_workset *ws, const struct hcn_index_key *key, hcn_id_fn *fn, void *arg)
{
	struct overlay o = { ws, fn, arg };
	int r = 0;

	if (ws->source.lookup)
		r = ws->source.lookup(ws->source.arg, key, visit_stored, &o);
	if (!r && !ws->past)
		r = visit_changed(ws, key, fn, arg);
	return r;
}

int hcn_workset_each(struct hcn_workset *ws, enum hcn_kind kind, hcn_id_fn *fn, void *arg)
{
	struct overlay o = { ws, fn, arg };
	int r = 0;

	if (ws->source.each)
		r = ws->source.each(ws->source.arg, kind, visit_stored, &o);
	for (size_t i = 0; !r && !ws->past && i < ws->n_items; i++)
		if (ws->items[i]->kind == kind && is_changed(ws->items[i]) && ws->items[i]->after)
			r = fn(arg, kind, &ws->items[i]->id);
	return r;
}

static int take_first(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	*(struct hcn_guid *)arg = *id;
	return HCN_STOP;
}

bool hcn_workset_first(struct hcn_workset *ws, const struct hcn_index_key *key,
	struct hcn_guid *ret_id, int *ret_error)
{
	int r = hcn_workset_lookup(ws, key, take_first, ret_id);

	if (r && r != HCN_STOP)
		*ret_error = r;
	return r == HCN_STOP;
}

struct id_list {
	struct hcn_guid *ids;
	size_t n;
	size_t size;
};

static int collect_id(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct id_list *list = arg;

	if (HCN_GROW(list->ids, list->n, list->size))
		return -ENOMEM;
	list->ids[list->n++] = *id;
	return 0;
}

int hcn_workset_ids(struct hcn_workset *ws, const struct hcn_index_key *key, struct hcn_guid **ret,
	size_t *ret_n)
{
	struct id_list list = { 0 };
	int r;

	r = hcn_workset_lookup(ws, key, collect_id, &list);
	if (r) {
		free(list.ids);
		return r;
	}
	*ret = list.ids;
	*ret_n = list.n;
	return 0;
}

int hcn_workset_value(struct hcn_workset *ws, const char *name, void *ret, size_t *ret_size)
{
	const void *data;
	size_t size;
	int r;

	for (size_t i = 0; i < ws->n_values; i++)
		if (!strcmp(ws->values[i].name, name)) {
			if (!ws->values[i].size || ws->values[i].size > *ret_size)
				return -ENOENT;
			memcpy(ret, ws->values[i].data, ws->values[i].size);
			*ret_size = ws->values[i].size;
			return 0;
		}
	if (!ws->source.value)
		return -ENOENT;
	r = ws->source.value(ws->source.arg, name, &data, &size);
	if (r)
		return r;
	if (size > *ret_size)
		return -ENOENT;
	memcpy(ret, data, size);
	*ret_size = size;
	return 0;
}

int hcn_workset_set_value(struct hcn_workset *ws, const char *name, const void *data, size_t size)
{
	struct hcn_value *value = NULL;

	for (size_t i = 0; i < ws->n_values; i++)
		if (!strcmp(ws->values[i].name, name))
			value = &ws->values[i];
	if (!value) {
		struct hcn_value *values = reallocarray(
			ws->values, ws->n_values + 1, sizeof(*values));

		if (!values)
			return -ENOMEM;
		ws->values = values;
		value = &values[ws->n_values++];
		memset(value, 0, sizeof(*value));
		memccpy(value->name, name, 0, sizeof(value->name) - 1);
	}
	if (size)
		memcpy(value->data, data, size);
	value->size = size;
	return 0;
}

int hcn_workset_post(struct hcn_workset *ws, const struct hcn_event *event)
{
	struct hcn_event *events = reallocarray(ws->events, ws->n_events + 1, sizeof(*events));

	if (!events) {
		free(event->data);
		return -ENOMEM;
	}
	ws->events = events;
	ws->events[ws->n_events++] = *event;
	return 0;
}
