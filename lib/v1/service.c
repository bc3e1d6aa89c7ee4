/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PolicyList documents, V1's load balancers and routes, and HNSNamespace documents (doc/facts/clients.md §2.8.6, §2.8.7).
 *
 * Tests: tests/conform/test_hnscall_v1.c (load_balancers_and_routes_are_policy_lists)
 */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"
#include "v1_inside.h"

static const struct hcn_guid default_compartment = { 0xb1062982, 0x2b18, 0x4b4f,
	{ 0xb3, 0xd5, 0xa7, 0x8d, 0xdb, 0x9c, 0xdd, 0x49 } };

/* --- V1 -> V2: references and policies ------------------------------------------------------------------ */

/* One policy of a list, flat. */
#define HCN_V1_ELB_FIELDS(M, S)                                                                    \
	M(S, STR, type, "Type", V(1, 0), NONE, 0)                                                  \
	M(S, NUMBER, protocol, "Protocol", V(1, 0), hcn_protocol, 0)                               \
	M(S, U16, internal_port, "InternalPort", V(1, 0), NONE, 0)                                 \
	M(S, U16, external_port, "ExternalPort", V(1, 0), NONE, 0)                                 \
	M(S, STR, source_vip, "SourceVIP", V(1, 0), IP, 0)                                         \
	M(S, STRINGS, vips, "VIPs", V(1, 0), IP, 0)                                                \
	M(S, BOOL, ilb, "ILB", V(1, 0), NONE, 0)                                                   \
	M(S, BOOL, is_dsr, "IsDSR", V(1, 0), NONE, 0)                                              \
	M(S, STR, destination_prefix, "DestinationPrefix", V(1, 0), PREFIX, 0)                     \
	M(S, STR, next_hop, "NextHop", V(1, 0), IP, 0)                                             \
	M(S, BOOL, need_encap, "NeedEncap", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_v1_elb, HCN_V1_ELB_FIELDS)
HCN_SCHEMA_DEFINE(hcn_v1_elb, "HNSPolicyListPolicy", HCN_V1_ELB_FIELDS)

#define HCN_V1_LIST_FIELDS(M, S)                                                                   \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, STRINGS, references, "References", V(1, 0), NONE, 0)                                  \
	M(S, LIST, policies, "Policies", V(1, 0), hcn_v1_elb, 0)
HCN_SCHEMA_DECLARE(hcn_v1_list, HCN_V1_LIST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_v1_list, "HNSPolicyList", HCN_V1_LIST_FIELDS)

/* "/endpoints/GUID", in any case. */
static bool read_reference(const char *text, struct hcn_guid *ret)
{
	static const char prefix[] = "/endpoints/";

	return !strncasecmp(text, prefix, strlen(prefix)) &&
	       hcn_guid_parse(text + strlen(prefix), strlen(text) - strlen(prefix), ret);
}

static int put_references(struct hcn_buf *b, const struct hcn_v1_list *list, struct hcn_error *err)
{
	hcn_v1_key(b, "HostComputeEndpoints");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < list->n_references; i++) {
		const char *text = list->references[i];
		struct hcn_guid id;

		if (!read_reference(text, &id))
			return hcn_fail_expected(err, HCN_INVALID_JSON_REFERENCE,
				hcn_pointer_of("/References/%zu", i).text, text, "/endpoints/ID",
				"this is no reference to an endpoint");
		if (i)
			hcn_buf_putc(b, ',');
		hcn_buf_json_string(b, hcn_guid_upper(&id).text, HCN_GUID_TEXT_SIZE - 1);
	}
	hcn_buf_putc(b, ']');
	return 0;
}

static void put_mapping(struct hcn_buf *b, const struct hcn_v1_elb *elb, bool first)
{
	hcn_buf_puts(b, first ? "{" : ",{");
	hcn_v1_number(b, "Protocol", elb->protocol);
	hcn_v1_number(b, "InternalPort", elb->internal_port);
	hcn_v1_number(b, "ExternalPort", elb->external_port);
	if (elb->ilb)
		hcn_v1_number(b, "Flags", HCN_LB_MAPPING_ILB);
	hcn_buf_putc(b, '}');
}

/* All policies of a list become port mappings of one load balancer: VIPs, source and DSR are those of the first. */
static void put_elb(struct hcn_buf *b, const struct hcn_v1_list *list)
{
	const struct hcn_v1_elb *first = &list->policies[0];

	hcn_v1_text(b, "SourceVIP", first->source_vip);
	hcn_v1_key(b, "FrontendVIPs");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < first->n_vips; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_buf_json_string(b, first->vips[i], strlen(first->vips[i]));
	}
	hcn_buf_putc(b, ']');
	if (first->is_dsr)
		hcn_v1_number(b, "Flags", HCN_LB_DIRECT_SERVER_RETURN);
	hcn_v1_key(b, "PortMappings");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < list->n_policies; i++)
		put_mapping(b, &list->policies[i], !i);
	hcn_buf_putc(b, ']');
}

