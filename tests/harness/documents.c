/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of tests (world.h): written with single quotes, read by JSON pointers.  Compiled for Windows too (tests/wine). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

const char *doc(const char *format, ...)
{
	static char buffers[4][4096];
	static size_t next;
	char *text = buffers[next++ % 4];
	va_list ap;

	va_start(ap, format);
	if (vsnprintf(text, sizeof(buffers[0]), format, ap) >= (int)sizeof(buffers[0]))
		/* no assertion of check's: it allocates, and memory may be made to fail here */
		abort();
	va_end(ap);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	return text;
}

json_t *at(json_t *document, const char *pointer)
{
	char key[128];

	while (document && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		ck_assert_uint_lt(len, sizeof(key));
		memcpy(key, pointer, len);
		key[len] = 0;
		pointer += len;
		document = json_is_array(document)
				   ? json_array_get(document, strtoul(key, NULL, 10))
				   : json_object_get(document, key);
	}
	return document;
}

const char *text_at(json_t *document, const char *pointer)
{
	const char *text = json_string_value(at(document, pointer));

	return text ? text : "";
}

json_int_t number_at(json_t *document, const char *pointer)
{
	json_t *number = at(document, pointer);

	return json_is_integer(number) ? json_integer_value(number) : -1;
}
