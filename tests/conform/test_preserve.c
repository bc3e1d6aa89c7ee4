/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PreserveDIP of load balancers: what of it is in the kernel, when, and what is not. */
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define NET                                                                                        \
	"{'Name':'n','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"                    \
	"{'IpAddressPrefix':'fd00:30::/64'}]}]}"
#define VIPS "'FrontendVIPs':['10.96.0.10','fd00:96::10'],"
#define PORT(port)                                                                                 \
	"{'Protocol':6,'ExternalPort':" port ",'InternalPort':8080,'Flags':'EnablePreserveDip'}"
#define BALANCER(port) "{'HostComputeEndpoints':['%s']," VIPS "'PortMappings':[" PORT(port) "]}"

static json_t *explained(const char *balancer)
{
	json_t *json;
	char *text;

	ck_assert_int_eq(
		hcn_explain(world, HCN_KIND_LOADBALANCER, balancer, &text, &world_error), 0);
	json = json_loads(text, 0, NULL);
	hcn_free(text);
	return json;
}

/* How many rows of the load balancer begin with @start; all of its rows hold. */
static size_t rows_with(const char *balancer, const char *start)
{
	json_t *json = explained(balancer), *row;
	size_t i, n = 0;

	json_array_foreach(at(json, "/Rows"), i, row)
	{
		const char *text = text_at(row, "/Text");

		ck_assert_msg(json_is_true(at(row, "/Holds")), "does not hold: %s", text);
		ck_assert_str_ne(text_at(row, "/Why"), "");
		n += !strncmp(text, start, strlen(start));
	}
	json_decref(json);
	return n;
}

/* The first of Unrealised without the endpoint's id; "": nothing is. */
static const char *unrealised(const char *balancer)
{
	static char text[128];
	json_t *json = explained(balancer);

	strncpy(text, text_at(json, "/Unrealised/0"), sizeof(text) - 1);
	if (strlen(text) > 37)
		text[strlen(text) - 37] = '\0';
	json_decref(json);
	return text;
}

static void expect_kept(const char *balancer, size_t n)
{
	ck_assert_uint_eq(rows_with(balancer, "nft element inet hcn lbkeep"), n);
	ck_assert_uint_eq(rows_with(balancer, "nft element bridge hcn lbfrom"), n);
	ck_assert_uint_eq(rows_with(balancer, "route "), n);
	ck_assert_uint_eq(rows_with(balancer, "addr fe80::"), n / 2);
}

START_TEST(it_comes_with_the_attachment_and_goes_with_it)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net, "");
	const char *lb = make(HCN_KIND_LOADBALANCER, doc(BALANCER("80"), ep));
	char *before = kernel_state();

	expect_kept(lb, 0);
	ck_assert_int_eq(attach(ep, ns), 0);
	expect_kept(lb, 2);
	ck_assert_int_eq(detach(ep, ns), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(load_balancers_of_one_address_share_it)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	char *without = kernel_state(), *with;
	const char *first = make(HCN_KIND_LOADBALANCER, doc(BALANCER("80"), ep)), *second;

	with = kernel_state();
	second = make(HCN_KIND_LOADBALANCER, doc(BALANCER("443"), ep));
	expect_kept(second, 2);
	ck_assert_int_eq(try_delete(HCN_KIND_LOADBALANCER, second), 0);
	expect_kept(first, 2);
	expect_kernel_state(with);
	ck_assert_int_eq(try_delete(HCN_KIND_LOADBALANCER, first), 0);
	expect_kernel_state(without);
}
END_TEST

static void change_overhead(const char *ep, const char *request)
{
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, ep,
			doc("{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':["
			    "{'Type':'EncapOverhead','Settings':{'Overhead':50}}]}}",
				request)),
		0);
}

