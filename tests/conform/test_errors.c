/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every error that can happen, provoked: its HRESULT, the place and the value that it names, and the ErrorRecord that a Windows
 * client gets for it.
 *
 * A row is one call against a small world (given_world()); add rows where they belong.  Statuses that no row provokes stand in
 * one of the two lists below, with why.
 */
#include <stdlib.h>
#include <string.h>

#include "errorrecord.h"
#include "utf16.h"
#include "world.h"

#define NET    "AAAAAAAA-0000-0000-0000-000000000001" /* NAT "blue" 172.30.0.0/24 */
#define EP     "CCCCCCCC-0000-0000-0000-000000000001" /* "web" 172.30.0.9, tcp port 8080, in NS */
#define REMOTE "CCCCCCCC-0000-0000-0000-000000000002" /* 192.0.2.1 */
#define FREE   "CCCCCCCC-0000-0000-0000-000000000003" /* attached to nothing, has a VM's port */
#define NS     "BBBBBBBB-0000-0000-0000-000000000001"
#define NS2    "BBBBBBBB-0000-0000-0000-000000000002"
#define NONE   "DDDDDDDD-0000-0000-0000-000000000009" /* nothing has this id */

#define OF_NET          "{'HostComputeNetwork':'" NET "',"
#define POLICY(t, s)    "{'Type':'" t "','Settings':{" s "}}"
#define WITH(policies)  OF_NET "'Policies':[" policies "]}"
#define ADDRESS(config) OF_NET "'IpConfigurations':[{" config "}]}"
#define SUBNET(members) "{'Ipams':[{'Subnets':[{" members "}]}]}"
#define MODIFY(resource, type, settings)                                                           \
	"{'ResourceType':'" resource "','RequestType':'" type "','Settings':{" settings "}}"
#define ADD(policies) MODIFY("Policy", "Add", "'Policies':[" policies "]")
#define MAP(external)                                                                              \
	POLICY("PortMapping", "'Protocol':6,'InternalPort':80,'ExternalPort':" external)
#define PROXY(port)                                                                                \
	POLICY("L4WFPPROXY", "'InboundProxyPort':'" port "','FilterTuple':{'Protocols':'6'}")

enum call { CREATE, MODIFY_IT, DELETE, QUERY, ENUMERATE };

struct row {
	int status;
	enum call call;
	enum hcn_kind kind;
	const char *id; /* NULL for CREATE, ENUMERATE: none */
	const char *document;
	const char *pointer, *value,
		*text; /* @text: a part of what the record says after Windows' own */
};

#define NETWORK   HCN_KIND_NETWORK
#define ENDPOINT  HCN_KIND_ENDPOINT
#define NAMESPACE HCN_KIND_NAMESPACE
#define BALANCER  HCN_KIND_LOADBALANCER

