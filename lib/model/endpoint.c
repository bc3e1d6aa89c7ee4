/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Endpoints: HostComputeEndpoint documents checked and completed.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeEndpoint)
 */
#include <errno.h>
#include <string.h>

#include "endpoint.h"
#include "modify.h"
#include "objects.h"
#include "policy.h"

#define KNOWN_FLAGS                                                                                \
	(HCN_ENDPOINT_REMOTE | HCN_ENDPOINT_DISABLE_ICC | HCN_ENDPOINT_LOW_INTERFACE_METRIC |      \
		HCN_ENDPOINT_OVERRIDE_DNS_ORDER)

static int find_network(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_network **ret, struct hcn_error *err)
{
	const void *object;
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_network))
		return hcn_fail(err, HCN_INVALID_NETWORK, "/HostComputeNetwork",
			"an endpoint needs a network");
	r = hcn_workset_find(ws, HCN_KIND_NETWORK, &ep->host_compute_network, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(
			err, HCN_KIND_NETWORK, &ep->host_compute_network, "/HostComputeNetwork");
	if (!r)
		*ret = object;
	return r;
}

static int check_flags(const struct hcn_endpoint *ep, struct hcn_error *err)
{
	uint32_t bad = ep->flags & ~(uint32_t)KNOWN_FLAGS;

	if (!bad)
		return 0;
	hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/Flags", "endpoint flags %u are not supported here",
		bad);
	hcn_error_expected(err, "any of the bits %u", (unsigned)KNOWN_FLAGS);
	return HCN_REQUEST_UNSUPPORTED;
}

static int complete_dns(const struct hcn_network *net, struct hcn_endpoint *ep)
{
	ep->present |= HCN_BIT(hcn_endpoint, dns);
	if (ep->dns.present || hcn_endpoint_is_remote(ep))
		return 0;
	return hcn_schema_dup(&hcn_dns_schema, &net->dns, &ep->dns);
}