static void put_routes(struct hcn_buf *b, const struct hcn_v1_list *list)
{
	hcn_v1_key(b, "Routes");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < list->n_policies; i++) {
		hcn_buf_puts(b, i ? ",{" : "{");
		hcn_v1_text(b, "DestinationPrefix", list->policies[i].destination_prefix);
		hcn_v1_text(b, "NextHop", list->policies[i].next_hop);
		if (list->policies[i].need_encap)
			hcn_v1_bool(b, "NeedEncap", true);
		hcn_buf_putc(b, '}');
	}
	hcn_buf_putc(b, ']');
}

static int list_to_v2(const char *text, size_t len, const char *type,
	void (*put)(struct hcn_buf *b, const struct hcn_v1_list *list), struct hcn_buf *b,
	struct hcn_error *err)
{
	static const char *const kept[] = { "References", NULL };
	struct hcn_v1_list list = { 0 };
	int r = hcn_schema_decode(&hcn_v1_list_schema, text, len, NULL, &list, err);

	for (size_t i = 0; !r && i < list.n_policies; i++)
		if (!list.policies[i].type || strcasecmp(list.policies[i].type, type))
			r = hcn_fail(err, HCN_INVALID_POLICY_TYPE,
				hcn_pointer_of("/Policies/%zu/Type", i).text,
				"all policies of a list must be of Type %s", type);
	if (!r && !list.n_policies)
		r = hcn_fail(err, HCN_INVALID_POLICY, "/Policies", "a list needs a policy");
	if (!r && HCN_HAS(&list, hcn_v1_list, id))
		hcn_v1_guid(b, "ID", &list.id);
	if (!r)
		r = put_references(b, &list, err);
	if (!r) {
		put(b, &list);
		hcn_v1_key(b, "~V1");
		hcn_buf_putc(b, '{');
		hcn_v1_leftovers(b, text, &hcn_v1_list_schema, kept);
		hcn_buf_putc(b, '}');
	}
	hcn_schema_clear(&hcn_v1_list_schema, &list);
	return r;
}

static int elb_to_v2(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
	struct hcn_error *err)
{
	return list_to_v2(text, len, "ELB", put_elb, b, err);
}

static int route_to_v2(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
	struct hcn_error *err)
{
	return list_to_v2(text, len, "ROUTE", put_routes, b, err);
}

/* --- V2 -> V1: policy lists ------------------------------------------------------------------------------- */

/* The reference as it was posted, if it was (calico#8465: in the client's spelling); else in ours. */
static void put_reference(struct hcn_buf *b, const char *v1, const char *id)
{
	const char *at = v1, *name;
	char key[32], text[64];

	for (; at && hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at)) {
		const char *element = at;

		if (!hcn_json_string(name, key, sizeof(key)) || strcmp(key, "References") ||
			*at != '[')
			continue;
		for (; hcn_json_next_element(&element); element = hcn_json_skip_value(element))
			if (*element == '"' && hcn_json_string(element, text, sizeof(text)) &&
				strlen(text) > strlen(id) &&
				!strcasecmp(text + strlen(text) - strlen(id), id)) {
				hcn_buf_json_string(b, text, strlen(text));
				return;
			}
	}
	hcn_buf_printf(b, "\"/endpoints/%s\"", id);
}

static void view_list(struct hcn_workset *ws, const struct hcn_guid *id, const char *v1,
	char *const *endpoints, size_t n, struct hcn_buf *b)
{
	hcn_v1_common(b, ws, id);
	hcn_v1_key(b, "References");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		put_reference(b, v1, endpoints[i]);
	}
	hcn_buf_putc(b, ']');
	hcn_v1_bool(b, "IsApplied", true);
	hcn_v1_number(b, "State", 2);
}

static int load_balancer_view(
	struct hcn_workset *ws, const void *object, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_load_balancer *lb = object;

	view_list(ws, &lb->id, lb->v1, lb->host_compute_endpoints, lb->n_host_compute_endpoints, b);
	hcn_v1_text(b, "HostComputeNetwork", lb->host_compute_network);
	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < lb->n_port_mappings; i++) {
		const struct hcn_lb_port_mapping *m = &lb->port_mappings[i];

		hcn_buf_puts(b, i ? ",{" : "{");
		hcn_v1_text(b, "Type", "ELB");
		hcn_v1_number(b, "Protocol", m->protocol);
		hcn_v1_number(b, "InternalPort", m->internal_port);
		hcn_v1_number(b, "ExternalPort", m->external_port);
		hcn_v1_number(b, "DistributionType", m->distribution_type);
		hcn_v1_text(b, "SourceVIP", lb->source_vip);
		hcn_v1_key(b, "VIPs");
		hcn_buf_putc(b, '[');
		for (size_t j = 0; j < lb->n_frontend_vips; j++) {
			if (j)
				hcn_buf_putc(b, ',');
			hcn_buf_json_string(b, lb->frontend_vips[j], strlen(lb->frontend_vips[j]));
		}
		hcn_buf_putc(b, ']');
		hcn_v1_bool(b, "ILB", m->flags & HCN_LB_MAPPING_ILB);
		hcn_v1_bool(b, "IsDSR", lb->flags & HCN_LB_DIRECT_SERVER_RETURN);
		hcn_buf_putc(b, '}');
	}
	hcn_buf_putc(b, ']');
	return 0;
}

