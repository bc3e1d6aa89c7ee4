/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What changes of networks mean: policies with keys, sets that are named, subnets and their parts, extensions. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"

static void given_network(void)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Ipams':[{'Subnets':[{'ID':'" S9
				"','IpAddressPrefix':'10.0.0.0/24'}]}]}");
}

static int ask(const char *resource, const char *request, const char *settings)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'ResourceType':'%s','RequestType':'%s','Settings':{%s}}",
		resource, request, settings);
	return modify(HCN_KIND_NETWORK, N1, text);
}

static void must(const char *resource, const char *request, const char *settings)
{
	ck_assert_msg(!ask(resource, request, settings), "%s: %s", refusal.pointer, refusal.text);
	commit();
}

/* --- policies --------------------------------------------------------------------------------------------------- */

#define ROUTE(vni, mac)                                                                            \
	"'Policies':[{'Type':'RemoteSubnetRoute','Settings':{'DestinationPrefix':'10.1.0.0/24',"   \
	"'IsolationId':" vni ",'ProviderAddress':'192.0.2.1','DistributedRouterMacAddress':'" mac  \
	"'}}]"
#define SET(id, values)                                                                            \
	"{'Type':'SetPolicy','Settings':{'Id':'" id                                                \
	"','Name':'n','PolicyType':'IPSET','Values':'" values "'}}"
#define NESTED(id, values)                                                                         \
	"{'Type':'SetPolicy','Settings':{'Id':'" id                                                \
	"','Name':'n','PolicyType':'NESTEDIPSET','Values':'" values "'}}"

START_TEST(a_route_stands_once_for_a_prefix)
{
	given_network();
	must("Policy", "Add", ROUTE("4096", "aa:bb:cc:dd:ee:0f"));
	must("Policy", "Add", ROUTE("4096", "AA-BB-CC-DD-EE-0F"));
	ck_assert_uint_eq(network(N1)->n_policies, 1);
	ck_assert_int_eq(ask("Policy", "Add", ROUTE("4097", "aa:bb:cc:dd:ee:0f")),
		HCN_POLICY_ALREADY_EXISTS);
	ck_assert_str_eq(refusal.pointer, "/Settings/Policies/0");
	ck_assert_str_eq(refusal.value, "10.1.0.0/24");
	lab_close();
}
END_TEST

START_TEST(a_route_is_removed_whatever_its_mac_is_written_like)
{
	given_network();
	must("Policy", "Add", ROUTE("4096", "aa:bb:cc:dd:ee:0f"));
	must("Policy", "Remove", ROUTE("4097", "aa:bb:cc:dd:ee:0f"));
	ck_assert_uint_eq(network(N1)->n_policies, 1);
	must("Policy", "Remove", ROUTE("4096", "AA-BB-CC-DD-EE-0F"));
	ck_assert_uint_eq(network(N1)->n_policies, 0);
	lab_close();
}
END_TEST

START_TEST(two_policies_of_one_key_are_refused_at_creation)
{
	lab_open();
	ck_assert_int_eq(
		create(HCN_KIND_NETWORK, "{'ID':'" N1 "','Policies':[" SET("a", "") "," SET(
						 "b", "") "," SET("a", "10.0.0.1") "]}"),
		HCN_POLICY_ALREADY_EXISTS);
	ck_assert_str_eq(refusal.pointer, "/Policies/2");
	ck_assert_str_eq(refusal.value, "a");
	lab_close();
}
END_TEST

START_TEST(sets_are_updated_and_removed_by_their_ids)
{
	given_network();
	must("Policy", "Add",
		"'Policies':[" NESTED("all", "a,b") "," SET("a", "") "," SET("b", "") "]");
	must("Policy", "Update", "'Policies':[" SET("a", "10.0.0.9") "]");
	ck_assert_uint_eq(network(N1)->n_policies, 3);
	ck_assert_ptr_nonnull(strstr(network(N1)->policies[1].raw, "10.0.0.9"));
	ck_assert_int_eq(
		ask("Policy", "Update", "'Policies':[" SET("c", "") "]"), HCN_POLICY_NOT_FOUND);
	ck_assert_str_eq(refusal.pointer, "/Settings/Policies/0");
	must("Policy", "Remove", "'Policies':[" SET("a", "") "," NESTED("all", "") "]");
	ck_assert_uint_eq(network(N1)->n_policies, 1);
	lab_close();
}
END_TEST

