/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON members of documents under construction (v1_inside.h). */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "v1_inside.h"

void hcn_v1_key(struct hcn_buf *b, const char *key)
{
	if (b->len && b->data[b->len - 1] != '{' && b->data[b->len - 1] != '[')
		hcn_buf_putc(b, ',');
	hcn_buf_json_string(b, key, strlen(key));
	hcn_buf_putc(b, ':');
}

void hcn_v1_text(struct hcn_buf *b, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	hcn_v1_key(b, key);
	hcn_buf_json_string(b, text, strlen(text));
}

void hcn_v1_number(struct hcn_buf *b, const char *key, uint64_t value)
{
	hcn_v1_key(b, key);
	hcn_buf_u64(b, value);
}

void hcn_v1_bool(struct hcn_buf *b, const char *key, bool value)
{
	hcn_v1_raw(b, key, value ? "true" : "false");
}

void hcn_v1_raw(struct hcn_buf *b, const char *key, const char *json)
{
	if (!json)
		return;
	hcn_v1_key(b, key);
	hcn_buf_puts(b, json);
}

void hcn_v1_guid(struct hcn_buf *b, const char *key, const struct hcn_guid *id)
{
	hcn_v1_text(b, key, hcn_guid_upper(id).text);
}

void hcn_v1_csv(struct hcn_buf *b, const char *key, char *const *texts, size_t n)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf csv = { 0 };

	for (size_t i = 0; i < n; i++)
		hcn_buf_printf(&csv, "%s%s", i ? "," : "", texts[i]);
	b->oom = b->oom || csv.oom;
	if (!csv.len)
		return;
	hcn_v1_key(b, key);
	hcn_buf_json_string(b, csv.data, csv.len);
}

void hcn_v1_list_of_csv(struct hcn_buf *b, const char *key, const char *csv)
{
	bool first = true;

	if (!csv || !*csv)
		return;
	hcn_v1_key(b, key);
	hcn_buf_putc(b, '[');
	for (const char *at = csv; at;) {
		const char *end = strchrnul(at, ',');
		size_t len;

		while (*at == ' ')
			at++;
		len = at < end ? (size_t)(end - at) : 0;
		while (len && at[len - 1] == ' ')
			len--;
		if (len && !first)
			hcn_buf_putc(b, ',');
		if (len)
			hcn_buf_json_string(b, at, len);
		first = first && !len;
		at = *end ? end + 1 : NULL;
	}
	hcn_buf_putc(b, ']');
}

/* --- members that have no row ------------------------------------------------------------------------ */

static void put_member(struct hcn_buf *b, const char *key, const char *value)
{
	hcn_v1_key(b, key);
	hcn_buf_put(b, value, (size_t)(hcn_json_skip_value(value) - value));
}

/* Whether the object under construction has a member @key already. */
static bool has_member(struct hcn_buf *b, const char *key)
{
	const char *at, *name;
	char own[64];
	bool found = false;

	if (b->oom)
		return true;
	hcn_buf_puts(b, "}"); /* closed for a moment, to be readable */
	hcn_buf_putc(b, 0);
	if (b->oom)
		return true;
	for (at = b->data; !found && hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at))
		found = hcn_json_string(name, own, sizeof(own)) && !strcmp(own, key);
	b->len -= 2;
	return found;
}

void hcn_v1_extras(struct hcn_buf *b, const char *extras)
{
	const char *at = extras, *name;
	char key[64];

	if (!extras)
		return;
	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at))
		if (hcn_json_string(name, key, sizeof(key)) && !has_member(b, key))
			put_member(b, key, at);
}

char *hcn_v1_extra_text(const char *extras, const char *key)
{
	const char *at = extras, *name;
	char own[64], text[256];

	if (!extras)
		return NULL;
	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at))
		if (hcn_json_string(name, own, sizeof(own)) && !strcmp(own, key) && *at == '"' &&
			hcn_json_string(at, text, sizeof(text)))
			return strdup(text);
	return NULL;
}

static bool is_known(const struct hcn_schema *known, const char *key)
{
	for (size_t i = 0; i < known->n_fields; i++)
		if (hcn_ascii_equal(known->fields[i].key, key))
			return true;
	return false;
}

static const char *kept_as(const char *const *keep, const char *key)
{
	for (; *keep; keep++)
		if (hcn_ascii_equal(*keep, key))
			return *keep;
	return NULL;
}

void hcn_v1_leftovers(struct hcn_buf *b, const char *text, const struct hcn_schema *known,
	const char *const *keep)
{
	const char *at = hcn_json_skip_space(text), *name;
	char key[64];

	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at)) {
		_cleanup_free_ char *value = NULL;

		if (!hcn_json_string(name, key, sizeof(key)) || !strncmp(at, "null", 4) ||
			(is_known(known, key) && !kept_as(keep, key)))
			continue;
		value = hcn_json_compact(at);
		b->oom = b->oom || !value;
		if (value)
			hcn_v1_raw(b, kept_as(keep, key) ? kept_as(keep, key) : key, value);
	}
}

void hcn_v1_common(struct hcn_buf *b, struct hcn_workset *ws, const struct hcn_guid *id)
{
	const struct hcn_rules *rules = ws->source.rules ? ws->source.rules : &hcn_rules_default;

	hcn_v1_guid(b, "ID", id);
	hcn_v1_guid(b, "ActivityId", id);
	hcn_v1_raw(b, "AdditionalParams", "{}");
	hcn_v1_raw(b, "Health", "{\"LastErrorCode\":0,\"LastUpdateTime\":0}");
	hcn_v1_number(b, "Version", (uint64_t)rules->major << 32 | rules->minor);
}
