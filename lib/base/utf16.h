/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Strict UTF-16 <-> UTF-8 (Unicode 15, D91/D92): lone surrogates, overlong forms and code points
 * above U+10FFFF are refused with -EILSEQ, never replaced.
 */
#ifndef HCN_BASE_UTF16_H
#define HCN_BASE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <uchar.h>

/* Length in units up to the NUL, at most @max; returns @max + 1 when there is no NUL within it. */
size_t hcn_utf16_len(const char16_t *text, size_t max);

/* @n units; on success *@ret is a NUL-terminated malloc'ed copy.  -EILSEQ: *@ret_bad is the unit's index (may be NULL). */
int hcn_utf16_to_utf8(const char16_t *text, size_t n, char **ret, size_t *ret_len, size_t *ret_bad);

/* @len bytes; on success *@ret is a NUL-terminated malloc'ed copy.  -EILSEQ as above. */
int hcn_utf8_to_utf16(const char *text, size_t len, char16_t **ret, size_t *ret_n, size_t *ret_bad);

bool hcn_utf8_is_valid(const char *text, size_t len);

#endif
