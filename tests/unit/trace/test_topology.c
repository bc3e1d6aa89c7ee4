/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ways and addresses, as the rows of a host with one bridge and two namespaces have them. */
#include "cleanup.h"
#include "rows_text.h"
#include "run_tests.h"
#include "topology.h"

static struct hcn_rows rows;
static struct hcn_facts facts;
static struct hcn_topology topology;

static char uplink[] = "eth9", *uplink_names[] = { uplink };
static struct hcn_addr uplink_addresses[2];
static struct hcn_adapter adapters[] = {
	{ .names = uplink_names,
		.n_names = 1,
		.is_default = true,
		.addresses = uplink_addresses,
		.n_addresses = 2 },
};

static struct hcn_addr addr_of(const char *text)
{
	struct hcn_addr addr;

	ck_assert_msg(hcn_addr_parse(text, &addr), "%s", text);
	return addr;
}

/* a has two interfaces, each with a table of its own; b has one. */
static void given_host(void)
{
	uplink_addresses[0] = addr_of("198.51.100.1");
	uplink_addresses[1] = addr_of("2001:db8::1");
	facts = (struct hcn_facts){ .adapters = adapters, .n_adapters = 1 };
	given_rows(&rows,
		"{'row':'link','name':'br0','type':'bridge'},"
		"{'row':'link','name':'va0','type':'veth','master':'br0','peer':'eth0','peer_netns':'a'},"
		"{'row':'link','name':'va1','type':'veth','peer':'eth1','peer_netns':'a'},"
		"{'row':'link','name':'vb0','type':'veth','master':'br0','peer':'eth0','peer_netns':'b'},"
		"{'row':'link_flag','dev':'vb0','flag':'hairpin'},"
		"{'row':'addr','dev':'br0','prefix':'10.0.0.1/24'},"
		"{'row':'addr','dev':'br0','prefix':'fd00::1/64'},"
		"{'row':'addr','netns':'a','dev':'eth0','prefix':'10.0.0.9/24','deprecated':true},"
		"{'row':'addr','netns':'a','dev':'eth0','prefix':'10.0.0.2/24'},"
		"{'row':'addr','netns':'a','dev':'eth1','prefix':'10.1.0.2/32'},"
		"{'row':'addr','netns':'b','dev':'eth0','prefix':'10.0.0.3/24'},"
		"{'row':'route','netns':'a','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1','metric':20},"
		"{'row':'route','netns':'a','dst':'0.0.0.0/0','dev':'eth1','via':'10.1.0.1','metric':10},"
		"{'row':'route','netns':'a','dst':'10.9.0.0/16','dev':'eth0','via':'10.0.0.7'},"
		"{'row':'route','netns':'a','dst':'0.0.0.0/0','dev':'eth1','via':'10.1.0.5','table':7},"
		"{'row':'rule','netns':'a','from':'10.1.0.2/32','table':7,'priority':1},"
		"{'row':'sysctl','path':'net/ipv4/ip_forward','value':'1'}");
	ck_assert_int_eq(hcn_topology_read(&rows, &facts, &topology), 0);
}

static void close_host(void)
{
	hcn_topology_clear(&topology);
	hcn_rows_clear(&rows);
}

START_TEST(an_address_is_somebodys_in_its_namespace)
{
	const struct hcn_addr addr = addr_of("10.0.0.2");

	given_host();
	ck_assert_str_eq(hcn_topology_find(&topology, "a", &addr)->row->addr.dev, "eth0");
	ck_assert_ptr_null(hcn_topology_find(&topology, "b", &addr));
	ck_assert_ptr_null(hcn_topology_find(&topology, "", &addr));
	close_host();
}
END_TEST

static const struct {
	const char *addr;
	bool is_host;
} of_host[] = {
	{ "10.0.0.1", true },
	{ "198.51.100.1", true },
	{ "127.0.0.9", true },
	{ "10.0.0.2", false },
	{ "198.51.100.2", false },
};

START_TEST(the_host_answers_to_its_own_addresses)
{
	const struct hcn_addr addr = addr_of(of_host[_i].addr);

	given_host();
	ck_assert_int_eq(hcn_topology_is_host(&topology, &addr), of_host[_i].is_host);
	close_host();
}
END_TEST

START_TEST(a_device_is_behind_its_port)
{
	const struct hcn_addr addr = addr_of("10.0.0.3"), routed = addr_of("10.1.0.2");

	given_host();
	ck_assert_str_eq(hcn_topology_port(&topology, "b", "eth0")->link.name, "vb0");
	ck_assert_ptr_null(hcn_topology_port(&topology, "a", "eth1")); /* on no bridge */
	ck_assert_str_eq(hcn_topology_port_of(&topology, "br0", &addr)->link.name, "vb0");
	ck_assert_ptr_null(hcn_topology_port_of(&topology, "br1", &addr));
	ck_assert_ptr_null(hcn_topology_port_of(&topology, "br0", &routed));
	ck_assert(hcn_topology_has_flag(&topology, "vb0", HCN_LINK_HAIRPIN));
	ck_assert(!hcn_topology_has_flag(&topology, "va0", HCN_LINK_HAIRPIN));
	close_host();
}
END_TEST

