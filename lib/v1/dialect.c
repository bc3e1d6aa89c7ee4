/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two dialects: which one a document speaks, from one to the other, and back with errors (v1.h).
 *
 * Tests: tests/conform/test_dialects.c (what_is_wrong_in_v1_is_shown_in_v1)
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"
#include "v1_inside.h"

/* A guest network service has no V1 form. */
static const struct hcn_v1_kind *kind_of(enum hcn_kind kind)
{
	static const struct hcn_v1_kind *const kinds[HCN_N_KINDS] = {
		[HCN_KIND_NETWORK] = &hcn_v1_network,
		[HCN_KIND_ENDPOINT] = &hcn_v1_endpoint,
		[HCN_KIND_NAMESPACE] = &hcn_v1_namespace,
		[HCN_KIND_LOADBALANCER] = &hcn_v1_load_balancer,
		[HCN_KIND_ROUTE] = &hcn_v1_route,
	};

	return kinds[kind];
}

/* --- which dialect ------------------------------------------------------------------------------------------ */

#define HCN_V1_PROBE_FIELDS(M, S)                                                                  \
	M(S, OBJECT, schema_version, "SchemaVersion", V(2, 0), hcn_version, 0)
HCN_SCHEMA_DECLARE(hcn_v1_probe, HCN_V1_PROBE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_v1_probe, "SchemaVersion", HCN_V1_PROBE_FIELDS)

static bool has_mark(const struct hcn_v1_kind *kind, const char *text)
{
	const char *at = hcn_json_skip_space(text), *name;
	char key[64];

	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at))
		for (const char *const *mark = kind->marks; *mark; mark++)
			if (hcn_json_string(name, key, sizeof(key)) && hcn_ascii_equal(key, *mark))
				return true;
	return false;
}

int hcn_v1_is_document(enum hcn_kind kind, const char *text, size_t len, bool by_default, bool *ret,
	struct hcn_error *err)
{
	const struct hcn_v1_kind *type = kind_of(kind);
	struct hcn_v1_probe probe = { 0 };
	int r = hcn_schema_decode(&hcn_v1_probe_schema, text, len, NULL, &probe, err);

	*ret = false;
	if (!r && type && probe.schema_version.major < 2)
		*ret = by_default || has_mark(type, text);
	hcn_schema_clear(&hcn_v1_probe_schema, &probe);
	return r;
}

/* --- V1 -> V2 ------------------------------------------------------------------------------------------------- */

int hcn_v1_to_v2(struct hcn_workset *ws, enum hcn_kind kind, const char *text, size_t len,
	struct hcn_buf *ret, struct hcn_error *err)
{
	const struct hcn_v1_kind *type = kind_of(kind);
	int r;

	if (!type)
		return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, NULL, "V1 has no such object");
	hcn_buf_putc(ret, '{');
	r = type->to_v2(ws, text, len, ret, err);
	hcn_buf_putc(ret, '}');
	return r ? r : ret->oom ? hcn_fail_oom(err) : 0;
}

#define N_NUMBERS 2 /* at most in a place */

struct numbers {
	const char *texts[N_NUMBERS]; /* into the pointer */
	int lengths[N_NUMBERS];
	size_t n;
};

/* @pattern begins @pointer, "#" in it any number: what follows, else NULL. */
static const char *match_place(const char *pointer, const char *pattern, struct numbers *ret)
{
	for (ret->n = 0; *pattern; pattern++) {
		if (*pattern != '#') {
			if (*pointer++ != *pattern)
				return NULL;
			continue;
		}
		if (!isdigit((unsigned char)*pointer) || ret->n == N_NUMBERS)
			return NULL;
		ret->texts[ret->n] = pointer;
		ret->lengths[ret->n++] = (int)strspn(pointer, "0123456789");
		pointer += strspn(pointer, "0123456789");
	}
	return !*pointer || *pointer == '/' ? pointer : NULL;
}

/* The place with its numbers; what follows in V2 exists in V1 too when an element of a list is still one. */
static void put_place(
	struct hcn_buf *b, const char *place, const struct numbers *numbers, const char *rest)
{
	size_t n = 0;

	for (const char *at = place; *at; at++) {
		if (*at != '#') {
			hcn_buf_putc(b, *at);
		} else if (n < numbers->n) {
			hcn_buf_put(b, numbers->texts[n], (size_t)numbers->lengths[n]);
			n++;
		}
	}
	if (n && place[strlen(place) - 1] == '#')
		hcn_buf_puts(b, rest);
	hcn_buf_putc(b, 0);
}

void hcn_v1_pointer(enum hcn_kind kind, struct hcn_error *err)
{
	const struct hcn_v1_kind *type = kind_of(kind);

	if (!type || !err)
		return;
	for (size_t i = 0; type->places[i][0]; i++) {
		_cleanup_(hcn_buf_clear) struct hcn_buf place = { 0 };
		struct numbers numbers;
		const char *rest = match_place(err->pointer, type->places[i][0], &numbers);

		if (!rest)
			continue;
		put_place(&place, type->places[i][1], &numbers, rest);
		snprintf(err->pointer, sizeof(err->pointer), "%.*s", (int)sizeof(err->pointer) - 1,
			place.oom ? "" : place.data);
		return;
	}
}

/* --- V2 -> V1 ------------------------------------------------------------------------------------------------- */

int hcn_v1_view(struct hcn_workset *ws, enum hcn_kind kind, const void *object, struct hcn_buf *ret,
	struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf view = { 0 };
	const struct hcn_v1_kind *type = kind_of(kind);
	int r;

	if (!type) { /* its only form */
		hcn_schema_encode(hcn_kind_schema(kind), object, HCN_ENCODE_CLIENT, ret);
		return ret->oom ? hcn_fail_oom(err) : 0;
	}
	hcn_buf_putc(&view, '{');
	r = type->view(ws, object, &view, err);
	hcn_buf_putc(&view, '}');
	if (r)
		return r == -ENOMEM ? hcn_fail_oom(err) : r;
	if (!view.oom)
		hcn_buf_put(ret, view.data, view.len);
	return view.oom || ret->oom ? hcn_fail_oom(err) : 0;
}

/* --- updates ---------------------------------------------------------------------------------------------------- */

int hcn_v1_update(enum hcn_kind kind, const char *text, size_t len, struct hcn_buf *ret,
	struct hcn_error *err)
{
	const struct hcn_v1_kind *type = kind_of(kind);
	int r;

	hcn_buf_putc(ret, '[');
	if (type && type->update)
		r = type->update(text, len, ret, err);
	else
		r = hcn_fail(
			err, HCN_REQUEST_UNSUPPORTED, NULL, "V1 updates networks and endpoints");
	hcn_buf_putc(ret, ']');
	return r ? r : ret->oom ? hcn_fail_oom(err) : 0;
}
