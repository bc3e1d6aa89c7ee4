/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Layout 6 of our nftables tables: base chains made once, to which objects add nothing but set and map elements.
 *
 * In: a table's name.  Out: its nft_set and nft_chain rows.
 * A change here is a new layout number: tables of the old one may be in use.
 */
#include "skeleton.h"

#include <string.h>

#include "addr.h"

/* The packet's priority carries what was chosen from rule to rule; nothing else looks at it before it is reset. */
#define DNAT_RULES                                                                                            \
	"ip daddr . meta l4proto . th dport @lbopen4",                                                        \
		"ip6 daddr . meta l4proto . th dport @lbopen6",                                               \
		"meta nfproto ipv4 fib daddr type local meta l4proto . th dport @lbnopen4",                   \
		"meta nfproto ipv6 fib daddr type local meta l4proto . th dport @lbnopen6",                   \
		"meta priority set ip daddr . meta l4proto . th dport map @lb4",                              \
		"meta priority set ip6 daddr . meta l4proto . th dport map @lb6",                             \
		"meta nfproto ipv4 fib daddr type local meta priority set meta l4proto . th dport map @lbn4", \
		"meta nfproto ipv6 fib daddr type local meta priority set meta l4proto . th dport map @lbn6", \
		"meta priority vmap @lbpick",                                                                 \
		"fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @vdnat4",             \
		"fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map "                   \
		"@vdnat6",                                                                                    \
		"fib daddr type local dnat ip to meta l4proto . th dport map @dnat4",                         \
		"fib daddr type local dnat ip6 to meta l4proto . th dport map @dnat6"

/* A bridge whose packets nftables has not seen before may have connections that are on their way: they stay as they are. */
#define TCP_OPENS "tcp flags syn / fin,syn,rst,ack"

static const char *const proxies[] = {
	"ip saddr . ip daddr . meta l4proto . th dport @proxyx4 return",
	"ip6 saddr . ip6 daddr . meta l4proto . th dport @proxyx6 return",
	TCP_OPENS " dnat ip to ip saddr . ip daddr . meta l4proto . tcp dport map @proxy4",
	TCP_OPENS " dnat ip6 to ip6 saddr . ip6 daddr . meta l4proto . tcp dport map @proxy6",
	"dnat ip to ip saddr . ip daddr . meta l4proto . udp dport map @proxy4",
	"dnat ip6 to ip6 saddr . ip6 daddr . meta l4proto . udp dport map @proxy6",
	NULL,
};

static const char *const prerouting[] = { "jump proxies", DNAT_RULES, NULL };

static const char *const output[] = {
	/* Loopback traffic keeps its source: an answer from an endpoint would never find back. */
	"ip daddr 127.0.0.0/8 return",
	"ip6 daddr ::1 return",
	"jump proxies", /* of endpoints on the host */
	DNAT_RULES,
	NULL,
};

/* The first that matches decides.  What goes to many keeps its source: it is for neighbours. */
static const char *const postrouting[] = {
	"meta pkttype broadcast accept",
	"meta pkttype multicast accept",
	"ct status dnat meta priority set none",
	"ct status dnat ip saddr @vip4 masquerade", /* the host's own */
	"ct status dnat ip6 saddr @vip6 masquerade",
	"ct status dnat ip saddr . ip daddr @hairpin4 masquerade",
	"ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade",
	"ct status dnat ip saddr . ip daddr . meta l4proto . th dport @proxynat4 masquerade",
	"ct status dnat ip6 saddr . ip6 daddr . meta l4proto . th dport @proxynat6 masquerade",
	"ct status dnat snat ip to ip daddr . meta l4proto . th dport map @lbsrc4",
	"ct status dnat snat ip6 to ip6 daddr . meta l4proto . th dport map @lbsrc6",
	"ip saddr . ip daddr @snatd4 snat ip to ip saddr map @snatv4",
	"ip6 saddr . ip6 daddr @snatd6 snat ip6 to ip6 saddr map @snatv6",
	"ip saddr . ip daddr @snatd4 masquerade",
	"ip6 saddr . ip6 daddr @snatd6 masquerade",
	"ip saddr . ip daddr @snatx4 accept",
	"ip6 saddr . ip6 daddr @snatx6 accept",
	"ip saddr . ip daddr @local4 accept",
	"ip6 saddr . ip6 daddr @local6 accept",
	"snat ip to ip saddr map @snatv4",
	"snat ip6 to ip6 saddr map @snatv6",
	"ip saddr @nat4 masquerade",
	"ip6 saddr @nat6 masquerade",
	NULL,
};

