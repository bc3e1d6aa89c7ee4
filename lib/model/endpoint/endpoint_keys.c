/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The index entries of endpoints (keys.h): their network, namespace, addresses and ports.  Pure.
 *
 * Tests: tests/unit/model/test_keys.c (an_endpoint_is_found_by_all_that_must_be_unique_and_all_it_belongs_to)
 */
#include <errno.h>

#include "endpoint/endpoint.h"
#include "policy/policy.h"

static int add_addresses(const struct hcn_endpoint *ep, struct hcn_keys *ret)
{
	int r = 0;

	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (ep->ip_configurations[i].ip_address &&
			hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr))
			r = hcn_keys_add(ret, hcn_key_address(&ep->host_compute_network, &addr));
	}
	return r;
}

static int add_ports(const struct hcn_endpoint *ep, struct hcn_keys *ret)
{
	const struct hcn_port_mapping *pm;
	size_t i = 0;
	int r = 0;

	while (!r && (pm = hcn_policies_next(
			      ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING, &i))) {
		struct hcn_mapping mappings[2];
		size_t n = hcn_port_mappings(ep, pm, mappings);

		for (size_t j = 0; !r && j < n; j++)
			r = hcn_keys_add(
				ret, hcn_key_external_port(mappings[j].family, mappings[j].protocol,
					     mappings[j].external_port));
	}
	return r;
}

int hcn_endpoint_keys(const void *object, struct hcn_keys *ret)
{
	const struct hcn_endpoint *ep = object;
	struct hcn_mac mac;
	int r;

	r = hcn_keys_add(ret, hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, &ep->host_compute_network));
	if (!r && HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		r = hcn_keys_add(ret,
			hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, &ep->host_compute_namespace));
	if (!r && !(ep->flags & HCN_ENDPOINT_REMOTE) && ep->mac_address &&
		hcn_mac_parse(ep->mac_address, &mac))
		r = hcn_keys_add(ret, hcn_key_mac(&ep->host_compute_network, &mac));
	if (!r)
		r = add_addresses(ep, ret);
	if (!r)
		r = add_ports(ep, ret);
	return r;
}
