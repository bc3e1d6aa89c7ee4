/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tracked connections: few are read as text, many are asked for by netlink, and either way the same are ended. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "conntrack.h"
#include "host.h"

#define FEW  20
#define MANY 5000 /* more text than there is patience for */
#define PORT 4789

/* UDP flows of the host to 127.1.0.1, 127.1.0.2, ..., each of its own. */
static void given_flows(size_t n)
{
	_cleanup_close_ int fd = -1;

	given_host();
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); /* of the new host */
	ck_assert_int_eq(run("ip link set lo up"), 0);
	add("{'row':'nft_table','table':'hcn','layout':6}");
	for (size_t i = 1; i <= n; i++) {
		struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT) };

		to.sin_addr.s_addr = htonl(0x7f010000u + (uint32_t)i);
		ck_assert_int_eq(sendto(fd, "", 1, 0, (const struct sockaddr *)&to, sizeof(to)), 1);
	}
}

struct wish {
	struct hcn_addr address; /* flows to it are to end */
	unsigned condition;      /* of enum hcn_flow_end */
	size_t n_flows;          /* to PORT that were asked about, each time all were */
};

static unsigned judge(void *arg, const struct hcn_flow *flow)
{
	struct wish *w = arg;

	w->n_flows += flow->protocol == IPPROTO_UDP && flow->asked_port == PORT &&
		      flow->destination_port == PORT && flow->source_port;
	if (flow->answered || !hcn_addr_equal(&flow->asked, &w->address) ||
		!hcn_addr_equal(&flow->destination, &w->address) ||
		!hcn_addr_equal(&flow->seen, &flow->source))
		return HCN_FLOW_STAYS;
	return HCN_FLOW_FORGET | w->condition;
}

static size_t end_flows(struct wish *w, const char *address)
{
	size_t n = 99;

	w->n_flows = 0;
	ck_assert(hcn_addr_parse(address, &w->address));
	ck_assert_int_eq(host->ops->end_flows(host, judge, w, &n, &host_error), 0);
	return n;
}

static void expect_one_ends(size_t n)
{
	struct wish w = { .condition = 0 };

	given_flows(n);
	ck_assert_uint_eq(end_flows(&w, "127.2.0.1"), 0);
	ck_assert_uint_ge(w.n_flows, n);
	ck_assert_uint_eq(end_flows(&w, "127.1.0.7"), 1);
	ck_assert_uint_eq(end_flows(&w, "127.1.0.7"), 0);
	ck_assert_uint_ge(w.n_flows, n - 1);
	ck_assert_int_eq(
		run("test $(grep -c dport=%d /proc/net/nf_conntrack) -eq %zu", PORT, n - 1), 0);
	close_host();
}

START_TEST(one_of_few_ends)
{
	expect_one_ends(FEW);
}
END_TEST

START_TEST(one_of_many_ends)
{
	expect_one_ends(MANY);
}
END_TEST

/* 127.1.0.1 is local. */
START_TEST(what_is_to_end_only_under_a_condition)
{
	struct wish w = { .condition = HCN_FLOW_IF_FORWARDED };

	given_flows(2);
	ck_assert_uint_eq(end_flows(&w, "127.1.0.1"), 0);
	w.condition = HCN_FLOW_IF_LOCAL;
	ck_assert_uint_eq(end_flows(&w, "127.1.0.1"), 1);
	ck_assert_int_eq(run("ip addr del 127.0.0.1/8 dev lo"), 0);
	ck_assert_uint_eq(end_flows(&w, "127.1.0.2"), 0);
	w.condition = HCN_FLOW_IF_FORWARDED;
	ck_assert_uint_eq(end_flows(&w, "127.1.0.2"), 1);
	close_host();
}
END_TEST

struct seen {
	struct hcn_flow flows[8];
	size_t n;
};

static unsigned look(void *arg, const struct hcn_flow *flow)
{
	struct seen *s = arg;

	s->flows[s->n++] = *flow;
	return HCN_FLOW_STAYS;
}

