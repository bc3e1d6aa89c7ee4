/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests (modify.h).
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (Modify*SettingRequest); what clients send is in
 * doc/facts/clients.md §3.
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "json.h"
#include "modify.h"
#include "objects.h"
#include "policy/policy.h"

static int fail_unsupported(const struct hcn_enum *resources,
	const struct hcn_modify_request *request, struct hcn_error *err)
{
	const char *resource = hcn_enum_name(resources, request->resource_type);

	return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/RequestType", "%s %s is not supported here",
		resource ? resource : "?",
		hcn_enum_name(&hcn_modify_request_type_enum, request->request_type));
}

/* Windows wants an object too, not a text that contains one ("ExpectedObject"). */
static int fail_no_object(const char *settings, struct hcn_error *err)
{
	int r = hcn_fail(err, HCN_INVALID_JSON, "/Settings", "Settings is no object");

	hcn_json_report(settings, err);
	hcn_error_expected(err, "an object");
	return r;
}

/* Decodes the Settings by the table's row and carries it out. */
int hcn_modify_dispatch(struct hcn_workset *ws, const struct hcn_guid *id,
	const struct hcn_modify_operations *operations, const struct hcn_modify_request *request,
	struct hcn_error *err)
{
	for (size_t i = 0; i < operations->n; i++) {
		const struct hcn_modify_operation *op = &operations->list[i];
		const char *text = request->settings ? request->settings : "{}";
		void *settings;
		int r;

		if (op->resource_type != request->resource_type ||
			op->request_type != request->request_type)
			continue;
		if (*text != '{')
			return fail_no_object(text, err);
		settings = calloc(1, op->settings->size);
		if (!settings)
			return hcn_fail_oom(err);
		r = hcn_workset_decode(
			ws, op->settings, text, strlen(text), "/Settings", settings, err);
		if (!r)
			r = op->carry_out(ws, id, settings, err);
		hcn_schema_clear(op->settings, settings);
		free(settings);
		return r;
	}
	return fail_unsupported(operations->resources, request, err);
}

/* --- lists of policies -------------------------------------------------------------------------------- */

bool hcn_policy_same(const struct hcn_policy *a, const struct hcn_policy *b)
{
	if (a->type != b->type)
		return false;
	if (a->type && !a->type->settings) /* L2Driver, HostRoute: there is nothing to differ in */
		return true;
	return hcn_policy_equal(a, b) ||
	       (a->settings && b->settings &&
		       hcn_schema_equal(a->type->settings, a->settings, b->settings));
}

int hcn_policies_append(struct hcn_policy **list, size_t *n, const struct hcn_policy *policy)
{
	struct hcn_policy *grown = reallocarray(*list, *n + 1, sizeof(*grown));
	int r;

	if (!grown)
		return -ENOMEM;
	*list = grown;
	memset(&grown[*n], 0, sizeof(*grown));
	r = hcn_policy_dup(policy, &grown[*n]);
	if (!r)
		(*n)++;
	return r;
}

void hcn_policies_drop(struct hcn_policy *list, size_t *n, size_t i)
{
	hcn_policy_clear(&list[i]);
	memmove(&list[i], &list[i + 1], (*n - i - 1) * sizeof(*list));
	(*n)--;
}

/* Removing what is not there is fine [unk]. */
void hcn_policies_remove(struct hcn_policy *list, size_t *n, const struct hcn_policy *policy)
{
	for (size_t i = *n; i; i--)
		if (hcn_policy_same(&list[i - 1], policy) ||
			(hcn_policy_is_removed_by_key(policy) &&
				hcn_policy_same_key(&list[i - 1], policy)))
			hcn_policies_drop(list, n, i - 1);
}
