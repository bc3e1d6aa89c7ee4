/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Endpoints: what only many of them, or odd documents, show. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "policies.h"

/* --- addresses -------------------------------------------------------------------------------------------------- */

static const struct {
	const char *configurations, *addresses; /* NULL: refused */
	int status;
	const char *pointer;
} addressings[] = {
	{ "", "10.0.0.2/24 fd00::2/64", 0, "" },
	{ "{}", "10.0.0.2/24", 0, "" },
	{ "{},{}", "10.0.0.2/24 fd00::2/64", 0, "" },
	{ "{'IpAddress':''},{'IpAddress':'10.0.0.9'}", "fd00::2/64 10.0.0.9/24", 0, "" },
	{ "{'IpAddress':'FD00::0:9'}", "fd00::9/64", 0, "" },
	{ "{'IpAddress':'10.0.0.9','PrefixLength':32}", "10.0.0.9/32", 0, "" },
	{ "{},{},{}", NULL, HCN_SUBNET_NOT_FOUND, "/IpConfigurations/2" },
	{ "{'IpAddress':'10.0.0.9'},{'IpAddress':'10.0.0.9'}", NULL, HCN_ADDR_INVALID_OR_RESERVED,
		"/IpConfigurations/1/IpAddress" },
	{ "{'IpAddress':'10.0.1.9'}", NULL, HCN_INVALID_IP, "/IpConfigurations/0/IpAddress" },
	{ "{'IpAddress':'10.0.0.1'}", NULL, HCN_ADDR_INVALID_OR_RESERVED,
		"/IpConfigurations/0/IpAddress" },
	{ "{'IpAddress':'10.0.0.9','PrefixLength':33}", NULL, HCN_INVALID_PREFIX,
		"/IpConfigurations/0/PrefixLength" },
};

START_TEST(addresses_are_taken_completed_or_refused)
{
	char members[256], text[256], *end = text;
	const struct hcn_endpoint *ep;

	given_dual_stack();
	hcn_error_reset(&refusal);
	snprintf(members, sizeof(members), "'IpConfigurations':[%s]",
		addressings[_i].configurations);
	ck_assert_int_eq(create_endpoint_with(members), addressings[_i].status);
	ck_assert_str_eq(refusal.pointer, addressings[_i].pointer);
	if (addressings[_i].addresses) {
		ep = endpoint(E1);
		for (size_t i = 0; i < ep->n_ip_configurations; i++)
			end += sprintf(end, "%s%s/%u", i ? " " : "",
				ep->ip_configurations[i].ip_address,
				ep->ip_configurations[i].prefix_length);
		ck_assert_str_eq(text, addressings[_i].addresses);
	}
	lab_close();
}
END_TEST

/* --- the rest of the document ------------------------------------------------------------------------------------- */

#define PORT(members) "'Policies':[{'Type':'PortMapping','Settings':{" members "}}]"

static const struct {
	const char *members;
	int status;
	const char *pointer;
} documents[] = {
	{ "'Flags':64", HCN_REQUEST_UNSUPPORTED, "/Flags" },
	{ "'Flags':62", 0, "" },
	{ "'Flags':1", HCN_INVALID_REMOTE_ENDPOINT_OPERATION, "/IpConfigurations" },
	{ "'MacAddress':'01-00-5E-00-00-01'", HCN_INVALID_ENDPOINT, "/MacAddress" },
	{ "'Flags':1,'MacAddress':'01-00-5E-00-00-01','IpConfigurations':[{'IpAddress':'192.0.2.1'}]",
		0, "" },
	{ "'Policies':[{'Type':'Qos2'}]", HCN_INVALID_POLICY_TYPE, "/Policies/0/Type" },
	{ "'Policies':[{'Type':'EncapOverhead','Settings':{'Overhead':1400}}]", HCN_INVALID_POLICY,
		"/Policies" },
	{ PORT("'Protocol':6"), HCN_INVALID_INTERNAL_PORT, "/Policies/0/Settings/InternalPort" },
	{ PORT("'Protocol':1,'InternalPort':80"), HCN_INVALID_POLICY,
		"/Policies/0/Settings/Protocol" },
	{ PORT("'Protocol':6,'InternalPort':80,'VIP':'192.0.2.1'"), 0, "" },
	{ "'IpConfigurations':[{'IpAddress':'10.0.0.9'}]," PORT(
		  "'Protocol':6,'InternalPort':80,'Flags':2"),
		HCN_MAPPING_NOT_SUPPORTED, "/Policies/0/Settings" },
	{ "'Flags':1,'IpConfigurations':[{'IpAddress':'192.0.2.1'}]," PORT(
		  "'Protocol':6,'InternalPort':80"),
		HCN_MAPPING_NOT_SUPPORTED, "/Policies/0/Settings" },
	{ "'HostComputeNamespace':'" S9 "'", HCN_ELEMENT_NOT_FOUND, "/HostComputeNamespace" },
};

