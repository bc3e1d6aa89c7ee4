/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hcsshim's own tests of package hcn, continued: load balancers and SDN routes (doc/facts/clients.md §8). */
#include "hcsshim.h"

/* --- hcnloadbalancer_test.go ---------------------------------------------------------------------------- */

#define LB_MEMBERS                                                                                 \
	"'SourceVIP':'10.0.0.1','FrontendVIPs':['1.1.1.2','1.1.1.3'],'PortMappings':[{'Protocol':" \
	"6,'InternalPort':8080,'ExternalPort':8090%s}]%s"

static json_t *make_overlay_endpoint(json_t *net)
{
	return shim_create_endpoint(id_of(net),
		doc("{'Name':'GoTestOverlayEndpoint','Dns':{},'Health':{'Extra':{}}," VERSION "}"));
}

static json_t *make_load_balancer(json_t *ep, const char *mapping_members, const char *members)
{
	return shim_create(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s']," LB_MEMBERS "," VERSION "}", id_of(ep),
			mapping_members, members));
}

START_TEST(create_delete_load_balancer)
{
	json_t *ep = make_overlay_endpoint(make_overlay());
	json_t *lb = make_load_balancer(ep, "", "");

	ck_assert(has_text(at(lb, "/HostComputeEndpoints"), id_of(ep)));
	ck_assert_str_eq(text_at(lb, "/SourceVIP"), "10.0.0.1");
	ck_assert_str_eq(text_at(lb, "/FrontendVIPs/0"), "1.1.1.2");
	ck_assert_str_eq(text_at(lb, "/FrontendVIPs/1"), "1.1.1.3");
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/InternalPort"), 8080);
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/ExternalPort"), 8090);
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/Protocol"), 6);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));
	ck_assert_ptr_null(shim_by_id(HCN_KIND_LOADBALANCER, id_of(lb)));
}
END_TEST

START_TEST(get_and_list_load_balancers)
{
	json_t *lb = make_load_balancer(make_overlay_endpoint(make_overlay()), "", "");

	ck_assert_ptr_nonnull(shim_by_id(HCN_KIND_LOADBALANCER, id_of(lb)));
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_LOADBALANCER, NULL)), 1);
}
END_TEST

START_TEST(create_update_delete_load_balancer)
{
	json_t *net = make_overlay(), *first = make_overlay_endpoint(net);
	json_t *second = make_overlay_endpoint(net), *lb = make_load_balancer(first, "", "");

	lb = shim_modify(HCN_KIND_LOADBALANCER, id_of(lb),
		doc("{'ID':'%s','HostComputeEndpoints':['%s','%s']," LB_MEMBERS "," VERSION "}",
			id_of(lb), id_of(first), id_of(second), "", ""));
	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 2);
	/* The ids of the list are compared with Endpoint.Id as they are. */
	ck_assert(has_text(at(lb, "/HostComputeEndpoints"), id_of(second)));
	lb = shim_modify(HCN_KIND_LOADBALANCER, id_of(lb),
		doc("{'HostComputeEndpoints':['%s']," LB_MEMBERS "," VERSION "}", id_of(first), "",
			""));
	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 1);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));
}
END_TEST

/* AddEndpoint and RemoveEndpoint: delete, and create with the same ID in the document. */
START_TEST(load_balancer_add_remove_endpoint)
{
	json_t *net = make_overlay(), *first = make_overlay_endpoint(net);
	json_t *second = make_overlay_endpoint(net), *lb = make_load_balancer(first, "", "");
	const char *id = id_of(lb);

	shim_delete(HCN_KIND_LOADBALANCER, id);
	lb = shim_create(HCN_KIND_LOADBALANCER,
		doc("{'ID':'%s','HostComputeEndpoints':['%s','%s']," LB_MEMBERS "," VERSION "}", id,
			id_of(first), id_of(second), "", ""));
	ck_assert_str_eq(id_of(lb), id);
	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 2);
	shim_delete(HCN_KIND_LOADBALANCER, id);
	lb = shim_create(HCN_KIND_LOADBALANCER,
		doc("{'ID':'%s','HostComputeEndpoints':['%s']," LB_MEMBERS "," VERSION "}", id,
			id_of(first), "", ""));
	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 1);
	shim_delete(HCN_KIND_LOADBALANCER, id);
}
END_TEST

