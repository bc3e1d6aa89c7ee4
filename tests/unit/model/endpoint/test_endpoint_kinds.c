/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Endpoints of all types of networks and all kinds: what each takes, and what an older Windows does not. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "policies.h"

#define PART "DDDDDDDD-0000-0000-0000-000000000001"

/* A network as it is stored: what networks check is theirs to test. */
static void given_network(const char *type, const char *members)
{
	struct hcn_network *net = calloc(1, sizeof(*net));
	char text[1024];

	snprintf(text, sizeof(text),
		"{'ID':'" N1 "','Type':'%s','~Mtu':1500,'MacPool':{'Ranges':[{'StartMacAddress':"
		"'00-15-5D-00-00-00','EndMacAddress':'00-15-5D-00-00-FF'}]},%s}",
		type, members);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(!hcn_schema_decode(&hcn_network_schema, text, strlen(text),
			      &(struct hcn_decode_options){ .stored = true }, net, &refusal),
		"%s: %s", text, refusal.text);
	lab_open();
	ck_assert_int_eq(hcn_workset_add(&ws, HCN_KIND_NETWORK, net, &refusal), 0);
	commit();
}

static int create_with(const char *members)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'ID':'" E1 "','HostComputeNetwork':'" N1 "'%s%s}",
		*members ? "," : "", members);
	hcn_error_reset(&refusal);
	return create(HCN_KIND_ENDPOINT, text);
}

#define V4 "'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24'}]}]"
#define DUAL                                                                                       \
	"'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24'},{'IpAddressPrefix':'fd00::/64'}]}]"
#define WITH_PART                                                                                  \
	"'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24','IpSubnets':[{'ID':'" PART          \
	"','IpAddressPrefix':'10.0.0.64/28'}]}]}]"
#define IN_PART "'IpSubnetId':'" PART "'"

/* --- addresses ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *network, *members;
	const char *address; /* the first one; NULL: refused */
	int status;
	const char *pointer;
} addressings[] = {
	{ "'Ipams':[]", "", NULL, HCN_SUBNET_NOT_FOUND, "/IpConfigurations" },
	{ "'Ipams':[{'Type':'Static'}]", "'IpConfigurations':[{}]", NULL, HCN_SUBNET_NOT_FOUND,
		"/IpConfigurations/0" },
	{ "'Ipams':[]", "'IpConfigurations':[{'IpAddress':'192.0.2.9','PrefixLength':24}]",
		"192.0.2.9/24", 0, "" },
	{ "'Ipams':[]", "'IpConfigurations':[{'IpAddress':'192.0.2.9'}]", "192.0.2.9/32", 0, "" },
	{ "'Ipams':[]", "'IpConfigurations':[{'IpAddress':'224.0.0.1'}]", NULL,
		HCN_ADDR_INVALID_OR_RESERVED, "/IpConfigurations/0/IpAddress" },
	{ "'Ipams':[]", "'IpConfigurations':[{'IpAddress':'127.0.0.1'}]", NULL,
		HCN_ADDR_INVALID_OR_RESERVED, "/IpConfigurations/0/IpAddress" },
	{ V4, "'Flags':1,'IpConfigurations':[{'IpAddress':'::'}]", NULL,
		HCN_ADDR_INVALID_OR_RESERVED, "/IpConfigurations/0/IpAddress" },
	{ V4, "'Flags':1,'IpConfigurations':[{'IpAddress':'10.0.0.1'}]", "10.0.0.1/24", 0, "" },
	{ V4, "'Flags':1,'IpConfigurations':[{'IpAddress':'192.0.2.1'}]", "192.0.2.1/32", 0, "" },
	{ WITH_PART, "'IpConfigurations':[{" IN_PART "}]", "10.0.0.65/28", 0, "" },
	{ WITH_PART, "'IpConfigurations':[{" IN_PART ",'IpAddress':'10.0.0.70'}]", "10.0.0.70/28",
		0, "" },
	{ WITH_PART, "'IpConfigurations':[{" IN_PART ",'IpAddress':'10.0.0.9'}]", NULL,
		HCN_INVALID_IP, "/IpConfigurations/0/IpAddress" },
	{ V4, "'IpConfigurations':[{" IN_PART "}]", NULL, HCN_INVALID_IP_SUBNET,
		"/IpConfigurations/0/IpSubnetId" },
	{ V4, "'IpConfigurations':[{" IN_PART ",'IpAddress':'10.0.0.9'}]", NULL,
		HCN_INVALID_IP_SUBNET, "/IpConfigurations/0/IpSubnetId" },
};

START_TEST(an_address_is_of_a_subnet_where_there_is_one)
{
	const struct hcn_ip_config *config;
	char text[64];

	given_network("Transparent", addressings[_i].network);
	ck_assert_int_eq(create_with(addressings[_i].members), addressings[_i].status);
	ck_assert_str_eq(refusal.pointer, addressings[_i].pointer);
	if (addressings[_i].address) {
		config = endpoint(E1)->ip_configurations;
		snprintf(text, sizeof(text), "%s/%u", config->ip_address, config->prefix_length);
		ck_assert_str_eq(text, addressings[_i].address);
	}
	lab_close();
}
END_TEST

/* --- types of networks ------------------------------------------------------------------------------------------ */

