/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modify requests: which there are, and what they leave behind. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "policies.h"

#define MAPPED(port)                                                                               \
	"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':" #port   \
	"}}"
#define POLICIES(type, list)                                                                       \
	"{'ResourceType':'Policy','RequestType':'" type "','Settings':{'Policies':[" list "]}}"

static void given_objects(void)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Dns':{'Domain':'a.test','ServerList':['192.0.2.1']}}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S2 "'}");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E1 "','HostComputeNetwork':'" N1 "','Policies':[" MAPPED(8080) "]}");
}

static void must_modify(enum hcn_kind kind, const char *id, const char *request)
{
	ck_assert_msg(
		!modify(kind, id, request), "%s: %s: %s", request, refusal.pointer, refusal.text);
	commit();
}

/* --- which there are ------------------------------------------------------------------------------------------ */

static const struct {
	enum hcn_kind kind;
	const char *id, *resource,
		*requests; /* the types that there are; the other ones are refused */
} pairs[] = {
	{ HCN_KIND_NETWORK, N1, "Policy", "Add Remove Update" },
	{ HCN_KIND_NETWORK, N1, "DNS", "Update" },
	{ HCN_KIND_NETWORK, N1, "Subnet", "Add Remove" },
	{ HCN_KIND_NETWORK, N1, "IPSubnet", "Add Remove" },
	{ HCN_KIND_NETWORK, N1, "Extension", "Update" },
	{ HCN_KIND_ENDPOINT, E1, "Policy", "Add Remove Update" },
	{ HCN_KIND_ENDPOINT, E1, "Port", "Add Remove Refresh" },
	{ HCN_KIND_NAMESPACE, S1, "Endpoint", "Add Remove" },
	{ HCN_KIND_NAMESPACE, S1, "Container", "Add Remove" },
};

START_TEST(requests_that_nothing_carries_out_are_refused)
{
	static const char *const types[] = { "Add", "Remove", "Update", "Refresh", "Reset" };

	given_objects();
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++) {
		bool known = strstr(pairs[_i].requests, types[i]);
		char request[128];
		int r;

		snprintf(request, sizeof(request), "{'ResourceType':'%s','RequestType':'%s'}",
			pairs[_i].resource, types[i]);
		hcn_error_reset(&refusal);
		r = modify(pairs[_i].kind, pairs[_i].id, request);
		ck_assert_msg((r == HCN_REQUEST_UNSUPPORTED) != known, "%s: %d %s", request, r,
			refusal.text);
		if (!known)
			ck_assert_str_eq(refusal.pointer, "/RequestType");
	}
	lab_close();
}
END_TEST

