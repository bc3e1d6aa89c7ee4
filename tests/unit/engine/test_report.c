/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reports in the simulator, where a test says what links have counted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "broken.h"
#include "sim.h"

static json_t *report(enum hcn_report which, const char *id)
{
	char *text = NULL;
	json_t *json;

	ck_assert_msg(
		!hcn_report(world, which, id, NULL, &text, &world_error), "%s", world_error.text);
	json = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(json);
	hcn_free(text);
	return json;
}

static int try_report(enum hcn_report which, const char *id, const char *query)
{
	char *text = NULL;
	int r = hcn_report(world, which, id, query, &text, &world_error);

	hcn_free(text);
	return r;
}

static const char *given_attached(void)
{
	const char *id = make_endpoint(make_network("blue", "172.30.0.0/24"), "");

	ck_assert_int_eq(attach(id, make_namespace()), 0);
	return id;
}

/* The host's end of an endpoint. */
static void set_counters(const char *endpoint, const struct hcn_counters *counters)
{
	char name[HCN_IFNAME_SIZE];
	struct hcn_guid id;

	ck_assert(hcn_guid_parse(endpoint, strlen(endpoint), &id));
	hcn_guid_ifname(&id, 'v', name);
	ck_assert_int_eq(hcn_sim_set_counters(world->backend, name, counters), 0);
}

START_TEST(statistics_are_eight_members_to_the_last_bit)
{
	const struct hcn_counters counters = { .bytes_received = UINT64_MAX,
		.bytes_sent = 2,
		.packets_received = 3,
		.packets_sent = 4,
		.dropped_incoming = 5,
		.dropped_outgoing = 6 };
	const char *id = given_attached();
	char *text = NULL;

	set_counters(id, &counters);
	ck_assert_int_eq(hcn_report(world, HCN_REPORT_ENDPOINT_STATS, id, NULL, &text, NULL), 0);
	ck_assert_str_eq(
		text, doc("{'BytesReceived':18446744073709551615,'BytesSent':2,"
			  "'DroppedPacketsIncoming':5,'DroppedPacketsOutgoing':6,'EndpointId':'%s',"
			  "'InstanceId':'%s','PacketsReceived':3,'PacketsSent':4}",
			      id, id));
	hcn_free(text);
}
END_TEST

START_TEST(a_load_balancer_has_six_members_and_no_packets_in_the_simulator)
{
	const char *lb = make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.10'],'PortMappings':"
		    "[{'Protocol':6,'ExternalPort':80,'InternalPort':80}]}",
			given_attached()));
	char *text = NULL;

	ck_assert_int_eq(
		hcn_report(world, HCN_REPORT_LOADBALANCER_STATS, lb, NULL, &text, NULL), 0);
	ck_assert_str_eq(text, doc("{'BytesReceived':0,'BytesSent':0,'Connections':0,"
				   "'LoadBalancerId':'%s','PacketsReceived':0,'PacketsSent':0}",
				       lb));
	hcn_free(text);
}
END_TEST

/* A kernel in which each kind of counter has met a number of its own. */
static int met_by_kind(struct hcn_backend *be, const struct hcn_row *row, struct hcn_met *ret,
	struct hcn_error *err)
{
	const char *key = row->nft_elem.key;

	*ret = (struct hcn_met){ 1, 10 };
	if (strstr(key, "original"))
		*ret = (struct hcn_met){ 3, 300 };
	if (strstr(key, "reply"))
		*ret = (struct hcn_met){ 5, 5000 };
	return 0;
}

START_TEST(a_load_balancers_frontends_are_added_up)
{
	const char *lb = make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.10','10.96.0.11'],"
		    "'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':80}]}",
			given_attached()));
	json_t *json;

	hcn_close(world);
	world = open_another();
	use_ops(world);
	ops.met = met_by_kind;
	json = report(HCN_REPORT_LOADBALANCER_STATS, lb);
	ck_assert_int_eq(number_at(json, "/Connections"), 2);
	ck_assert_int_eq(number_at(json, "/PacketsReceived"), 6);
	ck_assert_int_eq(number_at(json, "/BytesReceived"), 600);
	ck_assert_int_eq(number_at(json, "/PacketsSent"), 10);
	ck_assert_int_eq(number_at(json, "/BytesSent"), 10000);
	json_decref(json);
}
END_TEST

