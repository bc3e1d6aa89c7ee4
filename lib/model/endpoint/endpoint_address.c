/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The addresses of an endpoint: those that the document gives checked and made canonical, those that it leaves out taken
 * from the network's subnets (doc/facts/clients.md §2.3).
 *
 * Tests: tests/unit/model/endpoint/test_endpoint.c (addresses_are_taken_completed_or_refused)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "endpoint/endpoint.h"
#include "network/ipam.h"
#include "objects.h"
#include "policy/policy.h"

static int fail_address(
	struct hcn_error *err, int status, size_t i, const char *text, const char *why)
{
	return hcn_fail_value(err, status,
		hcn_pointer_of("/IpConfigurations/%zu/IpAddress", i).text, text, "%s %s", text,
		why);
}

static bool find_subnet(
	const struct hcn_network *net, const struct hcn_addr *addr, struct hcn_subnet_view *ret)
{
	for (size_t i = 0; hcn_network_subnet(net, i, ret); i++)
		if (hcn_prefix_contains(&ret->prefix, addr))
			return true;
	return false;
}

static int check_not_in_use(struct hcn_workset *ws, const struct hcn_endpoint *ep, size_t i,
	const struct hcn_addr *addr, struct hcn_error *err)
{
	const char *text = ep->ip_configurations[i].ip_address;
	struct hcn_index_key key = hcn_key_address(&ep->host_compute_network, addr);
	struct hcn_guid other;
	int r = 0;

	for (size_t j = 0; j < i; j++) {
		const char *earlier = ep->ip_configurations[j].ip_address;

		if (earlier && !strcmp(earlier, text))
			return fail_address(
				err, HCN_ADDR_INVALID_OR_RESERVED, i, text, "stands twice");
	}
	if (!hcn_workset_first(ws, &key, &other, &r))
		return r;
	r = fail_address(
		err, HCN_ADDR_INVALID_OR_RESERVED, i, text, "is in use by another endpoint");
	hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &other, err);
	return r;
}

/* The IpSubnet that the @i-th configuration asks for: @view becomes its subnet's, narrowed to it; false: none is asked for,
 * or *@ret_error is set. */
static bool find_ip_subnet(const struct hcn_network *net, const struct hcn_endpoint *ep, size_t i,
	struct hcn_subnet_view *view, int *ret_error, struct hcn_error *err)
{
	const struct hcn_ip_config *config = &ep->ip_configurations[i];
	struct hcn_prefix prefix;

	*ret_error = 0;
	if (!HCN_HAS(config, hcn_ip_config, ip_subnet_id))
		return false;
	for (size_t j = 0; hcn_network_subnet(net, j, view); j++)
		for (size_t k = 0; k < view->doc->n_ip_subnets; k++) {
			const struct hcn_ip_subnet *part = &view->doc->ip_subnets[k];

			if (!hcn_guid_equal(&part->id, &config->ip_subnet_id) ||
				!part->ip_address_prefix ||
				!hcn_prefix_parse(part->ip_address_prefix, &prefix))
				continue;
			view->prefix = prefix;
			return true;
		}
	*ret_error = hcn_fail_value(err, HCN_INVALID_IP_SUBNET,
		hcn_pointer_of("/IpConfigurations/%zu/IpSubnetId", i).text,
		hcn_guid_upper(&config->ip_subnet_id).text, "the network has no such IpSubnet");
	return false;
}

/*
 * Whether a local endpoint may have @addr; *@ret is the subnet that it is of, family HCN_FAMILY_NONE: none, for the
 * network has no subnets or the endpoint is a remote one.
 */
static int check_place(const struct hcn_network *net, const struct hcn_endpoint *ep, size_t i,
	const struct hcn_addr *addr, struct hcn_subnet_view *ret, struct hcn_error *err)
{
	const char *text = ep->ip_configurations[i].ip_address;
	struct hcn_subnet_view first;
	bool inside;
	int r;

	if (hcn_addr_is_unspecified(addr) || hcn_addr_is_multicast(addr) ||
		hcn_addr_is_loopback(addr))
		return fail_address(
			err, HCN_ADDR_INVALID_OR_RESERVED, i, text, "is no address of an endpoint");
	inside = find_ip_subnet(net, ep, i, ret, &r, err);
	if (r)
		return r;
	inside = inside ? hcn_prefix_contains(&ret->prefix, addr) : find_subnet(net, addr, ret);
	if (!inside && !hcn_endpoint_is_remote(ep) && hcn_network_subnet(net, 0, &first)) {
		r = fail_address(err, HCN_INVALID_IP, i, text, "is outside the network's subnets");
		hcn_error_expected(err, "an address of %s", hcn_prefix_format(&first.prefix).text);
		return r;
	}
	if (inside && !hcn_endpoint_is_remote(ep) && hcn_subnet_reserves(ret, addr))
		return fail_address(err, HCN_ADDR_INVALID_OR_RESERVED, i, text,
			"is reserved (the subnet's gateway, network or broadcast address)");
	if (!inside)
		ret->prefix.addr.family = HCN_FAMILY_NONE;
	return 0;
}

/* Absent or 0: the subnet's.  An address that is alone in its prefix came with a later Windows. */
static int complete_length(const struct hcn_rules *rules, struct hcn_ip_config *config, size_t i,
	const struct hcn_addr *addr, const struct hcn_subnet_view *subnet, struct hcn_error *err)
{
	unsigned bits = hcn_addr_bits(addr), length = config->prefix_length;
	bool in_subnet = subnet->prefix.addr.family != HCN_FAMILY_NONE;
	struct hcn_pointer at = hcn_pointer_of("/IpConfigurations/%zu/PrefixLength", i);
	int r = 0;

	if (length > bits)
		return hcn_fail_value(err, HCN_INVALID_PREFIX, at.text,
			hcn_pointer_of("%u", length).text,
			"prefix length %u is longer than the address", length);
	if (length == bits && in_subnet && subnet->prefix.len < bits)
		r = hcn_rules_need(rules, HCN_FEATURE_SLASH32_ENDPOINT_PREFIXES, HCN_INVALID_PREFIX,
			at.text, err);
	if (r)
		return r;
	if (!length)
		length = in_subnet ? subnet->prefix.len : bits;
	HCN_PUT(config, hcn_ip_config, prefix_length, (uint8_t)length);
	return 0;
}

