/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions outside the common seven: wrong arguments are E_INVALIDARG. */
#include <stdlib.h>
#include <string.h>

#include "edge.h"

static void CALLBACK ignore(DWORD type, void *context, HRESULT status, PCWSTR data)
{
}

START_TEST(a_callback_with_wrong_arguments_is_refused)
{
	HCN_NETWORK network = given_network(1);
	HCN_CALLBACK handle = (HCN_CALLBACK)1;

	assert_hr(HcnRegisterServiceCallback(NULL, NULL, &handle), E_INVALIDARG);
	ck_assert_ptr_null(handle);
	assert_hr(HcnRegisterServiceCallback(ignore, NULL, NULL), E_INVALIDARG);
	assert_hr(HcnRegisterNetworkCallback(NULL, ignore, NULL, &handle), E_INVALIDARG);
	assert_hr(HcnRegisterNetworkCallback(network, NULL, NULL, &handle), E_INVALIDARG);
	assert_hr(HcnRegisterGuestNetworkServiceCallback(
			  (HCN_GUESTNETWORKSERVICE)(void *)network, ignore, NULL, &handle),
		E_INVALIDARG);
}
END_TEST

START_TEST(what_is_no_callback_cannot_be_unregistered)
{
	const HCN_CALLBACK wrong[] = { NULL, (HCN_CALLBACK)1,
		(HCN_CALLBACK)(void *)given_network(1) };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_hr(HcnUnregisterServiceCallback(wrong[i]), E_INVALIDARG);
		assert_hr(HcnUnregisterNetworkCallback(wrong[i]), E_INVALIDARG);
		assert_hr(HcnUnregisterGuestNetworkServiceCallback(wrong[i]), E_INVALIDARG);
	}
}
END_TEST

START_TEST(ports_cannot_be_reserved_without_a_guest_service)
{
	HCN_PORT_RANGE_RESERVATION range;
	HANDLE handle = (HANDLE)1;

	assert_hr(HcnReserveGuestNetworkServicePort(
			  NULL, HCN_PORT_PROTOCOL_TCP, HCN_PORT_ACCESS_SHARED, 80, &handle),
		E_INVALIDARG);
	ck_assert_ptr_null(handle);
	assert_hr(HcnReserveGuestNetworkServicePort(
			  NULL, HCN_PORT_PROTOCOL_TCP, HCN_PORT_ACCESS_SHARED, 80, NULL),
		E_INVALIDARG);
	handle = (HANDLE)1;
	assert_hr(HcnReserveGuestNetworkServicePortRange(
			  (HCN_GUESTNETWORKSERVICE)1, 10, &range, &handle),
		E_INVALIDARG);
	ck_assert_ptr_null(handle);
	assert_hr(HcnReserveGuestNetworkServicePortRange(NULL, 10, NULL, &handle), E_INVALIDARG);
	assert_hr(HcnReserveGuestNetworkServicePortRange(NULL, 10, &range, NULL), E_INVALIDARG);
	assert_hr(HcnReleaseGuestNetworkServicePortReservationHandle(NULL), E_INVALIDARG);
	assert_hr(HcnReleaseGuestNetworkServicePortReservationHandle(&range), E_INVALIDARG);
}
END_TEST

START_TEST(the_list_of_no_reservations_is_null_and_null_can_be_freed)
{
	HCN_PORT_RANGE_ENTRY *entries = (HCN_PORT_RANGE_ENTRY *)1;
	ULONG n = 5;

	assert_hr(HcnEnumerateGuestNetworkPortReservations(&n, &entries), S_OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(entries);
	HcnFreeGuestNetworkPortReservations(entries);
	assert_hr(HcnEnumerateGuestNetworkPortReservations(NULL, &entries), E_INVALIDARG);
	assert_hr(HcnEnumerateGuestNetworkPortReservations(&n, NULL), E_INVALIDARG);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_callback_with_wrong_arguments_is_refused },
		{ what_is_no_callback_cannot_be_unregistered },
		{ ports_cannot_be_reserved_without_a_guest_service },
		{ the_list_of_no_reservations_is_null_and_null_can_be_freed },
		{ NULL },
	};

	return run_edge_tests("service", facts);
}
