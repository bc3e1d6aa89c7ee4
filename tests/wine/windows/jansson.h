/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * As much of jansson as tests/clients uses, for programs of Windows, where Debian has no jansson.
 *
 * Nothing is ever freed: these programs end soon.
 */
#ifndef JANSSON_H
#define JANSSON_H

#include <stdbool.h>
#include <stddef.h>

typedef long long json_int_t;
typedef struct json json_t;

enum json_type {
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_INTEGER,
	JSON_REAL,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
};

struct json {
	enum json_type type;
	char *text;        /* of a string */
	json_int_t number; /* of an integer */
	size_t n;          /* of members */
	char **keys;       /* of an object */
	json_t **values;
};

typedef struct {
	char text[160];
} json_error_t;

#define JSON_REJECT_DUPLICATES 1 /* always */
#define JSON_COMPACT           0x20

json_t *json_loads(const char *text, size_t flags, json_error_t *error);
char *json_dumps(const json_t *json, size_t flags);

json_t *json_object(void);
json_t *json_array(void);
json_t *json_string(const char *text);
json_t *json_object_get(const json_t *object, const char *key);
int json_object_set_new(json_t *object, const char *key, json_t *value);
size_t json_object_size(const json_t *object);
json_t *json_array_get(const json_t *array, size_t i);
int json_array_append_new(json_t *array, json_t *value);
size_t json_array_size(const json_t *array);

#define json_array_append json_array_append_new

static inline void json_decref(json_t *json)
{
	(void)json;
}

static inline bool json_is(const json_t *json, enum json_type type)
{
	return json && json->type == type;
}

#define json_is_object(json)  json_is((json), JSON_OBJECT)
#define json_is_array(json)   json_is((json), JSON_ARRAY)
#define json_is_string(json)  json_is((json), JSON_STRING)
#define json_is_integer(json) json_is((json), JSON_INTEGER)
#define json_is_true(json)    json_is((json), JSON_TRUE)
#define json_is_false(json)   json_is((json), JSON_FALSE)
#define json_is_null(json)    json_is((json), JSON_NULL)
#define json_is_boolean(json) (json_is_true(json) || json_is_false(json))

static inline const char *json_string_value(const json_t *json)
{
	return json_is_string(json) ? json->text : NULL;
}

static inline json_int_t json_integer_value(const json_t *json)
{
	return json_is_integer(json) ? json->number : 0;
}

#define json_array_foreach(array, i, value)                                                        \
	for ((i) = 0; (i) < json_array_size(array) && ((value) = json_array_get((array), (i)));    \
		(i)++)

#define json_object_foreach(object, key, value)                                                    \
	for (size_t json_i = 0;                                                                    \
		json_i < json_object_size(object) && ((key) = (object)->keys[json_i]) &&           \
		((value) = (object)->values[json_i]);                                              \
		json_i++)

#endif
