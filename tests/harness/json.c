/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcn-json POINTER...: what a JSON document has at these places, in one line.
 *
 * In: the document on stdin.  Out: texts as they are, other values as JSON, "null" where there is nothing.  Exit status 1: it is
 * no document.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By a JSON pointer whose keys have no "~"; NULL: there is nothing. */
static json_t *find(json_t *value, char *pointer)
{
	char *rest;

	for (char *key = strtok_r(pointer, "/", &rest); key; key = strtok_r(NULL, "/", &rest))
		value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
					     : json_object_get(value, key);
	return value;
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *document = json_loadf(stdin, 0, &error);

	if (!document) {
		fprintf(stderr, "line %d: %s\n", error.line, error.text);
		return EXIT_FAILURE;
	}
	for (int i = 1; i < argc; i++) {
		json_t *value = find(document, argv[i]);
		const char *end = i + 1 < argc ? " " : "\n";

		if (!value)
			printf("null%s", end);
		else if (json_is_string(value))
			printf("%s%s", json_string_value(value), end);
		else if (!json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT))
			fputs(end, stdout);
	}
	json_decref(document);
	return EXIT_SUCCESS;
}
