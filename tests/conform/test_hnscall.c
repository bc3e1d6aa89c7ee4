/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSCall's paths on both backends: objects that were made by the V2 functions and are attached, released and deleted by HNSCall, as
 * hcsshim's shim and kube-proxy do (doc/facts/clients.md §2.8, §7).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hns_call.h"

#define HOST_ID "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"

/* HostAttach(1), HostDetach: the kernel has the interface at once, and nothing of it afterwards. */
START_TEST(an_endpoint_goes_to_the_host_and_back)
{
	const char *ep = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	char *before = kernel_state(), *attached;

	json_decref(hns_works("POST", doc("/endpoints/%s/attach", ep),
		"{\"SystemType\":\"Host\",\"CompartmentId\":1}"));
	attached = kernel_state();
	ck_assert_str_ne(before, attached);
	ck_assert_ptr_nonnull(strstr(
		attached, look_text(HCN_KIND_ENDPOINT, ep, "/IpConfigurations/0/IpAddress")));
	free(attached);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), HOST_ID);
	json_decref(
		hns_works("POST", doc("/endpoints/%s/detach", ep), "{\"SystemType\":\"Host\"}"));
	expect_kernel_state(before);
}
END_TEST

/* hcsshim's shim releases by V1 what it has made by V2. */
START_TEST(namespaces_of_v2_are_released_by_v1)
{
	char *before = kernel_state();
	const char *ns = make_namespace(), *net = make_network("blue", "172.30.0.0/24"),
		   *ep = make_endpoint(net, "");

	ck_assert_int_eq(attach(ep, ns), 0);
	json_decref(hns_works("POST", doc("/namespaces/%s/removeresource", ns),
		doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", ep)));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), "");
	ck_assert_ptr_null(hns_works("DELETE", doc("/namespaces/%s", ns), ""));
	json_decref(hns_refuses(
		"DELETE", doc("/namespaces/%s", ns), "", 0x80070490, "Element not found."));
	ck_assert_ptr_null(hns_works("DELETE", doc("/endpoints/%s", ep), ""));
	ck_assert_ptr_null(hns_works("DELETE", doc("/networks/%s", net), ""));
	expect_kernel_state(before);
}
END_TEST

START_TEST(a_network_goes_with_the_endpoints_inside)
{
	char *before = kernel_state();
	const char *net = make_network("blue", "172.30.0.0/24"), *ep = make_endpoint(net, "");

	json_decref(
		hns_works("POST", doc("/endpoints/%s/attach", ep), "{\"SystemType\":\"Host\"}"));
	ck_assert_ptr_null(hns_works("DELETE", doc("/networks/%s", net), ""));
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
	expect_kernel_state(before);
}
END_TEST

/* TestEndpointStatsAll */
START_TEST(every_endpoint_of_the_host_has_statistics)
{
	const char *net = make_network("blue", "172.30.0.0/24"), *ns = make_namespace();
	json_t *list, *ep;
	size_t i;

	ck_assert_int_eq(attach(make_endpoint(net, ""), ns), 0);
	make_endpoint(net, "");
	make_endpoint(net, doc("'Flags':1,'IpConfigurations':[{'IpAddress':'192.0.2.1'}]"));
	list = hns_works("GET", "/endpoints/", "");
	ck_assert_uint_eq(json_array_size(list), 3);
	json_array_foreach(list, i, ep)
	{
		json_t *stats = hns_works("GET", doc("/endpointstats/%s", text_at(ep, "/ID")), "");

		ck_assert_str_eq(text_at(stats, "/EndpointId"), text_at(ep, "/ID"));
		json_decref(stats);
	}
	json_decref(list);
}
END_TEST

START_TEST(what_exists_already_is_refused_in_windows_words)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *body = doc("{'HostComputeNetwork':'%s','Policies':[{'Type':'PortMapping',"
			       "'Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8080}}],"
			       "'SchemaVersion':{'Major':2,'Minor':0}}",
		net);

	json_decref(hns_refuses("POST", "/networks/", "{\"Name\":\"blue\"}", 0x803b0010,
		"A network with this name already exists."));
	json_decref(hns_works("POST", "/endpoints/", body));
	json_decref(hns_refuses(
		"POST", "/endpoints/", body, 0x803b0013, "The specified port already exists."));
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 1);
}
END_TEST

/* --- a list is one snapshot ------------------------------------------------------------------------------------------ */

START_TEST(a_list_does_not_fail_for_what_others_delete_meanwhile)
{
	pid_t child;
	int status;

	make_network("blue", "172.30.0.0/24");
	child = fork();
	if (!child) {
		struct hcn_options options = { .size = sizeof(options), .state_dir = world_dir };
		char id[37];
		struct hcn *hcn;

		if (hcn_open(&options, &hcn, NULL))
			_exit(1);
		for (int i = 0; i < 50; i++)
			if (hcn_create(hcn, HCN_KIND_NAMESPACE, NULL, "{}", id, NULL, NULL) ||
				hcn_delete(hcn, HCN_KIND_NAMESPACE, id, NULL))
				_exit(1);
		hcn_close(hcn);
		_exit(0);
	}
	do {
		json_t *list = hns_works("GET", "/namespaces/", "");

		ck_assert_uint_ge(json_array_size(list), 1);
		ck_assert_uint_le(json_array_size(list), 2);
		json_decref(list);
	} while (!waitpid(child, &status, WNOHANG));
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		an_endpoint_goes_to_the_host_and_back,
		namespaces_of_v2_are_released_by_v1,
		a_network_goes_with_the_endpoints_inside,
		every_endpoint_of_the_host_has_statistics,
		what_exists_already_is_refused_in_windows_words,
		a_list_does_not_fail_for_what_others_delete_meanwhile,
	};

	return RUN_WORLD_TESTS("hnscall", tests);
}
