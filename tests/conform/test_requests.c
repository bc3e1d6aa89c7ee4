/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries, modify requests, events and contexts through the API, on every backend. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define NOBODY "12345678-0000-0000-0000-000000000001"

/* A query whose Filter is the given JSON, single quotes as in doc(). */
static const char *filter(const char *members)
{
	static char text[1024];
	char *out = text +
		    sprintf(text, "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Filter\":\"{");

	for (; *members; members++) {
		bool quote = *members == '\'' || *members == '"';

		if (quote)
			*out++ = '\\';
		*out++ = quote ? '"' : *members;
	}
	strcpy(out, "}\"}");
	return text;
}

/* --- queries -------------------------------------------------------------------------------------------------- */

START_TEST(filters_find_by_id_name_network_and_state)
{
	const char *net = make_network("blue", "172.30.0.0/24"),
		   *other = make_network("red", "172.31.0.0/24");
	const char *a = make_endpoint(net, doc("'Name':'a'")),
		   *b = make_endpoint(other, doc("'Name':'b'"));
	const char *ns = make_namespace();
	char lower[37];

	ck_assert_int_eq(attach(b, ns), 0);
	for (size_t i = 0; i < 37; i++)
		lower[i] = (char)(a[i] >= 'A' && a[i] <= 'F' ? a[i] + 32 : a[i]);
	ck_assert(lists(HCN_KIND_ENDPOINT, filter(doc("'ID':'%s'", lower)), a));
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter("'Name':'a'")), 1);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter("'Name':'A'")), 0);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter(doc("'VirtualNetwork':'%s'", net))), 1);
	ck_assert(lists(HCN_KIND_ENDPOINT, filter("'VirtualNetworkName':'red'"), b));
	ck_assert(lists(HCN_KIND_ENDPOINT, filter("'State':3"), b));
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter("'State':3")), 1);
	ck_assert_uint_eq(
		count(HCN_KIND_ENDPOINT, filter("'State':1,'VirtualNetworkName':'red'")), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'Name':'blue'")), 1);
}
END_TEST

START_TEST(flags_mean_all_of_these_bits)
{
	make(HCN_KIND_NETWORK, "{\"Name\":\"a\",\"Flags\":8}");
	make(HCN_KIND_NETWORK, "{\"Name\":\"b\",\"Flags\":72}");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'Flags':72")), 1);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'Flags':8")), 2);
}
END_TEST

START_TEST(empty_and_zero_ids_match_nothing_and_succeed)
{
	make_network("blue", "172.30.0.0/24");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'ID':''")), 0);
	ck_assert_uint_eq(
		count(HCN_KIND_NETWORK, filter("'ID':'00000000-0000-0000-0000-000000000000'")), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'ID':'nonsense'")), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter("'ID':'" NOBODY "'")), 0);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter("'VirtualNetwork':''")), 0);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, filter("'VirtualNetworkName':'none'")), 0);
}
END_TEST

START_TEST(no_filter_means_all_in_creation_order)
{
	static const char *const queries[] = { NULL, "", "{}", "{\"Filter\":\"{}\"}",
		"{\"Filter\":\"\"}", "{\"SchemaVersion\":{\"Major\":1,\"Minor\":0}}" };
	const char *a = make_network("b", "172.30.0.0/24"), *b = make_network("a", "172.31.0.0/24");
	char *ids, expected[128];

	snprintf(expected, sizeof(expected), "[\"%s\",\"%s\"]", a, b);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		ck_assert_int_eq(hcn_enumerate(world, HCN_KIND_NETWORK, queries[i], &ids, NULL), 0);
		ck_assert_str_eq(ids, expected);
		hcn_free(ids);
	}
}
END_TEST

