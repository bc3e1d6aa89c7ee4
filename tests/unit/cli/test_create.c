/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* create: options and files become documents. */
#include "harness.h"

#include <stdio.h>

#define NS_ID "11111111-2222-3333-4444-555555555555"

START_TEST(a_network_has_the_subnets_and_gateways_of_its_options)
{
	json_t *net;

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24,172.30.0.9", "--subnet",
		"fd00:30::/64,fd00:30::9");
	net = document("network", "blue");
	ck_assert_str_eq(text_at(net, "Type"), "NAT");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.0.IpAddressPrefix"), "172.30.0.0/24");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.0.Routes.0.NextHop"), "172.30.0.9");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.0.Routes.0.DestinationPrefix"), "0.0.0.0/0");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.1.IpAddressPrefix"), "fd00:30::/64");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.1.Routes.0.NextHop"), "fd00:30::9");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.1.Routes.0.DestinationPrefix"), "::/0");
	json_decref(net);
}
END_TEST

START_TEST(what_a_document_says_in_vain_is_told)
{
	static const char document[] = "{\"Name\":\"blue\",\"Type\":\"NAT\",\"Ipms\":[]}";

	ck_assert_int_eq(hcnctl_reads(document, "create", "network", "-q", "-f", "-"), 0);
	ck_assert_str_eq(errors, "");
	works("delete", "network", "blue");
	ck_assert_int_eq(hcnctl_reads(document, "create", "network", "-f", "-"), 0);
	ck_assert_str_eq(errors,
		"hcnctl: warning: -:1:36: Ipms is no member of HostComputeNetwork and "
		"is ignored: did you mean Ipams?\n");
	works("delete", "network", "blue");
	ck_assert_int_eq(setenv("HCN_STRICT", "1", 1), 0);
	ck_assert_int_eq(hcnctl_reads(document, "create", "network", "-q", "-f", "-"), 1);
	has(errors, "Ipms is no member of HostComputeNetwork\n");
	has(errors, "did you mean Ipams?");
	ck_assert_int_eq(unsetenv("HCN_STRICT"), 0);
}
END_TEST

START_TEST(a_document_of_v1_says_nothing_in_vain)
{
	ck_assert_int_eq(
		hcnctl_reads(
			"{\"Name\":\"blue\",\"Type\":\"NAT\",\"Subnets\":[],\"NatName\":\"x\"}",
			"create", "network", "-f", "-"),
		0);
	ck_assert_str_eq(errors, "");
}
END_TEST

START_TEST(type_and_flags_reach_the_library)
{
	ck_assert_int_eq(
		hcnctl("create", "network", "--type", "Overlay", "--subnet", "10.1.0.0/24"), 1);
	has(errors, "VSID");
	ck_assert_int_eq(
		hcnctl("create", "network", "--subnet", "10.1.0.0/24", "--flags", "0x800000"), 1);
	has(errors, "at: /Flags");
}
END_TEST

START_TEST(an_endpoint_has_what_its_options_say)
{
	const char *net = create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	const char *id = create("endpoint", "--name", "web", "--network", "blue", "--ip",
		"172.30.0.7", "--mac", "00-15-5D-01-02-03", "--dns", "192.0.2.1", "--dns",
		"192.0.2.2", "--flags", "2");
	json_t *ep = document("endpoint", id);

	ck_assert_str_eq(text_at(ep, "Name"), "web");
	ck_assert_str_eq(text_at(ep, "HostComputeNetwork"), net);
	ck_assert_str_eq(text_at(ep, "IpConfigurations.0.IpAddress"), "172.30.0.7");
	ck_assert_str_eq(text_at(ep, "MacAddress"), "00-15-5D-01-02-03");
	ck_assert_str_eq(text_at(ep, "Dns.ServerList.0"), "192.0.2.1");
	ck_assert_str_eq(text_at(ep, "Dns.ServerList.1"), "192.0.2.2");
	ck_assert_int_eq(number_at(ep, "Flags"), 2);
	json_decref(ep);
}
END_TEST

START_TEST(a_remote_endpoint_is_flagged)
{
	json_t *ep;

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	works("create", "endpoint", "--network", "blue", "--ip", "172.30.0.7", "--flags", "2",
		"--remote", "-o", "json");
	ep = json_out();
	ck_assert_int_eq(number_at(ep, "Flags"), 3);
	json_decref(ep);
}
END_TEST

static const struct {
	const char *option;
	int protocol; /* -1: none */
	int external;
	int internal;
	const char *vip;
} published[] = {
	{ "8080:80", -1, 8080, 80, "" },
	{ "8080:80/tcp", 6, 8080, 80, "" },
	{ "8080:80/UDP", 17, 8080, 80, "" },
	{ "203.0.113.5:8080:80", -1, 8080, 80, "203.0.113.5" },
	{ "[2001:db8::5]:8080:80/tcp", 6, 8080, 80, "2001:db8::5" },
};