static const struct {
	enum hcn_kind kind;
	const char *id, *request;
	int status;
	const char *pointer;
} broken[] = {
	{ HCN_KIND_NETWORK, N1, "{", HCN_INVALID_JSON, "" },
	{ HCN_KIND_NETWORK, N1, "{'ResourceType':'Policy'}", HCN_INVALID_JSON, "/RequestType" },
	{ HCN_KIND_ENDPOINT, E1, "{'RequestType':'Add'}", HCN_INVALID_JSON, "/ResourceType" },
	{ HCN_KIND_ENDPOINT, E1, "{'ResourceType':'Dns','RequestType':'Add'}", HCN_INVALID_JSON,
		"/ResourceType" },
	{ HCN_KIND_NAMESPACE, S1, "{'ResourceType':'Policy','RequestType':'Add'}", HCN_INVALID_JSON,
		"/ResourceType" },
	{ HCN_KIND_ENDPOINT, E1, "{'ResourceType':'Policy','RequestType':'Add','Settings':7}",
		HCN_INVALID_JSON, "/Settings" },
	{ HCN_KIND_ENDPOINT, E1,
		POLICIES("Add", "{'Type':'PortMapping','Settings':{'Protocol':'x'}}"),
		HCN_INVALID_POLICY, "/Settings/Policies/0/Settings/Protocol" },
	{ HCN_KIND_NETWORK, N1, POLICIES("Add", "{'Type':'VxlanPort','Settings':{'Port':-1}}"),
		HCN_INVALID_POLICY, "/Settings/Policies/0/Settings/Port" },
	{ HCN_KIND_NAMESPACE, S1, "{'ResourceType':'Endpoint','RequestType':'Add'}",
		HCN_INVALID_JSON, "/Settings/EndpointId" },
	{ HCN_KIND_NAMESPACE, S1, "{'ResourceType':'Endpoint','RequestType':'Remove'}",
		HCN_INVALID_JSON, "/Settings/EndpointId" },
	{ HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Endpoint','RequestType':'Remove','Settings':{'EndpointId':'" E9
		"'}}",
		HCN_ELEMENT_NOT_FOUND, "/Settings/EndpointId" },
	{ HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Endpoint','RequestType':'Remove','Settings':{'EndpointId':'" E1
		"'}}",
		HCN_ELEMENT_NOT_FOUND, "/Settings/EndpointId" },
	{ HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Endpoint','RequestType':'Add','Settings':{'EndpointId':'" E9
		"'}}",
		HCN_ENDPOINT_NOT_FOUND, "/Settings/EndpointId" },
	{ HCN_KIND_NAMESPACE, S1, "{'ResourceType':'Container','RequestType':'Add','Settings':{}}",
		HCN_INVALID_JSON, "/Settings/ContainerId" },
	{ HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Container','RequestType':'Remove','Settings':{'ContainerId':'x'}}",
		HCN_ELEMENT_NOT_FOUND, "/Settings/ContainerId" },
};

START_TEST(a_request_is_refused_where_it_is_wrong)
{
	given_objects();
	ck_assert_int_eq(
		modify(broken[_i].kind, broken[_i].id, broken[_i].request), broken[_i].status);
	ck_assert_str_eq(refusal.pointer, broken[_i].pointer);
	lab_close();
}
END_TEST

/* --- policies -------------------------------------------------------------------------------------------------- */

/* The Types of an endpoint's policies, with the ExternalPort of mappings. */
static const char *policies_of(const struct hcn_policy *policies, size_t n)
{
	static char text[256];
	char *end = text;

	*end = 0;
	for (size_t i = 0; i < n; i++) {
		end += sprintf(end, "%s%s", i ? " " : "", policies[i].type->name);
		if (policies[i].type->id == HCN_POLICY_PORT_MAPPING)
			end += sprintf(end, ":%u",
				((const struct hcn_port_mapping *)policies[i].settings)
					->external_port);
	}
	return text;
}

#define OF_ENDPOINT policies_of(endpoint(E1)->policies, endpoint(E1)->n_policies)
#define OF_NETWORK  policies_of(network(N1)->policies, network(N1)->n_policies)

static const struct {
	const char *request,
		*policies; /* the endpoint's, which begins with mapping 8080, after it */
} changes[] = {
	{ POLICIES("Add", MAPPED(81)), "PortMapping:8080 PortMapping:81" },
	{ POLICIES("Add", ""), "PortMapping:8080" },
	{ POLICIES("Remove", MAPPED(8080)), "" },
	{ POLICIES("Remove", MAPPED(81)), "PortMapping:8080" },
	{ POLICIES("Remove",
		  "{'Type':'PortMapping','Settings':{'externalport':8080,'Protocol':'TCP','InternalPort':80}}"),
		"" },
	{ POLICIES("Remove", "{'Type':'PortMapping'}"), "PortMapping:8080" },
	{ POLICIES("Remove", "{}"), "PortMapping:8080" },
	{ POLICIES("Update", ""), "PortMapping:8080" },
	{ POLICIES("Update", "{}"), "PortMapping:8080" },
	{ POLICIES("Update", MAPPED(8080)), "PortMapping:8080" },
	{ POLICIES("Update", MAPPED(81)), "PortMapping:8080 PortMapping:81" },
	{ POLICIES("Update", "{'Type':'L2Driver'},{'Type':'L2Driver','Settings':{}}"),
		"PortMapping:8080 L2Driver L2Driver" },
	{ POLICIES("Update", "{'Type':'Iov','Settings':{}},{'Type':'L2Driver'}"),
		"PortMapping:8080 Iov L2Driver" },
};

