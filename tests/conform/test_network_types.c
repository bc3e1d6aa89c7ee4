/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks of every type through the API, on every backend. */
#include <stdio.h>
#include <string.h>

#include "world.h"

/* As hcsshim's tests have them. */
#define OVERLAY                                                                                    \
	"{'Name':'GoTestOverlay','Type':'Overlay','Flags':8,'Ipams':[{'Type':'Static','Subnets':[" \
	"{'IpAddressPrefix':'192.168.100.0/24','Routes':[{'NextHop':'192.168.100.1',"              \
	"'DestinationPrefix':'0.0.0.0/0'}],'Policies':[{'Type':'VSID','Settings':"                 \
	"{'IsolationId':5000}}]}]}],'SchemaVersion':{'Major':2,'Minor':0}}"

static const char *const types[] = { "NAT", "ICS", "Transparent", "L2Bridge", "L2Tunnel", "Private",
	"Internal", "Mirrored", "Infiniband", "ConstrainedICS" };

START_TEST(every_type_is_made_by_name_and_shown_in_its_own_spelling)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char lower[32] = "";
		const char *id;

		for (size_t j = 0; types[i][j]; j++)
			lower[j] = (char)(types[i][j] | 0x20);
		id = make(HCN_KIND_NETWORK,
			doc("{'Type':'%s','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'}]}]}",
				lower));
		ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Type"), types[i]);
		ck_assert_str_eq(
			look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/Routes/0/NextHop"),
			"172.30.0.1");
		ck_assert_str_ne(
			look_text(HCN_KIND_NETWORK, id, "/MacPool/Ranges/0/StartMacAddress"), "");
		ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, id), 0);
	}
}
END_TEST

START_TEST(all_that_an_endpoint_of_any_type_made_is_gone_after_it)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char *before = kernel_state();
		const char *ns, *net;

		if (!strcmp(types[i], "Mirrored") || !strcmp(types[i], "Infiniband")) {
			free(before);
			continue;
		}
		ns = make_namespace();
		net = make(HCN_KIND_NETWORK,
			doc("{'Type':'%s','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
			    "{'IpAddressPrefix':'fd00:30::/64'}]}]}",
				types[i]));
		ck_assert_int_eq(
			attach(make_endpoint(net,
				       "\"Policies\":[{\"Type\":\"OutBoundNAT\",\"Settings\":"
				       "{\"Exceptions\":[\"10.0.0.0/8\"]}}]"),
				ns),
			0);
		ck_assert_int_eq(
			attach(make_endpoint(net, ""), "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"), 0);
		ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
		ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, ns), 0);
		expect_kernel_state(before);
	}
}
END_TEST

START_TEST(networks_without_subnets_have_none)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Name':'azure','Type':'L2Bridge','Ipams':[{'Type':'Static'}]}"));
	json_t *net = look(HCN_KIND_NETWORK, id);

	ck_assert_uint_eq(json_array_size(at(net, "/Ipams/0/Subnets")), 0);
	json_decref(net);
}
END_TEST

START_TEST(the_reply_of_create_has_the_routers_mac_of_an_overlay)
{
	char *created;
	const char *mac;

	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_NETWORK, NULL, doc(OVERLAY), NULL, &created, NULL), 0);
	mac = strstr(created, "\"DrMacAddress\"");
	ck_assert_ptr_nonnull(mac);
	ck_assert_ptr_nonnull(strstr(mac, "\"Address\":\"00-15-5D-"));
	hcn_free(created);
}
END_TEST

START_TEST(two_overlays_stand_side_by_side)
{
	const char *first = make(HCN_KIND_NETWORK, doc(OVERLAY));
	const char *second = make(HCN_KIND_NETWORK,
		doc("{'Name':'base','Type':'Overlay','Ipams':[{'Subnets':[{'IpAddressPrefix':"
		    "'100.64.0.0/30','Policies':[{'Type':'VSID','Settings':{'IsolationId':4098}}]}]}]}"));

	ck_assert_int_eq(look_number(HCN_KIND_NETWORK, first, "/Flags"), 8);
	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, second, "/Type"), "Overlay");
}
END_TEST

START_TEST(policies_of_an_overlay_come_and_go)
{
	static const char *const policies[] = {
		"{'Type':'RemoteSubnetRoute','Settings':{'DestinationPrefix':'192.168.2.0/24',"
		"'IsolationId':5000,'ProviderAddress':'1.1.1.1',"
		"'DistributedRouterMacAddress':'00-12-34-56-78-9a'}}",
		"{'Type':'HostRoute','Settings':{}}",
		"{'Type':'NetworkACL','Settings':{'Protocols':'6','Action':'Allow','Direction':'In',"
		"'LocalAddresses':'192.168.100.0/24','Priority':100,'RuleType':'Switch'}}",
	};
	const char *id = make(HCN_KIND_NETWORK, doc(OVERLAY));
	json_t *net = look(HCN_KIND_NETWORK, id);
	size_t n = json_array_size(at(net, "/Policies"));

	json_decref(net);
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		for (int add = 1; add >= 0; add--) {
			char request[1024];

			snprintf(request, sizeof(request),
				"{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':[%s]}}",
				add ? "Add" : "Remove", policies[i]);
			ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, id, doc("%s", request)), 0);
			net = look(HCN_KIND_NETWORK, id);
			ck_assert_uint_eq(json_array_size(at(net, "/Policies")), n + (size_t)add);
			json_decref(net);
		}
	}
}
END_TEST

START_TEST(an_adapter_that_is_not_there_is_named)
{
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK,
				 doc("{'Type':'Transparent','Policies':[{'Type':'NetAdapterName',"
				     "'Settings':{'NetworkAdapterName':'no such'}}]}")),
		HCN_ADAPTER_NOT_FOUND);
	ck_assert_uint_eq(world_error.hresult, 0x803b0006);
	ck_assert_str_eq(world_error.pointer, "/Policies/0/Settings/NetworkAdapterName");
	ck_assert_str_eq(world_error.value, "no such");
}
END_TEST

START_TEST(ids_of_subnets_stay)
{
	const char *id = make_network("blue", "172.30.0.0/24");
	char first[64];

	snprintf(first, sizeof(first), "%s",
		look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/ID"));
	ck_assert_uint_eq(strlen(first), 36);
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, id,
				 doc("{'ResourceType':'Subnet','RequestType':'Add','Settings':"
				     "{'Subnets':[{'IpAddressPrefix':'172.31.0.0/24'}]}}")),
		0);
	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/ID"), first);
	ck_assert_int_eq(
		try_modify(HCN_KIND_NETWORK, id,
			doc("{'ResourceType':'IPSubnet','RequestType':'Add','Settings':"
			    "{'SubnetId':'%s','IpSubnets':[{'IpAddressPrefix':'172.30.0.16/28'}]}}",
				first)),
		0);
	ck_assert_str_eq(
		look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/IpSubnets/0/IpAddressPrefix"),
		"172.30.0.16/28");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		every_type_is_made_by_name_and_shown_in_its_own_spelling,
		all_that_an_endpoint_of_any_type_made_is_gone_after_it,
		networks_without_subnets_have_none,
		the_reply_of_create_has_the_routers_mac_of_an_overlay,
		two_overlays_stand_side_by_side,
		policies_of_an_overlay_come_and_go,
		an_adapter_that_is_not_there_is_named,
		ids_of_subnets_stay,
	};

	return RUN_WORLD_TESTS("network types", tests);
}
