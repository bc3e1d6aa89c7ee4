/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Namespaces and attachment through the API, on every backend. */
#include <string.h>

#include "world.h"

#define HOST_DEFAULT "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"
#define NOBODY       "12345678-0000-0000-0000-000000000001"

START_TEST(a_created_namespace_shows_all_that_clients_read)
{
	const char *id = make(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
	json_t *ns = look(HCN_KIND_NAMESPACE, id);

	ck_assert_str_eq(text_at(ns, "/ID"), id);
	ck_assert_str_eq(text_at(ns, "/Type"), "Host");
	ck_assert_int_ge(number_at(ns, "/NamespaceId"), 2);
	ck_assert_uint_eq(json_array_size(at(ns, "/Resources")), 0);
	ck_assert_int_eq(number_at(ns, "/SchemaVersion/Major"), 0);
	json_decref(ns);
}
END_TEST

START_TEST(the_hosts_own_namespace_always_exists_and_is_one)
{
	char id[37];

	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, HOST_DEFAULT, "/Type"), "HostDefault");
	ck_assert_int_eq(look_number(HCN_KIND_NAMESPACE, HOST_DEFAULT, "/NamespaceId"), 1);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(
			hcn_create(world, HCN_KIND_NAMESPACE, NOBODY,
				doc("{'Type':'HostDefault','NamespaceId':5}"), id, NULL, NULL),
			0);
		ck_assert_str_eq(id, HOST_DEFAULT);
		ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, HOST_DEFAULT), 0);
	}
	ck_assert_uint_eq(count(HCN_KIND_NAMESPACE, NULL), 1);
}
END_TEST

START_TEST(guest_namespaces_exist_without_anything_behind_them)
{
	char *before = kernel_state();
	const char *guest = make(HCN_KIND_NAMESPACE, doc("{'Type':'Guest'}"));

	make(HCN_KIND_NAMESPACE, doc("{'Type':'GuestDefault'}"));
	expect_kernel_state(before);
	ck_assert_int_eq(attach(make_endpoint(make_network("n", "172.30.0.0/24"), ""), guest),
		HCN_REQUEST_UNSUPPORTED);
}
END_TEST

START_TEST(attach_and_detach_show_on_both_sides)
{
	const char *net = make_network("n", "172.30.0.0/24"), *ns = make_namespace();
	const char *a = make_endpoint(net, ""), *b = make_endpoint(net, "");

	ck_assert_int_eq(attach(a, ns), 0);
	ck_assert_int_eq(attach(b, ns), 0);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Type"), "Endpoint");
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), a);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/1/Data/Id"), b);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, a, "/HostComputeNamespace"), ns);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, a, "/State"), 3);
	ck_assert_int_eq(detach(a, ns), 0);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), b);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, a, "/State"), 1);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, a, "/HostComputeNamespace"), "");
	ck_assert_int_eq(attach(a, ns), 0);
}
END_TEST

START_TEST(an_endpoint_on_the_host_is_attached_not_shared)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), "");
	char *before = kernel_state();

	ck_assert_int_eq(attach(id, HOST_DEFAULT), 0);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, id, "/State"), 2);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, HOST_DEFAULT, "/Resources/0/Data/Id"), id);
	ck_assert_int_eq(detach(id, HOST_DEFAULT), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(attaching_twice_to_one_namespace_succeeds_to_another_does_not)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), "");
	const char *ns = make(HCN_KIND_NAMESPACE, doc("{'Name':'pod'}")), *other = make_namespace();

	ck_assert_int_eq(attach(id, ns), 0);
	ck_assert_int_eq(attach(id, ns), 0);
	ck_assert_int_eq(attach(id, other), HCN_ENDPOINT_NAMESPACE_ALREADY_EXISTS);
	ck_assert_uint_eq(world_error.hresult, 0x803b002b);
	ck_assert_str_eq(world_error.conflict_id, ns);
	ck_assert_str_eq(world_error.conflict_name, "pod");
}
END_TEST