START_TEST(a_request_changes_the_list_of_policies)
{
	given_objects();
	must_modify(HCN_KIND_ENDPOINT, E1, changes[_i].request);
	ck_assert_str_eq(OF_ENDPOINT, changes[_i].policies);
	lab_close();
}
END_TEST

START_TEST(iov_is_replaced_by_an_update_and_removed_by_type)
{
	given_objects();
	must_modify(HCN_KIND_ENDPOINT, E1,
		POLICIES("Add", "{'Type':'Iov','Settings':{'IovOffloadWeight':100}}"));
	must_modify(HCN_KIND_ENDPOINT, E1,
		POLICIES("Update", "{'Type':'Iov','Settings':{'IovOffloadWeight':50}}"));
	ck_assert_str_eq(OF_ENDPOINT, "PortMapping:8080 Iov");
	ck_assert_uint_eq(
		((const struct hcn_iov *)endpoint(E1)->policies[1].settings)->offload_weight, 50);
	must_modify(HCN_KIND_ENDPOINT, E1, POLICIES("Update", ""));
	ck_assert_str_eq(OF_ENDPOINT, "PortMapping:8080");
	must_modify(HCN_KIND_ENDPOINT, E1,
		POLICIES("Add", "{'Type':'Iov','Settings':{'IovOffloadWeight':100}}"));
	must_modify(HCN_KIND_ENDPOINT, E1,
		POLICIES("Remove", "{'Type':'Iov','Settings':{'IovOffloadWeight':0}}"));
	ck_assert_str_eq(OF_ENDPOINT, "PortMapping:8080");
	lab_close();
}
END_TEST

/* As AZ's npm, Calico and the PowerShell helpers use it: see doc/facts/clients.md §3. */
START_TEST(an_update_replaces_acls_and_keeps_what_creation_made)
{
#define RULE(action) "{'Type':'ACL','Settings':{'Action':'" action "','Direction':'In'}}"
#define ALL_ELSE     MAPPED(8080) ",{'Type':'PortName','Settings':{'Name':'p'}}"
	static const struct {
		const char *request, *policies;
	} updates[] = {
		{ POLICIES("Add", RULE("Allow") "," RULE("Block")), "ACL ACL" },
		{ POLICIES("Update", RULE("Allow")), "ACL" },
		{ POLICIES("Update", ALL_ELSE "," RULE("Allow") "," RULE("Block")), "ACL ACL" },
		{ POLICIES("Update", ALL_ELSE), "" },
		{ POLICIES("Add", RULE("Allow")), "ACL" },
		{ "{'ResourceType':'Policy','RequestType':'Update','Settings':{}}", "" },
		{ POLICIES("Add", RULE("Allow")), "ACL" },
		{ "{'ResourceType':1,'RequestType':2,'Settings':{'Policies':[{}]}}", "" },
		{ POLICIES("Add",
			  "{'Type':'QOS','Settings':{}},{'Type':'L4Proxy','Settings':{'Destination':'10.0.0.9:80'}}"),
			"QOS L4Proxy" },
		{ "{'ResourceType':'policy','RequestType':'UPDATE'}", "" },
		{ POLICIES("Update", RULE("Allow")), "ACL" },
		{ POLICIES("Remove",
			  "{'Type':'acl','Settings':{'direction':'IN','Action':'Allow'}}"),
			"" },
	};
	char expected[128];

	given_objects();
	must_modify(HCN_KIND_ENDPOINT, E1,
		POLICIES("Add", "{'Type':'PortName','Settings':{'Name':'p'}}"));
	for (size_t i = 0; i < HCN_N_ELEMENTS(updates); i++) {
		must_modify(HCN_KIND_ENDPOINT, E1, updates[i].request);
		snprintf(expected, sizeof(expected), "PortMapping:8080 PortName%s%s",
			*updates[i].policies ? " " : "", updates[i].policies);
		ck_assert_msg(
			!strcmp(OF_ENDPOINT, expected), "%s: %s", updates[i].request, OF_ENDPOINT);
	}
	lab_close();
#undef RULE
#undef ALL_ELSE
}
END_TEST

