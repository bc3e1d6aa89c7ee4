/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents in: JSON text to structs, by rows.
 *
 * In: bytes of a client or of the store.  Out: a struct that owns what it holds, or an error that names the place, the
 * value as it was written and what would have been accepted.
 * Never checks what two fields mean together; that is lib/model.
 */
#include "schema.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "member.h"
#include "nearest.h"
#include "value.h"

#define KEY_SIZE 64 /* every key of every row is shorter */

struct decoder {
	const char *at;
	const struct hcn_decode_options *options;
	int status; /* what faults are reported as; 0: by their own */
	struct hcn_error *err;
};

static int decode_object(
	struct decoder *d, const struct hcn_schema *s, void *object, const struct hcn_path *path);

/* What the innermost value is called in a sentence.  The document itself is an object: check_text() saw to it. */
static const char *name_of(const struct hcn_path *path)
{
	while (!path->key)
		path = path->up;
	return path->key;
}

/* The key at @raw_key; one that is longer than every row's is cut. */
static void read_key(const char *raw_key, char ret[KEY_SIZE])
{
	if (!hcn_json_string(raw_key, ret, KEY_SIZE))
		ret[KEY_SIZE - 1] = 0;
}

/* The value at @at is not what it must be. */
static int fail_value(struct decoder *d, int status, const struct hcn_path *path, const char *at,
	const char *expected)
{
	struct hcn_pointer pointer;

	if (status < 0)
		return status;
	hcn_path_render(path, d->options->base ? d->options->base : "", &pointer);
	status = hcn_fail(d->err, d->status ? d->status : status, pointer.text, "%s must be %s",
		name_of(path), expected);
	hcn_json_report(at, d->err);
	hcn_error_expected(d->err, "%s", expected);
	return status;
}

static int fail_missing(struct decoder *d, const struct hcn_field *f, const struct hcn_path *path)
{
	struct hcn_path here = { .up = path, .key = f->key };
	struct hcn_pointer pointer;

	hcn_path_render(&here, d->options->base ? d->options->base : "", &pointer);
	return hcn_fail(d->err, d->status ? d->status : HCN_INVALID_JSON, pointer.text,
		"%s is missing", f->key);
}

/* --- members that no row has --------------------------------------------------------------------- */

static const char *suggest(const struct hcn_schema *s, const char *key)
{
	const char *keys[65], **end = keys;

	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (!(f->flags & HCN_FIELD_INTERNAL))
			*end++ = f->key;
	*end = NULL;
	return hcn_nearest(key, keys);
}

static int fail_unknown(
	struct decoder *d, const struct hcn_schema *s, const struct hcn_unknown *member)
{
	int status = hcn_fail(d->err, d->status ? d->status : HCN_INVALID_JSON, member->pointer,
		"%s is no member of %s", member->key, s->name);

	hcn_json_report(d->at, d->err);
	if (member->suggestion)
		hcn_error_hint(d->err, "did you mean %s?", member->suggestion);
	else if (!s->closed)
		hcn_error_hint(d->err, "HCN_STRICT is set: without it this is ignored");
	return status;
}

/* @path ends with the member; its value is at d->at. */
static int meet_unknown(struct decoder *d, const struct hcn_schema *s, const struct hcn_path *path)
{
	const struct hcn_decode_options *o = d->options;
	bool refused = (s->closed && !o->accepted) || o->strict;
	struct hcn_pointer pointer;
	struct hcn_unknown member = { .of = s, .pointer = pointer.text, .key = path->key };

	if (*d->at == 'n' || (!refused && !o->unknown))
		return 0;
	hcn_path_render(path, o->base ? o->base : "", &pointer);
	member.suggestion = suggest(s, path->key);
	if (refused)
		return fail_unknown(d, s, &member);
	o->unknown(o->unknown_arg, &member);
	return 0;
}

/* --- arrays and policies ------------------------------------------------------------------------- */

/*
 * Room for element @n: the array doubles at every power of two, so that its size needs no member of its own.
 * The element is zeroed and counted, so that a clear finds it whatever happens next.
 */
