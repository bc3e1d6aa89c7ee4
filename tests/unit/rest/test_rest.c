/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths and methods, the envelope of answers, and arguments that no answer can be made for. */
#include <stdlib.h>
#include <string.h>

#include "hns_call.h"

#define NOBODY "12345678-0000-0000-0000-000000000001"

START_TEST(the_version_is_the_one_that_clients_take_all_features_from)
{
	json_t *version = hns_works("GET", "/globals/version", "");

	ck_assert_int_eq(number_at(version, "/Major"), 16);
	ck_assert_int_eq(number_at(version, "/Minor"), 0);
	json_decref(version);
}
END_TEST

START_TEST(slashes_and_letter_case_do_not_matter)
{
	static const char *const paths[] = { "/networks/", "/networks", "networks", "networks/",
		"//networks//", "/Networks/", "/NETWORKS" };
	const char *net = make_network("blue", "172.30.0.0/24");
	char lower[37];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		json_t *list = hns_works(i % 2 ? "GET" : "get", paths[i], NULL);

		ck_assert_uint_eq(json_array_size(list), 1);
		json_decref(list);
	}
	for (size_t i = 0; i < sizeof(lower); i++)
		lower[i] = (char)(net[i] >= 'A' && net[i] <= 'F' ? net[i] + 32 : net[i]);
	json_decref(hns_works("GET", doc("/networks/%s/", lower), ""));
	json_decref(hns_works("GET", doc("/networks/{%s}", net), ""));
}
END_TEST

START_TEST(empty_lists_are_arrays)
{
	static const char *const paths[] = { "/networks/", "/endpoints/", "/policylists/",
		"/activities", "/plugins", "/portpools", "/endpointaddresses" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		json_t *list = hns_works("GET", paths[i], "");

		ck_assert(json_is_array(list));
		ck_assert_uint_eq(json_array_size(list), 0);
		json_decref(list);
	}
}
END_TEST

START_TEST(unknown_paths_are_not_taken_for_missing_objects)
{
	static const char *const paths[] = { "", "/", "/nets", "/networks/a/b/c", "/networks/a/b",
		"/globals", "/globals/version/x", "/endpointstats" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		json_t *answer = hns_refuses("DELETE", paths[i], "", 0x803b0015, "no such path");

		ck_assert_str_eq(text_at(answer, "/Value"), paths[i]);
		ck_assert_ptr_nonnull(strstr(text_at(answer, "/Hint"), "networks"));
		json_decref(answer);
	}
}
END_TEST

START_TEST(a_method_that_a_path_does_not_have_is_told_those_it_has)
{
	json_t *answer = hns_refuses("PATCH", "/accelnet", "", 0x803b0015, "that method");

	ck_assert_str_eq(text_at(answer, "/Value"), "PATCH");
	ck_assert_str_eq(text_at(answer, "/Expected"), "GET, POST, DELETE");
	json_decref(answer);
	json_decref(hns_refuses("DELETE", "/globals/version", "", 0x803b0015, "that method"));
	json_decref(hns_refuses("", "/networks", "", 0x803b0015, "that method"));
}
END_TEST

/* What clients look for in the text (doc/facts/clients.md §5.2). */
START_TEST(missing_objects_are_refused_in_windows_words)
{
	static const struct {
		const char *method, *path;
		uint32_t hresult;
		const char *text;
	} rows[] = {
		{ "GET", "/networks/" NOBODY, 0x803b0001, "The network was not found." },
		{ "DELETE", "/networks/" NOBODY, 0x803b0001, "The network was not found." },
		{ "GET", "/endpoints/" NOBODY, 0x803b0002, "The endpoint was not found." },
		{ "DELETE", "/endpoints/" NOBODY, 0x803b0002, "The endpoint was not found." },
		{ "POST", "/endpoints/" NOBODY "/attach", 0x803b0002,
			"The endpoint was not found." },
		{ "POST", "/endpoints/" NOBODY "/detach", 0x803b0002,
			"The endpoint was not found." },
		{ "GET", "/namespaces/" NOBODY, 0x80070490, "Element not found." },
		{ "DELETE", "/namespaces/" NOBODY, 0x80070490, "Element not found." },
		{ "POST", "/namespaces/" NOBODY "/addresource", 0x80070490, "Element not found." },
		{ "POST", "/namespaces/" NOBODY "/removeresource", 0x80070490,
			"Element not found." },
		{ "GET", "/policylists/" NOBODY, 0x80070490, "Element not found." },
		{ "DELETE", "/policylists/" NOBODY, 0x80070490, "Element not found." },
		{ "GET", "/networks/nonsense", 0x803b0019, "GUID" },
		{ "DELETE", "/policylists/nonsense", 0x803b0019, "GUID" },
	};

	json_decref(
		hns_refuses(rows[_i].method, rows[_i].path, "{}", rows[_i].hresult, rows[_i].text));
}
END_TEST