START_TEST(a_set_that_another_set_or_an_acl_names_stays)
{
	given_network();
	must("Policy", "Add",
		"'Policies':[" NESTED("all", "a") "," SET("a", "") "," SET("b", "") "]");
	ck_assert_int_eq(ask("Policy", "Remove", "'Policies':[" SET("b", "") "," SET("a", "") "]"),
		HCN_ENTITY_HAS_REFERENCES);
	ck_assert_uint_eq(refusal.hresult, 0x803b002c);
	ck_assert_str_eq(refusal.pointer, "/Settings/Policies/1/Settings/Id");
	ck_assert_str_eq(refusal.value, "a");
	lab_close();

	given_network();
	must("Policy", "Add", "'Policies':[" SET("b", "") "]");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E1 "','HostComputeNetwork':'" N1 "','Policies':[{'Type':'ACL','Settings':"
		"{'Action':'Allow','Direction':'In','RemoteAddresses':'b','Priority':100}}]}");
	ck_assert_int_eq(ask("Policy", "Remove", "'Policies':[" SET("b", "") "]"),
		HCN_ENTITY_HAS_REFERENCES);
	ck_assert_str_eq(refusal.conflict_id, E1);
	lab_close();
}
END_TEST

START_TEST(policies_that_nothing_tells_apart_are_not_updated)
{
	given_network();
	ck_assert_int_eq(ask("Policy", "Update",
				 "'Policies':[{'Type':'NetworkACL','Settings':"
				 "{'Action':'Allow','Direction':'In','Priority':100}}]"),
		HCN_REQUEST_UNSUPPORTED);
	lab_close();
}
END_TEST

/* --- subnets ---------------------------------------------------------------------------------------------------- */

START_TEST(subnets_are_added_complete_and_removed_by_id_or_prefix)
{
	const struct hcn_subnet *added;

	given_network();
	must("Subnet", "Add",
		"'Subnets':[{'IpAddressPrefix':'10.0.1.0/24'},{'IpAddressPrefix':'10.0.2.0/24'}]");
	ck_assert_uint_eq(network(N1)->ipams[0].n_subnets, 3);
	added = &network(N1)->ipams[0].subnets[1];
	ck_assert_str_eq(added->routes[0].next_hop, "10.0.1.1");
	ck_assert(!hcn_guid_is_zero(&added->id));
	must("Subnet", "Remove", "'Subnets':[{'ID':'" S9 "'},{'IpAddressPrefix':'10.0.1.0/24'}]");
	ck_assert_uint_eq(network(N1)->ipams[0].n_subnets, 1);
	ck_assert_str_eq(network(N1)->ipams[0].subnets[0].ip_address_prefix, "10.0.2.0/24");
	ck_assert_int_eq(ask("Subnet", "Remove", "'Subnets':[{'IpAddressPrefix':'10.0.1.0/24'}]"),
		HCN_SUBNET_NOT_FOUND);
	ck_assert_str_eq(refusal.pointer, "/Settings/Subnets/0");
	lab_close();
}
END_TEST

START_TEST(a_subnet_in_the_way_of_another_is_not_added)
{
	given_network();
	ck_assert_int_eq(ask("Subnet", "Add",
				 "'Subnets':[{'IpAddressPrefix':'10.0.1.0/24'},"
				 "{'IpAddressPrefix':'10.0.0.128/25'}]"),
		HCN_INVALID_SUBNET);
	ck_assert_str_eq(refusal.pointer, "/Settings/Subnets/1/IpAddressPrefix");
	lab_close();
	given_network();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N2 "','Ipams':[{'Subnets':[{'IpAddressPrefix':'10.9.0.0/24'}]}]}");
	ck_assert_int_eq(ask("Subnet", "Add", "'Subnets':[{'IpAddressPrefix':'10.9.0.0/16'}]"),
		HCN_INVALID_SUBNET);
	ck_assert_str_eq(refusal.conflict_id, N2);
	lab_close();
}
END_TEST