/* clang-format off */
static const struct row rows[] = {
	/* --- endpoints ----------------------------------------------------------------------------- */
	{ HCN_ENDPOINT_NOT_FOUND, DELETE, ENDPOINT, NONE, NULL, "", "", "does not exist" },
	{ HCN_ENDPOINT_NOT_FOUND, QUERY, ENDPOINT, NONE, NULL, "", "", "does not exist" },
	{ HCN_ALREADY_EXISTS, CREATE, ENDPOINT, EP, "{'HostComputeNetwork':'" NET "'}", "/ID", EP, "exists" },
	{ HCN_INVALID_NETWORK, CREATE, ENDPOINT, NULL, "{}", "/HostComputeNetwork", "", "needs a network" },
	{ HCN_NETWORK_NOT_FOUND, CREATE, ENDPOINT, NULL, "{'HostComputeNetwork':'" NONE "'}", "/HostComputeNetwork", NONE, "does not exist" },
	{ HCN_GUID_CONVERSION_FAILURE, CREATE, ENDPOINT, NULL, "{'HostComputeNetwork':'x'}", "/HostComputeNetwork", "x", "" },
	{ HCN_INVALID_JSON, CREATE, ENDPOINT, NULL, "{'Flags':", "", "", "not a JSON document" },
	{ HCN_INVALID_JSON, CREATE, ENDPOINT, NULL, OF_NET "'Routes':7}", "/Routes", "7", "" },
	{ HCN_INVALID_JSON, CREATE, ENDPOINT, NULL, OF_NET "'Flags':'Sideways'}", "/Flags", "Sideways", "" },
	{ HCN_REQUEST_UNSUPPORTED, CREATE, ENDPOINT, NULL, OF_NET "'Flags':64}", "/Flags", "", "no endpoint flags 64" },
	{ HCN_ELEMENT_NOT_FOUND, CREATE, ENDPOINT, NULL, OF_NET "'HostComputeNamespace':'" NONE "'}", "/HostComputeNamespace", NONE, "does not exist" },
	{ HCN_INVALID_ENDPOINT, CREATE, ENDPOINT, NULL, OF_NET "'MacAddress':'01-00-5E-00-00-01'}", "/MacAddress", "01-00-5E-00-00-01", "" },
	{ HCN_INVALID_ENDPOINT, CREATE, ENDPOINT, NULL, OF_NET "'MacAddress':'0E-00-00-00-00-01'}", "/MacAddress", "0E-00-00-00-00-01", "in use" },
	{ HCN_INVALID_JSON, CREATE, ENDPOINT, NULL, OF_NET "'MacAddress':'x'}", "/MacAddress", "x", "" },
	{ HCN_INVALID_ENDPOINT, CREATE, ENDPOINT, NULL, OF_NET "'Dns':{'Domain':'two words'}}", "/Dns/Domain", "two words", "" },
	{ HCN_INVALID_IP, CREATE, ENDPOINT, NULL, ADDRESS("'IpAddress':'172.31.0.2'"), "/IpConfigurations/0/IpAddress", "172.31.0.2", "outside" },
	{ HCN_INVALID_IP, CREATE, ENDPOINT, NULL, ADDRESS("'IpAddress':'172.30.0.256'"), "/IpConfigurations/0/IpAddress", "172.30.0.256", "" },
	{ HCN_ADDR_INVALID_OR_RESERVED, CREATE, ENDPOINT, NULL, ADDRESS("'IpAddress':'172.30.0.1'"), "/IpConfigurations/0/IpAddress", "172.30.0.1", "reserved" },
	{ HCN_ADDR_INVALID_OR_RESERVED, CREATE, ENDPOINT, NULL, ADDRESS("'IpAddress':'172.30.0.9'"), "/IpConfigurations/0/IpAddress", "172.30.0.9", "in use" },
	{ HCN_INVALID_PREFIX, CREATE, ENDPOINT, NULL, ADDRESS("'IpAddress':'172.30.0.8','PrefixLength':33"), "/IpConfigurations/0/PrefixLength", "33", "longer" },
	{ HCN_INVALID_IP_SUBNET, CREATE, ENDPOINT, NULL, ADDRESS("'IpSubnetId':'" NONE "'"), "/IpConfigurations/0/IpSubnetId", NONE, "no such IpSubnet" },
	{ HCN_SUBNET_NOT_FOUND, CREATE, ENDPOINT, NULL, OF_NET "'IpConfigurations':[{},{}]}", "/IpConfigurations/1", "", "no subnet is left" },
	{ HCN_INVALID_REMOTE_ENDPOINT_OPERATION, CREATE, ENDPOINT, NULL, OF_NET "'Flags':1}", "/IpConfigurations", "", "needs its address" },
	{ HCN_REQUEST_UNSUPPORTED, CREATE, ENDPOINT, NULL, OF_NET "'Routes':[{'NextHop':'172.30.0.1','DestinationPrefix':'0.0.0.0/0'},{'NextHop':'172.30.0.2','DestinationPrefix':'0.0.0.0/0'}]}", "/Routes/1", "0.0.0.0/0", "two next hops" },
	{ HCN_INVALID_PREFIX, CREATE, ENDPOINT, NULL, OF_NET "'Routes':[{'NextHop':'172.30.0.1','DestinationPrefix':'all'}]}", "/Routes/0/DestinationPrefix", "all", "" },

	/* --- policies of endpoints ------------------------------------------------------------------- */
	{ HCN_INVALID_POLICY_TYPE, CREATE, ENDPOINT, NULL, WITH(POLICY("NAT", "")), "/Policies/0/Type", "NAT", "" },
	{ HCN_INVALID_POLICY_TYPE, CREATE, ENDPOINT, NULL, WITH("{}"), "/Policies/0", "", "without Type" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH("{'Type':'ACL','Settings':'{}'}"), "/Policies/0/Settings", "{}", "" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("ACL", "'Action':'Deny','Direction':'In'")), "/Policies/0/Settings/Action", "Deny", "" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("ACL", "'Action':'Allow'")), "/Policies/0/Settings/Direction", "", "missing" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("ACL", "'Action':'Allow','Direction':'In','RemoteAddresses':'10.0.0.1,azure-npm-1'")), "/Policies/0/Settings/RemoteAddresses", "azure-npm-1", "no set" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("VLAN", "'IsolationId':5000")), "/Policies/0/Settings/IsolationId", "5000", "out of range" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("InterfaceParameters", "'Mtu':20")), "/Policies", "", "too small" },
	{ HCN_INVALID_POLICY, CREATE, ENDPOINT, NULL, WITH(POLICY("PortMapping", "'Protocol':58,'InternalPort':80")), "/Policies/0/Settings/Protocol", "58", "only ports of TCP and UDP" },
	{ HCN_INVALID_INTERNAL_PORT, CREATE, ENDPOINT, NULL, WITH(POLICY("PortMapping", "'Protocol':6")), "/Policies/0/Settings/InternalPort", "", "InternalPort" },
	{ HCN_PORT_ALREADY_EXISTS, CREATE, ENDPOINT, NULL, WITH(MAP("8080")), "/Policies/0/Settings/ExternalPort", "8080", "mapped already" },
	{ HCN_MAPPING_NOT_SUPPORTED, CREATE, ENDPOINT, NULL, WITH(POLICY("PortMapping", "'Protocol':6,'InternalPort':80,'Flags':2")), "/Policies/0/Settings", "", "no local IPv6" },
	{ HCN_INTERFACEPARAMETERS_ALREADY_APPLIED, CREATE, ENDPOINT, NULL, WITH(POLICY("InterfaceParameters", "") "," POLICY("InterfaceParameters", "")), "/Policies/1", "", "twice" },
	{ HCN_POLICY_ALREADY_EXISTS, CREATE, ENDPOINT, NULL, WITH(PROXY("80") "," PROXY("81")), "/Policies/1", "", "twice" },

	/* --- modify requests of endpoints ------------------------------------------------------------- */
	{ HCN_ENDPOINT_NOT_FOUND, MODIFY_IT, ENDPOINT, NONE, ADD(""), "", "", "does not exist" },
	{ HCN_INVALID_JSON, MODIFY_IT, ENDPOINT, EP, "{'RequestType':'Add'}", "/ResourceType", "", "missing" },
	{ HCN_INVALID_JSON, MODIFY_IT, ENDPOINT, EP, "{'ResourceType':'Policy','RequestType':'Add','Settings':'{}'}", "/Settings", "{}", "no object" },
	{ HCN_INVALID_JSON, MODIFY_IT, ENDPOINT, EP, MODIFY("Subnet", "Add", ""), "/ResourceType", "Subnet", "" },
	{ HCN_REQUEST_UNSUPPORTED, MODIFY_IT, ENDPOINT, EP, MODIFY("Policy", "Reset", ""), "/RequestType", "", "Policy Reset" },
	{ HCN_INVALID_POLICY_TYPE, MODIFY_IT, ENDPOINT, EP, ADD("{}"), "/Settings/Policies/0", "", "without Type" },
	{ HCN_INVALID_POLICY, MODIFY_IT, ENDPOINT, EP, ADD(POLICY("QOS", "") "," POLICY("L4Proxy", "'IP':'10.0.0.9'")), "/Settings/Policies/1/Settings/Destination", "", "missing" },
	{ HCN_INVALID_POLICY, MODIFY_IT, ENDPOINT, EP, ADD(POLICY("L4Proxy", "'Destination':'10.0.0.9'")), "/Settings/Policies/0/Settings/Destination", "10.0.0.9", "has no port" },
	{ HCN_PORT_ALREADY_EXISTS, MODIFY_IT, ENDPOINT, FREE, ADD(MAP("8080")), "/Settings/Policies/0/Settings/ExternalPort", "8080", "mapped already" },
	{ HCN_PORT_NOT_FOUND, MODIFY_IT, ENDPOINT, EP, MODIFY("Port", "Remove", ""), "/ResourceType", "", "has no port" },
	{ HCN_ENDPOINT_ALREADY_ATTACHED, MODIFY_IT, ENDPOINT, FREE, MODIFY("Port", "Add", "'PortId':'" NONE "'"), "/ResourceType", "", "has a port" },
	{ HCN_INVALID_REMOTE_ENDPOINT_OPERATION, MODIFY_IT, ENDPOINT, REMOTE, MODIFY("Port", "Add", "'PortId':'" NONE "'"), "/ResourceType", "", "remote" },

	/* --- networks ----------------------------------------------------------------------------------- */
	{ HCN_NETWORK_NOT_FOUND, DELETE, NETWORK, NONE, NULL, "", "", "does not exist" },
	{ HCN_NETWORK_ALREADY_EXISTS, CREATE, NETWORK, NULL, "{'Name':'blue'}", "/Name", "blue", "" },
	{ HCN_INVALID_NETWORK_TYPE, CREATE, NETWORK, NULL, "{'Type':'Token Ring'}", "/Type", "Token Ring", "" },
	{ HCN_INVALID_NETWORK, CREATE, NETWORK, NULL, "{'Dns':{'Domain':'two words'}}", "/Dns/Domain", "two words", "" },
	{ HCN_INVALID_PREFIX, CREATE, NETWORK, NULL, SUBNET("'IpAddressPrefix':'172.31.0.0'"), "/Ipams/0/Subnets/0/IpAddressPrefix", "172.31.0.0", "" },
	{ HCN_INVALID_POLICY_TYPE, CREATE, NETWORK, NULL, "{'Policies':[" POLICY("ACL", "") "]}", "/Policies/0/Type", "ACL", "" },
	{ HCN_INVALID_POLICY, CREATE, NETWORK, NULL, "{'Policies':[" POLICY("VxlanPort", "'Port':0") "]}", "/Policies/0/Settings/Port", "0", "out of range" },
	{ HCN_INVALID_POLICY, CREATE, NETWORK, NULL, "{'Policies':[" POLICY("SetPolicy", "'Id':'n','PolicyType':'NESTEDIPSET','Values':'m'") "]}", "/Policies/0/Settings/Values", "m", "no set" },
	{ HCN_INVALID_POLICY, MODIFY_IT, NETWORK, NET, ADD(POLICY("SetPolicy", "'Id':'s','PolicyType':'IPSET'") "," POLICY("NetworkACL", "'Action':'Allow','Direction':'In','LocalAddresses':'s,t'")), "/Settings/Policies/1/Settings/LocalAddresses", "t", "no set" },
	{ HCN_INVALID_SUBNET, CREATE, NETWORK, NULL, SUBNET("'IpAddressPrefix':'172.30.0.0/25'"), "/Ipams/0/Subnets/0/IpAddressPrefix", "172.30.0.0/25", "" },

	/* --- namespaces --------------------------------------------------------------------------------- */
	{ HCN_ELEMENT_NOT_FOUND, DELETE, NAMESPACE, NONE, NULL, "", "", "does not exist" },
	{ HCN_ENDPOINT_NOT_FOUND, MODIFY_IT, NAMESPACE, NS, MODIFY("Endpoint", "Add", "'EndpointId':'" NONE "'"), "/Settings/EndpointId", NONE, "" },
	{ HCN_ENDPOINT_NAMESPACE_ALREADY_EXISTS, MODIFY_IT, NAMESPACE, NS2, MODIFY("Endpoint", "Add", "'EndpointId':'" EP "'"), "/Settings/EndpointId", "", "another namespace" },
	{ HCN_INVALID_REMOTE_ENDPOINT_OPERATION, MODIFY_IT, NAMESPACE, NS, MODIFY("Endpoint", "Add", "'EndpointId':'" REMOTE "'"), "/Settings/EndpointId", "", "another host" },

	/* --- load balancers ----------------------------------------------------------------------------- */
	{ HCN_INVALID_JSON, CREATE, BALANCER, NULL, "{'HostComputeEndpoints':['" EP "'],'PortMappings':[{'Protocol':1,'InternalPort':80,'ExternalPort':80}]}", "/PortMappings/0/Protocol", "1", "only ports of TCP and UDP" },

	/* --- all kinds ------------------------------------------------------------------------------------ */
	{ HCN_GUID_CONVERSION_FAILURE, DELETE, NETWORK, "x", NULL, "", "x", "" },
	{ HCN_SWITCH_EXTENSION_NOT_FOUND, MODIFY_IT, NETWORK, NET, "{'ResourceType':'Extension','RequestType':'Update','Settings':{}}", "/Settings/Id", "", "by its Id" },
	{ HCN_POLICY_NOT_FOUND, MODIFY_IT, NETWORK, NET, "{'ResourceType':'Policy','RequestType':'Update','Settings':{'Policies':[{'Type':'SetPolicy','Settings':{'Id':'x','PolicyType':'IPSET','Values':''}}]}}", "/Settings/Policies/0", "", "no such policy" },
	{ HCN_INVALID_JSON, ENUMERATE, ENDPOINT, NULL, "{'Filter':7}", "/Filter", "7", "" },
};
/* clang-format on */