START_TEST(a_published_port_becomes_a_policy)
{
	const char *id;
	json_t *ep;

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24", "--subnet",
		"fd00:30::/64");
	id = create("endpoint", "--network", "blue", "--publish", "9:9/tcp", "--publish",
		published[_i].option);
	ep = document("endpoint", id);
	ck_assert_str_eq(text_at(ep, "Policies.1.Type"), "PortMapping");
	ck_assert_int_eq(number_at(ep, "Policies.1.Settings.ExternalPort"), published[_i].external);
	ck_assert_int_eq(number_at(ep, "Policies.1.Settings.InternalPort"), published[_i].internal);
	ck_assert_int_eq(number_at(ep, "Policies.1.Settings.Protocol"), published[_i].protocol);
	ck_assert_str_eq(text_at(ep, "Policies.1.Settings.VIP"), published[_i].vip);
	json_decref(ep);
}
END_TEST

static const char *const not_published[] = { "", "80", ":80", "80:", "8080:80/sctp", "8080:80/",
	"65536:80", "1:2:3:4", "2001:db8::5:8080:80", "[]:1:2", "-1:80", "a:b", ":1:2" };

START_TEST(what_is_no_published_port_is_wrong_usage)
{
	create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	ck_assert_int_eq(
		hcnctl("create", "endpoint", "--network", "blue", "--publish", not_published[_i]),
		2);
	has(errors,
		"hcnctl: create endpoint: --publish is [VIP:]EXTERNAL:INTERNAL[/tcp|/udp], not");
	works("list", "endpoint", "-q");
	ck_assert_str_eq(out, "");
}
END_TEST

static const struct {
	const char *option;
	int distribution, flags; /* flags -1: none */
} balanced[] = {
	{ "80:8080", 0, -1 },
	{ "80:8080,SourceIP", 2, -1 },
	{ "80:8080/tcp,PreserveDIP", 0, 8 },
	{ "80:8080,sourceipprotocol,preservedip", 1, 8 },
};

START_TEST(a_port_of_a_load_balancer_becomes_a_mapping)
{
	json_t *lb;

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	create("endpoint", "--name", "web", "--network", "blue");
	lb = document("loadbalancer", create("loadbalancer", "--vip", "10.96.0.10", "--port",
					      balanced[_i].option, "--endpoint", "web"));
	ck_assert_int_eq(number_at(lb, "PortMappings.0.ExternalPort"), 80);
	ck_assert_int_eq(number_at(lb, "PortMappings.0.InternalPort"), 8080);
	ck_assert_int_eq(
		number_at(lb, "PortMappings.0.DistributionType"), balanced[_i].distribution);
	ck_assert_int_eq(number_at(lb, "PortMappings.0.Flags"), balanced[_i].flags);
	json_decref(lb);
	ck_assert_int_eq(
		hcnctl("create", "loadbalancer", "--port", "80:80,Odd", "--endpoint", "web"), 2);
	has(errors, "\"80:80,Odd\"");
}
END_TEST

START_TEST(an_endpoint_can_be_born_attached)
{
	json_t *ep;

	create("network", "--name", "blue", "--subnet", "172.30.0.0/24");
	create("namespace", "--id", NS_ID, "--name", "pod");
	create("endpoint", "--name", "web", "--network", "blue", "--namespace", "pod");
	ep = document("endpoint", "web");
	ck_assert_str_eq(text_at(ep, "HostComputeNamespace"), NS_ID);
	json_decref(ep);
}
END_TEST

START_TEST(a_namespace_has_the_id_and_type_of_its_options)
{
	json_t *ns;

	create("ns", "--type", "Guest", "--id", NS_ID);
	ns = document("ns", NS_ID);
	ck_assert_str_eq(text_at(ns, "Type"), "Guest");
	json_decref(ns);
}
END_TEST

#define DOCUMENT "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Type\":\"NAT\",\"Name\":\"doc\","

START_TEST(a_document_comes_from_standard_input)
{
	json_t *net;

	ck_assert_int_eq(hcnctl_reads(DOCUMENT "\"Ipams\":[]}", "create", "network", "-f", "-"), 0);
	net = document("network", "doc");
	ck_assert_str_eq(text_at(net, "Name"), "doc");
	json_decref(net);
}
END_TEST

