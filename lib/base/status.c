/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HRESULTs: the value, name and system text of every status.
 *
 * In: an enum hcn_status or a negative errno, or an HRESULT.  Out: its other names.
 * The texts are those of Windows, to the letter: clients search error messages for them.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnhresult
 */
#include "error.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>

#include "cleanup.h"

struct row {
	int status; /* enum hcn_status */
	uint32_t hresult;
	const char *name;
	const char *text;
};

/* Where two statuses share an HRESULT, the first names it. */
/* clang-format off */
#define HCN(name, text) { HCN_##name, 0x803b0000u | HCN_##name, "HCN_E_" #name, text }
#define GCN(name, text) { HCN_GCN_##name, 0x803b0000u | HCN_GCN_##name, "GCN_E_" #name, text }

static const struct row rows[] = {
	HCN(NETWORK_NOT_FOUND, "The network was not found."),
	HCN(ENDPOINT_NOT_FOUND, "The endpoint was not found."),
	HCN(LAYER_NOT_FOUND, "The network's underlying layer was not found."),
	HCN(SWITCH_NOT_FOUND, "The virtual switch was not found."),
	HCN(SUBNET_NOT_FOUND, "The network does not have a subnet for this endpoint."),
	HCN(ADAPTER_NOT_FOUND, "An adapter was not found."),
	HCN(PORT_NOT_FOUND, "The switch-port was not found."),
	HCN(POLICY_NOT_FOUND, "An expected policy was not found."),
	HCN(VFP_PORTSETTING_NOT_FOUND, "A required VFP port setting was not found."),
	HCN(INVALID_NETWORK, "The provided network configuration is invalid or missing parameters."),
	HCN(INVALID_NETWORK_TYPE, "Invalid network type."),
	HCN(INVALID_ENDPOINT, "The provided endpoint configuration is invalid or missing parameters."),
	HCN(INVALID_POLICY, "The provided policy configuration is invalid or missing parameters."),
	HCN(INVALID_POLICY_TYPE, "Invalid policy type."),
	HCN(INVALID_REMOTE_ENDPOINT_OPERATION,
	    "This requested operation is invalid for a remote endpoint."),
	HCN(NETWORK_ALREADY_EXISTS, "A network with this name already exists."),
	HCN(LAYER_ALREADY_EXISTS, "A network with this name already exists."),
	HCN(POLICY_ALREADY_EXISTS, "Policy information already exists on this object."),
	HCN(PORT_ALREADY_EXISTS, "The specified port already exists."),
	HCN(ENDPOINT_ALREADY_ATTACHED, "This endpoint is already attached to the switch."),
	HCN(REQUEST_UNSUPPORTED, "The specified request is unsupported."),
	HCN(MAPPING_NOT_SUPPORTED, "Port mapping is not supported on the given network."),
	HCN(DEGRADED_OPERATION, "There was an operation attempted on a degraded object."),
	HCN(SHARED_SWITCH_MODIFICATION, "Cannot modify a switch shared by multiple networks."),
	HCN(GUID_CONVERSION_FAILURE, "Failed to interpret a parameter as a GUID."),
	HCN(REGKEY_FAILURE, "Failed to process registry key."),
	HCN(INVALID_JSON, "Invalid JSON document string."),
	HCN(INVALID_JSON_REFERENCE, "The reference is invalid in the JSON document."),
	HCN(ENDPOINT_SHARING_DISABLED, "Endpoint sharing is disabled."),
	HCN(INVALID_IP, "IP address is either invalid or not part of any configured subnet(s)."),
	HCN(SWITCH_EXTENSION_NOT_FOUND, "The specified switch extension does not exist on this switch."),
	HCN(MANAGER_STOPPED, "Operation cannot be performed while service is stopping."),
	GCN(MODULE_NOT_FOUND, "Operation cannot be performed while service module not found."),
	GCN(NO_REQUEST_HANDLERS, "Non-existing request handlers."),
	GCN(REQUEST_UNSUPPORTED, "The specified request is unsupported."),
	GCN(RUNTIMEKEYS_FAILED, "Add runtime keys to container failed."),
	GCN(NETADAPTER_TIMEOUT, "Timeout while waiting for network adapter with the given instance id."),
	GCN(NETADAPTER_NOT_FOUND, "Network adapter not found for the given instance id."),
	GCN(NETCOMPARTMENT_NOT_FOUND, "Network compartment not found for the given id."),
	GCN(NETINTERFACE_NOT_FOUND, "Network interface not found for the given id."),
	GCN(DEFAULTNAMESPACE_EXISTS, "Default Namespace already exists."),
	HCN(ICS_DISABLED,
	    "Internet Connection Sharing service (SharedAccess) is disabled and cannot be started."),
	HCN(ENDPOINT_NAMESPACE_ALREADY_EXISTS,
	    "This requested operation is invalid as endpoint is already part of a network namespace."),
	HCN(ENTITY_HAS_REFERENCES,
	    "The specified entity cannot be removed while it still has references."),
	HCN(INVALID_INTERNAL_PORT, "The internal port must exist and cannot be zero."),
	HCN(NAMESPACE_ATTACH_FAILED, "The requested operation for attach namespace failed."),
	HCN(ADDR_INVALID_OR_RESERVED, "An address provided is invalid or reserved."),
	HCN(INVALID_PREFIX, "The prefix provided is invalid."),
	HCN(OBJECT_USED_AFTER_UNLOAD, "A call was performed against an object that was torn down."),
	HCN(INVALID_SUBNET, "The provided subnet configuration is invalid or missing parameters."),
	HCN(INVALID_IP_SUBNET, "The provided IP subnet configuration is invalid or missing parameters."),
	HCN(ENDPOINT_NOT_ATTACHED, "The endpoint must be attached to complete the operation."),
	HCN(ENDPOINT_NOT_LOCAL, "The endpoint must be local to complete the operation."),
	HCN(INTERFACEPARAMETERS_ALREADY_APPLIED, "Cannot apply more than one InterfaceParameters policy."),
	HCN(VFP_NOT_ALLOWED, "The specified VFP operation is not allowed."),

	{ HCN_OK, 0, "S_OK", "The operation completed successfully." },
	{ HCN_INVALID_ARGUMENT, 0x80070057, "E_INVALIDARG", "The parameter is incorrect." },
	{ HCN_INVALID_HANDLE, 0x80070057, "E_INVALIDARG", "The parameter is incorrect." },
	{ HCN_NOT_IMPLEMENTED, 0x80004001, "E_NOTIMPL", "Not implemented" },
	{ HCN_ELEMENT_NOT_FOUND, 0x80070490, "ERROR_NOT_FOUND", "Element not found." },
	{ HCN_ALREADY_EXISTS, 0x800700b7, "ERROR_ALREADY_EXISTS",
	  "Cannot create a file when that file already exists." },
	{ HCN_ACCESS_DENIED, 0x80070005, "E_ACCESSDENIED", "Access is denied." },
	{ HCN_OUT_OF_MEMORY, 0x8007000e, "E_OUTOFMEMORY",
	  "Not enough memory resources are available to complete this operation." },
	{ HCN_LIMIT_REACHED, 0x800705aa, "ERROR_NO_SYSTEM_RESOURCES",
	  "Insufficient system resources exist to complete the requested service." },
	{ HCN_FAILED, 0x80004005, "E_FAIL", "Unspecified error" },
};
/* clang-format on */

int hcn_errno_status(int os_errno)
{
	assert(os_errno > 0);
	switch (os_errno) {
	case EPERM:
	case EACCES:
		return HCN_ACCESS_DENIED;
	case ENOMEM:
		return HCN_OUT_OF_MEMORY;
	default:
		return -os_errno;
	}
}

static const struct row *find_row(uint32_t hresult)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(rows); i++)
		if (rows[i].hresult == hresult)
			return &rows[i];
	return NULL;
}

uint32_t hcn_status_hresult(int status)
{
	if (status < 0)
		status = hcn_errno_status(-status);
	for (size_t i = 0; i < HCN_N_ELEMENTS(rows); i++)
		if (rows[i].status == status)
			return rows[i].hresult;
	return hcn_status_hresult(HCN_FAILED);
}

const char *hcn_hresult_text(uint32_t hresult)
{
	const struct row *row = find_row(hresult);

	return row ? row->text : "";
}

const char *hcn_hresult_name(uint32_t hresult)
{
	const struct row *row = find_row(hresult);

	return row ? row->name : "";
}
