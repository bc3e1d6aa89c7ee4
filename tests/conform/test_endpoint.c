/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Endpoints through the API, on every backend. */
#include <string.h>

#include "world.h"

#define MAPPING(protocol, external, internal)                                                      \
	"{'Type':'PortMapping','Settings':{'Protocol':" #protocol ",'InternalPort':" #internal     \
	",'ExternalPort':" #external "}}"

#define WITH_VIP                                                                                   \
	"'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,"            \
	"'ExternalPort':8080,'VIP':'%s'}}]"

static const char *net_id(void)
{
	return make_network("blue", "172.30.0.0/24");
}

static int try_endpoint(const char *network, const char *members)
{
	return try_make(HCN_KIND_ENDPOINT, doc("{'HostComputeNetwork':'%s',%s}", network, members));
}

START_TEST(a_created_endpoint_shows_all_that_clients_read)
{
	const char *net = net_id(), *id = make_endpoint(net, doc("'Name':'web'"));
	json_t *ep = look(HCN_KIND_ENDPOINT, id);

	ck_assert_str_eq(text_at(ep, "/ID"), id);
	ck_assert_str_eq(text_at(ep, "/HostComputeNetwork"), net);
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), "172.30.0.2");
	ck_assert_int_eq(number_at(ep, "/IpConfigurations/0/PrefixLength"), 24);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "172.30.0.1");
	ck_assert_str_eq(text_at(ep, "/Routes/0/DestinationPrefix"), "0.0.0.0/0");
	ck_assert_int_eq(strncmp(text_at(ep, "/MacAddress"), "00-15-5D-", 9), 0);
	ck_assert_int_eq(number_at(ep, "/Flags"), 0);
	ck_assert_int_eq(number_at(ep, "/State"), 1);
	ck_assert(json_is_array(at(ep, "/Policies")));
	ck_assert_ptr_null(at(ep, "/HostComputeNamespace"));
	json_decref(ep);
}
END_TEST

START_TEST(a_dual_stack_network_gives_an_address_and_route_of_each_family)
{
	const char *net = make(
		HCN_KIND_NETWORK, doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
				      "{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	json_t *ep = look(HCN_KIND_ENDPOINT, make_endpoint(net, ""));

	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), "172.30.0.2");
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/1/IpAddress"), "fd00:30::2");
	ck_assert_int_eq(number_at(ep, "/IpConfigurations/1/PrefixLength"), 64);
	ck_assert_str_eq(text_at(ep, "/Routes/1/DestinationPrefix"), "::/0");
	json_decref(ep);
}
END_TEST

START_TEST(a_given_address_is_made_canonical_and_its_length_filled_in)
{
	const char *net = make_network("six", "fd00:30::/64");
	json_t *ep = look(HCN_KIND_ENDPOINT,
		make_endpoint(net,
			doc("'IpConfigurations':[{'IpAddress':'FD00:30:0::00AB'}],'MacAddress':'0e:2a:0A:00:00:01'")));

	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), "fd00:30::ab");
	ck_assert_int_eq(number_at(ep, "/IpConfigurations/0/PrefixLength"), 64);
	ck_assert_str_eq(text_at(ep, "/MacAddress"), "0e:2a:0A:00:00:01");
	json_decref(ep);
}
END_TEST

START_TEST(addresses_that_cannot_be_are_refused)
{
	static const struct {
		const char *address;
		int status;
	} cases[] = {
		{ "172.31.0.2", HCN_INVALID_IP },
		{ "172.30.0.256", HCN_INVALID_IP },
		{ "nonsense", HCN_INVALID_IP },
		{ "172.30.0.0", HCN_ADDR_INVALID_OR_RESERVED },
		{ "172.30.0.1", HCN_ADDR_INVALID_OR_RESERVED },
		{ "172.30.0.255", HCN_ADDR_INVALID_OR_RESERVED },
	};
	const char *net = net_id();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(try_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'%s'}]",
							   cases[i].address)),
			cases[i].status);
		ck_assert_str_eq(world_error.pointer, "/IpConfigurations/0/IpAddress");
		ck_assert_str_eq(world_error.value, cases[i].address);
	}
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
}
END_TEST

START_TEST(an_address_in_use_is_refused_naming_its_owner)
{
	const char *net = net_id(), *id = make_endpoint(net, doc("'Name':'first'"));

	ck_assert_int_eq(try_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'172.30.0.2'}]")),
		HCN_ADDR_INVALID_OR_RESERVED);
	ck_assert_uint_eq(world_error.hresult, 0x803b002f);
	ck_assert_str_eq(world_error.conflict_id, id);
	ck_assert_str_eq(world_error.conflict_name, "first");
}
END_TEST

