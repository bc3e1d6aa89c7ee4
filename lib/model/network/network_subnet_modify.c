/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests that add and remove subnets and IpSubnets of a network (doc/facts/clients.md §3).
 *
 * Tests: tests/unit/model/network/test_modify_network.c (subnets_are_added_complete_and_removed_by_id_or_prefix)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "network/ipam.h"
#include "network/network.h"
#include "objects.h"

/* --- what is inside a prefix ------------------------------------------------------------------------------ */

struct inside {
	struct hcn_workset *ws;
	struct hcn_prefix prefix;
	struct hcn_guid found;
};

static int look_inside(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct inside *in = arg;
	const struct hcn_endpoint *ep;
	const void *object;
	int r;

	r = hcn_workset_find(in->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ep = object;
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		const char *text = ep->ip_configurations[i].ip_address;
		struct hcn_addr addr;

		if (text && hcn_addr_parse(text, &addr) &&
			hcn_prefix_contains(&in->prefix, &addr)) {
			in->found = *id;
			return HCN_STOP;
		}
	}
	return 0;
}

/* HCN_ENTITY_HAS_REFERENCES when an endpoint of the network has an address of @prefix. */
static int check_empty(struct hcn_workset *ws, const struct hcn_guid *network, const char *prefix,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, network);
	struct inside in = { .ws = ws };
	int r;

	if (!hcn_prefix_parse(prefix, &in.prefix))
		return -EINVAL;
	r = hcn_workset_lookup(ws, &key, look_inside, &in);
	if (r != HCN_STOP)
		return r;
	r = hcn_fail_value(err, HCN_ENTITY_HAS_REFERENCES, pointer, prefix,
		"an endpoint has an address of %s", prefix);
	hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &in.found, err);
	return r;
}

/* Whether a request for @id or @prefix (absent: NULL) means the one that has @own_id and @own_prefix. */
static bool is_meant(bool has_id, const struct hcn_guid *id, const char *prefix,
	const struct hcn_guid *own_id, const char *own_prefix)
{
	struct hcn_prefix a, b;

	if (has_id && !hcn_guid_is_zero(id))
		return hcn_guid_equal(id, own_id);
	return prefix && own_prefix && hcn_prefix_parse(prefix, &a) &&
	       hcn_prefix_parse(own_prefix, &b) && hcn_prefix_equal(&a, &b);
}

/* --- subnets ---------------------------------------------------------------------------------------------- */

/* The Ipam that more subnets go into: the last, a new one if there is none; NULL: no memory. */
static struct hcn_ipam *last_ipam(struct hcn_network *net)
{
	if (net->n_ipams)
		return &net->ipams[net->n_ipams - 1];
	free(net->ipams);
	net->ipams = calloc(1, sizeof(*net->ipams));
	if (!net->ipams)
		return NULL;
	net->n_ipams = 1;
	net->present |= HCN_BIT(hcn_network, ipams);
	HCN_PUT(&net->ipams[0], hcn_ipam, type, HCN_IPAM_STATIC);
	return &net->ipams[0];
}

static size_t count_subnets(const struct hcn_network *net)
{
	size_t n = 0;

	for (size_t i = 0; i < net->n_ipams; i++)
		n += net->ipams[i].n_subnets;
	return n;
}

static int append_subnet(struct hcn_network *net, const struct hcn_subnet *subnet)
{
	struct hcn_ipam *ipam = last_ipam(net);
	struct hcn_subnet *grown;
	int r;

	if (!ipam)
		return -ENOMEM;
	grown = reallocarray(ipam->subnets, ipam->n_subnets + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	ipam->subnets = grown;
	ipam->present |= HCN_BIT(hcn_ipam, subnets);
	memset(&grown[ipam->n_subnets], 0, sizeof(*grown));
	r = hcn_schema_dup(&hcn_subnet_schema, subnet, &grown[ipam->n_subnets]);
	if (!r)
		ipam->n_subnets++;
	return r;
}

static int add_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, const struct hcn_subnet *subnet, size_t i, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("/Settings/Subnets/%zu", i);
	struct hcn_ipam *ipam;
	int r;

	if (count_subnets(net) == HCN_NETWORK_MAX_SUBNETS)
		return hcn_fail(err, HCN_LIMIT_REACHED, at.text,
			"a network takes %u subnets at most", HCN_NETWORK_MAX_SUBNETS);
	if (net->type == HCN_NETWORK_OVERLAY && !hcn_network_has_vsid(subnet))
		return hcn_network_fail_vsid(at.text, err);
	r = append_subnet(net, subnet);
	if (r)
		return r;
	ipam = &net->ipams[net->n_ipams - 1];
	return hcn_network_check_subnet(
		ws, facts, net, &ipam->subnets[ipam->n_subnets - 1], at.text, err);
}

int hcn_network_add_subnets(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_subnet_network_request *request = settings;
	const struct hcn_facts *facts;
	struct hcn_network *net;
	int r;

	r = hcn_network_edit(ws, id, &net, err);
	if (!r)
		r = ws->source.facts(ws->source.arg, &facts, err);
	for (size_t i = 0; !r && i < request->n_subnets; i++)
		r = add_subnet(ws, facts, net, &request->subnets[i], i, err);
	return r ? r
		 : hcn_network_check_siblings(
			   ws->source.rules, net, request->n_subnets, "/Settings/Subnets", err);
}

