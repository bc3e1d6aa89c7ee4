/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The elements of random L4Proxy policies say about random destinations what the policies say one by one, and no two
 * elements of a set overlap, which the kernel would refuse.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "objects_rows.h"
#include "prng.h"
#include "run_tests.h"

#define N_WORLDS     20 /* of policies, in each test */
#define OWN          "172.30.0.2"
#define MAX_POLICIES 5

/* Few addresses, so that much overlaps: 10.0.0.0/28 and what is around it. */
static struct hcn_addr some_address(struct prng *r)
{
	struct hcn_addr addr = { HCN_IPV4, { 10, 0, 0, (uint8_t)prng_below(r, 20) } };

	return addr;
}

static void put_prefix(struct hcn_buf *b, struct prng *r)
{
	const struct hcn_addr addr = some_address(r);

	hcn_buf_printf(b, "%s/%u", hcn_addr_format(&addr).text, 26 + prng_below(r, 7));
}

/* Few ports, too; none, "" and "0" are all of them. */
static const char *const ports[] = { NULL, "", "0", "80", "81", "443" };

static void put_policy(struct hcn_buf *b, struct prng *r, unsigned number)
{
	const char *port = ports[prng_below(r, HCN_N_ELEMENTS(ports))];
	bool keeps = port && strtoul(port, NULL, 10) && prng_below(r, 2);

	hcn_buf_printf(b, "{\"Type\":\"L4Proxy\",\"Settings\":{\"Destination\":\"192.0.2.%u%s\"",
		number, keeps ? "" : ":3128");
	if (port)
		hcn_buf_printf(b, ",\"Port\":\"%s\"", port);
	if (prng_below(r, 4)) {
		hcn_buf_puts(b, ",\"IP\":\"");
		put_prefix(b, r);
		hcn_buf_putc(b, '"');
	}
	hcn_buf_puts(b, ",\"Exceptions\":[");
	for (uint32_t n = prng_below(r, 4); n; n--) {
		hcn_buf_putc(b, '"');
		put_prefix(b, r);
		hcn_buf_puts(b, n > 1 ? "\"," : "\"");
	}
	hcn_buf_puts(b, "]}}");
}

/* Proxies tell the policies from each other: those of the endpoint from @number on. */
static void put_policies(struct hcn_buf *b, struct prng *r, unsigned number)
{
	uint32_t n = prng_below(r, MAX_POLICIES);

	hcn_buf_puts(b, "\"Policies\":[");
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		put_policy(b, r, number + i);
	}
	hcn_buf_puts(b, "]}");
}

static void decode(const struct hcn_schema *schema, struct hcn_buf *b, void *ret)
{
	struct hcn_error err = { 0 };

	ck_assert(!b->oom);
	ck_assert_msg(!hcn_schema_decode(schema, b->data, b->len, NULL, ret, &err), "%.*s: %s",
		(int)b->len, b->data, err.text);
	hcn_buf_clear(b);
}

/* --- what the policies say ------------------------------------------------------------------------------------ */

struct verdict {
	int weight; /* of what decides: two for each bit of its prefix, one for its port; -1: none */
	char proxy[64]; /* "ADDRESS:PORT"; "": left alone */
};

/* Where a connection goes. */
struct call {
	struct hcn_addr addr;
	unsigned port;
};

static void hear(struct verdict *v, const char *prefix, const struct hcn_l4_proxy *proxy,
	const struct call *call, bool is_exception)
{
	unsigned long port = proxy->port ? strtoul(proxy->port, NULL, 10) : 0;
	const struct hcn_word word = { prefix, strlen(prefix) };
	struct hcn_prefix to;
	int weight;

	ck_assert(hcn_word_prefix(&word, &to));
	weight = 2 * to.len + !!port;
	if (!hcn_prefix_contains(&to, &call->addr) || (port && port != call->port) ||
		weight < v->weight || (weight == v->weight && (!is_exception || !*v->proxy)))
		return;
	v->weight = weight;
	snprintf(v->proxy, sizeof(v->proxy), "%s", is_exception ? "" : proxy->destination);
	if (!is_exception && !strchr(v->proxy, ':'))
		snprintf(v->proxy + strlen(v->proxy), 8, ":%u", call->port);
}

static void hear_policies(
	struct verdict *v, const struct hcn_policy *policies, size_t n, const struct call *call)
{
	for (size_t i = 0; i < n; i++) {
		const struct hcn_l4_proxy *proxy = policies[i].settings;

		for (size_t j = 0; j < proxy->n_exceptions; j++)
			hear(v, proxy->exceptions[j], proxy, call, true);
		hear(v, proxy->ip ? proxy->ip : "0.0.0.0/0", proxy, call, false);
	}
}

/* --- what the elements say ------------------------------------------------------------------------------------ */

struct element {
	struct hcn_prefix prefix;
	unsigned first, last;
	char proxy[64]; /* "": an exception */
};

static struct element read_element(const struct hcn_row_nft_elem *e)
{
	char own[64], destination[64], protocol[8], ip[48];
	struct element ret = { .proxy = "" };
	struct hcn_word word;
	unsigned port;
	int n;