START_TEST(freed_addresses_are_the_last_to_be_given_again)
{
	const char *net = make_network("tiny", "172.30.0.0/29");
	const char *first = make_endpoint(net, "");

	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, first), 0);
	for (int i = 3; i <= 6; i++)
		ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, make_endpoint(net, ""),
					 "/IpConfigurations/0/IpAddress"),
			doc("172.30.0.%d", i));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, make_endpoint(net, ""),
				 "/IpConfigurations/0/IpAddress"),
		"172.30.0.2");
	ck_assert_int_eq(try_endpoint(net, doc("'Name':'x'")), HCN_ADDR_INVALID_OR_RESERVED);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 5);
}
END_TEST

START_TEST(remote_endpoints_may_be_anywhere_and_share_a_mac)
{
	const char *net = net_id(), *ns = make_namespace();
	const char *id = make_endpoint(net,
		doc("'Flags':1,'MacAddress':'02-11-0A-00-00-01','IpConfigurations':[{'IpAddress':'10.96.0.1'}]"));

	make_endpoint(net,
		doc("'Flags':1,'MacAddress':'02-11-0A-00-00-01','IpConfigurations':[{'IpAddress':'10.96.0.2'}]"));
	ck_assert_int_eq(attach(id, ns), HCN_INVALID_REMOTE_ENDPOINT_OPERATION);
	ck_assert_int_eq(
		try_endpoint(net, doc("'Flags':1")), HCN_INVALID_REMOTE_ENDPOINT_OPERATION);
}
END_TEST

START_TEST(endpoints_of_one_name_are_allowed)
{
	const char *net = net_id(), *first = make_endpoint(net, doc("'Name':'twin'"));

	make_endpoint(net, doc("'Name':'twin'"));
	ck_assert_uint_eq(
		count(HCN_KIND_ENDPOINT, doc("{'Filter':'{\\\"Name\\\":\\\"twin\\\"}'}")), 2);
	ck_assert(lists(HCN_KIND_ENDPOINT, doc("{'Filter':'{\\\"Name\\\":\\\"twin\\\"}'}"), first));
}
END_TEST

START_TEST(an_endpoint_needs_a_network_that_exists)
{
	ck_assert_int_eq(try_make(HCN_KIND_ENDPOINT, "{}"), HCN_INVALID_NETWORK);
	ck_assert_int_eq(try_endpoint("12345678-0000-0000-0000-000000000001", doc("'Name':'x'")),
		HCN_NETWORK_NOT_FOUND);
	ck_assert_str_eq(world_error.pointer, "/HostComputeNetwork");
}
END_TEST

START_TEST(empty_members_of_go_clients_are_absent)
{
	const char *id = make_endpoint(net_id(),
		doc("'MacAddress':'','Dns':{},'Health':{'Extra':{}},'Policies':[],'Routes':null,"
		    "'IpConfigurations':[],'HostComputeNamespace':'00000000-0000-0000-0000-000000000000'"));

	ck_assert_str_eq(
		look_text(HCN_KIND_ENDPOINT, id, "/IpConfigurations/0/IpAddress"), "172.30.0.2");
}
END_TEST

/* --- policies --------------------------------------------------------------------------------------------- */

START_TEST(an_external_port_is_mapped_once)
{
	const char *net = net_id(),
		   *id = make_endpoint(
			   net, doc("'Name':'web','Policies':[" MAPPING(6, 8080, 80) "]"));

	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 8080, 81) "]")),
		HCN_PORT_ALREADY_EXISTS);
	ck_assert_uint_eq(world_error.hresult, 0x803b0013);
	ck_assert_str_eq(world_error.pointer, "/Policies/0/Settings/ExternalPort");
	ck_assert_str_eq(world_error.conflict_id, id);
	ck_assert_str_eq(world_error.conflict_name, "web");
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(17, 8080, 80) "]")), 0);
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 9090, 1) "," MAPPING(
						   6, 9090, 2) "]")),
		HCN_PORT_ALREADY_EXISTS);
	ck_assert_str_eq(world_error.pointer, "/Policies/1/Settings/ExternalPort");
	ck_assert_str_eq(world_error.conflict_id, "");
}
END_TEST

START_TEST(an_external_port_is_free_again_after_delete)
{
	const char *net = net_id(),
		   *id = make_endpoint(net, doc("'Policies':[" MAPPING(6, 8080, 80) "]"));

	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), 0);
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 8080, 80) "]")), 0);
}
END_TEST

