/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a V1 document that is posted over an object means: modify requests (v1.h).
 *
 * Tests: tests/conform/test_hnscall_v1.c (a_post_to_an_endpoint_replaces_its_acls_and_nothing_else)
 */
#include "v1_inside.h"

static void begin_request(struct hcn_buf *b, const char *resource, const char *request)
{
	hcn_buf_putc(b, b->len && b->data[b->len - 1] == '}' ? ',' : ' ');
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "ResourceType", resource);
	hcn_v1_text(b, "RequestType", request);
	hcn_v1_key(b, "Settings");
}

static int update_policies(const char *policies, const struct hcn_policy_family *family,
	struct hcn_buf *b, struct hcn_error *err)
{
	int r;

	begin_request(b, "Policy", "Update");
	hcn_buf_puts(b, "{\"Policies\":[");
	r = hcn_v1_policies_to_v2(policies, family, b, NULL, "/Policies", err);
	hcn_buf_puts(b, "]}}");
	return r;
}

/* [inf] Without Policies there are none: Felix leaves an empty list out. */
int hcn_v1_update_endpoint(const char *text, size_t len, struct hcn_buf *b, struct hcn_error *err)
{
	struct hcn_hns_endpoint ep = { 0 };
	int r = hcn_schema_decode(&hcn_hns_endpoint_schema, text, len, NULL, &ep, err);

	if (!r)
		r = update_policies(ep.policies, &hcn_endpoint_policy_family, b, err);
	hcn_schema_clear(&hcn_hns_endpoint_schema, &ep);
	return r;
}

int hcn_v1_update_network(const char *text, size_t len, struct hcn_buf *b, struct hcn_error *err)
{
	struct hcn_hns_network net = { 0 };
	int r = hcn_schema_decode(&hcn_hns_network_schema, text, len, NULL, &net, err);

	for (size_t i = 0; !r && i < net.n_extensions; i++) {
		begin_request(b, "Extension", "Update");
		hcn_schema_encode(
			&hcn_hns_extension_schema, &net.extensions[i], HCN_ENCODE_CLIENT, b);
		hcn_buf_putc(b, '}');
	}
	if (!r && net.policies)
		r = update_policies(net.policies, &hcn_network_policy_family, b, err);
	if (!r && (HCN_HAS(&net, hcn_hns_network, dns_suffix) ||
			  HCN_HAS(&net, hcn_hns_network, dns_server_list))) {
		begin_request(b, "DNS", "Update");
		hcn_buf_putc(b, '{');
		hcn_v1_list_of_csv(b, "Search", net.dns_suffix);
		hcn_v1_list_of_csv(b, "ServerList", net.dns_server_list);
		hcn_buf_puts(b, "}}");
	}
	hcn_schema_clear(&hcn_hns_network_schema, &net);
	return r;
}