START_TEST(broken_queries_are_refused)
{
	char *ids = NULL;

	ck_assert_int_eq(
		hcn_enumerate(world, HCN_KIND_NETWORK, "{\"Filter\":5}", &ids, &world_error),
		HCN_INVALID_JSON);
	ck_assert_int_eq(
		hcn_enumerate(world, HCN_KIND_NETWORK, "{\"Filter\":\"{\"}", &ids, &world_error),
		HCN_INVALID_JSON);
	ck_assert_str_eq(world_error.pointer, "/Filter");
	ck_assert_ptr_null(ids);
}
END_TEST

START_TEST(names_with_odd_and_long_texts_are_found)
{
	char name[300], text[512];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = 0;
	snprintf(text, sizeof(text), "{\"Name\":\"%s\"}", name);
	make(HCN_KIND_NETWORK, text);
	name[sizeof(name) - 2] = 'x';
	snprintf(text, sizeof(text), "'Name':'%s'", name);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter(text)), 0);
	name[sizeof(name) - 2] = 'n';
	snprintf(text, sizeof(text), "'Name':'%s'", name);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, filter(text)), 1);
	make(HCN_KIND_NETWORK, "{\"Name\":\"a/b c \\u00e9 \\ud83d\\ude00\"}");
	ck_assert_uint_eq(
		count(HCN_KIND_NETWORK, filter("'Name':'a/b c \xc3\xa9 \xf0\x9f\x98\x80'")), 1);
}
END_TEST

/* --- modify --------------------------------------------------------------------------------------------------- */

#define POLICIES(verb, list)                                                                       \
	"{'ResourceType':'Policy','RequestType':'" verb "','Settings':{'Policies':[" list "]}}"
#define MAP_8080                                                                                   \
	"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8080}}"
#define IOV "{'Type':'Iov','Settings':{'IovOffloadWeight':100}}"

static size_t n_policies(enum hcn_kind kind, const char *id)
{
	json_t *object = look(kind, id);
	size_t n = json_array_size(at(object, "/Policies"));

	json_decref(object);
	return n;
}

START_TEST(endpoint_policies_can_be_added_and_removed)
{
	const char *net = make_network("n", "172.30.0.0/24"), *id = make_endpoint(net, "");
	char *before = kernel_state();

	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc(POLICIES("Add", MAP_8080))), 0);
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 1);
	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc(POLICIES("Add", MAP_8080))),
		HCN_PORT_ALREADY_EXISTS);
	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc(POLICIES("Remove", MAP_8080))), 0);
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(an_update_keeps_creation_time_policies_and_replaces_the_others)
{
	const char *net = make_network("n", "172.30.0.0/24");
	const char *id = make_endpoint(net, doc("'Policies':[" MAP_8080 "," IOV "]"));

	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, id, doc(POLICIES("Update", MAP_8080 "," IOV))), 0);
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 2);
	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc(POLICIES("Update", "{}"))), 0);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, id, "/Policies/0/Type"), "PortMapping");
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 1);
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, id,
			doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{}}")),
		0);
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 1);
}
END_TEST

START_TEST(a_refused_modify_changes_nothing)
{
	const char *net = make_network("n", "172.30.0.0/24"), *id = make_endpoint(net, "");
	char *before = kernel_state();

	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id,
				 doc(POLICIES("Add", MAP_8080 ",{'Type':'Qos2','Settings':{}}"))),
		HCN_INVALID_POLICY_TYPE);
	ck_assert_uint_eq(n_policies(HCN_KIND_ENDPOINT, id), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(network_policies_and_dns_can_be_changed)
{
	const char *id = make_network("n", "172.30.0.0/24");
	static const char *const adapter =
		"{'Type':'NetAdapterName','Settings':{'NetworkAdapterName':'eth9'}}";

	ck_assert_int_eq(
		try_modify(HCN_KIND_NETWORK, id,
			doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':"
			    "[%s]}}",
				adapter)),
		0);
	ck_assert_str_eq(
		look_text(HCN_KIND_NETWORK, id, "/Policies/0/Settings/NetworkAdapterName"), "eth9");
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, id,
				 doc("{'ResourceType':'Policy','RequestType':'Remove','Settings':"
				     "{'Policies':[%s]}}",
					 adapter)),
		0);
	ck_assert_uint_eq(n_policies(HCN_KIND_NETWORK, id), 0);
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, id,
				 doc("{'ResourceType':'DNS','RequestType':'Update','Settings':"
				     "{'ServerList':['192.0.2.1'],'Domain':'x.test'}}")),
		0);
	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Dns/ServerList/0"), "192.0.2.1");
	ck_assert_str_eq(
		look_text(HCN_KIND_ENDPOINT, make_endpoint(id, ""), "/Dns/Domain"), "x.test");
}
END_TEST

