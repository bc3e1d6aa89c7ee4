/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HRESULTs: the value, name and system text of every status, and when it is reported here.
 *
 * In: an enum hcn_status or a negative errno, or an HRESULT.  Out: its other names.
 * The texts are those of Windows, to the letter: clients search error messages for them.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnhresult
 */
#include "status.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <strings.h>

#include "cleanup.h"
#include "error.h"

/* Where two statuses share an HRESULT, the first names it. */
/* clang-format off */
#define HCN(name, text, when, hint)                                                                \
	{ HCN_##name, 0x803b0000u | HCN_##name, "HCN_E_" #name, text, when, hint }
#define GCN(name, text, when, hint)                                                                \
	{ HCN_GCN_##name, 0x803b0000u | HCN_GCN_##name, "GCN_E_" #name, text, when, hint }

static const struct hcn_status_row rows[] = {
	HCN(NETWORK_NOT_FOUND,
	    "The network was not found.",
	    "A network is opened, deleted or referred to by an id or a name that no network has.",
	    "List the networks; objects do not outlive a restart of the host."),
	HCN(ENDPOINT_NOT_FOUND,
	    "The endpoint was not found.",
	    "An endpoint is opened, deleted or referred to by an id that no endpoint has.",
	    "List the endpoints; deleting a network deletes its endpoints."),
	HCN(LAYER_NOT_FOUND,
	    "The network's underlying layer was not found.",
	    "Never here: networks have no layers below them.",
	    NULL),
	HCN(SWITCH_NOT_FOUND,
	    "The virtual switch was not found.",
	    "Never here: a bridge is made with its network.",
	    NULL),
	HCN(SUBNET_NOT_FOUND,
	    "The network does not have a subnet for this endpoint.",
	    "An endpoint without an address is created in a network without a subnet, or with none left to take one from.",
	    "Give the endpoint an IpAddress, or the network a subnet."),
	HCN(ADAPTER_NOT_FOUND,
	    "An adapter was not found.",
	    "A network names a host interface (NetAdapterName, InterfaceConstraint, ProviderAddress) that the host does not have.",
	    "`ip link` lists the interfaces."),
	HCN(PORT_NOT_FOUND,
	    "The switch-port was not found.",
	    "A port is removed or refreshed of an endpoint that has none.",
	    "Add a port first."),
	HCN(POLICY_NOT_FOUND,
	    "An expected policy was not found.",
	    "A network's policy is updated that is not there (removing one changes nothing).",
	    "Add it first."),
	HCN(VFP_PORTSETTING_NOT_FOUND,
	    "A required VFP port setting was not found.",
	    "Never here: there is no VFP.",
	    NULL),
	HCN(INVALID_NETWORK,
	    "The provided network configuration is invalid or missing parameters.",
	    "A network's document, or what one says about its network, is wrong as a whole: a MacPool upside down, an endpoint without a network or with two.",
	    NULL),
	HCN(INVALID_NETWORK_TYPE,
	    "Invalid network type.",
	    "Type is no type of network.",
	    NULL),
	HCN(INVALID_ENDPOINT,
	    "The provided endpoint configuration is invalid or missing parameters.",
	    "An endpoint's document is wrong as a whole, such as a MacAddress that another endpoint has.",
	    NULL),
	HCN(INVALID_POLICY,
	    "The provided policy configuration is invalid or missing parameters.",
	    "The Settings of a policy are not what its Type asks for.",
	    "The pointer leads to the member."),
	HCN(INVALID_POLICY_TYPE,
	    "Invalid policy type.",
	    "A policy's Type is unknown, or does not belong to this kind of object or dialect.",
	    NULL),
	HCN(INVALID_REMOTE_ENDPOINT_OPERATION,
	    "This requested operation is invalid for a remote endpoint.",
	    "A remote endpoint is to be attached or to have a port, or has no address.",
	    "Do it on the host where the endpoint lives."),
	HCN(NETWORK_ALREADY_EXISTS,
	    "A network with this name already exists.",
	    "A network with this id or name exists.",
	    "Open it by its id, or choose another name."),
	HCN(LAYER_ALREADY_EXISTS,
	    "A network with this name already exists.",
	    "Never here: networks have no layers below them.",
	    NULL),
	HCN(POLICY_ALREADY_EXISTS,
	    "Policy information already exists on this object.",
	    "A policy of which an object has one at most is there twice.",
	    NULL),
	HCN(PORT_ALREADY_EXISTS,
	    "The specified port already exists.",
	    "The external port of a PortMapping, or a reserved port, is taken.",
	    "ExternalPort 0 takes a free port."),
	HCN(ENDPOINT_ALREADY_ATTACHED,
	    "This endpoint is already attached to the switch.",
	    "An endpoint that is attached, or has a port, is attached again.",
	    "Detach it first."),
	HCN(REQUEST_UNSUPPORTED,
	    "The specified request is unsupported.",
	    "The document is right, but asks for what is not done here.",
	    "doc/differences.md says what is."),
	HCN(MAPPING_NOT_SUPPORTED,
	    "Port mapping is not supported on the given network.",
	    "A PortMapping is on an endpoint of a network that cannot have one.",
	    "Use a NAT network."),
	HCN(DEGRADED_OPERATION,
	    "There was an operation attempted on a degraded object.",
	    "Never here: a request is done as a whole or not at all.",
	    NULL),
	HCN(SHARED_SWITCH_MODIFICATION,
	    "Cannot modify a switch shared by multiple networks.",
	    "Never here: each network has a bridge of its own.",
	    NULL),
	HCN(GUID_CONVERSION_FAILURE,
	    "Failed to interpret a parameter as a GUID.",
	    "A text that must be a GUID is none.",
	    NULL),
	HCN(REGKEY_FAILURE,
	    "Failed to process registry key.",
	    "Never here: there is no registry.",
	    NULL),
	HCN(INVALID_JSON,
	    "Invalid JSON document string.",
	    "The document is no JSON object, is too large or too deep, has a key twice, or a member of another type than its row says.",
	    "`hcnctl validate` points at the place."),
	HCN(INVALID_JSON_REFERENCE,
	    "The reference is invalid in the JSON document.",
	    "A document refers to nothing, such as a load balancer without endpoints.",
	    NULL),
	HCN(ENDPOINT_SHARING_DISABLED,
	    "Endpoint sharing is disabled.",
	    "Never here: any number of containers can share a namespace.",
	    NULL),
	HCN(INVALID_IP,
	    "IP address is either invalid or not part of any configured subnet(s).",
	    "A text that must be an IP address is none, or the address is in none of the network's subnets.",
	    NULL),
	HCN(SWITCH_EXTENSION_NOT_FOUND,
	    "The specified switch extension does not exist on this switch.",
	    "An Extension request names no extension.",
	    NULL),
	HCN(MANAGER_STOPPED,
	    "Operation cannot be performed while service is stopping.",
	    "Never here: there is no service that could stop.",
	    NULL),
	GCN(MODULE_NOT_FOUND,
	    "Operation cannot be performed while service module not found.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(NO_REQUEST_HANDLERS,
	    "Non-existing request handlers.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(REQUEST_UNSUPPORTED,
	    "The specified request is unsupported.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(RUNTIMEKEYS_FAILED,
	    "Add runtime keys to container failed.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(NETADAPTER_TIMEOUT,
	    "Timeout while waiting for network adapter with the given instance id.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(NETADAPTER_NOT_FOUND,
	    "Network adapter not found for the given instance id.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(NETCOMPARTMENT_NOT_FOUND,
	    "Network compartment not found for the given id.",
	    "An endpoint is attached to a compartment that no namespace has.",
	    "List the namespaces with their NamespaceId."),
	GCN(NETINTERFACE_NOT_FOUND,
	    "Network interface not found for the given id.",
	    "Never here: guests have an agent of their own.",
	    NULL),
	GCN(DEFAULTNAMESPACE_EXISTS,
	    "Default Namespace already exists.",
	    "Never here: creating the default namespace opens it.",
	    NULL),
	HCN(ICS_DISABLED,
	    "Internet Connection Sharing service (SharedAccess) is disabled and cannot be started.",
	    "Never here: there is no Internet Connection Sharing.",
	    NULL),
	HCN(ENDPOINT_NAMESPACE_ALREADY_EXISTS,
	    "This requested operation is invalid as endpoint is already part of a network namespace.",
	    "An endpoint of one namespace is put into another.",
	    "Remove it from the first namespace."),
	HCN(ENTITY_HAS_REFERENCES,
	    "The specified entity cannot be removed while it still has references.",
	    "A subnet that endpoints have addresses of is removed.",
	    "Delete the endpoints first."),
	HCN(INVALID_INTERNAL_PORT,
	    "The internal port must exist and cannot be zero.",
	    "The InternalPort of a PortMapping, or of a load balancer, is 0 or missing.",
	    NULL),
	HCN(NAMESPACE_ATTACH_FAILED,
	    "The requested operation for attach namespace failed.",
	    "Never here: what the kernel refuses is reported as itself.",
	    NULL),
	HCN(ADDR_INVALID_OR_RESERVED,
	    "An address provided is invalid or reserved.",
	    "An endpoint's address is in use, reserved (gateway, network, broadcast) or none that an endpoint can have; or no address is free.",
	    "Leave the address out to get a free one."),
	HCN(INVALID_PREFIX,
	    "The prefix provided is invalid.",
	    "A text that must be an IP prefix is none, or the prefix is not for endpoints.",
	    NULL),
	HCN(OBJECT_USED_AFTER_UNLOAD,
	    "A call was performed against an object that was torn down.",
	    "Never here: a stale handle is E_INVALIDARG.",
	    NULL),
	HCN(INVALID_SUBNET,
	    "The provided subnet configuration is invalid or missing parameters.",
	    "A subnet has no prefix, is too small, or overlaps that of another network.",
	    "Leave Ipams out to get a free subnet."),
	HCN(INVALID_IP_SUBNET,
	    "The provided IP subnet configuration is invalid or missing parameters.",
	    "An IpConfiguration names an IpSubnet that the network does not have.",
	    NULL),
	HCN(ENDPOINT_NOT_ATTACHED,
	    "The endpoint must be attached to complete the operation.",
	    "An endpoint that is attached to nothing is detached.",
	    NULL),
	HCN(ENDPOINT_NOT_LOCAL,
	    "The endpoint must be local to complete the operation.",
	    "Never here: a remote endpoint is HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION.",
	    NULL),
	HCN(INTERFACEPARAMETERS_ALREADY_APPLIED,
	    "Cannot apply more than one InterfaceParameters policy.",
	    "An endpoint has two InterfaceParameters policies.",
	    NULL),
	HCN(VFP_NOT_ALLOWED,
	    "The specified VFP operation is not allowed.",
	    "Never here: there is no VFP.",
	    NULL),

	{ HCN_OK, 0, "S_OK",
	  "The operation completed successfully.",
	  "The call did what it was asked.",
	  NULL },
	{ HCN_INVALID_ARGUMENT, 0x80070057, "E_INVALIDARG",
	  "The parameter is incorrect.",
	  "A pointer that must be there is NULL, or an argument is out of range.",
	  NULL },
	{ HCN_INVALID_HANDLE, 0x80070057, "E_INVALIDARG",
	  "The parameter is incorrect.",
	  "A handle was closed, is of another kind, or never was one.",
	  NULL },
	{ HCN_NOT_IMPLEMENTED, 0x80004001, "E_NOTIMPL",
	  "Not implemented",
	  "A function or feature is newer than the version of HNS that HCN_HNS_VERSION asks for, or is not built.",
	  "Leave HCN_HNS_VERSION out; doc/differences.md says what works." },
	{ HCN_ELEMENT_NOT_FOUND, 0x80070490, "ERROR_NOT_FOUND",
	  "Element not found.",
	  "An id is that of no namespace, load balancer, route or guest network service, or names what is not in a namespace.",
	  NULL },
	{ HCN_ALREADY_EXISTS, 0x800700b7, "ERROR_ALREADY_EXISTS",
	  "Cannot create a file when that file already exists.",
	  "An object with this id exists; or a load balancer with this VIP, port and protocol.",
	  NULL },
	{ HCN_ACCESS_DENIED, 0x80070005, "E_ACCESSDENIED",
	  "Access is denied.",
	  "The kernel or the state directory refuses the user.",
	  "Run as root, or with CAP_NET_ADMIN and CAP_SYS_ADMIN." },
	{ HCN_OUT_OF_MEMORY, 0x8007000e, "E_OUTOFMEMORY",
	  "Not enough memory resources are available to complete this operation.",
	  "malloc() or the kernel has no memory left.",
	  NULL },
	{ HCN_LIMIT_REACHED, 0x800705aa, "ERROR_NO_SYSTEM_RESOURCES",
	  "Insufficient system resources exist to complete the requested service.",
	  "A documented limit (handles, subnets, endpoints of a namespace, the store's size) is reached.",
	  "The text names the limit." },
	{ HCN_TIMEOUT, 0x800705b4, "ERROR_TIMEOUT",
	  "This operation returned because the timeout period expired.",
	  "Another process has the writer lock and does not let go of it, or the request itself took longer than HCN_DEADLINE_MS; nothing has changed.",
	  "`Error` names the process; once it goes on, or is killed, the request can be repeated." },
	{ HCN_FAILED, 0x80004005, "E_FAIL",
	  "Unspecified error",
	  "The kernel refused, something is wrong with the installation, or the state is a newer version's; `Error` has the errno and the kernel's own words.",
	  NULL },
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

static const struct hcn_status_row *find_row(uint32_t hresult)
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
	const struct hcn_status_row *row = find_row(hresult);

	return row ? row->text : "";
}

const char *hcn_hresult_name(uint32_t hresult)
{
	const struct hcn_status_row *row = find_row(hresult);

	return row ? row->name : "";
}

const struct hcn_status_row *hcn_status_rows(size_t *ret_n)
{
	*ret_n = HCN_N_ELEMENTS(rows);
	return rows;
}

const struct hcn_status_row *hcn_status_find(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(rows); i++)
		if (strcasecmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}