static void *add_element(void *object, const struct hcn_field *f, size_t size)
{
	size_t *n = hcn_member_count(object, f);
	char *array = hcn_member_array(object, f);

	if ((*n & (*n - 1)) == 0) {
		array = reallocarray(array, *n ? 2 * *n : 1, size);
		if (!array)
			return NULL;
		hcn_member_set_array(object, f, array);
	}
	return memset(array + (*n)++ * size, 0, size);
}

static int decode_list(
	struct decoder *d, const struct hcn_field *f, void *object, const struct hcn_path *path)
{
	while (hcn_json_next_element(&d->at)) {
		struct hcn_path here = { .up = path, .index = hcn_member_n(object, f) };
		void *element = add_element(object, f, f->of->size);
		int r;

		if (!element)
			return -ENOMEM;
		r = decode_object(d, f->of, element, &here);
		if (r)
			return r;
	}
	return 0;
}

static int decode_strings(
	struct decoder *d, const struct hcn_field *f, void *object, const struct hcn_path *path)
{
	for (size_t i = 0; hcn_json_next_element(&d->at); i++) {
		struct hcn_path here = { .up = path, .index = i };
		char *text = NULL, **element;
		bool absent = false;
		int r;

		r = hcn_value_read_text(f->format, d->at, &text, &absent);
		if (r)
			return fail_value(d, r, &here, d->at, hcn_format_expected(f->format).text);
		d->at = hcn_json_skip_value(d->at);
		if (absent)
			continue;
		element = add_element(object, f, sizeof(*element));
		if (!element) {
			free(text);
			return -ENOMEM;
		}
		*element = text;
	}
	return 0;
}

/* A member of a policy: where its value begins (NULL: absent), and its key as the client wrote it. */
struct member {
	const char *at;
	char key[KEY_SIZE];
};

/* For suggestions: policies are read by the two functions below. */
static const struct hcn_field pair_fields[] = { { .key = "Type" }, { .key = "Settings" } };
static const struct hcn_schema pair_schema = {
	.name = "a policy", .fields = pair_fields, .n_fields = 2
};

/* The members of the policy at d->at, and d->at behind it. */
static int find_policy_members(struct decoder *d, const struct hcn_path *path,
	struct member *ret_type, struct member *ret_settings)
{
	const char *raw_key;

	while (hcn_json_next_member(&d->at, &raw_key)) {
		struct member m = { .at = d->at };
		struct hcn_path here = { .up = path, .key = m.key };
		int r = 0;

		read_key(raw_key, m.key);
		if (hcn_ascii_equal(m.key, "Type"))
			*ret_type = *m.at == 'n' ? *ret_type : m;
		else if (hcn_ascii_equal(m.key, "Settings"))
			*ret_settings = *m.at == 'n' ? *ret_settings : m;
		else
			r = meet_unknown(d, &pair_schema, &here);
		if (r)
			return r;
		d->at = hcn_json_skip_value(d->at);
	}
	return 0;
}

/* Keeps the text, and reads what it says if the type has rows: every fault is the policy's. */
static int decode_settings(
	struct decoder *d, const char *at, const struct hcn_path *path, struct hcn_policy *policy)
{
	struct decoder inner = *d;

	inner.at = at;
	inner.status = d->status ? d->status : HCN_INVALID_POLICY;
	if (*at != '{')
		return fail_value(&inner, HCN_INVALID_POLICY, path, at, "an object");
	policy->raw = hcn_json_compact(at);
	if (!policy->raw)
		return -ENOMEM;
	if (!policy->type || !policy->type->settings)
		return 0;
	policy->settings = calloc(1, policy->type->settings->size);
	if (!policy->settings)
		return -ENOMEM;
	return decode_object(&inner, policy->type->settings, policy->settings, path);
}

static int decode_policy(struct decoder *d, const struct hcn_policy_family *family,
	const struct hcn_path *path, struct hcn_policy *policy)
{
	struct member type = { 0 }, settings = { 0 };
	struct hcn_path type_path = { .up = path, .key = type.key };
	struct hcn_path settings_path = { .up = path, .key = settings.key };
	int r;

	if (*d->at != '{')
		return fail_value(d, HCN_INVALID_JSON, path, d->at, "an object");
	r = find_policy_members(d, path, &type, &settings);
	if (r)
		return r;
	if (type.at)
		r = hcn_value_read_policy_type(family, type.at, &policy->type);
	if (r)
		return fail_value(d, r, &type_path, type.at, hcn_policy_type_expected(family).text);
	return settings.at ? decode_settings(d, settings.at, &settings_path, policy) : 0;
}