/* --- kinds and contexts ------------------------------------------------------------------------------------------ */

START_TEST(two_contexts_see_the_same_objects)
{
	struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };
	const char *id = make_network("n", "172.30.0.0/24");
	struct hcn *other;

	ck_assert_int_eq(hcn_open(&options, &other, NULL), 0);
	ck_assert_int_eq(hcn_delete(other, HCN_KIND_NETWORK, id, NULL), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	hcn_close(other);
}
END_TEST

START_TEST(a_context_is_refused_after_fork_and_another_works)
{
	struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };
	int status;
	pid_t pid;

	make_network("n", "172.30.0.0/24");
	pid = fork();
	if (!pid) {
		struct hcn *other;
		bool ok = try_make(HCN_KIND_NETWORK, "{}") == HCN_INVALID_ARGUMENT &&
			  !hcn_open(&options, &other, NULL) &&
			  !hcn_create(other, HCN_KIND_NETWORK, NULL, "{}", NULL, NULL, NULL);

		_exit(ok ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 2);
}
END_TEST

START_TEST(errno_and_bad_options_are_left_alone)
{
	struct hcn_options options = {
		.size = sizeof(options), .state_dir = "relative", .backend = "sim"
	};
	struct hcn *other = NULL;

	ck_assert_int_eq(hcn_open(&options, &other, &world_error), HCN_INVALID_ARGUMENT);
	options.state_dir = world_dir;
	options.backend = "bsd";
	ck_assert_int_eq(hcn_open(&options, &other, &world_error), HCN_INVALID_ARGUMENT);
	ck_assert_str_eq(world_error.value, "bsd");
	ck_assert_ptr_null(other);
	errno = 4711;
	make_network("n", "172.30.0.0/24");
	try_make(HCN_KIND_NETWORK, "{");
	ck_assert_int_eq(errno, 4711);
}
END_TEST

START_TEST(documents_have_a_size_limit_that_can_be_set)
{
	struct hcn_options options = {
		.size = sizeof(options), .state_dir = world_dir, .backend = "sim"
	};
	struct hcn *other;

	setenv("HCN_MAX_DOCUMENT", "many", 1);
	ck_assert_int_eq(hcn_open(&options, &other, &world_error), HCN_INVALID_ARGUMENT);
	ck_assert_str_eq(world_error.value, "many");
	setenv("HCN_MAX_DOCUMENT", "30", 1);
	ck_assert_int_eq(hcn_open(&options, &other, &world_error), 0);
	hcn_close(other);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, "{\"Name\":\"a\"}"), 0);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, "{\"Name\":\"a name that makes it too long\"}"),
		HCN_INVALID_JSON);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 1);
}
END_TEST

/* --- events ---------------------------------------------------------------------------------------------------- */

static void expect_event(struct hcn_watch *watch, const char *event, const char *id)
{
	json_t *json;
	char *text;

	ck_assert_int_eq(hcn_watch_next(watch, &text, &world_error), 0);
	ck_assert_ptr_nonnull(text);
	json = json_loads(text, 0, NULL);
	ck_assert_str_eq(text_at(json, "/Event"), event);
	ck_assert_str_eq(text_at(json, "/ID"), id);
	json_decref(json);
	hcn_free(text);
}

