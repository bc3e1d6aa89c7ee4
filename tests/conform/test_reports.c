/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reports: statistics, addresses, metrics.  On linux with packets. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel_state.h"
#include "world.h"

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

struct stats {
	json_int_t packets_received, packets_sent, bytes_received, bytes_sent;
};

static struct stats stats_of(const char *id)
{
	json_t *json = report(HCN_REPORT_ENDPOINT_STATS, id);
	const struct stats s = { .packets_received = number_at(json, "/PacketsReceived"),
		.packets_sent = number_at(json, "/PacketsSent"),
		.bytes_received = number_at(json, "/BytesReceived"),
		.bytes_sent = number_at(json, "/BytesSent") };

	ck_assert_uint_eq(json_object_size(json), 8);
	ck_assert_int_ge(number_at(json, "/DroppedPacketsIncoming"), 0);
	ck_assert_int_ge(number_at(json, "/DroppedPacketsOutgoing"), 0);
	ck_assert_str_eq(text_at(json, "/EndpointId"), id);
	ck_assert_str_eq(text_at(json, "/InstanceId"), id);
	json_decref(json);
	return s;
}

static void expect_nothing(const char *id)
{
	const struct stats none = { 0 };
	const struct stats s = stats_of(id);

	ck_assert_mem_eq(&s, &none, sizeof(s));
}

START_TEST(every_endpoint_has_statistics)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *local = make_endpoint(net, "");
	const char *remote = make_endpoint(
		net, "'Flags':1,'IpConfigurations':[{'IpAddress':'172.30.0.77'}]");
	const char *host = make_endpoint(net, "");

	expect_nothing(local);
	expect_nothing(remote);
	ck_assert_int_eq(attach(host, "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"), 0);
	(void)stats_of(host);
	ck_assert_int_eq(attach(local, make_namespace()), 0);
	(void)stats_of(local);
	ck_assert_int_eq(
		detach(local, look_text(HCN_KIND_ENDPOINT, local, "/HostComputeNamespace")), 0);
	expect_nothing(local);
}
END_TEST

/* To the gateway's port 9, where nobody listens. */
static void send_datagrams(const char *netns, int n, size_t size)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket_in_netns(netns, AF_INET, SOCK_DGRAM, 0);
	char data[1500] = { 0 };

	ck_assert_int_eq(inet_pton(AF_INET, "172.30.0.1", &to.sin_addr), 1);
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(sendto(fd, data, size, 0, (struct sockaddr *)&to, sizeof(to)),
			(ssize_t)size);
	close(fd);
}

/* Pings are answered in the same size; UDP to a port where nobody listens is large on its way out only. */
START_TEST(packets_count_in_their_direction)
{
	const char *id, *ns;
	struct stats before, after;
	char netns[40];

	if (!world_is_linux())
		return;
	id = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	ns = make_namespace();
	ck_assert_int_eq(attach(id, ns), 0);
	for (size_t i = 0; i < sizeof(netns) && (!i || ns[i - 1]); i++)
		netns[i] = (char)(ns[i] >= 'A' && ns[i] <= 'F' ? ns[i] + 32 : ns[i]);
	before = stats_of(id);
	ck_assert_int_eq(
		run(NULL, (const char *const[]){ "ip", "netns", "exec", netns, "ping", "-c", "3",
				  "-i", "0.01", "-s", "1000", "172.30.0.1", NULL }),
		0);
	after = stats_of(id);
	ck_assert_int_ge(after.packets_sent - before.packets_sent, 3);
	ck_assert_int_ge(after.packets_received - before.packets_received, 3);
	ck_assert_int_ge(after.bytes_sent - before.bytes_sent, 3 * 1042);
	ck_assert_int_ge(after.bytes_received - before.bytes_received, 3 * 1042);
	before = after;
	send_datagrams(netns, 20, 1400);
	after = stats_of(id);
	ck_assert_int_ge(after.bytes_sent - before.bytes_sent, 20 * 1442);
	/* what ICMP quotes of a packet ends at 576 bytes */
	ck_assert_int_lt(after.bytes_received - before.bytes_received, 20 * 700);
}
END_TEST

