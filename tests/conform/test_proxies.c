/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* L4Proxy and L4WFPPROXY: what of them is in the kernel, when, and what is not. */
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define NET                                                                                        \
	"{'Name':'n','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"                    \
	"{'IpAddressPrefix':'fd00:30::/64'}]}]}"
#define PROXY(ip) "{'Type':'L4Proxy','Settings':{'Destination':'" ip ":3128','OutboundNat':true}}"
#define SIDECAR(sid)                                                                               \
	"{'Type':'L4WFPPROXY','Settings':{'InboundProxyPort':'15006','OutboundProxyPort':'15001'," \
	"'FilterTuple':{'Protocols':'6,17','RemoteAddresses':'10.0.0.0/8,fd00::/8'},"              \
	"'UserSID':'" sid "','OutboundExceptions':{'PortExceptions':['22','80-90']}}}"
#define USER SIDECAR("S-1-22-1-1337")
#define REQUEST(type, list)                                                                        \
	"{'ResourceType':'Policy','RequestType':'" type "','Settings':{" list "}}"
#define UPDATE(list) REQUEST("Update", "'Policies':[" list "]")

static json_t *explained(const char *endpoint)
{
	json_t *json;
	char *text;

	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, endpoint, &text, &world_error), 0);
	json = json_loads(text, 0, NULL);
	hcn_free(text);
	return json;
}

/* How many rows of the endpoint have @part in their text; all of its rows hold and can be looked at. */
static size_t rows_with(const char *endpoint, const char *part)
{
	json_t *json = explained(endpoint), *row;
	size_t i, n = 0;

	json_array_foreach(at(json, "/Rows"), i, row)
	{
		const char *text = text_at(row, "/Text"), *command = text_at(row, "/Command");

		ck_assert_msg(json_is_true(at(row, "/Holds")), "does not hold: %s", text);
		ck_assert_str_ne(text_at(row, "/Why"), "");
		if (!strstr(text, part))
			continue;
		n++;
		if (world_is_linux() && !strncmp(text, "nft ", 4))
			ck_assert_msg(!run(NULL, (const char *[]){ "sh", "-c", command, NULL }),
				"%s", command);
	}
	json_decref(json);
	return n;
}

static bool is_unrealised(const char *endpoint, const char *what)
{
	json_t *json = explained(endpoint), *text;
	bool found = false;
	size_t i;

	json_array_foreach(at(json, "/Unrealised"), i, text)
		found = found || !strcmp(json_string_value(text), what);
	json_decref(json);
	return found;
}

static void must_modify(const char *endpoint, const char *request)
{
	ck_assert_msg(!try_modify(HCN_KIND_ENDPOINT, endpoint, request), "%s: %s [%s]", request,
		world_error.text, world_error.kernel);
}

START_TEST(policies_come_with_the_attachment_and_go_with_it)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net,
		doc("'Policies':[" PROXY("172.30.0.9") "," PROXY("[fd00:30::9]") "," USER "]"));
	char *before = kernel_state();

	ck_assert_uint_eq(rows_with(ep, "proxy"), 0);
	ck_assert_int_eq(attach(ep, ns), 0);
	ck_assert_uint_eq(rows_with(ep, " proxy4 { 172.30.0.2 . 0.0.0.0/0 . tcp . 0-65535"), 1);
	ck_assert_uint_eq(rows_with(ep, " proxy6 { fd00:30::2 . ::/0 . tcp . 0-65535"), 1);
	ck_assert_uint_eq(rows_with(ep, " proxynat"), 2);
	ck_assert_uint_eq(rows_with(ep, "nft table inet hcn netns"), 1);
	ck_assert_uint_eq(rows_with(ep, "meta skuid 1337 return"), 1);
	ck_assert_uint_eq(rows_with(ep, "redirect to :15006"), 1);
	ck_assert_uint_eq(rows_with(ep, "redirect to :15001"), 1);
	ck_assert_uint_gt(rows_with(ep, "nft element inet hcn proxy_eth0_out"), 4);
	ck_assert_int_eq(detach(ep, ns), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(an_update_replaces_them)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	char *before = kernel_state();

	must_modify(ep, doc(UPDATE(PROXY("172.30.0.9") "," USER)));
	ck_assert_uint_eq(rows_with(ep, "172.30.0.9 . 3128"), 1);
	must_modify(ep, doc(UPDATE(PROXY("172.30.0.8") "," SIDECAR("S-1-22-2-5"))));
	ck_assert_uint_eq(rows_with(ep, "172.30.0.9"), 0);
	ck_assert_uint_eq(rows_with(ep, "172.30.0.8 . 3128"), 1);
	ck_assert_uint_eq(rows_with(ep, "meta skuid"), 0);
	ck_assert_uint_eq(rows_with(ep, "meta skgid 5 return"), 1);
	must_modify(ep, doc(REQUEST("Update", "")));
	ck_assert_uint_eq(rows_with(ep, "proxy"), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(the_endpoints_of_a_namespace_share_its_table)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *a = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[" USER "]", ns));
	char *before = kernel_state();
	const char *b = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[" USER "]", ns));

	ck_assert_uint_gt(rows_with(b, "proxy_eth1_out"), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, b), 0);
	ck_assert_uint_eq(rows_with(a, "nft table inet hcn netns"), 1);
	ck_assert_uint_gt(rows_with(a, "proxy_eth0_out"), 0);
	expect_kernel_state(before);
}
END_TEST

