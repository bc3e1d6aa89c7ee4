/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Validation of a document that stands alone.
 *
 * In: text, and what it shall be.  Out: what it is, the first fault with its line and column, or what is ignored of it.
 *
 * Tests: tests/unit/cli/test_schema.c (a_fault_is_pointed_at), tests/unit/schema/test_broken.c
 */
#include "validate.h"

#include <stdlib.h>
#include <string.h>

#include "docs.h"
#include "json.h"
#include "member.h"

/* --- places -------------------------------------------------------------------------------------- */

static struct hcn_place place_of(const char *text, const char *at)
{
	struct hcn_place place = { 1, 1 };

	for (; text < at; text++) {
		if (*text == '\n')
			place = (struct hcn_place){ place.line + 1, 1 };
		else if ((*text & 0xc0) != 0x80) /* not within a character */
			place.column++;
	}
	return place;
}

/* Takes the next step off the pointer *@at: true with its text in @ret, escapes resolved. */
static bool next_step(const char **at, char *ret, size_t size)
{
	size_t len = 0;

	if (**at != '/')
		return false;
	for (++*at; **at && **at != '/'; ++*at) {
		char c = **at;

		if (c == '~')
			c = *++*at == '0' ? '~' : '/';
		if (len + 1 == size)
			return false;
		ret[len++] = c;
	}
	ret[len] = '\0';
	return true;
}

static bool enter_object(const char **at, const char *step)
{
	const char *value = *at, *raw_key;
	char key[HCN_ERROR_POINTER_SIZE];

	while (hcn_json_next_member(&value, &raw_key)) {
		if (hcn_json_string(raw_key, key, sizeof(key)) && strcmp(key, step) == 0) {
			*at = value;
			return true;
		}
		value = hcn_json_skip_value(value);
	}
	return false;
}

static bool enter_array(const char **at, const char *step)
{
	size_t index = strtoul(step, NULL, 10);
	const char *value = *at;

	while (hcn_json_next_element(&value)) {
		if (!index--) {
			*at = value;
			return true;
		}
		value = hcn_json_skip_value(value);
	}
	return false;
}

/* The value that @pointer names in checked text, or the last one on the way to it that there is. */
static const char *locate(const char *text, const char *pointer)
{
	char step[HCN_ERROR_POINTER_SIZE];
	const char *at = hcn_json_skip_space(text);

	while (next_step(&pointer, step, sizeof(step)))
		if (!(*at == '{' ? enter_object(&at, step) : *at == '[' && enter_array(&at, step)))
			break;
	return at;
}

/* --- what it is ---------------------------------------------------------------------------------- */

static bool has_key(const struct hcn_schema *s, const char *key)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (hcn_ascii_equal(f->key, key))
			return true;
	return false;
}

/* How many of the members of @text are @s's. */
static size_t count_known(const struct hcn_schema *s, const char *text)
{
	const char *at = text, *raw_key;
	char key[HCN_ERROR_POINTER_SIZE];
	size_t n = 0;

	while (hcn_json_next_member(&at, &raw_key)) {
		n += hcn_json_string(raw_key, key, sizeof(key)) && has_key(s, key);
		at = hcn_json_skip_value(at);
	}
	return n;
}

/* --- what stands in it --------------------------------------------------------------------------- */

/* The Settings of modify requests (doc/facts/clients.md §3). */
static const struct {
	const struct hcn_schema *request;
	const char *resource;
	const struct hcn_schema *settings;
} inner[] = {
	{ &hcn_modify_network_schema, "Policy", &hcn_policy_network_request_schema },
	{ &hcn_modify_network_schema, "DNS", &hcn_dns_schema },
	{ &hcn_modify_network_schema, "Extension", &hcn_extension_schema },
	{ &hcn_modify_network_schema, "Subnet", &hcn_subnet_network_request_schema },
	{ &hcn_modify_network_schema, "IPSubnet", &hcn_ip_subnet_network_request_schema },
	{ &hcn_modify_endpoint_schema, "Policy", &hcn_policy_endpoint_request_schema },
	{ &hcn_modify_endpoint_schema, "Port", &hcn_vm_endpoint_request_schema },
	{ &hcn_modify_namespace_schema, "Endpoint", &hcn_namespace_endpoint_request_schema },
	{ &hcn_modify_namespace_schema, "Container", &hcn_namespace_container_request_schema },
	{ &hcn_modify_guest_service_schema, "State", &hcn_gns_state_request_schema },
};

/* Whoever hears of unknown members; places are those in the whole text. */
struct listener {
	const char *text;
	hcn_validate_warn *warn;
	void *arg;
};

static void tell(void *arg, const struct hcn_unknown *member)
{
	const struct listener *l = arg;
	struct hcn_place place = place_of(l->text, locate(l->text, member->pointer));

	l->warn(l->arg, &place, member);
}

static int check_object(const struct hcn_schema *s, const char *text, size_t len, const char *base,
	struct listener *l, struct hcn_error *err);

/* The member of @object with this key: its row, NULL if there is none or it is absent. */
static const struct hcn_field *find_present(
	const struct hcn_schema *s, const void *object, const char *key)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (strcmp(f->key, key) == 0 && hcn_member_is_present(object, s, f))
			return f;
	return NULL;
}

