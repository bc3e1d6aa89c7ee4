/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A store in memory (lab.h). */
#include "lab.h"

#include <stdio.h>

#include "cleanup.h"

struct stored {
	enum hcn_kind kind;
	struct hcn_guid id;
	char *text;
	struct hcn_keys keys;
};

#define MAX_STORED 128
#define MAX_VALUES 32

struct hcn_workset ws;
struct hcn_facts host;
struct hcn_rules wanted;
struct hcn_error refusal;
static struct stored store[MAX_STORED];
static size_t n_stored;
static struct hcn_value values[MAX_VALUES];
static size_t n_values;
static size_t n_reads, first_failure;

/* --- the source ----------------------------------------------------------------------------------------- */

static bool must_fail(void)
{
	return ++n_reads >= first_failure && first_failure;
}

bool store_fails_at(size_t n)
{
	bool failed = first_failure && n_reads >= first_failure;

	n_reads = 0;
	first_failure = n;
	return failed;
}

static struct stored *find_stored(enum hcn_kind kind, const struct hcn_guid *id)
{
	for (size_t i = 0; i < n_stored; i++)
		if (store[i].kind == kind && hcn_guid_equal(&store[i].id, id))
			return &store[i];
	return NULL;
}

static int get(
	void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret, size_t *ret_len)
{
	const struct stored *s = find_stored(kind, id);

	if (must_fail())
		return -EIO;
	if (!s)
		return -ENOENT;
	*ret = s->text;
	*ret_len = strlen(s->text);
	return 0;
}

static bool has_key(const struct hcn_keys *keys, const struct hcn_index_key *key)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->keys[i].index == key->index && keys->keys[i].size == key->size &&
			!memcmp(keys->keys[i].bytes, key->bytes, key->size))
			return true;
	return false;
}

static int lookup(void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg)
{
	int r = must_fail() ? -EIO : 0;

	for (size_t i = 0; !r && i < n_stored; i++)
		if (has_key(&store[i].keys, key))
			r = fn(fn_arg, store[i].kind, &store[i].id);
	return r;
}

static int each(void *arg, enum hcn_kind kind, hcn_id_fn *fn, void *fn_arg)
{
	int r = must_fail() ? -EIO : 0;

	for (size_t i = 0; !r && i < n_stored; i++)
		if (store[i].kind == kind)
			r = fn(fn_arg, kind, &store[i].id);
	return r;
}

static struct hcn_value *find_value(const char *name)
{
	for (size_t i = 0; i < n_values; i++)
		if (!strcmp(values[i].name, name))
			return &values[i];
	return NULL;
}

static int value(void *arg, const char *name, const void **ret, size_t *ret_size)
{
	const struct hcn_value *v = find_value(name);

	if (!v || !v->size)
		return -ENOENT;
	*ret = v->data;
	*ret_size = v->size;
	return 0;
}

static int facts(void *arg, const struct hcn_facts **ret, struct hcn_error *err)
{
	*ret = &host;
	return must_fail() ? -EIO : 0;
}

static const struct hcn_source source = {
	.get = get, .lookup = lookup, .each = each, .value = value, .facts = facts, .rules = &wanted
};

/* --- the lab ---------------------------------------------------------------------------------------------- */

void lab_open(void)
{
	static struct hcn_prefix routes[16];

	host = (struct hcn_facts){ .routes = routes, .mtu = 1500 };
	wanted = hcn_rules_default;
	hcn_workset_init(&ws, &source);
}

void lab_close(void)
{
	hcn_workset_clear(&ws);
	for (; n_stored; n_stored--) {
		free(store[n_stored - 1].text);
		hcn_keys_clear(&store[n_stored - 1].keys);
	}
	n_values = 0;
}

struct hcn_guid id_of(const char *text)
{
	struct hcn_guid id;

	ck_assert(hcn_guid_parse(text, strlen(text), &id));
	return id;
}

void given_routes(const char *prefixes)
{
	char *copy = strdup(prefixes), *rest = copy, *word;

	for (host.n_routes = 0; (word = strsep(&rest, " ")); host.n_routes++)
		ck_assert(hcn_prefix_parse(word, &host.routes[host.n_routes]));
	free(copy);
}

/* --- requests --------------------------------------------------------------------------------------------- */

static void quote(char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			*text = '"';
}

int create(enum hcn_kind kind, const char *document)
{
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	_cleanup_free_ char *text = strdup(document);
	void *decoded = calloc(1, schema->size);
	struct hcn_guid id;
	int r = -ENOMEM;

	if (text && decoded) {
		quote(text);
		r = hcn_schema_decode(schema, text, strlen(text), NULL, decoded, &refusal);
	}
	if (r) {
		free(decoded);
		return r;
	}
	return hcn_kind_type(kind)->create(&ws, decoded, &id, &refusal);
}