START_TEST(ports_are_mapped_where_the_network_can)
{
	static const struct {
		const char *type;
		bool can;
	} types[] = {
		{ "NAT", true },
		{ "ICS", true },
		{ "ConstrainedICS", true },
		{ "L2Bridge", true },
		{ "L2Tunnel", true },
		{ "Overlay", true },
		{ "Transparent", false },
		{ "Private", false },
		{ "Internal", false },
		{ "Mirrored", false },
		{ "Infiniband", false },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++) {
		given_network(types[i].type, V4);
		ck_assert_msg(
			create_with("'Policies':[{'Type':'PortMapping','Settings':"
				    "{'Protocol':17,'InternalPort':80,'ExternalPort':8080}}]") ==
				(types[i].can ? 0 : HCN_MAPPING_NOT_SUPPORTED),
			"%s", types[i].type);
		ck_assert_str_eq(refusal.pointer, types[i].can ? "" : "/Policies/0/Settings");
		lab_close();
	}
}
END_TEST

START_TEST(endpoints_of_an_l2bridge_show_its_driver_once)
{
	static const struct {
		const char *type, *members;
		size_t n_policies;
	} cases[] = {
		{ "L2Bridge", "", 1 },
		{ "L2Bridge", "'Policies':[{'Type':'L2Driver','Settings':{}}]", 1 },
		{ "L2Bridge", "'Policies':[{'Type':'QOS','Settings':{}}]", 2 },
		{ "L2Bridge", "'Flags':1,'IpConfigurations':[{'IpAddress':'192.0.2.1'}]", 0 },
		{ "NAT", "", 0 },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(cases); i++) {
		const struct hcn_endpoint *ep;

		given_network(cases[i].type, V4);
		ck_assert_int_eq(create_with(cases[i].members), 0);
		ep = endpoint(E1);
		ck_assert_uint_eq(ep->n_policies, cases[i].n_policies);
		if (ep->n_policies) {
			ck_assert_str_eq(ep->policies[ep->n_policies - 1].type->name, "L2Driver");
			ck_assert_str_eq(ep->policies[ep->n_policies - 1].raw, "{}");
		}
		lab_close();
	}
}
END_TEST

START_TEST(an_acl_names_sets_of_its_network)
{
#define NAMES(set)                                                                                 \
	"'Policies':[{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In',"                 \
	"'LocalAddresses':'" set "'}}]"
	given_network("L2Bridge", V4 ",'Policies':[{'Type':'SetPolicy','Settings':{'Id':'s',"
				     "'PolicyType':'IPSET','Values':''}}]");
	ck_assert_int_eq(create_with(NAMES("s,10.0.0.1")), 0);
	ck_assert_int_eq(create_with(NAMES("s,t")), HCN_INVALID_POLICY);
	ck_assert_str_eq(refusal.pointer, "/Policies/0/Settings/LocalAddresses");
	ck_assert_str_eq(refusal.value, "t");
	lab_close();
#undef NAMES
}
END_TEST

/* --- versions and strict rules ----------------------------------------------------------------------------------- */

static const struct {
	const char *network, *members;
	struct hcn_rules with, without;
	int status;
	const char *pointer;
} gates[] = {
	{ V4, "'IpConfigurations':[{'IpAddress':'10.0.0.9','PrefixLength':32}]", { 9, 3, false },
		{ 10, 3, false }, HCN_INVALID_PREFIX, "/IpConfigurations/0/PrefixLength" },
	{ DUAL, "", { 11, 10, false }, { 11, 9, false }, HCN_INVALID_IP, "/IpConfigurations" },
	{ V4, "'Flags':4", { 16, 0, false }, { 16, 0, true }, HCN_REQUEST_UNSUPPORTED, "/Flags" },
	{ V4, "'Flags':32", { 16, 0, false }, { 16, 0, true }, HCN_REQUEST_UNSUPPORTED, "/Flags" },
	{ V4, "'Policies':[{'Type':'TierAcl','Settings':{'Direction':'In'}}]", { 14, 0, false },
		{ 13, 2, false }, HCN_INVALID_POLICY_TYPE, "/Policies/0/Type" },
	{ V4, "'Policies':[{'Type':'Encryption','Settings':{}}]", { 16, 0, false }, { 16, 0, true },
		HCN_REQUEST_UNSUPPORTED, "/Policies/0/Type" },
};

START_TEST(an_older_windows_takes_whole_addresses_where_there_is_no_subnet)
{
	static const char *const members =
		"'IpConfigurations':[{'IpAddress':'192.0.2.9','PrefixLength':32}]";

	given_network("Transparent", "'Ipams':[]");
	wanted = (struct hcn_rules){ 10, 3, false };
	ck_assert_int_eq(create_with(members), 0);
	lab_close();
}
END_TEST

START_TEST(what_the_wanted_windows_does_not_know_is_refused)
{
	given_network("Overlay", gates[_i].network);
	wanted = gates[_i].without;
	ck_assert_int_eq(create_with(gates[_i].members), gates[_i].status);
	ck_assert_str_eq(refusal.pointer, gates[_i].pointer);
	wanted = gates[_i].with;
	ck_assert_int_eq(create_with(gates[_i].members), 0);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_address_is_of_a_subnet_where_there_is_one, HCN_N_ELEMENTS(addressings) },
		{ ports_are_mapped_where_the_network_can },
		{ endpoints_of_an_l2bridge_show_its_driver_once },
		{ an_acl_names_sets_of_its_network },
		{ an_older_windows_takes_whole_addresses_where_there_is_no_subnet },
		{ what_the_wanted_windows_does_not_know_is_refused, HCN_N_ELEMENTS(gates) },
		{ NULL },
	};

	return run_tests("kinds of endpoints", facts);
}
