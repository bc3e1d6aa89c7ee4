/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Single JSON values.
 *
 * In: a row and the place of a value in checked text.  Out: the C member, or the status that names the fault.
 * Never looks at other fields, never reports: the caller knows the path.
 *
 * Tests: tests/unit/schema/test_decode.c (what_clients_send_is_read)
 */
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define FLAGS_TEXT_SIZE 1024 /* more than all names of any enum */

static size_t value_len(const char *at)
{
	return (size_t)(hcn_json_skip_value(at) - at);
}

/* Decimal digits only: neither sign nor fraction nor exponent. */
static bool parse_integer(const char *text, size_t len, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++) {
		uint64_t digit = (uint64_t)text[i] - '0';

		if (digit > 9 || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret = value;
	return len > 0;
}

uint64_t hcn_integer_max(enum hcn_field_kind kind)
{
	switch (kind) {
	case HCN_FIELD_U8:
		return UINT8_MAX;
	case HCN_FIELD_U16:
		return UINT16_MAX;
	case HCN_FIELD_U64:
		return UINT64_MAX;
	default:
		return UINT32_MAX;
	}
}

static int read_integer(enum hcn_field_kind kind, const char *at, void *member)
{
	uint64_t value;

	if (!parse_integer(at, value_len(at), hcn_integer_max(kind), &value))
		return HCN_INVALID_JSON;
	switch (kind) {
	case HCN_FIELD_U8:
		*(uint8_t *)member = (uint8_t)value;
		break;
	case HCN_FIELD_U16:
		*(uint16_t *)member = (uint16_t)value;
		break;
	case HCN_FIELD_U64:
		*(uint64_t *)member = value;
		break;
	default:
		*(uint32_t *)member = (uint32_t)value;
		break;
	}
	return 0;
}

static int read_bool(const char *at, bool *ret)
{
	if (*at != 't' && *at != 'f')
		return HCN_INVALID_JSON;
	*ret = *at == 't';
	return 0;
}

static int read_guid(const char *at, struct hcn_guid *ret, bool *ret_absent)
{
	char text[40];
	struct hcn_guid guid;

	if (*at != '"')
		return HCN_INVALID_JSON;
	if (!hcn_json_string(at, text, sizeof(text)))
		return HCN_GUID_CONVERSION_FAILURE;
	*ret_absent = *text == '\0';
	if (*ret_absent)
		return 0;
	if (!hcn_guid_parse(text, strlen(text), &guid))
		return HCN_GUID_CONVERSION_FAILURE;
	*ret_absent = hcn_guid_is_zero(&guid);
	if (!*ret_absent)
		*ret = guid;
	return 0;
}

static bool is_name(const char *name, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (hcn_ascii_lower(name[i]) != hcn_ascii_lower(text[i]))
			return false; /* the NUL of a shorter name differs, too */
	return name[len] == '\0';
}

const char *hcn_enum_name(const struct hcn_enum *e, int value)
{
	for (const struct hcn_enum_value *v = e->values; v->name; v++)
		if (v->value == value)
			return v->name;
	return NULL;
}

/* @text: a name in any letter case, or a number. */
static bool find_value(const struct hcn_enum *e, const char *text, size_t len, int *ret)
{
	uint64_t number;

	for (const struct hcn_enum_value *v = e->values; v->name; v++) {
		if (is_name(v->name, text, len)) {
			*ret = v->value;
			return true;
		}
	}
	if (!parse_integer(text, len, INT32_MAX, &number) || !hcn_enum_name(e, (int)number))
		return false;
	*ret = (int)number;
	return true;
}

static bool is_number(const char *at)
{
	return *at == '-' || (*at >= '0' && *at <= '9');
}

static int read_enum(const struct hcn_enum *e, const char *at, int *ret)
{
	char text[64];

	if (*at == '"') {
		if (!hcn_json_string(at, text, sizeof(text)) ||
			!find_value(e, text, strlen(text), ret))
			return e->status;
		return 0;
	}
	if (!is_number(at))
		return HCN_INVALID_JSON;
	return find_value(e, at, value_len(at), ret) ? 0 : e->status;
}

static int read_number(const struct hcn_enum *e, const char *at, uint32_t *ret)
{
	int value, r;

	r = read_enum(e, at, &value);
	if (!r)
		*ret = (uint32_t)value;
	return r;
}

static int parse_flags(const struct hcn_enum *e, const char *text, uint32_t *ret)
{
	uint32_t flags = 0;

	for (;;) {
		size_t len, trimmed;
		int value;

		text += strspn(text, " ");
		len = trimmed = strcspn(text, ",|");
		while (trimmed && text[trimmed - 1] == ' ')
			trimmed--;
		if (!find_value(e, text, trimmed, &value))
			return e->status;
		flags |= (uint32_t)value;
		if (!text[len])
			break;
		text += len + 1;
	}
	*ret = flags;
	return 0;
}

static int read_flags(const struct hcn_enum *e, const char *at, uint32_t *ret)
{
	char text[FLAGS_TEXT_SIZE];

	if (*at != '"')
		return read_integer(HCN_FIELD_U32, at, ret);
	if (!hcn_json_string(at, text, sizeof(text)))
		return e->status;
	return parse_flags(e, text, ret);
}

static bool is_port(const char *text, uint64_t min)
{
	uint64_t port;

	return parse_integer(text, strlen(text), UINT16_MAX, &port) && port >= min;
}

static int check_ports(const char *text)
{
	struct hcn_port_range *ranges = NULL;
	size_t n, bad;
	int r;

	r = hcn_ports_parse(text, &ranges, &n, &bad);
	free(ranges);
	return r == -EINVAL ? HCN_INVALID_JSON : r;
}

static int check_format(enum hcn_format format, const char *text)
{
	struct hcn_addr addr;
	struct hcn_prefix prefix;
	struct hcn_mac mac;
	struct hcn_guid guid;

	switch (format) {
	case HCN_FORMAT_NONE:
		return 0;
	case HCN_FORMAT_IP:
		return hcn_addr_parse(text, &addr) ? 0 : HCN_INVALID_IP;
	case HCN_FORMAT_PREFIX:
		return hcn_prefix_parse(text, &prefix) ? 0 : HCN_INVALID_PREFIX;
	case HCN_FORMAT_IP_OR_PREFIX:
		if (hcn_addr_parse(text, &addr))
			return 0;
		return hcn_prefix_parse(text, &prefix) ? 0 : HCN_INVALID_PREFIX;
	case HCN_FORMAT_MAC:
		return hcn_mac_parse(text, &mac) ? 0 : HCN_INVALID_JSON;
	case HCN_FORMAT_PORT:
		return is_port(text, 1) ? 0 : HCN_INVALID_JSON;
	case HCN_FORMAT_PORT_OR_ALL:
		return is_port(text, 0) ? 0 : HCN_INVALID_JSON;
	case HCN_FORMAT_PORTS:
		return check_ports(text);
	case HCN_FORMAT_GUID_TEXT:
		return hcn_guid_parse(text, strlen(text), &guid) ? 0 : HCN_GUID_CONVERSION_FAILURE;
	}
	return 0;
}

int hcn_value_read_text(enum hcn_format format, const char *at, char **ret, bool *ret_absent)
{
	char *text;
	size_t size;
	int r;

	if (*at != '"')
		return HCN_INVALID_JSON;
	size = value_len(at) - 1; /* without quotes, with NUL; escapes only make it shorter */
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	(void)hcn_json_string(at, text, size);

	*ret_absent = format != HCN_FORMAT_NONE && *text == '\0';
	r = *ret_absent ? 0 : check_format(format, text);
	if (r || *ret_absent)
		free(text);
	else
		*ret = text;
	return r;
}

int hcn_value_read_policy_type(
	const struct hcn_policy_family *family, const char *at, const struct hcn_policy_type **ret)
{
	bool is_text = *at == '"';
	char text[64] = "";
	uint64_t number = 0;

	if (!is_text && !is_number(at))
		return HCN_INVALID_JSON;
	if (is_text ? !hcn_json_string(at, text, sizeof(text))
		    : !parse_integer(at, value_len(at), INT32_MAX, &number))
		return HCN_INVALID_POLICY_TYPE;
	for (const struct hcn_policy_type *t = family->types; t->name; t++) {
		if (is_text ? hcn_ascii_equal(t->name, text) : t->number == (int)number) {
			*ret = t;
			return 0;
		}
	}
	return HCN_INVALID_POLICY_TYPE;
}

static int read_raw(const char *at, char **ret)
{
	*ret = hcn_json_compact(at);
	return *ret ? 0 : -ENOMEM;
}

int hcn_value_read(const struct hcn_field *f, const char *at, void *member, bool *ret_absent)
{
	*ret_absent = false;
	switch (f->kind) {
	case HCN_FIELD_STR:
		return hcn_value_read_text(f->format, at, member, ret_absent);
	case HCN_FIELD_BOOL:
		return read_bool(at, member);
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
		return read_integer(f->kind, at, member);
	case HCN_FIELD_GUID:
		return read_guid(at, member, ret_absent);
	case HCN_FIELD_ENUM:
		return read_enum(f->values, at, member);
	case HCN_FIELD_NUMBER:
		return read_number(f->values, at, member);
	case HCN_FIELD_FLAGS:
		return read_flags(f->values, at, member);
	case HCN_FIELD_RAW:
		return read_raw(at, member);
	case HCN_FIELD_OBJECT:
	case HCN_FIELD_LIST:
	case HCN_FIELD_STRINGS:
	case HCN_FIELD_POLICIES:
		break;
	}
	return -EINVAL;
}
