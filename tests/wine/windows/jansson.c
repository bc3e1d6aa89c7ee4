/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A strict reader and a writer of JSON (jansson.h). */
#include <jansson.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- values ----------------------------------------------------------------------------------------------- */

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static json_t *new (enum json_type type)
{
	json_t *json = must(calloc(1, sizeof(*json)));

	json->type = type;
	return json;
}

json_t *json_object(void)
{
	return new (JSON_OBJECT);
}

json_t *json_array(void)
{
	return new (JSON_ARRAY);
}

json_t *json_string(const char *text)
{
	json_t *json = new (JSON_STRING);

	json->text = must(strdup(text));
	return json;
}

static void add(json_t *json, char *key, json_t *value)
{
	json->values = must(realloc(json->values, (json->n + 1) * sizeof(*json->values)));
	json->keys = must(realloc(json->keys, (json->n + 1) * sizeof(*json->keys)));
	json->keys[json->n] = key;
	json->values[json->n++] = value;
}

json_t *json_object_get(const json_t *object, const char *key)
{
	for (size_t i = 0; json_is_object(object) && i < object->n; i++)
		if (!strcmp(object->keys[i], key))
			return object->values[i];
	return NULL;
}

int json_object_set_new(json_t *object, const char *key, json_t *value)
{
	if (json_object_get(object, key))
		abort(); /* nobody changes a member */
	add(object, must(strdup(key)), value);
	return 0;
}

size_t json_object_size(const json_t *object)
{
	return json_is_object(object) ? object->n : 0;
}

json_t *json_array_get(const json_t *array, size_t i)
{
	return json_is_array(array) && i < array->n ? array->values[i] : NULL;
}

int json_array_append_new(json_t *array, json_t *value)
{
	add(array, NULL, value);
	return 0;
}

size_t json_array_size(const json_t *array)
{
	return json_is_array(array) ? array->n : 0;
}

/* --- reading ---------------------------------------------------------------------------------------------- */

static json_t *parse(const char **at);

static void skip_space(const char **at)
{
	*at += strspn(*at, " \t\r\n");
}

static bool take(const char **at, char c)
{
	skip_space(at);
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static char *put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

/* After the backslash; NULL when it is none.  Surrogates do not occur in what is tested. */
static char *parse_escape(const char **at, char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found = **at ? strchr(from, **at) : NULL;
	char digits[5] = { 0 }, *end;

	if (found) {
		(*at)++;
		*out++ = to[found - from];
		return out;
	}
	if (**at != 'u' || strlen(*at) < 5)
		return NULL;
	memcpy(digits, *at + 1, 4);
	*at += 5;
	out = put_utf8(out, (uint32_t)strtoul(digits, &end, 16));
	return *end ? NULL : out;
}

static char *parse_text(const char **at)
{
	char *text, *out;

	if (!take(at, '"'))
		return NULL;
	out = text = must(malloc(strlen(*at) + 1));
	while (out && **at != '"') {
		if ((unsigned char)**at < 0x20)
			return NULL;
		if (**at == '\\') {
			(*at)++;
			out = parse_escape(at, out);
		} else {
			*out++ = *(*at)++;
		}
	}
	if (!out)
		return NULL;
	(*at)++;
	*out = 0;
	return text;
}

static bool parse_member(const char **at, json_t *json)
{
	char *key = NULL;
	json_t *value;

	if (json->type == JSON_OBJECT) {
		key = parse_text(at);
		if (!key || json_object_get(json, key) || !take(at, ':'))
			return false;
	}
	value = parse(at);
	if (value)
		add(json, key, value);
	return value != NULL;
}

static json_t *parse_members(const char **at, enum json_type type, char end)
{
	json_t *json = new (type);

	(*at)++;
	if (take(at, end))
		return json;
	do {
		if (!parse_member(at, json))
			return NULL;
	} while (take(at, ','));
	return take(at, end) ? json : NULL;
}

static json_t *parse_number(const char **at)
{
	size_t len = strspn(*at, "-0123456789"), all = strspn(*at, "-+.eE0123456789");
	json_t *json = new (len == all ? JSON_INTEGER : JSON_REAL);

	if (!len)
		return NULL;
	json->number = strtoll(*at, NULL, 10);
	*at += all;
	return json;
}

static json_t *parse_word(const char **at)
{
	static const struct {
		const char *word;
		enum json_type type;
	} words[] = { { "true", JSON_TRUE }, { "false", JSON_FALSE }, { "null", JSON_NULL } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strncmp(*at, words[i].word, strlen(words[i].word))) {
			*at += strlen(words[i].word);
			return new (words[i].type);
		}
	return parse_number(at);
}

static json_t *parse(const char **at)
{
	json_t *json;
	char *text;

	skip_space(at);
	switch (**at) {
	case '{':
		return parse_members(at, JSON_OBJECT, '}');
	case '[':
		return parse_members(at, JSON_ARRAY, ']');
	case '"':
		text = parse_text(at);
		json = text ? new (JSON_STRING) : NULL;
		if (json)
			json->text = text;
		return json;
	default:
		return parse_word(at);
	}
}

json_t *json_loads(const char *text, size_t flags, json_error_t *error)
{
	const char *at = text;
	json_t *json = parse(&at);

	(void)flags;
	skip_space(&at);
	if (json && !*at)
		return json;
	if (error)
		snprintf(error->text, sizeof(error->text), "not JSON at byte %zu",
			(size_t)(at - text));
	return NULL;
}

/* --- writing ---------------------------------------------------------------------------------------------- */

static void dump_text(char **out, const char *text)
{
	*(*out)++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*(*out)++ = '\\';
		else if ((unsigned char)*text < 0x20)
			abort(); /* nobody writes them */
		*(*out)++ = *text;
	}
	*(*out)++ = '"';
}

static void dump(char **out, const json_t *json)
{
	static const char *const words[] = {
		[JSON_TRUE] = "true", [JSON_FALSE] = "false", [JSON_NULL] = "null"
	};

	switch (json->type) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		*(*out)++ = json->type == JSON_OBJECT ? '{' : '[';
		for (size_t i = 0; i < json->n; i++) {
			if (i)
				*(*out)++ = ',';
			if (json->keys[i]) {
				dump_text(out, json->keys[i]);
				*(*out)++ = ':';
			}
			dump(out, json->values[i]);
		}
		*(*out)++ = json->type == JSON_OBJECT ? '}' : ']';
		break;
	case JSON_STRING:
		dump_text(out, json->text);
		break;
	case JSON_INTEGER:
		*out += sprintf(*out, "%lld", json->number);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		*out += sprintf(*out, "%s", words[json->type]);
		break;
	case JSON_REAL:
		abort(); /* nobody writes them */
	}
}

char *json_dumps(const json_t *json, size_t flags)
{
	char *text = must(calloc(1, 1 << 20)), *out = text;

	(void)flags;
	dump(&out, json);
	return text;
}
