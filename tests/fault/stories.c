/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests for fault tests (stories.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stories.h"

#define NET "AAAAAAAA-0000-0000-0000-000000000001"
#define NS  "BBBBBBBB-0000-0000-0000-000000000001"
#define EP  "CCCCCCCC-0000-0000-0000-000000000001"
#define EP2 "CCCCCCCC-0000-0000-0000-000000000002"

#define NET_DOC                                                                                    \
	"{'ID':'" NET "','Name':'blue','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"  \
	"{'IpAddressPrefix':'fd00:30::/64'}]}]}"
#define NS_DOC "{'ID':'" NS "'}"
#define POLICIES                                                                                              \
	"'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8080}}," \
	"{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.0.0.0/8','10.1.0.0/16','192.0.2.1']}}]"
#define EP_DOC "{'ID':'" EP "','Name':'web','HostComputeNetwork':'" NET "'," POLICIES "}"
#define EP_DOC_ATTACHED                                                                            \
	"{'ID':'" EP "','HostComputeNetwork':'" NET "','HostComputeNamespace':'" NS "'," POLICIES  \
	"}"
#define PROXIES(port)                                                                              \
	"'Policies':[{'Type':'L4Proxy','Settings':{'Destination':'172.30.0.9:" port                \
	"','OutboundNat':true}},{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'15006',"      \
	"'OutboundProxyPort':'15001','UserSID':'S-1-22-1-1337','OutboundExceptions':"              \
	"{'PortExceptions':['" port "','22']}}}]"
#define SIDECAR_DOC                                                                                \
	"{'ID':'" EP "','HostComputeNetwork':'" NET "','HostComputeNamespace':'" NS                \
	"'," PROXIES("3128") "}"
#define EP2_DOC "{'ID':'" EP2 "','HostComputeNetwork':'" NET "','HostComputeNamespace':'" NS "'}"

static void nothing(void)
{
}

static void a_network(void)
{
	make(HCN_KIND_NETWORK, doc(NET_DOC));
}

static void a_network_and_a_namespace(void)
{
	a_network();
	make(HCN_KIND_NAMESPACE, doc(NS_DOC));
}

static void an_endpoint_beside_them(void)
{
	a_network_and_a_namespace();
	make(HCN_KIND_ENDPOINT, doc(EP_DOC));
}

static void an_endpoint_inside(void)
{
	a_network_and_a_namespace();
	make(HCN_KIND_ENDPOINT, doc(EP_DOC_ATTACHED));
}

static void two_endpoints_inside(void)
{
	an_endpoint_inside();
	make(HCN_KIND_ENDPOINT, doc(EP2_DOC));
}

static void a_sidecar_inside(void)
{
	a_network_and_a_namespace();
	make(HCN_KIND_ENDPOINT, doc(SIDECAR_DOC));
}

static int create_second_endpoint(void)
{
	return try_make(HCN_KIND_ENDPOINT, doc(EP2_DOC));
}

static int create_sidecar(void)
{
	return try_make(HCN_KIND_ENDPOINT, doc(SIDECAR_DOC));
}

static int update_proxies(void)
{
	return try_modify(HCN_KIND_ENDPOINT, EP,
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{" PROXIES(
			"8080") "}}"));
}

static int remove_proxies(void)
{
	return try_modify(HCN_KIND_ENDPOINT, EP,
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{}}"));
}

#define LB "55555555-2222-3333-4444-555555555555"
#define LB_DOC(endpoints)                                                                          \
	"{'ID':'" LB "','HostComputeEndpoints':[" endpoints "],'FrontendVIPs':['10.96.0.10',"      \
	"'fd00:96::10'],'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':8080,"      \
	"'Flags':8}]}"

/* @n ACLs from port @first on, as the Policies of a request. */
static const char *acls(const char *request, unsigned first, unsigned n)
{
	static char text[16384];
	size_t len = (size_t)snprintf(text, sizeof(text),
		"{\"ResourceType\":\"Policy\",\"RequestType\":\"%s\",\"Settings\":{\"Policies\":[",
		request);

	for (unsigned i = first; i < first + n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%s{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Allow\",\"Direction\":\"In\","
			"\"Protocols\":\"6\",\"RemoteAddresses\":\"192.0.2.0/24\",\"LocalPorts\":\"%u\"}}",
			i == first ? "" : ",", i);
	snprintf(text + len, sizeof(text) - len, "]}}");
	return text;
}

static void many_acls(void)
{
	two_endpoints_inside();
	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, EP, acls("Update", 1000, 70)), 0);
}

/* Few stay: the set that has them is made anew.  The first ones: nft lists elements in the order in which they came. */
static int replace_acls(void)
{
	return try_modify(HCN_KIND_ENDPOINT, EP, acls("Update", 1000, 4));
}

/* Its routes of the host are the load balancer's, too. */
static int take_less(void)
{
	return try_modify(HCN_KIND_ENDPOINT, EP,
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':["
		    "{'Type':'EncapOverhead','Settings':{'Overhead':50}}]}}"));
}

static void a_balancer_of_two(void)
{
	two_endpoints_inside();
	make(HCN_KIND_LOADBALANCER, doc(LB_DOC("'" EP "','" EP2 "'")));
}

static int create_balancer(void)
{
	return try_make(HCN_KIND_LOADBALANCER, doc(LB_DOC("'" EP "','" EP2 "'")));
}