static const struct {
	const char *list;
	int status;
	const char *pointer;
} additions[] = {
	{ "{'Type':'ACL','Settings':{'Action':'Block','Direction':'In','RemoteAddresses':'a'}}",
		HCN_INVALID_POLICY, "/Settings/Policies/0/Settings/RemoteAddresses" },
	{ "{'Type':'QOS'},{'Type':'ACL','Settings':{'Direction':'In'}}", HCN_INVALID_POLICY,
		"/Settings/Policies/1/Settings/Action" },
	{ "{'Type':'NAT'}", HCN_INVALID_POLICY_TYPE, "/Settings/Policies/0/Type" },
	{ "{}", HCN_INVALID_POLICY_TYPE, "/Settings/Policies/0" },
	{ "{'Type':'InterfaceParameters','Settings':{'Mtu':1300}}", 0, "" },
	{ "{'Type':'InterfaceParameters','Settings':{}},{'Type':'InterfaceParameters','Settings':{}}",
		HCN_INTERFACEPARAMETERS_ALREADY_APPLIED, "/Settings/Policies/1" },
	{ "{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'80','FilterTuple':{'Protocols':'6'}}},"
	  "{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'81','FilterTuple':{'Protocols':'17'}}}",
		0, "" },
	{ "{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'80','FilterTuple':{'Protocols':'6'}}},"
	  "{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'81','FilterTuple':{'Protocols':'6'}}}",
		HCN_POLICY_ALREADY_EXISTS, "/Settings/Policies/1" },
};

START_TEST(an_added_policy_is_checked_among_those_that_are_there)
{
	char request[512];

	given_objects();
	hcn_error_reset(&refusal);
	snprintf(request, sizeof(request), POLICIES("Add", "%s"), additions[_i].list);
	ck_assert_int_eq(modify(HCN_KIND_ENDPOINT, E1, request), additions[_i].status);
	ck_assert_str_eq(refusal.pointer, additions[_i].pointer);
	lab_close();
}
END_TEST

/* --- the switch port --------------------------------------------------------------------------------------------- */

#define PORT(type, settings)                                                                       \
	"{'ResourceType':'Port','RequestType':'" type "','Settings':{" settings "}}"

static const struct {
	const char *request;
	int status;
	bool port; /* whether it is there after it */
} ports[] = {
	{ PORT("Remove", ""), HCN_PORT_NOT_FOUND, false },
	{ PORT("Add", ""), HCN_INVALID_JSON, false },
	{ PORT("Add", "'PortId':'" S1 "','VirtualNicName':'nic'"), 0, true },
	{ PORT("Add", "'PortId':'" S2 "'"), HCN_ENDPOINT_ALREADY_ATTACHED, true },
	{ "{'ResourceType':'Port','RequestType':'Refresh'}", 0, true },
	{ "{'ResourceType':0,'RequestType':1}", 0, false },
	{ "{'ResourceType':0,'RequestType':0,'Settings':{'PortName':'web'}}", 0, true },
};