START_TEST(options_replace_and_extend_a_document)
{
	char path[96];
	json_t *net;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/document", state_dir);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(
		fputs(DOCUMENT "\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"10.9.0.0/24\"}]}]}",
			file),
		0);
	(void)fclose(file);
	works("create", "network", "--file", path, "--name", "mine", "--subnet", "fd00:9::/64");
	net = document("network", "mine");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.0.IpAddressPrefix"), "10.9.0.0/24");
	ck_assert_str_eq(text_at(net, "Ipams.0.Subnets.1.IpAddressPrefix"), "fd00:9::/64");
	json_decref(net);
}
END_TEST

static const struct {
	const char *document;
	const char *error;
} broken[] = {
	{ "{\"Name\":", "-:1: " },
	{ "[]", "- is no JSON object" },
	{ "", "standard input is empty" },
	{ "{\"Ipams\":5}", "the document's Ipams is no list" },
	{ "{\"Ipams\":[5]}", "the document's Subnets is no list" },
	{ "{\"Ipams\":[{\"Subnets\":{}}]}", "the document's Subnets is no list" },
};

START_TEST(a_document_that_options_cannot_change_is_refused)
{
	ck_assert_int_eq(hcnctl_reads(broken[_i].document, "create", "network", "-f", "-",
				 "--subnet", "10.0.0.0/24"),
		1);
	has(errors, "hcnctl: create network: ");
	has(errors, broken[_i].error);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	ck_assert_int_eq(hcnctl("create", "network", "-f", "/nowhere/file"), 1);
	ck_assert_str_eq(
		errors, "hcnctl: create network: /nowhere/file: No such file or directory\n");
}
END_TEST

START_TEST(create_says_what_it_made)
{
	json_t *net;
	char *line;

	works("create", "network", "--name", "blue", "--subnet", "10.1.0.0/24");
	has(out, "created network ");
	line = strstr(out, " blue\n");
	ck_assert_ptr_nonnull(line);
	works("create", "network", "--name", "red", "--subnet", "10.2.0.0/24", "-o", "json");
	net = json_out();
	ck_assert_str_eq(text_at(net, "Name"), "red");
	ck_assert_uint_eq(strlen(text_at(net, "ID")), 36);
	json_decref(net);
}
END_TEST

static const struct {
	const char *kind, *option, *value, *error;
} misplaced[] = {
	{ "network", "--publish", "1:2",
		"hcnctl: create network: --publish does not belong to this kind" },
	{ "namespace", "--subnet", "10.0.0.0/8",
		"hcnctl: create namespace: --subnet does not belong to this kind" },
	{ "endpoint", "--type", "NAT",
		"hcnctl: create endpoint: --type does not belong to this kind" },
	{ "network", "--flags", "many", "--flags is a number of 32 bits, not \"many\"" },
	{ "network", "--flags", "4294967296", "--flags is a number of 32 bits" },
	{ "network", "--name", "\xff", "--name \"\xff\" is not UTF-8" },
};

START_TEST(an_option_that_does_not_fit_is_wrong_usage)
{
	ck_assert_int_eq(
		hcnctl("create", misplaced[_i].kind, misplaced[_i].option, misplaced[_i].value), 2);
	has(errors, misplaced[_i].error);
}
END_TEST

START_TEST(what_a_kind_must_have_is_said_by_the_library)
{
	ck_assert_int_eq(hcnctl_reads("{}", "create", "route", "-f", "-"), 1);
	has(errors, "hcnctl: create route: ");
	has(errors, "HCN_E_INVALID_JSON_REFERENCE (0x803b001c)");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_network_has_the_subnets_and_gateways_of_its_options },
		{ what_a_document_says_in_vain_is_told },
		{ a_document_of_v1_says_nothing_in_vain },
		{ type_and_flags_reach_the_library },
		{ an_endpoint_has_what_its_options_say },
		{ a_remote_endpoint_is_flagged },
		{ a_published_port_becomes_a_policy, sizeof(published) / sizeof(published[0]) },
		{ what_is_no_published_port_is_wrong_usage,
			sizeof(not_published) / sizeof(not_published[0]) },
		{ a_port_of_a_load_balancer_becomes_a_mapping,
			sizeof(balanced) / sizeof(balanced[0]) },
		{ an_endpoint_can_be_born_attached },
		{ a_namespace_has_the_id_and_type_of_its_options },
		{ a_document_comes_from_standard_input },
		{ options_replace_and_extend_a_document },
		{ a_document_that_options_cannot_change_is_refused,
			sizeof(broken) / sizeof(broken[0]) },
		{ a_file_that_is_not_there_is_named },
		{ create_says_what_it_made },
		{ an_option_that_does_not_fit_is_wrong_usage,
			sizeof(misplaced) / sizeof(misplaced[0]) },
		{ what_a_kind_must_have_is_said_by_the_library },
		{ 0 },
	};

	return run_cli_tests("cli-create", facts);
}
