/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSEndpoint documents (doc/facts/clients.md §2.8.4).
 *
 * Tests: tests/conform/test_dialects.c (an_endpoint_of_v2_can_be_made_of_its_v1_form),
 * tests/conform/test_hnscall_v1.c (an_endpoint_goes_its_whole_way)
 */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "endpoint/endpoint.h"
#include "objects.h"
#include "policy/policy.h"
#include "v1_inside.h"

/* --- V1 -> V2 ------------------------------------------------------------------------------------------- */

static const char *const kept[] = { "EnableInternalDNS", "SharedContainers", NULL };

/* By id, by name, or by what the handle of HcnCreateEndpoint says. */
static int find_network(struct hcn_workset *ws, const struct hcn_hns_endpoint *ep,
	struct hcn_guid *ret, struct hcn_error *err)
{
	const char *name = ep->virtual_network_name;
	struct hcn_index_key key;
	int r = 0;

	*ret = HCN_HAS(ep, hcn_hns_endpoint, host_compute_network) ? ep->host_compute_network
								   : ep->virtual_network;
	if (!hcn_guid_is_zero(ret))
		return 0;
	if (!name || !*name)
		return hcn_fail(
			err, HCN_INVALID_NETWORK, "/VirtualNetwork", "an endpoint needs a network");
	key = hcn_key_name(HCN_KIND_NETWORK, name);
	if (hcn_workset_first(ws, &key, ret, &r))
		return 0;
	if (r)
		return r;
	return hcn_fail_value(err, HCN_NETWORK_NOT_FOUND, "/VirtualNetworkName", name,
		"there is no network named \"%s\"", name);
}

static void put_address(struct hcn_buf *b, const char *address, unsigned prefix_length)
{
	if (!address || !*address)
		return;
	if (b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "IpAddress", address);
	if (prefix_length)
		hcn_v1_number(b, "PrefixLength", prefix_length);
	hcn_buf_putc(b, '}');
}

static void put_route(struct hcn_buf *b, const char *gateway, const char *destination)
{
	if (!gateway || !*gateway)
		return;
	if (b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "NextHop", gateway);
	hcn_v1_text(b, "DestinationPrefix", destination);
	hcn_buf_putc(b, '}');
}

static void put_dns(struct hcn_buf *b, const struct hcn_hns_endpoint *ep)
{
	const char *const texts[] = { ep->dns_domain, ep->dns_suffix, ep->dns_server_list };
	bool any = false;

	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++)
		any = any || (texts[i] && *texts[i]);
	if (!any)
		return;
	hcn_v1_key(b, "Dns");
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "Domain", ep->dns_domain);
	hcn_v1_list_of_csv(b, "Search", ep->dns_suffix);
	hcn_v1_list_of_csv(b, "ServerList", ep->dns_server_list);
	hcn_buf_putc(b, '}');
}

static int put_policies(struct hcn_buf *b, const struct hcn_hns_endpoint *ep, struct hcn_error *err)
{
	int r;

	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	r = hcn_v1_policies_to_v2(
		ep->policies, &hcn_endpoint_policy_family, b, NULL, "/Policies", err);
	if (ep->encap_overhead)
		hcn_buf_printf(b, "%s{\"Type\":\"EncapOverhead\",\"Settings\":{\"Overhead\":%u}}",
			b->data[b->len - 1] == '}' ? "," : "", ep->encap_overhead);
	hcn_buf_putc(b, ']');
	return r;
}

static uint32_t flags_of(const struct hcn_hns_endpoint *ep)
{
	return (ep->is_remote_endpoint ? HCN_ENDPOINT_REMOTE : 0u) |
	       (ep->disable_icc ? HCN_ENDPOINT_DISABLE_ICC : 0u) |
	       (ep->enable_low_metric ? HCN_ENDPOINT_LOW_INTERFACE_METRIC : 0u);
}