/* What nothing here can run into: Windows' switch extensions, registry, VFP, services and adapters of guests. */
static const int impossible[] = { HCN_LAYER_NOT_FOUND, HCN_SWITCH_NOT_FOUND,
	HCN_VFP_PORTSETTING_NOT_FOUND, HCN_LAYER_ALREADY_EXISTS, HCN_DEGRADED_OPERATION,
	HCN_SHARED_SWITCH_MODIFICATION, HCN_REGKEY_FAILURE, HCN_ENDPOINT_SHARING_DISABLED,
	HCN_MANAGER_STOPPED, HCN_GCN_MODULE_NOT_FOUND, HCN_GCN_NO_REQUEST_HANDLERS,
	HCN_GCN_REQUEST_UNSUPPORTED, HCN_GCN_RUNTIMEKEYS_FAILED, HCN_GCN_NETADAPTER_TIMEOUT,
	HCN_GCN_NETADAPTER_NOT_FOUND, HCN_GCN_NETCOMPARTMENT_NOT_FOUND,
	HCN_GCN_NETINTERFACE_NOT_FOUND, HCN_GCN_DEFAULTNAMESPACE_EXISTS, HCN_ICS_DISABLED,
	HCN_NAMESPACE_ATTACH_FAILED, HCN_OBJECT_USED_AFTER_UNLOAD, HCN_ENDPOINT_NOT_LOCAL,
	HCN_VFP_NOT_ALLOWED };

