/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which tracked connections lose their reason by which request: each event with the connections that it concerns, and that it does not.
 * A mapping moves by two requests: it goes, and comes.
 */
#include <netinet/in.h>
#include <string.h>

#include "broken.h"
#include "cleanup.h"

/* Who can be in a connection; an address of each family. */
enum who { NOBODY, WEB, NEAR, HOST, LOOPBACK, VIP, CLIENT, ELSEWHERE, SOURCE_VIP, N_WHO };
static const char *const addresses[N_WHO][2] = {
	[WEB] = { "172.30.0.2", "fd00:30::2" },
	[NEAR] = { "172.30.0.3", "fd00:30::3" },
	[HOST] = { "198.51.100.1", "2001:db8:51::1" },
	[LOOPBACK] = { "127.0.0.1", "::1" },
	[VIP] = { "10.96.0.10", "fd00:96::10" },
	[CLIENT] = { "198.51.100.254", "2001:db8:51::fe" },
	[ELSEWHERE] = { "203.0.113.9", "2001:db8:203::9" },
	[SOURCE_VIP] = { "198.51.100.77", "2001:db8:51::77" },
};

#define WEB_ID  "BBBBBBBB-0000-0000-0000-000000000002"
#define NEAR_ID "BBBBBBBB-0000-0000-0000-000000000003"
#define LB_ID   "CCCCCCCC-0000-0000-0000-000000000001"
#define NS_ID   "DDDDDDDD-0000-0000-0000-000000000002"

#define MAPPING(port, members)                                                                     \
	"{'Type':'PortMapping','Settings':{'InternalPort':" port ",'ExternalPort':80" members "}}"
#define MAPPINGS(port) MAPPING(port, "") "," MAPPING(port, ",'Flags':2")
#define VIP_MAPPINGS                                                                               \
	MAPPING("8080", ",'VIP':'198.51.100.1'") "," MAPPING("8080", ",'VIP':'2001:db8:51::1'")
#define NAT(members) "{'Type':'OutBoundNAT','Settings':{" members "}}"
#define TO_VIP       NAT("'VirtualIP':'198.51.100.77'") "," NAT("'VirtualIP':'2001:db8:51::77'")
#define NOT_THERE    NAT("'Exceptions':['203.0.113.0/24','2001:db8:203::9']")
#define POLICIES(verb, list)                                                                       \
	"{'ResourceType':'Policy','RequestType':'" verb "','Settings':{'Policies':[" list "]}}"
#define NAMESPACE(verb)                                                                            \
	"{'ResourceType':'Endpoint','RequestType':'" verb "','Settings':{'EndpointId':'" WEB_ID    \
	"'}}"

#define PORTS(flags)                                                                               \
	"'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':8080},"                    \
	"{'Protocol':17,'ExternalPort':80,'InternalPort':8080}]" flags
#define BALANCER(endpoints)                                                                        \
	"{'ID':'" LB_ID "','HostComputeEndpoints':[" endpoints                                     \
	"],'FrontendVIPs':['10.96.0.10','fd00:96::10']," PORTS("") "}"
#define NODE(endpoints, flags)                                                                     \
	"{'ID':'" LB_ID "','HostComputeEndpoints':[" endpoints "]," PORTS(flags) "}"

struct event {
	const char *name;
	const char *policies; /* web's before */
	const char *balancer; /* before; NULL: none */
	bool detached;        /* web before */
	enum { CREATE, MODIFY, DELETE } verb;
	enum hcn_kind kind;
	const char *id;
	const char *document;
	int family; /* that it concerns; 0: both */
};

enum {
	MAPPING_COMES,
	MAPPING_GOES,
	MAPPING_OF_ONE_ADDRESS_COMES,
	MAPPING_OF_ONE_ADDRESS_GOES,
	BALANCER_COMES,
	BALANCER_GOES,
	BALANCER_MOVES,
	NODE_BALANCER_COMES,
	NODE_BALANCER_GOES,
	ENDPOINT_GOES,
	ENDPOINT_LEAVES,
	NAT_COMES,
	NAT_GOES,
	EXCEPTION_COMES,
	EXCEPTION_GOES,
	/* nothing is asked */
	BALANCER_GROWS,
	BALANCER_COMES_AGAIN,
	ENDPOINT_COMES,
	ENDPOINT_CHANGES,
	N_EVENTS
};

