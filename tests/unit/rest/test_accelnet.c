/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /accelnet: hcsshim's TestAccelnetNnvManagementMacAddresses, and what it leaves out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hns_call.h"

static size_t n_macs(const char *method, const char *body)
{
	json_t *answer = hns_works(method, "/accelnet/", body);
	json_t *list = json_object_get(answer, "MacAddressList");
	size_t n;

	ck_assert(json_is_array(list));
	n = json_array_size(list);
	json_decref(answer);
	return n;
}

START_TEST(addresses_are_set_told_and_dropped)
{
	const char *two = "{\"MacAddressList\":[{\"MacAddress\":\"00-15-5D-0A-B7-C6\"},"
			  "{\"MacAddress\":\"00-15-5D-38-01-00\"}]}";
	json_t *list;

	ck_assert_uint_eq(n_macs("POST", two), 2);
	ck_assert_uint_eq(n_macs("GET", ""), 2);
	list = hns_works("GET", "/accelnet/", "");
	ck_assert_str_eq(text_at(list, "/MacAddressList/1/MacAddress"), "00-15-5D-38-01-00");
	json_decref(list);
	ck_assert_uint_eq(n_macs("DELETE", ""), 0);
	ck_assert_uint_eq(n_macs("GET", ""), 0);
}
END_TEST

START_TEST(a_new_list_replaces_the_old_one)
{
	const char *one = "{\"MacAddressList\":[{\"MacAddress\":\"00:15:5d:00:00:01\"}]}";

	ck_assert_uint_eq(
		n_macs("POST", "{\"MacAddressList\":[{\"MacAddress\":\"00-15-5D-00-00-02\"},"
			       "{\"MacAddress\":\"00-15-5D-00-00-03\"}]}"),
		2);
	ck_assert_uint_eq(n_macs("POST", one), 1);
	ck_assert_uint_eq(n_macs("GET", ""), 1);
	ck_assert_uint_eq(n_macs("POST", "{}"), 0);
}
END_TEST

START_TEST(what_is_no_address_is_refused_and_changes_nothing)
{
	char many[4096] = "{\"MacAddressList\":[";
	json_t *answer;

	ck_assert_uint_eq(
		n_macs("POST", "{\"MacAddressList\":[{\"MacAddress\":\"00-15-5D-00-00-02\"}]}"), 1);
	answer = hns_refuses("POST", "/accelnet",
		"{\"MacAddressList\":[{\"MacAddress\":\"00-15-5D-00-00-03\"},{\"MacAddress\":\"x\"}]}",
		0x803b001b, "");
	ck_assert_str_eq(text_at(answer, "/Pointer"), "/MacAddressList/1/MacAddress");
	json_decref(answer);
	answer = hns_refuses("POST", "/accelnet", "{\"MacAddressList\":[{\"MacAddress\":\"\"}]}",
		0x803b001b, "");
	ck_assert_str_eq(text_at(answer, "/Pointer"), "/MacAddressList/0/MacAddress");
	json_decref(answer);
	for (size_t i = 0; i < 65; i++)
		(void)sprintf(many + strlen(many), "%s{\"MacAddress\":\"00-15-5D-00-00-%02zX\"}",
			i ? "," : "", i);
	strcat(many, "]}");
	json_decref(hns_refuses("POST", "/accelnet", many, 0x800705aa, "65"));
	ck_assert_uint_eq(n_macs("GET", ""), 1);
}
END_TEST

/* As a Windows before 15.4 has no such path. */
START_TEST(an_older_windows_does_not_have_the_path)
{
	static const char *const methods[] = { "GET", "POST", "DELETE" };
	struct hcn_options options = { .size = sizeof(options), .state_dir = world_dir };
	struct hcn *newer = world;

	ck_assert_int_eq(setenv("HCN_HNS_VERSION", "15.3", 1), 0);
	ck_assert_int_eq(hcn_open(&options, &world, &world_error), 0);
	for (size_t i = 0; i < 3; i++)
		json_decref(hns_refuses(methods[i], "/accelnet/", "{}", 0x803b0015, "15.3"));
	hcn_close(world);
	world = newer;
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		addresses_are_set_told_and_dropped,
		a_new_list_replaces_the_old_one,
		what_is_no_address_is_refused_and_changes_nothing,
		an_older_windows_does_not_have_the_path,
	};

	return RUN_WORLD_TESTS("accelnet", tests);
}
