/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single JSON values and the members they become; decode.c puts them together. */
#ifndef HCN_SCHEMA_VALUE_H
#define HCN_SCHEMA_VALUE_H

#include "schema.h"

/*
 * Reads the value at @at (checked text, not null) of a field that holds no other fields into its member.
 * *@ret_absent: it says nothing (an empty address, the zero GUID), and the member is untouched.
 * The fault's status when it is not what the row asks for; -ENOMEM.
 */
int hcn_value_read(const struct hcn_field *f, const char *at, void *member, bool *ret_absent);

/* A malloc'ed text of this format; the rest as above. */
int hcn_value_read_text(enum hcn_format format, const char *at, char **ret, bool *ret_absent);

/* The row of a policy's Type, a name or Windows' number for it: HCN_INVALID_POLICY_TYPE when it is unknown. */
int hcn_value_read_policy_type(
	const struct hcn_policy_family *family, const char *at, const struct hcn_policy_type **ret);

uint64_t hcn_integer_max(enum hcn_field_kind kind); /* of U8 to U64 */

/* What the row asks for, as the end of "must be ...". */
struct hcn_expected {
	char text[HCN_ERROR_VALUE_SIZE];
};
struct hcn_expected hcn_value_expected(const struct hcn_field *f);

struct hcn_expected hcn_format_expected(enum hcn_format format); /* of one of STRINGS */
struct hcn_expected hcn_policy_type_expected(const struct hcn_policy_family *family);

#endif
