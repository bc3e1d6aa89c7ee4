/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks of every type: what each needs, its adapter, what is generated for an Overlay. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "network/network_type.h"
#include "policy/policy.h"

#define SUBNET "'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24'}]}]"
#define OVERLAY_SUBNET(vsid)                                                                       \
	"'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24',"                                   \
	"'Policies':[{'Type':'VSID','Settings':{'IsolationId':" vsid "}}]}]}]"
#define ADAPTER(name)                                                                              \
	"'Policies':[{'Type':'NetAdapterName','Settings':{'NetworkAdapterName':'" name "'}}]"

static char eth0[] = "eth0", lan[] = "Ethernet 2", eth1[] = "eth1", wlan0[] = "wlan0";
static char *names0[] = { eth0 }, *names1[] = { eth1, lan }, *names2[] = { wlan0 };
static struct hcn_addr addresses0[] = {
	{ HCN_IPV6, { 0xfd, [15] = 5 } },
	{ HCN_IPV4, { 192, 0, 2, 5 } },
};
static struct hcn_addr addresses1[] = { { HCN_IPV4, { 198, 51, 100, 7 } } };
static struct hcn_adapter adapters[] = {
	{ .names = names1, .n_names = 2, .index = 3, .addresses = addresses1, .n_addresses = 1 },
	{ .names = names0,
		.n_names = 1,
		.index = 4,
		.addresses = addresses0,
		.n_addresses = 2,
		.is_default = true },
	{ .names = names2, .n_names = 1, .index = 5 },
};

static void open_with_adapters(void)
{
	lab_open();
	host.adapters = adapters;
	host.n_adapters = HCN_N_ELEMENTS(adapters);
}

static int create_type(const char *type, const char *members)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'ID':'" N1 "','Type':'%s'%s%s}", type, *members ? "," : "",
		members);
	return create(HCN_KIND_NETWORK, text);
}

/* --- subnets -------------------------------------------------------------------------------------------------- */

static const struct {
	const char *type;
	bool automatic, exclusive; /* gets a subnet; keeps off the host's routes */
} types[] = {
	{ "NAT", true, true },
	{ "ICS", true, true },
	{ "ConstrainedICS", true, true },
	{ "Internal", true, true },
	{ "Private", false, false },
	{ "Transparent", false, false },
	{ "L2Bridge", false, false },
	{ "L2Tunnel", false, false },
	{ "Mirrored", false, false },
	{ "Infiniband", false, false },
};

START_TEST(networks_that_are_routed_by_the_host_get_a_subnet)
{
	lab_open();
	ck_assert_int_eq(create_type(types[_i].type, "'Ipams':[{'Type':'Static'}]"), 0);
	ck_assert_uint_eq(network(N1)->ipams[0].n_subnets, types[_i].automatic);
	lab_close();
}
END_TEST

START_TEST(networks_of_the_hosts_own_lan_may_have_its_prefix)
{
	lab_open();
	given_routes("10.0.0.0/24");
	ck_assert_int_eq(
		create_type(types[_i].type, SUBNET), types[_i].exclusive ? HCN_INVALID_SUBNET : 0);
	lab_close();
}
END_TEST