/* Sets the text to its canonical form: clients compare it (RFC 5952, as Go's net.IP.String). */
static int check_address(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, size_t i, struct hcn_error *err)
{
	struct hcn_ip_config *config = &ep->ip_configurations[i];
	struct hcn_subnet_view subnet;
	struct hcn_addr addr;
	int r;

	if (!hcn_addr_parse(config->ip_address, &addr))
		return fail_address(
			err, HCN_INVALID_IP, i, config->ip_address, "is not an IP address");
	r = check_place(net, ep, i, &addr, &subnet, err);
	if (!r)
		r = complete_length(ws->source.rules, config, i, &addr, &subnet, err);
	if (!r)
		r = HCN_SET_TEXT(config, hcn_ip_config, ip_address, hcn_addr_format(&addr).text);
	return r ? r : check_not_in_use(ws, ep, i, &addr, err);
}

static bool has_family(const struct hcn_endpoint *ep, int family)
{
	struct hcn_addr addr;

	return hcn_endpoint_address(ep, family, &addr);
}

static int take_address(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_subnet_view *subnet, struct hcn_ip_config *config, struct hcn_error *err)
{
	struct hcn_addr addr;
	int r;

	r = hcn_ipam_take_address(ws, net, subnet, &addr, err);
	if (r)
		return r;
	HCN_PUT(config, hcn_ip_config, prefix_length, subnet->prefix.len);
	return HCN_SET_TEXT(config, hcn_ip_config, ip_address, hcn_addr_format(&addr).text);
}

/* The next free address of @family, in the first subnet that has one. */
static int allocate_address(struct hcn_workset *ws, const struct hcn_network *net, int family,
	struct hcn_ip_config *config, struct hcn_error *err)
{
	int r = HCN_ADDR_INVALID_OR_RESERVED;
	struct hcn_subnet_view subnet;

	for (size_t i = 0; r == HCN_ADDR_INVALID_OR_RESERVED && hcn_network_subnet(net, i, &subnet);
		i++)
		if (subnet.prefix.addr.family == family)
			r = take_address(ws, net, &subnet, config, err);
	if (!r)
		hcn_error_reset(err); /* what the full subnets said */
	return r;
}

/* One address of each family that the network has. */
static int allocate_addresses(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err)
{
	struct hcn_subnet_view subnet;

	free(ep->ip_configurations);
	ep->n_ip_configurations = 0;
	ep->ip_configurations = calloc(2, sizeof(*ep->ip_configurations));
	if (!ep->ip_configurations)
		return hcn_fail_oom(err);
	ep->present |= HCN_BIT(hcn_endpoint, ip_configurations);
	for (size_t i = 0; ep->n_ip_configurations < 2 && hcn_network_subnet(net, i, &subnet);
		i++) {
		int r;

		if (has_family(ep, subnet.prefix.addr.family))
			continue;
		r = allocate_address(ws, net, subnet.prefix.addr.family,
			&ep->ip_configurations[ep->n_ip_configurations++], err);
		if (r)
			return r;
	}
	if (!ep->n_ip_configurations)
		return hcn_fail(err, HCN_SUBNET_NOT_FOUND, "/IpConfigurations",
			"the network has no subnet: the endpoint's address must be given");
	return 0;
}

/* Entries without an address ask for one of their IpSubnet, or of a family that the endpoint does not have yet. */
static int fill_empty_address(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, size_t i, struct hcn_error *err)
{
	struct hcn_ip_config *config = &ep->ip_configurations[i];
	struct hcn_subnet_view subnet;
	int r;

	if (find_ip_subnet(net, ep, i, &subnet, &r, err))
		return take_address(ws, net, &subnet, config, err);
	if (r)
		return r;
	for (size_t j = 0; hcn_network_subnet(net, j, &subnet); j++)
		if (!has_family(ep, subnet.prefix.addr.family))
			return allocate_address(ws, net, subnet.prefix.addr.family, config, err);
	return hcn_fail(err, HCN_SUBNET_NOT_FOUND, hcn_pointer_of("/IpConfigurations/%zu", i).text,
		"no subnet is left to take an address from");
}

/* Two families at once came with a later Windows. */
static int check_families(
	const struct hcn_rules *rules, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	if (!has_family(ep, HCN_IPV4) || !has_family(ep, HCN_IPV6))
		return 0;
	return hcn_rules_need(
		rules, HCN_FEATURE_IPV6_DUAL_STACK, HCN_INVALID_IP, "/IpConfigurations", err);
}

int hcn_endpoint_complete_addresses(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err)
{
	int r = 0;

	if (!ep->n_ip_configurations && hcn_endpoint_is_remote(ep))
		return hcn_fail(err, HCN_INVALID_REMOTE_ENDPOINT_OPERATION, "/IpConfigurations",
			"a remote endpoint needs its address");
	if (!ep->n_ip_configurations)
		r = allocate_addresses(ws, net, ep, err);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		if (ep->ip_configurations[i].ip_address)
			r = check_address(ws, net, ep, i, err);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		if (!ep->ip_configurations[i].ip_address)
			r = fill_empty_address(ws, net, ep, i, err);
	return r ? r : check_families(ws->source.rules, ep, err);
}
