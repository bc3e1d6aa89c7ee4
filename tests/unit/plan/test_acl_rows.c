/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chains and sets of random ACLs decide about random packets as the documents do.
 *
 * nftrun.c carries out the rows of acl_rows.c; decide.c asks the documents rule by rule.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "decide.h"
#include "nftrun.h"
#include "acl_rows.h"
#include "row_parts.h"
#include "set_rows.h"
#include "prng.h"
#include "run_tests.h"
#include "skeleton.h"

/* --- rules ------------------------------------------------------------------------------------------- */

static bool is_local(void *arg, const struct hcn_addr *addr)
{
	return false;
}

static int see_nothing(void *arg, const struct hcn_nft_event *event)
{
	return 0;
}

/* By the hooks between endpoint and host: what goes to the endpoint, or what comes from it. */
static bool passes(struct hcn_ruleset *rules, const struct hcn_network *net, bool to_endpoint,
	const struct hcn_packet *p)
{
	const struct hcn_nft_run run = { .rules = rules, .is_local = is_local, .saw = see_nothing };
	struct hcn_nft_packet packet = {
		.source = p->source,
		.destination = p->destination,
		.protocol = p->protocol,
		.source_port = p->source_port,
		.destination_port = p->destination_port,
	};
	char bridge[HCN_IFNAME_SIZE];
	enum hcn_nft_end end;

	hcn_network_bridge(&net->id, bridge);
	*(to_endpoint ? &packet.out : &packet.in) = bridge;
	ck_assert_int_eq(hcn_nft_run(&run, (struct hcn_nft_table){ "", HCN_NFT_TABLE },
				 to_endpoint ? "postrouting" : "input", &packet, &end),
		0);
	return end != HCN_NFT_DROP;
}

/* --- random ACLs -------------------------------------------------------------------------------------- */

static const char *const addresses[] = { "10.0.0.1", "10.0.0.0/30", "10.0.0.2", "10.0.0.0/8",
	"10.0.0.9", "fd00::1", "fd00::/120", "fd00::2", "one", "two", "nest" };
static const char *const ports[] = { "80", "81", "80-90", "1-65535", "85-100", "443" };
static const char *const protocols[] = { "6", "17", "1", "58", "132", "252" };

static void put_list(struct hcn_buf *b, struct prng *r, const char *key, const char *const *from,
	size_t n_from, size_t max)
{
	size_t n = prng_below(r, (uint32_t)max + 1);

	if (!n || prng_below(r, 3) == 0)
		return;
	hcn_buf_printf(b, ",\"%s\":\"", key);
	for (size_t i = 0; i < n; i++)
		hcn_buf_printf(b, "%s%s", i ? "," : "", from[prng_below(r, (uint32_t)n_from)]);
	hcn_buf_putc(b, '"');
}

static void put_rule(struct hcn_buf *b, struct prng *r, const char *action, bool pass, size_t lists)
{
	static const char *const actions[] = { "Allow", "Block", "Pass" };

	hcn_buf_printf(b, "\"%s\":\"%s\",\"Priority\":%u", action,
		actions[prng_below(r, pass ? 3 : 2)], 100 + prng_below(r, 8));
	put_list(b, r, "LocalAddresses", addresses, HCN_N_ELEMENTS(addresses), lists);
	put_list(b, r, "RemoteAddresses", addresses, HCN_N_ELEMENTS(addresses), lists);
	put_list(b, r, "Protocols", protocols, HCN_N_ELEMENTS(protocols), lists);
	put_list(b, r, "LocalPorts", ports, HCN_N_ELEMENTS(ports), lists);
	put_list(b, r, "RemotePorts", ports, HCN_N_ELEMENTS(ports), lists);
}

static void put_policy(struct hcn_buf *b, struct prng *r, const char *type)
{
	static const char *const directions[] = { "In", "Out" };
	const char *direction = directions[prng_below(r, 2)];

	if (strcmp(type, "TierAcl")) {
		hcn_buf_printf(b,
			"{\"Type\":\"%s\",\"Settings\":{\"Direction\":\"%s\",\"RuleType\":\"%s\",",
			type, direction, prng_below(r, 6) ? "Switch" : "Host");
		put_rule(b, r, "Action", false, 1 + prng_below(r, 6));
	} else {
		hcn_buf_printf(b,
			"{\"Type\":\"TierAcl\",\"Settings\":{\"Direction\":\"%s\",\"Order\":%u,"
			"\"TierAclRules\":[",
			direction, prng_below(r, 4));
		for (uint32_t i = 0, n = prng_below(r, 4); i < n; i++) {
			hcn_buf_puts(b, i ? ",{" : "{");
			put_rule(b, r, "TierAclRuleAction", true, 3);
			hcn_buf_putc(b, '}');
		}
		hcn_buf_putc(b, ']');
	}
	hcn_buf_puts(b, "}}");
}

static void put_policies(struct hcn_buf *b, struct prng *r, const char *type, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		hcn_buf_putc(b, ',');
		put_policy(b, r, type);
	}
}

#define SETS                                                                                        \
	"{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"one\",\"PolicyType\":\"IPSET\",\"Values\":" \
	"\"10.0.0.1,10.0.0.4/30,fd00::1\"}},"                                                       \
	"{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"two\",\"PolicyType\":\"IPSET\",\"Values\":" \
	"\"10.0.0.0/29,10.0.0.2\"}},"                                                               \
	"{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"nest\",\"PolicyType\":\"NESTEDIPSET\","     \
	"\"Values\":\"one,two\"}}"