static const struct {
	const char *netns, *from, *to;
	const char *dev, *hop; /* NULL: there is no way */
} ways[] = {
	{ "a", "10.0.0.2", "10.0.0.3", "eth0", "10.0.0.3" },
	{ "a", "10.0.0.2", "10.9.0.1", "eth0", "10.0.0.7" },  /* the longest prefix */
	{ "a", "10.0.0.2", "192.0.2.1", "eth1", "10.1.0.1" }, /* the lowest metric */
	{ "a", "10.1.0.2", "192.0.2.1", "eth1", "10.1.0.5" }, /* the table of a rule */
	{ "a", "10.1.0.2", "10.0.0.3", "eth1", "10.1.0.5" },
	{ "b", "10.0.0.3", "192.0.2.1", NULL, NULL },
	{ "a", "fd00::2", "fd00::3", NULL, NULL },
};

START_TEST(a_way_is_by_rule_then_by_prefix_then_by_metric)
{
	const struct hcn_addr from = addr_of(ways[_i].from), to = addr_of(ways[_i].to);
	struct hcn_addr hop;
	struct hcn_way way;

	given_host();
	if (!ways[_i].dev) {
		ck_assert_ptr_null(hcn_topology_route(&topology, ways[_i].netns, &from, &to, &way));
	} else {
		hop = addr_of(ways[_i].hop);
		ck_assert_ptr_nonnull(
			hcn_topology_route(&topology, ways[_i].netns, &from, &to, &way));
		ck_assert_str_eq(way.dev, ways[_i].dev);
		ck_assert(hcn_addr_equal(&way.hop, &hop));
	}
	close_host();
}
END_TEST

START_TEST(the_host_reaches_its_bridges_and_leaves_by_its_default_adapter)
{
	const struct hcn_addr near = addr_of("10.0.0.77"), far = addr_of("192.0.2.1");

	given_host();
	ck_assert_str_eq(hcn_topology_bridge_to(&topology, &near)->addr.dev, "br0");
	ck_assert_ptr_null(hcn_topology_bridge_to(&topology, &far));
	ck_assert_str_eq(hcn_topology_uplink(&topology), "eth9");
	ck_assert(hcn_topology_has_way(&topology, &far));
	close_host();
}
END_TEST

START_TEST(a_host_without_routes_has_no_way_and_no_uplink)
{
	const struct hcn_addr far = addr_of("192.0.2.1");

	given_host();
	facts.n_adapters = 0;
	ck_assert(!hcn_topology_has_way(&topology, &far));
	ck_assert_ptr_null(hcn_topology_uplink(&topology));
	close_host();
}
END_TEST

static const struct {
	const char *dev, *to;
	const char *source;
} sources[] = {
	{ "br0", "10.0.0.2", "10.0.0.1" }, { "br0", "fd00::2", "fd00::1" },
	{ "lo", "127.0.0.1", "198.51.100.1" }, { NULL, "192.0.2.1", "198.51.100.1" },
	{ NULL, "2001:db8:1::1", "2001:db8::1" },
	{ "br0", "2001:db8::1", "2001:db8::1" }, /* an address speaks to itself */
};

START_TEST(the_host_speaks_from_the_address_that_is_nearest)
{
	const struct hcn_addr to = addr_of(sources[_i].to), expected = addr_of(sources[_i].source);
	struct hcn_addr source;

	given_host();
	ck_assert(hcn_topology_source(&topology, sources[_i].dev, &to, &source));
	ck_assert(hcn_addr_equal(&source, &expected));
	close_host();
}
END_TEST

START_TEST(a_device_has_its_first_address_that_is_not_deprecated)
{
	const struct hcn_addr expected = addr_of("10.0.0.2");
	struct hcn_addr addr = { .family = HCN_IPV4 };

	given_host();
	ck_assert(hcn_topology_address(&topology, "a", "eth0", &addr));
	ck_assert(hcn_addr_equal(&addr, &expected));
	addr.family = HCN_IPV6;
	ck_assert(!hcn_topology_address(&topology, "a", "eth0", &addr));
	close_host();
}
END_TEST

START_TEST(forwarding_is_a_row_of_each_family)
{
	given_host();
	ck_assert(hcn_topology_forwards(&topology, HCN_IPV4));
	ck_assert(!hcn_topology_forwards(&topology, HCN_IPV6));
	close_host();
}
END_TEST

int main(void)
{
	const struct fact tests[] = {
		{ an_address_is_somebodys_in_its_namespace },
		{ the_host_answers_to_its_own_addresses, HCN_N_ELEMENTS(of_host) },
		{ a_device_is_behind_its_port },
		{ a_way_is_by_rule_then_by_prefix_then_by_metric, HCN_N_ELEMENTS(ways) },
		{ the_host_reaches_its_bridges_and_leaves_by_its_default_adapter },
		{ a_host_without_routes_has_no_way_and_no_uplink },
		{ the_host_speaks_from_the_address_that_is_nearest, HCN_N_ELEMENTS(sources) },
		{ a_device_has_its_first_address_that_is_not_deprecated },
		{ forwarding_is_a_row_of_each_family },
		{ NULL },
	};

	return run_tests("topology", tests);
}
