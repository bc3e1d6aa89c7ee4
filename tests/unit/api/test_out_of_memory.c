/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allocation of a call fails once: the call fails as E_OUTOFMEMORY or is done, never half. */
#include <errno.h>
#include <stdlib.h>

#include "alloc_fail.h"
#include "edge.h"
#include "handle.h"

static const GUID zero;

/* Runs @call until no allocation of it fails any more; @undone says that a failed one left nothing. */
static void run_out_of_memory(HRESULT (*call)(PWSTR *record), void (*assert_undone)(void))
{
	PWSTR record;
	HRESULT hr;

	json_set_alloc_funcs(malloc, free);
	for (size_t n = 1;; n++) {
		record = (PWSTR)1;
		alloc_fail_nth(n);
		hr = call(&record);
		if (!alloc_fail_stop() || hr == S_OK)
			break;
		assert_hr(hr, E_OUTOFMEMORY);
		ck_assert_int_eq(*take(&record), '{');
		assert_undone();
	}
	assert_hr(hr, S_OK);
	ck_assert_ptr_null(record);
}

static HCN_NETWORK network;
static HCN_ENDPOINT endpoint;
static PWSTR text;

static HRESULT create_endpoint(PWSTR *record)
{
	return HcnCreateEndpoint(network, &zero, u"{\"Name\":\"red\"}", &endpoint, record);
}

static void assert_no_endpoint(void)
{
	ck_assert_ptr_null(endpoint);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
}

START_TEST(creating_without_memory_makes_nothing)
{
	network = given_network(1);
	run_out_of_memory(create_endpoint, assert_no_endpoint);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 1);
	assert_hr(HcnCloseEndpoint(endpoint), S_OK);
}
END_TEST

static void assert_no_text(void)
{
	ck_assert_ptr_null(text);
}

static HRESULT query_network(PWSTR *record)
{
	return HcnQueryNetworkProperties(network, QUERY_V2, &text, record);
}

static HRESULT enumerate_networks(PWSTR *record)
{
	return HcnEnumerateNetworks(QUERY_V2, &text, record);
}

START_TEST(asking_without_memory_gives_no_text)
{
	network = given_network(1);
	run_out_of_memory(query_network, assert_no_text);
	CoTaskMemFree(text);
	run_out_of_memory(enumerate_networks, assert_no_text);
	CoTaskMemFree(text);
}
END_TEST

START_TEST(without_memory_for_the_record_there_is_none)
{
	const GUID id = guid(99);
	HCN_NETWORK none;
	PWSTR record = (PWSTR)1;
	HRESULT hr;

	alloc_fail_from(1);
	hr = HcnCreateNetwork(&id, u"{}", &none, &record);
	ck_assert(alloc_fail_stop());
	assert_hr(hr, E_OUTOFMEMORY);
	ck_assert_ptr_null(record);
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(the_allocator_without_memory_gives_null_and_leaves_errno_alone)
{
	LPVOID memory;

	alloc_fail_nth(1);
	errno = EBADE;
	memory = CoTaskMemAlloc(100);
	ck_assert_int_eq(errno, EBADE);
	ck_assert(alloc_fail_stop());
	ck_assert_ptr_null(memory);
}
END_TEST

START_TEST(a_handle_table_that_cannot_grow_says_so)
{
	struct hcn_error err;
	void *handle;
	int r;

	alloc_fail_nth(1);
	r = hcn_handle_new(HCN_KIND_NETWORK, &handle, &err);
	ck_assert(alloc_fail_stop());
	ck_assert_int_eq(r, -ENOMEM);
	ck_assert_uint_eq(err.hresult, (uint32_t)E_OUTOFMEMORY);
	ck_assert_int_eq(hcn_handle_new(HCN_KIND_NETWORK, &handle, &err), 0);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ creating_without_memory_makes_nothing },
		{ asking_without_memory_gives_no_text },
		{ without_memory_for_the_record_there_is_none },
		{ the_allocator_without_memory_gives_null_and_leaves_errno_alone },
		{ a_handle_table_that_cannot_grow_says_so },
		{ NULL },
	};

	return run_edge_tests("out_of_memory", facts);
}