static void read_document(const struct hcn_schema *schema, struct hcn_buf *b, void *ret)
{
	struct hcn_error err = { 0 };

	ck_assert(!b->oom);
	ck_assert_msg(!hcn_schema_decode(schema, b->data, b->len, NULL, ret, &err), "%s: %s at %s",
		b->data, err.text, err.pointer);
}

static struct hcn_addr addr(const char *text)
{
	struct hcn_addr ret;

	ck_assert(hcn_addr_parse(text, &ret));
	return ret;
}

static struct hcn_packet random_packet(struct prng *r)
{
	static const uint8_t numbers[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_SCTP,
		252 };
	static const uint16_t some[] = { 80, 81, 85, 95, 443, 1024 };
	static const char *const v4[] = { "10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.9",
		"11.0.0.1" };
	static const char *const v6[] = { "fd00::1", "fd00::2", "fd00::ff", "fd00::1:0",
		"fd01::1" };
	const char *const *list = prng_below(r, 2) ? v4 : v6;

	return (struct hcn_packet){
		.source = addr(list[prng_below(r, 5)]),
		.destination = addr(list[prng_below(r, 5)]),
		.protocol = numbers[prng_below(r, HCN_N_ELEMENTS(numbers))],
		.source_port = some[prng_below(r, 6)],
		.destination_port = some[prng_below(r, 6)],
	};
}

/* The rows of the sets and of both directions, for an endpoint that has every address of the packets. */
static void compare(struct prng *r, const struct hcn_network *net, const struct hcn_endpoint *ep,
	struct hcn_ruleset *rules, const char *text)
{
	for (int i = 0; i < 60; i++) {
		const struct hcn_packet p = random_packet(r);

		for (int direction = HCN_DIRECTION_IN; direction <= HCN_DIRECTION_OUT;
			direction++) {
			bool in = direction == HCN_DIRECTION_IN;
			struct hcn_decision d;
			bool got;

			ck_assert_int_eq(hcn_acl_decide(net, ep, direction, &p, &d), 0);
			got = passes(rules, net, in, &p);
			ck_assert_msg(got == d.allowed,
				"%s: %s -> %s proto %u ports %u %u %s: %d by %s", text,
				hcn_addr_format(&p.source).text,
				hcn_addr_format(&p.destination).text, p.protocol, p.source_port,
				p.destination_port, in ? "in" : "out", d.allowed, d.pointer);
		}
	}
}

static void compare_random(uint64_t seed)
{
	struct prng r = { seed };
	_cleanup_(hcn_buf_clear) struct hcn_buf net_text = { 0 }, ep_text = { 0 };
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	_cleanup_(hcn_ruleset_clear) struct hcn_ruleset rules = { 0 };
	struct hcn_network net = { 0 };
	struct hcn_endpoint ep = { 0 };

	hcn_buf_puts(
		&net_text, "{\"ID\":\"00000000-0000-0000-0000-000000000001\",\"Policies\":[" SETS);
	put_policies(&net_text, &r, "NetworkACL", prng_below(&r, 4) ? 0 : 2);
	hcn_buf_puts(&net_text, "]}");
	hcn_buf_puts(&ep_text,
		"{\"ID\":\"00000000-0000-0000-0000-000000000002\",\"IpConfigurations\":[");
	for (int i = 0; i < 10; i++) {
		static const char *const all[] = { "10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.9",
			"11.0.0.1", "fd00::1", "fd00::2", "fd00::ff", "fd00::1:0", "fd01::1" };

		hcn_buf_printf(&ep_text, "%s{\"IpAddress\":\"%s\"}", i ? "," : "", all[i]);
	}
	hcn_buf_puts(&ep_text, "],\"Policies\":[{\"Type\":\"PortName\"}");
	put_policies(&ep_text, &r, "TierAcl", prng_below(&r, 2) ? 0 : prng_below(&r, 4));
	put_policies(&ep_text, &r, "ACL", prng_below(&r, 12));
	hcn_buf_puts(&ep_text, "]}");
	read_document(&hcn_network_schema, &net_text, &net);
	read_document(&hcn_endpoint_schema, &ep_text, &ep);
	hcn_rows_add_table(&rows, HCN_NFT_TABLE);
	ck_assert_int_eq(hcn_set_rows(&net, &rows), 0);
	ck_assert_int_eq(hcn_acl_rows(&net, &ep, &rows), 0);
	ck_assert_int_eq(hcn_ruleset_read(&rows, &rules), 0);
	compare(&r, &net, &ep, &rules, ep_text.data);
	hcn_schema_clear(&hcn_network_schema, &net);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}

/* Several in each process: forking one for each would cost more than the comparison. */
START_TEST(rows_decide_as_the_documents_do)
{
	for (uint64_t i = 0; i < 20; i++)
		compare_random(20u * (uint64_t)_i + i + 1);
}
END_TEST

int main(void)
{
	return run_tests("acl-rows", (const struct fact[]){
					     { rows_decide_as_the_documents_do, 20 },
					     { NULL },
				     });
}
