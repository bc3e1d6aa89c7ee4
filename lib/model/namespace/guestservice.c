/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Guest network services: stored objects whose state their owner, a virtual machine's monitor, moves on; others are told
 * (doc/facts/clients.md §2.7).
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (GuestNetworkService)
 *
 * Tests: tests/conform/test_guestservice.c (a_state_is_a_name_or_a_number)
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "cleanup.h"
#include "modify.h"
#include "objects.h"

/* What listeners are told besides the id: the state and the interfaces. */
static int describe(const struct hcn_guest_service *gns, char **ret)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	struct hcn_gns_notification_data data = {
		.state = gns->state,
		.interfaces = gns->mirrored_interfaces, /* borrowed, not cleared */
		.n_interfaces = gns->n_mirrored_interfaces,
	};

	data.present = HCN_BIT(hcn_gns_notification_data, state) |
		       HCN_BIT(hcn_gns_notification_data, interfaces);
	hcn_schema_encode(&hcn_gns_notification_data_schema, &data, HCN_ENCODE_CLIENT, &text);
	return hcn_buf_take(&text, ret, NULL);
}

static int post(struct hcn_workset *ws, const struct hcn_guest_service *gns, int type)
{
	struct hcn_event event = {
		.type = type, .kind = HCN_KIND_GUEST_SERVICE, .id = gns->id, .flags = gns->flags
	};
	int r = describe(gns, &event.data);

	return r ? r : hcn_workset_post(ws, &event);
}

static int service_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_guest_service *gns = object;
	int r;

	HCN_PUT(gns, hcn_guest_service, state, HCN_GNS_CREATED);
	HCN_PUT(gns, hcn_guest_service, flags, gns->flags);
	*ret_id = gns->id;
	r = post(ws, gns, HCN_EVENT_GUEST_SERVICE_CREATE);
	if (r) {
		hcn_schema_clear(&hcn_guest_service_schema, gns);
		free(gns);
		return r;
	}
	return hcn_workset_add(ws, HCN_KIND_GUEST_SERVICE, gns, err);
}

/* [inf] Every documented state may follow every other: WSL goes back and forth. */
static int update_state(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_gns_state_request *request = settings;
	struct hcn_guest_service *gns;
	void *copy;
	int r = hcn_workset_edit(ws, HCN_KIND_GUEST_SERVICE, id, &copy, err);

	if (r)
		return r;
	gns = copy;
	HCN_PUT(gns, hcn_guest_service, state, (uint16_t)request->state);
	return post(ws, gns, HCN_EVENT_GUEST_SERVICE_STATE_CHANGED);
}

static int service_modify(struct hcn_workset *ws, const struct hcn_guid *id, const char *request,
	size_t len, struct hcn_error *err)
{
	static const struct hcn_modify_operation list[] = {
		{ HCN_RESOURCE_GNS_STATE, HCN_MODIFY_UPDATE, &hcn_gns_state_request_schema,
			update_state },
	};
	static const struct hcn_modify_operations operations = { list, HCN_N_ELEMENTS(list),
		&hcn_gns_resource_type_enum };
	struct hcn_modify_guest_service m = { 0 };
	int r;

	r = hcn_workset_decode(ws, &hcn_modify_guest_service_schema, request, len, NULL, &m, err);
	if (!r)
		r = hcn_modify_dispatch(ws, id, &operations,
			&(struct hcn_modify_request){ m.resource_type, m.request_type, m.settings },
			err);
	hcn_schema_clear(&hcn_modify_guest_service_schema, &m);
	return r;
}

static int service_remove(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	const void *gns;
	int r = hcn_workset_find(ws, HCN_KIND_GUEST_SERVICE, id, &gns, err);

	if (!r)
		r = post(ws, gns, HCN_EVENT_GUEST_SERVICE_DELETE);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_GUEST_SERVICE, id, err);
}

const struct hcn_kind_type hcn_guest_service_kind = {
	.name = "guest network service",
	.word = "guestservice",
	.plural = "GuestNetworkServices",
	.not_found = HCN_ELEMENT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.schema = &hcn_guest_service_schema,
	.create = service_create,
	.modify = service_modify,
	.remove = service_remove,
};
