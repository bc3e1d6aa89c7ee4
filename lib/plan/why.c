/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a row is there, for people: the sentence behind `hcnctl explain`. */
#include <string.h>

#include "filter.h"
#include "nftsets.h"
#include "wfp_rows.h"
#include "why.h"

static const char *why_elem(const struct hcn_row *row)
{
	enum hcn_set set = hcn_set_of(row);
	const char *name = row->nft_elem.set ? row->nft_elem.set : "";

	if (set != HCN_N_SETS)
		return hcn_set_types[set].why;
	if (!strncmp(name, HCN_FILTER_SET, strlen(HCN_FILTER_SET)))
		return "an address of a SetPolicy";
	/* named after the chain that asks it */
	if (!strncmp(name, HCN_WFP_CHAIN, strlen(HCN_WFP_CHAIN)))
		return "connections that the proxy gets, or does not (L4WFPPROXY)";
	return (*name == 'i' || *name == 'o') && strchr(name, '_')
		       ? "what a rule of an endpoint's ACLs matches"
		       : "";
}

static const char *why_table(const struct hcn_row_nft_table *t)
{
	if (t->netns && *t->netns)
		return "what leads connections to the proxies in the namespace (L4WFPPROXY)";
	return t->table && strchr(t->table, ' ')
		       ? "what endpoints send is let through with their own addresses only"
		       : "the table of all HCN objects: fixed chains, and sets that objects add elements to";
}

static const char *why_chain(const char *chain)
{
	if (!strncmp(chain, "lb", 2))
		return "chooses an endpoint for all load balancers of this kind and number of endpoints";
	if (!strncmp(chain, HCN_WFP_CHAIN, strlen(HCN_WFP_CHAIN)))
		return "connections through the endpoint's interface that the proxy gets (L4WFPPROXY)";
	return "the ACLs of an endpoint in one direction, or one stage of them";
}

static const char *why_address(const struct hcn_row_addr *a)
{
	if (a->deprecated)
		return "a load balancer's VIP in the network's own subnet: the host answers for it";
	if (!a->netns)
		return "an address of the host: the network's gateway, or a host endpoint's";
	return a->prefix && !strncmp(a->prefix, "fe80:", strlen("fe80:"))
		       ? "the endpoint looks for neighbours as this one when it answers as a load balancer's address (PreserveDIP)"
		       : "the endpoint's address";
}

static const char *why_route(const struct hcn_row_route *r)
{
	if (HCN_HAS(r, hcn_row_route, table))
		return "a route of the endpoint for what is sent from its own addresses";
	if (r->netns)
		return "a route of the endpoint";
	return HCN_HAS(r, hcn_row_route, mtu)
		       ? "the endpoint takes less than its network: the host tells whoever sends it more"
		       : "the host asks for the MAC address of the endpoint, whatever address it is to see (PreserveDIP)";
}

const char *hcn_row_why(const struct hcn_row *row)
{
	switch (row->kind) {
	case HCN_ROW_NETNS:
		return "the namespace itself: interfaces, addresses, routes and sockets of its own";
	case HCN_ROW_FILE:
		return "resolv.conf for processes in the namespace, from the DNS data of its endpoints";
	case HCN_ROW_LINK:
		return row->link.type == HCN_LINK_BRIDGE
			       ? "the network's switch"
			       : "the endpoint's cable: one end in the namespace, one in the bridge";
	case HCN_ROW_LINK_FLAG:
		return row->link_flag.flag == HCN_LINK_NF_CALL
			       ? "nftables sees what the bridge forwards: rules and NAT hold inside the network too"
			       : "the endpoint reaches itself through an address that leads back to it";
	case HCN_ROW_QDISC:
		return "the endpoint sends no faster (QOS)";
	case HCN_ROW_SYSCTL:
		return row->sysctl.netns
			       ? "each interface of the namespace asks for neighbours in its own name"
			       : "the host forwards packets between the network and the outside";
	case HCN_ROW_ADDR:
		return why_address(&row->addr);
	case HCN_ROW_FDB:
		return "only this MAC address may send through the endpoint's port";
	case HCN_ROW_NEIGH:
		return row->neigh.netns
			       ? "the endpoint sends to this address at this MAC address without asking (NeighborDiscovery)"
			       : "the host knows the endpoint's MAC address without asking";
	case HCN_ROW_ROUTE:
		return why_route(&row->route);
	case HCN_ROW_RULE:
		return "what is sent from this address takes the endpoint's routes, whatever others are in the namespace";
	case HCN_ROW_NFT_TABLE:
		return why_table(&row->nft_table);
	case HCN_ROW_NFT_SET:
		return "what rules of ACLs and proxies match, or a SetPolicy";
	case HCN_ROW_NFT_CHAIN:
		return row->nft_chain.chain ? why_chain(row->nft_chain.chain) : "rules of nftables";
	case HCN_ROW_NFT_ELEM:
		return why_elem(row);
	case HCN_N_ROW_KINDS:
		break;
	}
	return "";
}