static bool is_harmless(const char *text, struct seen *ret)
{
	char copy[2048];

	*ret = (struct seen){ .n = 0 };
	snprintf(copy, sizeof(copy), "%s", text);
	return conntrack_judge_text(copy, look, ret) == (ssize_t)strlen(text);
}

#define TCP                                                                                         \
	"ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=10.96.0.1 sport=40000 dport=80 " \
	"src=10.0.0.3 dst=10.0.0.9 sport=8080 dport=40000 [ASSURED] mark=0 zone=0 use=2\n"
#define ICMP                                                                                       \
	"ipv6     10 icmpv6   58 29 src=fd00:0000:0000:0000:0000:0000:0000:0002 "                  \
	"dst=fd00:0000:0000:0000:0000:0000:0000:0001 type=128 code=0 id=7 [UNREPLIED] "            \
	"src=fd00:0000:0000:0000:0000:0000:0000:0001 dst=fd00:0000:0000:0000:0000:0000:0000:0002 " \
	"type=129 code=0 id=7 mark=0 use=2\n"
#define IGMP                                                                                       \
	"ipv4     2 unknown  2 595 src=0.0.0.0 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 "         \
	"dst=0.0.0.0 mark=0 use=2\n"

START_TEST(the_text_says_what_netlink_says)
{
	struct seen s;

	ck_assert(is_harmless("", &s));
	ck_assert(is_harmless(TCP ICMP IGMP, &s));
	ck_assert_uint_eq(s.n, 3);
	ck_assert_str_eq(hcn_addr_format(&s.flows[0].source).text, "10.0.0.2");
	ck_assert_str_eq(hcn_addr_format(&s.flows[0].asked).text, "10.96.0.1");
	ck_assert_str_eq(hcn_addr_format(&s.flows[0].destination).text, "10.0.0.3");
	ck_assert_uint_eq(s.flows[0].protocol, 6);
	ck_assert_uint_eq(s.flows[0].source_port, 40000);
	ck_assert_uint_eq(s.flows[0].asked_port, 80);
	ck_assert_uint_eq(s.flows[0].destination_port, 8080);
	ck_assert_str_eq(hcn_addr_format(&s.flows[0].seen).text, "10.0.0.9");
	ck_assert(s.flows[0].answered);
	ck_assert(!s.flows[1].answered);
	ck_assert_str_eq(hcn_addr_format(&s.flows[1].destination).text, "fd00::1");
	ck_assert_uint_eq(s.flows[1].protocol, 58);
	ck_assert_uint_eq(s.flows[1].destination_port, 0);
	ck_assert_uint_eq(s.flows[2].protocol, 2);
}
END_TEST

static const char *const not_understood[] = {
	"ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=10.96.0.1", /* cut off */
	"ipv4 2 tcp 6 9 src=10.0.0.2 dst=10.96.0.1 sport=1 dport=2\n",         /* one way */
	"ipv4 2 tcp 6 9 src=x dst=10.96.0.1 src=10.0.0.1 dst=10.0.0.2\n",
	"ipv4 2 tcp 6 9 src=10.0.0.2 dst=10.0.0.3 sport=65536 src=10.0.0.1 dst=10.0.0.2\n",
	"ipv4 2 tcp x 9 src=10.0.0.2 dst=10.0.0.3 src=10.0.0.1 dst=10.0.0.2\n",
	"ipv4 2 tcp 6 9 src=10.0.0.2 src=10.0.0.1 dst=10.0.0.2\n",
	"ipv4 2 tcp 6 9 src=10.0.0.2 dst=10.0.0.3 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.9\n",
	"\n",
	TCP "something else\n",
};

/* Then netlink is asked. */
START_TEST(a_text_that_is_not_understood_is_not_harmless)
{
	struct seen s;

	ck_assert(!is_harmless(not_understood[_i], &s));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ one_of_few_ends, 0 },
		{ one_of_many_ends, 0 },
		{ what_is_to_end_only_under_a_condition, 0 },
		{ the_text_says_what_netlink_says, 0 },
		{ a_text_that_is_not_understood_is_not_harmless, HCN_N_ELEMENTS(not_understood) },
		{ NULL, 0 },
	};

	return run_tests("linux-conntrack", facts);
}
