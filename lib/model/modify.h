/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modify requests: the envelope {ResourceType, RequestType, Settings} and the table that leads to what it does. */
#ifndef HCN_MODEL_MODIFY_H
#define HCN_MODEL_MODIFY_H

#include "workset.h"

/* One per kind, with the signature of struct hcn_kind_type's modify. */
int hcn_modify_network_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);
int hcn_modify_endpoint_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);
int hcn_modify_namespace_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);

#endif