#define FROM_ENDPOINTS "iifname . ip saddr vmap @aclout4", "iifname . ip6 saddr vmap @aclout6"
#define TO_ENDPOINTS   "oifname . ip daddr vmap @aclin4", "oifname . ip6 daddr vmap @aclin6"

#define COUNT_BALANCED "ct status dnat jump balanced"

/* nft wants to have seen the protocol before it lets a port of the connection be looked up. */
#define BALANCED(proto)                                                                            \
	"meta l4proto " proto                                                                      \
	" ct original ip saddr . ct reply ip saddr . meta l4proto . ct reply proto-src "           \
	"@proxied4 return",                                                                        \
		"meta l4proto " proto                                                              \
		" ct original ip6 saddr . ct reply ip6 saddr . meta l4proto . ct reply proto-src " \
		"@proxied6 return",                                                                \
		"meta l4proto " proto                                                              \
		" ct original ip daddr . meta l4proto . ct original proto-dst . ct direction "     \
		"@lbc4 return",                                                                    \
		"meta l4proto " proto                                                              \
		" ct original ip6 daddr . meta l4proto . ct original proto-dst . ct direction "    \
		"@lbc6 return",                                                                    \
		"meta nfproto ipv4 meta l4proto " proto                                            \
		" meta l4proto . ct original proto-dst . ct direction @lbnc4",                     \
		"meta nfproto ipv6 meta l4proto " proto                                            \
		" meta l4proto . ct original proto-dst . ct direction @lbnc6"

/* Once per packet: in forward, or where the host itself sends or receives it. */
static const char *const balanced[] = { BALANCED("tcp"), BALANCED("udp"), NULL };

/* To the kernel an answer that it knows no connection of is the first packet of one the other way round. */
static const char *const cut[] = {
	"ip saddr . tcp sport . ip daddr . tcp dport @cut4 reject with tcp reset",
	"ip6 saddr . tcp sport . ip6 daddr . tcp dport @cut6 reject with tcp reset",
	NULL,
};

#define REFUSE_CUT "ct state new jump cut"

/*
 * An Internal network: only by way of a published port or a VIP does anything get in or out.
 *
 * Bridged packets come by here and by `forward` too, when br_netfilter sees their bridge: then it is both iifname and oifname.
 */
static const char *const internal[] = {
	"iifname . oifname @inside return",
	"ct status dnat return",
	"drop",
	NULL,
};

/*
 * The chains of ACLs are asked once for each packet, so that rules with a state (limits, counters) are right in them: those for
 * what comes from an endpoint here or in `from_endpoints`, those for what goes to one in `to_endpoints`, where all packets to
 * endpoints come by: what they allow must pass here, too.
 */
static const char *const forward[] = {
	REFUSE_CUT,
	COUNT_BALANCED,
	"ct state established,related accept",
	"iifname @inbr jump internal",
	"oifname @inbr jump internal",
	FROM_ENDPOINTS,
	"ct status dnat accept",
	"iifname @natbr accept",
	"oifname @natbr drop",
	NULL,
};

/* The host routes between endpoints on purpose: it must not tell them to talk directly. */
static const char *const redirects[] = {
	"oifname @natbr icmp type redirect drop",
	"oifname @natbr icmpv6 type nd-redirect drop",
	NULL,
};

static const char *const from_host[] = { REFUSE_CUT, COUNT_BALANCED, NULL };

/* A VIP's ports that are no load balancer's. */
static const char *const refused[] = {
	"meta l4proto tcp reject with tcp reset",
	"meta l4proto udp reject",
	NULL,
};

/* From endpoints to the host itself.  What it sends to itself has been counted when it was sent. */
static const char *const from_endpoints[] = {
	"ct state new ip daddr @vip4 jump refused",
	"ct state new ip6 daddr @vip6 jump refused",
	"iifname \"lo\" return",
	REFUSE_CUT,
	COUNT_BALANCED,
	"ct state established,related accept",
	FROM_ENDPOINTS,
	NULL,
};

/* To endpoints, from wherever.  Not in the output hook, whose oifname is that of before NAT there. */
static const char *const to_endpoints[] = {
	"ct state established,related accept",
	TO_ENDPOINTS,
	NULL,
};