	n = sscanf(e->key, "%63s . %63s . %7s . %u-%u", own, destination, protocol, &ret.first,
		&ret.last);
	ck_assert_int_ge(n, 4);
	if (n == 4)
		ret.last = ret.first;
	ck_assert_str_eq(own, OWN);
	ck_assert_str_eq(protocol, "tcp");
	word = (struct hcn_word){ destination, strlen(destination) };
	ck_assert(hcn_word_prefix(&word, &ret.prefix));
	ck_assert_str_eq(e->set, e->data ? "proxy4" : "proxyx4");
	if (e->data) {
		ck_assert_int_eq(sscanf(e->data, "%47s . %u", ip, &port), 2);
		snprintf(ret.proxy, sizeof(ret.proxy), "%s:%u", ip, port);
	}
	return ret;
}

struct elements {
	struct element *list;
	size_t n;
};

static struct elements read_elements(const struct hcn_rows *rows)
{
	struct elements ret = { calloc(rows->n + 1, sizeof(*ret.list)), rows->n };

	ck_assert_ptr_nonnull(ret.list);
	for (size_t i = 0; i < rows->n; i++)
		ret.list[i] = read_element(&rows->rows[i].nft_elem);
	return ret;
}

/* "" unless a proxy gets it. */
static const char *ask_elements(const struct elements *elements, const struct call *call)
{
	const char *ret = "";

	for (size_t i = 0; i < elements->n; i++) {
		const struct element *e = &elements->list[i];

		if (!hcn_prefix_contains(&e->prefix, &call->addr) || call->port < e->first ||
			call->port > e->last)
			continue;
		if (!*e->proxy)
			return "";
		ret = e->proxy;
	}
	return ret;
}

static bool overlap(const struct element *a, const struct element *b)
{
	return a->first <= b->last && b->first <= a->last &&
	       hcn_prefix_overlaps(&a->prefix, &b->prefix);
}

static void expect_disjoint(const struct elements *elements)
{
	for (size_t i = 0; i < elements->n; i++)
		for (size_t j = 0; j < i; j++) {
			const struct element *a = &elements->list[i], *b = &elements->list[j];

			ck_assert_msg(!*a->proxy != !*b->proxy || !overlap(a, b),
				"%s %u-%u, %s %u-%u", hcn_prefix_format(&a->prefix).text, a->first,
				a->last, hcn_prefix_format(&b->prefix).text, b->first, b->last);
		}
}

/* That load balancers do not count. */
static void drop_proxied(struct hcn_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (strcmp(rows->rows[i].nft_elem.set, "proxied4") != 0)
			rows->rows[kept++] = rows->rows[i];
		else
			hcn_row_clear(&rows->rows[i]);
	rows->n = kept;
}

static void expect_same(const struct elements *elements, const struct hcn_endpoint *ep,
	const struct hcn_network *net, const struct call *call)
{
	struct verdict v = { .weight = -1 };

	hear_policies(&v, ep->policies, ep->n_policies, call);
	hear_policies(&v, net->policies, net->n_policies, call);
	ck_assert_str_eq(ask_elements(elements, call), v.proxy);
}

static void compare_world(uint64_t seed)
{
	static const unsigned called[] = { 0, 1, 79, 80, 81, 82, 442, 443, 444, 65535 };
	struct prng r = { seed };
	struct hcn_endpoint ep = { 0 };
	struct hcn_network net = { 0 };
	struct hcn_rows rows = { 0 };
	struct elements elements;
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "{");
	put_policies(&b, &r, 101);
	decode(&hcn_network_schema, &b, &net);
	hcn_buf_puts(&b, "{\"IpConfigurations\":[{\"IpAddress\":\"" OWN "\"}],");
	put_policies(&b, &r, 1);
	decode(&hcn_endpoint_schema, &b, &ep);
	ck_assert_int_eq(hcn_proxy_rows(&net, &ep, &rows), 0);
	drop_proxied(&rows);
	elements = read_elements(&rows);
	expect_disjoint(&elements);
	for (int i = 0; i < 20; i++)
		for (size_t j = 0; j < HCN_N_ELEMENTS(called); j++)
			expect_same(&elements, &ep, &net,
				&(struct call){
					{ HCN_IPV4, { 10, 0, 0, (uint8_t)i } }, called[j] });
	free(elements.list);
	hcn_rows_clear(&rows);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	hcn_schema_clear(&hcn_network_schema, &net);
}

/* Several in a process: under ASan a fork takes longer than a world. */
START_TEST(elements_say_what_the_policies_say)
{
	for (int i = 0; i < N_WORLDS; i++)
		compare_world((uint64_t)(N_WORLDS * _i + i));
}
END_TEST

START_TEST(a_policy_from_before_destination_was_the_proxy_leads_nowhere)
{
	struct hcn_endpoint ep = { 0 };
	const struct hcn_network net = { 0 };
	struct hcn_rows rows = { 0 };
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "{\"IpConfigurations\":[{\"IpAddress\":\"" OWN "\"}],\"Policies\":"
			 "[{\"Type\":\"L4Proxy\",\"Settings\":{\"Port\":\"80\"}},"
			 "{\"Type\":\"L4Proxy\",\"Settings\":{\"IP\":\"192.0.2.1\",\"Port\":\"80\","
			 "\"Destination\":\"10.0.0.0/8\"}}]}");
	decode(&hcn_endpoint_schema, &b, &ep);
	ck_assert_int_eq(hcn_proxy_rows(&net, &ep, &rows), 0);
	ck_assert_uint_eq(rows.n, 0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ elements_say_what_the_policies_say, 25 },
		{ a_policy_from_before_destination_was_the_proxy_leads_nowhere },
		{ NULL },
	};

	return run_tests("proxy rows", facts);
}
