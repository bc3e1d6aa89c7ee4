/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Samples for the schema tests.
 *
 * In: a generator with a fixed seed.  Out: objects with every kind of member, and texts.
 */
#include "samples.h"

#include <assert.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "cleanup.h"
#include "member.h"

const struct hcn_policy_family *const all_families[3] = {
	&hcn_network_policy_family,
	&hcn_endpoint_policy_family,
	&hcn_subnet_policy_family,
};

const char endpoint_document[] =
	"{\"ID\":\"910f7d92-ba2d-4c3f-98ae-7c0ac590d2dc\",\"Name\":\"cbr0_\\u0026\\ud83d\\ude00\","
	"\"HostComputeNetwork\":\"B95D0C5E-57D4-412B-B571-18A81A16E005\","
	"\"Policies\":[{\"Type\":\"PortMapping\",\"Settings\":{\"Protocol\":6,\"InternalPort\":80,"
	"\"ExternalPort\":8080,\"VIP\":\"\",\"Flags\":1}},"
	"{\"Type\":\"OutBoundNAT\",\"Settings\":{\"Exceptions\":[\"10.0.0.0/8\",\"192.168.0.1\"]}},"
	"{\"Type\":\"L4WFPPROXY\",\"Settings\":{\"InboundProxyPort\":\"80\",\"FilterTuple\":{"
	"\"Protocols\":\"6\"},"
	"\"InboundExceptions\":{\"PortExceptions\":[\"22\",\"80-90\"]}}},"
	"{\"Type\":\"ACL\",\"Settings\":{\"Protocols\":\"6\",\"Action\":\"Allow\",\"Direction\":"
	"\"In\","
	"\"RemoteAddresses\":\"10.0.0.0/"
	"8,10.2.3.4\",\"LocalPorts\":\"80,443\",\"RuleType\":\"Switch\","
	"\"Priority\":222}}],"
	"\"IpConfigurations\":[{\"IpAddress\":\"10.1.0.5\",\"PrefixLength\":24}],"
	"\"Dns\":{\"Domain\":\"cluster.local\",\"Search\":[\"\"],\"ServerList\":[\"10.0.0.10\"]},"
	"\"Routes\":[{\"NextHop\":\"10.1.0.1\",\"DestinationPrefix\":\"0.0.0.0/0\"}],"
	"\"MacAddress\":\"00-15-5D-52-C0-01\",\"Flags\":0,\"Health\":{\"Extra\":{\"Resources\":[1,{"
	"}]}},"
	"\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}";

const char network_document[] =
	"{\"Name\":\"nat\",\"Type\":\"NAT\",\"MacPool\":{\"Ranges\":[{\"StartMacAddress\":\"00-15-"
	"5D-52-C0-00\","
	"\"EndMacAddress\":\"00-15-5D-52-CF-FF\"}]},\"Dns\":{},"
	"\"Ipams\":[{\"Type\":\"Static\",\"Subnets\":[{\"IpAddressPrefix\":\"192.168.100.0/24\","
	"\"Policies\":[{\"Type\":\"VLAN\",\"Settings\":{\"IsolationId\":5}}],"
	"\"Routes\":[{\"NextHop\":\"192.168.100.1\",\"DestinationPrefix\":\"0.0.0.0/0\"}]}]}],"
	"\"Policies\":[{\"Type\":\"NetAdapterName\",\"Settings\":{\"NetworkAdapterName\":\"eth0\"}}"
	"],"
	"\"Flags\":0,\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}";

/* --- all schemas --------------------------------------------------------------------------------- */

static void add_schema(const struct hcn_schema **all, size_t *n, const struct hcn_schema *s)
{
	for (size_t i = 0; i < *n; i++)
		if (all[i] == s)
			return;
	assert(*n < MAX_SCHEMAS); /* main() counts them, too, where check allows no ck_assert() */
	all[(*n)++] = s;
}

static void add_family(
	const struct hcn_schema **all, size_t *n, const struct hcn_policy_family *family)
{
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		if (t->settings)
			add_schema(all, n, t->settings);
}

size_t all_schemas(const struct hcn_schema *ret[MAX_SCHEMAS])
{
	size_t n = 0;

	for (const struct hcn_schema_row *row = hcn_schemas; row->name; row++)
		add_schema(ret, &n, row->schema);
	for (size_t i = 0; i < n; i++) {
		for (const struct hcn_field *f = ret[i]->fields;
			f < ret[i]->fields + ret[i]->n_fields; f++) {
			if (f->of)
				add_schema(ret, &n, f->of);
			if (f->family)
				add_family(ret, &n, f->family);
		}
	}
	return n;
}

/* --- random values ------------------------------------------------------------------------------- */

static const char *pick(struct prng *r, const char *const *texts, uint32_t n)
{
	return texts[prng_below(r, n)];
}

static char *copy(const char *text)
{
	char *ret = strdup(text);

	ck_assert_ptr_nonnull(ret);
	return ret;
}

static char *random_text(struct prng *r)
{
	static const char *const parts[] = { "a", "\"", "\\", "/", "\n", "\x1f", "\x7f", "\xc3\xa4",
		"\xe2\x82\xac", "\xf0\x9f\x98\x80", "{", "]", ":",
		"long enough to need more room than the other parts" };
	struct hcn_buf b = { 0 };
	char *text;

	for (uint32_t n = prng_below(r, 6); n; n--)
		hcn_buf_puts(&b, pick(r, parts, HCN_N_ELEMENTS(parts)));
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	return text;
}

