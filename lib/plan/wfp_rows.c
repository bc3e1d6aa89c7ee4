/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What L4WFPPROXY policies add to the nftables of the namespace that their endpoint is in: connections through its interface
 * are redirected to the proxy's ports there, so that the proxy can ask its own connection tracking where they were to go.
 *
 * A chain for each direction leads to one for each policy, in the order of their priorities; what a policy leaves alone goes
 * on to the next.  Nothing that goes over the loopback comes by the interface.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/wfp-proxy.txt (skuid)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "filter.h"
#include "grow.h"
#include "policy/policy.h"
#include "policy/wfp_proxy.h"
#include "skeleton.h"
#include "wfp_rows.h"

#define CHAIN_SIZE 64

struct direction {
	const struct hcn_endpoint *ep;
	const char *netns; /* "" is the host */
	bool incoming;
	struct hcn_row
		*chain; /* that leads to those of the policies; of its own, they come first */
	struct hcn_rows *base;
	struct hcn_rows *rows;
};

static const char *port_of(const struct direction *d, const struct hcn_l4_wfp_proxy *proxy)
{
	return d->incoming ? proxy->inbound_proxy_port : proxy->outbound_proxy_port;
}

/* --- one policy ------------------------------------------------------------------------------------- */

static void put_word(struct hcn_buf *list, const char *word)
{
	if (word && *word)
		hcn_buf_printf(list, "%s%s", list->len ? "," : "", word);
}

static void put_words(struct hcn_buf *list, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_word(list, words[i]);
}

/* The texts that the rules of one policy borrow. */
struct texts {
	struct hcn_buf addresses;
	struct hcn_buf ports;
	char protocols[8];
	char redirect[32];
	char own[48]; /* "" or the rule that lets the proxy's own connections go */
};

static void clear_texts(struct texts *t)
{
	hcn_buf_clear(&t->addresses);
	hcn_buf_clear(&t->ports);
}

static void name_own(const struct hcn_l4_wfp_proxy *proxy, char ret[48])
{
	struct hcn_sid sid;

	if (proxy->user_sid && hcn_sid_read(proxy->user_sid, &sid))
		snprintf(ret, 48, "meta %s %u return", sid.is_group ? "skgid" : "skuid", sid.id);
}

static int write_texts(
	const struct direction *d, const struct hcn_l4_wfp_proxy *proxy, struct texts *t)
{
	const struct hcn_proxy_exceptions *exceptions = d->incoming ? &proxy->inbound_exceptions
								    : &proxy->outbound_exceptions;
	struct hcn_wfp_protocols protocols = hcn_wfp_proxy_protocols(proxy);

	put_words(&t->addresses, exceptions->ip_addresses, exceptions->n_ip_addresses);
	put_words(&t->ports, exceptions->ports, exceptions->n_ports);
	if (d->incoming) { /* who asks for the proxy itself gets it */
		put_word(&t->ports, proxy->inbound_proxy_port);
		put_word(&t->ports, proxy->outbound_proxy_port);
	} else {
		name_own(proxy, t->own);
	}
	snprintf(t->protocols, sizeof(t->protocols), "%s%s%s", protocols.tcp ? "6" : "",
		protocols.tcp && protocols.udp ? "," : "", protocols.udp ? "17" : "");
	snprintf(t->redirect, sizeof(t->redirect), "redirect to :%lu",
		strtoul(port_of(d, proxy), NULL, 10));
	return t->addresses.oom || t->ports.oom ? -ENOMEM : 0;
}

/* Exceptions are asked before the tuple; a port is that of the end that was called. */
static size_t write_rules(const struct direction *d, const struct hcn_l4_wfp_proxy *proxy,
	struct texts *t, struct hcn_filter_rule rules[3])
{
	struct hcn_five_tuple tuple = { .protocols = t->protocols };
	size_t n = 0;

	if (t->addresses.len) {
		rules[n] = (struct hcn_filter_rule){ .tuple = tuple, .verdict = HCN_FILTER_ALLOW };
		rules[n++].tuple.remote_addresses = t->addresses.data;
	}
	if (t->ports.len) {
		rules[n] = (struct hcn_filter_rule){ .tuple = tuple, .verdict = HCN_FILTER_ALLOW };
		*(d->incoming ? &rules[n].tuple.local_ports
			      : &rules[n].tuple.remote_ports) = t->ports.data;
		n++;
	}
	tuple = proxy->filter_tuple;
	tuple.protocols = t->protocols;
	rules[n++] = (struct hcn_filter_rule){
		.tuple = tuple, .verdict = HCN_FILTER_BLOCK, .priority = 1
	};
	return n;
}

