/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Members that no row has: V1's names, refused where they would open something, told elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "docs.h"
#include "run_tests.h"

static struct hcn_endpoint ep;
static struct hcn_network net;
static struct hcn_error err;

/* The Settings of one policy of an endpoint, single quotes for double ones. */
static int decode_with(
	const char *type, const char *settings, const struct hcn_decode_options *options)
{
	char text[1024];

	(void)snprintf(
		text, sizeof(text), "{'Policies':[{'Type':'%s','Settings':%s}]}", type, settings);
	for (char *c = text; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	return hcn_schema_decode(&hcn_endpoint_schema, text, strlen(text), options, &ep, &err);
}

static int decode(const char *type, const char *settings)
{
	return decode_with(type, settings, NULL);
}

/* --- V1's names ------------------------------------------------------------------------------------ */

static const struct {
	const char *type, *v1, *v2;
} same[] = {
	{ "ACL", "{'Protocol':6,'LocalPort':80,'RemotePort':443}",
		"{'Protocols':'6','LocalPorts':'80','RemotePorts':'443'}" },
	{ "ACL", "{'Protocol':'17','LocalAddress':'10.0.0.1','remoteaddress':'10.1.0.0/16'}",
		"{'Protocols':'17','LocalAddresses':'10.0.0.1','RemoteAddresses':'10.1.0.0/16'}" },
	{ "ACL", "{'InternalPort':80}", "{'LocalPorts':'80'}" },
	{ "ACL", "{'Protocol':6,'Protocols':'6'}", "{'Protocols':'6'}" },
	{ "ACL", "{'Protocols':'6','Protocol':null}", "{'Protocols':'6'}" },
	{ "ACL", "{'LocalPorts':'','LocalPort':80}", "{'LocalPorts':'80'}" },
	{ "ACL", "{'Protocol':0,'RemotePort':0,'RemotePorts':'80'}", "{'RemotePorts':'80'}" },
	{ "TierAcl", "{'TierAclRules':[{'Protocol':6}]}", "{'TierAclRules':[{'Protocols':'6'}]}" },
	{ "L4WFPPROXY", "{'FilterTuple':{'RemotePort':80}}",
		"{'FilterTuple':{'RemotePorts':'80'}}" },
	{ "OutBoundNAT", "{'VIP':'10.0.0.1','ExceptionList':['10.0.0.0/8']}",
		"{'VirtualIP':'10.0.0.1','Exceptions':['10.0.0.0/8']}" },
	{ "ProviderAddress", "{'PA':'10.0.0.1'}", "{'ProviderAddress':'10.0.0.1'}" },
	{ "VLAN", "{'VLAN':7}", "{'IsolationId':7}" },
};

START_TEST(v1s_names_mean_what_v2s_do)
{
	struct hcn_policy v1;

	ck_assert_msg(!decode(same[_i].type, same[_i].v1), "%s", err.text);
	v1 = ep.policies[0];
	ep.policies[0] = (struct hcn_policy){ 0 };
	ck_assert_int_eq(decode(same[_i].type, same[_i].v2), 0);
	ck_assert(hcn_schema_equal(v1.type->settings, v1.settings, ep.policies[0].settings));
	hcn_policy_clear(&v1);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(they_return_as_they_were_sent)
{
	ck_assert_int_eq(decode("ACL", "{'Protocol':6,'LocalPort':80}"), 0);
	ck_assert_str_eq(ep.policies[0].raw, "{\"Protocol\":6,\"LocalPort\":80}");
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

static const struct {
	const char *settings, *pointer, *text;
} different[] = {
	{ "{'Protocols':'6','Protocol':17}", "/Policies/0/Settings/Protocol",
		"Protocols and Protocol are two names of one member, and do not say the same" },
	{ "{'Protocol':17,'Id':'x','protocols':'6'}", "/Policies/0/Settings/protocols",
		"Protocol and protocols are two names of one member, and do not say the same" },
	{ "{'LocalPort':80,'InternalPort':81}", "/Policies/0/Settings/InternalPort",
		"LocalPort and InternalPort are two names of one member, and do not say the same" },
	{ "{'LocalPort':[80]}", "/Policies/0/Settings/LocalPort",
		"LocalPort must be a string with ports and ranges" },
	{ "{'LocalPort':80.5}", "/Policies/0/Settings/LocalPort",
		"LocalPort must be a string with ports and ranges" },
};

START_TEST(two_names_that_do_not_say_the_same_are_refused)
{
	ck_assert_int_eq(decode("ACL", different[_i].settings), HCN_INVALID_POLICY);
	ck_assert_str_eq(err.pointer, different[_i].pointer);
	ck_assert_msg(
		!strncmp(err.text, different[_i].text, strlen(different[_i].text)), "%s", err.text);
}
END_TEST

/* --- refused --------------------------------------------------------------------------------------- */

static const struct {
	const char *type, *settings, *pointer, *text, *hint;
} refused[] = {
	{ "ACL", "{'Acton':'Allow'}", "/Policies/0/Settings/Acton",
		"Acton is no member of AclPolicySetting", "did you mean Action?" },
	{ "ACL", "{'Colour':'red'}", "/Policies/0/Settings/Colour",
		"Colour is no member of AclPolicySetting", "" },
	{ "TierAcl", "{'TierAclRules':[{},{'Action':'Block'}]}",
		"/Policies/0/Settings/TierAclRules/1/Action", "Action is no member of TierAclRule",
		"did you mean TierAclRuleAction?" },
	{ "TierAcl", "{'Rules':[]}", "/Policies/0/Settings/Rules",
		"Rules is no member of TierAclPolicySetting", "did you mean TierAclRules?" },
	{ "L4Proxy", "{'Prot':'80'}", "/Policies/0/Settings/Prot",
		"Prot is no member of L4ProxyPolicySetting", "did you mean Port?" },
	{ "L4WFPPROXY", "{'FilterTuple':{'Protcols':'6'}}",
		"/Policies/0/Settings/FilterTuple/Protcols", "Protcols is no member of FiveTuple",
		"did you mean Protocols?" },
	{ "L4WFPPROXY", "{'InboundExceptions':{'Port':['80']}}",
		"/Policies/0/Settings/InboundExceptions/Port",
		"Port is no member of ProxyExceptions", "did you mean PortExceptions?" },
	{ "ACL", "{'a~/b':1}", "/Policies/0/Settings/a~0~1b",
		"a~/b is no member of AclPolicySetting", "" },
};

START_TEST(what_restricts_has_no_unknown_members)
{
	ck_assert_int_eq(decode(refused[_i].type, refused[_i].settings), HCN_INVALID_POLICY);
	ck_assert_str_eq(err.pointer, refused[_i].pointer);
	ck_assert_str_eq(err.text, refused[_i].text);
	ck_assert_str_eq(err.hint, refused[_i].hint);
}
END_TEST

START_TEST(a_set_of_addresses_neither)
{
	static const char text[] = "{\"Policies\":[{\"Type\":\"SetPolicy\",\"Settings\":{"
				   "\"Id\":\"a\",\"Value\":\"10.0.0.1\"}}]}";

	ck_assert_int_eq(
		hcn_schema_decode(&hcn_network_schema, text, sizeof(text) - 1, NULL, &net, &err),
		HCN_INVALID_POLICY);
	ck_assert_str_eq(err.hint, "did you mean Values?");
}
END_TEST

START_TEST(a_key_of_any_length_is_refused)
{
	char settings[512];

	(void)snprintf(settings, sizeof(settings), "{'%0200d':1}", 0);
	ck_assert_int_eq(decode("ACL", settings), HCN_INVALID_POLICY);
	ck_assert_ptr_nonnull(strstr(err.text, "000 is no member of AclPolicySetting"));
}
END_TEST

START_TEST(null_is_nothing)
{
	ck_assert_int_eq(decode("ACL", "{'Acton':null}"), 0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

/* An older version stored it. */
START_TEST(what_was_accepted_before_still_is)
{
	const struct hcn_decode_options stored = { .stored = true, .accepted = true };

	ck_assert_int_eq(decode_with("ACL", "{'Acton':'Allow'}", &stored), 0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

/* --- told ------------------------------------------------------------------------------------------ */

static char told[1024];

static void tell(void *arg, const struct hcn_unknown *member)
{
	size_t len = strlen(told);

	(void)snprintf(told + len, sizeof(told) - len, "%s of %s: %s\n", member->pointer,
		member->of->name, member->suggestion ? member->suggestion : "?");
}

static const char loose[] =
	"{\"Nmae\":\"a\",\"X\":null,\"~Port\":1,\"IpConfigurations\":[{\"Addr\":1}],\"Policies\":[{"
	"\"Typ\":\"QOS\"},{\"Type\":\"PortMapping\",\"Settings\":{\"Protocl\":6}}]}";

START_TEST(elsewhere_they_are_told)
{
	const struct hcn_decode_options options = { .unknown = tell };

	ck_assert_int_eq(
		hcn_schema_decode(&hcn_endpoint_schema, loose, sizeof(loose) - 1, NULL, &ep, &err),
		0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	ck_assert_int_eq(hcn_schema_decode(&hcn_endpoint_schema, loose, sizeof(loose) - 1, &options,
				 &ep, &err),
		0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	ck_assert_str_eq(told, "/Nmae of HostComputeEndpoint: Name\n"
			       "/~0Port of HostComputeEndpoint: ?\n"
			       "/IpConfigurations/0/Addr of IpConfig: IpAddress\n"
			       "/Policies/0/Typ of a policy: Type\n"
			       "/Policies/1/Settings/Protocl of PortMappingPolicySetting: "
			       "Protocol\n");
}
END_TEST

START_TEST(or_refused_when_the_caller_is_strict)
{
	const struct hcn_decode_options options = { .strict = true };

	ck_assert_int_eq(hcn_schema_decode(&hcn_endpoint_schema, loose, sizeof(loose) - 1, &options,
				 &ep, &err),
		HCN_INVALID_JSON);
	ck_assert_str_eq(err.pointer, "/Nmae");
	ck_assert_str_eq(err.hint, "did you mean Name?");
	ck_assert_int_eq(decode_with("QOS", "{'X':1}", &options), HCN_INVALID_POLICY);
	ck_assert_str_eq(err.hint, "HCN_STRICT is set: without it this is ignored");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ v1s_names_mean_what_v2s_do, sizeof(same) / sizeof(same[0]) },
		{ they_return_as_they_were_sent },
		{ two_names_that_do_not_say_the_same_are_refused,
			sizeof(different) / sizeof(different[0]) },
		{ what_restricts_has_no_unknown_members, sizeof(refused) / sizeof(refused[0]) },
		{ a_set_of_addresses_neither },
		{ a_key_of_any_length_is_refused },
		{ null_is_nothing },
		{ what_was_accepted_before_still_is },
		{ elsewhere_they_are_told },
		{ or_refused_when_the_caller_is_strict },
		{ NULL },
	};

	return run_tests("unknown", facts);
}