static void *report_beside(void *id)
{
	return (void *)(intptr_t)try_report(HCN_REPORT_ENDPOINT_STATS, id, NULL);
}

/* With a first report of a context too, which opens the backend. */
START_TEST(statistics_do_not_wait_for_a_writer)
{
	char id[40];
	pthread_t thread;
	void *result;

	strcpy(id, given_attached());
	hcn_close(world);
	world = open_another();
	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, report_beside, id), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	ck_assert_int_eq((intptr_t)result, 0);
	hcn_store_unlock(world->store);
}
END_TEST

static uint64_t another_identity(struct hcn_backend *be)
{
	return 7;
}

START_TEST(statistics_of_another_network_namespaces_endpoints_are_refused)
{
	const char *id = given_attached();

	hcn_close(world);
	world = open_another();
	use_ops(world);
	ops.identity = another_identity;
	ck_assert_int_eq(try_report(HCN_REPORT_ENDPOINT_STATS, id, NULL), HCN_FAILED);
	ck_assert_ptr_nonnull(strstr(world_error.text, "another network namespace"));
	ops.identity = hcn_backend_sim.identity;
	ck_assert_int_eq(try_report(HCN_REPORT_ENDPOINT_STATS, id, NULL), 0);
}
END_TEST

static int no_counters(
	struct hcn_backend *be, const char *link, struct hcn_counters *ret, struct hcn_error *err)
{
	return hcn_fail_errno(err, ENOBUFS, "no counters");
}

START_TEST(a_kernel_that_does_not_count_is_an_error)
{
	const char *id = given_attached();

	hcn_close(world);
	world = open_another();
	use_ops(world);
	ops.counters = no_counters;
	ck_assert_int_eq(try_report(HCN_REPORT_ENDPOINT_STATS, id, NULL), -ENOBUFS);
	ck_assert_ptr_nonnull(strstr(world_error.text, "no counters"));
}
END_TEST