START_TEST(its_route_knows_what_the_endpoint_takes)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns)), *lb;
	char *without = kernel_state(), *with;

	lb = make(HCN_KIND_LOADBALANCER, doc(BALANCER("80"), ep));
	with = kernel_state();
	change_overhead(ep, "Add");
	expect_kept(lb, 2);
	change_overhead(ep, "Remove");
	expect_kernel_state(with);
	change_overhead(ep, "Add");
	ck_assert_int_eq(try_delete(HCN_KIND_LOADBALANCER, lb), 0);
	change_overhead(ep, "Remove");
	expect_kernel_state(without);
}
END_TEST

START_TEST(the_flag_can_be_changed)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	const char *lb = make(HCN_KIND_LOADBALANCER, doc(BALANCER("80"), ep));
	const char *plain = doc(
		"{'HostComputeEndpoints':['%s']," VIPS
		"'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':8080}]}",
		ep);

	ck_assert_int_eq(try_modify(HCN_KIND_LOADBALANCER, lb, plain), 0);
	expect_kept(lb, 0);
	ck_assert_int_eq(try_modify(HCN_KIND_LOADBALANCER, lb, doc(BALANCER("80"), ep)), 0);
	expect_kept(lb, 2);
}
END_TEST

START_TEST(what_does_not_see_the_address_is_said)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET));
	const char *lan = make(HCN_KIND_NETWORK,
		doc("{'Type':'L2Bridge','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.29.0.0/24'}]}]}"));
	const char *here = make_endpoint(net, "");
	const char *there = make_endpoint(
		net, doc("'Flags':1,'IpConfigurations':[{'IpAddress':'172.30.0.99'}]"));
	const char *host = make_endpoint(
		net, doc("'HostComputeNamespace':'910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC'"));
	const char *outside = make_endpoint(
		lan, doc("'HostComputeNamespace':'%s'", make_namespace()));

	ck_assert_str_eq(unrealised(make(HCN_KIND_LOADBALANCER, doc(BALANCER("1"), here))), "");
	ck_assert_str_eq(
		unrealised(make(HCN_KIND_LOADBALANCER,
			doc("{'HostComputeEndpoints':['%s'],'PortMappings':[" PORT("5") "]}",
				here))),
		"PreserveDIP of ports of the host, without FrontendVIPs");
	ck_assert_str_eq(unrealised(make(HCN_KIND_LOADBALANCER, doc(BALANCER("2"), there))),
		"PreserveDIP up to an endpoint of another host");
	ck_assert_str_eq(unrealised(make(HCN_KIND_LOADBALANCER, doc(BALANCER("3"), host))),
		"PreserveDIP up to an endpoint on the host");
	ck_assert_str_eq(unrealised(make(HCN_KIND_LOADBALANCER, doc(BALANCER("4"), outside))),
		"PreserveDIP where the host is not the router");
}
END_TEST

static void shell(const char *command)
{
	ck_assert_int_eq(run(NULL, (const char *[]){ "sh", "-c", command, NULL }), 0);
}

START_TEST(a_route_of_somebody_elses_is_named_and_left_alone)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net,
		doc("'HostComputeNamespace':'%s','IpConfigurations':[{'IpAddress':'172.30.0.9'}]",
			ns));
	char *before;

	if (!world_is_linux())
		return;
	shell("ip link add theirs up type veth peer name other && ip link set other up && "
	      "ip route add 172.30.0.9/32 dev theirs");
	before = kernel_state();
	ck_assert_int_ne(try_make(HCN_KIND_LOADBALANCER, doc(BALANCER("80"), ep)), 0);
	ck_assert_ptr_nonnull(strstr(world_error.text, "172.30.0.9/32"));
	expect_kernel_state(before);
	shell("ip link del theirs");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		it_comes_with_the_attachment_and_goes_with_it,
		load_balancers_of_one_address_share_it,
		its_route_knows_what_the_endpoint_takes,
		the_flag_can_be_changed,
		what_does_not_see_the_address_is_said,
		a_route_of_somebody_elses_is_named_and_left_alone,
	};

	return RUN_WORLD_TESTS("preserve", tests);
}
