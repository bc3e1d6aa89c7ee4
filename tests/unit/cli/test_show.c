/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* list, show, explain: what people and programs see; and how objects are named. */
#include "harness.h"

#include <stdio.h>
#include <unistd.h>

#define NS_ID   "AAAAAAAA-2222-3333-4444-555555555555"
#define HOST_ID "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"

START_TEST(a_table_of_networks)
{
	const char *id = create(
		"network", "--name", "blue", "--subnet", "10.1.0.0/24", "--subnet", "fd00:1::/64");
	char line[256];

	create("endpoint", "--network", "blue");
	works("list", "networks");
	has(out, "NAME  ID                                    TYPE  SUBNETS                  "
		 "ENDPOINTS\n");
	(void)snprintf(line, sizeof(line), "blue  %s  NAT   10.1.0.0/24,fd00:1::/64  1\n", id);
	has(out, line);
}
END_TEST

START_TEST(a_table_of_endpoints)
{
	char line[256];
	const char *id;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	create("ns", "--id", NS_ID);
	create("endpoint", "--name", "free", "--network", "blue", "--ip", "10.1.0.8");
	id = create("endpoint", "--name", "web", "--network", "blue", "--ip", "10.1.0.9",
		"--namespace", NS_ID);
	works("list", "ep");
	(void)snprintf(line, sizeof(line),
		"web   %s  blue     10.1.0.9/24  " NS_ID "  AttachedSharing\n", id);
	has(out, line);
	has(out, "  blue     10.1.0.8/24  -                                     Created\n");
	ck_assert_ptr_eq(strstr(out, "NAME  ID "), out);
}
END_TEST

START_TEST(a_table_of_namespaces_says_where_the_netns_is)
{
	create("ns", "--id", NS_ID);
	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	create("endpoint", "--network", "blue", "--namespace", NS_ID);
	works("list", "ns");
	has(out, NS_ID
		"  Host         1          /run/netns/aaaaaaaa-2222-3333-4444-555555555555\n");
	has(out, HOST_ID "  HostDefault  0          -\n");
}
END_TEST

START_TEST(a_list_in_json_is_an_array_of_documents)
{
	json_t *list;

	works("list", "network", "-o", "json");
	ck_assert_str_eq(out, "[]\n");
	create("network", "--name", "one", "--subnet", "10.1.0.0/24");
	create("network", "--name", "two", "--subnet", "10.2.0.0/24");
	works("-o", "json", "list", "network");
	list = json_out();
	ck_assert_uint_eq(json_array_size(list), 2);
	ck_assert_str_eq(text_at(list, "0.Name"), "one");
	ck_assert_str_eq(text_at(list, "1.Ipams.0.Subnets.0.IpAddressPrefix"), "10.2.0.0/24");
	json_decref(list);
}
END_TEST

START_TEST(a_quiet_list_is_ids)
{
	const char *one = create("network", "--name", "one", "--subnet", "10.1.0.0/24");
	const char *two = create("network", "--name", "two", "--subnet", "10.2.0.0/24");
	char lines[80];

	works("list", "net", "-q");
	(void)snprintf(lines, sizeof(lines), "%s\n%s\n", one, two);
	ck_assert_str_eq(out, lines);
}
END_TEST

START_TEST(show_is_an_outline_without_empty_members)
{
	create("network", "--name", "blue", "--subnet", "10.1.0.0/24", "--dns", "192.0.2.1");
	works("show", "network", "blue");
	has(out, "\nName: blue\n");
	has(out, "\nDns:\n  ServerList:\n    - 192.0.2.1\n");
	has(out, "\nIpams:\n  - Type: Static\n    Subnets:\n      - ID: ");
	has(out, "\n        IpAddressPrefix: 10.1.0.0/24\n");
	lacks(out, "Policies");
	has(out, "\nFlags: 0\n");
}
END_TEST

START_TEST(show_can_be_the_document_or_the_id)
{
	const char *id = create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	json_t *net = document("network", id);

	ck_assert_str_eq(text_at(net, "ID"), id);
	has(out, "  \"Name\": \"blue\"");
	works("show", "network", "blue", "-q");
	ck_assert_int_eq(strncmp(out, id, 36), 0);
	ck_assert_str_eq(out + 36, "\n");
	json_decref(net);
}
END_TEST

