/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts of the host that the model depends on; a backend finds them out. */
#ifndef HCN_FACTS_H
#define HCN_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

/* An interface of the host that is neither loopback nor one of ours. */
struct hcn_adapter {
	char **names; /* its own first, then what else it is called: altnames, the alias */
	size_t n_names;
	uint32_t index;
	bool is_default; /* the default route leads through it */
	struct hcn_mac mac;
	struct hcn_addr *addresses; /* link-local ones left out */
	size_t n_addresses;
};

/* Owned by whoever asked: hcn_facts_clear(). */
struct hcn_facts {
	/* every prefix routed or addressed on the host, default routes left out */
	struct hcn_prefix *routes;
	size_t n_routes;
	uint32_t mtu;       /* of the device of the default route; 1500 without one */
	char **dns_servers; /* of /etc/resolv.conf, loopback addresses left out */
	size_t n_dns_servers;
	char **dns_search;
	size_t n_dns_search;
	struct hcn_adapter *adapters; /* in the order of their indexes */
	size_t n_adapters;
};

void hcn_facts_clear(struct hcn_facts *facts);

#endif
