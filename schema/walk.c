/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What rows know about structs without any text: copy, order, free.
 *
 * In: structs of one schema.  Out: deep copies, an order, freed memory.
 * Members that are not present are neither copied nor compared, but always freed.
 */
#include "schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "member.h"

/* --- clear --------------------------------------------------------------------------------------- */

void hcn_policy_clear(struct hcn_policy *p)
{
	if (p->settings)
		hcn_schema_clear(p->type->settings, p->settings);
	free(p->settings);
	free(p->raw);
	*p = (struct hcn_policy){ 0 };
}

static void clear_elements(const struct hcn_field *f, void *object)
{
	char *elements = hcn_member_array(object, f);

	for (size_t i = 0; i < hcn_member_n(object, f); i++) {
		if (f->kind == HCN_FIELD_LIST)
			hcn_schema_clear(f->of, elements + i * f->of->size);
		else if (f->kind == HCN_FIELD_STRINGS)
			free(((char **)(void *)elements)[i]);
		else
			hcn_policy_clear(&((struct hcn_policy *)(void *)elements)[i]);
	}
	free(elements);
}

void hcn_schema_clear(const struct hcn_schema *s, void *object)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (hcn_field_is_array(f))
			clear_elements(f, object);
		else if (f->kind == HCN_FIELD_OBJECT)
			hcn_schema_clear(f->of, hcn_member(object, f));
		else if (f->kind == HCN_FIELD_STR || f->kind == HCN_FIELD_RAW)
			free(*(char **)hcn_member(object, f));
	}
	memset(object, 0, s->size);
}

/* --- compare ------------------------------------------------------------------------------------- */

static int compare_integers(uint64_t a, uint64_t b)
{
	return a == b ? 0 : a < b ? -1 : 1;
}

/* No text sorts before any text. */
static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_policies(const struct hcn_policy *a, const struct hcn_policy *b)
{
	int r;

	r = compare_texts(a->type ? a->type->name : NULL, b->type ? b->type->name : NULL);
	return r ? r : compare_texts(a->raw, b->raw);
}

bool hcn_policy_equal(const struct hcn_policy *a, const struct hcn_policy *b)
{
	return compare_policies(a, b) == 0;
}

static int compare_elements(const struct hcn_field *f, const void *a, const void *b)
{
	size_t n_a = hcn_member_n(a, f), n_b = hcn_member_n(b, f);
	const char *elements_a = hcn_member_array(a, f), *elements_b = hcn_member_array(b, f);
	size_t size = hcn_element_size(f);
	int r = 0;

	for (size_t i = 0; !r && i < n_a && i < n_b; i++) {
		const void *left = elements_a + i * size, *right = elements_b + i * size;

		if (f->kind == HCN_FIELD_LIST)
			r = hcn_schema_compare(f->of, left, right);
		else if (f->kind == HCN_FIELD_STRINGS)
			r = strcmp(*(char *const *)left, *(char *const *)right);
		else
			r = compare_policies(left, right);
	}
	return r ? r : compare_integers(n_a, n_b);
}

static int compare_field(const struct hcn_field *f, const void *a, const void *b)
{
	const void *left = hcn_member_const(a, f), *right = hcn_member_const(b, f);

	switch (f->kind) {
	case HCN_FIELD_STR:
	case HCN_FIELD_RAW:
		return compare_texts(*(char *const *)left, *(char *const *)right);
	case HCN_FIELD_GUID:
		return hcn_guid_compare(left, right);
	case HCN_FIELD_OBJECT:
		return hcn_schema_compare(f->of, left, right);
	case HCN_FIELD_LIST:
	case HCN_FIELD_STRINGS:
	case HCN_FIELD_POLICIES:
		return compare_elements(f, a, b);
	default:
		return compare_integers(hcn_member_integer(a, f), hcn_member_integer(b, f));
	}
}

bool hcn_member_equal(const struct hcn_field *f, const void *a, const void *b)
{
	return compare_field(f, a, b) == 0;
}

int hcn_schema_compare(const struct hcn_schema *s, const void *a, const void *b)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		bool has_a = hcn_member_is_present(a, s, f), has_b = hcn_member_is_present(b, s, f);
		int r = has_a && has_b ? compare_field(f, a, b) : has_a - has_b;

		if (r)
			return r;
	}
	return 0;
}

bool hcn_schema_equal(const struct hcn_schema *s, const void *a, const void *b)
{
	return hcn_schema_compare(s, a, b) == 0;
}

/* --- dup ----------------------------------------------------------------------------------------- */

static int dup_text(const char *from, char **ret)
{
	*ret = from ? strdup(from) : NULL;
	return from && !*ret ? -ENOMEM : 0;
}

int hcn_policy_dup(const struct hcn_policy *from, struct hcn_policy *ret)
{
	struct hcn_policy copy = { .type = from->type };
	int r;

	r = dup_text(from->raw, &copy.raw);
	if (!r && from->settings) {
		copy.settings = calloc(1, from->type->settings->size);
		r = copy.settings
			    ? hcn_schema_dup(from->type->settings, from->settings, copy.settings)
			    : -ENOMEM;
	}
	if (r) {
		hcn_policy_clear(&copy);
		return r;
	}
	*ret = copy;
	return 0;
}

static int dup_elements(const struct hcn_field *f, const void *from, void *ret)
{
	size_t n = hcn_member_n(from, f), size = hcn_element_size(f);
	const char *elements = hcn_member_array(from, f);
	char *copies;
	int r = 0;

	if (!n)
		return 0;
	copies = calloc(n, size);
	if (!copies)
		return -ENOMEM;
	hcn_member_set_array(ret, f, copies);
	*hcn_member_count(ret, f) = n;
	for (size_t i = 0; !r && i < n; i++, elements += size, copies += size) {
		if (f->kind == HCN_FIELD_LIST)
			r = hcn_schema_dup(f->of, elements, copies);
		else if (f->kind == HCN_FIELD_STRINGS)
			r = dup_text(
				*(char *const *)(const void *)elements, (char **)(void *)copies);
		else
			r = hcn_policy_dup((const void *)elements, (void *)copies);
	}
	return r;
}

static int dup_field(const struct hcn_field *f, const void *from, void *ret)
{
	const void *member = hcn_member_const(from, f);

	if (hcn_field_is_array(f))
		return dup_elements(f, from, ret);
	if (f->kind == HCN_FIELD_OBJECT)
		return hcn_schema_dup(f->of, member, hcn_member(ret, f));
	if (f->kind == HCN_FIELD_STR || f->kind == HCN_FIELD_RAW)
		return dup_text(*(char *const *)member, hcn_member(ret, f));
	memcpy(hcn_member(ret, f), member, hcn_scalar_size(f->kind));
	return 0;
}

int hcn_schema_dup(const struct hcn_schema *s, const void *from, void *ret)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		int r;

		if (!hcn_member_is_present(from, s, f))
			continue;
		r = dup_field(f, from, ret);
		if (r) {
			hcn_schema_clear(s, ret);
			return r;
		}
		hcn_member_set_present(ret, s, f);
	}
	return 0;
}
