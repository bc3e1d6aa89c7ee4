/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The functions outside the common seven: notifications, port reservations.
 *
 * The engine has none of these yet.  Arguments are checked as if it had: a wrong one is E_INVALIDARG, good
 * ones are E_NOTIMPL.
 */
#include <computenetwork.h>

#include <stdlib.h>

#include "call.h"
#include "error.h"
#include "handle.h"

static HRESULT not_built(struct hcn_call *c, int r)
{
	if (!r) {
		r = hcn_fail(
			&c->err, HCN_NOT_IMPLEMENTED, NULL, "%s is not built yet", c->function);
		hcn_error_hint(&c->err, "doc/differences.md lists what works");
	}
	return hcn_call_end(c, r);
}

/* Nobody has got such a handle yet, so the table knows none. */
static HRESULT release(const char *function, const void *handle, int kind)
{
	struct hcn_call c = hcn_call_begin(function, NULL);
	struct hcn_guid id;

	return hcn_call_end(&c, hcn_handle_close(handle, kind, &id, &c.err));
}

/* --- port reservations -------------------------------------------------------------------------- */

HRESULT WINAPI HcnReserveGuestNetworkServicePort(HCN_GUESTNETWORKSERVICE GuestNetworkService,
	HCN_PORT_PROTOCOL Protocol, HCN_PORT_ACCESS Access, USHORT Port,
	HANDLE *PortReservationHandle)
{
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	int r;

	if (PortReservationHandle)
		*PortReservationHandle = NULL;
	r = hcn_call_pointer(&c, PortReservationHandle, "PortReservationHandle");
	if (!r)
		r = hcn_call_handle(&c, GuestNetworkService, HCN_KIND_GUEST_SERVICE, NULL);
	return not_built(&c, r);
}

HRESULT WINAPI HcnReserveGuestNetworkServicePortRange(HCN_GUESTNETWORKSERVICE GuestNetworkService,
	USHORT PortCount, HCN_PORT_RANGE_RESERVATION *PortRangeReservation,
	HANDLE *PortReservationHandle)
{
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	int r;

	if (PortReservationHandle)
		*PortReservationHandle = NULL;
	r = hcn_call_pointer(&c, PortRangeReservation, "PortRangeReservation");
	if (!r)
		r = hcn_call_pointer(&c, PortReservationHandle, "PortReservationHandle");
	if (!r)
		r = hcn_call_handle(&c, GuestNetworkService, HCN_KIND_GUEST_SERVICE, NULL);
	return not_built(&c, r);
}

HRESULT WINAPI HcnReleaseGuestNetworkServicePortReservationHandle(HANDLE PortReservationHandle)
{
	return release(__func__, PortReservationHandle, HCN_HANDLE_PORTS);
}

HRESULT WINAPI HcnEnumerateGuestNetworkPortReservations(
	ULONG *ReturnCount, HCN_PORT_RANGE_ENTRY **PortEntries)
{
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	int r;

	if (ReturnCount)
		*ReturnCount = 0;
	if (PortEntries)
		*PortEntries = NULL;
	r = hcn_call_pointer(&c, ReturnCount, "ReturnCount");
	if (!r)
		r = hcn_call_pointer(&c, PortEntries, "PortEntries");
	return not_built(&c, r);
}

void WINAPI HcnFreeGuestNetworkPortReservations(HCN_PORT_RANGE_ENTRY *PortEntries)
{
	CoTaskMemFree(PortEntries);
}