START_TEST(a_document_is_refused_where_it_is_wrong)
{
	given_dual_stack();
	hcn_error_reset(&refusal);
	ck_assert_int_eq(create_endpoint_with(documents[_i].members), documents[_i].status);
	ck_assert_str_eq(refusal.pointer, documents[_i].pointer);
	lab_close();
}
END_TEST

START_TEST(an_endpoint_needs_a_network)
{
	lab_open();
	ck_assert_int_eq(create(HCN_KIND_ENDPOINT, "{'ID':'" E1 "'}"), HCN_INVALID_NETWORK);
	ck_assert_int_eq(create_endpoint_with("'Name':'x'"), HCN_NETWORK_NOT_FOUND);
	ck_assert_str_eq(refusal.pointer, "/HostComputeNetwork");
	ck_assert_str_eq(refusal.value, N1);
	lab_close();
}
END_TEST

START_TEST(routes_and_dns_data_are_those_of_the_network_unless_given)
{
	const struct hcn_endpoint *ep;

	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Dns':{'Domain':'a.test'},'Ipams':[{'Subnets':["
		"{'IpAddressPrefix':'10.0.0.0/24'},{'IpAddressPrefix':'fd00::/64'}]}]}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1
				 "','IpConfigurations':[{'IpAddress':'fd00::9'}]}");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E2 "','HostComputeNetwork':'" N1 "','Dns':{'Search':[]},"
		"'Routes':[{'NextHop':'10.0.0.7','DestinationPrefix':'0.0.0.0/0'}]}");
	ep = endpoint(E1);
	ck_assert_uint_eq(ep->n_routes, 1); /* the one of its family */
	ck_assert_str_eq(ep->routes[0].next_hop, "fd00::1");
	ck_assert_str_eq(ep->dns.domain, "a.test");
	ep = endpoint(E2);
	ck_assert_uint_eq(ep->n_routes, 1);
	ck_assert_str_eq(ep->routes[0].next_hop, "10.0.0.7");
	ck_assert_ptr_null(ep->dns.domain);
	lab_close();
}
END_TEST

/* --- ports --------------------------------------------------------------------------------------------------------- */

START_TEST(mappings_collide_unless_family_protocol_port_or_vip_differ)
{
	static const struct {
		const char *settings;
		bool collides;
	} others[] = {
		{ "'Protocol':6,'ExternalPort':80", true },
		{ "'ExternalPort':80", true },
		{ "'Protocol':17,'ExternalPort':80", false },
		{ "'Protocol':6,'ExternalPort':81", false },
		{ "'Protocol':6,'ExternalPort':80,'Flags':2", false },
		{ "'Protocol':6,'ExternalPort':80,'VIP':'192.0.2.1'",
			true }, /* the first has every address */
		{ "'Protocol':6,'ExternalPort':90,'VIP':'192.0.2.1'", true },
		{ "'Protocol':6,'ExternalPort':90,'VIP':'192.0.2.2'", false },
		{ "'Protocol':6,'ExternalPort':90", true },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(others); i++) {
		char members[256];

		given_dual_stack();
		given(HCN_KIND_ENDPOINT,
			"{'ID':'" E2 "','HostComputeNetwork':'" N1 "','Policies':["
			"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':8,'ExternalPort':80}},"
			"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':8,'ExternalPort':90,"
			"'VIP':'192.0.2.1'}}]}");
		snprintf(members, sizeof(members), PORT("'InternalPort':8,%s"), others[i].settings);
		ck_assert_msg(create_endpoint_with(members) ==
				      (others[i].collides ? HCN_PORT_ALREADY_EXISTS : 0),
			"%s", others[i].settings);
		if (others[i].collides)
			ck_assert_str_eq(refusal.conflict_id, E2);
		lab_close();
	}
}
END_TEST

START_TEST(an_allocated_port_stands_in_the_settings)
{
	const struct hcn_policy *policy;

	given_dual_stack();
	ck_assert_int_eq(create_endpoint_with(PORT(
				 "'Protocol':6,'InternalPort':80,'ExternalPort':0,'More':[1]")),
		0);
	policy = &endpoint(E1)->policies[0];
	ck_assert_str_eq(policy->raw,
		"{\"Protocol\":6,\"InternalPort\":80,\"ExternalPort\":49152,\"More\":[1]}");
	ck_assert_uint_eq(
		((const struct hcn_port_mapping *)policy->settings)->external_port, 49152);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ addresses_are_taken_completed_or_refused, HCN_N_ELEMENTS(addressings) },
		{ a_document_is_refused_where_it_is_wrong, HCN_N_ELEMENTS(documents) },
		{ an_endpoint_needs_a_network },
		{ routes_and_dns_data_are_those_of_the_network_unless_given },
		{ mappings_collide_unless_family_protocol_port_or_vip_differ },
		{ an_allocated_port_stands_in_the_settings },
		{ NULL },
	};

	return run_tests("endpoints", facts);
}
