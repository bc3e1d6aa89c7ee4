/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of what the service answers and tells, and of the documented structs that stand inside of others as "Any".
 *
 * Names, types and versions follow
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema .
 */
#ifndef HCN_SCHEMA_SERVICE_H
#define HCN_SCHEMA_SERVICE_H

#include "docs.h"

/* What objects have in common, on its own. */
HCN_SCHEMA_DECLARE(hcn_base, HCN_BASE_FIELDS)

/* --- answers --------------------------------------------------------------------------------------- */

#define HCN_RESPONSE_FIELDS(M, S)                                                                  \
	M(S, BOOL, success, "Success", V(2, 0), NONE, 0)                                           \
	M(S, STR, error, "Error", V(2, 0), NONE, 0)                                                \
	M(S, U32, error_code, "ErrorCode", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_response, HCN_RESPONSE_FIELDS)

/* ErrorRecord: what hcn_error_encode() writes.  The first three members are Windows', the others ours. */
#define HCN_ERROR_CONFLICT_FIELDS(M, S)                                                            \
	M(S, GUID, id, "ID", V(2, 0), NONE, 0)                                                     \
	M(S, STR, name, "Name", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_error_conflict, HCN_ERROR_CONFLICT_FIELDS)

#define HCN_ERROR_RECORD_FIELDS(M, S)                                                              \
	HCN_RESPONSE_FIELDS(M, S)                                                                  \
	M(S, STR, pointer, "Pointer", V(2, 0), NONE, 0)                                            \
	M(S, STR, value, "Value", V(2, 0), NONE, 0)                                                \
	M(S, STR, expected, "Expected", V(2, 0), NONE, 0)                                          \
	M(S, OBJECT, conflict, "Conflict", V(2, 0), hcn_error_conflict, 0)                         \
	M(S, U32, os_errno, "Errno", V(2, 0), NONE, 0)                                             \
	M(S, STR, kernel, "Kernel", V(2, 0), NONE, 0)                                              \
	M(S, STR, hint, "Hint", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_error_record, HCN_ERROR_RECORD_FIELDS)

#define HCN_MODIFY_RESPONSE_FIELDS(M, S)                                                           \
	HCN_RESPONSE_FIELDS(M, S)                                                                  \
	M(S, RAW, data, "Data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_modify_response, HCN_MODIFY_RESPONSE_FIELDS)

#define HCN_MODIFY_NAMESPACE_RESPONSE_FIELDS(M, S)                                                 \
	HCN_RESPONSE_FIELDS(M, S)                                                                  \
	M(S, U32, compartment_id, "CompartmentId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_modify_namespace_response, HCN_MODIFY_NAMESPACE_RESPONSE_FIELDS)

HCN_SCHEMA_DECLARE(hcn_modify_request, HCN_MODIFY_HEAD_FIELDS)

/* --- notifications and the service itself ---------------------------------------------------------- */

/* Flags are bits that are documented nowhere. */
#define HCN_NOTIFICATION_FIELDS(M, S)                                                              \
	M(S, GUID, id, "ID", V(2, 0), NONE, 0)                                                     \
	M(S, U32, flags, "Flags", V(2, 0), NONE, 0)                                                \
	M(S, RAW, data, "Data", V(2, 2), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_notification, HCN_NOTIFICATION_FIELDS)

#define HCN_FEATURE_FIELDS(M, S)                                                                   \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, BOOL, enabled, "Enabled", V(2, 0), NONE, 0)                                           \
	M(S, RAW, data, "Data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_feature, HCN_FEATURE_FIELDS)

#define HCN_NETWORK_ADDITIONAL_PARAMS_FIELDS(M, S)                                                 \
	M(S, U16, ics_flags, "ICSFlags", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_network_additional_params, HCN_NETWORK_ADDITIONAL_PARAMS_FIELDS)

#define HCN_ENDPOINT_ADDITIONAL_PARAMS_FIELDS(M, S)                                                \
	M(S, GUID, switch_id, "SwitchId", V(2, 0), NONE, 0)                                        \
	M(S, GUID, switch_port_id, "SwitchPortId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_endpoint_additional_params, HCN_ENDPOINT_ADDITIONAL_PARAMS_FIELDS)

/* --- policies on their own ------------------------------------------------------------------------- */

#define HCN_BASE_POLICY_FIELDS(M, S)                                                               \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, U16, type, "Type", V(2, 0), NONE, 0)                                                  \
	M(S, RAW, data, "Data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_base_policy, HCN_BASE_POLICY_FIELDS)

/* References are paths ("/endpoints/<id>"). */
#define HCN_POLICY_LIST_FIELDS(M, S)                                                               \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, STRINGS, references, "References", V(2, 0), NONE, 0)                                  \
	M(S, RAW, policies, "Policies", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_policy_list, HCN_POLICY_LIST_FIELDS)

/* Settings of an Encryption policy's AuthenticationMethods; AuthenticationMethod itself has no members. */
#define HCN_NO_FIELDS(M, S)
HCN_SCHEMA_DECLARE(hcn_authentication, HCN_NO_FIELDS)
HCN_SCHEMA_DECLARE(hcn_host_route, HCN_NO_FIELDS)

#define HCN_PRESHARED_KEY_FIELDS(M, S) M(S, STR, key, "Key", V(2, 1), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_preshared_key, HCN_PRESHARED_KEY_FIELDS)

#define HCN_CERTIFICATE_FIELDS(M, S) M(S, STR, name, "CertificateName", V(2, 1), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_certificate, HCN_CERTIFICATE_FIELDS)

#endif
