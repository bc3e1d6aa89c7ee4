/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace: the way of a packet on a simulated host, and what is wrong with the question. */
#include "harness.h"

static const char *web, *db;

/* Two endpoints in namespaces of their own; ids are good until the fourth create after. */
static void given_two_endpoints(void)
{
	static char ids[2][64];
	const char *names[] = { "web", "db" };

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24", "--subnet",
		"fd00:30::/64");
	for (int i = 0; i < 2; i++)
		strcpy(ids[i], create("endpoint", "--network", "blue", "--name", names[i],
				       "--namespace", create("namespace")));
	web = ids[0];
	db = ids[1];
}

START_TEST(a_packet_to_a_neighbour_is_delivered)
{
	given_two_endpoints();
	works("trace", "--from", "db", "--to", "172.30.0.2", "--port", "80");
	has(out, "tcp 172.30.0.3:49152 to 172.30.0.2:80\n");
	has(out, "namespace    eth0 sends it to 172.30.0.2  (endpoint db /IpConfigurations/0)\n");
	has(out, "    rule  ");
	has(out, "    see   nft get element ");
	has(out, "=> delivered to endpoint web: tcp 172.30.0.3:49152 to 172.30.0.2:80\n");
	works("trace", "-q", "--from", db, "--to", "fd00:30::2");
	has(out, "icmpv6 fd00:30::3 to fd00:30::2\n");
	lacks(out, "    rule  ");
}
END_TEST

START_TEST(each_endpoint_of_a_namespace_sends_by_its_own_interface)
{
	char ns[64], second[64];

	given_two_endpoints();
	create("network", "--name", "green", "--subnet", "172.31.0.0/24");
	strcpy(ns, create("namespace"));
	create("endpoint", "--network", "blue", "--name", "first", "--namespace", ns);
	strcpy(second, create("endpoint", "--network", "green", "--namespace", ns));
	works("trace", "--from", "first", "--to", "172.31.0.1");
	has(out, "namespace    eth0 sends it to 172.30.0.1  (endpoint first)\n");
	works("trace", "--from", second, "--to", "172.30.0.2", "--port", "80");
	has(out, "namespace    eth1 sends it to 172.31.0.1  (endpoint ");
	has(out, "=> delivered to endpoint web");
	works("detach", "first");
	works("trace", "--from", second, "--to", "172.30.0.2", "--port", "80");
	has(out, "namespace    eth1 sends it to 172.31.0.1  (endpoint ");
}
END_TEST

START_TEST(endpoints_of_one_namespace_reach_each_other_by_a_vip)
{
	char ns[64], second[64];

	given_two_endpoints();
	strcpy(ns, create("namespace"));
	create("endpoint", "--network", "blue", "--name", "first", "--namespace", ns);
	strcpy(second, create("endpoint", "--network", "blue", "--namespace", ns));
	create("loadbalancer", "--vip", "10.96.0.10", "--port", "80:80", "--endpoint", second);
	works("trace", "--from", "first", "--to", "10.96.0.10", "--port", "80");
	has(out, "postrouting  its source becomes that of the host");
	has(out, "=> delivered to endpoint ");
}
END_TEST

START_TEST(a_vip_leads_to_an_endpoint_and_says_by_which_mapping)
{
	given_two_endpoints();
	create("loadbalancer", "--vip", "10.96.0.10", "--port", "81:81", "--port", "80:8080",
		"--endpoint", web);
	works("trace", "--to", "10.96.0.10", "--port", "80");
	has(out, "/PortMappings/1)");
	has(out, "its destination becomes 172.30.0.2 port 8080");
	has(out, "=> delivered to endpoint web");
	works("trace", "--to", "10.96.0.10", "--port", "80", "-o", "json");
	has(out, "\"Verdict\": \"Delivered\"");
	has(out, "\"EndpointName\": \"web\"");
}
END_TEST

START_TEST(a_vip_that_is_preserved_arrives)
{
	given_two_endpoints();
	create("loadbalancer", "--vip", "10.96.0.10", "--vip", "fd00:96::10", "--port",
		"80:8080,PreserveDIP", "--endpoint", web);
	works("trace", "--to", "10.96.0.10", "--port", "80");
	has(out, "its destination becomes 172.30.0.2 port 8080");
	has(out, "its destination is 10.96.0.10 again (PreserveDIP)  (loadbalancer ");
	has(out, "/PortMappings/0)");
	has(out, "which must have 10.96.0.10 on an interface of its own\n");
	has(out, "=> delivered to endpoint web");
	has(out, "to 10.96.0.10:8080\n");
	works("trace", "-q", "--from", "db", "--to", "fd00:96::10", "--port", "80");
	has(out, "=> delivered to endpoint web");
	has(out, "to [fd00:96::10]:8080\n");
	works("trace", "-q", "--from", "web", "--to", "10.96.0.10", "--port", "80");
	has(out, "an address of the namespace itself");
	works("trace", "-q", "--from", "web", "--source", "10.96.0.10", "--to", "172.30.0.3",
		"--port", "80");
	has(out, "its source becomes 172.30.0.2 (PreserveDIP)");
}
END_TEST

