/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 and UTF-8: what one direction accepts, the other gives back unchanged; what is refused is well-formed up to
 * the place that is named.
 *
 * In: any bytes, once as UTF-8 and once as UTF-16.
 */
#include <errno.h>

#include "cleanup.h"
#include "fuzz.h"
#include "utf16.h"

static void from_utf8(const char *text, size_t len)
{
	_cleanup_free_ char16_t *units = NULL;
	_cleanup_free_ char *back = NULL;
	size_t n, back_len, bad;
	int r;

	r = hcn_utf8_to_utf16(text, len, &units, &n, &bad);
	must(hcn_utf8_is_valid(text, len) == !r);
	if (r) {
		must(r == -EILSEQ && bad < len && hcn_utf8_is_valid(text, bad));
		return;
	}
	must(n <= len && !units[n] && hcn_utf16_len(units, n) <= n);
	must(!hcn_utf16_to_utf8(units, n, &back, &back_len, NULL));
	must(back_len == len && !memcmp(back, text, len) && !back[len]);
}

static void from_utf16(const char16_t *units, size_t n)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char16_t *back = NULL;
	size_t len, back_n, bad;
	int r;

	r = hcn_utf16_to_utf8(units, n, &text, &len, &bad);
	if (r) {
		must(r == -EILSEQ && bad < n);
		must(!hcn_utf16_to_utf8(units, bad, &text, &len, NULL));
		return;
	}
	must(hcn_utf8_is_valid(text, len) && !text[len]);
	must(!hcn_utf8_to_utf16(text, len, &back, &back_n, NULL));
	must(back_n == n && !memcmp(back, units, n * sizeof(*units)) && !back[n]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	size_t n = size / sizeof(char16_t);
	_cleanup_free_ char16_t *units = malloc(n * sizeof(*units) + 1);

	must(units != NULL);
	if (n)
		memcpy(units, data, n * sizeof(*units));
	from_utf8(text, size);
	from_utf16(units, n);
	return 0;
}