START_TEST(events_come_in_order_and_wake_the_watcher)
{
	struct pollfd fd = { .events = POLLIN };
	const char *net, *ep, *ns;
	struct hcn_watch *watch;
	char *text;

	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	fd.fd = hcn_watch_fd(watch);
	ck_assert_int_eq(poll(&fd, 1, 0), 0);
	net = make_network("n", "172.30.0.0/24");
	ck_assert_int_eq(poll(&fd, 1, 5000), 1);
	ns = make_namespace();
	ep = make_endpoint(net, "");
	ck_assert_int_eq(attach(ep, ns), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
	expect_event(watch, "NetworkPreCreate", net);
	expect_event(watch, "NetworkCreate", net);
	expect_event(watch, "NamespaceCreate", ns);
	expect_event(watch, "NetworkEndpointAttached", ep);
	expect_event(watch, "NetworkPreDelete", net);
	expect_event(watch, "NetworkEndpointDetached", ep);
	expect_event(watch, "NetworkDelete", net);
	ck_assert_int_eq(hcn_watch_next(watch, &text, NULL), 0);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(poll(&fd, 1, 0), 0);
	hcn_watch_close(watch);
}
END_TEST

/* --- plan and explain ---------------------------------------------------------------------------------------------- */

START_TEST(a_plan_changes_nothing_and_says_every_step)
{
	char *before = kernel_state(), *plan;
	json_t *json, *step;
	size_t i;

	ck_assert_int_eq(hcn_plan(world, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL,
				 "{\"Name\":\"n\"}", &plan, &world_error),
		0);
	json = json_loads(plan, 0, NULL);
	ck_assert_uint_ge(json_array_size(at(json, "/Steps")), 5);
	ck_assert_str_eq(text_at(json, "/Steps/0/Op"), "add");
	ck_assert_str_ne(text_at(json, "/Steps/0/Text"), "");
	ck_assert_str_ne(text_at(json, "/Steps/0/Command"), "");
	json_array_foreach(at(json, "/Steps"), i, step) ck_assert_str_ne(text_at(step, "/Why"), "");
	json_decref(json);
	hcn_free(plan);
	expect_kernel_state(before);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
}
END_TEST

static void expect_all_rows_hold(enum hcn_kind kind, const char *id)
{
	json_t *json, *row;
	char *text;
	size_t i;

	ck_assert_int_eq(hcn_explain(world, kind, id, &text, &world_error), 0);
	json = json_loads(text, 0, NULL);
	ck_assert_uint_ge(json_array_size(at(json, "/Rows")), 1);
	json_array_foreach(at(json, "/Rows"), i, row)
	{
		ck_assert_msg(json_is_true(at(row, "/Holds")), "does not hold: %s",
			text_at(row, "/Text"));
		ck_assert_str_ne(text_at(row, "/Why"), "");
		ck_assert_str_ne(text_at(row, "/Command"), "");
	}
	json_decref(json);
	hcn_free(text);
}

START_TEST(an_explanation_says_what_is_stored_only)
{
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Policies':[{'Type':'HostRoute','Settings':{}},{'Type':'AutomaticDNS'}],'Ipams':[{'Subnets':["
		    "{'IpAddressPrefix':'172.30.0.0/24','Policies':[{'Type':'VLAN','Settings':{'IsolationId':2}}]}]}]}"));
	const char *ep = make_endpoint(net,
		doc("'Flags':4,'Policies':[" MAP_8080
		    ",{'Type':'Encryption','Settings':{}},{'Type':'Encryption','Settings':{}}]"));
	char *text;

	ck_assert_int_eq(hcn_explain(world, HCN_KIND_NETWORK, net, &text, &world_error), 0);
	ck_assert_ptr_nonnull(
		strstr(text, "\"Unrealised\":[\"policy HostRoute\",\"policy VLAN\"]}"));
	hcn_free(text);
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, ep, &text, &world_error), 0);
	ck_assert_ptr_nonnull(
		strstr(text, "\"Unrealised\":[\"flag EnableMirroring\",\"policy Encryption\"]}"));
	hcn_free(text);
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, ep,
			doc("{'ResourceType':'Port','RequestType':'Add','Settings':{'PortName':'p'}}")),
		0);
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, ep, &text, &world_error), 0);
	ck_assert_ptr_nonnull(strstr(text, "\"the port of a virtual machine\"]}"));
	hcn_free(text);
}
END_TEST