START_TEST(what_is_missing_is_said_to_be)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), ""),
		   *ns = make_namespace();

	ck_assert_int_eq(attach(NOBODY, ns), HCN_ENDPOINT_NOT_FOUND);
	ck_assert_str_eq(world_error.pointer, "/Settings/EndpointId");
	ck_assert_int_eq(attach(id, NOBODY), HCN_ELEMENT_NOT_FOUND);
	ck_assert_int_eq(detach(id, ns), HCN_ELEMENT_NOT_FOUND);
	ck_assert_uint_eq(world_error.hresult, 0x80070490);
	ck_assert_int_eq(detach(NOBODY, ns), HCN_ELEMENT_NOT_FOUND);
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, NOBODY), HCN_ELEMENT_NOT_FOUND);
}
END_TEST

START_TEST(deleting_a_namespace_detaches_what_is_inside)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), ""),
		   *ns = make_namespace();

	ck_assert_int_eq(attach(id, ns), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, ns), 0);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, id, "/State"), 1);
	ck_assert_int_eq(attach(id, make_namespace()), 0);
}
END_TEST

#define CONTAINER_REQUEST                                                                          \
	"{'ResourceType':'Container','RequestType':'%s','Settings':{'ContainerId':'c1'}}"

START_TEST(containers_come_after_endpoints)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), ""),
		   *ns = make_namespace();

	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns, doc(CONTAINER_REQUEST, "Add")), 0);
	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns, doc(CONTAINER_REQUEST, "Add")), 0);
	ck_assert_int_eq(attach(id, ns), 0);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), id);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/1/Type"), "Container");
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/1/Data/Id"), "c1");
	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns, doc(CONTAINER_REQUEST, "Remove")), 0);
	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns, doc(CONTAINER_REQUEST, "Remove")),
		HCN_ELEMENT_NOT_FOUND);
}
END_TEST

START_TEST(endpoints_named_at_creation_are_attached)
{
	const char *net = make_network("n", "172.30.0.0/24");
	const char *id = make_endpoint(net, ""), *other = make_endpoint(net, "");
	const char *ns = make(HCN_KIND_NAMESPACE,
		doc("{'Resources':[{'Type':'Endpoint','Data':{'ID':'%s'}},{'Type':'Endpoint','Data':"
		    "{'ID':'%s'}}]}",
			id, other));

	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, id, "/HostComputeNamespace"), ns);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, other, "/HostComputeNamespace"), ns);
	ck_assert_int_eq(
		try_make(HCN_KIND_NAMESPACE,
			doc("{'Resources':[{'Type':'Endpoint','Data':{'Id':'" NOBODY "'}}]}")),
		HCN_ENDPOINT_NOT_FOUND);
	ck_assert_uint_eq(count(HCN_KIND_NAMESPACE, NULL), 2);
}
END_TEST

START_TEST(numbers_and_braces_of_old_samples_are_accepted)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), ""),
		   *ns = make_namespace();

	ck_assert_int_eq(
		try_modify(HCN_KIND_NAMESPACE, ns,
			doc("{'ResourceType':1,'RequestType':0,'Settings':{'endpointid':'{%s}'}}",
				id)),
		0);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, id, "/State"), 3);
}
END_TEST

START_TEST(the_hosts_own_namespace_is_empty_after_its_deletion)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), "");

	ck_assert_int_eq(
		try_modify(HCN_KIND_NAMESPACE, HOST_DEFAULT, doc(CONTAINER_REQUEST, "Add")), 0);
	ck_assert_int_eq(attach(id, HOST_DEFAULT), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, HOST_DEFAULT), 0);
	ck_assert_int_eq(look_number(HCN_KIND_ENDPOINT, id, "/State"), 1);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, HOST_DEFAULT, "/Resources/0/Type"), "");
}
END_TEST

