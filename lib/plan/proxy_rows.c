/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What L4Proxy policies add to the nftables table: elements by the endpoint's address, the destination, the protocol and its port.
 *
 * Several policies may speak of one destination: the narrowest prefix that holds it decides, one with a Port before one
 * without, an exception (of its policy's Port) before a proxy, a policy of the endpoint before one of its network, and then
 * the order of the list.  The kernel's intervals must not overlap: wider ones are cut around narrower ones.
 *
 * Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "grow.h"
#include "policy/acl.h"
#include "policy/l4_proxy.h"
#include "policy/policy.h"
#include "proxy_rows.h"
#include "row_parts.h"

/* Destinations that one element can name. */
struct box {
	struct hcn_prefix prefix;
	struct hcn_port_range ports;
};

/* What one policy says about one of them. */
struct claim {
	struct box at;
	struct hcn_l4_proxy_rule rule;
	struct hcn_origin origin; /* the policy */
	bool is_exception;
	size_t order;
};

/* What is said about destinations of one family and protocol. */
struct claims {
	const struct hcn_network *net;
	const struct hcn_endpoint *ep;
	struct hcn_addr own; /* the endpoint's */
	uint32_t protocol;
	struct hcn_origin reading; /* the policy that is being read */
	struct claim *list;
	size_t n, size;
	struct hcn_rows *rows;
};

/* --- reading ---------------------------------------------------------------------------------------- */

static int add_claim(struct claims *c, const struct hcn_prefix *prefix,
	const struct hcn_l4_proxy_rule *rule, bool is_exception)
{
	if (HCN_GROW(c->list, c->n, c->size))
		return -ENOMEM;
	c->list[c->n] = (struct claim){ .at = { *prefix, rule->ports },
		.rule = *rule,
		.origin = c->reading,
		.is_exception = is_exception,
		.order = c->n };
	c->n++;
	return 0;
}

static int add_exceptions(
	struct claims *c, char *const *lists, size_t n, const struct hcn_l4_proxy_rule *rule)
{
	struct hcn_prefix prefix;
	struct hcn_word word;
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		for (const char *rest = hcn_words(lists[i]); !r && hcn_word_next(&rest, &word);)
			if (hcn_word_prefix(&word, &prefix) && prefix.addr.family == c->own.family)
				r = add_claim(c, &prefix, rule, true);
	return r;
}

/* The proxy itself goes its own ways. */
static bool is_proxy(const struct hcn_endpoint *ep, const struct hcn_addr *ip)
{
	struct hcn_addr own;

	for (size_t i = 0; i < ep->n_ip_configurations; i++)
		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &own) &&
			hcn_addr_equal(&own, ip))
			return true;
	return false;
}

static int add_proxy(struct claims *c, const struct hcn_l4_proxy *proxy)
{
	struct hcn_l4_proxy_rule rule;
	int r;

	if (hcn_l4_proxy_read(proxy, "", &rule, NULL)) /* a store may be older than the check */
		return 0;
	if (rule.protocol != c->protocol || rule.proxy.family != c->own.family ||
		is_proxy(c->ep, &rule.proxy))
		return 0;
	r = add_exceptions(c, proxy->exceptions, proxy->n_exceptions, &rule);
	if (!r)
		r = add_exceptions(c, proxy->exception_list, proxy->n_exception_list, &rule);
	return r ? r : add_claim(c, &rule.to, &rule, false);
}

static int read_policies(struct claims *c, const struct hcn_policy *policies, size_t n)
{
	const struct hcn_l4_proxy *proxy;
	size_t i = 0;
	int r = 0;

	while (!r && (proxy = hcn_policies_next(policies, n, HCN_POLICY_L4_PROXY, &i))) {
		(void)snprintf(
			c->reading.pointer, sizeof(c->reading.pointer), "/Policies/%zu", i - 1);
		r = add_proxy(c, proxy);
	}
	return r;
}

/* --- which claim holds ------------------------------------------------------------------------------ */

static bool is_one_port(struct hcn_port_range ports)
{
	return ports.first == ports.last;
}

static int compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->at.prefix.len != y->at.prefix.len)
		return x->at.prefix.len > y->at.prefix.len ? -1 : 1;
	if (is_one_port(x->at.ports) != is_one_port(y->at.ports))
		return is_one_port(x->at.ports) ? -1 : 1;
	if (x->is_exception != y->is_exception)
		return x->is_exception ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool overlaps(const struct box *a, const struct box *b)
{
	return a->ports.first <= b->ports.last && b->ports.first <= a->ports.last &&
	       hcn_prefix_overlaps(&a->prefix, &b->prefix);
}

/* Of two that overlap. */
static bool covers(const struct box *outer, const struct box *inner)
{
	return outer->prefix.len <= inner->prefix.len && outer->ports.first <= inner->ports.first &&
	       inner->ports.last <= outer->ports.last;
}

/* Whether an exception says nothing that a wider one does not say: no proxy lies between the two. */
static bool is_idle(const struct claims *c, size_t i)
{
	for (size_t j = i + 1; c->list[i].is_exception && j < c->n; j++) {
		if (!overlaps(&c->list[j].at, &c->list[i].at))
			continue;
		if (!c->list[j].is_exception)
			return false;
		if (covers(&c->list[j].at, &c->list[i].at))
			return true;
	}
	return false;
}

