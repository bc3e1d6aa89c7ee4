/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writes schema/published/hcn.schema.json:
 *
 *	publish-schema >schema/published/hcn.schema.json
 *
 * A test compares the file with what this prints (tests/unit/schema).
 */
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "docs.h"

static const struct hcn_schema *const roots[] = {
	&hcn_network_schema,
	&hcn_endpoint_schema,
	&hcn_namespace_schema,
	&hcn_load_balancer_schema,
	&hcn_compute_route_schema,
	&hcn_guest_service_schema,
	&hcn_gns_notification_data_schema,
	&hcn_query_schema,
	&hcn_query_filter_schema,
	&hcn_modify_network_schema,
	&hcn_modify_endpoint_schema,
	&hcn_modify_namespace_schema,
	&hcn_modify_guest_service_schema,
	&hcn_gns_state_request_schema,
	&hcn_policy_network_request_schema,
	&hcn_policy_endpoint_request_schema,
	&hcn_namespace_endpoint_request_schema,
	&hcn_namespace_container_request_schema,
	&hcn_subnet_network_request_schema,
	&hcn_ip_subnet_network_request_schema,
	&hcn_extension_schema,
	&hcn_vm_endpoint_request_schema,
};

int main(void)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_buf b = { 0 };

	hcn_schema_publish_json_schema(roots, HCN_N_ELEMENTS(roots), &b);
	if (hcn_buf_take(&b, &text, NULL) || fputs(text, stdout) < 0 || fflush(stdout))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
