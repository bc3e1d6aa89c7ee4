/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is stored and not in the kernel (unrealised.h): a section per kind.
 *
 * Tests: tests/conform/test_requests.c (an_explanation_says_what_is_stored_only)
 */
#include "unrealised.h"

#include <string.h>

#include "endpoint/endpoint.h"
#include "network/ipam.h"
#include "network/network_type.h"
#include "objects.h"
#include "policy/policy.h"
#include "loadbalancer/preserve.h"
#include "references.h"
#include "route/sdn_route.h"
#include "policy/wfp_proxy.h"

/* The array under construction. */
struct hcn_unrealised {
	struct hcn_buf *buf;
	size_t n;
};

static void add(struct hcn_unrealised *list, const char *what, const char *which)
{
	struct hcn_pointer text = hcn_pointer_of("%s%s%s", what, *which ? " " : "", which);

	if (list->n++)
		hcn_buf_putc(list->buf, ',');
	hcn_buf_json_string(list->buf, text.text, strlen(text.text));
}

/* Each type once. */
static void add_policies(struct hcn_unrealised *list, const struct hcn_policy *policies, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool seen = !hcn_policy_is_unrealised(&policies[i]);

		for (size_t j = 0; !seen && j < i; j++)
			seen = policies[j].type == policies[i].type;
		if (!seen)
			add(list, "policy", policies[i].type->name);
	}
}

/* The names of those of @flags that are among @stored. */
static void add_flags(
	struct hcn_unrealised *list, const struct hcn_enum *names, uint32_t flags, uint32_t stored)
{
	for (const struct hcn_enum_value *v = names->values; v->name; v++)
		if (flags & stored & (uint32_t)v->value)
			add(list, "flag", v->name);
}

/* Once for all of them. */
static void add_foreign_sid(
	struct hcn_unrealised *list, const struct hcn_policy *policies, size_t n)
{
	const struct hcn_l4_wfp_proxy *proxy;
	size_t i = 0;

	while ((proxy = hcn_policies_next(policies, n, HCN_POLICY_L4_WFP_PROXY, &i)))
		if (hcn_wfp_proxy_has_foreign_sid(proxy)) {
			add(list, "L4WFPPROXY", "UserSID");
			return;
		}
}

static bool is_on_host(const struct hcn_endpoint *ep)
{
	return HCN_HAS(ep, hcn_endpoint, host_compute_namespace) &&
	       hcn_guid_equal(&ep->host_compute_namespace, &hcn_host_default_id);
}

/* Why @route is not, or not wholly, among the routes of @ep; NULL: it is. */
static const char *lack_of(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_sdn_route *route)
{
	struct hcn_sdn_way way;

	if (!hcn_sdn_route_read(net, ep, route, &way))
		return NULL;
	return is_on_host(ep) ? "SDNRoute: the host keeps its own routes" : way.lacks;
}

static int add_routes(struct hcn_unrealised *list, struct hcn_workset *ws,
	const struct hcn_endpoint *ep, struct hcn_error *err)
{
	const struct hcn_sdn_route *route;
	const struct hcn_network *net;
	const char *last = NULL;
	size_t i = 0;
	int r = hcn_endpoint_network(ws, ep, &net, err);

	while (!r && (route = hcn_policies_next(
			      ep->policies, ep->n_policies, HCN_POLICY_SDN_ROUTE, &i))) {
		const char *why = lack_of(net, ep, route);

		if (why && why != last)
			add(list, why, "");
		last = why ? why : last;
	}
	return r;
}

int hcn_route_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err)
{
	const struct hcn_compute_route *route = object;
	int r = 0;

	for (size_t i = 0; !r && i < route->n_host_compute_endpoints; i++) {
		const char *text = route->host_compute_endpoints[i];
		const struct hcn_endpoint *ep;
		const struct hcn_network *net;

		r = hcn_reference_find(ws, text, &ep, &net, err);
		for (size_t j = 0; !r && j < route->n_routes; j++) {
			const char *why = lack_of(net, ep, &route->routes[j]);

			if (why)
				add(list, why, text);
		}
	}
	return r;
}

int hcn_endpoint_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err)
{
	const struct hcn_endpoint *ep = object;

	add_flags(list, &hcn_endpoint_flags_enum, ep->flags, HCN_ENDPOINT_STORED_FLAGS);
	add_policies(list, ep->policies, ep->n_policies);
	add_foreign_sid(list, ep->policies, ep->n_policies);
	if (ep->port)
		add(list, "the port of a virtual machine", "");
	return add_routes(list, ws, ep, err);
}

int hcn_network_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err)
{
	const struct hcn_network *net = object;
	const char *type = hcn_network_traits(net)->unrealised;
	struct hcn_subnet_view subnet;

	if (type)
		add(list, type, "");
	add_flags(list, &hcn_network_flags_enum, net->flags, HCN_NETWORK_STORED_FLAGS);
	for (size_t i = 0; i < net->n_ipams; i++)
		if (net->ipams[i].type == HCN_IPAM_DHCP) {
			add(list, "Ipam Dhcp", "");
			break;
		}
	add_policies(list, net->policies, net->n_policies);
	for (size_t i = 0; hcn_network_subnet(net, i, &subnet); i++)
		add_policies(list, subnet.doc->policies, subnet.doc->n_policies);
	return 0;
}

/* UseMux is documented as unused; the other flags but PreserveDIP ask for what holds without them. */
int hcn_load_balancer_unrealised(struct hcn_workset *ws, const void *object,
	struct hcn_unrealised *list, struct hcn_error *err)
{
	const struct hcn_load_balancer *lb = object;
	const char *why;
	size_t at = 0;
	int r;

	do {
		r = hcn_preserve_next_lack(ws, lb, &at, &why, err);
		if (!r && why)
			add(list, why, lb->host_compute_endpoints[at - 1]);
	} while (!r && why);
	return r;
}

int hcn_unrealised(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_buf *ret, struct hcn_error *err)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	struct hcn_unrealised list = { .buf = ret };
	int r;

	hcn_buf_putc(ret, '[');
	r = type->unrealised ? type->unrealised(ws, object, &list, err) : 0;
	hcn_buf_putc(ret, ']');
	if (r)
		return r;
	return ret->oom ? hcn_fail_oom(err) : 0;
}
