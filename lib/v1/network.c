/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSNetwork documents (doc/facts/clients.md §2.8.3).
 *
 * Tests: tests/conform/test_dialects.c (a_network_of_v2_can_be_made_of_its_v1_form),
 * tests/conform/test_hnscall_v1.c (a_post_to_a_network_changes_its_extensions)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "policy/policy.h"
#include "v1_inside.h"

/* --- V1 -> V2 ------------------------------------------------------------------------------------------- */

/* What V2 has no place for and V1 clients read back: kept, echoed. */
static const char *const kept[] = { "Type", "DNSServerCompartment", "IsolateSwitch", NULL };

static void put_subnet(struct hcn_buf *b, const struct hcn_hns_subnet *s, const char *policies,
	const char *network_policies)
{
	const char *gateway = s->gateway_address;

	if (b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "IpAddressPrefix", s->address_prefix);
	hcn_v1_key(b, "Policies");
	hcn_buf_printf(b, "[%s%s%s]", policies, *policies && *network_policies ? "," : "",
		network_policies);
	if (gateway) {
		hcn_v1_key(b, "Routes");
		hcn_buf_putc(b, '[');
		hcn_buf_putc(b, '{');
		hcn_v1_text(b, "NextHop", gateway);
		hcn_v1_text(b, "DestinationPrefix", strchr(gateway, ':') ? "::/0" : "0.0.0.0/0");
		hcn_buf_puts(b, "}]");
	}
	if (s->flags)
		hcn_v1_number(b, "Flags", s->flags);
	if (s->ip_subnets)
		hcn_v1_raw(b, "IpSubnets", s->ip_subnets);
	hcn_buf_putc(b, '}');
}

/* What Docker's default pool is on Windows, "0.0.0.0/0": none in particular. */
static bool is_any(const struct hcn_hns_subnet *s)
{
	struct hcn_prefix prefix;

	return s->address_prefix && hcn_prefix_parse(s->address_prefix, &prefix) && !prefix.len;
}

static size_t count_subnets(const struct hcn_hns_network *net)
{
	size_t n = 0;

	for (size_t i = 0; i < net->n_subnets; i++)
		n += !is_any(&net->subnets[i]);
	return n;
}

/* Docker's nat and WSL send no subnets, or an empty list: the server chooses. */
static int put_subnets(struct hcn_buf *b, const struct hcn_hns_network *net,
	const char *network_policies, struct hcn_error *err)
{
	size_t n = count_subnets(net);
	int r = 0;

	hcn_v1_key(b, "Ipams");
	hcn_buf_puts(b, n ? "[{\"Type\":\"Static\",\"Subnets\":[" : "[");
	for (size_t i = 0; !r && i < net->n_subnets; i++) {
		_cleanup_(hcn_buf_clear) struct hcn_buf policies = { 0 };

		r = hcn_v1_policies_to_v2(net->subnets[i].policies, &hcn_subnet_policy_family,
			&policies, NULL, hcn_pointer_of("/Subnets/%zu/Policies", i).text, err);
		hcn_buf_putc(&policies, 0);
		if (!r && policies.oom)
			r = -ENOMEM;
		if (!r && !is_any(&net->subnets[i]))
			put_subnet(b, &net->subnets[i], policies.data, network_policies);
	}
	hcn_buf_puts(b, n ? "]}]" : "]");
	return r;
}

