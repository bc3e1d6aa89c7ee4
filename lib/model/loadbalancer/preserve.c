/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who can see a VIP as the destination (preserve.h).
 *
 * Tests: tests/conform/test_preserve.c (what_does_not_see_the_address_is_said)
 */
#include "loadbalancer/preserve.h"

#include "objects.h"
#include "references.h"

bool hcn_preserve_wanted(const struct hcn_load_balancer *lb)
{
	for (size_t i = 0; i < lb->n_port_mappings; i++)
		if (lb->port_mappings[i].flags & HCN_LB_MAPPING_PRESERVE_DIP)
			return true;
	return false;
}

/* On all of the host's addresses of a family. */
static bool listens_everywhere(const struct hcn_load_balancer *lb)
{
	for (size_t i = 0; i < hcn_lb_n_frontends(lb); i++)
		if (!hcn_lb_frontend(lb, i).vip.family)
			return true;
	return false;
}

const char *hcn_preserve_lack(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep)
{
	if (listens_everywhere(lb))
		return "PreserveDIP of ports of the host, without FrontendVIPs";
	if (ep->flags & HCN_ENDPOINT_REMOTE)
		return "PreserveDIP up to an endpoint of another host";
	if (!hcn_network_traits(net)->routed)
		return "PreserveDIP where the host is not the router";
	if (HCN_HAS(ep, hcn_endpoint, host_compute_namespace) &&
		hcn_guid_equal(&ep->host_compute_namespace, &hcn_host_default_id))
		return "PreserveDIP up to an endpoint on the host";
	return NULL;
}

int hcn_preserve_next_lack(struct hcn_workset *ws, const struct hcn_load_balancer *lb, size_t *at,
	const char **ret_why, struct hcn_error *err)
{
	size_t n = hcn_preserve_wanted(lb) ? lb->n_host_compute_endpoints : 0;
	int r = 0;

	*ret_why = NULL;
	for (; !r && !*ret_why && *at < n; ++*at) {
		const struct hcn_endpoint *ep;
		const struct hcn_network *net;

		r = hcn_reference_find(ws, lb->host_compute_endpoints[*at], &ep, &net, err);
		if (!r)
			*ret_why = hcn_preserve_lack(lb, net, ep);
	}
	return r;
}
