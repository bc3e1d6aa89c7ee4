/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writes the published files: publish-schema json|openapi|markdown|errors.
 *
 * `ninja -C BUILD update-published` puts all of them where they are committed; tests compare them with what this
 * prints (tests/unit/schema).
 *
 * Tests: tests/unit/schema/meson.build (schema-published)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "publish.h"
#include "status.h"

static bool publish(const char *form, struct hcn_buf *b)
{
	if (strcmp(form, "json") == 0)
		hcn_publish_json_schema(NULL, b);
	else if (strcmp(form, "openapi") == 0)
		hcn_publish_openapi(b);
	else if (strcmp(form, "markdown") == 0)
		hcn_publish_markdown(NULL, b);
	else if (strcmp(form, "errors") == 0)
		hcn_status_publish(b);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_buf b = { 0 };

	if (argc != 2 || !publish(argv[1], &b)) {
		(void)fputs("usage: publish-schema json|openapi|markdown|errors\n", stderr);
		return EXIT_FAILURE;
	}
	if (hcn_buf_take(&b, &text, NULL) || fputs(text, stdout) < 0 || fflush(stdout))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