static int update_balancer(void)
{
	return try_modify(HCN_KIND_LOADBALANCER, LB, doc(LB_DOC("'" EP2 "'")));
}

static int delete_balancer(void)
{
	return try_delete(HCN_KIND_LOADBALANCER, LB);
}

static int create_network(void)
{
	return try_make(HCN_KIND_NETWORK, doc(NET_DOC));
}

static int create_namespace(void)
{
	return try_make(HCN_KIND_NAMESPACE, doc(NS_DOC));
}

static int create_endpoint(void)
{
	return try_make(HCN_KIND_ENDPOINT, doc(EP_DOC));
}

static int create_attached_endpoint(void)
{
	return try_make(HCN_KIND_ENDPOINT, doc(EP_DOC_ATTACHED));
}

static int attach_endpoint(void)
{
	return attach(EP, NS);
}

static int detach_endpoint(void)
{
	return detach(EP, NS);
}

static int remove_policies(void)
{
	return try_modify(HCN_KIND_ENDPOINT, EP,
		doc("{'ResourceType':'Policy','RequestType':'Remove','Settings':{" POLICIES "}}"));
}

static int delete_endpoint(void)
{
	return try_delete(HCN_KIND_ENDPOINT, EP);
}

static int delete_namespace(void)
{
	return try_delete(HCN_KIND_NAMESPACE, NS);
}

static int delete_network(void)
{
	return try_delete(HCN_KIND_NETWORK, NET);
}

const struct story stories[] = {
	{ "create a network", nothing, create_network, 8, false },
	{ "create a namespace", nothing, create_namespace, 1, false },
	{ "create an endpoint", a_network, create_endpoint, 1, false },
	{ "create an attached endpoint", a_network_and_a_namespace, create_attached_endpoint, 10,
		false },
	{ "create a second attached endpoint", an_endpoint_inside, create_second_endpoint, 20,
		false },
	{ "attach", an_endpoint_beside_them, attach_endpoint, 8, false },
	{ "detach", two_endpoints_inside, detach_endpoint, 20, false },
	{ "remove policies", two_endpoints_inside, remove_policies, 4, false },
	{ "create a sidecar", a_network_and_a_namespace, create_sidecar, 20, false },
	{ "update proxies", a_sidecar_inside, update_proxies, 2, false },
	{ "remove proxies", a_sidecar_inside, remove_proxies, 8, false },
	{ "detach a sidecar", a_sidecar_inside, detach_endpoint, 16, false },
	{ "delete a sidecar's namespace", a_sidecar_inside, delete_namespace, 20, true },
	{ "replace many ACLs", many_acls, replace_acls, 1, false, .is_long = true },
	{ "create a load balancer", two_endpoints_inside, create_balancer, 2, false },
	{ "update a load balancer", a_balancer_of_two, update_balancer, 1, false },
	{ "a smaller MTU behind a load balancer", a_balancer_of_two, take_less, 3, false },
	{ "delete a load balancer", a_balancer_of_two, delete_balancer, 2, true },
	{ "delete a load balancer's endpoint", a_balancer_of_two, delete_endpoint, 10, true },
	{ "delete an endpoint", two_endpoints_inside, delete_endpoint, 10, true },
	{ "delete a namespace", two_endpoints_inside, delete_namespace, 16, true },
	{ "delete a network", two_endpoints_inside, delete_network, 20, true },
};
const size_t n_stories = sizeof(stories) / sizeof(stories[0]);

/* --- the whole state -------------------------------------------------------------------------------------------- */

static const enum hcn_kind kinds[] = { HCN_KIND_NETWORK, HCN_KIND_ENDPOINT, HCN_KIND_NAMESPACE,
	HCN_KIND_LOADBALANCER };

typedef void visit_fn(enum hcn_kind kind, const char *id, void *arg);

static void each_object(visit_fn *fn, void *arg)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		json_t *list, *id;
		char *ids = NULL;
		size_t j;

		ck_assert_int_eq(hcn_enumerate(world, kinds[i], NULL, &ids, &world_error), 0);
		list = json_loads(ids, 0, NULL);
		json_array_foreach(list, j, id) fn(kinds[i], json_string_value(id), arg);
		json_decref(list);
		hcn_free(ids);
	}
}

static void delete_object(enum hcn_kind kind, const char *id, void *arg)
{
	int r = try_delete(kind, id);

	/* A network takes its endpoints along. */
	ck_assert_msg(!r || r == HCN_ENDPOINT_NOT_FOUND, "%s", world_error.text);
}

void clear_world(void)
{
	each_object(delete_object, NULL);
}

static void print_object(enum hcn_kind kind, const char *id, void *arg)
{
	static const char compartment[] = "\"NamespaceId\":";
	char *text = NULL, *number;

	ck_assert_int_eq(hcn_query(world, kind, id, NULL, &text, &world_error), 0);
	number = strstr(text, compartment);
	if (number) { /* these count on */
		number += strlen(compartment);
		fprintf(arg, "%.*sN%s\n", (int)(number - text), text,
			number + strspn(number, "0123456789"));
	} else {
		fprintf(arg, "%s\n", text);
	}
	hcn_free(text);
}

char *whole_state(void)
{
	char *text = NULL, *kernel = kernel_state();
	size_t size;
	FILE *f = open_memstream(&text, &size);

	each_object(print_object, f);
	fprintf(f, "%s", kernel);
	fclose(f);
	free(kernel);
	return text;
}
