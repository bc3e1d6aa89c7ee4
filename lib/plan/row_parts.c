/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pieces of rows (row_parts.h).  Pure.
 *
 * Tests: tests/unit/plan/test_acl_rows.c, tests/conform/test_upgrade.c
 */
#include "row_parts.h"

#include <stdio.h>
#include <string.h>

#include "policy/policy.h"
#include "skeleton.h"

#define ALIAS_NAME_SIZE 150 /* the kernel takes 255 bytes in all (IFALIASZ) */

void hcn_network_bridge(const struct hcn_guid *network, char ret[HCN_IFNAME_SIZE])
{
	hcn_guid_ifname(network, 'b', ret);
}

void hcn_endpoint_port(const struct hcn_guid *endpoint, char ret[HCN_IFNAME_SIZE])
{
	hcn_guid_ifname(endpoint, 'v', ret);
}

struct hcn_mac hcn_device_mac(const struct hcn_guid *id, uint8_t first)
{
	struct hcn_mac mac = { { first } };
	uint8_t bytes[16];

	hcn_guid_to_bytes(id, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++)
		mac.bytes[1 + i % 5] ^= bytes[i];
	return mac;
}

uint32_t hcn_endpoint_ordinal(const struct hcn_endpoint *ep)
{
	unsigned n;

	return ep->if_name && sscanf(ep->if_name, "eth%u", &n) == 1 ? n : 0;
}

/* The whole UTF-8 characters of @text that fit: rows are JSON in the journal. */
static size_t fitting_length(const char *text, size_t size)
{
	size_t len = strnlen(text, size + 1);

	if (len <= size)
		return len;
	len = size;
	while (len && (text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void hcn_rows_set_alias(struct hcn_rows *rows, struct hcn_row *link, const char *what,
	const struct hcn_guid *id, const char *name)
{
	const char *text = name ? name : "";

	HCN_ROW_STR(rows, link, link, alias, "hcn %s %s%s%.*s", what, hcn_guid_upper(id).text,
		*text ? " " : "", (int)fitting_length(text, ALIAS_NAME_SIZE), text);
}

struct hcn_row *hcn_rows_add_own_elem(
	struct hcn_rows *rows, const char *set, const char *key, const char *data)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_ELEM);

	HCN_ROW_STR(rows, row, nft_elem, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(rows, row, nft_elem, set, "%s", set);
	HCN_ROW_STR(rows, row, nft_elem, key, "%s", key);
	if (data)
		HCN_ROW_STR(rows, row, nft_elem, data, "%s", data);
	return row;
}

void hcn_rows_add_hairpin(
	struct hcn_rows *rows, const struct hcn_addr *source, const struct hcn_addr *target)
{
	char key[2 * HCN_PREFIX_TEXT_SIZE + 4];

	snprintf(key, sizeof(key), "%s . %s", hcn_addr_format(source).text,
		hcn_addr_format(target).text);
	hcn_rows_add_elem(rows, HCN_SET_HAIRPIN, source->family, key, NULL)->shared = true;
}

void hcn_rows_add_table(struct hcn_rows *rows, const char *table)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_TABLE);

	row->shared = true;
	HCN_ROW_STR(rows, row, nft_table, table, "%s", table);
	HCN_PUT(&row->nft_table, hcn_row_nft_table, layout, HCN_NFT_LAYOUT);
}

void hcn_rows_add_flag(struct hcn_rows *rows, const char *dev, enum hcn_link_flag flag)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_LINK_FLAG);

	row->shared = true;
	HCN_ROW_STR(rows, row, link_flag, dev, "%s", dev);
	HCN_PUT(&row->link_flag, hcn_row_link_flag, flag, (int)flag);
}

/* With a gateway the host asks for its MAC address, and not for that of whatever the destination has become (PreserveDIP). */
void hcn_endpoint_way_row(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_addr *own, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_ROUTE);
	char bridge[HCN_IFNAME_SIZE];

	hcn_network_bridge(&net->id, bridge);
	row->shared = true;
	HCN_ROW_STR(rows, row, route, dst, "%s/%u", hcn_addr_format(own).text, hcn_addr_bits(own));
	HCN_ROW_STR(rows, row, route, dev, "%s", bridge);
	HCN_ROW_STR(rows, row, route, via, "%s", hcn_addr_format(own).text);
	if (hcn_endpoint_mtu(net, ep) < net->mtu)
		HCN_PUT(&row->route, hcn_row_route, mtu, hcn_endpoint_mtu(net, ep));
}
