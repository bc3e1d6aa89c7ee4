/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which rows of kernel state carry an HCN object.  Pure: reads a working set, appends rows.
 *
 * An object's rows may depend on others (a bridge on whether some endpoint has port mappings): whoever changes those touches
 * the object, see hcn_workset_touch().
 */
#ifndef HCN_PLAN_OBJECTS_ROWS_H
#define HCN_PLAN_OBJECTS_ROWS_H

#include "rows.h"
#include "workset.h"

/* The rows of @object as the working set now shows the others (its `past` included). */
int hcn_object_rows(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_rows *rows, struct hcn_error *err);

/* One per kind. */
int hcn_network_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);
int hcn_endpoint_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);
int hcn_namespace_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);
int hcn_load_balancer_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

/* What the counter of a load balancer's row counts. */
enum hcn_lb_count {
	HCN_LB_COUNTS_NOTHING,
	HCN_LB_COUNTS_CONNECTIONS, /* their first packets */
	HCN_LB_COUNTS_RECEIVED,    /* from clients */
	HCN_LB_COUNTS_SENT,        /* back to them */
};
enum hcn_lb_count hcn_load_balancer_count(const struct hcn_row *row);

/* Whether @ep, behind @lb, is attached and sees its VIPs as destinations where a port mapping wants it; and what that takes. */
bool hcn_preserve_holds(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep);
void hcn_preserve_rows(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_rows *rows);

/* What an endpoint's PortMapping and OutBoundNAT policies add to the sets of the nftables table. */
int hcn_policy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

/* Where the L4Proxy policies of an attached endpoint, and of its network, lead what it sends. */
int hcn_proxy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

/* What the L4WFPPROXY policies of an attached endpoint redirect inside @netns ("" is the host). */
int hcn_wfp_rows(const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows);

/* The host's route to an address of an attached endpoint of a routed network, and how much it takes if less than the bridge:
 * one row, whoever wants it. */
void hcn_endpoint_way_row(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_addr *own, struct hcn_rows *rows);

/* What the names of its chains and sets begin with. */
#define HCN_WFP_CHAIN "proxy_"

/* The routes of an endpoint inside its namespace @netns; @table 0: in the main one. */
int hcn_endpoint_route_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, uint32_t table, struct hcn_rows *rows,
	struct hcn_error *err);

/* What an endpoint needs besides when others are attached to its namespace @netns, too. */
int hcn_multihome_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows,
	struct hcn_error *err);

/* The endpoints in a namespace, eth0 first: @ret is malloc'ed, what it points to borrowed. */
int hcn_namespace_endpoints(struct hcn_workset *ws, const struct hcn_guid *ns,
	const struct hcn_endpoint ***ret, size_t *ret_n, struct hcn_error *err);

/* The network's NeighborDiscovery policies inside the namespace @netns of an endpoint. */
void hcn_neighbor_rows(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const char *netns, struct hcn_rows *rows);

/* The nft sets of a network's SetPolicies. */
int hcn_set_rows(const struct hcn_network *net, struct hcn_rows *rows);

/* Whether a chain of an endpoint's ACLs is for what goes to it, not for what comes from it. */
bool hcn_is_chain_in(const char *chain);

/* The chains of an attached endpoint's ACLs, and of its network's. */
int hcn_acl_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

/* The n of an attached endpoint's ethN; 0 on the host. */
uint32_t hcn_endpoint_ordinal(const struct hcn_endpoint *ep);

/* `{ table, set, key : data }` of HCN_NFT_TABLE; @data NULL: a set's element.  As hcn_rows_add(). */
struct hcn_row *hcn_rows_add_elem(
	struct hcn_rows *rows, const char *set, const char *key, const char *data);

/* What goes from @source to @target by way of an address that is translated gets another source: they are one endpoint. */
void hcn_rows_add_hairpin(
	struct hcn_rows *rows, const struct hcn_addr *source, const struct hcn_addr *target);

/* A table of ours, which all whose rows are in it want. */
void hcn_rows_add_table(struct hcn_rows *rows, const char *table);

/* @dev has the flag while somebody wants it. */
void hcn_rows_add_flag(struct hcn_rows *rows, const char *dev, enum hcn_link_flag flag);

/* What `ip link` shows people: "hcn network GUID NAME". */
void hcn_rows_set_alias(struct hcn_rows *rows, struct hcn_row *link, const char *what,
	const struct hcn_guid *id, const char *name);

/* Why a row is there: a sentence for people; static. */
const char *hcn_row_why(const struct hcn_row *row);

/* A MAC address for a device of ours that stays the same when the device is made again: @first and five bytes that follow
 * from the id.  @first must be a locally administered unicast one. */
struct hcn_mac hcn_device_mac(const struct hcn_guid *id, uint8_t first);

/* The bridge of a network, and its port for an attached endpoint. */
void hcn_network_bridge(const struct hcn_guid *network, char ret[HCN_IFNAME_SIZE]);
void hcn_endpoint_port(const struct hcn_guid *endpoint, char ret[HCN_IFNAME_SIZE]);

#endif
