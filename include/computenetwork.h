/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Windows Host Compute Network API, on Linux: the 57 functions of computenetwork.dll.
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hcn-declaration-handles
 *
 * Sources written for the Windows SDK's header compile with this one.  For every function:
 *
 * Documents	are JSON in NUL-terminated UTF-16, at most 16 Mi units, in version 2 of the schema:
 *		https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema
 *		Unpaired surrogates are an error.
 * Results	are not NULL when the call succeeded and NULL when it failed.  The caller frees strings
 *		with CoTaskMemFree() and closes handles with the HcnClose function of their kind.
 * ErrorRecord	may be NULL.  It receives NULL on success, and on failure a string that the caller frees:
 *		{"Success":false,"Error":"...","ErrorCode":n} with, where known, "Pointer" (the place in the
 *		caller's document), "Value", "Expected", "Conflict":{"ID","Name"}, "Errno", "Kernel", "Hint".
 * Handles	are opaque and checked: one that is NULL, closed, made up or of another kind is
 *		E_INVALIDARG.  They name an object and keep nothing alive: when the object is deleted,
 *		calls on the handle fail and closing it succeeds.  They stay valid in a forked child.
 * Errors	are in hcn/hresult.h.  Every function may return E_INVALIDARG (a required pointer is NULL, a
 *		bad handle), E_OUTOFMEMORY, E_ACCESSDENIED, and E_NOTIMPL when HCN_HNS_VERSION is of a Windows without it; those
 *		that take a document HCN_E_INVALID_JSON and HCN_E_GUID_CONVERSION_FAILURE.  A call that
 *		failed has changed nothing.
 * Threads	may call everything at once.  No call changes its thread: namespace, working directory,
 *		signal mask, locale, errno.
 *
 * The first call reads HCN_STATE_DIR and HCN_BACKEND (hcn.h).  HCN_DEBUG=1 writes a line per call to
 * stderr.  Functions without a link have no page at Microsoft's; their form is what clients use.
 */
#ifndef COMPUTENETWORK_H
#define COMPUTENETWORK_H

#include <hcn/hresult.h>
#include <hcn/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

DECLARE_HANDLE(HCN_NETWORK);
DECLARE_HANDLE(HCN_ENDPOINT);
DECLARE_HANDLE(HCN_NAMESPACE);
DECLARE_HANDLE(HCN_LOADBALANCER);
DECLARE_HANDLE(HCN_SDNROUTE);
DECLARE_HANDLE(HCN_GUESTNETWORKSERVICE);
DECLARE_HANDLE(HCN_CALLBACK);
typedef HCN_NETWORK *PHCN_NETWORK;
typedef HCN_ENDPOINT *PHCN_ENDPOINT;
typedef HCN_NAMESPACE *PHCN_NAMESPACE;
typedef HCN_LOADBALANCER *PHCN_LOADBALANCER;
typedef HCN_SDNROUTE *PHCN_SDNROUTE;
typedef HCN_GUESTNETWORKSERVICE *PHCN_GUESTNETWORKSERVICE;
typedef HCN_CALLBACK *PHCN_CALLBACK;

/* --- networks ------------------------------------------------------------------------------------ */

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnenumeratenetworks
 *
 * The ids of the networks there are, a JSON array of GUID texts in creation order; "[]" when there
 * are none.
 *
 * @Query: a HostComputeQuery whose Filter selects; NULL, "" or "{}": all.
 */
HRESULT WINAPI HcnEnumerateNetworks(
	_In_ PCWSTR Query, _Outptr_ PWSTR *Networks, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncreatenetwork
 *
 * Makes a network and a handle to it.
 *
 * @Id: the new object's id; the zero GUID: "ID" of @Settings, else a new one.
 * @Settings: a HostComputeNetwork.
 * Errors: HCN_E_NETWORK_ALREADY_EXISTS (the id or the name), HCN_E_INVALID_NETWORK,
 * HCN_E_INVALID_NETWORK_TYPE, HCN_E_INVALID_PREFIX, HCN_E_INVALID_IP, HCN_E_INVALID_SUBNET,
 * HCN_E_INVALID_POLICY, HCN_E_ADAPTER_NOT_FOUND, HCN_E_REQUEST_UNSUPPORTED.
 */
HRESULT WINAPI HcnCreateNetwork(_In_ REFGUID Id, _In_ PCWSTR Settings, _Out_ PHCN_NETWORK Network,
	_Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnopennetwork
 *
 * A handle to the network @Id.
 *
 * Errors: HCN_E_NETWORK_NOT_FOUND.
 */
HRESULT WINAPI HcnOpenNetwork(
	_In_ REFGUID Id, _Out_ PHCN_NETWORK Network, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnmodifynetwork
 *
 * Changes a network.
 *
 * @Settings: {"ResourceType":"Policy"|"DNS"|"Subnet"|...,
 * "RequestType":"Add"|"Remove"|"Update"|..., "Settings":{...}}.
 * Errors: HCN_E_NETWORK_NOT_FOUND, HCN_E_INVALID_POLICY, HCN_E_POLICY_NOT_FOUND,
 * HCN_E_REQUEST_UNSUPPORTED.
 */
HRESULT WINAPI HcnModifyNetwork(
	_In_ HCN_NETWORK Network, _In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnquerynetworkproperties
 *
 * The network as it is, generated values included.
 *
 * @Query: {"SchemaVersion":{"Major":2,"Minor":0}}; a Filter in it is ignored.  NULL, no
 * SchemaVersion or Major 1 ask for the V1 form of the document.
 * Errors: HCN_E_NETWORK_NOT_FOUND.
 */
HRESULT WINAPI HcnQueryNetworkProperties(_In_ HCN_NETWORK Network, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcndeletenetwork
 *
 * Deletes a network, its endpoints and their attachments.  Handles to them stay open.
 *
 * Errors: HCN_E_NETWORK_NOT_FOUND.
 */
HRESULT WINAPI HcnDeleteNetwork(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnclosenetwork
 *
 * Gives up a handle, whether its network still exists or not.  The network itself stays.
 */
HRESULT WINAPI HcnCloseNetwork(_In_ HCN_NETWORK Network);

/* --- endpoints ----------------------------------------------------------------------------------- */

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnenumerateendpoints
 *
 * The ids of the endpoints there are, a JSON array of GUID texts in creation order; "[]" when
 * there are none.
 *
 * @Query: a HostComputeQuery whose Filter selects; NULL, "" or "{}": all.
 */
HRESULT WINAPI HcnEnumerateEndpoints(
	_In_ PCWSTR Query, _Outptr_ PWSTR *Endpoints, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncreateendpoint
 *
 * Makes an endpoint on @Network and a handle to it.
 *
 * @Id: the new object's id; the zero GUID: "ID" of @Settings, else a new one.
 * @Settings: a HostComputeEndpoint.  Its HostComputeNetwork, if there is one, must be @Network:
 * else HCN_E_INVALID_NETWORK.
 * Errors: HCN_E_NETWORK_NOT_FOUND, HCN_E_INVALID_ENDPOINT, HCN_E_INVALID_IP,
 * HCN_E_ADDR_INVALID_OR_RESERVED, HCN_E_SUBNET_NOT_FOUND, HCN_E_INVALID_POLICY,
 * HCN_E_PORT_ALREADY_EXISTS, HCN_E_MAPPING_NOT_SUPPORTED, HCN_E_REQUEST_UNSUPPORTED.
 */
HRESULT WINAPI HcnCreateEndpoint(_In_ HCN_NETWORK Network, _In_ REFGUID Id, _In_ PCWSTR Settings,
	_Out_ PHCN_ENDPOINT Endpoint, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnopenendpoint
 *
 * A handle to the endpoint @Id.
 *
 * Errors: HCN_E_ENDPOINT_NOT_FOUND.
 */
HRESULT WINAPI HcnOpenEndpoint(
	_In_ REFGUID Id, _Out_ PHCN_ENDPOINT Endpoint, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnmodifyendpoint
 *
 * Changes an endpoint.
 *
 * @Settings: {"ResourceType":"Policy"|"Port", "RequestType":"Add"|"Remove"|"Update"|...,
 * "Settings":{...}}.
 * Errors: HCN_E_ENDPOINT_NOT_FOUND, HCN_E_INVALID_POLICY, HCN_E_POLICY_NOT_FOUND,
 * HCN_E_REQUEST_UNSUPPORTED.
 */
HRESULT WINAPI HcnModifyEndpoint(
	_In_ HCN_ENDPOINT Endpoint, _In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnqueryendpointproperties
 *
 * The endpoint as it is, generated values included.
 *
 * @Query: {"SchemaVersion":{"Major":2,"Minor":0}}; a Filter in it is ignored.  NULL, no
 * SchemaVersion or Major 1 ask for the V1 form of the document.
 * Errors: HCN_E_ENDPOINT_NOT_FOUND.
 */
HRESULT WINAPI HcnQueryEndpointProperties(_In_ HCN_ENDPOINT Endpoint, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcndeleteendpoint
 *
 * Deletes an endpoint and detaches it from its namespace.  Handles to it stay open.
 *
 * Errors: HCN_E_ENDPOINT_NOT_FOUND.
 */
HRESULT WINAPI HcnDeleteEndpoint(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncloseendpoint
 *
 * Gives up a handle, whether its endpoint still exists or not.  The endpoint itself stays.
 */
HRESULT WINAPI HcnCloseEndpoint(_In_ HCN_ENDPOINT Endpoint);

/*
 * The endpoint's counters since it was attached, from its own point of view: {"BytesReceived":n,"BytesSent":n,
 * "DroppedPacketsIncoming":n,"DroppedPacketsOutgoing":n,"EndpointId":"...","InstanceId":"...","PacketsReceived":n,
 * "PacketsSent":n}; all 0 when it is not attached or is remote.  Freed with CoTaskMemFree().
 *
 * @Query is a HostComputeQuery document or NULL.
 * Errors: HCN_E_ENDPOINT_NOT_FOUND; HCN_E_INVALID_JSON (the query); E_NOTIMPL when HCN_HNS_VERSION is below 15.0.
 */
HRESULT WINAPI HcnQueryEndpointStats(_In_ HCN_ENDPOINT Endpoint, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Stats, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * The endpoint's addresses, an array with an object for each: [{"EndpointId":"...","HostComputeNetwork":"...",
 * "HostComputeNamespace":"..." (when attached),"IpAddress":"172.30.0.2","PrefixLength":24,"MacAddress":"..."}].
 * Freed with CoTaskMemFree().
 *
 * @Query and errors: as HcnQueryEndpointStats.
 */
HRESULT WINAPI HcnQueryEndpointAddresses(_In_ HCN_ENDPOINT Endpoint, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Addresses, _Outptr_opt_ PWSTR *ErrorRecord);

/* --- namespaces ---------------------------------------------------------------------------------- */

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnenumeratenamespaces
 *
 * The ids of the namespaces there are, a JSON array of GUID texts in creation order; "[]" when
 * there are none.
 *
 * @Query: a HostComputeQuery whose Filter selects; NULL, "" or "{}": all.
 */
HRESULT WINAPI HcnEnumerateNamespaces(
	_In_ PCWSTR Query, _Outptr_ PWSTR *Namespaces, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncreatenamespace
 *
 * Makes a namespace and a handle to it.  The HostDefault namespace exists always: creating it
 * opens it.
 *
 * @Id: the new object's id; the zero GUID: "ID" of @Settings, else a new one.
 * @Settings: a HostComputeNamespace.
 * Errors: HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS).
 */
HRESULT WINAPI HcnCreateNamespace(_In_ REFGUID Id, _In_ PCWSTR Settings,
	_Out_ PHCN_NAMESPACE Namespace, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnopennamespace
 *
 * A handle to the namespace @Id.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnOpenNamespace(
	_In_ REFGUID Id, _Out_ PHCN_NAMESPACE Namespace, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnmodifynamespace
 *
 * Adds endpoints and containers to a namespace, or takes them out.
 *
 * @Settings: {"ResourceType":"Endpoint"|"Container", "RequestType":"Add"|"Remove",
 * "Settings":{"EndpointId":"..."}}.
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND) (also for an endpoint that is not in it),
 * HCN_E_ENDPOINT_NOT_FOUND, HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS (it is in another one),
 * HCN_E_NAMESPACE_ATTACH_FAILED.
 */
HRESULT WINAPI HcnModifyNamespace(
	_In_ HCN_NAMESPACE Namespace, _In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnquerynamespaceproperties
 *
 * The namespace as it is, generated values included.
 *
 * @Query: {"SchemaVersion":{"Major":2,"Minor":0}}; a Filter in it is ignored.  NULL, no
 * SchemaVersion or Major 1 ask for the V1 form of the document.
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnQueryNamespaceProperties(_In_ HCN_NAMESPACE Namespace, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcndeletenamespace
 *
 * Deletes a namespace and detaches the endpoints in it.  Handles to it stay open.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnDeleteNamespace(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnclosenamespace
 *
 * Gives up a handle, whether its namespace still exists or not.  The namespace itself stays.
 */
HRESULT WINAPI HcnCloseNamespace(_In_ HCN_NAMESPACE Namespace);

/* --- load balancers ------------------------------------------------------------------------------ */

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnenumerateloadbalancers
 *
 * The ids of the load balancers there are, a JSON array of GUID texts in creation order; "[]" when
 * there are none.
 *
 * @Query: a HostComputeQuery whose Filter selects; NULL, "" or "{}": all.
 */
HRESULT WINAPI HcnEnumerateLoadBalancers(
	_In_ PCWSTR Query, _Outptr_ PWSTR *LoadBalancers, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncreateloadbalancer
 *
 * Makes a load balancer and a handle to it.
 *
 * @Id: the new object's id; the zero GUID: "ID" of @Settings, else a new one.
 * @Settings: a HostComputeLoadBalancer.
 * Errors: HCN_E_INVALID_JSON_REFERENCE (no endpoint), HCN_E_ENDPOINT_NOT_FOUND,
 * HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS).
 */
HRESULT WINAPI HcnCreateLoadBalancer(_In_ REFGUID Id, _In_ PCWSTR Settings,
	_Out_ PHCN_LOADBALANCER LoadBalancer, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnopenloadbalancer
 *
 * A handle to the load balancer @Id.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnOpenLoadBalancer(
	_In_ REFGUID Id, _Out_ PHCN_LOADBALANCER LoadBalancer, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnmodifyloadbalancer
 *
 * Replaces a load balancer's endpoints, addresses and mappings.
 *
 * @Settings: a whole HostComputeLoadBalancer, not a modify request.
 * Errors: as HcnCreateLoadBalancer, HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnModifyLoadBalancer(
	_In_ HCN_LOADBALANCER LoadBalancer, _In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnqueryloadbalancerproperties
 *
 * The load balancer as it is, generated values included.
 *
 * @Query: {"SchemaVersion":{"Major":2,"Minor":0}}; a Filter in it is ignored.  NULL, no
 * SchemaVersion or Major 1 ask for the V1 form of the document.
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnQueryLoadBalancerProperties(_In_ HCN_LOADBALANCER LoadBalancer, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcndeleteloadbalancer
 *
 * Deletes a load balancer.  Handles to it stay open.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnDeleteLoadBalancer(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncloseloadbalancer
 *
 * Gives up a handle, whether its load balancer still exists or not.  The load balancer itself
 * stays.
 */
HRESULT WINAPI HcnCloseLoadBalancer(_In_ HCN_LOADBALANCER LoadBalancer);

/* --- SDN routes ---------------------------------------------------------------------------------- */

/*
 * The ids of the routes there are, a JSON array of GUID texts in creation order; "[]" when there
 * are none.
 *
 * @Query: a HostComputeQuery whose Filter selects; NULL, "" or "{}": all.
 */
HRESULT WINAPI HcnEnumerateSdnRoutes(
	_In_ PCWSTR Query, _Outptr_ PWSTR *SdnRoutes, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * Makes a route and a handle to it.
 *
 * @Id: the new object's id; the zero GUID: "ID" of @Settings, else a new one.
 * @Settings: a HostComputeRoute.
 * Errors: HCN_E_INVALID_JSON_REFERENCE (no endpoint), HCN_E_ENDPOINT_NOT_FOUND,
 * HCN_E_INVALID_PREFIX.
 */
HRESULT WINAPI HcnCreateSdnRoute(_In_ REFGUID Id, _In_ PCWSTR Settings,
	_Out_ PHCN_SDNROUTE SdnRoute, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * A handle to the route @Id.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnOpenSdnRoute(
	_In_ REFGUID Id, _Out_ PHCN_SDNROUTE SdnRoute, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * Replaces a route.
 *
 * @Settings: a whole HostComputeRoute.
 * Errors: as HcnCreateSdnRoute, HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnModifySdnRoute(
	_In_ HCN_SDNROUTE SdnRoute, _In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * The route as it is, generated values included.
 *
 * @Query: {"SchemaVersion":{"Major":2,"Minor":0}}; a Filter in it is ignored.  NULL, no
 * SchemaVersion or Major 1 ask for the V1 form of the document.
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnQuerySdnRouteProperties(_In_ HCN_SDNROUTE SdnRoute, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * Deletes a route.  Handles to it stay open.
 *
 * Errors: HRESULT_FROM_WIN32(ERROR_NOT_FOUND).
 */
HRESULT WINAPI HcnDeleteSdnRoute(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * Gives up a handle, whether its route still exists or not.  The route itself stays.
 */
HRESULT WINAPI HcnCloseSdnRoute(_In_ HCN_SDNROUTE SdnRoute);

/* --- guest network services ---------------------------------------------------------------------- */

/* For virtual machines that mirror the host's network. */

/*
 * The ids of the services there are.
 *
 * @Query: a HostComputeQuery, or NULL.
 */
HRESULT WINAPI HcnEnumerateGuestNetworkServices(
	_In_ PCWSTR Query, _Outptr_ PWSTR *GuestNetworkServices, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncreateguestnetworkservice
 *
 * Makes a service and a handle to it.
 *
 * @Id: the id of the virtual machine.
 * @Settings: a GuestNetworkService.
 */
HRESULT WINAPI HcnCreateGuestNetworkService(_In_ REFGUID Id, _In_ PCWSTR Settings,
	_Out_ PHCN_GUESTNETWORKSERVICE GuestNetworkService, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * A handle to the service @Id.
 */
HRESULT WINAPI HcnOpenGuestNetworkService(_In_ REFGUID Id,
	_Out_ PHCN_GUESTNETWORKSERVICE GuestNetworkService, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnmodifyguestnetworkservice
 *
 * Changes a service's state.
 *
 * @Settings: {"ResourceType":"State","RequestType":"Update","Settings":{"State":"..."}}.
 */
HRESULT WINAPI HcnModifyGuestNetworkService(_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService,
	_In_ PCWSTR Settings, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * The service as it is.
 */
HRESULT WINAPI HcnQueryGuestNetworkServiceProperties(
	_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService, _In_ PCWSTR Query,
	_Outptr_ PWSTR *Properties, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcndeleteguestnetworkservice
 *
 * Deletes a service.
 */
HRESULT WINAPI HcnDeleteGuestNetworkService(_In_ REFGUID Id, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcncloseguestnetworkservice
 *
 * Gives up a handle.
 */
HRESULT WINAPI HcnCloseGuestNetworkService(_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService);

/* --- ports of the host, reserved for guests ------------------------------------------------------- */

typedef enum HCN_PORT_PROTOCOL {
	HCN_PORT_PROTOCOL_TCP = 1,
	HCN_PORT_PROTOCOL_UDP = 2,
	HCN_PORT_PROTOCOL_BOTH = 3
} HCN_PORT_PROTOCOL;

typedef enum HCN_PORT_ACCESS {
	HCN_PORT_ACCESS_EXCLUSIVE = 1,
	HCN_PORT_ACCESS_SHARED = 2
} HCN_PORT_ACCESS;

/* Both ends belong to the range. */
typedef struct HCN_PORT_RANGE_RESERVATION {
	USHORT startingPort;
	USHORT endingPort;
} HCN_PORT_RANGE_RESERVATION;

typedef struct HCN_PORT_RANGE_ENTRY {
	GUID OwningPartitionId;
	GUID TargetPartitionId;
	HCN_PORT_PROTOCOL Protocol;
	UINT64 Priority __attribute__((aligned(8))); /* as on Windows, on 32-bit machines too */
	UINT32 ReservationType;
	UINT32 SharingFlags;
	UINT32 DeliveryMode;
	USHORT StartingPort;
	USHORT EndingPort;
} HCN_PORT_RANGE_ENTRY, *PHCN_PORT_RANGE_ENTRY;

HCN_ASSERT_TYPE(sizeof(HCN_PORT_RANGE_RESERVATION) == 4);
HCN_ASSERT_TYPE(sizeof(HCN_PORT_RANGE_ENTRY) == 64);
HCN_ASSERT_TYPE(offsetof(HCN_PORT_RANGE_ENTRY, Priority) == 40);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnreserveguestnetworkserviceport
 *
 * Reserves @Port (1 to 65535) of the host for a guest, until the handle is released, the process ends, or the guest network
 * service is deleted.  Reservations of one port must all be HCN_PORT_ACCESS_SHARED.  What is reserved is kept from other
 * reservations, not from sockets of the host.  *@PortReservationHandle is NULL on failure.
 *
 * Errors: HCN_E_PORT_ALREADY_EXISTS (reserved, or published by an endpoint),
 * HRESULT_FROM_WIN32(ERROR_NOT_FOUND), E_INVALIDARG.
 */
HRESULT WINAPI HcnReserveGuestNetworkServicePort(_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService,
	_In_ HCN_PORT_PROTOCOL Protocol, _In_ HCN_PORT_ACCESS Access, _In_ USHORT Port,
	_Out_ HANDLE *PortReservationHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnreserveguestnetworkserviceportrange
 *
 * Reserves adjacent ports of both protocols, exclusively, as above: a range whose ends are @PortCount apart.
 *
 * Errors: as above; ERROR_NO_SYSTEM_RESOURCES (0x800705aa) when no range that long is free.
 */
HRESULT WINAPI HcnReserveGuestNetworkServicePortRange(
	_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService, _In_ USHORT PortCount,
	_Out_ HCN_PORT_RANGE_RESERVATION *PortRangeReservation,
	_Out_ HANDLE *PortReservationHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnreleaseguestnetworkserviceportreservationhandle
 *
 * Releases what one of the two functions above reserved.
 *
 * Errors: E_INVALIDARG (no such handle, or released already).
 */
HRESULT WINAPI HcnReleaseGuestNetworkServicePortReservationHandle(
	_In_ HANDLE PortReservationHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnenumerateguestnetworkportreservations
 *
 * All reservations of all processes, to be freed with HcnFreeGuestNetworkPortReservations().  The partitions are the
 * VirtualMachineId of the guest network service; SharingFlags is 1 for a shared reservation; the other fields are 0.
 * 0 and NULL when there are none, and on failure.
 */
HRESULT WINAPI HcnEnumerateGuestNetworkPortReservations(
	_Out_ ULONG *ReturnCount, _Out_ HCN_PORT_RANGE_ENTRY **PortEntries);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnfreeguestnetworkportreservations
 *
 * Frees what HcnEnumerateGuestNetworkPortReservations() returned; NULL is fine.
 */
void WINAPI HcnFreeGuestNetworkPortReservations(_In_opt_ HCN_PORT_RANGE_ENTRY *PortEntries);

/* --- notifications ------------------------------------------------------------------------------- */

typedef enum HCN_NOTIFICATIONS {
	HcnNotificationInvalid = 0x00000000,

	/* to service callbacks */
	HcnNotificationNetworkPreCreate = 0x00000001,
	HcnNotificationNetworkCreate = 0x00000002,
	HcnNotificationNetworkPreDelete = 0x00000003,
	HcnNotificationNetworkDelete = 0x00000004,
	HcnNotificationNamespaceCreate = 0x00000005,
	HcnNotificationNamespaceDelete = 0x00000006,
	HcnNotificationGuestNetworkServiceCreate = 0x00000007,
	HcnNotificationGuestNetworkServiceDelete = 0x00000008,

	/* to network callbacks */
	HcnNotificationNetworkEndpointAttached = 0x00000009,
	HcnNotificationNetworkEndpointDetached = 0x00000010,

	/* to guest network service callbacks */
	HcnNotificationGuestNetworkServiceStateChanged = 0x00000011,
	HcnNotificationGuestNetworkServiceInterfaceStateChanged = 0x00000012,

	/* to all */
	HcnNotificationServiceDisconnect = 0x01000000,
	HcnNotificationFlagsReserved = (int)0xF0000000 /* bits for flags */
} HCN_NOTIFICATIONS;

/*
 * @NotificationType: one of HCN_NOTIFICATIONS.
 * @NotificationData: a document {"ID","Flags","Data"} or NULL; valid during the call.
 */
typedef void(CALLBACK *HCN_NOTIFICATION_CALLBACK)(
	DWORD NotificationType, void *Context, HRESULT NotificationStatus, PCWSTR NotificationData);

/*
 * Each registration has a thread of its own, on which all signals are blocked: a slow callback delays no other, and no request but
 * the deletion of a network, which waits 100 ms at most for service callbacks that have been told of it.  A callback may call any function.
 * Notifications of all processes come, in the order of their commits.  ServiceDisconnect means that some were lost, or
 * that the state directory was removed: look anew.  Registrations end in the child of a fork.
 * Errors of Register: E_INVALIDARG, ERROR_NO_SYSTEM_RESOURCES; of Unregister: E_INVALIDARG for a handle that is not one of
 * its own.
 */

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnregisterservicecallback
 *
 * Calls @Callback with @Context for everything that happens to networks and namespaces, until
 * unregistered.
 */
HRESULT WINAPI HcnRegisterServiceCallback(_In_ HCN_NOTIFICATION_CALLBACK Callback,
	_In_opt_ void *Context, _Out_ HCN_CALLBACK *CallbackHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnunregisterservicecallback
 *
 * Ends it.  The callback does not run any more when this returns, unless it is the caller.
 */
HRESULT WINAPI HcnUnregisterServiceCallback(_In_ HCN_CALLBACK CallbackHandle);

/*
 * The same for the endpoints of one network.
 */
HRESULT WINAPI HcnRegisterNetworkCallback(_In_ HCN_NETWORK Network,
	_In_ HCN_NOTIFICATION_CALLBACK Callback, _In_opt_ void *Context,
	_Out_ HCN_CALLBACK *CallbackHandle);

/*
 * Ends it, as HcnUnregisterServiceCallback() does.
 */
HRESULT WINAPI HcnUnregisterNetworkCallback(_In_ HCN_CALLBACK CallbackHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnregisterguestnetworkservicecallback
 *
 * The same for one guest network service.
 */
HRESULT WINAPI HcnRegisterGuestNetworkServiceCallback(
	_In_ HCN_GUESTNETWORKSERVICE GuestNetworkService, _In_ HCN_NOTIFICATION_CALLBACK Callback,
	_In_opt_ void *Context, _Out_ HCN_CALLBACK *CallbackHandle);

/*
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/reference/hcnunregisterguestnetworkservicecallback
 *
 * Ends it, as HcnUnregisterServiceCallback() does.
 */
HRESULT WINAPI HcnUnregisterGuestNetworkServiceCallback(_In_ HCN_CALLBACK CallbackHandle);

/* --- the service itself -------------------------------------------------------------------------- */

/*
 * What this HNS version (HCN_HNS_VERSION) can do, an array of Feature objects: [{"ID":"...","Name":"SetPolicy",
 * "SchemaVersion":{"Major":2,"Minor":0},"Enabled":true}].  The names are hcsshim's; an id never changes.
 * Freed with CoTaskMemFree().
 *
 * @Query is a HostComputeQuery document or NULL.
 * Errors: HCN_E_INVALID_JSON (the query).
 */
HRESULT WINAPI HcnQueryFeatures(
	_In_ PCWSTR Query, _Outptr_ PWSTR *Features, _Outptr_opt_ PWSTR *ErrorRecord);

/*
 * What there is: {"Networks":n,"Endpoints":n,"Namespaces":n,"LoadBalancers":n,"SdnRoutes":n,"GuestNetworkServices":n,
 * "AttachedEndpoints":n,"Events":n (ever posted since boot),"StoreBytes":n (on disk)}.  Freed with CoTaskMemFree().
 *
 * @Query and errors: as HcnQueryFeatures.
 */
HRESULT WINAPI HcnQueryMetrics(
	_In_ PCWSTR Query, _Outptr_ PWSTR *Metrics, _Outptr_opt_ PWSTR *ErrorRecord);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