START_TEST(arguments_that_make_no_sense_are_refused)
{
	const char *unknown = "11111111-2222-3333-4444-555555555555";
	enum hcn_report service[] = { HCN_REPORT_FEATURES, HCN_REPORT_METRICS, HCN_REPORT_VERSION };

	ck_assert_int_eq(try_report(HCN_N_REPORTS, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_report(world, HCN_REPORT_VERSION, NULL, NULL, NULL, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(try_report(HCN_REPORT_ENDPOINT_STATS, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		try_report(HCN_REPORT_ENDPOINT_STATS, "web", NULL), HCN_GUID_CONVERSION_FAILURE);
	ck_assert_int_eq(
		try_report(HCN_REPORT_ENDPOINT_STATS, unknown, NULL), HCN_ENDPOINT_NOT_FOUND);
	ck_assert_int_eq(
		try_report(HCN_REPORT_ENDPOINT_ADDRESSES, unknown, NULL), HCN_ENDPOINT_NOT_FOUND);
	ck_assert_int_eq(
		try_report(HCN_REPORT_LOADBALANCER_STATS, unknown, NULL), HCN_ELEMENT_NOT_FOUND);
	ck_assert_int_eq(
		try_report(HCN_REPORT_LOADBALANCER_STATS, NULL, NULL), HCN_INVALID_ARGUMENT);
	for (size_t i = 0; i < sizeof(service) / sizeof(service[0]); i++)
		ck_assert_int_eq(try_report(service[i], unknown, NULL), HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_query_is_checked_whatever_the_report)
{
	const char *id = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	const char *lb = make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.10'],'PortMappings':"
		    "[{'Protocol':6,'ExternalPort':80,'InternalPort':80}]}",
			id));

	for (int which = 0; which < HCN_N_REPORTS; which++) {
		const char *about = which <= HCN_REPORT_ENDPOINT_ADDRESSES   ? id
				    : which == HCN_REPORT_LOADBALANCER_STATS ? lb
									     : NULL;

		ck_assert_int_eq(try_report(which, about, "{"), HCN_INVALID_JSON);
		ck_assert_int_eq(
			try_report(which, about, "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}"),
			0);
		ck_assert_int_eq(try_report(which, about, ""), 0);
	}
}
END_TEST

/* --- features and version -------------------------------------------------------------------------------- */

static struct hcn *context_as(const char *version)
{
	struct hcn *hcn;

	setenv("HCN_HNS_VERSION", version, 1);
	hcn = open_another();
	unsetenv("HCN_HNS_VERSION");
	return hcn;
}

static bool is_enabled(struct hcn *hcn, const char *name)
{
	char *text = NULL;
	json_t *features, *feature;
	bool enabled = false, found = false;
	size_t i;

	ck_assert_int_eq(hcn_report(hcn, HCN_REPORT_FEATURES, NULL, NULL, &text, NULL), 0);
	features = json_loads(text, 0, NULL);
	hcn_free(text);
	json_array_foreach(features, i, feature)
	{
		if (strcmp(text_at(feature, "/Name"), name))
			continue;
		found = true;
		enabled = json_is_true(at(feature, "/Enabled"));
	}
	json_decref(features);
	ck_assert(found);
	return enabled;
}

START_TEST(features_follow_the_version)
{
	struct hcn *old = context_as("13.0");

	ck_assert(is_enabled(world, "NetworkACL"));
	ck_assert(!is_enabled(old, "NetworkACL"));
	ck_assert(is_enabled(old, "SetPolicy"));
	hcn_close(old);
}
END_TEST

START_TEST(the_version_is_the_configured_one)
{
	struct hcn *old = context_as("13.2");
	char *text = NULL;

	ck_assert_int_eq(hcn_report(old, HCN_REPORT_VERSION, NULL, NULL, &text, NULL), 0);
	ck_assert_str_eq(text, "{\"Major\":13,\"Minor\":2}");
	hcn_free(text);
	hcn_close(old);
	ck_assert_int_eq(hcn_report(world, HCN_REPORT_VERSION, NULL, NULL, &text, NULL), 0);
	ck_assert_str_eq(text, "{\"Major\":16,\"Minor\":0}");
	hcn_free(text);
}
END_TEST

/* Of service.h, whose struct has the name of rules.h's enum. */
extern const struct hcn_schema hcn_feature_schema;

/* Whether decoding and encoding gives the same text: nothing in it is unknown. */
static bool is_feature(json_t *json)
{
	void *feature = calloc(1, hcn_feature_schema.size);
	char *text = json_dumps(json, JSON_COMPACT);
	struct hcn_buf again = { 0 };
	bool same;

	ck_assert_int_eq(
		hcn_schema_decode(&hcn_feature_schema, text, strlen(text), NULL, feature, NULL), 0);
	hcn_schema_encode(&hcn_feature_schema, feature, HCN_ENCODE_CLIENT, &again);
	same = !strcmp(again.data, text);
	hcn_buf_clear(&again);
	hcn_schema_clear(&hcn_feature_schema, feature);
	free(feature);
	free(text);
	return same;
}

START_TEST(a_feature_is_one_of_the_schema_with_an_id_of_its_own)
{
	json_t *features = report(HCN_REPORT_FEATURES, NULL), *ids = json_object(), *feature;
	size_t i;

	json_array_foreach(features, i, feature)
	{
		ck_assert(is_feature(feature));
		json_object_set_new(ids, text_at(feature, "/ID"), json_true());
	}
	ck_assert_uint_eq(json_array_size(features), HCN_N_FEATURES - 1);
	ck_assert_uint_eq(json_object_size(ids), HCN_N_FEATURES - 1);
	json_decref(features);
	json_decref(ids);
}
END_TEST

/* Clients may have written it down. */
START_TEST(the_id_of_a_feature_never_changes)
{
	json_t *features = report(HCN_REPORT_FEATURES, NULL);

	ck_assert_str_eq(text_at(json_array_get(features, 0), "/Name"), "AclAddressLists");
	ck_assert_str_eq(text_at(json_array_get(features, 0), "/ID"),
		"6B516277-B6B0-84AA-BA23-14D3EC9794F9");
	json_decref(features);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { statistics_are_eight_members_to_the_last_bit,
		a_load_balancer_has_six_members_and_no_packets_in_the_simulator,
		a_load_balancers_frontends_are_added_up, statistics_do_not_wait_for_a_writer,
		statistics_of_another_network_namespaces_endpoints_are_refused,
		a_kernel_that_does_not_count_is_an_error, arguments_that_make_no_sense_are_refused,
		a_query_is_checked_whatever_the_report, features_follow_the_version,
		the_version_is_the_configured_one,
		a_feature_is_one_of_the_schema_with_an_id_of_its_own,
		the_id_of_a_feature_never_changes };

	return RUN_WORLD_TESTS("engine report", tests);
}