START_TEST(requests_that_make_no_sense_are_refused)
{
	const char *ns = make_namespace();

	ck_assert_int_eq(
		try_modify(HCN_KIND_NAMESPACE, ns, doc("{'RequestType':'Add','Settings':{}}")),
		HCN_INVALID_JSON);
	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns,
				 doc("{'ResourceType':'Endpoint','RequestType':'Add'}")),
		HCN_INVALID_JSON);
	ck_assert_str_eq(world_error.pointer, "/Settings/EndpointId");
	ck_assert_int_eq(
		try_modify(HCN_KIND_NAMESPACE, ns,
			doc("{'ResourceType':'Endpoint','RequestType':'Add','Settings':'text'}")),
		HCN_INVALID_JSON);
	ck_assert_int_eq(
		try_modify(HCN_KIND_NAMESPACE, ns,
			doc("{'ResourceType':'Endpoint','RequestType':'Reset','Settings':{}}")),
		HCN_REQUEST_UNSUPPORTED);
	ck_assert_int_eq(try_modify(HCN_KIND_NAMESPACE, ns,
				 doc("{'ResourceType':'Endpoint','RequestType':'Add','Settings':"
				     "{'EndpointId':'xyz'}}")),
		HCN_GUID_CONVERSION_FAILURE);
}
END_TEST

START_TEST(a_compartment_that_is_asked_for_is_had_once)
{
	static const char *const wish = "{\"NamespaceId\":500}";
	const char *first = make(HCN_KIND_NAMESPACE, wish);
	int second = (int)look_number(
		HCN_KIND_NAMESPACE, make(HCN_KIND_NAMESPACE, wish), "/NamespaceId");

	ck_assert_int_eq(look_number(HCN_KIND_NAMESPACE, first, "/NamespaceId"), 500);
	ck_assert_int_gt(second, 500);
	ck_assert_int_gt(look_number(HCN_KIND_NAMESPACE, make_namespace(), "/NamespaceId"), second);
}
END_TEST

START_TEST(the_version_of_a_document_is_echoed)
{
	const char *id = make(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));

	ck_assert_int_eq(look_number(HCN_KIND_NAMESPACE, id, "/SchemaVersion/Major"), 0);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, id, "/Type"), "Host");
}
END_TEST

START_TEST(every_type_of_namespace_by_name_or_number)
{
	static const struct {
		const char *document, *type;
	} types[] = {
		{ "{\"Type\":0}", "Host" },
		{ "{\"Type\":1}", "HostDefault" },
		{ "{\"Type\":2}", "Guest" },
		{ "{\"Type\":\"guestdefault\"}", "GuestDefault" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *id = make(HCN_KIND_NAMESPACE, types[i].document);

		ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, id, "/Type"), types[i].type);
		ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, id), 0);
	}
}
END_TEST

START_TEST(the_hosts_namespace_can_be_made_and_deleted_over_and_over)
{
	for (int i = 0; i < 3; i++) {
		const char *id = make(
			HCN_KIND_NAMESPACE, doc("{'Type':'HostDefault','NamespaceId':5}"));

		ck_assert_str_eq(id, "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC");
		ck_assert_int_eq(look_number(HCN_KIND_NAMESPACE, id, "/NamespaceId"), 1);
		ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, id), 0);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_created_namespace_shows_all_that_clients_read,
		the_hosts_own_namespace_always_exists_and_is_one,
		guest_namespaces_exist_without_anything_behind_them,
		attach_and_detach_show_on_both_sides,
		an_endpoint_on_the_host_is_attached_not_shared,
		attaching_twice_to_one_namespace_succeeds_to_another_does_not,
		what_is_missing_is_said_to_be,
		deleting_a_namespace_detaches_what_is_inside,
		containers_come_after_endpoints,
		endpoints_named_at_creation_are_attached,
		numbers_and_braces_of_old_samples_are_accepted,
		the_hosts_own_namespace_is_empty_after_its_deletion,
		requests_that_make_no_sense_are_refused,
		a_compartment_that_is_asked_for_is_had_once,
		the_version_of_a_document_is_echoed,
		every_type_of_namespace_by_name_or_number,
		the_hosts_namespace_can_be_made_and_deleted_over_and_over,
	};

	return RUN_WORLD_TESTS("namespace", tests);
}