int modify(enum hcn_kind kind, const char *id, const char *request)
{
	_cleanup_free_ char *text = strdup(request);
	struct hcn_guid guid;

	if (!text || !hcn_guid_parse(id, strlen(id), &guid))
		return -ENOMEM;
	quote(text);
	return hcn_kind_type(kind)->modify(&ws, &guid, text, strlen(text), &refusal);
}

int delete_object(enum hcn_kind kind, const char *id)
{
	struct hcn_guid guid;

	if (!hcn_guid_parse(id, strlen(id), &guid))
		return -EINVAL;
	return hcn_kind_type(kind)->remove(&ws, &guid, &refusal);
}

static void drop_stored(struct stored *s)
{
	free(s->text);
	hcn_keys_clear(&s->keys);
	memmove(s, s + 1, (size_t)(&store[--n_stored] - s) * sizeof(*s));
}

static void put_stored(const struct hcn_item *item)
{
	struct stored *s = find_stored(item->kind, &item->id);
	struct hcn_buf text = { 0 };

	if (!s) {
		ck_assert_uint_lt(n_stored, MAX_STORED);
		s = &store[n_stored++];
		*s = (struct stored){ .kind = item->kind, .id = item->id };
	}
	free(s->text);
	hcn_keys_clear(&s->keys);
	hcn_schema_encode(hcn_kind_schema(item->kind), item->after, HCN_ENCODE_STORE, &text);
	ck_assert_int_eq(hcn_buf_take(&text, &s->text, NULL), 0);
	ck_assert_int_eq(hcn_object_keys(item->kind, item->after, &s->keys), 0);
}

void given_value(const char *name, const void *data, size_t size)
{
	struct hcn_value *v = find_value(name);

	if (!v) {
		ck_assert_uint_lt(n_values, MAX_VALUES);
		v = &values[n_values++];
		strcpy(v->name, name);
	}
	memcpy(v->data, data, size);
	v->size = size;
}

void commit(void)
{
	for (size_t i = 0; i < ws.n_items; i++) {
		const struct hcn_item *item = ws.items[i];

		if (item->after == item->before)
			continue;
		if (item->after)
			put_stored(item);
		else if (item->before)
			drop_stored(find_stored(item->kind, &item->id));
	}
	for (size_t i = 0; i < ws.n_values; i++)
		given_value(ws.values[i].name, ws.values[i].data, ws.values[i].size);
	hcn_workset_clear(&ws);
	hcn_workset_init(&ws, &source);
}

void given(enum hcn_kind kind, const char *document)
{
	ck_assert_msg(
		!create(kind, document), "%s: %s: %s", document, refusal.pointer, refusal.text);
	commit();
}

void given_dual_stack(void)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Ipams':[{'Subnets':["
		"{'IpAddressPrefix':'10.0.0.0/24'},{'IpAddressPrefix':'fd00::/64'}]}]}");
}

int create_endpoint_with(const char *members)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'ID':'" E1 "','HostComputeNetwork':'" N1 "',%s}", members);
	return create(HCN_KIND_ENDPOINT, text);
}

/* --- looking ---------------------------------------------------------------------------------------------- */

const void *object(enum hcn_kind kind, const char *id)
{
	const struct hcn_guid guid = id_of(id);
	const void *found_object = NULL;

	ck_assert_int_eq(hcn_workset_find(&ws, kind, &guid, &found_object, &refusal), 0);
	return found_object;
}

const struct hcn_network *network(const char *id)
{
	return object(HCN_KIND_NETWORK, id);
}

const struct hcn_endpoint *endpoint(const char *id)
{
	return object(HCN_KIND_ENDPOINT, id);
}

const char *short_id(enum hcn_kind kind, const struct hcn_guid *id)
{
	static const char letters[] = {
		[HCN_KIND_NETWORK] = 'N', [HCN_KIND_ENDPOINT] = 'E', [HCN_KIND_NAMESPACE] = 'S'
	};
	static char text[4];

	snprintf(text, sizeof(text), "%c%02x", letters[kind], id->data4[7]);
	return text;
}

static int note(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	char *text = arg;

	if (*text)
		strcat(text, " ");
	strcat(text, short_id(kind, id));
	return 0;
}

static char listed[MAX_STORED * 5];

const char *found(const struct hcn_index_key *key)
{
	*listed = 0;
	ck_assert_int_eq(hcn_workset_lookup(&ws, key, note, listed), 0);
	return listed;
}

const char *all(enum hcn_kind kind)
{
	*listed = 0;
	ck_assert_int_eq(hcn_workset_each(&ws, kind, note, listed), 0);
	return listed;
}
