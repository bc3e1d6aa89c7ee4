/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Policies: types by name and number, Settings back byte for byte, faults inside them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "run_tests.h"
#include "samples.h"

static struct hcn_endpoint ep;
static struct hcn_error err;

static int decode(const char *text)
{
	return hcn_schema_decode(&hcn_endpoint_schema, text, strlen(text), NULL, &ep, &err);
}

/* One policy. */
static int decode_one(const char *type, const char *settings)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "{\"Policies\":[{\"Type\":%s,\"Settings\":%s}]}", type,
		settings);
	return decode(text);
}

/* Settings as a client may write them, and as they come back. */
static const struct {
	const char *type, *sent, *returned;
} settings[] = {
	{ "ACL", "{}", "{}" },
	{ "ACL", "{\"Priority\":1,\"Id\":\"x\",\"Action\":\"pass\"}",
		"{\"Priority\":1,\"Id\":\"x\",\"Action\":\"pass\"}" },
	{ "ACL", " { \"Id\" : \"a b\" ,\n\t\"Priority\" : 1 }", "{\"Id\":\"a b\",\"Priority\":1}" },
	{ "ACL", "{\"Id\":\"API0|allow \\u0026 \\u003c\\/\\\"\\\\\"}",
		"{\"Id\":\"API0|allow \\u0026 \\u003c\\/\\\"\\\\\"}" },
	{ "ACL", "{\"Id\":\"\xc3\xa4\xf0\x9f\x98\x80\\ud83d\\ude00\"}",
		"{\"Id\":\"\xc3\xa4\xf0\x9f\x98\x80\\ud83d\\ude00\"}" },
	{ "QOS", "{\"x\":1.0,\"y\":1e3,\"z\":-0,\"n\":123456789012345678901234567890}",
		"{\"x\":1.0,\"y\":1e3,\"z\":-0,\"n\":123456789012345678901234567890}" },
	{ "QOS", "{\"z\":{\"b\":[],\"a\":[{},[null,true]]},\"a\":\"}\"}",
		"{\"z\":{\"b\":[],\"a\":[{},[null,true]]},\"a\":\"}\"}" },
	{ "ACL", "{\"aCTION\":0,\"direction\":\"out\",\"Id\":null}",
		"{\"aCTION\":0,\"direction\":\"out\",\"Id\":null}" },
};