static int put_endpoint(struct hcn_workset *ws, struct hcn_buf *b,
	const struct hcn_hns_endpoint *ep, const char *text, struct hcn_error *err)
{
	struct hcn_guid network;
	int r = find_network(ws, ep, &network, err);

	if (r)
		return r;
	if (!hcn_guid_is_zero(&ep->id))
		hcn_v1_guid(b, "ID", &ep->id);
	hcn_v1_text(b, "Name", ep->name);
	hcn_v1_guid(b, "HostComputeNetwork", &network);
	if (!hcn_guid_is_zero(&ep->namespace.id))
		hcn_v1_guid(b, "HostComputeNamespace", &ep->namespace.id);
	hcn_v1_key(b, "IpConfigurations");
	hcn_buf_putc(b, '[');
	put_address(b, ep->ip_address, ep->prefix_length);
	put_address(b, ep->ipv6_address, ep->ipv6_prefix_length);
	hcn_buf_putc(b, ']');
	hcn_v1_key(b, "Routes");
	hcn_buf_putc(b, '[');
	put_route(b, ep->gateway_address, "0.0.0.0/0");
	put_route(b, ep->gateway_address_v6, "::/0");
	hcn_buf_putc(b, ']');
	put_dns(b, ep);
	hcn_v1_text(b, "MacAddress", ep->mac_address);
	hcn_v1_number(b, "Flags", flags_of(ep));
	r = put_policies(b, ep, err);
	if (r)
		return r;
	hcn_v1_key(b, "~V1");
	hcn_buf_putc(b, '{');
	hcn_v1_leftovers(b, text, &hcn_hns_endpoint_schema, kept);
	hcn_buf_putc(b, '}');
	return 0;
}

static int endpoint_to_v2(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
	struct hcn_error *err)
{
	struct hcn_hns_endpoint ep = { 0 };
	int r = hcn_schema_decode(&hcn_hns_endpoint_schema, text, len, NULL, &ep, err);

	if (!r)
		r = put_endpoint(ws, b, &ep, text, err);
	hcn_schema_clear(&hcn_hns_endpoint_schema, &ep);
	return r;
}

/* --- V2 -> V1 ------------------------------------------------------------------------------------------- */

static const struct hcn_ip_config *address_of(const struct hcn_endpoint *ep, int family)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (ep->ip_configurations[i].ip_address &&
			hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr) &&
			addr.family == family)
			return &ep->ip_configurations[i];
	}
	return NULL;
}

/* The next hop of the default route of a family; its first one that has one. */
static const char *gateway_of(const struct hcn_endpoint *ep, int family)
{
	for (size_t i = 0; i < ep->n_routes; i++) {
		const char *dst = ep->routes[i].destination_prefix;
		struct hcn_prefix prefix;

		if (dst && hcn_prefix_parse(dst, &prefix) && !prefix.len &&
			prefix.addr.family == family)
			return ep->routes[i].next_hop;
	}
	return NULL;
}

static int view_network(struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_buf *b,
	struct hcn_error *err)
{
	_cleanup_free_ char *type = NULL;
	const struct hcn_network *net;
	int r = hcn_endpoint_network(ws, ep, &net, err);

	if (r)
		return r;
	type = hcn_v1_extra_text(net->v1, "Type");
	hcn_v1_guid(b, "VirtualNetwork", &net->id);
	/* always there: Felix filters by it */
	hcn_v1_key(b, "VirtualNetworkName");
	hcn_buf_json_string(b, net->name ? net->name : "", net->name ? strlen(net->name) : 0);
	hcn_v1_text(b, "Type", type ? type : hcn_enum_name(&hcn_network_mode_enum, net->type));
	return 0;
}

static int view_namespace(struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_buf *b,
	struct hcn_error *err)
{
	const struct hcn_namespace *ns;
	const void *object;
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return 0;
	r = hcn_workset_find(ws, HCN_KIND_NAMESPACE, &ep->host_compute_namespace, &object, err);
	if (r)
		return r;
	ns = object;
	hcn_v1_key(b, "Namespace");
	hcn_buf_putc(b, '{');
	hcn_v1_guid(b, "ID", &ns->id);
	hcn_v1_bool(b, "IsDefault", hcn_guid_equal(&ns->id, &hcn_host_default_id));
	hcn_v1_number(b, "CompartmentId", ns->namespace_id);
	hcn_buf_putc(b, '}');
	return 0;
}

static void view_policies(struct hcn_buf *b, const struct hcn_endpoint *ep)
{
	const struct hcn_encap_overhead *encap = hcn_policies_find(
		ep->policies, ep->n_policies, HCN_POLICY_ENCAP_OVERHEAD);
	const struct hcn_port_name *port = hcn_policies_find(
		ep->policies, ep->n_policies, HCN_POLICY_PORT_NAME);

	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	hcn_v1_policies_view(b, ep->policies, ep->n_policies);
	hcn_buf_putc(b, ']');
	if (port)
		hcn_v1_text(b, "PortFriendlyName", port->name);
	hcn_v1_number(b, "EncapOverhead", encap ? encap->overhead : 0);
}

