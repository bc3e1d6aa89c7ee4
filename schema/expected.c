/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What rows ask for, in words.
 *
 * In: a row.  Out: the end of a sentence "X must be ...", for the error of a value that is something else.
 *
 * Tests: tests/unit/schema/test_decode.c (a_wrong_value_is_refused_with_its_place_and_what_it_must_be)
 */
#include "value.h"

#include <stdio.h>
#include <string.h>

struct hcn_expected hcn_format_expected(enum hcn_format format)
{
	static const char *const texts[] = {
		[HCN_FORMAT_NONE] = "a string",
		[HCN_FORMAT_IP] = "an IP address",
		[HCN_FORMAT_PREFIX] = "an IP prefix (address/length)",
		[HCN_FORMAT_IP_OR_PREFIX] = "an IP address or prefix",
		[HCN_FORMAT_MAC] = "a MAC address (00-15-5D-00-00-01)",
		[HCN_FORMAT_PORT] = "a string with a port from 1 to 65535",
		[HCN_FORMAT_PORT_OR_ALL] = "a string with a port from 1 to 65535, or 0 (all)",
		[HCN_FORMAT_PORTS] = "a string with ports and ranges (80,8000-8010)",
		[HCN_FORMAT_GUID_TEXT] = "a GUID",
	};
	struct hcn_expected ret;

	(void)snprintf(ret.text, sizeof(ret.text), "%s", texts[format]);
	return ret;
}

/* Appends @name to a list; "..." stands for all that do not fit. */
static void add_name(struct hcn_expected *e, const char *prefix, const char *name)
{
	static const char rest[] = ", ...";
	size_t len = strlen(e->text), room = sizeof(e->text) - len - sizeof(rest);
	const char *separator = len ? ", " : prefix;

	if (len > sizeof(rest) && strcmp(e->text + len - strlen(rest), rest) == 0)
		return;
	if (strlen(separator) + strlen(name) > room)
		(void)snprintf(e->text + len, sizeof(rest), "%s", rest);
	else
		(void)snprintf(e->text + len, room, "%s%s", separator, name);
}

static struct hcn_expected names_expected(const char *prefix, const struct hcn_enum *e)
{
	struct hcn_expected ret = { "" };

	for (const struct hcn_enum_value *v = e->values; v->name; v++)
		add_name(&ret, prefix, v->name);
	return ret;
}

struct hcn_expected hcn_policy_type_expected(const struct hcn_policy_family *family)
{
	struct hcn_expected ret = { "" };

	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		add_name(&ret, "one of ", t->name);
	return ret;
}

struct hcn_expected hcn_value_expected(const struct hcn_field *f)
{
	static const char *const texts[] = {
		[HCN_FIELD_BOOL] = "true or false",
		[HCN_FIELD_GUID] = "a GUID",
		[HCN_FIELD_OBJECT] = "an object",
		[HCN_FIELD_LIST] = "an array of objects",
		[HCN_FIELD_STRINGS] = "an array of strings",
		[HCN_FIELD_POLICIES] = "an array of policies",
		[HCN_FIELD_RAW] = "a value",
	};
	struct hcn_expected ret = { "" };

	switch (f->kind) {
	case HCN_FIELD_STR:
		return hcn_format_expected(f->format);
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
		(void)snprintf(ret.text, sizeof(ret.text), "an integer from 0 to %llu",
			(unsigned long long)hcn_integer_max(f->kind));
		return ret;
	case HCN_FIELD_ENUM:
	case HCN_FIELD_NUMBER:
		return names_expected("one of ", f->values);
	case HCN_FIELD_FLAGS:
		return names_expected("a number or some of ", f->values);
	default:
		(void)snprintf(ret.text, sizeof(ret.text), "%s", texts[f->kind]);
		return ret;
	}
}