START_TEST(a_vip_without_endpoints_refuses)
{
	given_two_endpoints();
	create("loadbalancer", "--vip", "10.96.0.10", "--port", "80:80", "--endpoint", web);
	works("delete", "endpoint", web);
	ck_assert_int_eq(hcnctl("trace", "--from", "db", "--to", "10.96.0.10", "--port", "80"), 1);
	has(out, "=> refused");
}
END_TEST

START_TEST(an_acl_is_named_by_its_place_in_the_document)
{
	given_two_endpoints();
	ck_assert_int_eq(
		hcnctl_reads("{\"ResourceType\":\"Policy\",\"RequestType\":\"Add\",\"Settings\":{"
			     "\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Allow\","
			     "\"Direction\":\"In\",\"Priority\":9,\"Protocols\":\"17\"}},"
			     "{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Block\","
			     "\"Direction\":\"In\",\"Priority\":10}}]}}",
			"modify", "endpoint", "web"),
		0);
	ck_assert_int_eq(hcnctl("trace", "--from", "db", "--to", "172.30.0.2", "--port", "80"), 1);
	has(out, "postrouting  In blocked  (endpoint web /Policies/1)\n");
	has(out, "=> dropped");
	works("trace", "--to", "172.30.0.2", "--proto", "udp", "--port", "80");
	has(out, "postrouting  In allowed  (endpoint web /Policies/0)\n");
}
END_TEST

START_TEST(a_source_of_somebody_else_does_not_leave_its_port)
{
	given_two_endpoints();
	ck_assert_int_eq(hcnctl("trace", "--from", "db", "--to", "172.30.0.2", "--source",
				 "172.30.0.9", "--proto", "udp", "--port", "53"),
		1);
	has(out, "port         dropped");
}
END_TEST

START_TEST(outside_gets_in_uninvited_nowhere)
{
	given_two_endpoints();
	ck_assert_int_eq(hcnctl("trace", "--source", "203.0.113.7", "--to", "172.30.0.2"), 1);
	has(out, "oifname @natbr drop");
	ck_assert_int_eq(hcnctl("trace", "--from", "db", "--to", "172.30.0.99"), 1);
	has(out, "answers to 172.30.0.99");
	has(out, "=> unreachable");
}
END_TEST

static const struct {
	const char *words[12];
	const char *says;
} wrong[] = {
	{ { "--port", "80" }, "--to is missing" },
	{ { "--to", "10.0.0.1", "--proto", "tcp" }, "--port is missing" },
	{ { "--to", "10.0.0.1", "--port", "0" }, "--port is a number from 1 to 65535" },
	{ { "--to", "10.0.0.1", "--source-port", "70000" }, "--source-port is a number" },
	{ { "--to", "10.0.0.1", "--proto", "quic" }, "--proto is tcp" },
	{ { "--to", "10.0.0.1", "--proto", "256" }, "--proto is tcp" },
	{ { "--to", "here", "--port", "80" }, "the destination is no IP address" },
	{ { "--to", "10.0.0.1", "--source", "fd00::1" }, "IPv6" },
	{ { "--to", "10.0.0.1", "--proto", "58" }, "protocol 58 is not one of IPv4" },
	{ { "--to", "10.0.0.1", "--from", "nobody" }, "nobody" },
	{ { "--to", "10.0.0.1", "--from", "lost", "--port", "80" }, "not attached" },
	{ { "--to", "10.0.0.1", "--from", "11111111-2222-3333-4444-555555555555" },
		"11111111-2222-3333-4444-555555555555" },
};

START_TEST(a_bad_question_is_refused)
{
	const char *words[16] = { "hcnctl", "trace" };

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	create("endpoint", "--network", "blue", "--name", "lost");
	memcpy(words + 2, wrong[_i].words, sizeof(wrong[_i].words));
	ck_assert_int_ne(run_hcnctl(NULL, words), 0);
	ck_assert_str_eq(out, "");
	has(errors, wrong[_i].says);
}
END_TEST

int main(void)
{
	return run_cli_tests(
		"trace", (const struct fact[]){
				 { a_packet_to_a_neighbour_is_delivered, 0 },
				 { each_endpoint_of_a_namespace_sends_by_its_own_interface, 0 },
				 { endpoints_of_one_namespace_reach_each_other_by_a_vip, 0 },
				 { a_vip_leads_to_an_endpoint_and_says_by_which_mapping, 0 },
				 { a_vip_that_is_preserved_arrives, 0 },
				 { a_vip_without_endpoints_refuses, 0 },
				 { an_acl_is_named_by_its_place_in_the_document, 0 },
				 { a_source_of_somebody_else_does_not_leave_its_port, 0 },
				 { outside_gets_in_uninvited_nowhere, 0 },
				 { a_bad_question_is_refused, sizeof(wrong) / sizeof(*wrong) },
				 { NULL, 0 },
			 });
}