static void view_flags(struct hcn_buf *b, const struct hcn_endpoint *ep)
{
	static const struct {
		const char *key;
		uint32_t flag;
	} rows[] = {
		{ "IsRemoteEndpoint", HCN_ENDPOINT_REMOTE },
		{ "DisableICC", HCN_ENDPOINT_DISABLE_ICC },
		{ "EnableLowMetric", HCN_ENDPOINT_LOW_INTERFACE_METRIC },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(rows); i++)
		if (ep->flags & rows[i].flag)
			hcn_v1_bool(b, rows[i].key, true);
	hcn_v1_number(b, "Flags", ep->flags);
}

static void view_addresses(struct hcn_buf *b, const struct hcn_endpoint *ep)
{
	const struct hcn_ip_config *v4 = address_of(ep, HCN_IPV4), *v6 = address_of(ep, HCN_IPV6);

	hcn_v1_text(b, "MacAddress", ep->mac_address);
	if (v4) {
		hcn_v1_text(b, "IPAddress", v4->ip_address);
		hcn_v1_number(b, "PrefixLength", v4->prefix_length);
	}
	if (v6) {
		hcn_v1_text(b, "IPv6Address", v6->ip_address);
		hcn_v1_number(b, "IPv6PrefixLength", v6->prefix_length);
	}
	hcn_v1_text(b, "GatewayAddress", gateway_of(ep, HCN_IPV4));
	hcn_v1_text(b, "GatewayAddressV6", gateway_of(ep, HCN_IPV6));
	hcn_v1_text(b, "DNSDomain", ep->dns.domain);
	hcn_v1_csv(b, "DNSSuffix", ep->dns.search, ep->dns.n_search);
	hcn_v1_csv(b, "DNSServerList", ep->dns.server_list, ep->dns.n_server_list);
}

static int endpoint_view(
	struct hcn_workset *ws, const void *object, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_endpoint *ep = object;
	int r;

	hcn_v1_common(b, ws, &ep->id);
	/* the name that HNS gives those that have none */
	hcn_v1_text(b, "Name", ep->name && *ep->name ? ep->name : "Ethernet");
	r = view_network(ws, ep, b, err);
	if (!r)
		r = view_namespace(ws, ep, b, err);
	if (r)
		return r;
	view_addresses(b, ep);
	view_flags(b, ep);
	view_policies(b, ep);
	hcn_v1_number(b, "State", ep->state);
	hcn_v1_extras(b, ep->v1);
	return 0;
}

static const char *const marks[] = { "VirtualNetwork", "VirtualNetworkName", "IPAddress",
	"IPv6Address", "DNSSuffix", "DNSServerList", "DNSDomain", "GatewayAddress",
	"GatewayAddressV6", "EnableInternalDNS", "DisableICC", "PrefixLength", "IPv6PrefixLength",
	"IsRemoteEndpoint", "EnableLowMetric", "Namespace", "EncapOverhead", "SharedContainers",
	NULL };

static const char *const places[][2] = {
	{ "/HostComputeNetwork", "/VirtualNetwork" },
	{ "/HostComputeNamespace", "/Namespace/ID" },
	{ "/IpConfigurations/0/IpAddress", "/IPAddress" },
	{ "/IpConfigurations/0/PrefixLength", "/PrefixLength" },
	{ "/IpConfigurations/1/IpAddress", "/IPv6Address" },
	{ "/IpConfigurations/1/PrefixLength", "/IPv6PrefixLength" },
	{ "/IpConfigurations", "/IPAddress" },
	{ "/Routes", "/GatewayAddress" },
	{ "/Dns/Domain", "/DNSDomain" },
	{ "/Dns/Search", "/DNSSuffix" },
	{ "/Dns/ServerList", "/DNSServerList" },
	{ "/Policies/#/Settings", "/Policies/#" },
	/* of an update */
	{ "/Settings/Policies/#/Settings", "/Policies/#" },
	{ "/Settings/Policies/#", "/Policies/#" },
	{ "/Settings/Policies", "/Policies" },
	{ NULL, NULL },
};

const struct hcn_v1_kind hcn_v1_endpoint = {
	.marks = marks,
	.to_v2 = endpoint_to_v2,
	.view = endpoint_view,
	.update = hcn_v1_update_endpoint,
	.places = places,
};