/* What other tests provoke: it takes more than one call against this world. */
static const int elsewhere[] = {
	HCN_ADAPTER_NOT_FOUND,      /* test_network.c */
	HCN_ENTITY_HAS_REFERENCES,  /* test_network.c */
	HCN_INVALID_JSON_REFERENCE, /* test_loadbalancer.c */
	HCN_ENDPOINT_NOT_ATTACHED,  /* test_hnscall.c */
};

#define N(list) (sizeof(list) / sizeof((list)[0]))

static void given_world(void)
{
	make(NETWORK, doc("{'ID':'" NET "','Name':'blue','Ipams':[{'Subnets':["
			  "{'IpAddressPrefix':'172.30.0.0/24'}]}]}"));
	make(NAMESPACE, doc("{'ID':'" NS "'}"));
	make(NAMESPACE, doc("{'ID':'" NS2 "'}"));
	make(ENDPOINT, doc("{'ID':'" EP "','Name':'web','HostComputeNetwork':'" NET "',"
			   "'HostComputeNamespace':'" NS "','MacAddress':'0e:00:00:00:00:01',"
			   "'IpConfigurations':[{'IpAddress':'172.30.0.9'}],"
			   "'Policies':[" MAP("8080") "]}"));
	make(ENDPOINT, doc("{'ID':'" REMOTE "','HostComputeNetwork':'" NET "','Flags':1,"
			   "'IpConfigurations':[{'IpAddress':'192.0.2.1'}]}"));
	make(ENDPOINT, doc("{'ID':'" FREE "','HostComputeNetwork':'" NET "'}"));
	ck_assert_int_eq(
		try_modify(ENDPOINT, FREE, doc(MODIFY("Port", "Add", "'PortName':'p'"))), 0);
}