START_TEST(statistics_of_what_is_gone_are_not_found)
{
	const char *id = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	char *text = NULL;

	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), 0);
	ck_assert_int_eq(
		hcn_report(world, HCN_REPORT_ENDPOINT_STATS, id, NULL, &text, &world_error),
		HCN_ENDPOINT_NOT_FOUND);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(an_address_says_whose_it_is)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *id = make_endpoint(net,
		"'MacAddress':'00-15-5D-00-00-01','IpConfigurations':[{'IpAddress':'172.30.0.5'},"
		"{'IpAddress':'172.30.0.6'}]");
	const char *ns = make_namespace();
	json_t *json = report(HCN_REPORT_ENDPOINT_ADDRESSES, id);

	ck_assert_uint_eq(json_array_size(json), 2);
	ck_assert_str_eq(text_at(json_array_get(json, 1), "/IpAddress"), "172.30.0.6");
	ck_assert_int_eq(number_at(json_array_get(json, 1), "/PrefixLength"), 24);
	ck_assert_str_eq(text_at(json_array_get(json, 1), "/MacAddress"), "00-15-5D-00-00-01");
	ck_assert_str_eq(text_at(json_array_get(json, 1), "/EndpointId"), id);
	ck_assert_str_eq(text_at(json_array_get(json, 1), "/HostComputeNetwork"), net);
	ck_assert_ptr_null(at(json_array_get(json, 1), "/HostComputeNamespace"));
	json_decref(json);
	ck_assert_int_eq(attach(id, ns), 0);
	json = report(HCN_REPORT_ENDPOINT_ADDRESSES, id);
	ck_assert_str_eq(text_at(json_array_get(json, 0), "/HostComputeNamespace"), ns);
	json_decref(json);
}
END_TEST

START_TEST(the_addresses_of_all_endpoints_are_one_list)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	json_t *json = report(HCN_REPORT_ENDPOINT_ADDRESSES, NULL);

	ck_assert(json_is_array(json) && !json_array_size(json));
	json_decref(json);
	for (int i = 0; i < 3; i++)
		(void)make_endpoint(net, "");
	json = report(HCN_REPORT_ENDPOINT_ADDRESSES, NULL);
	ck_assert_uint_eq(json_array_size(json), 3);
	json_decref(json);
}
END_TEST

START_TEST(metrics_count_what_there_is)
{
	json_t *before = report(HCN_REPORT_METRICS, NULL), *after;
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *id = make_endpoint(net, "");

	(void)make_endpoint(net, "");
	ck_assert_int_eq(attach(id, make_namespace()), 0);
	after = report(HCN_REPORT_METRICS, NULL);
	ck_assert_int_eq(number_at(before, "/Networks"), 0);
	ck_assert_int_eq(number_at(before, "/AttachedEndpoints"), 0);
	ck_assert_int_eq(number_at(after, "/Networks"), 1);
	ck_assert_int_eq(number_at(after, "/Endpoints"), 2);
	ck_assert_int_eq(number_at(after, "/AttachedEndpoints"), 1);
	ck_assert_int_eq(number_at(after, "/Namespaces") - number_at(before, "/Namespaces"), 1);
	ck_assert_int_eq(number_at(after, "/LoadBalancers"), 0);
	ck_assert_int_eq(number_at(after, "/SdnRoutes"), 0);
	ck_assert_int_eq(number_at(after, "/GuestNetworkServices"), 0);
	ck_assert_int_gt(number_at(after, "/Events"), number_at(before, "/Events"));
	ck_assert_int_gt(number_at(after, "/StoreBytes"), 0);
	json_decref(before);
	json_decref(after);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { every_endpoint_has_statistics,
		packets_count_in_their_direction, statistics_of_what_is_gone_are_not_found,
		an_address_says_whose_it_is, the_addresses_of_all_endpoints_are_one_list,
		metrics_count_what_there_is };

	return RUN_WORLD_TESTS("reports", tests);
}
