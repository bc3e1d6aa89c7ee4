/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /accelnet: the MAC addresses of accelerated networking's management.
 *
 * Linux has nothing that they would steer: they are stored, one small value each, and told.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "rest.h"

#define MAX_MACS 64

#define HCN_REST_MAC_FIELDS(M, S)                                                                  \
	M(S, STR, mac_address, "MacAddress", V(1, 0), MAC, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(hcn_rest_mac, HCN_REST_MAC_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_mac, "HNSNnvManagementMacAddress", HCN_REST_MAC_FIELDS)

#define HCN_REST_MAC_LIST_FIELDS(M, S) M(S, LIST, macs, "MacAddressList", V(1, 0), hcn_rest_mac, 0)
HCN_SCHEMA_DECLARE(hcn_rest_mac_list, HCN_REST_MAC_LIST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_mac_list, "HNSNnvManagementMacList", HCN_REST_MAC_LIST_FIELDS)

struct name {
	char text[32];
};

static struct name name_of(size_t i)
{
	struct name name;

	(void)snprintf(name.text, sizeof(name.text), "accelnet/%zu", i);
	return name;
}

/* The values are numbered from 0 without gaps. */
static int show(struct hcn_workset *ws, struct hcn_buf *out, size_t *ret_n)
{
	char mac[32];
	size_t i = 0, size = sizeof(mac);
	int r;

	hcn_buf_puts(out, "{\"MacAddressList\":[");
	while (!(r = hcn_workset_value(ws, name_of(i).text, mac, &size))) {
		hcn_buf_puts(out, i++ ? ",{\"MacAddress\":" : "{\"MacAddress\":");
		hcn_buf_json_string(out, mac, size);
		hcn_buf_putc(out, '}');
		size = sizeof(mac);
	}
	hcn_buf_puts(out, "]}");
	if (ret_n)
		*ret_n = i;
	return r == -ENOENT ? 0 : r;
}

static int check_version(const struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rules_need(
		&call->hcn->rules, HCN_FEATURE_ACCELNET, HCN_REQUEST_UNSUPPORTED, NULL, err);
}

int hcn_rest_accelnet_get(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_request rq;
	int r;

	r = check_version(call, err);
	if (!r)
		r = hcn_request_begin(&rq, call->hcn, false, err);
	if (r)
		return r;
	r = show(&rq.ws, &call->out, NULL);
	hcn_request_end(&rq);
	return r;
}

/* [inf] The list replaces the one before: hcsshim calls the function Set. */
static int replace(
	struct hcn_rest *call, const struct hcn_rest_mac_list *list, struct hcn_error *err)
{
	struct hcn_request rq;
	size_t n_before;
	int r;

	r = hcn_request_begin(&rq, call->hcn, true, err);
	if (r)
		return r;
	r = show(&rq.ws, &call->out, &n_before);
	hcn_buf_reset(&call->out);
	for (size_t i = 0; !r && i < list->n_macs; i++)
		r = hcn_workset_set_value(&rq.ws, name_of(i).text, list->macs[i].mac_address,
			strlen(list->macs[i].mac_address));
	for (size_t i = list->n_macs; !r && i < n_before; i++)
		r = hcn_workset_set_value(&rq.ws, name_of(i).text, NULL, 0);
	if (!r)
		r = show(&rq.ws, &call->out, NULL);
	if (!r)
		r = hcn_rest_finish(call, err);
	if (!r)
		r = hcn_request_commit(&rq, err);
	hcn_request_end(&rq);
	return r;
}

int hcn_rest_accelnet_post(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_rest_mac_list list = { 0 };
	int r;

	r = check_version(call, err);
	if (!r)
		r = hcn_schema_decode(&hcn_rest_mac_list_schema, call->body, strlen(call->body),
			NULL, &list, err);
	if (!r && list.n_macs > MAX_MACS)
		r = hcn_fail(err, HCN_LIMIT_REACHED, "/MacAddressList",
			"there are %zu addresses; %d are the most", list.n_macs, MAX_MACS);
	for (size_t i = 0; !r && i < list.n_macs; i++)
		if (!list.macs[i].mac_address)
			r = hcn_fail(err, HCN_INVALID_JSON,
				hcn_pointer_of("/MacAddressList/%zu/MacAddress", i).text,
				"the address is empty");
	if (!r)
		r = replace(call, &list, err);
	hcn_schema_clear(&hcn_rest_mac_list_schema, &list);
	return r;
}

int hcn_rest_accelnet_delete(struct hcn_rest *call, struct hcn_error *err)
{
	const struct hcn_rest_mac_list none = { 0 };
	int r = check_version(call, err);

	return r ? r : replace(call, &none, err);
}
