/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a row is there, for people: the sentence behind `hcnctl explain`. */
#include <string.h>

#include "cleanup.h"
#include "objects_rows.h"

static const char *why_set(const char *set)
{
	static const struct {
		const char *set; /* without the family's digit */
		const char *why;
	} sets[] = {
		{ "natbr",
			"this bridge belongs to a NAT network: nothing from outside is forwarded to it unasked" },
		{ "nat", "what leaves this prefix gets the host's address (masquerade)" },
		{ "local", "traffic inside the network keeps its addresses" },
		{ "dnat",
			"this port of every address of the host leads to the endpoint (PortMapping)" },
		{ "vdnat",
			"this port of one address of the host leads to the endpoint (PortMapping with VIP)" },
		{ "hairpin",
			"an endpoint that reaches itself by way of another address must see another source" },
		{ "snatd", "masquerade towards this destination (OutBoundNAT Destinations)" },
		{ "snatx",
			"keep the endpoint's address towards this destination (OutBoundNAT Exceptions)" },
		{ "snatv",
			"what leaves from this endpoint gets this address (OutBoundNAT VirtualIP)" },
		{ "lb", "this address and port is a load balancer's: how it chooses, among how many" },
		{ "lbn",
			"this port of every address of the host is a load balancer's: how it chooses, among how many" },
		{ "lbto", "the endpoint of this number behind the address and port" },
		{ "lbnto", "the endpoint of this number behind the port of the host" },
		{ "lbpick", "the chain of all load balancers that choose so" },
		{ "lbsrc",
			"towards this endpoint of another host the source is the load balancer's SourceVIP" },
		{ "ports", "what comes out of this port is asked whose it says it is" },
		{ "source", "this port may send as this address, and as no other" },
		{ "aclin", "what goes to this address is asked the endpoint's ACLs" },
		{ "aclout", "what comes from this address is asked the endpoint's ACLs" },
		{ "set", "an address of a SetPolicy" },
	};
	size_t len = strcspn(set, "46");

	for (size_t i = 0; i < HCN_N_ELEMENTS(sets); i++)
		if (strlen(sets[i].set) == len && !strncmp(sets[i].set, set, len))
			return sets[i].why;
	/* named after the chain that asks it */
	return (*set == 'i' || *set == 'o') && strchr(set, '_')
		       ? "what a rule of an endpoint's ACLs matches"
		       : "";
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
		return "the host forwards packets between the network and the outside";
	case HCN_ROW_ADDR:
		return row->addr.netns
			       ? "the endpoint's address"
			       : "an address of the host: the network's gateway, or a host endpoint's";
	case HCN_ROW_FDB:
		return "only this MAC address may send through the endpoint's port";
	case HCN_ROW_NEIGH:
		return row->neigh.netns
			       ? "the endpoint sends to this address at this MAC address without asking (NeighborDiscovery)"
			       : "the host knows the endpoint's MAC address without asking";
	case HCN_ROW_ROUTE:
		return "a route of the endpoint";
	case HCN_ROW_NFT_TABLE:
		return row->nft_table.table && strchr(row->nft_table.table, ' ')
			       ? "what endpoints send is let through with their own addresses only"
			       : "the table of all HCN objects: fixed chains, and sets that objects add elements to";
	case HCN_ROW_NFT_SET:
		return "addresses, protocols and ports that rules of ACLs match, or a SetPolicy";
	case HCN_ROW_NFT_CHAIN:
		return row->nft_chain.chain && !strncmp(row->nft_chain.chain, "lb", 2)
			       ? "chooses an endpoint for all load balancers of this kind and number of endpoints"
			       : "the ACLs of an endpoint in one direction, or one stage of them";
	case HCN_ROW_NFT_ELEM:
		return row->nft_elem.set ? why_set(row->nft_elem.set) : "";
	case HCN_N_ROW_KINDS:
		break;
	}
	return "";
}
