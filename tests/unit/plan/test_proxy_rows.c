/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The elements of random L4Proxy policies say about random destinations what the policies say one by one, and no two
 * elements of a set overlap, which the kernel would refuse.
 */
#include <stdio.h>
#include <string.h>

#include "acl.h"
#include "cleanup.h"
#include "objects_rows.h"
#include "prng.h"
#include "run_tests.h"

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

static void put_policy(struct hcn_buf *b, struct prng *r, unsigned port)
{
	hcn_buf_printf(b,
		"{\"Type\":\"L4Proxy\",\"Settings\":{\"IP\":\"192.0.2.1\",\"Port\":\"%u\"", port);
	if (prng_below(r, 4)) {
		hcn_buf_puts(b, ",\"Destination\":\"");
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

/* Ports tell the policies from each other: those of the endpoint from @port on. */
static void put_policies(struct hcn_buf *b, struct prng *r, unsigned port)
{
	uint32_t n = prng_below(r, MAX_POLICIES);

	hcn_buf_puts(b, "\"Policies\":[");
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		put_policy(b, r, port + i);
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
	int len;            /* of the prefix that decides; -1: none */
	unsigned long port; /* 0: left alone */
};

static void hear(
	struct verdict *v, const char *text, const struct hcn_addr *addr, unsigned long port)
{
	const struct hcn_word word = { text, strlen(text) };
	struct hcn_prefix prefix;

	ck_assert(hcn_word_prefix(&word, &prefix));
	if (!hcn_prefix_contains(&prefix, addr) || prefix.len < v->len ||
		(prefix.len == v->len && (port || !v->port)))
		return;
	*v = (struct verdict){ prefix.len, port };
}

static void hear_policies(
	struct verdict *v, const struct hcn_policy *policies, size_t n, const struct hcn_addr *addr)
{
	for (size_t i = 0; i < n; i++) {
		const struct hcn_l4_proxy *proxy = policies[i].settings;

		for (size_t j = 0; j < proxy->n_exceptions; j++)
			hear(v, proxy->exceptions[j], addr, 0);
		hear(v, proxy->destination ? proxy->destination : "0.0.0.0/0", addr,
			strtoul(proxy->port, NULL, 10));
	}
}

/* --- what the elements say ------------------------------------------------------------------------------------ */

struct element {
	struct hcn_prefix prefix;
	unsigned port; /* 0: an exception */
};

static struct element read_element(const struct hcn_row_nft_elem *e)
{
	char own[64], destination[64], protocol[8], ip[64];
	struct element ret = { .port = 0 };
	struct hcn_word word;

	ck_assert_int_eq(sscanf(e->key, "%63s . %63s . %7s", own, destination, protocol), 3);
	ck_assert_str_eq(own, OWN);
	ck_assert_str_eq(protocol, "tcp");
	word = (struct hcn_word){ destination, strlen(destination) };
	ck_assert(hcn_word_prefix(&word, &ret.prefix));
	if (e->data)
		ck_assert_int_eq(sscanf(e->data, "%63s . %u", ip, &ret.port), 2);
	ck_assert_str_eq(e->set, e->data ? "proxy4" : "proxyx4");
	return ret;
}

static unsigned ask_elements(const struct hcn_rows *rows, const struct hcn_addr *addr)
{
	unsigned port = 0;

	for (size_t i = 0; i < rows->n; i++) {
		struct element e = read_element(&rows->rows[i].nft_elem);

		if (!hcn_prefix_contains(&e.prefix, addr))
			continue;
		if (!e.port)
			return 0;
		port = e.port;
	}
	return port;
}

static void expect_disjoint(const struct hcn_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		for (size_t j = 0; j < i; j++) {
			struct element a = read_element(&rows->rows[i].nft_elem),
				       b = read_element(&rows->rows[j].nft_elem);

			ck_assert_msg(
				!a.port != !b.port || !hcn_prefix_overlaps(&a.prefix, &b.prefix),
				"%s, %s", rows->rows[i].nft_elem.key, rows->rows[j].nft_elem.key);
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

START_TEST(elements_say_what_the_policies_say)
{
	struct prng r = { (uint64_t)_i };
	struct hcn_endpoint ep = { 0 };
	struct hcn_network net = { 0 };
	struct hcn_rows rows = { 0 };
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "{");
	put_policies(&b, &r, 1001);
	decode(&hcn_network_schema, &b, &net);
	hcn_buf_puts(&b, "{\"IpConfigurations\":[{\"IpAddress\":\"" OWN "\"}],");
	put_policies(&b, &r, 1);
	decode(&hcn_endpoint_schema, &b, &ep);
	ck_assert_int_eq(hcn_proxy_rows(&net, &ep, &rows), 0);
	drop_proxied(&rows);
	expect_disjoint(&rows);
	for (int i = 0; i < 20; i++) {
		const struct hcn_addr addr = { HCN_IPV4, { 10, 0, 0, (uint8_t)i } };
		struct verdict v = { -1, 0 };

		hear_policies(&v, ep.policies, ep.n_policies, &addr);
		hear_policies(&v, net.policies, net.n_policies, &addr);
		ck_assert_uint_eq(ask_elements(&rows, &addr), v.port);
	}
	hcn_rows_clear(&rows);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	hcn_schema_clear(&hcn_network_schema, &net);
}
END_TEST

START_TEST(a_policy_from_before_ip_was_required_leads_nowhere)
{
	struct hcn_endpoint ep = { 0 };
	const struct hcn_network net = { 0 };
	struct hcn_rows rows = { 0 };
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "{\"IpConfigurations\":[{\"IpAddress\":\"" OWN "\"}],\"Policies\":"
			 "[{\"Type\":\"L4Proxy\",\"Settings\":{\"Port\":\"80\"}}]}");
	decode(&hcn_endpoint_schema, &b, &ep);
	ck_assert_int_eq(hcn_proxy_rows(&net, &ep, &rows), 0);
	ck_assert_uint_eq(rows.n, 0);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ elements_say_what_the_policies_say, 500 },
		{ a_policy_from_before_ip_was_required_leads_nowhere },
		{ NULL },
	};

	return run_tests("proxy rows", facts);
}