static int carry_out(const struct row *row)
{
	const char *document = row->document ? doc("%s", row->document) : NULL;
	char *reply = NULL;
	int r = -1;

	memset(&world_error, 0, sizeof(world_error));
	switch (row->call) {
	case CREATE:
		r = hcn_create(world, row->kind, row->id, document, NULL, &reply, &world_error);
		break;
	case MODIFY_IT:
		r = hcn_modify(world, row->kind, row->id, document, &world_error);
		break;
	case DELETE:
		r = hcn_delete(world, row->kind, row->id, &world_error);
		break;
	case QUERY:
		r = hcn_query(world, row->kind, row->id, document, &reply, &world_error);
		break;
	case ENUMERATE:
		r = hcn_enumerate(world, row->kind, document, &reply, &world_error);
	}
	ck_assert_ptr_null(reply);
	return r;
}

/* The ErrorRecord of world_error, as JSON. */
static json_t *read_record(void)
{
	char16_t *record = hcn_errorrecord_new(&world_error);
	char *text = NULL;
	json_t *json;
	size_t len;

	ck_assert_ptr_nonnull(record);
	ck_assert_int_eq(
		hcn_utf16_to_utf8(record, hcn_utf16_len(record, 1 << 16), &text, &len, NULL), 0);
	json = json_loads(text, 0, NULL);
	ck_assert_msg(json != NULL, "%s", text);
	free(text);
	free(record);
	return json;
}

