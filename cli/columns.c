/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The columns of `list`: from a document to one cell.
 *
 * Tests: tests/unit/cli/test_show.c (a_table_of_networks)
 */
#include <ctype.h>
#include <string.h>

#include "cli.h"

static char *member(const json_t *object, const char *key)
{
	return format("%s", text_of(object, key));
}

static char *name(struct cli *cli, json_t *object, json_t *names)
{
	return member(object, "Name");
}

static char *id(struct cli *cli, json_t *object, json_t *names)
{
	return member(object, "ID");
}

static char *type(struct cli *cli, json_t *object, json_t *names)
{
	return member(object, "Type");
}

/* "a,b": @text becomes part of @list, which is taken over. */
static char *join(char *list, const char *text)
{
	char *joined = list ? format("%s,%s", list, text) : format("%s", text);

	free(list);
	return joined;
}

static char *subnets(struct cli *cli, json_t *object, json_t *names)
{
	json_t *ipam, *subnet;
	char *list = NULL;
	size_t i, j;

	json_array_foreach(json_object_get(object, "Ipams"), i, ipam)
	{
		json_array_foreach(json_object_get(ipam, "Subnets"), j, subnet)
		{
			list = join(list, text_of(subnet, "IpAddressPrefix"));
		}
	}
	return list;
}

static char *addresses(struct cli *cli, json_t *object, json_t *names)
{
	json_t *config;
	char *list = NULL;
	size_t i;

	json_array_foreach(json_object_get(object, "IpConfigurations"), i, config)
	{
		char *address = format("%s/%d", text_of(config, "IpAddress"),
			(int)json_number_value(json_object_get(config, "PrefixLength")));

		list = join(list, address);
		free(address);
	}
	return list;
}

/* How many endpoints a network has; unknown if it is gone by now. */
static char *network_endpoints(struct cli *cli, json_t *object, json_t *names)
{
	json_t *filter = need(json_pack("{s:s}", "VirtualNetwork", text_of(object, "ID")));
	_cleanup_json_ json_t *ids = NULL;

	return fetch_ids(cli, HCN_KIND_ENDPOINT, filter, &ids)
		       ? NULL
		       : format("%zu", json_array_size(ids));
}

static char *namespace_endpoints(struct cli *cli, json_t *object, json_t *names)
{
	json_t *resource;
	size_t i, n = 0;

	json_array_foreach(json_object_get(object, "Resources"), i, resource)
	{
		n += !strcmp(text_of(resource, "Type"), "Endpoint");
	}
	return format("%zu", n);
}

/* The name of an endpoint's network, else its id; each network is read once. */
static char *network(struct cli *cli, json_t *object, json_t *names)
{
	const char *net = text_of(object, "HostComputeNetwork");
	struct hcn_error err;
	json_t *document;
	char *text;

	if (!json_object_get(names, net)) {
		if (hcn_query(cli->hcn, HCN_KIND_NETWORK, net, NULL, &text, &err) ||
			parse_answer(cli, text, &document))
			return format("%s", net);
		if (json_object_set_new(names, net, need(json_string(text_of(document, "Name")))))
			need(NULL);
		json_decref(document);
	}
	return format("%s", *text_of(names, net) ? text_of(names, net) : net);
}

static char *namespace(struct cli *cli, json_t *object, json_t *names)
{
	return member(object, "HostComputeNamespace");
}

static char *state_name(const json_t *object, const char *const states[], size_t n_states)
{
	int n = (int)json_number_value(json_object_get(object, "State"));

	return n >= 0 && (size_t)n < n_states ? format("%s", states[n]) : format("%d", n);
}

static char *state(struct cli *cli, json_t *object, json_t *names)
{
	static const char *const states[] = { "Uninitialized", "Created", "Attached",
		"AttachedSharing", "Detached", "Degraded", "Destroyed" };

	return state_name(object, states, N_ELEMENTS(states));
}

static char *service_state(struct cli *cli, json_t *object, json_t *names)
{
	static const char *const states[] = { "None", "Created", "Bootstrapping", "Synchronized",
		"Paused", "Desynchronized", "Rehydrating", "Degraded", "Destroyed" };

	return state_name(object, states, N_ELEMENTS(states));
}

static char *virtual_machine(struct cli *cli, json_t *object, json_t *names)
{
	return member(object, "VirtualMachineId");
}

static char *vips(struct cli *cli, json_t *object, json_t *names)
{
	json_t *vip;
	char *list = NULL;
	size_t i;

	json_array_foreach(json_object_get(object, "FrontendVIPs"), i, vip)
	{
		list = join(list, json_string_value(vip));
	}
	return list ? list : format("%s", "host");
}

static char *ports(struct cli *cli, json_t *object, json_t *names)
{
	json_t *mapping;
	char *list = NULL;
	size_t i;

	json_array_foreach(json_object_get(object, "PortMappings"), i, mapping)
	{
		int protocol = (int)json_number_value(json_object_get(mapping, "Protocol"));
		char *port = format("%d:%d/%s",
			(int)json_number_value(json_object_get(mapping, "ExternalPort")),
			(int)json_number_value(json_object_get(mapping, "InternalPort")),
			protocol == 17 ? "udp" : "tcp");

		list = join(list, port);
		free(port);
	}
	return list;
}

static char *balanced_endpoints(struct cli *cli, json_t *object, json_t *names)
{
	return format("%zu", json_array_size(json_object_get(object, "HostComputeEndpoints")));
}

/* Where `ip netns` finds it; the host's own and those of guests have none. */
static char *netns(struct cli *cli, json_t *object, json_t *names)
{
	char *path;

	if (strcmp(text_of(object, "Type"), "Host"))
		return NULL;
	path = format("/run/netns/%s", text_of(object, "ID"));
	for (char *c = path; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return path;
}

const struct column *columns_of(enum hcn_kind kind)
{
	static const struct column networks[] = {
		{ "NAME", name },
		{ "ID", id },
		{ "TYPE", type },
		{ "SUBNETS", subnets },
		{ "ENDPOINTS", network_endpoints },
		{ NULL },
	};
	static const struct column endpoints[] = {
		{ "NAME", name },
		{ "ID", id },
		{ "NETWORK", network },
		{ "ADDRESSES", addresses },
		{ "NAMESPACE", namespace },
		{ "STATE", state },
		{ NULL },
	};
	static const struct column namespaces[] = {
		{ "ID", id },
		{ "TYPE", type },
		{ "ENDPOINTS", namespace_endpoints },
		{ "NETNS", netns },
		{ NULL },
	};
	static const struct column guest_services[] = {
		{ "NAME", name },
		{ "ID", id },
		{ "VIRTUALMACHINE", virtual_machine },
		{ "STATE", service_state },
		{ NULL },
	};
	static const struct column load_balancers[] = {
		{ "ID", id },
		{ "VIPS", vips },
		{ "PORTS", ports },
		{ "ENDPOINTS", balanced_endpoints },
		{ NULL },
	};
	static const struct column others[] = {
		{ "NAME", name },
		{ "ID", id },
		{ NULL },
	};

	switch (kind) {
	case HCN_KIND_NETWORK:
		return networks;
	case HCN_KIND_ENDPOINT:
		return endpoints;
	case HCN_KIND_NAMESPACE:
		return namespaces;
	case HCN_KIND_GUEST_SERVICE:
		return guest_services;
	case HCN_KIND_LOADBALANCER:
		return load_balancers;
	case HCN_KIND_ROUTE:
	case HCN_N_KINDS:
		break;
	}
	return others;
}