START_TEST(an_explanation_says_which_routes_are_not_in_the_kernel)
{
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Type':'Private','Policies':[{'Type':'NeighborDiscovery','Settings':"
		    "{'TargetIpPrefix':'10.0.0.0/23','SenderMacAddress':'02-00-00-00-00-01'}}],"
		    "'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'}]}]}"));
	const char *ep = make_endpoint(net,
		doc("'Policies':[{'Type':'SDNRoute','Settings':{'DestinationPrefix':'10.0.0.0/8','NeedEncap':true}},"
		    "{'Type':'SDNRoute','Settings':{'DestinationPrefix':'11.0.0.0/8'}}]"));
	char *text;

	ck_assert_int_eq(hcn_explain(world, HCN_KIND_NETWORK, net, &text, &world_error), 0);
	ck_assert_ptr_nonnull(strstr(text, "\"Unrealised\":[\"policy NeighborDiscovery\"]}"));
	hcn_free(text);
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, ep, &text, &world_error), 0);
	ck_assert_ptr_nonnull(strstr(
		text, "\"Unrealised\":[\"SDNRoute with NeedEncap where the host is no router\"]}"));
	hcn_free(text);
}
END_TEST

START_TEST(every_row_of_an_explanation_holds)
{
	const char *net = make_network("n", "172.30.0.0/24"), *ns = make_namespace();
	const char *ep = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[" MAP_8080 "]", ns));

	expect_all_rows_hold(HCN_KIND_NETWORK, net);
	expect_all_rows_hold(HCN_KIND_NAMESPACE, ns);
	expect_all_rows_hold(HCN_KIND_ENDPOINT, ep);
}
END_TEST

#define WITH_MTU                                                                                   \
	"'HostComputeNamespace':'%s','Policies':[{'Type':'InterfaceParameters',"                   \
	"'Settings':{'Mtu':%d}}]"

/* A Linux bridge takes the least MTU of its ports, unless it was told its own. */
START_TEST(an_endpoints_mtu_is_not_the_networks)
{
	const char *net = make_network("n", "172.30.0.0/24"), *ns = make_namespace(), *small;

	small = make_endpoint(net, doc(WITH_MTU, ns, 1300));
	expect_all_rows_hold(HCN_KIND_NETWORK, net);
	make_endpoint(net, doc(WITH_MTU, ns, 9000));
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, small), 0);
	expect_all_rows_hold(HCN_KIND_NETWORK, net);
}
END_TEST

START_TEST(recover_with_nothing_to_do_says_so)
{
	char *text;

	ck_assert_int_eq(hcn_recover(world, &text, NULL), 0);
	ck_assert_str_eq(text, "nothing was unfinished");
	hcn_free(text);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		filters_find_by_id_name_network_and_state,
		flags_mean_all_of_these_bits,
		empty_and_zero_ids_match_nothing_and_succeed,
		no_filter_means_all_in_creation_order,
		broken_queries_are_refused,
		names_with_odd_and_long_texts_are_found,
		endpoint_policies_can_be_added_and_removed,
		an_update_keeps_creation_time_policies_and_replaces_the_others,
		a_refused_modify_changes_nothing,
		network_policies_and_dns_can_be_changed,
		two_contexts_see_the_same_objects,
		a_context_is_refused_after_fork_and_another_works,
		errno_and_bad_options_are_left_alone,
		documents_have_a_size_limit_that_can_be_set,
		events_come_in_order_and_wake_the_watcher,
		a_plan_changes_nothing_and_says_every_step,
		an_explanation_says_what_is_stored_only,
		an_explanation_says_which_routes_are_not_in_the_kernel,
		every_row_of_an_explanation_holds,
		an_endpoints_mtu_is_not_the_networks,
		recover_with_nothing_to_do_says_so,
	};

	return RUN_WORLD_TESTS("requests", tests);
}