/* @key of @object holds the text of a document of its own. */
static int check_member(const struct hcn_schema *s, const void *object, const char *key,
	const struct hcn_schema *as, struct listener *l, struct hcn_error *err)
{
	const struct hcn_field *f = find_present(s, object, key);
	const char *text = f ? hcn_member_array(object, f) : NULL;

	return text && *text ? check_object(as, text, strlen(text), hcn_pointer_of("/%s", key).text,
				       l, err)
			     : 0;
}

static int check_inner(
	const struct hcn_schema *s, const void *object, struct listener *l, struct hcn_error *err)
{
	const struct hcn_field *resource = find_present(s, object, "ResourceType");
	const char *name = resource ? hcn_enum_name(resource->values,
					      (int)hcn_member_integer(object, resource))
				    : NULL;

	if (s == &hcn_query_schema)
		return check_member(s, object, "Filter", &hcn_query_filter_schema, l, err);
	for (size_t i = 0; name && i < sizeof(inner) / sizeof(inner[0]); i++)
		if (inner[i].request == s && strcmp(inner[i].resource, name) == 0)
			return check_member(s, object, "Settings", inner[i].settings, l, err);
	return 0;
}

static int check_object(const struct hcn_schema *s, const char *text, size_t len, const char *base,
	struct listener *l, struct hcn_error *err)
{
	const struct hcn_decode_options options = {
		.base = base,
		.unknown = l ? tell : NULL,
		.unknown_arg = l,
	};
	void *object = calloc(1, s->size);
	int r;

	if (!object)
		return hcn_fail_oom(err);
	r = hcn_schema_decode(s, text, len, &options, object, err);
	if (!r)
		r = check_inner(s, object, l, err);
	hcn_schema_clear(s, object);
	free(object);
	return r;
}

/* --- all of it ----------------------------------------------------------------------------------- */

static size_t most_known(const char *text)
{
	size_t most = 0;

	for (const struct hcn_document *d = hcn_documents; d->kind; d++) {
		size_t n = count_known(d->schema, text);

		if (n > most)
			most = n;
	}
	return most;
}

/* Of the documents that share most members with @text: the first that it is, else the one it is furthest. */
static int check_best(
	const char *text, size_t len, struct hcn_validation *ret, struct hcn_error *err)
{
	const char *start = hcn_json_skip_space(text), *furthest = NULL;
	size_t most = most_known(start);
	int r = 0;

	if (!most)
		return hcn_fail(
			err, HCN_INVALID_JSON, "", "no kind of document has any of these members");
	for (const struct hcn_document *d = hcn_documents; d->kind; d++) {
		struct hcn_error fault;

		if (count_known(d->schema, start) < most)
			continue;
		r = check_object(d->schema, text, len, NULL, NULL, &fault);
		if (r <= 0) {
			ret->kind = d->kind;
			return r ? hcn_fail_oom(err) : 0;
		}
		if (furthest && locate(text, fault.pointer) <= furthest)
			continue;
		furthest = locate(text, fault.pointer);
		ret->kind = d->kind;
		*err = fault;
	}
	return err->status;
}

/* Of two forms, the one that has more of the members of @text. */
static const struct hcn_schema *choose_form(const struct hcn_document *d, const char *text)
{
	const char *start = hcn_json_skip_space(text);

	return d->also && count_known(d->also, start) > count_known(d->schema, start) ? d->also
										      : d->schema;
}

/* Checked text, as what it is or turns out to be. */
static int check_text(const char *text, size_t len, struct listener *l, struct hcn_validation *ret,
	struct hcn_error *err)
{
	const struct hcn_document *d;
	int r;

	if (!ret->kind) {
		r = check_best(text, len, ret, err);
		if (r || !l)
			return r;
	}
	d = hcn_document_find(ret->kind);
	return check_object(d ? choose_form(d, text) : hcn_schema_find(ret->kind)->schema, text,
		len, NULL, l, err);
}

int hcn_validate(const char *kind, const char *text, size_t len, hcn_validate_warn *warn, void *arg,
	struct hcn_validation *ret, struct hcn_error *err)
{
	struct listener listener = { text, warn, arg };
	const struct hcn_json_limits limits = { hcn_schema_max_size(), HCN_MAX_ELEMENTS_DEFAULT };
	const struct hcn_document *d = kind ? hcn_document_find(kind) : NULL;
	const struct hcn_schema_row *row = kind ? hcn_schema_find(kind) : NULL;
	struct hcn_json_fault fault;
	int r;

	*ret = (struct hcn_validation){ .kind = d     ? d->kind
						: row ? row->name
						      : NULL,
		.place = { 1, 1 } };
	if (kind && !ret->kind)
		return hcn_fail_value(err, HCN_INVALID_ARGUMENT, NULL, kind,
			"there is no kind of document \"%s\"", kind);
	r = hcn_json_check(text, len, &limits, &fault);
	if (r > 0) {
		ret->place = place_of(text, fault.at);
		return hcn_fail(err, r, NULL, "not a JSON document: %s", fault.what);
	}
	if (r < 0)
		return hcn_fail_oom(err);
	r = check_text(text, len, warn ? &listener : NULL, ret, err);
	if (r)
		ret->place = place_of(text, locate(text, err->pointer));
	return r;
}