static int add_policy_chain(
	const struct direction *d, const struct hcn_l4_wfp_proxy *proxy, const char *chain)
{
	_cleanup_(clear_texts) struct texts t = { 0 };
	struct hcn_filter_rule rules[3];
	int r = write_texts(d, proxy, &t);
	const struct hcn_filter filter = {
		.rules = rules,
		.n_rules = r ? 0 : write_rules(d, proxy, &t, rules),
		.incoming = d->incoming,
		.words = { [HCN_FILTER_BLOCK] = t.redirect, [HCN_FILTER_ALLOW] = "return" },
		.first = *t.own ? t.own : NULL,
		.netns = d->netns,
	};

	return r ? r : hcn_filter_rows(&filter, chain, d->rows);
}

static void add_jumps(struct direction *d, const struct hcn_l4_wfp_proxy *proxy, const char *chain)
{
	struct hcn_wfp_protocols protocols = hcn_wfp_proxy_protocols(proxy);
	const char *end = d->incoming ? "iifname" : "oifname";

	/* connections that were there before stay as they are */
	if (protocols.tcp)
		hcn_rows_add_rule(d->base, d->chain,
			"%s \"%s\" tcp flags syn / fin,syn,rst,ack jump %s", end, d->ep->if_name,
			chain);
	if (protocols.udp)
		hcn_rows_add_rule(d->base, d->chain, "%s \"%s\" meta l4proto udp jump %s", end,
			d->ep->if_name, chain);
}

/* --- one direction ---------------------------------------------------------------------------------- */

/* The endpoint's policies, in the order in which they are asked. */
struct policies {
	const struct hcn_l4_wfp_proxy **list;
	size_t n, size;
};

static void free_policies(struct policies *p)
{
	free(p->list);
}

/* Behind those of the same priority. */
static int insert(struct policies *p, const struct hcn_l4_wfp_proxy *proxy)
{
	size_t i = p->n;

	if (HCN_GROW(p->list, p->n, p->size))
		return -ENOMEM;
	for (; i && p->list[i - 1]->filter_tuple.priority > proxy->filter_tuple.priority; i--)
		p->list[i] = p->list[i - 1];
	p->list[i] = proxy;
	p->n++;
	return 0;
}

static int read_policies(const struct hcn_endpoint *ep, struct policies *ret)
{
	const struct hcn_l4_wfp_proxy *proxy;
	size_t i = 0;
	int r = 0;

	while (!r && (proxy = hcn_policies_next(
			      ep->policies, ep->n_policies, HCN_POLICY_L4_WFP_PROXY, &i)))
		r = insert(ret, proxy);
	return r;
}

static int add_policies(struct direction *d, const struct policies *p)
{
	size_t n = 0;
	int r = 0;

	for (size_t i = 0; !r && i < p->n; i++) {
		char chain[CHAIN_SIZE];

		if (!port_of(d, p->list[i]))
			continue;
		snprintf(chain, sizeof(chain), "%s_%zu", d->chain->nft_chain.chain, n++);
		r = add_policy_chain(d, p->list[i], chain);
		add_jumps(d, p->list[i], chain);
	}
	if (n)
		hcn_rows_add_copy(d->rows, d->chain);
	return r;
}

static int add_direction(const struct hcn_endpoint *ep, const char *netns, bool incoming,
	const struct policies *p, struct hcn_rows *rows)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows base = { .origin = rows->origin };
	struct direction d = { ep, netns, incoming, hcn_rows_add(&base, HCN_ROW_NFT_CHAIN), &base,
		rows };
	int r;

	HCN_ROW_STR(&base, d.chain, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(&base, d.chain, nft_chain, chain, HCN_WFP_CHAIN "%s_%s", ep->if_name,
		incoming ? "in" : "out");
	hcn_rows_set_nft_netns(&base, d.chain, netns);
	HCN_ROW_STR(
		&base, d.chain, nft_chain, hook, "nat %s -100", incoming ? "prerouting" : "output");
	r = hcn_rows_check(&base);
	if (!r)
		r = add_policies(&d, p);
	if (!r)
		r = hcn_rows_check(&base);
	return r ? r : hcn_rows_check(rows);
}

/* The host has its table from the network. */
static void add_table(const char *netns, struct hcn_rows *rows)
{
	struct hcn_row *row;

	if (!*netns)
		return;
	row = hcn_rows_add(rows, HCN_ROW_NFT_TABLE);
	row->shared = true;
	HCN_ROW_STR(rows, row, nft_table, table, "%s", HCN_NFT_TABLE);
	hcn_rows_set_nft_netns(rows, row, netns);
}

int hcn_wfp_rows(const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows)
{
	_cleanup_(free_policies) struct policies p = { 0 };
	int r = read_policies(ep, &p);

	if (r || !p.n)
		return r;
	add_table(netns, rows);
	r = add_direction(ep, netns, false, &p, rows);
	return r ? r : add_direction(ep, netns, true, &p, rows);
}
