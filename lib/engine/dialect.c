/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which dialect a document speaks (hcn/clients.md section 2.1.3): SchemaVersion 2 and up is V2; below or without, the V1
 * property names decide.  V1 is not built yet and refused, rather than half understood.
 */
#include <string.h>

#include "engine.h"

#define HCN_V1_MARKS_FIELDS(M, S)                                                                  \
	M(S, RAW, subnets, "Subnets", V(1, 0), NONE, 0)                                            \
	M(S, RAW, mac_pools, "MacPools", V(1, 0), NONE, 0)                                         \
	M(S, RAW, network_adapter_name, "NetworkAdapterName", V(1, 0), NONE, 0)                    \
	M(S, RAW, source_mac, "SourceMac", V(1, 0), NONE, 0)                                       \
	M(S, RAW, management_ip, "ManagementIP", V(1, 0), NONE, 0)                                 \
	M(S, RAW, dns_suffix, "DNSSuffix", V(1, 0), NONE, 0)                                       \
	M(S, RAW, dns_server_list, "DNSServerList", V(1, 0), NONE, 0)                              \
	M(S, RAW, virtual_network, "VirtualNetwork", V(1, 0), NONE, 0)                             \
	M(S, RAW, virtual_network_name, "VirtualNetworkName", V(1, 0), NONE, 0)                    \
	M(S, RAW, ip_address, "IPAddress", V(1, 0), NONE, 0)                                       \
	M(S, RAW, ipv6_address, "IPv6Address", V(1, 0), NONE, 0)                                   \
	M(S, RAW, gateway_address, "GatewayAddress", V(1, 0), NONE, 0)                             \
	M(S, RAW, prefix_length, "PrefixLength", V(1, 0), NONE, 0)                                 \
	M(S, RAW, compartment_id, "CompartmentId", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_v1_marks, HCN_V1_MARKS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_v1_marks, "V1", HCN_V1_MARKS_FIELDS)

static const char *first_mark(const struct hcn_v1_marks *marks)
{
	for (size_t i = 0; i < hcn_v1_marks_schema.n_fields; i++)
		if (marks->present >> i & 1)
			return hcn_v1_marks_schema.fields[i].key;
	return NULL;
}

int hcn_dialect_check(
	enum hcn_kind kind, const void *object, const char *document, struct hcn_error *err)
{
	const struct hcn_object *base = object;
	struct hcn_v1_marks marks = { 0 };
	const char *mark;
	int r;

	if (base->schema_version.major >= 2)
		return 0;
	r = hcn_schema_decode(&hcn_v1_marks_schema, document, strlen(document), NULL, &marks, err);
	mark = r ? NULL : first_mark(&marks);
	if (mark) {
		struct hcn_pointer at = hcn_pointer_of("/%s", mark);

		r = hcn_fail(err, HCN_NOT_IMPLEMENTED, at.text,
			"documents of the V1 dialect are not built yet");
		hcn_error_hint(
			err, "send schema version 2: \"SchemaVersion\":{\"Major\":2,\"Minor\":0}");
	}
	hcn_schema_clear(&hcn_v1_marks_schema, &marks);
	return r;
}