START_TEST(mappings_of_different_vips_do_not_collide)
{
	const char *net = net_id();

	make_endpoint(net, doc(WITH_VIP, "192.0.2.1"));
	make_endpoint(net, doc(WITH_VIP, "192.0.2.2"));
	ck_assert_int_eq(try_endpoint(net, doc(WITH_VIP, "192.0.2.1")), HCN_PORT_ALREADY_EXISTS);
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 8080, 80) "]")),
		HCN_PORT_ALREADY_EXISTS);
}
END_TEST

START_TEST(external_port_0_is_allocated_and_shown)
{
	const char *net = net_id();
	json_int_t a = look_number(HCN_KIND_ENDPOINT,
		make_endpoint(net, doc("'Policies':[" MAPPING(6, 0, 80) "]")),
		"/Policies/0/Settings/ExternalPort");
	json_int_t b = look_number(HCN_KIND_ENDPOINT,
		make_endpoint(net, doc("'Policies':[" MAPPING(6, 0, 80) "]")),
		"/Policies/0/Settings/ExternalPort");

	ck_assert_int_ge(a, 49152);
	ck_assert_int_ne(a, b);
}
END_TEST

START_TEST(an_allocated_port_is_none_that_the_same_document_names)
{
	const char *net = net_id(), *id;

	id = make_endpoint(net, doc("'Policies':[" MAPPING(6, 0, 80) "," MAPPING(
					6, 49152, 81) "," MAPPING(0, 49153, 82) "]"));
	ck_assert_int_eq(
		look_number(HCN_KIND_ENDPOINT, id, "/Policies/0/Settings/ExternalPort"), 49154);
	id = make_endpoint(net, "");
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, id,
			doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':[" MAPPING(
				17, 0, 80) "," MAPPING(17, 49155, 81) "]}}")),
		0);
	ck_assert_int_eq(
		look_number(HCN_KIND_ENDPOINT, id, "/Policies/0/Settings/ExternalPort"), 49156);
}
END_TEST

START_TEST(bad_mappings_are_refused)
{
	const char *net = net_id();

	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 8080, 0) "]")),
		HCN_INVALID_INTERNAL_PORT);
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(1, 8080, 80) "]")),
		HCN_INVALID_POLICY);
	ck_assert_str_eq(world_error.pointer, "/Policies/0/Settings/Protocol");
	ck_assert_int_eq(try_endpoint(net, doc("'Policies':[" MAPPING(6, 70000, 80) "]")),
		HCN_INVALID_POLICY);
	ck_assert_str_eq(world_error.pointer, "/Policies/0/Settings/ExternalPort");
	ck_assert_int_eq(
		try_endpoint(net,
			doc("'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,"
			    "'ExternalPort':80,'Flags':2}}]")),
		HCN_MAPPING_NOT_SUPPORTED);
	ck_assert_int_eq(
		try_endpoint(net, doc("'Policies':[{'Settings':{}}]")), HCN_INVALID_POLICY_TYPE);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
}
END_TEST

START_TEST(settings_come_back_byte_for_byte)
{
	static const char *const settings =
		"{\"Exceptions\":[\"10.0.0.0/8\",\"10.1.0.0/16\"],\"Unknown\":1e2,\"VirtualIP\":\"\"}";
	char text[512], *reply;

	snprintf(text, sizeof(text),
		"{\"HostComputeNetwork\":\"%s\",\"Policies\":[{\"Type\":\"outboundnat\",\"Settings\":%s}]}",
		net_id(), settings);
	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_ENDPOINT, NULL, text, NULL, &reply, &world_error), 0);
	ck_assert_ptr_nonnull(strstr(reply, settings));
	ck_assert_ptr_nonnull(strstr(reply, "\"OutBoundNAT\""));
	hcn_free(reply);
}
END_TEST

START_TEST(an_unknown_policy_type_is_refused_by_name)
{
	const char *net = net_id();

	ck_assert_int_eq(
		try_endpoint(net,
			doc("'Policies':[{'Type':'L2Driver','Settings':{}},{'Type':'ACLs','Settings':"
			    "{'Action':'Block','Direction':'In'}}]")),
		HCN_INVALID_POLICY_TYPE);
	ck_assert_str_eq(world_error.pointer, "/Policies/1/Type");
	ck_assert_str_eq(world_error.value, "ACLs");
}
END_TEST