/* TestAddLoadBalancer, TestAddDSRLoadBalancer, TestAddILBLoadBalancer */
START_TEST(load_balancer_flags)
{
	json_t *ep = make_overlay_endpoint(make_overlay()), *lb;

	lb = make_load_balancer(ep, "", "");
	ck_assert_int_le(number_at(lb, "/Flags"), 0);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));

	lb = make_load_balancer(ep, ",'Flags':8", ",'Flags':1");
	ck_assert_int_eq(number_at(lb, "/Flags"), 1);
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/Flags") & 8, 8);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));

	lb = make_load_balancer(ep, ",'Flags':1", "");
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/Flags") & 1, 1);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));
}
END_TEST

START_TEST(load_balancer_errors)
{
	json_t *lb = NULL, *ep = make_overlay_endpoint(make_overlay());

	ck_assert_uint_eq(
		shim_try_create(HCN_KIND_LOADBALANCER,
			doc("{'HostComputeEndpoints':[]," LB_MEMBERS "," VERSION "}", "", ""), &lb),
		0x803b001c);
	ck_assert_ptr_nonnull(strstr(shim_error, "The reference is invalid in the JSON document."));
	ck_assert_ptr_nonnull(strstr(shim_error, "A Reference is required"));
	ck_assert_uint_eq(shim_try_create(HCN_KIND_LOADBALANCER,
				  doc("{'HostComputeEndpoints':['5f0b1190-63be-4e0c-b974-"
				      "bd0f55675a42']," LB_MEMBERS "," VERSION "}",
					  "", ""),
				  &lb),
		0x803b0002);
	make_load_balancer(ep, "", "");
	ck_assert_uint_eq(shim_try_create(HCN_KIND_LOADBALANCER,
				  doc("{'HostComputeEndpoints':['%s']," LB_MEMBERS "," VERSION "}",
					  id_of(ep), "", ""),
				  &lb),
		0x800700b7);
}
END_TEST

/* --- hcnroute_test.go ------------------------------------------------------------------------------------- */

#define ROUTE_MEMBERS                                                                              \
	"'Setting':[{'DestinationPrefix':'169.254.169.254/24','NextHop':'127.10.0.34','NeedEncap'" \
	":false}]"

static json_t *make_route(json_t *ep)
{
	return shim_create(HCN_KIND_ROUTE,
		doc("{'HostComputeEndpoints':['%s']," ROUTE_MEMBERS "," VERSION "}", id_of(ep)));
}

START_TEST(create_delete_route)
{
	json_t *ep = make_overlay_endpoint(make_overlay()), *route = make_route(ep);

	ck_assert(has_text(at(route, "/HostComputeEndpoints"), id_of(ep)));
	ck_assert_str_eq(text_at(route, "/Setting/0/DestinationPrefix"), "169.254.169.254/24");
	ck_assert_str_eq(text_at(route, "/Routes/0/NextHop"), "127.10.0.34");
	ck_assert_ptr_nonnull(shim_by_id(HCN_KIND_ROUTE, id_of(route)));
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_ROUTE, NULL)), 1);
	shim_delete(HCN_KIND_ROUTE, id_of(route));
	ck_assert_ptr_null(shim_by_id(HCN_KIND_ROUTE, id_of(route)));
}
END_TEST

START_TEST(route_add_remove_endpoint)
{
	json_t *net = make_overlay(), *first = make_overlay_endpoint(net);
	json_t *second = make_overlay_endpoint(net), *route = make_route(first);
	const char *id = id_of(route);

	shim_delete(HCN_KIND_ROUTE, id);
	route = shim_create(HCN_KIND_ROUTE,
		doc("{'ID':'%s','HostComputeEndpoints':['%s','%s']," ROUTE_MEMBERS "," VERSION "}",
			id, id_of(first), id_of(second)));
	ck_assert_uint_eq(json_array_size(at(route, "/HostComputeEndpoints")), 2);
	shim_delete(HCN_KIND_ROUTE, id);
	route = shim_create(HCN_KIND_ROUTE,
		doc("{'ID':'%s','HostComputeEndpoints':['%s']," ROUTE_MEMBERS "," VERSION "}", id,
			id_of(first)));
	ck_assert_uint_eq(json_array_size(at(route, "/HostComputeEndpoints")), 1);
	shim_delete(HCN_KIND_ROUTE, id);
}
END_TEST

int main(void)
{
	return run_client_tests("hcsshim-services", (const struct fact[]){
							    { create_delete_load_balancer },
							    { get_and_list_load_balancers },
							    { create_update_delete_load_balancer },
							    { load_balancer_add_remove_endpoint },
							    { load_balancer_flags },
							    { load_balancer_errors },
							    { create_delete_route },
							    { route_add_remove_endpoint },
							    { NULL },
						    });
}
