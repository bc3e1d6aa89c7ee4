/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One store, two dialects (doc/facts/clients.md §2.1.3, §2.8): what V2 made, V1 tells so that the same could be made of it; and what
 * is wrong in a V1 document is shown in that document.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "cleanup.h"
#include "prng.h"
#include "world.h"

/* --- V2 -> V1 -> V2 ----------------------------------------------------------------------------------------- */

static char *query(enum hcn_kind kind, const char *id, const char *text)
{
	char *ret = NULL;

	ck_assert_msg(
		!hcn_query(world, kind, id, text, &ret, &world_error), "%s", world_error.text);
	return ret;
}

/* Made, told in V1, deleted, made of what was told: the same in V2. */
static void expect_round_trip(enum hcn_kind kind, const char *document)
{
	const char *id = make(kind, document);
	json_t *before = look(kind, id), *after;
	char *v1 = query(kind, id, "");

	ck_assert_int_eq(try_delete(kind, id), 0);
	ck_assert_msg(!try_make(kind, v1), "%s\n%s: %s", v1, world_error.pointer, world_error.text);
	after = look(kind, id);
	if (!json_equal(before, after))
		ck_abort_msg("%s\nbecame\n%s\nbecame\n%s", json_dumps(before, JSON_INDENT(1)), v1,
			json_dumps(after, JSON_INDENT(1)));
	json_decref(before);
	json_decref(after);
	hcn_free(v1);
	ck_assert_int_eq(try_delete(kind, id), 0);
}

static const char *some(struct prng *prng, const char *text)
{
	return prng_below(prng, 2) ? text : "";
}

START_TEST(a_network_of_v2_can_be_made_of_its_v1_form)
{
	static const char *const types[] = { "NAT", "Internal", "Private" };
	struct prng prng = { (uint64_t)_i };

	expect_round_trip(HCN_KIND_NETWORK,
		doc("{'Name':'n%u','Type':'%s',%s%s%s'Flags':%u,'Ipams':[{'Type':'Static','Subnets':[{"
		    "'IpAddressPrefix':'10.%u.0.0/16','Routes':[{'NextHop':'10.%u.0.1',"
		    "'DestinationPrefix':'0.0.0.0/0'}]}%s]}],'SchemaVersion':{'Major':2,'Minor':0}}",
			prng_below(&prng, 1000), types[prng_below(&prng, 3)],
			some(&prng, "'MacPool':{'Ranges':[{'StartMacAddress':'00-15-5D-52-C0-00',"
				    "'EndMacAddress':'00-15-5D-52-CF-FF'}]},"),
			some(&prng,
				"'Dns':{'Search':['a.test','b.test'],'ServerList':['8.8.8.8']},"),
			some(&prng,
				"'Policies':[{'Type':'AutomaticDNS','Settings':{'Enable':true}}],"),
			8 * prng_below(&prng, 2), 20 + _i, 20 + _i,
			some(&prng,
				",{'IpAddressPrefix':'fd00:1::/64','Routes':[{'NextHop':'fd00:1::1',"
				"'DestinationPrefix':'::/0'}]}")));
}
END_TEST

