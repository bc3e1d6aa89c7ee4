/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of kinds, and what they share.
 *
 * Tests: tests/unit/model/test_workset.c, tests/unit/model/endpoint/test_endpoint.c (an_endpoint_needs_a_network)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"

const struct hcn_kind_type *hcn_kind_type(enum hcn_kind kind)
{
	static const struct hcn_kind_type *const kinds[HCN_N_KINDS] = {
		[HCN_KIND_NETWORK] = &hcn_network_kind,
		[HCN_KIND_ENDPOINT] = &hcn_endpoint_kind,
		[HCN_KIND_NAMESPACE] = &hcn_namespace_kind,
		[HCN_KIND_LOADBALANCER] = &hcn_load_balancer_kind,
		[HCN_KIND_ROUTE] = &hcn_route_kind,
		[HCN_KIND_GUEST_SERVICE] = &hcn_guest_service_kind,
	};

	return (unsigned)kind < HCN_N_KINDS ? kinds[kind] : NULL;
}

const struct hcn_schema *hcn_kind_schema(enum hcn_kind kind)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);

	return type ? type->schema : NULL;
}

int hcn_object_keys(enum hcn_kind kind, const void *object, struct hcn_keys *ret)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	const struct hcn_object *base = object;
	int r = 0;

	if (base->name && *base->name)
		r = hcn_keys_add(ret, hcn_key_name(kind, base->name));
	if (!r && HCN_HAS(base, hcn_object, state))
		r = hcn_keys_add(ret, hcn_key_state(kind, base->state));
	if (!r && type->keys)
		r = type->keys(object, ret);
	return r;
}

int hcn_fail_not_found(
	struct hcn_error *err, enum hcn_kind kind, const struct hcn_guid *id, const char *pointer)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	struct hcn_guid_text text = hcn_guid_upper(id);
	int status = type ? type->not_found : HCN_ELEMENT_NOT_FOUND;
	int r = hcn_fail(err, status, pointer, "%s %s does not exist", type ? type->name : "object",
		text.text);

	if (pointer)
		hcn_error_value(err, text.text, strlen(text.text));
	return r;
}

void hcn_conflict_with(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err)
{
	const void *object;
	int r = hcn_workset_find(ws, kind, id, &object, NULL);

	hcn_error_conflict(err, id, r ? NULL : ((const struct hcn_object *)object)->name);
}

int hcn_set_text(uint64_t *present, uint64_t bit, char **member, const char *text)
{
	char *copy = NULL;

	if (text) {
		copy = strdup(text);
		if (!copy)
			return -ENOMEM;
		*present |= bit;
	} else {
		*present &= ~bit;
	}
	free(*member);
	*member = copy;
	return 0;
}
