/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A random lot of networks, endpoints and load balancers with policies, the same at every run for a seed. */
#ifndef HCN_TESTS_SCENE_H
#define HCN_TESTS_SCENE_H

#include "addr.h"
#include "prng.h"

#define SCENE_MAX_ENDPOINTS 16
#define SCENE_MAX_ADDRESSES 96

struct scene_endpoint {
	char id[37];
	char netns[37]; /* "": on the host, or not attached */
	bool attached;
};

struct scene {
	struct prng random;
	struct scene_endpoint endpoints[SCENE_MAX_ENDPOINTS];
	size_t n_endpoints;
	struct hcn_addr addresses[SCENE_MAX_ADDRESSES]; /* worth sending to */
	size_t n_addresses;
	unsigned n_policies, n_balancers; /* what has been made of what was tried */
};

/* In the world of tests/harness/world.h. */
void scene_make(struct scene *scene, uint64_t seed);
void scene_clear(void); /* deletes what world_close() does not */

/* Ports that rules, mappings and load balancers are about. */
uint16_t scene_port(struct prng *random);

#endif