static char *random_formatted(struct prng *r, enum hcn_format format)
{
	static const char *const samples[][3] = {
		[HCN_FORMAT_IP] = { "10.0.0.1", "::", "2001:db8::1" },
		[HCN_FORMAT_PREFIX] = { "10.0.0.7/8", "0.0.0.0/0", "2001:db8::/64" },
		[HCN_FORMAT_IP_OR_PREFIX] = { "10.0.0.1", "10.0.0.0/8", "fe80::1" },
		[HCN_FORMAT_MAC] = { "00-15-5D-00-00-01", "00:15:5d:00:00:01",
			"aA-bb-CC-dd-EE-ff" },
		[HCN_FORMAT_PORT] = { "1", "80", "65535" },
		[HCN_FORMAT_PORT_OR_ALL] = { "0", "80", "65535" },
		[HCN_FORMAT_PORTS] = { "80", "80, 443", "1-65535" },
		[HCN_FORMAT_GUID_TEXT] = { "910f7d92-ba2d-4c3f-98ae-7c0ac590d2dc",
			"910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC",
			"{910f7d92-ba2d-4c3f-98ae-7c0ac590d2dc}" },
	};

	if (format == HCN_FORMAT_NONE)
		return random_text(r);
	ck_assert_msg(format < HCN_N_ELEMENTS(samples) && samples[format][0],
		"there is no sample of format %d", format);
	return copy(pick(r, samples[format], 3));
}

static char *random_raw(struct prng *r)
{
	static const char *const samples[] = { "{}", "[]", "true", "1e3", "\"\\u0041\"",
		"{\"b\":1,\"a\":[1.0,{}]}", "123456789012345678901234567890", "[[[\"]\"]]]",
		"-0.0" };

	return copy(pick(r, samples, HCN_N_ELEMENTS(samples)));
}

static int random_enum(struct prng *r, const struct hcn_enum *e)
{
	uint32_t n = 0;

	while (e->values[n].name)
		n++;
	return e->values[prng_below(r, n)].value;
}

static void fill_policy(
	const struct hcn_policy_family *family, struct prng *r, struct hcn_policy *ret)
{
	uint32_t n = 0, i;

	while (family->types[n].name)
		n++;
	i = prng_below(r, n + 1);
	ret->type = i < n ? &family->types[i] : NULL;
	if (!ret->type || !ret->type->settings) {
		ret->raw = prng_below(r, 2) ? copy("{\"x\":[]}") : NULL;
	} else if (prng_below(r, 4)) {
		ret->settings = calloc(1, ret->type->settings->size);
		ck_assert_ptr_nonnull(ret->settings);
		fill(ret->type->settings, r, ret->settings);
		ret->raw = encode(ret->type->settings, ret->settings, HCN_ENCODE_STORE);
	}
}

static void fill_array(const struct hcn_field *f, struct prng *r, void *object)
{
	size_t n = prng_below(r, 4), size = hcn_element_size(f);
	char *elements = calloc(n ? n : 1, size);

	ck_assert_ptr_nonnull(elements);
	hcn_member_set_array(object, f, elements);
	*hcn_member_count(object, f) = n;
	for (size_t i = 0; i < n; i++, elements += size) {
		if (f->kind == HCN_FIELD_LIST)
			fill(f->of, r, elements);
		else if (f->kind == HCN_FIELD_STRINGS)
			*(char **)(void *)elements = random_formatted(r, f->format);
		else
			fill_policy(f->family, r, (void *)elements);
	}
}

static void fill_field(const struct hcn_field *f, struct prng *r, void *object)
{
	void *member = hcn_member(object, f);

	switch (f->kind) {
	case HCN_FIELD_STR:
		*(char **)member = random_formatted(r, f->format);
		break;
	case HCN_FIELD_RAW:
		*(char **)member = random_raw(r);
		break;
	case HCN_FIELD_BOOL:
		*(bool *)member = prng_below(r, 2);
		break;
	case HCN_FIELD_ENUM:
		*(int *)member = random_enum(r, f->values);
		break;
	case HCN_FIELD_NUMBER:
		*(uint32_t *)member = (uint32_t)random_enum(r, f->values);
		break;
	case HCN_FIELD_GUID:
	case HCN_FIELD_FLAGS:
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
		prng_bytes(r, member, hcn_scalar_size(f->kind));
		break;
	case HCN_FIELD_OBJECT:
		fill(f->of, r, member);
		break;
	case HCN_FIELD_LIST:
	case HCN_FIELD_STRINGS:
	case HCN_FIELD_POLICIES:
		fill_array(f, r, object);
		break;
	}
}

void fill(const struct hcn_schema *s, struct prng *r, void *ret)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (!(f->flags & HCN_FIELD_REQUIRED) && prng_below(r, 3) == 0)
			continue;
		fill_field(f, r, ret);
		hcn_member_set_present(ret, s, f);
	}
}

char *encode(const struct hcn_schema *s, const void *object, enum hcn_encode_form form)
{
	struct hcn_buf b = { 0 };
	char *text;

	hcn_schema_encode(s, object, form, &b);
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	return text;
}