START_TEST(an_endpoint_of_v2_can_be_made_of_its_v1_form)
{
	static const char *const policies[] = {
		"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8080}}",
		"{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.0.0.0/8','192.168.0.0/16']}}",
		"{'Type':'ACL','Settings':{'Protocols':'6','Action':'Block','Direction':'In',"
		"'LocalPorts':'80,443','RemoteAddresses':'10.0.0.0/8','RuleType':'Switch','Priority':100}}",
		"{'Type':'QOS','Settings':{'MaximumOutgoingBandwidthInBytes':1000000}}",
		"{'Type':'SDNRoute','Settings':{'DestinationPrefix':'10.96.0.0/12','NeedEncap':true}}",
		"{'Type':'L4Proxy','Settings':{'IP':'10.0.0.0/8','Port':'80','Destination':'10.0.0.9:15001','Protocol':6}}",
	};
	const char *net = make_network("blue", "172.30.0.0/24");
	_cleanup_(hcn_buf_clear) struct hcn_buf list = { 0 };
	struct prng prng = { (uint64_t)_i };

	for (size_t i = 0; i < HCN_N_ELEMENTS(policies); i++)
		if (prng_below(&prng, 2))
			hcn_buf_printf(&list, "%s%s", list.len ? "," : "", policies[i]);
	hcn_buf_putc(&list, 0);
	expect_round_trip(HCN_KIND_ENDPOINT,
		doc("{'HostComputeNetwork':'%s','Name':'e%d',%s%s'Policies':[%s],'SchemaVersion':"
		    "{'Major':2,'Minor':0}}",
			net, _i,
			some(&prng, "'Dns':{'Domain':'a.test','Search':['b.test'],'ServerList':"
				    "['8.8.8.8','1.1.1.1']},"),
			some(&prng, "'MacAddress':'00-15-5D-11-22-33',"), list.data));
}
END_TEST

/* V1's names in V1, in V2, and V2's: one rule. */
START_TEST(an_acl_by_v1s_names_is_the_same_rule)
{
	static const char *const policies[] = {
		"'Protocols':'6','LocalPorts':'80','RemoteAddresses':'10.9.0.0/16'",
		"'Protocol':6,'LocalPort':80,'RemoteAddress':'10.9.0.0/16'",
		"'Protocol':6,'InternalPort':80,'RemoteAddress':'10.9.0.0/16','RemotePort':0",
		"'Protocol':6,'Protocols':'6','LocalPorts':'80','RemoteAddress':'10.9.0.0/16'",
	};
	_cleanup_free_ char *net = strdup(make_network("blue", "172.30.0.0/24"));
	_cleanup_free_ char *ns = strdup(make_namespace());
	_cleanup_free_ char *expected = NULL;

	for (size_t i = 0; i < 2 * HCN_N_ELEMENTS(policies); i++) {
		bool v1 = i % 2;
		const char *policy = policies[i / 2], *id;
		_cleanup_free_ char *state = NULL;

		id = make(HCN_KIND_ENDPOINT,
			v1 ? doc("{'ID':'22222222-0000-0000-0000-000000000001','VirtualNetwork':'%s',"
				 "'IPAddress':'172.30.0.9','MacAddress':'00-15-5D-11-22-33','Policies':[{"
				 "'Type':'ACL','Action':'Block','Direction':'In',%s}]}",
				     net, policy)
			   : doc("{'ID':'22222222-0000-0000-0000-000000000001','HostComputeNetwork':'%s',"
				 "'IpConfigurations':[{'IpAddress':'172.30.0.9'}],'MacAddress':"
				 "'00-15-5D-11-22-33','Policies':[{'Type':'ACL','Settings':{'Action':"
				 "'Block','Direction':'In',%s}}],'SchemaVersion':{'Major':2,'Minor':0}}",
				     net, policy));
		ck_assert_int_eq(attach(id, ns), 0);
		state = kernel_state();
		if (!expected)
			expected = strdup(state);
		ck_assert_ptr_nonnull(strstr(state, "10.9.0.0"));
		ck_assert_msg(!strcmp(state, expected), "%s: %s", policy,
			state_difference(expected, state));
		ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), 0);
	}
}
END_TEST

/* --- what is wrong, and where --------------------------------------------------------------------------------- */

struct wrong {
	enum hcn_kind kind;
	const char *document; /* %s: the network's id */
	const char *pointer, *value;
};