static int decode_policies(
	struct decoder *d, const struct hcn_field *f, void *object, const struct hcn_path *path)
{
	while (hcn_json_next_element(&d->at)) {
		struct hcn_path here = { .up = path, .index = hcn_member_n(object, f) };
		struct hcn_policy *policy = add_element(object, f, sizeof(*policy));
		int r;

		if (!policy)
			return -ENOMEM;
		r = decode_policy(d, f->family, &here, policy);
		if (r)
			return r;
	}
	return 0;
}

/* --- objects ------------------------------------------------------------------------------------- */

/* The value at d->at, which is not null, into @object's member; d->at goes behind it. */
static int decode_field(struct decoder *d, const struct hcn_field *f, void *object,
	const struct hcn_path *path, bool *ret_absent)
{
	const char *at = d->at;
	int r;

	*ret_absent = false;
	if (f->kind == HCN_FIELD_OBJECT)
		return decode_object(d, f->of, hcn_member(object, f), path);
	if (hcn_field_is_array(f) && *at != '[')
		return fail_value(d, HCN_INVALID_JSON, path, at, hcn_value_expected(f).text);

	switch (f->kind) {
	case HCN_FIELD_LIST:
		return decode_list(d, f, object, path);
	case HCN_FIELD_STRINGS:
		return decode_strings(d, f, object, path);
	case HCN_FIELD_POLICIES:
		return decode_policies(d, f, object, path);
	default:
		r = hcn_value_read(f, at, hcn_member(object, f), ret_absent);
		d->at = hcn_json_skip_value(at);
		return r ? fail_value(d, r, path, at, hcn_value_expected(f).text) : 0;
	}
}

/* The row of the member that @key names, by its own name or another; NULL: not one that is read here. */
static const struct hcn_field *find_field(
	const struct decoder *d, const struct hcn_schema *s, const char *key)
{
	for (const struct hcn_alias *a = s->aliases; a && a->name; a++)
		if (hcn_ascii_equal(a->name, key))
			key = a->key;
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (hcn_ascii_equal(f->key, key))
			return f->flags & HCN_FIELD_INTERNAL && !d->options->stored ? NULL : f;
	return NULL;
}

/* By another name than its own, a text may be a number.  [inf] 0 is none: V1's clients leave it out (hcsshim). */
static int decode_named(struct decoder *d, const struct hcn_field *f, void *object,
	const struct hcn_path *path, bool *ret_absent)
{
	const char *at = d->at;
	size_t len = (size_t)(hcn_json_skip_value(at) - at);
	char text[24];
	int r;

	if (f->kind != HCN_FIELD_STR || (*at != '-' && (*at < '0' || *at > '9')) ||
		len + 3 > sizeof(text) || hcn_ascii_equal(f->key, path->key))
		return decode_field(d, f, object, path, ret_absent);
	*ret_absent = len == 1 && *at == '0';
	(void)snprintf(text, sizeof(text), "\"%.*s\"", (int)len, at);
	d->at += len;
	if (*ret_absent)
		return 0;
	r = hcn_value_read(f, text, hcn_member(object, f), ret_absent);
	return r ? fail_value(d, r, path, at, hcn_value_expected(f).text) : 0;
}

/* The first member of the object at @at that @f is the row of: its key. */
static void find_first(const struct decoder *d, const struct hcn_schema *s, const char *at,
	const struct hcn_field *f, char ret[KEY_SIZE])
{
	const char *raw_key;

	while (hcn_json_next_member(&at, &raw_key)) {
		read_key(raw_key, ret);
		if (*at != 'n' && find_field(d, s, ret) == f)
			return;
		at = hcn_json_skip_value(at);
	}
}