/*
 * Nothing else comes out of an endpoint: no other protocol; no tagged frame, not even one of VLAN 0, which br_netfilter would pass
 * over and the receiver take for untagged; it is no router, and advertises only itself.  A VIP becomes its own address, in ARP
 * too: it must not claim the VIP.
 */
static const char *const from_endpoint[] = {
	"ether type != ip ether type != ip6 ether type != arp drop",
	"icmpv6 type nd-router-advert drop",
	"icmpv6 type nd-redirect drop",
	"icmpv6 type nd-neighbor-advert jump advertised",
	"iifname . ip saddr @source4 accept",
	"iifname . arp saddr ip @source4 accept",
	"arp saddr ip 0.0.0.0 accept",
	"iifname . ip6 saddr @source6 accept",
	"ip6 saddr fe80::/10 goto unnamed",
	"ip6 saddr :: goto unnamed",
	"ip saddr set iifname . ip saddr map @lbfrom4 accept",
	"arp saddr ip set iifname . arp saddr ip map @lbfrom4 accept",
	"ip6 saddr set iifname . ip6 saddr map @lbfrom6 accept",
	"drop",
	NULL,
};

/* From addresses that are not the endpoint's own, ACLs are not asked: only what looks for neighbours and joins groups passes. */
static const char *const unnamed[] = {
	"icmpv6 type nd-neighbor-solicit accept",
	"icmpv6 type nd-neighbor-advert accept",
	"icmpv6 type nd-router-solicit accept",
	"icmpv6 type mld-listener-report accept",
	"icmpv6 type mld-listener-done accept",
	"icmpv6 type mld2-listener-report accept",
	"drop",
	NULL,
};

/* The target address of the advertisement, by its place: nft has no word for it before 1.0.8. */
static const char *const advertised[] = {
	"iifname . @th,64,128 @source6 return",
	"drop",
	NULL,
};

static const char *const from_ports[] = {
	"iifname @ports goto from_endpoint",
	NULL,
};

struct chain {
	const char *name;
	const char *hook; /* NULL: others lead to it */
	const char *const *rules;
};

static const struct chain chains[] = {
	{ "proxies", NULL, proxies },
	{ "prerouting", "nat prerouting -100", prerouting },
	{ "output", "nat output -100", output },
	{ "postrouting", "nat postrouting 100", postrouting },
	{ "balanced", NULL, balanced },
	{ "cut", NULL, cut },
	{ "internal", NULL, internal },
	{ "forward", "filter forward 0", forward },
	{ "redirects", "filter output 0", redirects },
	{ "from_host", "filter output 0", from_host },
	{ "refused", NULL, refused },
	{ "from_endpoints", "filter input 0", from_endpoints },
	{ "to_endpoints", "filter postrouting 99", to_endpoints },
	{ NULL },
};

static const struct chain guard_chains[] = {
	{ "advertised", NULL, advertised },
	{ "unnamed", NULL, unnamed },
	{ "from_endpoint", NULL, from_endpoint },
	{ "prerouting", "filter prerouting -300", from_ports },
	{ NULL },
};

static void add_sets(const char *table, bool guard, struct hcn_rows *rows)
{
	for (enum hcn_set set = 0; set < HCN_N_SETS; set++) {
		const struct hcn_set_type *type = &hcn_set_types[set];

		if (type->guard != guard)
			continue;
		hcn_rows_add_set(rows, table, set, type->names[1] ? HCN_IPV4 : HCN_FAMILY_NONE);
		if (type->names[1])
			hcn_rows_add_set(rows, table, set, HCN_IPV6);
	}
}

static void add_chain(const char *table, const struct chain *chain, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_CHAIN);

	HCN_ROW_STR(rows, row, nft_chain, table, "%s", table);
	HCN_ROW_STR(rows, row, nft_chain, chain, "%s", chain->name);
	if (chain->hook)
		HCN_ROW_STR(rows, row, nft_chain, hook, "%s", chain->hook);
	for (const char *const *rule = chain->rules; *rule; rule++)
		hcn_rows_add_rule(rows, row, "%s", *rule);
}

void hcn_skeleton_rows(const char *table, struct hcn_rows *rows)
{
	bool guard = !strcmp(table, HCN_NFT_GUARD);

	add_sets(table, guard, rows);
	for (const struct chain *chain = guard ? guard_chains : chains; chain->name; chain++)
		add_chain(table, chain, rows);
}