START_TEST(strict_rules_refuse_types_whose_packets_are_not_done)
{
	lab_open();
	wanted.strict = true;
	ck_assert_int_eq(create_type("NAT", ""), 0);
	lab_close();
	lab_open();
	wanted.strict = true;
	ck_assert_int_eq(create_type("L2Bridge", SUBNET), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/Type");
	ck_assert_str_eq(refusal.value, "L2Bridge");
	ck_assert_int_eq(create_type("NAT", "'Flags':256"), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/Flags");
	lab_close();
}
END_TEST

START_TEST(an_older_windows_refuses_what_it_does_not_know)
{
	static const char *const both =
		"'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24'},{'IpAddressPrefix':'fd00::/64'}]}]";

	lab_open();
	wanted.major = 15, wanted.minor = 0;
	ck_assert_int_eq(create_type("Transparent", "'Flags':1024"), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/Flags");
	wanted.major = 10, wanted.minor = 0;
	ck_assert_int_eq(create_type("NAT", both), HCN_INVALID_SUBNET);
	ck_assert_str_eq(refusal.pointer, "/Ipams/0/Subnets/1/IpAddressPrefix");
	lab_close();
}
END_TEST

START_TEST(an_address_of_a_gateway_that_is_not_reserved_is_free)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Type':'L2Bridge','Ipams':[{'Type':'Dhcp','Subnets':"
		"[{'IpAddressPrefix':'10.0.0.0/24','Flags':1}]}]}");
	ck_assert_int_eq(
		create(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1
					  "','IpConfigurations':[{'IpAddress':'10.0.0.1'}]}"),
		0);
	lab_close();
}
END_TEST

START_TEST(endpoints_of_networks_without_a_switch_are_not_attached)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Type':'Mirrored'," SUBNET "}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	ck_assert_int_eq(create(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1
						   "','HostComputeNamespace':'" S1 "'}"),
		HCN_REQUEST_UNSUPPORTED);
	lab_close();
}
END_TEST

/* --- adapters ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *members, *ip; /* NULL: the network has none */
} choices[] = {
	{ "", "192.0.2.5" },
	{ ADAPTER("eth1"), "198.51.100.7" },
	{ ADAPTER("ETHERNET 2"), "198.51.100.7" },
	{ ADAPTER("vEthernet (Ethernet 2)"), "198.51.100.7" },
	{ ADAPTER("wlan0"), NULL },
	{ "'Policies':[{'Type':'InterfaceConstraint','Settings':{'InterfaceAlias':'eth1'}}]",
		"198.51.100.7" },
	{ "'Policies':[{'Type':'InterfaceConstraint','Settings':{'InterfaceIndex':3}}]",
		"198.51.100.7" },
	{ "'Policies':[{'Type':'InterfaceConstraint','Settings':{'InterfaceAlias':''}}]",
		"192.0.2.5" },
	{ "'Policies':[{'Type':'ProviderAddress','Settings':{'ProviderAddress':'fd00::5'}}]",
		"fd00::5" },
};

START_TEST(the_management_address_is_that_of_the_adapter_chosen)
{
	open_with_adapters();
	ck_assert_int_eq(create_type("L2Bridge", choices[_i].members), 0);
	if (choices[_i].ip)
		ck_assert_str_eq(network(N1)->management_ip, choices[_i].ip);
	else
		ck_assert_ptr_null(network(N1)->management_ip);
	lab_close();
}
END_TEST

static const struct {
	const char *members, *pointer, *value;
} missing[] = {
	{ ADAPTER("Ethernet 9"), "/Policies/0/Settings/NetworkAdapterName", "Ethernet 9" },
	{ ADAPTER("vEthernet (nat)"), "/Policies/0/Settings/NetworkAdapterName",
		"vEthernet (nat)" },
	{ "'Policies':[{'Type':'InterfaceConstraint','Settings':{'InterfaceIndex':9}}]",
		"/Policies/0/Settings/InterfaceIndex", "9" },
	{ "'Policies':[{'Type':'ProviderAddress','Settings':{'ProviderAddress':'192.0.2.9'}}]",
		"/Policies/0/Settings/ProviderAddress", "192.0.2.9" },
};

START_TEST(an_adapter_that_the_host_does_not_have_is_refused)
{
	open_with_adapters();
	ck_assert_int_eq(create_type("Transparent", missing[_i].members), HCN_ADAPTER_NOT_FOUND);
	ck_assert_str_eq(refusal.pointer, missing[_i].pointer);
	ck_assert_str_eq(refusal.value, missing[_i].value);
	lab_close();
}
END_TEST

START_TEST(the_switch_of_another_network_is_an_adapter)
{
	open_with_adapters();
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'azure','Type':'L2Bridge'," SUBNET "}");
	ck_assert_int_eq(create_type("L2Bridge", ADAPTER("vEthernet (azure)")), 0);
	ck_assert_str_eq(network(N1)->management_ip, "192.0.2.5");
	lab_close();
}
END_TEST