static void put_policy(struct hcn_buf *b, const char *type, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	if (b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_printf(b, "{\"Type\":\"%s\",\"Settings\":{", type);
	hcn_v1_text(b, key, text);
	hcn_buf_puts(b, "}}");
}

static bool says_something(const struct hcn_interface_constraint *c)
{
	return !hcn_guid_is_zero(&c->interface_guid) || c->interface_luid || c->interface_index ||
	       (c->interface_alias && *c->interface_alias) ||
	       (c->interface_description && *c->interface_description);
}

/* The network's own, then those that V1 writes as properties. */
static int put_policies(struct hcn_buf *b, const struct hcn_hns_network *net,
	struct hcn_buf *of_subnets, struct hcn_error *err)
{
	int r;

	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	r = hcn_v1_policies_to_v2(
		net->policies, &hcn_network_policy_family, b, of_subnets, "/Policies", err);
	put_policy(b, "NetAdapterName", "NetworkAdapterName", net->network_adapter_name);
	put_policy(b, "SourceMacAddress", "SourceMacAddress", net->source_mac);
	if (net->automatic_dns)
		hcn_buf_printf(b, "%s{\"Type\":\"AutomaticDNS\",\"Settings\":{\"Enable\":true}}",
			b->data[b->len - 1] == '}' ? "," : "");
	if (says_something(&net->interface_constraint)) {
		hcn_buf_printf(b, "%s{\"Type\":\"InterfaceConstraint\",\"Settings\":",
			b->data[b->len - 1] == '}' ? "," : "");
		hcn_schema_encode(&hcn_interface_constraint_schema, &net->interface_constraint,
			HCN_ENCODE_CLIENT, b);
		hcn_buf_putc(b, '}');
	}
	hcn_buf_putc(b, ']');
	return r;
}

static void put_mac_pool(struct hcn_buf *b, const struct hcn_hns_network *net)
{
	if (!net->n_mac_pools)
		return;
	hcn_v1_key(b, "MacPool");
	hcn_buf_puts(b, "{\"Ranges\":[");
	for (size_t i = 0; i < net->n_mac_pools; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_schema_encode(&hcn_mac_range_schema, &net->mac_pools[i], HCN_ENCODE_CLIENT, b);
	}
	hcn_buf_puts(b, "]}");
}

static void put_dns(struct hcn_buf *b, const char *suffixes, const char *servers)
{
	if ((!suffixes || !*suffixes) && (!servers || !*servers))
		return;
	hcn_v1_key(b, "Dns");
	hcn_buf_putc(b, '{');
	hcn_v1_list_of_csv(b, "Search", suffixes);
	hcn_v1_list_of_csv(b, "ServerList", servers);
	hcn_buf_putc(b, '}');
}

static int put_network(struct hcn_buf *b, const struct hcn_hns_network *net, const char *text,
	struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf of_subnets = { 0 };
	int r;

	if (!hcn_guid_is_zero(&net->id))
		hcn_v1_guid(b, "ID", &net->id);
	hcn_v1_text(b, "Name", net->name);
	if (HCN_HAS(net, hcn_hns_network, type))
		hcn_v1_number(b, "Type", (uint64_t)net->type);
	if (HCN_HAS(net, hcn_hns_network, flags))
		hcn_v1_number(b, "Flags", net->flags);
	put_mac_pool(b, net);
	put_dns(b, net->dns_suffix, net->dns_server_list);
	r = put_policies(b, net, &of_subnets, err);
	hcn_buf_putc(&of_subnets, 0);
	if (!r && of_subnets.oom)
		r = -ENOMEM;
	if (!r)
		r = put_subnets(b, net, of_subnets.data, err);
	if (r)
		return r;
	hcn_v1_key(b, "~V1");
	hcn_buf_putc(b, '{');
	hcn_v1_leftovers(b, text, &hcn_hns_network_schema, kept);
	hcn_buf_putc(b, '}');
	return 0;
}

static int network_to_v2(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
	struct hcn_error *err)
{
	struct hcn_hns_network net = { 0 };
	int r = hcn_schema_decode(&hcn_hns_network_schema, text, len, NULL, &net, err);

	if (!r)
		r = put_network(b, &net, text, err);
	hcn_schema_clear(&hcn_hns_network_schema, &net);
	return r;
}

/* --- V2 -> V1 ------------------------------------------------------------------------------------------- */

/* The next hop of the subnet's default route. */
static const char *gateway_of(const struct hcn_subnet *s)
{
	for (size_t i = 0; i < s->n_routes; i++) {
		const char *dst = s->routes[i].destination_prefix;
		struct hcn_prefix prefix;

		if (dst && hcn_prefix_parse(dst, &prefix) && !prefix.len)
			return s->routes[i].next_hop;
	}
	return NULL;
}

static void view_subnet(struct hcn_buf *b, const struct hcn_subnet *s)
{
	if (b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_putc(b, '{');
	if (HCN_HAS(s, hcn_subnet, id))
		hcn_v1_guid(b, "ID", &s->id);
	hcn_v1_raw(b, "AdditionalParams", "{}");
	hcn_v1_text(b, "AddressPrefix", s->ip_address_prefix);
	hcn_v1_text(b, "GatewayAddress", gateway_of(s));
	hcn_v1_number(b, "Flags", s->flags);
	hcn_v1_raw(b, "Health", "{\"LastErrorCode\":0,\"LastUpdateTime\":0}");
	hcn_v1_number(b, "ObjectType", 5);
	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	hcn_v1_policies_view(b, s->policies, s->n_policies);
	hcn_buf_puts(b, "]");
	hcn_v1_key(b, "IpSubnets");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < s->n_ip_subnets; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_schema_encode(&hcn_ip_subnet_schema, &s->ip_subnets[i], HCN_ENCODE_CLIENT, b);
	}
	hcn_buf_putc(b, ']');
	hcn_v1_number(b, "State", 0);
	hcn_buf_putc(b, '}');
}

/* A VLAN tag of all subnets is the network's in V1. */
static void view_vlan(struct hcn_buf *b, const struct hcn_network *net)
{
	for (size_t i = 0; i < net->n_ipams; i++)
		for (size_t j = 0; j < net->ipams[i].n_subnets; j++) {
			const struct hcn_subnet *s = &net->ipams[i].subnets[j];
			size_t k = 0;

			if (hcn_policies_next(s->policies, s->n_policies, HCN_POLICY_VLAN, &k)) {
				hcn_v1_policies_view(b, &s->policies[k - 1], 1);
				return;
			}
		}
}

/* Those that V1 writes as properties too. */
static void view_properties(struct hcn_buf *b, const struct hcn_network *net)
{
	const struct hcn_policy *list = net->policies;
	size_t n = net->n_policies, i = 0;
	const struct hcn_net_adapter_name *adapter = hcn_policies_find(
		list, n, HCN_POLICY_NET_ADAPTER_NAME);
	const struct hcn_source_mac_address *mac = hcn_policies_find(
		list, n, HCN_POLICY_SOURCE_MAC_ADDRESS);
	const struct hcn_automatic_dns *dns = hcn_policies_find(list, n, HCN_POLICY_AUTOMATIC_DNS);

	if (adapter)
		hcn_v1_text(b, "NetworkAdapterName", adapter->network_adapter_name);
	if (mac)
		hcn_v1_text(b, "SourceMac", mac->source_mac_address);
	if (dns)
		hcn_v1_bool(b, "AutomaticDNS", dns->enable);
	if (hcn_policies_next(list, n, HCN_POLICY_INTERFACE_CONSTRAINT, &i))
		hcn_v1_raw(b, "InterfaceConstraint", list[i - 1].raw);
}

static void view_extensions(struct hcn_buf *b, const struct hcn_network *net)
{
	hcn_v1_key(b, "Extensions");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < net->n_extensions; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_schema_encode(&hcn_extension_schema, &net->extensions[i], HCN_ENCODE_CLIENT, b);
	}
	hcn_buf_putc(b, ']');
}