START_TEST(a_virtual_machines_port_is_recorded_and_forgotten)
{
	given_objects();
	for (size_t i = 0; i < HCN_N_ELEMENTS(ports); i++) {
		ck_assert_msg(modify(HCN_KIND_ENDPOINT, E1, ports[i].request) == ports[i].status,
			"%s: %s", ports[i].request, refusal.text);
		commit();
		ck_assert_int_eq(endpoint(E1)->port != NULL, ports[i].port);
	}
	ck_assert_str_eq(endpoint(E1)->port, "{\"PortName\":\"web\"}");
	lab_close();
}
END_TEST

START_TEST(strict_rules_and_remote_endpoints_take_no_port)
{
	static const char *const request = PORT("Add", "'PortId':'" S1 "'");

	given_objects();
	given(HCN_KIND_ENDPOINT, "{'ID':'" E2 "','HostComputeNetwork':'" N1
				 "','Flags':1,'IpConfigurations':[{'IpAddress':'192.0.2.1'}]}");
	ck_assert_int_eq(
		modify(HCN_KIND_ENDPOINT, E2, request), HCN_INVALID_REMOTE_ENDPOINT_OPERATION);
	wanted.strict = true;
	ck_assert_int_eq(modify(HCN_KIND_ENDPOINT, E1, request), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/ResourceType");
	lab_close();
}
END_TEST

START_TEST(strict_rules_take_no_unknown_members)
{
	static const char *const requests[] = {
		"{'ResourceType':'Policy','RequestType':'Add','Setings':{}}",
		POLICIES("Add", "{'Type':'QOS','Settings':{'Rate':1}}"),
	};
	static const char *const pointers[] = { "/Setings", "/Settings/Policies/0/Settings/Rate" };

	given_objects();
	for (size_t i = 0; i < HCN_N_ELEMENTS(requests); i++) {
		wanted.strict = false;
		must_modify(HCN_KIND_ENDPOINT, E1, requests[i]);
		wanted.strict = true;
		ck_assert_int_gt(modify(HCN_KIND_ENDPOINT, E1, requests[i]), 0);
		ck_assert_str_eq(refusal.pointer, pointers[i]);
	}
	lab_close();
}
END_TEST

START_TEST(a_policy_that_can_say_nothing_is_the_same_with_and_without_settings)
{
	given_objects();
	must_modify(HCN_KIND_ENDPOINT, E1, POLICIES("Add", "{'Type':'L2Driver','Settings':{}}"));
	must_modify(HCN_KIND_ENDPOINT, E1, POLICIES("Update", "{'Type':'L2Driver'}"));
	ck_assert_str_eq(OF_ENDPOINT, "PortMapping:8080 L2Driver");
	must_modify(HCN_KIND_ENDPOINT, E1, POLICIES("Remove", "{'Type':'L2Driver'}"));
	ck_assert_str_eq(OF_ENDPOINT, "PortMapping:8080");
	lab_close();
}
END_TEST

START_TEST(a_networks_policies_come_and_go)
{
	given_objects();
	must_modify(HCN_KIND_NETWORK, N1,
		POLICIES("Add", "{'Type':'NetAdapterName','Settings':{'NetworkAdapterName':'a'}},"
				"{'Type':'AutomaticDNS','Settings':{'Enable':true}}"));
	ck_assert_str_eq(OF_NETWORK, "NetAdapterName AutomaticDNS");
	must_modify(HCN_KIND_NETWORK, N1,
		POLICIES("Remove",
			"{'Type':'NetAdapterName','Settings':{'NetworkAdapterName':'a'}}"));
	ck_assert_str_eq(OF_NETWORK, "AutomaticDNS");
	lab_close();
}
END_TEST

START_TEST(an_endpoint_without_its_network_cannot_be_changed)
{
	const struct hcn_guid id = id_of(N1);

	given_objects();
	ck_assert_int_eq(hcn_workset_remove(&ws, HCN_KIND_NETWORK, &id, &refusal), 0);
	ck_assert_int_lt(modify(HCN_KIND_ENDPOINT, E1, POLICIES("Add", "")), 0);
	lab_close();
}
END_TEST

/* --- the rest ---------------------------------------------------------------------------------------------------- */

START_TEST(dns_data_is_replaced_as_a_whole)
{
	given_objects();
	must_modify(HCN_KIND_NETWORK, N1,
		"{'ResourceType':'DNS','RequestType':'Update','Settings':{'Search':['b.test']}}");
	ck_assert_ptr_null(network(N1)->dns.domain);
	ck_assert_uint_eq(network(N1)->dns.n_server_list, 0);
	ck_assert_str_eq(network(N1)->dns.search[0], "b.test");
	lab_close();
}
END_TEST

static const struct hcn_namespace *the_namespace(void)
{
	return object(HCN_KIND_NAMESPACE, S1);
}

START_TEST(containers_are_listed_once)
{
#define CONTAINER(type, id)                                                                        \
	"{'ResourceType':'Container','RequestType':'" type "','Settings':{'ContainerId':'" id "'}}"
	given_objects();
	must_modify(HCN_KIND_NAMESPACE, S1, CONTAINER("Add", "a"));
	must_modify(HCN_KIND_NAMESPACE, S1, CONTAINER("Add", "b"));
	must_modify(HCN_KIND_NAMESPACE, S1, CONTAINER("Add", "a"));
	ck_assert_uint_eq(the_namespace()->n_resources, 2);
	must_modify(HCN_KIND_NAMESPACE, S1, CONTAINER("Remove", "a"));
	ck_assert_uint_eq(the_namespace()->n_resources, 1);
	ck_assert_str_eq(the_namespace()->resources[0].data.id, "b");
	lab_close();
#undef CONTAINER
}
END_TEST

START_TEST(an_endpoint_is_detached_from_the_namespace_it_is_in_only)
{
#define MOVE(type)                                                                                 \
	"{'ResourceType':'Endpoint','RequestType':'" type "','Settings':{'EndpointId':'" E1 "'}}"
	given_objects();
	must_modify(HCN_KIND_NAMESPACE, S1, MOVE("Add"));
	ck_assert_int_eq(modify(HCN_KIND_NAMESPACE, S2, MOVE("Remove")), HCN_ELEMENT_NOT_FOUND);
	commit();
	ck_assert(HCN_HAS(endpoint(E1), hcn_endpoint, host_compute_namespace));
	must_modify(HCN_KIND_NAMESPACE, S1, MOVE("Remove"));
	ck_assert(!HCN_HAS(endpoint(E1), hcn_endpoint, host_compute_namespace));
	ck_assert_ptr_null(endpoint(E1)->if_name);
	lab_close();
#undef MOVE
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ requests_that_nothing_carries_out_are_refused, HCN_N_ELEMENTS(pairs) },
		{ a_request_is_refused_where_it_is_wrong, HCN_N_ELEMENTS(broken) },
		{ a_request_changes_the_list_of_policies, HCN_N_ELEMENTS(changes) },
		{ iov_is_replaced_by_an_update_and_removed_by_type },
		{ an_update_replaces_acls_and_keeps_what_creation_made },
		{ an_added_policy_is_checked_among_those_that_are_there,
			HCN_N_ELEMENTS(additions) },
		{ a_virtual_machines_port_is_recorded_and_forgotten },
		{ strict_rules_and_remote_endpoints_take_no_port },
		{ strict_rules_take_no_unknown_members },
		{ a_policy_that_can_say_nothing_is_the_same_with_and_without_settings },
		{ a_networks_policies_come_and_go },
		{ an_endpoint_without_its_network_cannot_be_changed },
		{ dns_data_is_replaced_as_a_whole },
		{ containers_are_listed_once },
		{ an_endpoint_is_detached_from_the_namespace_it_is_in_only },
		{ NULL },
	};

	return run_tests("modify requests", facts);
}