#define ODD                                                                                                        \
	"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Type\":\"NAT\",\"Name\":\"odd \\\"{[,:\\\\\",\"Version\":" \
	"18446744073709551615}"

START_TEST(documents_are_printed_to_the_letter)
{
	json_t *net;

	ck_assert_int_eq(hcnctl_reads(ODD, "create", "network", "-f", "-", "-o", "json"), 0);
	has(out, "\n  \"Version\": 18446744073709551615,\n");
	has(out, "\n  \"Name\": \"odd \\\"{[,:\\\\\",\n");
	has(out, "\n  \"Policies\": [],\n");
	works("list", "network", "-o", "json");
	has(out, "\n    \"Version\": 18446744073709551615,\n");
	net = json_loads(out, JSON_DECODE_INT_AS_REAL, NULL);
	ck_assert_str_eq(text_at(net, "0.Name"), "odd \"{[,:\\");
	json_decref(net);
	works("list", "network");
	has(out, "\nodd \"{[,:\\  ");
	works("show", "network", "odd \"{[,:\\");
	has(out, "\nState: 1\n");
}
END_TEST

START_TEST(ids_are_taken_in_any_case_of_letters)
{
	create("ns", "--id", NS_ID);
	works("show", "ns", "aaaaaaaa-2222-3333-4444-555555555555", "-q");
	ck_assert_str_eq(out, NS_ID "\n");
}
END_TEST

static const char *const names[] = { "with space", "a/b", "-dash", "~0~1", "\"quoted\"",
	"caf\xc3\xa9", "{}", "100%s", "11111111-2222-3333-4444-55555555555" };

START_TEST(any_name_finds_its_object)
{
	const char *id = create("network", "--name", names[_i], "--subnet", "10.1.0.0/24");
	json_t *net;

	works("show", "network", "-q", "--", names[_i]);
	ck_assert_int_eq(strncmp(out, id, 36), 0);
	works("list", "network");
	has(out, names[_i]);
	net = document("network", id);
	ck_assert_str_eq(text_at(net, "Name"), names[_i]);
	json_decref(net);
}
END_TEST

START_TEST(control_characters_of_names_do_not_reach_a_terminal)
{
	create("network", "--name",
		"a\x1b[31m\tb\xc2\x9b"
		"c",
		"--subnet", "10.1.0.0/24");
	works("list", "network");
	has(out, "a\\x1b[31m\\x09b\\x9bc  ");
	works("show", "network",
		"a\x1b[31m\tb\xc2\x9b"
		"c");
	has(out, "Name: a\\x1b[31m\\x09b\\x9bc\n");
	ck_assert_int_eq(hcnctl("show", "network", "\x1b[31m"), 1);
	has(errors, "named \"\\x1b[31m\"");
}
END_TEST

START_TEST(wide_cells_keep_the_columns_together)
{
	create("network", "--name", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "--subnet",
		"10.1.0.0/24");
	works("list", "network");
	/* The name is six characters in twelve bytes. */
	has(out, "NAME    ID ");
	has(out, "\xc3\xa9  ");
	lacks(out, "\xc3\xa9   ");
}
END_TEST

START_TEST(a_name_of_two_objects_is_refused_with_their_ids)
{
	const char *one, *two;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	one = create("endpoint", "--name", "twin", "--network", "blue");
	two = create("endpoint", "--name", "twin", "--network", "blue");
	ck_assert_int_eq(hcnctl("delete", "endpoint", "twin"), 1);
	has(errors, "hcnctl: delete endpoint: 2 objects are named \"twin\": say which by id\n");
	has(errors, one);
	has(errors, two);
	works("list", "endpoint", "-q");
	has(out, one);
}
END_TEST

START_TEST(a_name_that_is_not_there_is_refused_with_similar_ones)
{
	create("network", "--name", "production", "--subnet", "10.1.0.0/24");
	create("network", "--name", "test", "--subnet", "10.2.0.0/24");
	ck_assert_int_eq(hcnctl("show", "network", "PROD"), 1);
	ck_assert_str_eq(out, "");
	has(errors, "hcnctl: show network: there is no network named \"PROD\"\n");
	has(errors, "HCN_E_NETWORK_NOT_FOUND (0x803b0001)");
	has(errors, " production\n");
	lacks(errors, " test\n");
	ck_assert_int_eq(hcnctl("show", "network", "zebra"), 1);
	has(errors, " production\n");
	has(errors, " test\n");
}
END_TEST

