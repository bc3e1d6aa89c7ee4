/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Strings across the edge (text.h), and the allocator clients free them with.
 *
 * In: pointers of a client; that they can be read up to the NUL is all it promises.  Out: exact copies.
 */
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "schema.h"
#include "utf16.h"

/* The converters' malloc is the allocator of CoTaskMemAlloc. */
LPVOID WINAPI CoTaskMemAlloc(SIZE_T Size)
{
	int saved = errno;
	void *memory = malloc(Size ? Size : 1);

	errno = saved;
	return memory;
}

void WINAPI CoTaskMemFree(LPVOID Memory)
{
	int saved = errno;

	free(Memory);
	errno = saved;
}

int hcn_text_in_optional(PCWSTR text, const char *name, char **ret, struct hcn_error *err)
{
	size_t n, bad, max;
	int r;

	if (!text) {
		*ret = NULL;
		return 0;
	}
	max = hcn_schema_max_size();
	n = hcn_utf16_len(text, max);
	if (n > max)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"%s is longer than %zu characters, or does not end", name, max);
	r = hcn_utf16_to_utf8(text, n, ret, NULL, &bad);
	if (r == -EILSEQ)
		return hcn_fail(err, HCN_INVALID_JSON, NULL,
			"%s has an unpaired surrogate, 0x%04x, at character %zu", name, text[bad],
			bad);
	return r ? hcn_fail_oom(err) : 0;
}

int hcn_text_in(PCWSTR text, const char *name, char **ret, struct hcn_error *err)
{
	if (!text)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "%s is NULL", name);
	return hcn_text_in_optional(text, name, ret, err);
}

int hcn_text_out(const char *text, PWSTR *ret, struct hcn_error *err)
{
	size_t bad;
	int r;

	r = hcn_utf8_to_utf16(text, strlen(text), ret, NULL, &bad);
	if (r == -EILSEQ)
		return hcn_fail(err, r, NULL, "the answer is no UTF-8 at byte %zu", bad);
	return r ? hcn_fail_oom(err) : 0;
}
