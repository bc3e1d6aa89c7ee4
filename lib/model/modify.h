/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Modify requests: the envelope {ResourceType, RequestType, Settings} and the table that leads to what it does. */
#ifndef HCN_MODEL_MODIFY_H
#define HCN_MODEL_MODIFY_H

#include "enums.h"
#include "workset.h"

/* The envelopes of all kinds have the same members. */
struct hcn_modify_request {
	int resource_type;
	int request_type;
	const char *settings; /* JSON text; NULL: none */
};

/* One row per ResourceType and RequestType that a kind knows. */
struct hcn_modify_operation {
	int resource_type;
	int request_type;
	const struct hcn_schema *settings;
	int (*carry_out)(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
		struct hcn_error *err);
};

/* All of a kind. */
struct hcn_modify_operations {
	const struct hcn_modify_operation *list;
	size_t n;
	const struct hcn_enum *resources; /* the names of its ResourceTypes */
};

/* Decodes the Settings by the row of @operations that fits and carries it out; none: HCN_REQUEST_UNSUPPORTED. */
int hcn_modify_dispatch(struct hcn_workset *ws, const struct hcn_guid *id,
	const struct hcn_modify_operations *operations, const struct hcn_modify_request *request,
	struct hcn_error *err);

/* Lists of policies: the same type and the same values, also when written differently. */
bool hcn_policy_same(const struct hcn_policy *a, const struct hcn_policy *b);
int hcn_policies_append(struct hcn_policy **list, size_t *n, const struct hcn_policy *policy);
void hcn_policies_drop(struct hcn_policy *list, size_t *n, size_t i);
void hcn_policies_remove(struct hcn_policy *list, size_t *n, const struct hcn_policy *policy);

/* One per kind, with the signature of struct hcn_kind_type's modify. */
int hcn_modify_network_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);
int hcn_modify_endpoint_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);
int hcn_modify_namespace_object(struct hcn_workset *ws, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err);

#endif