START_TEST(a_bad_document_is_refused_with_its_place_and_changes_nothing)
{
	static const char *const bodies[] = { "[]", "null", "5", "{", "\"\"", "{\"a\":1,\"a\":2}",
		"" };
	char *before = kernel_state();

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		json_decref(hns_refuses("POST", "/networks/", bodies[i], 0x803b001b, ""));
		json_decref(hns_refuses("POST", "/policylists/", bodies[i], 0x803b001b, ""));
		json_decref(hns_refuses("POST", "/accelnet/", bodies[i], 0x803b001b, ""));
	}
	json_decref(hns_refuses("POST", "/policylists", "{}", 0x803b000e, "load balancer"));
	json_decref(hns_refuses("POST", "/policylists",
		doc("{'Policies':[{'Type':'ACL'}],'References':[]}"), 0x803b000e, "load balancer"));
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(null_pointers_have_no_answer)
{
	char *text = NULL;

	ck_assert_int_eq(hcn_rest_call(NULL, "GET", "/networks", NULL, &text, &world_error),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_rest_call(world, NULL, "/networks", NULL, &text, &world_error),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_rest_call(world, "GET", NULL, NULL, &text, &world_error), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_rest_call(world, "GET", "/networks", NULL, NULL, &world_error),
		HCN_INVALID_ARGUMENT);
	ck_assert_ptr_null(text);
}
END_TEST

/* A namespace needs nothing of the V1 dialect: the whole way of one object. */
START_TEST(an_object_is_made_listed_shown_and_deleted)
{
	json_t *made = hns_works("POST", "/namespaces/", ""), *shown, *list;
	const char *id = text_at(made, "/ID"), *path = doc("/namespaces/%s", id);

	shown = hns_works("GET", path, "");
	ck_assert(json_equal(made, shown));
	list = hns_works("GET", "/namespaces", "");
	ck_assert_uint_eq(json_array_size(list), count(HCN_KIND_NAMESPACE, NULL));
	ck_assert(json_equal(json_array_get(list, json_array_size(list) - 1), shown));
	ck_assert_ptr_null(hns_works("DELETE", path, ""));
	json_decref(hns_refuses("GET", path, "", 0x80070490, "Element not found."));
	json_decref(made);
	json_decref(shown);
	json_decref(list);
}
END_TEST

START_TEST(statistics_have_all_eight_members_for_every_endpoint)
{
	static const char *const members[] = { "/BytesReceived", "/BytesSent",
		"/DroppedPacketsIncoming", "/DroppedPacketsOutgoing", "/PacketsReceived",
		"/PacketsSent" };
	const char *ep = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	json_t *stats = hns_works("GET", doc("/endpointstats/%s", ep), "");

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		ck_assert_int_eq(number_at(stats, members[i]), 0);
	ck_assert_str_eq(text_at(stats, "/EndpointId"), ep);
	ck_assert_str_ne(text_at(stats, "/InstanceId"), "");
	json_decref(stats);
	json_decref(hns_refuses("GET", "/endpointstats/" NOBODY, "", 0x803b0002, "not found"));
}
END_TEST

START_TEST(addresses_are_told_of_one_endpoint_or_of_all)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *ep = make_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'172.30.0.9'}]"));
	json_t *list;

	make_endpoint(net, "");
	list = hns_works("GET", "/endpointaddresses", "");
	ck_assert_uint_eq(json_array_size(list), 2);
	json_decref(list);
	list = hns_works("GET", doc("/endpointaddresses/%s", ep), "");
	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_str_eq(text_at(list, "/0/IpAddress"), "172.30.0.9");
	json_decref(list);
}
END_TEST

START_TEST(port_pools_are_the_ports_that_endpoints_publish)
{
	const char *ep = make_endpoint(make_network("blue", "172.30.0.0/24"),
		doc("'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,"
		    "'ExternalPort':8080}},{'Type':'PortMapping','Settings':{'InternalPort':53,"
		    "'ExternalPort':5353}}]"));
	json_t *pools = hns_works("GET", "/portpools", "");

	ck_assert_uint_eq(json_array_size(pools), 3);
	ck_assert_str_eq(text_at(pools, "/0/OwnerId"), ep);
	ck_assert_int_eq(number_at(pools, "/0/Protocol"), 6);
	ck_assert_int_eq(number_at(pools, "/0/StartingPort"), 8080);
	ck_assert_int_eq(number_at(pools, "/2/EndingPort"), 5353);
	json_decref(pools);
}
END_TEST

static int run_missing(void)
{
	const TTest *const tests[] = { missing_objects_are_refused_in_windows_words };

	return run_world_tests("missing", tests, 1, 14);
}

int main(void)
{
	const TTest *const tests[] = {
		the_version_is_the_one_that_clients_take_all_features_from,
		slashes_and_letter_case_do_not_matter,
		empty_lists_are_arrays,
		unknown_paths_are_not_taken_for_missing_objects,
		a_method_that_a_path_does_not_have_is_told_those_it_has,
		a_bad_document_is_refused_with_its_place_and_changes_nothing,
		null_pointers_have_no_answer,
		an_object_is_made_listed_shown_and_deleted,
		statistics_have_all_eight_members_for_every_endpoint,
		addresses_are_told_of_one_endpoint_or_of_all,
		port_pools_are_the_ports_that_endpoints_publish,
	};

	return RUN_WORLD_TESTS("routes", tests) || run_missing();
}
