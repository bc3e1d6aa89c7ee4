/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables of the service's documents: what service.h lists, under the names of Microsoft's schema.
 *
 * Tests: tests/unit/schema/documented/fields.tsv (NotificationBase)
 */
#include "service.h"

HCN_SCHEMA_DEFINE(hcn_base, "Base", HCN_BASE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_response, "Response", HCN_RESPONSE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_error_conflict, "ErrorConflict", HCN_ERROR_CONFLICT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_error_record, "ErrorRecord", HCN_ERROR_RECORD_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_response, "ModifySettingResponse", HCN_MODIFY_RESPONSE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_namespace_response, "ModifyNamespaceSettingResponse",
	HCN_MODIFY_NAMESPACE_RESPONSE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_request, "ModifySettingRequest", HCN_MODIFY_HEAD_FIELDS)
HCN_SCHEMA_DEFINE(hcn_notification, "NotificationBase", HCN_NOTIFICATION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_feature, "Feature", HCN_FEATURE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_network_additional_params, "NetworkAdditionalParams",
	HCN_NETWORK_ADDITIONAL_PARAMS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_endpoint_additional_params, "EndpointAdditionalParams",
	HCN_ENDPOINT_ADDITIONAL_PARAMS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_base_policy, "BasePolicy", HCN_BASE_POLICY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_policy_list, "HostComputePolicyList", HCN_POLICY_LIST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_authentication, "AuthenticationMethod", HCN_NO_FIELDS)
HCN_SCHEMA_DEFINE(hcn_host_route, "HostRoutePolicySetting", HCN_NO_FIELDS)
HCN_SCHEMA_DEFINE(hcn_preshared_key, "AuthenticationPresharedKey", HCN_PRESHARED_KEY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_certificate, "AuthenticationCertificate", HCN_CERTIFICATE_FIELDS)