/* A second name of a member that @object, which begins at @start, has: they must say the same. */
static int decode_second(struct decoder *d, const struct hcn_schema *s, const struct hcn_field *f,
	const void *object, const char *start, const struct hcn_path *path)
{
	const char *at = d->at;
	void *second = calloc(1, s->size);
	struct hcn_pointer pointer;
	char first[KEY_SIZE];
	bool absent;
	int r;

	if (!second)
		return -ENOMEM;
	r = decode_named(d, f, second, path, &absent);
	if (!r && !absent && !hcn_member_equal(f, object, second)) {
		find_first(d, s, start, f, first);
		hcn_path_render(path, d->options->base ? d->options->base : "", &pointer);
		r = hcn_fail(d->err, d->status ? d->status : HCN_INVALID_JSON, pointer.text,
			"%s and %s are two names of one member, and do not say the same", first,
			path->key);
		hcn_json_report(at, d->err);
		hcn_error_hint(d->err, "leave one of them out");
	}
	hcn_schema_clear(s, second);
	free(second);
	return r;
}

static int check_required(struct decoder *d, const struct hcn_schema *s, const void *object,
	const struct hcn_path *path)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (f->flags & HCN_FIELD_REQUIRED && !hcn_member_is_present(object, s, f))
			return fail_missing(d, f, path);
	return 0;
}

static int decode_object(
	struct decoder *d, const struct hcn_schema *s, void *object, const struct hcn_path *path)
{
	const char *start = d->at, *raw_key;

	if (*d->at != '{')
		return fail_value(d, HCN_INVALID_JSON, path, d->at, "an object");
	while (hcn_json_next_member(&d->at, &raw_key)) {
		char key[KEY_SIZE];
		struct hcn_path here = { .up = path, .key = key };
		const struct hcn_field *f;
		bool absent = false;
		int r;

		read_key(raw_key, key);
		f = find_field(d, s, key);
		if (!f || *d->at == 'n') {
			r = f ? 0 : meet_unknown(d, s, &here);
			d->at = hcn_json_skip_value(d->at);
		} else if (hcn_member_is_present(object, s, f)) {
			r = decode_second(d, s, f, object, start, &here);
		} else {
			r = decode_named(d, f, object, &here, &absent);
			if (!r && !absent)
				hcn_member_set_present(object, s, f);
		}
		if (r)
			return r;
	}
	return check_required(d, s, object, path);
}

static int check_text(struct decoder *d, size_t len)
{
	const struct hcn_decode_options *o = d->options;
	struct hcn_json_limits limits = {
		.size = o->max_size ? o->max_size
			: o->stored ? SIZE_MAX
				    : hcn_schema_max_size(),
		.elements = o->max_elements ? o->max_elements
			    : o->stored     ? SIZE_MAX
					    : HCN_MAX_ELEMENTS_DEFAULT,
	};
	struct hcn_json_fault fault;
	int r;

	r = hcn_json_check(d->at, len, &limits, &fault);
	if (r <= 0)
		return r;
	r = hcn_fail(d->err, d->status ? d->status : r, o->base,
		"not a JSON document: %s at byte %zu", fault.what, (size_t)(fault.at - d->at));
	hcn_error_value(d->err, fault.at, strnlen(fault.at, len - (size_t)(fault.at - d->at)));
	return r;
}

static atomic_size_t max_size = HCN_MAX_SIZE_DEFAULT;

size_t hcn_schema_max_size(void)
{
	return atomic_load(&max_size);
}

void hcn_schema_set_max_size(size_t bytes)
{
	atomic_store(&max_size, bytes ? bytes : HCN_MAX_SIZE_DEFAULT);
}

int hcn_schema_decode(const struct hcn_schema *s, const char *text, size_t len,
	const struct hcn_decode_options *o, void *ret, struct hcn_error *err)
{
	static const struct hcn_decode_options defaults;
	struct decoder d = { .at = text, .options = o ? o : &defaults, .err = err };
	int r;

	d.status = d.options->status;
	r = check_text(&d, len);
	if (!r) {
		d.at = hcn_json_skip_space(text);
		r = decode_object(&d, s, ret, NULL);
	}
	if (!r)
		return 0;
	hcn_schema_clear(s, ret);
	return r == -ENOMEM ? hcn_fail_oom(err) : r;
}