/* Somebody ran `ip netns del`. */
START_TEST(a_namespace_that_is_gone_already_can_be_left)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[" USER "]", ns));
	char name[37] = "";

	if (!world_is_linux())
		return;
	for (size_t i = 0; ns[i]; i++)
		name[i] = (char)(ns[i] >= 'A' && ns[i] <= 'F' ? ns[i] - 'A' + 'a' : ns[i]);
	ck_assert_int_eq(run(NULL, (const char *[]){ "ip", "netns", "del", name, NULL }), 0);
	ck_assert_msg(!try_delete(HCN_KIND_NAMESPACE, ns), "%s", world_error.text);
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, ep), 0);
}
END_TEST

START_TEST(a_sid_that_names_nobody_is_listed)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *ep = make_endpoint(net,
		doc("'HostComputeNamespace':'%s','Policies':[" SIDECAR("S-1-5-32-556") "]", ns));

	ck_assert(is_unrealised(ep, "L4WFPPROXY UserSID"));
	ck_assert_uint_eq(rows_with(ep, "meta sk"), 0);
	ck_assert_uint_eq(rows_with(ep, "redirect to :15001"), 1);
	must_modify(ep, doc(UPDATE(USER)));
	ck_assert(!is_unrealised(ep, "L4WFPPROXY UserSID"));
}
END_TEST

START_TEST(a_networks_proxy_is_that_of_its_endpoints)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET)), *ns = make_namespace();
	const char *a = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	const char *b = make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	char *before = kernel_state();

	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, net,
				 doc(REQUEST("Add", "'Policies':[" PROXY("172.30.0.2") "]"))),
		0);
	ck_assert_uint_eq(rows_with(a, "proxy4"), 0); /* it is the proxy */
	ck_assert_uint_eq(rows_with(b, " proxy4 { 172.30.0.3 . 0.0.0.0/0 . tcp"), 1);
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, net,
				 doc(REQUEST("Remove", "'Policies':[" PROXY("172.30.0.2") "]"))),
		0);
	ck_assert_uint_eq(rows_with(b, "proxy4"), 0);
	expect_kernel_state(before);
}
END_TEST

/* Processes of the host may be redirected too: the host is where they are. */
START_TEST(an_endpoint_on_the_host_has_its_chains_there)
{
	const char *net = make(HCN_KIND_NETWORK, doc(NET));
	const char *host = make(HCN_KIND_NAMESPACE, doc("{'Type':'HostDefault'}"));
	char *before = kernel_state();
	const char *ep = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[" USER "]", host));

	ck_assert_uint_gt(rows_with(ep, "nft chain inet hcn proxy_"), 2);
	ck_assert_uint_eq(rows_with(ep, "nft table inet hcn netns"), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, ep), 0);
	expect_kernel_state(before);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		policies_come_with_the_attachment_and_go_with_it,
		an_update_replaces_them,
		the_endpoints_of_a_namespace_share_its_table,
		a_namespace_that_is_gone_already_can_be_left,
		a_sid_that_names_nobody_is_listed,
		a_networks_proxy_is_that_of_its_endpoints,
		an_endpoint_on_the_host_has_its_chains_there,
	};

	return RUN_WORLD_TESTS("proxies", tests);
}