static void check_record(const struct row *row)
{
	uint32_t hresult = hcn_status_hresult(row->status);
	const char *text, *system_text = hcn_hresult_text(hresult);
	json_t *record = read_record();

	text = text_at(record, "/Error");
	ck_assert(json_is_false(at(record, "/Success")));
	ck_assert_uint_eq((uint32_t)number_at(record, "/ErrorCode"), hresult);
	ck_assert_msg(!strncmp(text, system_text, strlen(system_text)), "%s", text);
	ck_assert_msg(strstr(text + strlen(system_text), row->text) != NULL, "%s", text);
	ck_assert_str_eq(text_at(record, "/Pointer"), row->pointer);
	ck_assert_str_eq(text_at(record, "/Value"), row->value);
	json_decref(record);
}

START_TEST(an_error_names_its_place_and_changes_nothing)
{
	char *before;

	given_world();
	before = kernel_state();
	for (size_t i = 0; i < N(rows); i++) {
		const struct row *row = &rows[i];
		size_t n = count(row->kind, NULL);
		int r = carry_out(row);

		ck_assert_msg(r == row->status, "row %zu, %s: %d %s (%s)", i,
			row->document ? row->document : row->id, r, world_error.text,
			world_error.pointer);
		ck_assert_int_eq(world_error.status, row->status);
		ck_assert_uint_eq(world_error.hresult, hcn_status_hresult(row->status));
		ck_assert_msg(!strcmp(world_error.pointer, row->pointer) &&
				      !strncmp(world_error.value, row->value, strlen(row->value)),
			"row %zu, %s: %s at %s, value \"%s\"", i,
			row->document ? row->document : row->id, world_error.text,
			world_error.pointer, world_error.value);
		check_record(row);
		ck_assert_uint_eq(count(row->kind, NULL), n);
	}
	expect_kernel_state(before);
}
END_TEST

static bool contains(const int *list, size_t n, int status)
{
	while (n)
		if (list[--n] == status)
			return true;
	return false;
}

static bool has_row(int status)
{
	for (size_t i = 0; i < N(rows); i++)
		if (rows[i].status == status)
			return true;
	return false;
}

START_TEST(every_hcn_error_is_provoked_or_it_is_said_why_not)
{
	for (int status = HCN_NETWORK_NOT_FOUND; status <= HCN_VFP_NOT_ALLOWED; status++)
		ck_assert_msg(has_row(status) + contains(impossible, N(impossible), status) +
					      contains(elsewhere, N(elsewhere), status) ==
				      1,
			"%s", hcn_hresult_name(hcn_status_hresult(status)));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		an_error_names_its_place_and_changes_nothing,
		every_hcn_error_is_provoked_or_it_is_said_why_not,
	};

	return RUN_WORLD_TESTS("errors", tests);
}
