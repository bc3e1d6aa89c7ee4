/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts of the host that the model depends on; a backend finds them out. */
#ifndef HCN_MODEL_FACTS_H
#define HCN_MODEL_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "addr.h"

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
};

void hcn_facts_clear(struct hcn_facts *facts);

#endif
