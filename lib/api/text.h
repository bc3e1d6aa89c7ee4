/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings across the edge: UTF-16 outside, UTF-8 inside.  Strict both ways, nothing is repaired. */
#ifndef HCN_API_TEXT_H
#define HCN_API_TEXT_H

#include <stdbool.h>

#include <hcn/error.h>
#include <hcn/types.h>

/* *@ret is malloc'ed.  @name: the parameter, for the error.  A string longer than hcn_schema_max_size(), or without an end
 * so far, is refused.
 * Errors: HCN_INVALID_ARGUMENT (NULL, too long), HCN_INVALID_JSON (ill-formed UTF-16), -ENOMEM. */
int hcn_text_in(PCWSTR text, const char *name, char **ret, struct hcn_error *err);

/* The same where NULL is fine: *@ret is then NULL. */
int hcn_text_in_optional(PCWSTR text, const char *name, char **ret, struct hcn_error *err);

/* *@ret is freed with CoTaskMemFree().  Errors: -EILSEQ, -ENOMEM. */
int hcn_text_out(const char *text, PWSTR *ret, struct hcn_error *err);

#endif