START_TEST(interface_parameters_stand_once_and_must_make_sense)
{
	const char *net = net_id();

	ck_assert_int_eq(
		try_endpoint(net,
			doc("'Policies':[{'Type':'InterfaceParameters','Settings':{'Mtu':1400}},"
			    "{'Type':'InterfaceParameters','Settings':{'Mtu':1300}}]")),
		HCN_INTERFACEPARAMETERS_ALREADY_APPLIED);
	ck_assert_int_eq(
		try_endpoint(net,
			doc("'Policies':[{'Type':'InterfaceParameters','Settings':{'Mtu':20}}]")),
		HCN_INVALID_POLICY);
}
END_TEST

START_TEST(two_virtual_addresses_are_refused)
{
	const char *net = net_id();

	ck_assert_int_eq(
		try_endpoint(net,
			doc("'Policies':[{'Type':'OutBoundNAT','Settings':{'VirtualIP':'192.0.2.1'}},"
			    "{'Type':'OutBoundNAT','Settings':{'VirtualIP':'192.0.2.2'}}]")),
		HCN_INVALID_POLICY);
	ck_assert_str_eq(world_error.value, "192.0.2.2");
}
END_TEST

START_TEST(dns_data_that_no_resolv_conf_can_hold_is_refused)
{
	const char *net = net_id();

	ck_assert_int_eq(try_endpoint(net,
				 doc("'Dns':{'ServerList':['192.0.2.1','192.0.2.2\\noptions x']}")),
		HCN_INVALID_ENDPOINT);
	ck_assert_str_eq(world_error.pointer, "/Dns/ServerList/1");
	ck_assert_int_eq(try_endpoint(net, doc("'Dns':{'Domain':'a b'}")), HCN_INVALID_ENDPOINT);
	ck_assert_int_eq(try_endpoint(net, doc("'Dns':{'Search':[''],'Domain':''}")), 0);
	ck_assert_int_eq(
		try_make(HCN_KIND_NETWORK, doc("{'Dns':{'Search':['a b']}}")), HCN_INVALID_NETWORK);
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, net,
				 doc("{'ResourceType':'DNS','RequestType':'Update','Settings':"
				     "{'Options':['a b']}}")),
		HCN_INVALID_NETWORK);
	ck_assert_str_eq(world_error.pointer, "/Settings/Options/0");
}
END_TEST

/* --- attachment ------------------------------------------------------------------------------------------- */

START_TEST(a_namespace_given_at_creation_is_attached_to)
{
	const char *net = net_id(), *ns = make_namespace();
	const char *id = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));

	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, id, "/HostComputeNamespace"), ns);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, id, "/State"), 3);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), id);
}
END_TEST

START_TEST(a_namespace_that_does_not_exist_leaves_no_endpoint)
{
	const char *net = net_id();
	char *before = kernel_state();

	ck_assert_int_eq(
		try_endpoint(
			net, doc("'HostComputeNamespace':'12345678-0000-0000-0000-000000000001'")),
		HCN_ELEMENT_NOT_FOUND);
	ck_assert_str_eq(world_error.pointer, "/HostComputeNamespace");
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(deleting_an_attached_endpoint_detaches_it)
{
	const char *net = net_id(), *ns = make_namespace();
	char *before = kernel_state();
	const char *id = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));

	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), HCN_ENDPOINT_NOT_FOUND);
	expect_kernel_state(before);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_created_endpoint_shows_all_that_clients_read,
		a_dual_stack_network_gives_an_address_and_route_of_each_family,
		a_given_address_is_made_canonical_and_its_length_filled_in,
		addresses_that_cannot_be_are_refused,
		an_address_in_use_is_refused_naming_its_owner,
		freed_addresses_are_the_last_to_be_given_again,
		remote_endpoints_may_be_anywhere_and_share_a_mac,
		endpoints_of_one_name_are_allowed,
		an_endpoint_needs_a_network_that_exists,
		empty_members_of_go_clients_are_absent,
		an_external_port_is_mapped_once,
		an_external_port_is_free_again_after_delete,
		mappings_of_different_vips_do_not_collide,
		external_port_0_is_allocated_and_shown,
		an_allocated_port_is_none_that_the_same_document_names,
		bad_mappings_are_refused,
		settings_come_back_byte_for_byte,
		an_unknown_policy_type_is_refused_by_name,
		interface_parameters_stand_once_and_must_make_sense,
		two_virtual_addresses_are_refused,
		dns_data_that_no_resolv_conf_can_hold_is_refused,
		a_namespace_given_at_creation_is_attached_to,
		a_namespace_that_does_not_exist_leaves_no_endpoint,
		deleting_an_attached_endpoint_detaches_it,
	};

	return RUN_WORLD_TESTS("endpoint", tests);
}
