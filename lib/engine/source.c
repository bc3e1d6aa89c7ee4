/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The store as the source of a working set, and the form in which objects stand there.
 *
 * Tests: tests/conform/test_requests.c (filters_find_by_id_name_network_and_state)
 */
#include <errno.h>
#include <string.h>

#include "context.h"
#include "record.h"
#include "source.h"

static int source_get(
	void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret, size_t *ret_len)
{
	struct hcn_txn_source *s = arg;
	struct hcn_blob blob;
	int r;

	r = hcn_txn_get(s->txn, (uint8_t)kind, id, &blob);
	if (r)
		return r;
	blob = hcn_record_stored(blob);
	*ret = blob.data;
	*ret_len = blob.size;
	return 0;
}

struct visit {
	hcn_id_fn *fn;
	void *arg;
	enum hcn_kind kind;
};

static int visit_index(void *arg, uint8_t kind, const struct hcn_guid *id)
{
	struct visit *v = arg;

	return v->fn(v->arg, (enum hcn_kind)kind, id);
}

static int source_lookup(void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg)
{
	struct hcn_txn_source *s = arg;
	struct visit v = { .fn = fn, .arg = fn_arg };

	return hcn_txn_lookup(s->txn, key, visit_index, &v);
}

static int visit_object(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	struct visit *v = arg;

	return v->fn(v->arg, v->kind, id);
}

static int source_each(void *arg, enum hcn_kind kind, hcn_id_fn *fn, void *fn_arg)
{
	struct hcn_txn_source *s = arg;
	struct visit v = { .fn = fn, .arg = fn_arg, .kind = kind };

	return hcn_txn_each(s->txn, (uint8_t)kind, visit_object, &v);
}

static int source_value(void *arg, const char *name, const void **ret, size_t *ret_size)
{
	struct hcn_txn_source *s = arg;
	struct hcn_blob blob;
	int r;

	r = hcn_txn_get_value(s->txn, name, &blob);
	if (r)
		return r;
	*ret = blob.data;
	*ret_size = blob.size;
	return 0;
}

int hcn_txn_source_backend(struct hcn_txn_source *s, struct hcn_error *err)
{
	return s->locked ? hcn_engine_backend(s->hcn, err) : hcn_engine_reader(s->hcn, s->txn, err);
}

static int source_facts(void *arg, const struct hcn_facts **ret, struct hcn_error *err)
{
	struct hcn_txn_source *s = arg;
	int r;

	if (!s->has_facts) {
		r = hcn_txn_source_backend(s, err);
		if (!r)
			r = s->hcn->ops->facts(s->hcn->backend, &s->facts, err);
		if (r)
			return r;
		s->has_facts = true;
	}
	*ret = &s->facts;
	return 0;
}

struct hcn_source hcn_txn_source_init(
	struct hcn_txn_source *s, struct hcn *hcn, struct hcn_txn *txn)
{
	memset(s, 0, sizeof(*s));
	s->hcn = hcn;
	s->txn = txn;
	return (struct hcn_source){ .get = source_get,
		.lookup = source_lookup,
		.each = source_each,
		.value = source_value,
		.facts = source_facts,
		.rules = &hcn->rules,
		.arg = s };
}

void hcn_txn_source_clear(struct hcn_txn_source *s)
{
	if (s->has_facts)
		hcn_facts_clear(&s->facts);
	memset(s, 0, sizeof(*s));
}
