/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pieces of rows that the planners of several kinds use. */
#ifndef HCN_PLAN_ROW_PARTS_H
#define HCN_PLAN_ROW_PARTS_H

#include "docs.h"
#include "nftsets.h"

/* An element of a set that an object has made itself, in HCN_NFT_TABLE.  As hcn_rows_add_elem(). */
struct hcn_row *hcn_rows_add_own_elem(
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

/* A MAC address for a device of ours that stays the same when the device is made again: @first and five bytes that follow
 * from the id.  @first must be a locally administered unicast one. */
struct hcn_mac hcn_device_mac(const struct hcn_guid *id, uint8_t first);

/* The bridge of a network, and its port for an attached endpoint. */
void hcn_network_bridge(const struct hcn_guid *network, char ret[HCN_IFNAME_SIZE]);
void hcn_endpoint_port(const struct hcn_guid *endpoint, char ret[HCN_IFNAME_SIZE]);

/* The n of an attached endpoint's ethN; 0 on the host. */
uint32_t hcn_endpoint_ordinal(const struct hcn_endpoint *ep);

/* The host's route to an address of an attached endpoint of a routed network, and how much it takes if less than the bridge:
 * one row, whoever wants it. */
void hcn_endpoint_way_row(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_addr *own, struct hcn_rows *rows);

#endif