static void drop_idle(struct claims *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (!is_idle(c, i))
			c->list[kept++] = c->list[i];
	c->n = kept;
}

static const char *protocol_name(const struct claims *c)
{
	return c->protocol == HCN_PROTOCOL_TCP ? "tcp" : "udp";
}

static void add_target(struct claims *c, const struct hcn_l4_proxy_rule *rule, const char *key)
{
	struct hcn_addr_text proxy = hcn_addr_format(&rule->proxy);
	char data[4 * HCN_PREFIX_TEXT_SIZE];

	snprintf(data, sizeof(data), "%s . %u", proxy.text, rule->proxy_port);
	hcn_rows_add_elem(c->rows, HCN_SET_PROXY, c->own.family, key, data);
	snprintf(data, sizeof(data), "%s . %s . %s . %u", hcn_addr_format(&c->own).text, proxy.text,
		protocol_name(c), rule->proxy_port);
	hcn_rows_add_elem(c->rows, HCN_SET_PROXIED, c->own.family, data, NULL);
	if (rule->outbound_nat)
		hcn_rows_add_elem(c->rows, HCN_SET_PROXYNAT, c->own.family, data, NULL);
}

static void add_element(struct claims *c, const struct claim *claim, const struct box *at)
{
	const struct hcn_origin of = c->rows->origin;
	bool host = at->prefix.len == hcn_addr_bits(&at->prefix.addr);
	char key[4 * HCN_PREFIX_TEXT_SIZE], ports[16];

	if (is_one_port(at->ports))
		snprintf(ports, sizeof(ports), "%u", at->ports.first);
	else
		snprintf(ports, sizeof(ports), "%u-%u", at->ports.first, at->ports.last);
	snprintf(key, sizeof(key), "%s . %s . %s . %s", hcn_addr_format(&c->own).text,
		host ? hcn_addr_format(&at->prefix.addr).text : hcn_prefix_format(&at->prefix).text,
		protocol_name(c), ports);
	c->rows->origin = claim->origin;
	if (claim->is_exception)
		hcn_rows_add_elem(c->rows, HCN_SET_PROXYX, c->own.family, key, NULL);
	else
		add_target(c, &claim->rule, key);
	c->rows->origin = of;
}

/* The two halves of a prefix. */
static size_t cut_prefix(const struct box *at, struct box ret[2])
{
	uint8_t len = at->prefix.len;

	ret[0] = ret[1] = *at;
	ret[0].prefix.len = ret[1].prefix.len = (uint8_t)(len + 1);
	ret[1].prefix.addr.bytes[len / 8] |= (uint8_t)(0x80u >> len % 8);
	return 2;
}

/* What @ports leave of it. */
static size_t cut_ports(const struct box *at, struct hcn_port_range ports, struct box ret[2])
{
	size_t n = 0;

	if (at->ports.first < ports.first) {
		ret[n] = *at;
		ret[n++].ports.last = (uint16_t)(ports.first - 1);
	}
	if (at->ports.last > ports.last) {
		ret[n] = *at;
		ret[n++].ports.first = (uint16_t)(ports.last + 1);
	}
	return n;
}

/* Elements for what the claims before the @i-th leave of @at.  No cut for a proxy around exceptions: they are asked first. */
static void add_pieces(struct claims *c, size_t i, const struct box *at)
{
	struct box pieces[2];
	size_t n;

	for (size_t j = 0; j < i; j++) {
		const struct claim *narrower = &c->list[j];

		if ((narrower->is_exception && !c->list[i].is_exception) ||
			!overlaps(&narrower->at, at))
			continue;
		n = narrower->at.prefix.len > at->prefix.len
			    ? cut_prefix(at, pieces)
			    : cut_ports(at, narrower->at.ports, pieces);
		for (size_t k = 0; k < n; k++)
			add_pieces(c, i, &pieces[k]);
		return;
	}
	add_element(c, &c->list[i], at);
}

/* --- the endpoint ----------------------------------------------------------------------------------- */

static int add_claims(struct claims *c)
{
	int r;

	c->reading = (struct hcn_origin){ HCN_KIND_ENDPOINT, c->ep->id, "" };
	r = read_policies(c, c->ep->policies, c->ep->n_policies);
	c->reading = (struct hcn_origin){ HCN_KIND_NETWORK, c->net->id, "" };
	if (!r)
		r = read_policies(c, c->net->policies, c->net->n_policies);
	if (r)
		return r;
	if (c->n)
		qsort(c->list, c->n, sizeof(*c->list), compare_claims);
	drop_idle(c);
	for (size_t i = 0; i < c->n; i++)
		add_pieces(c, i, &c->list[i].at);
	return hcn_rows_check(c->rows);
}

static void clear_claims(struct claims *c)
{
	free(c->list);
}

int hcn_proxy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	static const uint32_t protocols[] = { HCN_PROTOCOL_TCP, HCN_PROTOCOL_UDP };
	int r = 0;

	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		for (size_t j = 0; !r && j < HCN_N_ELEMENTS(protocols); j++) {
			_cleanup_(clear_claims) struct claims c = {
				.net = net, .ep = ep, .protocol = protocols[j], .rows = rows
			};

			if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &c.own))
				return -EINVAL;
			r = add_claims(&c);
		}
	return r;
}