START_TEST(a_subnet_with_endpoints_stays)
{
	given_network();
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1 "'}");
	ck_assert_int_eq(
		ask("Subnet", "Remove", "'Subnets':[{'ID':'" S9 "'}]"), HCN_ENTITY_HAS_REFERENCES);
	ck_assert_str_eq(refusal.conflict_id, E1);
	ck_assert_str_eq(refusal.value, "10.0.0.0/24");
	lab_close();
}
END_TEST

START_TEST(parts_of_a_subnet_are_added_and_removed)
{
	static const char *const part = "'SubnetId':'" S9
					"','IpSubnets':[{'IpAddressPrefix':'10.0.0.0/28'}]";

	given_network();
	must("IPSubnet", "Add", part);
	ck_assert_uint_eq(network(N1)->ipams[0].subnets[0].n_ip_subnets, 1);
	ck_assert_int_eq(ask("IPSubnet", "Add", part), HCN_INVALID_IP_SUBNET);
	ck_assert_str_eq(refusal.pointer, "/Settings/IpSubnets/0/IpAddressPrefix");
	ck_assert_str_eq(refusal.value, "10.0.0.0/28");
	lab_close();

	given_network();
	must("IPSubnet", "Add", part);
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1 "'}");
	ck_assert_int_eq(ask("IPSubnet", "Remove", part), HCN_ENTITY_HAS_REFERENCES);
	ck_assert_str_eq(refusal.pointer, "/Settings/IpSubnets/0");
	ck_assert_int_eq(delete_object(HCN_KIND_ENDPOINT, E1), 0);
	must("IPSubnet", "Remove", part);
	ck_assert_uint_eq(network(N1)->ipams[0].subnets[0].n_ip_subnets, 0);
	ck_assert_int_eq(ask("IPSubnet", "Remove", part), HCN_SUBNET_NOT_FOUND);
	ck_assert_int_eq(ask("IPSubnet", "Add", "'SubnetId':'" S1 "'"), HCN_SUBNET_NOT_FOUND);
	ck_assert_str_eq(refusal.pointer, "/Settings/SubnetId");
	lab_close();
}
END_TEST

/* --- extensions ------------------------------------------------------------------------------------------------- */

START_TEST(an_extension_is_remembered_by_its_id)
{
	given_network();
	must("Extension", "Update", "'Id':'" S1 "','IsEnabled':true");
	must("Extension", "Update", "'Id':'" S2 "','IsEnabled':true");
	must("Extension", "Update", "'Id':'" S1 "','IsEnabled':false");
	ck_assert_uint_eq(network(N1)->n_extensions, 2);
	ck_assert(!network(N1)->extensions[0].is_enabled);
	ck_assert(network(N1)->extensions[1].is_enabled);
	ck_assert_int_eq(
		ask("Extension", "Update", "'IsEnabled':true"), HCN_SWITCH_EXTENSION_NOT_FOUND);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_route_stands_once_for_a_prefix },
		{ a_route_is_removed_whatever_its_mac_is_written_like },
		{ two_policies_of_one_key_are_refused_at_creation },
		{ sets_are_updated_and_removed_by_their_ids },
		{ a_set_that_another_set_or_an_acl_names_stays },
		{ policies_that_nothing_tells_apart_are_not_updated },
		{ subnets_are_added_complete_and_removed_by_id_or_prefix },
		{ a_subnet_in_the_way_of_another_is_not_added },
		{ a_subnet_with_endpoints_stays },
		{ parts_of_a_subnet_are_added_and_removed },
		{ an_extension_is_remembered_by_its_id },
		{ NULL },
	};

	return run_tests("changes of networks", facts);
}
