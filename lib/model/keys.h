/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which indexes exist, what an object's entries in them are, and how to ask them. */
#ifndef HCN_MODEL_KEYS_H
#define HCN_MODEL_KEYS_H

#include <stddef.h>

#include <hcn.h>

#include "addr.h"
#include "guid.h"
#include "key.h"

enum hcn_index {
	HCN_INDEX_NAME = 1,            /* kind, name */
	HCN_INDEX_NETWORK_ENDPOINTS,   /* network -> its endpoints */
	HCN_INDEX_NAMESPACE_ENDPOINTS, /* namespace -> the endpoints in it */
	HCN_INDEX_ADDRESS,             /* network, address -> endpoint */
	HCN_INDEX_MAC,                 /* network, MAC -> local endpoint */
	HCN_INDEX_STATE,               /* kind, State -> objects */
	HCN_INDEX_EXTERNAL_PORT,       /* family, protocol, port -> endpoint */
	HCN_INDEX_FRONTEND,            /* VIP, protocol, port -> load balancer */
	HCN_INDEX_REFERENCES,          /* endpoint -> load balancers, routes that name it */
	HCN_INDEX_VIP,                 /* address -> load balancers */
};

/* 0: go on; HCN_STOP (error.h) or a failure end the walk. */
typedef int hcn_id_fn(void *arg, enum hcn_kind kind, const struct hcn_guid *id);

/* long names are hashed: check the hit's name */
struct hcn_index_key hcn_key_name(enum hcn_kind kind, const char *name);
struct hcn_index_key hcn_key_guid(enum hcn_index index, const struct hcn_guid *id);
struct hcn_index_key hcn_key_address(const struct hcn_guid *network, const struct hcn_addr *addr);
struct hcn_index_key hcn_key_vip(const struct hcn_addr *vip);
struct hcn_index_key hcn_key_mac(const struct hcn_guid *network, const struct hcn_mac *mac);
struct hcn_index_key hcn_key_state(enum hcn_kind kind, uint32_t state);
struct hcn_index_key hcn_key_external_port(int family, uint32_t protocol, uint32_t port);

struct hcn_load_balancer;

/* The number of a load balancer's endpoints is a field of so many bits in the kernel (plan/loadbalancer_rows.c). */
#define HCN_LB_BACKENDS_BITS 13
#define HCN_LB_MAX_BACKENDS  ((1u << HCN_LB_BACKENDS_BITS) - 1)

struct hcn_frontend {
	uint32_t protocol;
	uint32_t port;
	int family;
	struct hcn_addr vip; /* no family: every address of the host */
};

/* What a load balancer listens on: each VIP (or, without any, and for "0.0.0.0" and "::", all of the host's addresses of its family) with each port
 * mapping; the mapping of the @i-th is i % n_port_mappings. */
size_t hcn_lb_n_frontends(const struct hcn_load_balancer *lb);
struct hcn_frontend hcn_lb_frontend(const struct hcn_load_balancer *lb, size_t i);
struct hcn_index_key hcn_key_frontend(const struct hcn_frontend *frontend);

struct hcn_keys {
	struct hcn_index_key *keys;
	size_t n;
	size_t size;
};
int hcn_keys_add(struct hcn_keys *keys, struct hcn_index_key key);
void hcn_keys_clear(struct hcn_keys *keys);

#endif
