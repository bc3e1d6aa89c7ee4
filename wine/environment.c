/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings out of the environment of Windows (environment.h). */
#include "environment.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "utf16.h"
#include "win.h"

#define MAX_ENTRY 32767 /* Windows' own limit, in units */
#define PREFIX    "HCN_"

/* NAME=VALUE.  What is not UTF-16 changes nothing. */
static void import(const char16_t *entry, size_t n)
{
	_cleanup_free_ char *text = NULL;
	char *value;

	if (hcn_utf16_to_utf8(entry, n, &text, NULL, NULL) ||
		strncmp(text, PREFIX, strlen(PREFIX)) != 0)
		return;
	value = strchr(text, '=');
	if (!value)
		return;
	*value++ = 0;
	(void)setenv(text, value, 1);
}

void wine_environment_import(void)
{
	char16_t *all = GetEnvironmentStringsW();
	size_t n;

	if (!all)
		return;
	for (const char16_t *entry = all; *entry; entry += n + 1) {
		n = hcn_utf16_len(entry, MAX_ENTRY);
		if (n > MAX_ENTRY)
			break;
		import(entry, n);
	}
	(void)FreeEnvironmentStringsW(all);
}
