/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Load balancers: references, frontends, changes, versions. */

#include "lab.h"

#include <stdio.h>

#define L1 "DDDDDDDD-0000-0000-0000-000000000001"
#define L2 "DDDDDDDD-0000-0000-0000-000000000002"

#define MAPPING "'PortMappings':[{'Protocol':6,'InternalPort':8080,'ExternalPort':80}]"
#define BODY(endpoints, vip)                                                                       \
	"'HostComputeEndpoints':[" endpoints "],'FrontendVIPs':['" vip "']," MAPPING

static void given_endpoints(void)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Ipams':[{'Subnets':[{'ID':'" S9
				"','IpAddressPrefix':'10.0.0.0/24'}]}]}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E2 "','HostComputeNetwork':'" N1 "'}");
}

static void refused(const char *document, int status, const char *pointer)
{
	ck_assert_int_eq(create(HCN_KIND_LOADBALANCER, document), status);
	ck_assert_str_eq(refusal.pointer, pointer);
}

static const struct hcn_load_balancer *balancer(const char *id)
{
	return object(HCN_KIND_LOADBALANCER, id);
}

START_TEST(a_load_balancer_needs_endpoints_that_exist)
{
	given_endpoints();
	refused("{" BODY("", "1.1.1.2") "}", HCN_INVALID_JSON_REFERENCE, "/HostComputeEndpoints");
	ck_assert_ptr_nonnull(strstr(refusal.text, "A Reference is required"));
	refused("{" BODY("'" E1 "','" E9 "'", "1.1.1.2") "}", HCN_ENDPOINT_NOT_FOUND,
		"/HostComputeEndpoints/1");
	refused("{" BODY("'" E1 "','" E1 "'", "1.1.1.2") "}", HCN_INVALID_JSON_REFERENCE,
		"/HostComputeEndpoints/1");
	lab_close();
}
END_TEST

START_TEST(a_load_balancer_needs_ports)
{
	given_endpoints();
	refused("{'HostComputeEndpoints':['" E1 "']}", HCN_INVALID_JSON, "/PortMappings");
	refused("{'HostComputeEndpoints':['" E1
		"'],'PortMappings':[{'Protocol':6,'InternalPort':80}]}",
		HCN_INVALID_JSON, "/PortMappings/0/ExternalPort");
	refused("{'HostComputeEndpoints':['" E1
		"'],'PortMappings':[{'Protocol':6,'InternalPort':0,'ExternalPort':80}]}",
		HCN_INVALID_INTERNAL_PORT, "/PortMappings/0/InternalPort");
	refused("{'HostComputeEndpoints':['" E1
		"'],'PortMappings':[{'Protocol':1,'InternalPort':80,'ExternalPort':80}]}",
		HCN_INVALID_JSON, "/PortMappings/0/Protocol");
	lab_close();
}
END_TEST

START_TEST(a_load_balancer_tells_flags_that_it_was_given_none_of)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "'", "1.1.1.2") "}");
	ck_assert(HCN_HAS(balancer(L1), hcn_load_balancer, flags));
	ck_assert_uint_eq(balancer(L1)->flags, 0);
	lab_close();
}
END_TEST

START_TEST(one_frontend_belongs_to_one_load_balancer)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "'", "1.1.1.2") "}");
	refused("{" BODY("'" E2 "'", "1.1.1.2") "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	ck_assert_int_eq(create(HCN_KIND_LOADBALANCER, "{" BODY("'" E2 "'", "1.1.1.3") "}"), 0);
	given(HCN_KIND_LOADBALANCER,
		"{'ID':'" L2 "','HostComputeEndpoints':['" E1 "']," MAPPING "}");
	refused("{'HostComputeEndpoints':['" E2 "']," MAPPING "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	lab_close();
}
END_TEST

START_TEST(the_unspecified_address_is_every_one_of_its_family)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "'", "::") "}");
	given(HCN_KIND_LOADBALANCER,
		"{'ID':'" L2 "','HostComputeEndpoints':['" E1 "']," MAPPING "}");
	refused("{" BODY("'" E2 "'", "0.0.0.0") "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	refused("{'Flags':2,'HostComputeEndpoints':['" E2 "']," MAPPING "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	lab_close();
}
END_TEST

#define PUBLISH(vip)                                                                                 \
	"'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':1,'ExternalPort'" \
	":80,'VIP':'" vip "'}}]"

/* Else one of them would do nothing. */
START_TEST(a_published_port_and_a_load_balancers_exclude_each_other)
{
	given_endpoints();
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E3 "','HostComputeNetwork':'" N1 "'," PUBLISH("1.1.1.2") "}");
	refused("{" BODY("'" E1 "'", "1.1.1.2") "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	ck_assert_ptr_nonnull(strstr(refusal.text, "PortMapping"));
	refused("{'HostComputeEndpoints':['" E1 "']," MAPPING "}", HCN_ALREADY_EXISTS,
		"/PortMappings/0/ExternalPort");
	ck_assert_int_eq(create(HCN_KIND_LOADBALANCER, "{" BODY("'" E1 "'", "1.1.1.3") "}"), 0);
	ck_assert_int_eq(
		create(HCN_KIND_ENDPOINT, "{'HostComputeNetwork':'" N1 "'," PUBLISH("1.1.1.3") "}"),
		HCN_PORT_ALREADY_EXISTS);
	ck_assert_str_eq(refusal.pointer, "/Policies/0/Settings/ExternalPort");
	ck_assert_int_eq(
		create(HCN_KIND_ENDPOINT, "{'HostComputeNetwork':'" N1 "'," PUBLISH("1.1.1.4") "}"),
		0);
	lab_close();
}
END_TEST

START_TEST(a_change_is_the_whole_object)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "'", "1.1.1.2") ",'Flags':1}");
	ck_assert_int_eq(
		modify(HCN_KIND_LOADBALANCER, L1, "{" BODY("'" E2 "','" E1 "'", "1.1.1.2") "}"), 0);
	ck_assert_uint_eq(balancer(L1)->n_host_compute_endpoints, 2);
	ck_assert_str_eq(balancer(L1)->host_compute_endpoints[0], E2);
	ck_assert_uint_eq(balancer(L1)->flags, 0);
	ck_assert(HCN_HAS(balancer(L1), hcn_load_balancer, flags));
	ck_assert_int_eq(modify(HCN_KIND_LOADBALANCER, L1,
				 "{'ID':'" L2 "'," BODY("'" E2 "'", "1.1.1.2") "}"),
		HCN_INVALID_JSON);
	lab_close();
}
END_TEST