START_TEST(settings_return_byte_for_byte)
{
	_cleanup_free_ char *text = NULL, *expected = NULL, *type = NULL;

	ck_assert_int_ge(asprintf(&type, "\"%s\"", settings[_i].type), 0);
	ck_assert_int_eq(decode_one(type, settings[_i].sent), 0);
	ck_assert_str_eq(ep.policies[0].raw, settings[_i].returned);
	ck_assert_int_ge(asprintf(&expected, "{\"Policies\":[{\"Type\":%s,\"Settings\":%s}]}", type,
				 settings[_i].returned),
		0);
	text = encode(&hcn_endpoint_schema, &ep, HCN_ENCODE_CLIENT);
	ck_assert_str_eq(text, expected);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(settings_are_read_too)
{
	const struct hcn_acl *acl;

	ck_assert_int_eq(
		decode_one("\"ACL\"",
			"{\"action\":\"block\",\"Direction\":1,\"Priority\":0,\"Id\":null}"),
		0);
	acl = ep.policies[0].settings;
	ck_assert(HCN_HAS(acl, hcn_acl, action) && acl->action == HCN_ACTION_BLOCK);
	ck_assert(HCN_HAS(acl, hcn_acl, direction) && acl->direction == HCN_DIRECTION_OUT);
	ck_assert(HCN_HAS(acl, hcn_acl, priority) && acl->priority == 0);
	ck_assert(!HCN_HAS(acl, hcn_acl, id) && !HCN_HAS(acl, hcn_acl, rule_type));
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

static const struct {
	const char *type;
	int id;
} types[] = {
	{ "\"PortMapping\"", HCN_POLICY_PORT_MAPPING },
	{ "\"outboundnat\"", HCN_POLICY_OUTBOUND_NAT },
	{ "\"INTERFACECONSTRAINT\"", HCN_POLICY_INTERFACE_CONSTRAINT },
	{ "\"L4WFPPROXY\"", HCN_POLICY_L4_WFP_PROXY },
	{ "0", HCN_POLICY_PORT_MAPPING },
	{ "4", HCN_POLICY_OUTBOUND_NAT },
	{ "9", HCN_POLICY_PORT_NAME },
	{ "16", HCN_POLICY_TIER_ACL },
	{ "18", HCN_POLICY_FIREWALL },
};

START_TEST(a_type_is_a_name_in_any_case_or_a_number)
{
	ck_assert_int_eq(decode_one(types[_i].type, "{}"), 0);
	ck_assert_int_eq(ep.policies[0].type->id, types[_i].id);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(every_type_of_every_family_is_found_by_name_and_number)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(all_families); i++) {
		const struct hcn_policy_family *family = all_families[i];
		struct hcn_field f = { .key = "p",
			.kind = HCN_FIELD_POLICIES,
			.family = family,
			.offset = offsetof(struct hcn_policy_endpoint_request, policies),
			.count_offset = offsetof(struct hcn_policy_endpoint_request, n_policies) };
		struct hcn_schema s = { .name = "p",
			.size = sizeof(struct hcn_policy_endpoint_request),
			.fields = &f,
			.n_fields = 1 };

		for (const struct hcn_policy_type *t = family->types; t->name; t++) {
			struct hcn_policy_endpoint_request request = { 0 };
			char text[128];

			(void)snprintf(text, sizeof(text),
				"{\"p\":[{\"Type\":\"%s\"},{\"Type\":%d}]}", t->name,
				t->number < 0 ? family->types->number : t->number);
			ck_assert_int_eq(
				hcn_schema_decode(&s, text, strlen(text), NULL, &request, NULL), 0);
			ck_assert_ptr_eq(request.policies[0].type, t);
			ck_assert_ptr_eq(
				request.policies[1].type, t->number < 0 ? family->types : t);
			hcn_schema_clear(&s, &request);
		}
	}
}
END_TEST

#define TOO_LONG "NameThatIsMuchLongerThanAnyTypeOfAnyFamilyAndLongerThanTheBufferForOne"

static const struct {
	const char *type;
	const char *value; /* in the error */
} unknown_types[] = {
	{ "\"Bandwidth\"", "Bandwidth" },
	{ "\"\"", "" },
	{ "\"RemoteSubnetRoute\"", "RemoteSubnetRoute" }, /* a network's */
	{ "\"" TOO_LONG "\"", TOO_LONG },
	{ "17", "17" },
	{ "-1", "-1" },
	{ "1.0", "1.0" },
};

START_TEST(an_unknown_type_is_refused_by_its_own_status)
{
	ck_assert_int_eq(decode_one(unknown_types[_i].type, "{}"), HCN_INVALID_POLICY_TYPE);
	ck_assert_str_eq(err.pointer, "/Policies/0/Type");
	ck_assert_str_eq(err.value, unknown_types[_i].value);
	ck_assert_ptr_nonnull(strstr(err.expected, "one of PortMapping, ACL, QOS"));
}
END_TEST

START_TEST(a_type_that_is_no_name_is_no_json_we_know)
{
	ck_assert_int_eq(decode_one("{}", "{}"), HCN_INVALID_JSON);
	ck_assert_str_eq(err.pointer, "/Policies/0/Type");
}
END_TEST

static const struct {
	const char *type;
	const char *settings;
	const char *pointer;
} faults[] = {
	{ "\"ACL\"", "\"{}\"", "/Policies/0/Settings" },
	{ "\"ACL\"", "[]", "/Policies/0/Settings" },
	{ "\"HostRoute\"", "7", "/Policies/0/Type" },
	{ "\"L2Driver\"", "7", "/Policies/0/Settings" },
	{ "null", "7", "/Policies/0/Settings" },
	{ "\"ACL\"", "{\"Action\":\"Deny\"}", "/Policies/0/Settings/Action" },
	{ "\"ACL\"", "{\"Priority\":\"1\"}", "/Policies/0/Settings/Priority" },
	{ "\"OutBoundNAT\"", "{\"Exceptions\":[\"10.0.0.0/8\",\"x\"]}",
		"/Policies/0/Settings/Exceptions/1" },
	{ "\"PortMapping\"", "{\"VIP\":\"x\"}", "/Policies/0/Settings/VIP" },
	{ "\"Iov\"", "{\"InterruptModeration\":3}", "/Policies/0/Settings/InterruptModeration" },
	{ "\"InterfaceConstraint\"", "{\"InterfaceGuid\":\"x\"}",
		"/Policies/0/Settings/InterfaceGuid" },
	{ "\"L4WFPPROXY\"", "{\"FilterTuple\":{\"priority\":-1}}",
		"/Policies/0/Settings/FilterTuple/priority" },
};

START_TEST(every_fault_in_settings_is_the_policys)
{
	bool is_type = strstr(faults[_i].pointer, "Type") != NULL;

	ck_assert_int_eq(decode_one(faults[_i].type, faults[_i].settings),
		is_type ? HCN_INVALID_POLICY_TYPE : HCN_INVALID_POLICY);
	ck_assert_str_eq(err.pointer, faults[_i].pointer);
	ck_assert_ptr_null(ep.policies);
}
END_TEST

START_TEST(a_fault_behind_a_policy_is_not_the_policys)
{
	ck_assert_int_eq(decode("{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{}}],\"Flags\":[]}"),
		HCN_INVALID_JSON);
	ck_assert_str_eq(err.pointer, "/Flags");
}
END_TEST

START_TEST(pointers_keep_the_clients_spelling)
{
	ck_assert_int_eq(decode("{\"pOLICIES\":[{},{\"sETTINGS\":{\"vip\":1},\"tYPE\":0}]}"),
		HCN_INVALID_POLICY);
	ck_assert_str_eq(err.pointer, "/pOLICIES/1/sETTINGS/vip");
}
END_TEST

START_TEST(a_policy_may_lack_type_and_settings)
{
	_cleanup_free_ char *text = NULL;

	ck_assert_int_eq(decode("{\"Policies\":[{},{\"Type\":\"QOS\"},{\"Settings\":{\"a\":1}},"
				"{\"Type\":null,\"Settings\":null}]}"),
		0);
	ck_assert_uint_eq(ep.n_policies, 4);
	ck_assert_ptr_null(ep.policies[0].type);
	ck_assert_ptr_null(ep.policies[1].raw);
	ck_assert_ptr_null(ep.policies[1].settings);
	ck_assert_str_eq(ep.policies[2].raw, "{\"a\":1}");
	ck_assert_ptr_null(ep.policies[2].settings);
	text = encode(&hcn_endpoint_schema, &ep, HCN_ENCODE_CLIENT);
	ck_assert_str_eq(
		text, "{\"Policies\":[{},{\"Type\":\"QOS\"},{\"Settings\":{\"a\":1}},{}]}");
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(a_type_without_rows_takes_any_object)
{
	ck_assert_int_eq(decode_one("\"L2Driver\"", "{\"Any\":[\"thing\"]}"), 0);
	ck_assert_str_eq(ep.policies[0].raw, "{\"Any\":[\"thing\"]}");
	ck_assert_ptr_null(ep.policies[0].settings);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(policies_are_equal_by_type_and_text)
{
	struct hcn_policy copy = { 0 }, *p;

	ck_assert_int_eq(decode("{\"Policies\":[{\"Type\":\"QOS\",\"Settings\":{}},{\"Type\":"
				"\"qos\",\"Settings\":{ }},"
				"{\"Type\":\"ACL\",\"Settings\":{}},{\"Type\":\"QOS\",\"Settings\":"
				"{\"a\":1}},{\"Type\":\"QOS\"}]}"),
		0);
	p = ep.policies;
	ck_assert(hcn_policy_equal(&p[0], &p[1]));
	for (int i = 2; i < 5; i++)
		ck_assert(!hcn_policy_equal(&p[0], &p[i]));

	ck_assert_int_eq(hcn_policy_dup(&p[3], &copy), 0);
	ck_assert(hcn_policy_equal(&p[3], &copy));
	ck_assert_ptr_ne(p[3].raw, copy.raw);
	ck_assert(hcn_schema_equal(&hcn_qos_schema, p[3].settings, copy.settings));
	hcn_policy_clear(&copy);
	ck_assert_ptr_null(copy.type);
	hcn_policy_clear(&copy);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ settings_return_byte_for_byte, HCN_N_ELEMENTS(settings) },
		{ settings_are_read_too, 0 },
		{ a_type_is_a_name_in_any_case_or_a_number, HCN_N_ELEMENTS(types) },
		{ every_type_of_every_family_is_found_by_name_and_number, 0 },
		{ an_unknown_type_is_refused_by_its_own_status, HCN_N_ELEMENTS(unknown_types) },
		{ a_type_that_is_no_name_is_no_json_we_know, 0 },
		{ every_fault_in_settings_is_the_policys, HCN_N_ELEMENTS(faults) },
		{ a_fault_behind_a_policy_is_not_the_policys, 0 },
		{ pointers_keep_the_clients_spelling, 0 },
		{ a_policy_may_lack_type_and_settings, 0 },
		{ a_type_without_rows_takes_any_object, 0 },
		{ policies_are_equal_by_type_and_text, 0 },
		{ NULL },
	};

	return run_tests("schema-policies", facts);
}