static void drop_subnet(struct hcn_ipam *ipam, size_t i)
{
	hcn_schema_clear(&hcn_subnet_schema, &ipam->subnets[i]);
	memmove(&ipam->subnets[i], &ipam->subnets[i + 1],
		(ipam->n_subnets - i - 1) * sizeof(*ipam->subnets));
	ipam->n_subnets--;
}

static int remove_subnet(struct hcn_workset *ws, struct hcn_network *net,
	const struct hcn_subnet *subnet, const char *pointer, struct hcn_error *err)
{
	bool has_id = HCN_HAS(subnet, hcn_subnet, id);

	for (size_t i = 0; i < net->n_ipams; i++)
		for (size_t j = 0; j < net->ipams[i].n_subnets; j++) {
			const struct hcn_subnet *own = &net->ipams[i].subnets[j];
			int r;

			if (!is_meant(has_id, &subnet->id, subnet->ip_address_prefix, &own->id,
				    own->ip_address_prefix))
				continue;
			r = check_empty(ws, &net->id, own->ip_address_prefix, pointer, err);
			if (!r)
				drop_subnet(&net->ipams[i], j);
			return r;
		}
	return hcn_fail(err, HCN_SUBNET_NOT_FOUND, pointer, "the network has no such subnet");
}

int hcn_network_remove_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_subnet_network_request *request = settings;
	struct hcn_network *net;
	int r;

	r = hcn_network_edit(ws, id, &net, err);
	if (!r)
		r = hcn_ipam_forget(ws, net); /* the others may change their places */
	for (size_t i = 0; !r && i < request->n_subnets; i++)
		r = remove_subnet(ws, net, &request->subnets[i],
			hcn_pointer_of("/Settings/Subnets/%zu", i).text, err);
	return r;
}

/* --- IpSubnets -------------------------------------------------------------------------------------------- */

static int find_subnet(struct hcn_network *net, const struct hcn_ip_subnet_network_request *request,
	struct hcn_subnet **ret, struct hcn_error *err)
{
	struct hcn_guid_text text = hcn_guid_upper(&request->subnet_id);

	for (size_t i = 0; i < net->n_ipams; i++)
		for (size_t j = 0; j < net->ipams[i].n_subnets; j++)
			if (hcn_guid_equal(&net->ipams[i].subnets[j].id, &request->subnet_id)) {
				*ret = &net->ipams[i].subnets[j];
				return 0;
			}
	return hcn_fail_value(err, HCN_SUBNET_NOT_FOUND, "/Settings/SubnetId", text.text,
		"the network has no subnet of this id");
}

int hcn_network_add_ip_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_ip_subnet_network_request *request = settings;
	struct hcn_ip_subnet *grown;
	struct hcn_subnet *subnet;
	struct hcn_network *net;
	size_t first;
	int r;

	r = hcn_network_edit(ws, id, &net, err);
	if (!r)
		r = find_subnet(net, request, &subnet, err);
	if (r || !request->n_ip_subnets)
		return r;
	first = subnet->n_ip_subnets;
	grown = reallocarray(subnet->ip_subnets, first + request->n_ip_subnets, sizeof(*grown));
	if (!grown)
		return hcn_fail_oom(err);
	subnet->ip_subnets = grown;
	subnet->present |= HCN_BIT(hcn_subnet, ip_subnets);
	memset(&grown[first], 0, request->n_ip_subnets * sizeof(*grown));
	for (size_t i = 0; !r && i < request->n_ip_subnets; i++, subnet->n_ip_subnets++)
		r = hcn_schema_dup(
			&hcn_ip_subnet_schema, &request->ip_subnets[i], &grown[first + i]);
	return r ? r : hcn_network_check_ip_subnets(subnet, first, "/Settings", err);
}

static int remove_ip_subnet(struct hcn_workset *ws, const struct hcn_guid *network,
	struct hcn_subnet *subnet, const struct hcn_ip_subnet *part, const char *pointer,
	struct hcn_error *err)
{
	bool has_id = HCN_HAS(part, hcn_ip_subnet, id);

	for (size_t i = 0; i < subnet->n_ip_subnets; i++) {
		struct hcn_ip_subnet *own = &subnet->ip_subnets[i];
		int r;

		if (!is_meant(has_id, &part->id, part->ip_address_prefix, &own->id,
			    own->ip_address_prefix))
			continue;
		r = check_empty(ws, network, own->ip_address_prefix, pointer, err);
		if (r)
			return r;
		hcn_schema_clear(&hcn_ip_subnet_schema, own);
		memmove(own, own + 1, (subnet->n_ip_subnets - i - 1) * sizeof(*own));
		subnet->n_ip_subnets--;
		return 0;
	}
	return hcn_fail(err, HCN_SUBNET_NOT_FOUND, pointer, "the subnet has no such IpSubnet");
}

int hcn_network_remove_ip_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_ip_subnet_network_request *request = settings;
	struct hcn_subnet *subnet;
	struct hcn_network *net;
	int r;

	r = hcn_network_edit(ws, id, &net, err);
	if (!r)
		r = find_subnet(net, request, &subnet, err);
	for (size_t i = 0; !r && i < request->n_ip_subnets; i++)
		r = remove_ip_subnet(ws, id, subnet, &request->ip_subnets[i],
			hcn_pointer_of("/Settings/IpSubnets/%zu", i).text, err);
	return r;
}