START_TEST(a_host_without_adapters_still_has_networks_of_all_types)
{
	lab_open();
	ck_assert_int_eq(create_type("L2Bridge", SUBNET), 0);
	ck_assert_ptr_null(network(N1)->management_ip);
	lab_close();
}
END_TEST

START_TEST(networks_of_the_host_itself_name_no_adapter)
{
	open_with_adapters();
	ck_assert_int_eq(create_type("NAT", ADAPTER("Ethernet 9")), 0);
	ck_assert_ptr_null(network(N1)->management_ip);
	lab_close();
}
END_TEST

/* --- Overlay -------------------------------------------------------------------------------------------------- */

START_TEST(an_overlay_shows_its_provider_address_and_its_routers_mac)
{
	const struct hcn_provider_address *provider;
	const struct hcn_dr_mac_address *router;
	const struct hcn_network *net;

	open_with_adapters();
	ck_assert_int_eq(create_type("Overlay", OVERLAY_SUBNET("5000")), 0);
	net = network(N1);
	provider = hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_PROVIDER_ADDRESS);
	router = hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_DR_MAC_ADDRESS);
	ck_assert_ptr_nonnull(provider);
	ck_assert_ptr_nonnull(router);
	ck_assert_str_eq(provider->provider_address, "192.0.2.5");
	ck_assert_int_eq(strncmp(router->address, "00-15-5D-", 9), 0);
	ck_assert_str_eq(net->management_ip, "192.0.2.5");
	lab_close();
}
END_TEST

START_TEST(the_routers_mac_is_no_endpoints)
{
	const struct hcn_dr_mac_address *router;
	const struct hcn_network *net;
	struct hcn_mac mac;

	lab_open();
	ck_assert_int_eq(create_type("Overlay",
				 OVERLAY_SUBNET("5000") ",'MacPool':{'Ranges':[{"
							"'StartMacAddress':'00-15-5D-00-00-00',"
							"'EndMacAddress':'00-15-5D-00-0F-FF'}]}"),
		0);
	net = network(N1);
	router = hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_DR_MAC_ADDRESS);
	ck_assert(hcn_mac_parse(router->address, &mac));
	ck_assert_uint_gt(hcn_mac_to_u64(&mac), 0x00155d000fff);
	lab_close();
}
END_TEST

START_TEST(what_the_document_says_of_an_overlay_is_kept)
{
	open_with_adapters();
	ck_assert_int_eq(
		create_type("Overlay",
			OVERLAY_SUBNET(
				"5000") ",'Policies':["
					"{'Type':'DrMacAddress','Settings':{'Address':'00-15-5D-01-02-03'}},"
					"{'Type':'ProviderAddress','Settings':{'ProviderAddress':'198.51.100.7'}}]"),
		0);
	ck_assert_uint_eq(network(N1)->n_policies, 2);
	ck_assert_str_eq(network(N1)->management_ip, "198.51.100.7");
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ networks_that_are_routed_by_the_host_get_a_subnet, HCN_N_ELEMENTS(types) },
		{ networks_of_the_hosts_own_lan_may_have_its_prefix, HCN_N_ELEMENTS(types) },
		{ strict_rules_refuse_types_whose_packets_are_not_done },
		{ an_older_windows_refuses_what_it_does_not_know },
		{ an_address_of_a_gateway_that_is_not_reserved_is_free },
		{ endpoints_of_networks_without_a_switch_are_not_attached },
		{ the_management_address_is_that_of_the_adapter_chosen, HCN_N_ELEMENTS(choices) },
		{ an_adapter_that_the_host_does_not_have_is_refused, HCN_N_ELEMENTS(missing) },
		{ the_switch_of_another_network_is_an_adapter },
		{ a_host_without_adapters_still_has_networks_of_all_types },
		{ networks_of_the_host_itself_name_no_adapter },
		{ an_overlay_shows_its_provider_address_and_its_routers_mac },
		{ the_routers_mac_is_no_endpoints },
		{ what_the_document_says_of_an_overlay_is_kept },
		{ NULL },
	};

	return run_tests("network types", facts);
}