static int count_one(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	(*(uint64_t *)arg)++;
	return 0;
}

static int network_view(
	struct hcn_workset *ws, const void *object, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_network *net = object;
	const struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, &net->id);
	_cleanup_free_ char *type = hcn_v1_extra_text(net->v1, "Type");
	uint64_t n = 0;
	int r = hcn_workset_lookup(ws, &key, count_one, &n);

	if (r)
		return r;
	hcn_v1_common(b, ws, &net->id);
	hcn_v1_text(b, "Name", net->name);
	/* as it was spelled */
	hcn_v1_text(b, "Type", type ? type : hcn_enum_name(&hcn_network_mode_enum, net->type));
	hcn_v1_number(b, "Flags", net->flags);
	hcn_v1_number(b, "State", 1);
	hcn_v1_number(b, "CurrentEndpointCount", n);
	hcn_v1_number(b, "TotalEndpoints", n);
	hcn_v1_text(b, "ManagementIP", net->management_ip);
	hcn_v1_csv(b, "DNSSuffix", net->dns.search, net->dns.n_search);
	hcn_v1_csv(b, "DNSServerList", net->dns.server_list, net->dns.n_server_list);
	hcn_v1_key(b, "MacPools");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < net->mac_pool.n_ranges; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_schema_encode(
			&hcn_mac_range_schema, &net->mac_pool.ranges[i], HCN_ENCODE_CLIENT, b);
	}
	hcn_buf_putc(b, ']');
	hcn_v1_key(b, "Subnets");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < net->n_ipams; i++)
		for (size_t j = 0; j < net->ipams[i].n_subnets; j++)
			view_subnet(b, &net->ipams[i].subnets[j]);
	hcn_buf_putc(b, ']');
	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	hcn_v1_policies_view(b, net->policies, net->n_policies);
	view_vlan(b, net);
	hcn_buf_putc(b, ']');
	view_properties(b, net);
	view_extensions(b, net);
	hcn_v1_extras(b, net->v1);
	return 0;
}

static const char *const marks[] = { "Subnets", "MacPools", "NetworkAdapterName", "SourceMac",
	"ManagementIP", "DNSSuffix", "DNSServerList", "DNSServerCompartment", "AutomaticDNS",
	"IsolateSwitch", "InterfaceConstraint", NULL };

static const char *const places[][2] = {
	{ "/Ipams/0/Subnets/#/IpAddressPrefix", "/Subnets/#/AddressPrefix" },
	{ "/Ipams/0/Subnets/#/Routes", "/Subnets/#/GatewayAddress" },
	{ "/Ipams/0/Subnets/#/Policies/#/Settings", "/Subnets/#/Policies/#" },
	{ "/Ipams/0/Subnets/#", "/Subnets/#" },
	{ "/Ipams", "/Subnets" },
	{ "/MacPool/Ranges/#", "/MacPools/#" },
	{ "/Dns/Search", "/DNSSuffix" },
	{ "/Dns/ServerList", "/DNSServerList" },
	{ "/Dns", "/DNSServerList" },
	{ "/Policies/#/Settings", "/Policies/#" },
	/* of an update */
	{ "/Settings/Policies/#/Settings", "/Policies/#" },
	{ "/Settings/Policies/#", "/Policies/#" },
	{ "/Settings/Policies", "/Policies" },
	{ "/Settings/Search", "/DNSSuffix" },
	{ "/Settings/ServerList", "/DNSServerList" },
	{ "/Settings", "/Extensions" },
	{ NULL, NULL },
};

const struct hcn_v1_kind hcn_v1_network = {
	.marks = marks,
	.to_v2 = network_to_v2,
	.view = network_view,
	.update = hcn_v1_update_network,
	.places = places,
};
