/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports of the host that are reserved for guests.
 *
 * In: the handle of a guest network service.  Out: a handle that names a reservation of hcn.h; they are kept in a list, for the
 * handle table knows ids only.
 *
 * Tests: tests/clients/test_wsl.c, tests/unit/api/test_service.c
 */
#include <computenetwork.h>
#include <hcn.h>

#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "cleanup.h"
#include "error.h"
#include "handle.h"
#include "process.h"

struct reservation {
	struct reservation *next; /* under hcn_process_lock() */
	struct hcn_guid id;       /* names it in the handle table */
	struct hcn_ports *ports;
};

static struct reservation *reservations;

/* --- reserving -------------------------------------------------------------------------------------- */

/* @request without its owner, who is @service. */
static int reserve(struct hcn_call *c, const void *service, struct hcn_port_request *request,
	HCN_PORT_RANGE_RESERVATION *range, HANDLE *ret)
{
	_cleanup_free_ struct reservation *new = calloc(1, sizeof(*new));
	struct hcn_guid ignored;
	struct hcn *hcn;
	void *handle;
	int r;

	if (!new)
		return hcn_fail_oom(&c->err);
	hcn_guid_random(&new->id);
	r = hcn_call_context(c, &hcn);
	if (!r)
		r = hcn_call_handle(c, service, HCN_KIND_GUEST_SERVICE, NULL);
	if (!r)
		r = hcn_handle_new(HCN_HANDLE_PORTS, &handle, &c->err);
	if (r)
		return r;
	request->size = sizeof(*request);
	request->owner = c->id.text;
	r = hcn_ports_reserve(
		hcn, request, &new->ports, &range->startingPort, &range->endingPort, &c->err);
	hcn_handle_set(handle, &new->id);
	if (r) {
		(void)hcn_handle_close(handle, HCN_HANDLE_PORTS, &ignored, NULL);
		return r;
	}
	hcn_process_lock();
	new->next = reservations;
	reservations = TAKE_PTR(new);
	hcn_process_unlock();
	*ret = handle;
	return 0;
}

HRESULT WINAPI HcnReserveGuestNetworkServicePort(HCN_GUESTNETWORKSERVICE GuestNetworkService,
	HCN_PORT_PROTOCOL Protocol, HCN_PORT_ACCESS Access, USHORT Port,
	HANDLE *PortReservationHandle)
{
	struct hcn_port_request request = { .protocols = (uint32_t)Protocol,
		.shared = Access == HCN_PORT_ACCESS_SHARED,
		.port = Port };
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	HCN_PORT_RANGE_RESERVATION range = { 0 };
	int r;

	if (PortReservationHandle)
		*PortReservationHandle = NULL;
	r = hcn_call_pointer(&c, PortReservationHandle, "PortReservationHandle");
	if (!r && !Port)
		r = hcn_fail(&c.err, HCN_INVALID_ARGUMENT, NULL, "the port is 0");
	if (!r && Access != HCN_PORT_ACCESS_EXCLUSIVE && Access != HCN_PORT_ACCESS_SHARED)
		r = hcn_fail(&c.err, HCN_INVALID_ARGUMENT, NULL,
			"the access %d is neither exclusive (1) nor shared (2)", (int)Access);
	if (!r)
		r = reserve(&c, GuestNetworkService, &request, &range, PortReservationHandle);
	return hcn_call_end(&c, r);
}

HRESULT WINAPI HcnReserveGuestNetworkServicePortRange(HCN_GUESTNETWORKSERVICE GuestNetworkService,
	USHORT PortCount, HCN_PORT_RANGE_RESERVATION *PortRangeReservation,
	HANDLE *PortReservationHandle)
{
	struct hcn_port_request request = { .protocols = HCN_PORT_PROTOCOL_BOTH,
		.count = PortCount };
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	HCN_PORT_RANGE_RESERVATION range = { 0 };
	int r;

	if (PortReservationHandle)
		*PortReservationHandle = NULL;
	if (PortRangeReservation)
		*PortRangeReservation = range;
	r = hcn_call_pointer(&c, PortRangeReservation, "PortRangeReservation");
	if (!r)
		r = hcn_call_pointer(&c, PortReservationHandle, "PortReservationHandle");
	if (!r)
		r = reserve(&c, GuestNetworkService, &request, &range, PortReservationHandle);
	if (!r)
		*PortRangeReservation = range;
	return hcn_call_end(&c, r);
}

/* --- releasing -------------------------------------------------------------------------------------- */

static struct reservation *take_reservation(const struct hcn_guid *id)
{
	struct reservation **at = &reservations, *found;

	hcn_process_lock();
	while (*at && !hcn_guid_equal(&(*at)->id, id))
		at = &(*at)->next;
	found = *at;
	if (found)
		*at = found->next;
	hcn_process_unlock();
	return found;
}

HRESULT WINAPI HcnReleaseGuestNetworkServicePortReservationHandle(HANDLE PortReservationHandle)
{
	struct hcn_call c = hcn_call_begin(__func__, NULL);
	_cleanup_free_ struct reservation *taken = NULL;
	struct hcn_guid id;
	struct hcn *hcn;
	int r = hcn_call_context(&c, &hcn);

	if (!r)
		r = hcn_handle_close(PortReservationHandle, HCN_HANDLE_PORTS, &id, &c.err);
	if (!r)
		taken = take_reservation(&id);
	if (taken)
		r = hcn_ports_release(hcn, taken->ports, &c.err);
	return hcn_call_end(&c, r);
}

/* --- all of them -------------------------------------------------------------------------------------- */

static void put_guid(const char *text, GUID *ret)
{
	struct hcn_guid id;

	/* The engine wrote it. */
	if (hcn_guid_parse(text, strlen(text), &id))
		memcpy(ret, &id, sizeof(*ret));
}

/* [inf] The partition is the guest's virtual machine; what the fields that stay 0 mean is documented nowhere. */
static HCN_PORT_RANGE_ENTRY make_entry(const struct hcn_port_entry *from)
{
	HCN_PORT_RANGE_ENTRY entry = { .Protocol = (HCN_PORT_PROTOCOL)from->protocols,
		.SharingFlags = from->shared,
		.StartingPort = from->first,
		.EndingPort = from->last };

	put_guid(from->virtual_machine, &entry.OwningPartitionId);
	entry.TargetPartitionId = entry.OwningPartitionId;
	return entry;
}

static int list(struct hcn_call *c, ULONG *ret_n, HCN_PORT_RANGE_ENTRY **ret)
{
	_cleanup_free_ struct hcn_port_entry *entries = NULL;
	HCN_PORT_RANGE_ENTRY *copy;
	struct hcn *hcn;
	size_t n = 0;
	int r;

	r = hcn_call_context(c, &hcn);
	if (!r)
		r = hcn_ports_list(hcn, &entries, &n, &c->err);
	if (r || !n)
		return r;
	copy = CoTaskMemAlloc(n * sizeof(*copy));
	if (!copy)
		return hcn_fail_oom(&c->err);
	for (size_t i = 0; i < n; i++)
		copy[i] = make_entry(&entries[i]);
	*ret = copy;
	*ret_n = (ULONG)n;
	return 0;
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
	if (!r)
		r = list(&c, ReturnCount, PortEntries);
	return hcn_call_end(&c, r);
}

void WINAPI HcnFreeGuestNetworkPortReservations(HCN_PORT_RANGE_ENTRY *PortEntries)
{
	CoTaskMemFree(PortEntries);
}