START_TEST(a_deleted_endpoint_leaves_its_load_balancers)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "','" E2 "'", "1.1.1.2") "}");
	ck_assert_int_eq(delete_object(HCN_KIND_ENDPOINT, E1), 0);
	commit();
	ck_assert_uint_eq(balancer(L1)->n_host_compute_endpoints, 1);
	ck_assert_str_eq(balancer(L1)->host_compute_endpoints[0], E2);
	lab_close();
}
END_TEST

START_TEST(an_older_windows_cannot_change_load_balancers)
{
	given_endpoints();
	given(HCN_KIND_LOADBALANCER, "{'ID':'" L1 "'," BODY("'" E1 "'", "1.1.1.2") "}");
	ck_assert_int_eq(hcn_rules_parse_version("13.0", &wanted, &refusal), 0);
	ck_assert_int_eq(modify(HCN_KIND_LOADBALANCER, L1, "{" BODY("'" E2 "'", "1.1.1.2") "}"),
		HCN_NOT_IMPLEMENTED);
	lab_close();
}
END_TEST

#define PRESERVING                                                                                  \
	"'PortMappings':[{'Protocol':6,'InternalPort':1,'ExternalPort':81},{'Protocol':6,'Internal" \
	"Port':8080,'ExternalPort':80,'Flags':8}]"

START_TEST(strict_rules_refuse_to_preserve_what_an_endpoint_does_not_see)
{
	given_endpoints();
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Type':'L2Bridge','Ipams':[{'Subnets':[{"
				"'IpAddressPrefix':'10.1.0.0/24'}]}]}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E3 "','HostComputeNetwork':'" N2 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E4 "','HostComputeNetwork':'" N1
				 "','Flags':1,'IpConfigurations':[{'IpAddress':'10.0.0.99'}]}");
	wanted.strict = true;
	ck_assert_int_eq(
		create(HCN_KIND_LOADBALANCER, "{'HostComputeEndpoints':['" E1
					      "'],'FrontendVIPs':['1.1.1.2']," PRESERVING "}"),
		0);
	refused("{'HostComputeEndpoints':['" E1 "']," PRESERVING "}", HCN_REQUEST_UNSUPPORTED,
		"/PortMappings/1/Flags");
	refused("{'HostComputeEndpoints':['" E1 "','" E3 "'],'FrontendVIPs':['1.1.1.3']," PRESERVING
		"}",
		HCN_REQUEST_UNSUPPORTED, "/PortMappings/1/Flags");
	ck_assert_str_eq(refusal.value, E3);
	refused("{'HostComputeEndpoints':['" E4 "'],'FrontendVIPs':['1.1.1.3']," PRESERVING "}",
		HCN_REQUEST_UNSUPPORTED, "/PortMappings/1/Flags");
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_load_balancer_needs_endpoints_that_exist },
		{ a_load_balancer_needs_ports },
		{ a_load_balancer_tells_flags_that_it_was_given_none_of },
		{ one_frontend_belongs_to_one_load_balancer },
		{ the_unspecified_address_is_every_one_of_its_family },
		{ a_published_port_and_a_load_balancers_exclude_each_other },
		{ a_change_is_the_whole_object },
		{ a_deleted_endpoint_leaves_its_load_balancers },
		{ an_older_windows_cannot_change_load_balancers },
		{ strict_rules_refuse_to_preserve_what_an_endpoint_does_not_see },
		{ NULL },
	};

	return run_tests("load balancers", facts);
}