#define WEB_REF  "'" WEB_ID "'"
#define NEAR_REF "'" NEAR_ID "'"
#define BOTH     WEB_REF "," NEAR_REF
#define EP       HCN_KIND_ENDPOINT
#define LB       HCN_KIND_LOADBALANCER
#define NS       HCN_KIND_NAMESPACE
static const struct event events[N_EVENTS] = {
	[MAPPING_COMES] = { "a mapping comes", "", NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Add", MAPPINGS("8080")), 0 },
	[MAPPING_GOES] = { "a mapping goes", MAPPINGS("8080"), NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Remove", MAPPINGS("8080")), 0 },
	[MAPPING_OF_ONE_ADDRESS_COMES] = { "a mapping of one address comes", "", NULL, false,
		MODIFY, EP, WEB_ID, POLICIES("Add", VIP_MAPPINGS), 0 },
	[MAPPING_OF_ONE_ADDRESS_GOES] = { "a mapping of one address goes", VIP_MAPPINGS, NULL,
		false, MODIFY, EP, WEB_ID, POLICIES("Remove", VIP_MAPPINGS), 0 },
	[BALANCER_COMES] = { "a load balancer comes", "", NULL, false, CREATE, LB, NULL,
		BALANCER(WEB_REF), 0 },
	[BALANCER_GOES] = { "a load balancer goes", "", BALANCER(WEB_REF), false, DELETE, LB, LB_ID,
		NULL, 0 },
	[BALANCER_MOVES] = { "a load balancer moves", "", BALANCER(WEB_REF), false, MODIFY, LB,
		LB_ID, BALANCER(NEAR_REF), 0 },
	[NODE_BALANCER_COMES] = { "one of all addresses comes", "", NULL, false, CREATE, LB, NULL,
		NODE(WEB_REF, ""), 4 },
	[NODE_BALANCER_GOES] = { "one of all addresses goes", "", NODE(WEB_REF, ",'Flags':2"),
		false, DELETE, LB, LB_ID, NULL, 6 },
	[ENDPOINT_GOES] = { "an endpoint goes", MAPPINGS("8080"), BALANCER(BOTH), false, DELETE, EP,
		WEB_ID, NULL, 0 },
	[ENDPOINT_LEAVES] = { "an endpoint leaves its namespace", MAPPINGS("8080"), NULL, false,
		MODIFY, NS, NS_ID, NAMESPACE("Remove"), 0 },
	[NAT_COMES] = { "a VirtualIP comes", "", NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Add", TO_VIP), 0 },
	[NAT_GOES] = { "a VirtualIP goes", TO_VIP, NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Remove", TO_VIP), 0 },
	[EXCEPTION_COMES] = { "an exception comes", "", NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Add", NOT_THERE), 0 },
	[EXCEPTION_GOES] = { "an exception goes", NOT_THERE, NULL, false, MODIFY, EP, WEB_ID,
		POLICIES("Remove", NOT_THERE), 0 },
	[BALANCER_GROWS] = { "a load balancer grows", "", BALANCER(WEB_REF), false, MODIFY, LB,
		LB_ID, BALANCER(BOTH), 0 },
	[BALANCER_COMES_AGAIN] = { "a load balancer stays", "", BALANCER(WEB_REF), false, MODIFY,
		LB, LB_ID, BALANCER(WEB_REF), 0 },
	[ENDPOINT_COMES] = { "an endpoint is attached", MAPPINGS("8080"), NULL, true, MODIFY, NS,
		NS_ID, NAMESPACE("Add"), 0 },
	[ENDPOINT_CHANGES] = { "another policy changes", MAPPINGS("8080") "," TO_VIP, NULL, false,
		MODIFY, EP, WEB_ID,
		POLICIES("Add", "{'Type':'QOS','Settings':{'MaximumOutgoingBandwidthInBytes':9}}"),
		0 },
};

/* What becomes of it, at the table's width. */
enum {
	S = HCN_FLOW_STAYS,
	F = HCN_FLOW_FORGET,
	FL = HCN_FLOW_FORGET | HCN_FLOW_IF_LOCAL,
	CL = HCN_FLOW_CUT | HCN_FLOW_IF_LOCAL,
	FF = HCN_FLOW_FORGET | HCN_FLOW_IF_FORWARDED,
	CF = HCN_FLOW_CUT | HCN_FLOW_IF_FORWARDED,
};

static const struct connection {
	int event;
	enum who source; /* NOBODY: a client, the host, a neighbour in turn */
	enum who asked;
	uint16_t asked_port;
	enum who destination;
	uint16_t port;
	enum who seen; /* NOBODY: as its source */
	unsigned udp, syn, tcp;
} connections[] = {
	/* event, source asked destination seen, UDP, TCP that nobody has answered, TCP */
	{ MAPPING_COMES, NOBODY, HOST, 80, HOST, 80, NOBODY, FL, FL, S },
	{ MAPPING_COMES, NOBODY, ELSEWHERE, 80, ELSEWHERE, 80, NOBODY, FL, FL, S },
	{ MAPPING_COMES, NOBODY, HOST, 81, HOST, 81, NOBODY, S, S, S },
	{ MAPPING_COMES, NOBODY, HOST, 80, WEB, 8080, NOBODY, S, S, S },
	{ MAPPING_COMES, NOBODY, HOST, 80, ELSEWHERE, 80, NOBODY, S, S, S },
	{ MAPPING_COMES, HOST, LOOPBACK, 80, LOOPBACK, 80, NOBODY, S, S, S },
	{ MAPPING_GOES, NOBODY, HOST, 80, WEB, 8080, NOBODY, FL, FL, CL },
	{ MAPPING_GOES, WEB, HOST, 80, WEB, 8080, HOST, FL, FL, CL },
	{ MAPPING_GOES, NOBODY, HOST, 80, HOST, 80, NOBODY, S, S, S },
	{ MAPPING_GOES, NOBODY, HOST, 80, NEAR, 8080, NOBODY, S, S, S },
	{ MAPPING_GOES, NOBODY, HOST, 81, WEB, 8080, NOBODY, S, S, S },
	{ MAPPING_GOES, NOBODY, WEB, 8080, WEB, 8080, NOBODY, S, S, S },
	{ MAPPING_GOES, WEB, ELSEWHERE, 80, ELSEWHERE, 80, HOST, S, S, S },
	{ MAPPING_OF_ONE_ADDRESS_COMES, NOBODY, HOST, 80, HOST, 80, NOBODY, FL, FL, S },
	{ MAPPING_OF_ONE_ADDRESS_COMES, NOBODY, VIP, 80, VIP, 80, NOBODY, S, S, S },
	{ MAPPING_OF_ONE_ADDRESS_GOES, NOBODY, HOST, 80, WEB, 8080, NOBODY, FL, FL, CL },
	{ MAPPING_OF_ONE_ADDRESS_GOES, NOBODY, VIP, 80, WEB, 8080, NOBODY, S, S, S },
	{ BALANCER_COMES, NOBODY, VIP, 80, VIP, 80, NOBODY, F, F, S },
	{ BALANCER_COMES, NOBODY, VIP, 81, VIP, 81, NOBODY, S, S, S },
	{ BALANCER_COMES, NOBODY, HOST, 80, HOST, 80, NOBODY, S, S, S },
	{ BALANCER_COMES, NOBODY, VIP, 80, WEB, 8080, NOBODY, S, S, S },
	{ BALANCER_COMES, NOBODY, VIP, 80, ELSEWHERE, 80, NOBODY, S, S, S },
	{ BALANCER_GOES, NOBODY, VIP, 80, WEB, 8080, NOBODY, F, F, S },
	{ BALANCER_GOES, NOBODY, HOST, 80, WEB, 8080, NOBODY, S, S, S },
	{ BALANCER_GOES, NOBODY, VIP, 80, VIP, 80, NOBODY, S, S, S },
	{ BALANCER_MOVES, NOBODY, VIP, 80, WEB, 8080, NOBODY, F, F, S },
	{ BALANCER_MOVES, NOBODY, VIP, 80, NEAR, 8080, NOBODY, S, S, S },
	{ BALANCER_MOVES, NOBODY, VIP, 80, VIP, 80, NOBODY, F, F, S },
	{ NODE_BALANCER_COMES, NOBODY, HOST, 80, HOST, 80, NOBODY, FL, FL, S },
	{ NODE_BALANCER_COMES, NOBODY, HOST, 81, HOST, 81, NOBODY, S, S, S },
	{ NODE_BALANCER_GOES, NOBODY, HOST, 80, WEB, 8080, NOBODY, FL, FL, S },
	{ NODE_BALANCER_GOES, NOBODY, HOST, 80, NEAR, 8080, NOBODY, S, S, S },
	{ ENDPOINT_GOES, NOBODY, HOST, 80, WEB, 8080, NOBODY, F, F, F },
	{ ENDPOINT_GOES, NOBODY, VIP, 80, WEB, 8080, NOBODY, F, F, F },
	{ ENDPOINT_GOES, NOBODY, VIP, 80, NEAR, 8080, NOBODY, S, S, S },
	{ ENDPOINT_GOES, NOBODY, WEB, 22, WEB, 22, NOBODY, F, F, F },
	{ ENDPOINT_GOES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, HOST, F, F, F },
	{ ENDPOINT_GOES, NEAR, ELSEWHERE, 53, ELSEWHERE, 53, HOST, S, S, S },
	{ ENDPOINT_LEAVES, NOBODY, HOST, 80, WEB, 8080, NOBODY, F, F, F },
	{ ENDPOINT_LEAVES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, HOST, F, F, F },
	{ ENDPOINT_LEAVES, NOBODY, NEAR, 22, NEAR, 22, NOBODY, S, S, S },
	{ NAT_COMES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, HOST, FF, FF, CF },
	{ NAT_COMES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, SOURCE_VIP, S, S, S },
	{ NAT_COMES, WEB, HOST, 53, HOST, 53, NOBODY, S, S, S },
	{ NAT_COMES, WEB, NEAR, 53, NEAR, 53, NOBODY, S, S, S },
	{ NAT_COMES, NEAR, ELSEWHERE, 53, ELSEWHERE, 53, HOST, S, S, S },
	{ NAT_COMES, NOBODY, WEB, 53, WEB, 53, NOBODY, S, S, S },
	{ NAT_GOES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, SOURCE_VIP, FF, FF, CF },
	{ NAT_GOES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, HOST, S, S, S },
	{ EXCEPTION_COMES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, HOST, FF, FF, CF },
	{ EXCEPTION_COMES, WEB, CLIENT, 53, CLIENT, 53, HOST, S, S, S },
	{ EXCEPTION_GOES, WEB, ELSEWHERE, 53, ELSEWHERE, 53, NOBODY, FF, FF, CF },
	{ EXCEPTION_GOES, WEB, CLIENT, 53, CLIENT, 53, HOST, S, S, S },
};

static struct hcn_addr address_of(enum who who, int family)
{
	struct hcn_addr addr;

	ck_assert(hcn_addr_parse(addresses[who][family == HCN_IPV6], &addr));
	return addr;
}

static const struct event *event; /* the one of this test */
static size_t n_asked;

static void expect(
	hcn_flow_fn *fn, void *arg, const struct connection *c, enum who source, int family)
{
	const struct {
		const char *name;
		uint8_t protocol;
		bool answered;
		unsigned how;
	} kinds[] = {
		{ "UDP", IPPROTO_UDP, false, c->udp },
		{ "answered UDP", IPPROTO_UDP, true, c->udp },
		{ "SYN", IPPROTO_TCP, false, c->syn },
		{ "TCP", IPPROTO_TCP, true, c->tcp },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(kinds); i++) {
		const struct hcn_flow flow = { .source = address_of(source, family),
			.asked = address_of(c->asked, family),
			.destination = address_of(c->destination, family),
			.seen = address_of(c->seen ? c->seen : source, family),
			.source_port = 40000,
			.asked_port = c->asked_port,
			.destination_port = c->port,
			.protocol = kinds[i].protocol,
			.answered = kinds[i].answered };
		unsigned how = fn(arg, &flow);
		bool concerned = !event->family || event->family == family;

		ck_assert_msg(how == (concerned ? kinds[i].how : S), "%s: %s from %s to %s, %u: %u",
			event->name, kinds[i].name, addresses[source][0], addresses[c->asked][0],
			c->asked_port, how);
	}
}

static int ask_all(
	struct hcn_backend *be, hcn_flow_fn *fn, void *arg, size_t *ret_n, struct hcn_error *err)
{
	static const enum who others[] = { CLIENT, HOST, NEAR };
	static const int families[] = { HCN_IPV4, HCN_IPV6 };

	n_asked++;
	*ret_n = 0;
	for (size_t i = 0; i < HCN_N_ELEMENTS(connections); i++) {
		const struct connection *c = &connections[i];

		if (&events[c->event] != event)
			continue;
		for (size_t f = 0; f < HCN_N_ELEMENTS(families); f++) {
			if (c->source)
				expect(fn, arg, c, c->source, families[f]);
			for (size_t j = 0; !c->source && j < HCN_N_ELEMENTS(others); j++)
				expect(fn, arg, c, others[j], families[f]);
		}
	}
	return 0;
}

static void given_endpoint(
	const char *id, const char *namespace, enum who who, const char *policies)
{
	make(HCN_KIND_ENDPOINT,
		doc("{'ID':'%s','HostComputeNetwork':'" BLUE_ID "'%s,'Policies':[%s],"
		    "'IpConfigurations':[{'IpAddress':'%s'},{'IpAddress':'%s'}]}",
			id, namespace, policies, addresses[who][0], addresses[who][1]));
}

static void given_objects(const struct event *e)
{
	make(HCN_KIND_NETWORK,
		doc("{'ID':'" BLUE_ID "','Name':'blue','Ipams':[{'Subnets':["
		    "{'IpAddressPrefix':'172.30.0.0/24'},{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	make(HCN_KIND_NAMESPACE, doc("{'ID':'" NS_ID "'}"));
	given_endpoint(
		WEB_ID, e->detached ? "" : ",'HostComputeNamespace':'" NS_ID "'", WEB, e->policies);
	given_endpoint(NEAR_ID, "", NEAR, "");
	if (e->balancer)
		make(HCN_KIND_LOADBALANCER, doc("%s", e->balancer));
}

static int request(struct hcn *hcn, const struct event *e, const char *document)
{
	if (e->verb == CREATE)
		return hcn_create(hcn, e->kind, NULL, document, NULL, NULL, &world_error);
	if (e->verb == MODIFY)
		return hcn_modify(hcn, e->kind, e->id, document, &world_error);
	return hcn_delete(hcn, e->kind, e->id, &world_error);
}

START_TEST(what_has_lost_its_reason_ends_and_nothing_else)
{
	struct hcn *hcn = open_another();

	event = &events[_i];
	given_objects(event);
	use_ops(hcn);
	ops.end_flows = ask_all;
	ck_assert_msg(!request(hcn, event, event->document ? doc("%s", event->document) : NULL),
		"%s: %s", event->name, world_error.text);
	ck_assert_msg(
		n_asked == (_i < BALANCER_GROWS), "%s: asked %zu times", event->name, n_asked);
	hcn_close(hcn);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_has_lost_its_reason_ends_and_nothing_else };

	return run_world_tests("flows", tests, HCN_N_ELEMENTS(tests), N_EVENTS);
}