static const struct wrong wrongs[] = {
	{ HCN_KIND_NETWORK, "{'Name':'n','Type':'NAT','Subnets':[{'AddressPrefix':'10.0.0/24'}]}",
		"/Subnets/0/AddressPrefix", "10.0.0/24" },
	{ HCN_KIND_NETWORK,
		"{'Name':'n','Type':'NAT','Subnets':[{'AddressPrefix':'10.1.0.0/24'},"
		"{'AddressPrefix':'10.2.0.0/24','GatewayAddress':'10.3.0.1'}]}",
		"/Subnets/1/GatewayAddress", "10.3.0.1" },
	{ HCN_KIND_NETWORK,
		"{'Name':'n','Type':'NAT','Subnets':[],'MacPools':[{'StartMacAddress':'00-15','"
		"EndMacAddress':'00-15-5D-52-CF-FF'}]}",
		"/MacPools/0/StartMacAddress", "00-15" },
	{ HCN_KIND_NETWORK, "{'Name':'n','Type':'Bus','Subnets':[]}", "/Type", "Bus" },
	{ HCN_KIND_NETWORK,
		"{'Name':'n','Type':'NAT','Subnets':[],'Policies':[{'Type':'PortMapping'}]}",
		"/Policies/0/Type", "PortMapping" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetworkName':'red'}", "/VirtualNetworkName", "red" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'%s','IPAddress':'172.30.0'}", "/IPAddress",
		"172.30.0" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'%s','IPAddress':'10.9.9.9'}", "/IPAddress",
		"10.9.9.9" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'%s','MacAddress':'00-15'}", "/MacAddress",
		"00-15" },
	{ HCN_KIND_ENDPOINT,
		"{'VirtualNetwork':'%s','Policies':[{'Type':'OutBoundNAT'},{'Type':'NAT','Protocol':'TCP',"
		"'InternalPort':70000,'ExternalPort':80}]}",
		"/Policies/1/InternalPort", "70000" },
	{ HCN_KIND_ENDPOINT,
		"{'VirtualNetwork':'%s','Policies':[{'Type':'ACL','Action':'Perhaps','Direction':'In'}]}",
		"/Policies/0/Action", "Perhaps" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'%s','Policies':[{'Type':'PortMapping'}]}",
		"/Policies/0/Type", "PortMapping" },
	{ HCN_KIND_ENDPOINT,
		"{'VirtualNetwork':'%s','Policies':[{'Type':'ACL','Acton':'Allow','Direction':'In'}]}",
		"/Policies/0/Acton", "Allow" },
	{ HCN_KIND_ENDPOINT,
		"{'VirtualNetwork':'%s','Policies':[{'Type':'ACL','Action':'Allow','Direction':'In',"
		"'Protocol':6,'Protocols':'17'}]}",
		"/Policies/0/Protocols", "17" },
};

START_TEST(what_is_wrong_in_v1_is_shown_in_v1)
{
	const struct wrong *w = &wrongs[_i];
	const char *net = make_network("blue", "172.30.0.0/24");
	char text[512];
	const char *at = strstr(w->document, "%s");

	(void)snprintf(text, sizeof(text), "%.*s%s%s", at ? (int)(at - w->document) : 0,
		w->document, at ? net : "", at ? at + 2 : w->document);
	ck_assert_int_gt(try_make(w->kind, doc("%s", text)), 0);
	ck_assert_str_eq(world_error.pointer, w->pointer);
	ck_assert_str_eq(world_error.value, w->value);
	ck_assert_uint_eq(count(w->kind, NULL), w->kind == HCN_KIND_NETWORK);
}
END_TEST

int main(void)
{
	const TTest *const rounds[] = { a_network_of_v2_can_be_made_of_its_v1_form,
		an_endpoint_of_v2_can_be_made_of_its_v1_form };
	const TTest *const once[] = { an_acl_by_v1s_names_is_the_same_rule };
	const TTest *const refusals[] = { what_is_wrong_in_v1_is_shown_in_v1 };
	int networks_and_endpoints = run_world_tests(
		    "dialects", rounds, HCN_N_ELEMENTS(rounds), world_is_linux() ? 4 : 40),
	    wrong = run_world_tests(
		    "dialects-wrong", refusals, HCN_N_ELEMENTS(refusals), HCN_N_ELEMENTS(wrongs)),
	    names = RUN_WORLD_TESTS("dialects-names", once);

	return networks_and_endpoints || wrong || names;
}
