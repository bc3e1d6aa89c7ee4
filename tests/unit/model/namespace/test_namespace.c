/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Namespaces: their numbers, what is in them, and who comes and goes. */
#include "lab.h"

#include <stdio.h>

#include "cleanup.h"

START_TEST(a_namespace_takes_64_endpoints)
{
	char text[256];

	given_dual_stack();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	for (int i = 0; i < 64; i++) {
		snprintf(text, sizeof(text),
			"{'ID':'CCCCCCCC-0000-0000-0000-0000000001%02X','HostComputeNetwork':'" N1
			"',"
			"'HostComputeNamespace':'" S1 "'}",
			(unsigned)i);
		given(HCN_KIND_ENDPOINT, text);
	}
	ck_assert_str_eq(endpoint("CCCCCCCC-0000-0000-0000-00000000013F")->if_name, "eth63");
	ck_assert_int_eq(
		create_endpoint_with("'HostComputeNamespace':'" S1 "'"), HCN_LIMIT_REACHED);
	lab_close();
}
END_TEST

START_TEST(compartments_are_numbered_from_2_and_not_again)
{
	lab_open();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S2 "'}");
	ck_assert_int_eq(delete_object(HCN_KIND_NAMESPACE, S2), 0);
	commit();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S3 "'}");
	ck_assert_uint_eq(
		((const struct hcn_namespace *)object(HCN_KIND_NAMESPACE, S1))->namespace_id, 2);
	ck_assert_uint_eq(
		((const struct hcn_namespace *)object(HCN_KIND_NAMESPACE, S3))->namespace_id, 4);
	lab_close();
}
END_TEST

START_TEST(resources_that_are_no_endpoints_are_refused_where_they_stand)
{
	static const struct {
		const char *resources;
		int status;
		const char *pointer;
	} lists[] = {
		{ "{'Type':'Endpoint','Data':{'Id':'x'}}", HCN_GUID_CONVERSION_FAILURE,
			"/Resources/0/Data/Id" },
		{ "{'Type':'Container'},{'Type':'Endpoint'}", HCN_GUID_CONVERSION_FAILURE,
			"/Resources/1/Data/Id" },
		{ "{'Type':'Endpoint','Data':{'Id':'" E9 "'}}", HCN_ENDPOINT_NOT_FOUND,
			"/Resources/0/Data/Id" },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(lists); i++) {
		char text[256];

		lab_open();
		snprintf(
			text, sizeof(text), "{'ID':'" S1 "','Resources':[%s]}", lists[i].resources);
		ck_assert_int_eq(create(HCN_KIND_NAMESPACE, text), lists[i].status);
		ck_assert_str_eq(refusal.pointer, lists[i].pointer);
		lab_close();
	}
}
END_TEST

START_TEST(guest_namespaces_take_no_endpoints)
{
	given_dual_stack();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "','Type':'Guest'}");
	ck_assert_int_eq(
		create_endpoint_with("'HostComputeNamespace':'" S1 "'"), HCN_REQUEST_UNSUPPORTED);
	lab_close();
}
END_TEST

START_TEST(attaching_and_detaching_touch_the_namespace_and_say_so)
{
	given_dual_stack();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	ck_assert_int_eq(create_endpoint_with("'HostComputeNamespace':'" S1 "'"), 0);
	ck_assert_uint_eq(ws.n_events, 1);
	ck_assert_int_eq(ws.events[0].type, HCN_EVENT_ENDPOINT_ATTACHED);
	ck_assert_str_eq(hcn_guid_upper(&ws.events[0].network).text, N1);
	for (size_t i = 0; i < ws.n_items; i++)
		if (ws.items[i]->kind == HCN_KIND_NAMESPACE)
			ck_assert(ws.items[i]->touched);
	commit();
	ck_assert_int_eq(delete_object(HCN_KIND_ENDPOINT, E1), 0);
	ck_assert_uint_eq(ws.n_events, 1);
	ck_assert_int_eq(ws.events[0].type, HCN_EVENT_ENDPOINT_DETACHED);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_namespace_takes_64_endpoints },
		{ compartments_are_numbered_from_2_and_not_again },
		{ resources_that_are_no_endpoints_are_refused_where_they_stand },
		{ guest_namespaces_take_no_endpoints },
		{ attaching_and_detaching_touch_the_namespace_and_say_so },
		{ NULL },
	};

	return run_tests("namespaces", facts);
}