START_TEST(an_id_that_is_not_there_is_the_librarys_error)
{
	ck_assert_int_eq(hcnctl("show", "endpoint", NS_ID, "-o", "json"), 1);
	ck_assert_str_eq(out, "");
	has(errors, "HCN_E_ENDPOINT_NOT_FOUND (0x803b0002): The endpoint was not found.\n");
}
END_TEST

START_TEST(explain_tells_which_kernel_objects_carry_an_endpoint)
{
	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	create("ns", "--id", NS_ID);
	create("endpoint", "--name", "web", "--network", "blue", "--ip", "10.1.0.9", "--namespace",
		NS_ID, "--publish", "8080:80/tcp");
	works("explain", "endpoint", "web");
	has(out, " web\n");
	has(out, "\nholds    addr 10.1.0.9/24 dev eth0 netns aaaaaaaa-2222-3333-4444-555555555555\n"
		 "    why  the endpoint's address (/IpConfigurations/0)\n"
		 "    see  ip -n aaaaaaaa-2222-3333-4444-555555555555 addr show dev eth0 to "
		 "10.1.0.9/24\n");
	has(out, "\nholds    nft element inet hcn dnat4 { tcp . 8080 : 10.1.0.9 . 80 }\n");
	has(out, ", 0 of them missing\n");
	lacks(out, "MISSING");
	works("explain", "network", "blue");
	has(out, " (shared with other objects)\n");
}
END_TEST

START_TEST(explain_tells_what_is_stored_only)
{
	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	create("endpoint", "--name", "web", "--network", "blue", "--flags", "36");
	works("explain", "endpoint", "web");
	has(out, "\nstored, not in the kernel yet: flag EnableMirroring\n"
		 "stored, not in the kernel yet: flag EnableDhcp\n");
	works("explain", "network", "blue");
	lacks(out, "stored");
}
END_TEST

START_TEST(explain_tells_what_the_kernel_has_lost)
{
	char path[96];

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	(void)snprintf(path, sizeof(path), "%s/sim.log", state_dir);
	ck_assert_int_eq(truncate(path, 0), 0);
	works("explain", "network", "blue");
	has(out, "\nMISSING  link b");
	lacks(out, "holds");
	lacks(out, ", 0 of them missing");
}
END_TEST

START_TEST(explain_in_json_has_a_row_for_each_kernel_object)
{
	json_t *explanation;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	works("explain", "network", "blue", "-o", "json");
	explanation = json_out();
	ck_assert_str_eq(text_at(explanation, "Kind"), "network");
	ck_assert_str_ne(text_at(explanation, "Rows.0.Why"), "");
	json_decref(explanation);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_table_of_networks },
		{ a_table_of_endpoints },
		{ a_table_of_namespaces_says_where_the_netns_is },
		{ a_list_in_json_is_an_array_of_documents },
		{ a_quiet_list_is_ids },
		{ show_is_an_outline_without_empty_members },
		{ show_can_be_the_document_or_the_id },
		{ documents_are_printed_to_the_letter },
		{ ids_are_taken_in_any_case_of_letters },
		{ any_name_finds_its_object, sizeof(names) / sizeof(names[0]) },
		{ control_characters_of_names_do_not_reach_a_terminal },
		{ wide_cells_keep_the_columns_together },
		{ a_name_of_two_objects_is_refused_with_their_ids },
		{ a_name_that_is_not_there_is_refused_with_similar_ones },
		{ an_id_that_is_not_there_is_the_librarys_error },
		{ explain_tells_which_kernel_objects_carry_an_endpoint },
		{ explain_tells_what_is_stored_only },
		{ explain_tells_what_the_kernel_has_lost },
		{ explain_in_json_has_a_row_for_each_kernel_object },
		{ 0 },
	};

	return run_cli_tests("cli-show", facts);
}
