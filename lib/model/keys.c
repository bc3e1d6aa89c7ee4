/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Index entries of objects (keys.h).  Pure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "docs.h"
#include "grow.h"
#include "keys.h"

static void put_bytes(struct hcn_index_key *key, const void *bytes, size_t size)
{
	memcpy(key->bytes + key->size, bytes, size);
	key->size = (uint8_t)(key->size + size);
}

static void put_number(struct hcn_index_key *key, uint32_t number)
{
	const uint8_t bytes[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
		(uint8_t)(number >> 8), (uint8_t)number };

	put_bytes(key, bytes, sizeof(bytes));
}

static void put_guid(struct hcn_index_key *key, const struct hcn_guid *id)
{
	uint8_t bytes[16];

	hcn_guid_to_bytes(id, bytes);
	put_bytes(key, bytes, sizeof(bytes));
}

/* FNV-1a: only to tell long names with one beginning apart. */
static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3u;
	return hash;
}

struct hcn_index_key hcn_key_name(enum hcn_kind kind, const char *name)
{
	struct hcn_index_key key = { .index = HCN_INDEX_NAME };
	const size_t room = sizeof(key.bytes) - 4 - sizeof(uint64_t);
	size_t len = strlen(name);

	put_number(&key, (uint32_t)kind);
	put_bytes(&key, name, len < room ? len : room);
	if (len >= room) {
		uint64_t hash = hash_text(name);

		put_bytes(&key, &hash, sizeof(hash));
	}
	return key;
}

struct hcn_index_key hcn_key_guid(enum hcn_index index, const struct hcn_guid *id)
{
	struct hcn_index_key key = { .index = (uint8_t)index };

	put_guid(&key, id);
	return key;
}

struct hcn_index_key hcn_key_address(const struct hcn_guid *network, const struct hcn_addr *addr)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_ADDRESS, network);

	put_bytes(&key, &addr->family, 1);
	put_bytes(&key, addr->bytes, hcn_addr_size(addr));
	return key;
}

struct hcn_index_key hcn_key_vip(const struct hcn_addr *vip)
{
	struct hcn_index_key key = { .index = HCN_INDEX_VIP };

	put_bytes(&key, vip->bytes, hcn_addr_size(vip));
	return key;
}

struct hcn_index_key hcn_key_mac(const struct hcn_guid *network, const struct hcn_mac *mac)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_MAC, network);

	put_bytes(&key, mac->bytes, sizeof(mac->bytes));
	return key;
}

struct hcn_index_key hcn_key_state(enum hcn_kind kind, uint32_t state)
{
	struct hcn_index_key key = { .index = HCN_INDEX_STATE };

	put_number(&key, (uint32_t)kind);
	put_number(&key, state);
	return key;
}

struct hcn_index_key hcn_key_external_port(int family, uint32_t protocol, uint32_t port)
{
	struct hcn_index_key key = { .index = HCN_INDEX_EXTERNAL_PORT };

	put_number(&key, (uint32_t)family);
	put_number(&key, protocol);
	put_number(&key, port);
	return key;
}

size_t hcn_lb_n_frontends(const struct hcn_load_balancer *lb)
{
	return lb->n_port_mappings * (lb->n_frontend_vips ? lb->n_frontend_vips : 1);
}

struct hcn_index_key hcn_key_frontend(const struct hcn_frontend *f)
{
	struct hcn_index_key key = { .index = HCN_INDEX_FRONTEND };

	put_number(&key, f->protocol);
	put_number(&key, f->port);
	if (f->vip.family)
		put_bytes(&key, f->vip.bytes, hcn_addr_size(&f->vip));
	else
		put_bytes(&key, f->family == HCN_IPV6 ? "6" : "4", 1);
	return key;
}

struct hcn_frontend hcn_lb_frontend(const struct hcn_load_balancer *lb, size_t i)
{
	const struct hcn_lb_port_mapping *m = &lb->port_mappings[i % lb->n_port_mappings];
	struct hcn_frontend f = { .protocol = m->protocol,
		.port = m->external_port,
		.family = lb->flags & HCN_LB_IPV6 ? HCN_IPV6 : HCN_IPV4 };

	if (lb->n_frontend_vips &&
		hcn_addr_parse(lb->frontend_vips[i / lb->n_port_mappings], &f.vip))
		f.family = f.vip.family;
	if (f.vip.family && hcn_addr_is_unspecified(&f.vip))
		f.vip.family = HCN_FAMILY_NONE;
	return f;
}

void hcn_keys_clear(struct hcn_keys *keys)
{
	free(keys->keys);
	memset(keys, 0, sizeof(*keys));
}

int hcn_keys_add(struct hcn_keys *keys, struct hcn_index_key key)
{
	if (HCN_GROW(keys->keys, keys->n, keys->size))
		return -ENOMEM;
	keys->keys[keys->n++] = key;
	return 0;
}
