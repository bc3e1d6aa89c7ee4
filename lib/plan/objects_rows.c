/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table from kinds to their rows (objects_rows.h). */
#include <stdio.h>
#include <string.h>

#include "objects_rows.h"
#include "skeleton.h"

#define ALIAS_NAME_SIZE 150 /* the kernel takes 255 bytes in all (IFALIASZ) */

typedef int rows_fn(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

int hcn_object_rows(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_rows *rows, struct hcn_error *err)
{
	static rows_fn *const functions[HCN_N_KINDS] = {
		[HCN_KIND_NETWORK] = hcn_network_rows,
		[HCN_KIND_ENDPOINT] = hcn_endpoint_rows,
		[HCN_KIND_NAMESPACE] = hcn_namespace_rows,
		[HCN_KIND_LOADBALANCER] = hcn_load_balancer_rows,
	};
	int r;

	if (!functions[kind]) /* nothing in the kernel carries it */
		return 0;
	r = functions[kind](ws, object, rows, err);
	return r ? r : hcn_rows_check(rows);
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

struct hcn_row *hcn_rows_add_elem(
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
	hcn_rows_add_elem(rows, source->family == HCN_IPV4 ? "hairpin4" : "hairpin6", key, NULL)
		->shared = true;
}

void hcn_rows_add_table(struct hcn_rows *rows, const char *table)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_TABLE);

	row->shared = true;
	HCN_ROW_STR(rows, row, nft_table, table, "%s", table);
	HCN_PUT(&row->nft_table, hcn_row_nft_table, layout, HCN_NFT_LAYOUT);
}
