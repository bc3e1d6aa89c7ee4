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

int hcn_fail_not_found(
	struct hcn_error *err, enum hcn_kind kind, const struct hcn_guid *id, const char *pointer)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	struct hcn_guid_text text = hcn_guid_upper(id);
	int status = type ? type->not_found : HCN_ELEMENT_NOT_FOUND;

	hcn_fail(err, status, pointer, "%s %s does not exist", type ? type->name : "object",
		text.text);
	if (pointer)
		hcn_error_value(err, text.text, strlen(text.text));
	return status;
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