static int route_view(
	struct hcn_workset *ws, const void *object, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_compute_route *route = object;

	view_list(ws, &route->id, route->v1, route->host_compute_endpoints,
		route->n_host_compute_endpoints, b);
	hcn_v1_key(b, "Policies");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < route->n_routes; i++) {
		hcn_buf_puts(b, i ? ",{" : "{");
		hcn_v1_text(b, "Type", "ROUTE");
		hcn_v1_text(b, "DestinationPrefix", route->routes[i].destination_prefix);
		hcn_v1_text(b, "NextHop", route->routes[i].next_hop);
		hcn_v1_bool(b, "NeedEncap", route->routes[i].need_encap);
		hcn_buf_putc(b, '}');
	}
	hcn_buf_putc(b, ']');
	return 0;
}

/* --- namespaces --------------------------------------------------------------------------------------------- */

static int namespace_to_v2(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
	struct hcn_error *err)
{
	struct hcn_hns_namespace ns = { 0 };
	int r = hcn_schema_decode(&hcn_hns_namespace_schema, text, len, NULL, &ns, err);

	if (!r) {
		if (HCN_HAS(&ns, hcn_hns_namespace, id))
			hcn_v1_guid(b, "ID", &ns.id);
		hcn_v1_text(b, "Type", ns.is_default ? "HostDefault" : "Host");
		if (ns.compartment_id)
			hcn_v1_number(b, "NamespaceId", ns.compartment_id);
		hcn_v1_key(b, "Resources");
		hcn_buf_putc(b, '[');
		for (size_t i = 0; i < ns.n_resource_list; i++) {
			if (i)
				hcn_buf_putc(b, ',');
			hcn_schema_encode(&hcn_hns_resource_schema, &ns.resource_list[i],
				HCN_ENCODE_CLIENT, b);
		}
		hcn_buf_putc(b, ']');
	}
	hcn_schema_clear(&hcn_hns_namespace_schema, &ns);
	return r;
}

static int namespace_view(
	struct hcn_workset *ws, const void *object, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_namespace *ns = object;
	bool is_default = hcn_guid_equal(&ns->id, &hcn_host_default_id);

	hcn_v1_common(b, ws, &ns->id);
	hcn_v1_bool(b, "IsDefault", is_default);
	hcn_v1_number(b, "CompartmentId", ns->namespace_id);
	hcn_v1_guid(b, "CompartmentGuid", is_default ? &default_compartment : &ns->id);
	hcn_v1_key(b, "ResourceList");
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < ns->n_resources; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_schema_encode(
			&hcn_namespace_resource_schema, &ns->resources[i], HCN_ENCODE_CLIENT, b);
	}
	hcn_buf_putc(b, ']');
	hcn_v1_raw(b, "Policies", "[]");
	hcn_v1_number(b, "State", 1);
	return 0;
}

/* --- the kinds ------------------------------------------------------------------------------------------------ */

static const char *const list_marks[] = { "References", "Policies", NULL };
static const char *const list_places[][2] = {
	{ "/HostComputeEndpoints/#", "/References/#" },
	{ "/HostComputeEndpoints", "/References" },
	{ "/PortMappings/#", "/Policies/#" },
	{ "/PortMappings", "/Policies" },
	{ "/FrontendVIPs", "/Policies/0/VIPs" },
	{ "/SourceVIP", "/Policies/0/SourceVIP" },
	{ "/Routes/#", "/Policies/#" },
	{ NULL, NULL },
};

const struct hcn_v1_kind hcn_v1_load_balancer = {
	.marks = list_marks,
	.to_v2 = elb_to_v2,
	.view = load_balancer_view,
	.places = list_places,
};
const struct hcn_v1_kind hcn_v1_route = {
	.marks = list_marks,
	.to_v2 = route_to_v2,
	.view = route_view,
	.places = list_places,
};

static const char *const namespace_marks[] = { "IsDefault", "ResourceList", "CompartmentId",
	"CompartmentGuid", NULL };
static const char *const namespace_places[][2] = {
	{ "/Resources", "/ResourceList" },
	{ "/NamespaceId", "/CompartmentId" },
	{ NULL, NULL },
};

const struct hcn_v1_kind hcn_v1_namespace = {
	.marks = namespace_marks,
	.to_v2 = namespace_to_v2,
	.view = namespace_view,
	.places = namespace_places,
};
