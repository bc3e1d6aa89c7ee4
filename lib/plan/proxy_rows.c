/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What L4Proxy policies add to the nftables table: elements by the endpoint's address, the destination and the protocol.
 *
 * Several policies may speak of one destination: the narrowest prefix that holds it decides, an exception before a
 * Destination of the same length, a policy of the endpoint before one of its network, and then the order of the list.
 * The kernel's intervals must not overlap: wider ones are cut around narrower ones.
 *
 * Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acl.h"
#include "cleanup.h"
#include "grow.h"
#include "objects_rows.h"
#include "policy.h"

/* What one policy says about one prefix. */
struct claim {
	struct hcn_prefix prefix;
	const struct hcn_l4_proxy *proxy;
	bool is_exception;
	size_t order;
};

/* What is said about destinations of one family and protocol. */
struct claims {
	const struct hcn_network *net;
	const struct hcn_endpoint *ep;
	struct hcn_addr own; /* the endpoint's */
	uint32_t protocol;
	struct claim *list;
	size_t n, size;
	struct hcn_rows *rows;
};

/* --- reading ---------------------------------------------------------------------------------------- */

static int add_claim(struct claims *c, const struct hcn_prefix *prefix,
	const struct hcn_l4_proxy *proxy, bool is_exception)
{
	if (prefix->addr.family != c->own.family)
		return 0;
	if (HCN_GROW(c->list, c->n, c->size))
		return -ENOMEM;
	c->list[c->n] = (struct claim){ *prefix, proxy, is_exception, c->n };
	c->n++;
	return 0;
}

static int add_words(
	struct claims *c, const char *list, const struct hcn_l4_proxy *proxy, bool is_exception)
{
	const char *rest = hcn_words(list);
	struct hcn_prefix prefix;
	struct hcn_word word;
	int r = 0;

	while (!r && hcn_word_next(&rest, &word))
		if (hcn_word_prefix(&word, &prefix))
			r = add_claim(c, &prefix, proxy, is_exception);
	return r;
}

static int add_exceptions(
	struct claims *c, char *const *lists, size_t n, const struct hcn_l4_proxy *proxy)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = add_words(c, lists[i], proxy, true);
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
	uint32_t protocol = proxy->protocol == HCN_PROTOCOL_ANY ? HCN_PROTOCOL_TCP
								: proxy->protocol;
	const struct hcn_prefix everything = { .addr.family = c->own.family };
	struct hcn_addr ip;
	int r;

	if (!proxy->ip || !hcn_addr_parse(proxy->ip, &ip)) /* a store may be older than the check */
		return 0;
	if (protocol != c->protocol || is_proxy(c->ep, &ip) || ip.family != c->own.family)
		return 0;
	r = add_exceptions(c, proxy->exceptions, proxy->n_exceptions, proxy);
	if (!r)
		r = add_exceptions(c, proxy->exception_list, proxy->n_exception_list, proxy);
	if (r)
		return r;
	return hcn_words(proxy->destination) ? add_words(c, proxy->destination, proxy, false)
					     : add_claim(c, &everything, proxy, false);
}

static int read_policies(struct claims *c, const struct hcn_policy *policies, size_t n)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		if (policies[i].type && policies[i].type->id == HCN_POLICY_L4_PROXY &&
			policies[i].settings)
			r = add_proxy(c, policies[i].settings);
	return r;
}

/* --- which claim holds ------------------------------------------------------------------------------ */

static int compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->prefix.len != y->prefix.len)
		return x->prefix.len > y->prefix.len ? -1 : 1;
	if (x->is_exception != y->is_exception)
		return x->is_exception ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool covers(const struct hcn_prefix *outer, const struct hcn_prefix *inner)
{
	return outer->len <= inner->len && hcn_prefix_contains(outer, &inner->addr);
}

/* Whether an exception says nothing that a wider one does not say: no Destination lies between the two. */
static bool is_idle(const struct claims *c, size_t i)
{
	for (size_t j = i + 1; c->list[i].is_exception && j < c->n; j++)
		if (covers(&c->list[j].prefix, &c->list[i].prefix))
			return c->list[j].is_exception;
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

static void add_target(struct claims *c, const struct hcn_l4_proxy *proxy, const char *key)
{
	bool v4 = c->own.family == HCN_IPV4;
	unsigned long port = strtoul(proxy->port, NULL, 10);
	char data[4 * HCN_PREFIX_TEXT_SIZE];
	struct hcn_addr ip;

	(void)hcn_addr_parse(proxy->ip, &ip);
	snprintf(data, sizeof(data), "%s . %lu", hcn_addr_format(&ip).text, port);
	hcn_rows_add_elem(c->rows, v4 ? "proxy4" : "proxy6", key, data);
	snprintf(data, sizeof(data), "%s . %s . %s . %lu", hcn_addr_format(&c->own).text,
		hcn_addr_format(&ip).text, protocol_name(c), port);
	hcn_rows_add_elem(c->rows, v4 ? "proxied4" : "proxied6", data, NULL);
	if (proxy->outbound_nat)
		hcn_rows_add_elem(c->rows, v4 ? "proxynat4" : "proxynat6", data, NULL);
}

static void add_element(struct claims *c, const struct claim *claim, const struct hcn_prefix *at)
{
	bool host = at->len == hcn_addr_bits(&at->addr);
	char key[4 * HCN_PREFIX_TEXT_SIZE];

	snprintf(key, sizeof(key), "%s . %s . %s", hcn_addr_format(&c->own).text,
		host ? hcn_addr_format(&at->addr).text : hcn_prefix_format(at).text,
		protocol_name(c));
	if (claim->is_exception)
		hcn_rows_add_elem(
			c->rows, c->own.family == HCN_IPV4 ? "proxyx4" : "proxyx6", key, NULL);
	else
		add_target(c, claim->proxy, key);
}

static struct hcn_prefix upper_half(const struct hcn_prefix *p)
{
	struct hcn_prefix half = { p->addr, (uint8_t)(p->len + 1) };

	half.addr.bytes[p->len / 8] |= (uint8_t)(0x80u >> p->len % 8);
	return half;
}

/* Elements for what the claims before the @i-th leave of @at.  No cut around exceptions: they are asked first, and of two that
 * overlap a Destination lies between. */
static void add_pieces(struct claims *c, size_t i, const struct hcn_prefix *at)
{
	struct hcn_prefix lower = { at->addr, (uint8_t)(at->len + 1) }, upper;

	for (size_t j = 0; j < i; j++) {
		const struct claim *narrower = &c->list[j];

		if (narrower->is_exception)
			continue;
		if (covers(&narrower->prefix, at))
			return;
		if (covers(at, &narrower->prefix)) {
			upper = upper_half(at);
			add_pieces(c, i, &lower);
			add_pieces(c, i, &upper);
			return;
		}
	}
	add_element(c, &c->list[i], at);
}

/* --- the endpoint ----------------------------------------------------------------------------------- */

static int add_claims(struct claims *c)
{
	int r;

	r = read_policies(c, c->ep->policies, c->ep->n_policies);
	if (!r)
		r = read_policies(c, c->net->policies, c->net->n_policies);
	if (r)
		return r;
	if (c->n)
		qsort(c->list, c->n, sizeof(*c->list), compare_claims);
	drop_idle(c);
	for (size_t i = 0; i < c->n; i++)
		add_pieces(c, i, &c->list[i].prefix);
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
