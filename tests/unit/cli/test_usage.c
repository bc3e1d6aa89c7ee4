/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line itself: options, help, wrong usage, errors, output that cannot be written. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *words[6];
	const char *error;
} wrong[] = {
	{ { "hcnctl" }, "hcnctl: a command is missing\n" },
	{ { "hcnctl", "lst" }, "hcnctl: there is no command \"lst\"\n" },
	{ { "hcnctl", "--frobnicate" }, "unrecognized option '--frobnicate'\n" },
	{ { "hcnctl", "list", "--frobnicate", "network" },
		"hcnctl: list: unrecognized option '--frobnicate'\n" },
	{ { "hcnctl", "list", "-x", "network" }, "hcnctl: list: invalid option -- 'x'\n" },
	{ { "hcnctl", "list", "network", "--subnet", "10.0.0.0/8" },
		"unrecognized option '--subnet'\n" },
	{ { "hcnctl", "list", "network", "--output" }, "option '--output' requires an argument\n" },
	{ { "hcnctl", "list", "network", "--quiet=3" },
		"option '--quiet' doesn't allow an argument\n" },
	{ { "hcnctl", "list", "network", "-o", "xml" },
		"--output is table or json, not \"xml\"\n" },
	{ { "hcnctl", "list" }, "hcnctl: list: an operand is missing\n" },
	{ { "hcnctl", "list", "network", "blue" }, "hcnctl: list: too many operands: blue\n" },
	{ { "hcnctl", "delete", "network" }, "hcnctl: delete: an operand is missing\n" },
	{ { "hcnctl", "list", "widget" }, "there is no kind \"widget\"; there are network, "
					  "endpoint, namespace, loadbalancer" },
	{ { "hcnctl", "list", "n" }, "kind \"n\" may mean network, namespace\n" },
	{ { "hcnctl", "list", "" }, "there is no kind \"\"" },
	{ { "hcnctl", "list", "networkss" }, "there is no kind \"networkss\"" },
	{ { "hcnctl", "show", "network", "" }, "\"\" is neither an id nor a name\n" },
	{ { "hcnctl", "show", "network", "\xff" }, "is neither an id nor a name\n" },
	{ { "hcnctl", "watch", "-n", "0" }, "--count is a number from 1, not \"0\"\n" },
	{ { "hcnctl", "watch", "-n", "-1" }, "--count is a number from 1, not \"-1\"\n" },
	{ { "hcnctl", "watch", "all" }, "hcnctl: watch: too many operands: all\n" },
	{ { "hcnctl", "help", "lst" }, "hcnctl: help: there is no command \"lst\"\n" },
	{ { "hcnctl", "hns", "GET" }, "hcnctl: hns: an operand is missing\n" },
	{ { "hcnctl", "hns", "GET", "/networks", "{}", "x" },
		"hcnctl: hns: too many operands: x\n" },
	{ { "hcnctl", "error", "HCN_E_NO_SUCH" },
		"\"HCN_E_NO_SUCH\" is neither a number of 32 bits nor a name\n" },
	{ { "hcnctl", "error", "0x1803b0013" }, "is neither a number of 32 bits nor a name\n" },
	{ { "hcnctl", "error", "" }, "is neither a number of 32 bits nor a name\n" },
};

START_TEST(wrong_usage_is_named)
{
	ck_assert_int_eq(run_hcnctl(NULL, wrong[_i].words), 2);
	ck_assert_str_eq(out, "");
	has(errors, wrong[_i].error);
	has(errors, "Try 'hcnctl");
}
END_TEST

static const char *const kinds[] = { "network", "networks", "net", "ne", "endpoint", "ep", "e",
	"namespaces", "ns", "na" };

START_TEST(a_kind_has_many_names)
{
	works("list", kinds[_i], "-o", "json");
	has(out, "[");
}
END_TEST

/* The commands that people are offered, from the table of them, and the one that only shells use; the caller frees. */
static char *all_commands(void)
{
	char *names;

	works("complete", "--", "");
	ck_assert_int_gt(asprintf(&names, "%scomplete\n", out), 0);
	return names;
}

static void has_help_with_an_example(const char *name)
{
	char usage[64], example[64], *first;

	(void)snprintf(usage, sizeof(usage), "usage: hcnctl %s [OPTION]...", name);
	(void)snprintf(example, sizeof(example), "hcnctl %s", name);
	works(name, "--help");
	ck_assert_ptr_eq(strstr(out, usage), out);
	has(strchr(out, '\n'), example);
	has(out, "-h, --help\n");
	first = strdup(out);
	ck_assert_ptr_nonnull(first);
	works("help", name);
	ck_assert_str_eq(out, first);
	works("--help", name);
	ck_assert_str_eq(out, first);
	free(first);
}

START_TEST(every_command_has_help_with_an_example)
{
	char *names = all_commands(), *rest = NULL;
	int n = 0;

	for (char *name = strtok_r(names, "\n", &rest); name;
		name = strtok_r(NULL, "\n", &rest), n++)
		has_help_with_an_example(name);
	ck_assert_int_gt(n, 20);
	free(names);
}
END_TEST

START_TEST(the_overview_lists_every_command_for_people)
{
	char *names = all_commands(), *rest = NULL, line[64];

	works("--help");
	for (char *name = strtok_r(names, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
		(void)snprintf(line, sizeof(line), "\n  %-9s ", name);
		ck_assert_msg(!strstr(out, line) == !strcmp(name, "complete"), "%s", name);
	}
	free(names);
	works("plan", "--help");
	has(out, "usage: hcnctl plan ");
	works("plan", "create", "--help");
	has(out, "usage: hcnctl create ");
}
END_TEST

START_TEST(create_tells_the_options_of_each_kind)
{
	works("create", "-h");
	has(out, "\nnetwork:\n  --name NAME\n");
	has(out, "\n  --subnet PREFIX[,GATEWAY]\n");
	has(out, "\nendpoint:\n");
	has(out, "\n  --publish [VIP:]EXTERNAL:INTERNAL[/tcp|/udp]\n");
	has(out, "\nnamespace:\n");
	has(out, "\n  -f, --file FILE\n");
	works("list", "-h");
	lacks(out, "--subnet");
	lacks(out, "--file");
}
END_TEST

START_TEST(version_is_the_projects)
{
	works("version");
	ck_assert_str_eq(out, "hcnctl " HCN_VERSION "\n");
}
END_TEST

#define PORT_EXISTS                                                                                \
	"0x803b0013 HCN_E_PORT_ALREADY_EXISTS\nThe specified port already exists.\n\n"             \
	"The external port of a PortMapping, or a reserved port, is taken.\n"                      \
	"ExternalPort 0 takes a free port.\n"

static const char *const codes[][2] = {
	{ "0x803b0013", PORT_EXISTS },
	{ "2151350291", PORT_EXISTS },
	{ "-2143617005", PORT_EXISTS },
	{ "HCN_E_PORT_ALREADY_EXISTS", PORT_EXISTS },
	{ "hcn_e_port_already_exists", PORT_EXISTS },
	{ "0x80070490",
		"0x80070490 ERROR_NOT_FOUND\nElement not found.\n\nAn id is that of no namespace, "
		"load balancer, route or guest network service, or names what is not in a "
		"namespace.\n" },
};

START_TEST(an_hresult_has_a_name_a_text_and_a_cause)
{
	json_t *answer;

	works("error", "--", codes[_i][0]);
	ck_assert_str_eq(out, codes[_i][1]);
	works("error", "-o", "json", "--", codes[_i][0]);
	answer = json_out();
	ck_assert_int_eq(number_at(answer, "Code"), (json_int_t)strtoll(codes[_i][1], NULL, 16));
	has(codes[_i][1], text_at(answer, "When"));
	json_decref(answer);
}
END_TEST

START_TEST(an_unknown_hresult_is_refused)
{
	ck_assert_int_eq(hcnctl("error", "0x12345678"), 1);
	ck_assert_str_eq(errors, "hcnctl: error: 0x12345678 is not an HRESULT of HCN\n");
}
END_TEST

START_TEST(an_error_tells_all_that_is_known)
{
	const char *other;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	other = create(
		"endpoint", "--name", "web", "--network", "blue", "--publish", "8080:80/tcp");
	ck_assert_int_eq(hcnctl("create", "endpoint", "--network", "blue", "--ip", "10.9.9.9"), 1);
	ck_assert_ptr_eq(strstr(errors, "hcnctl: create endpoint: 10.9.9.9 is outside "), errors);
	has(errors, "\n  at: /IpConfigurations/0/IpAddress\n");
	has(errors, "\n  value: 10.9.9.9\n");
	has(errors, "\n  expected: an address of 10.1.0.0/24\n");
	has(errors, "\n  HCN_E_INVALID_IP (0x803b001e): IP address is either invalid or not part "
		    "of any configured ");
	ck_assert_int_eq(
		hcnctl("create", "endpoint", "--network", "blue", "--publish", "8080:80/tcp"), 1);
	has(errors, "\n  conflict: ");
	has(errors, other);
	has(errors, "HCN_E_PORT_ALREADY_EXISTS (0x803b0013)");
}
END_TEST

START_TEST(options_choose_the_state_and_the_kernel)
{
	char other[96];

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	(void)snprintf(other, sizeof(other), "%s/other", state_dir);
	works("--state-dir", other, "list", "network", "-q");
	ck_assert_str_eq(out, "");
	works("list", "network", "-q", "--state-dir", state_dir);
	ck_assert_uint_eq(strlen(out), 37);
	ck_assert_int_eq(hcnctl("list", "network", "--backend", "plan9"), 1);
	has(errors, "  value: plan9\n");
	ck_assert_int_eq(hcnctl("list", "network", "--state-dir", "relative"), 1);
	has(errors, "must be absolute");
}
END_TEST

static int run_into(int fd, const char *what)
{
	const char *const words[] = { "hcnctl", what, NULL };
	int errors_fd = dup(STDERR_FILENO), quiet = open("/dev/null", O_WRONLY | O_CLOEXEC), status;

	ck_assert(errors_fd >= 0 && quiet >= 0);
	(void)dup2(quiet, STDERR_FILENO);
	status = wait_for(start_hcnctl(fd, words));
	(void)dup2(errors_fd, STDERR_FILENO);
	(void)close(errors_fd);
	(void)close(quiet);
	return status;
}

START_TEST(output_that_cannot_be_written_is_an_error)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC), ends[2];

	ck_assert_int_ge(full, 0);
	ck_assert_int_eq(run_into(full, "version"), 1);
	(void)close(full);
	ck_assert_int_eq(pipe(ends), 0);
	(void)close(ends[0]);
	ck_assert_int_eq(run_into(ends[1], "help"), 1);
	(void)close(ends[1]);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ wrong_usage_is_named, sizeof(wrong) / sizeof(wrong[0]) },
		{ a_kind_has_many_names, sizeof(kinds) / sizeof(kinds[0]) },
		{ every_command_has_help_with_an_example },
		{ the_overview_lists_every_command_for_people },
		{ create_tells_the_options_of_each_kind },
		{ version_is_the_projects },
		{ an_hresult_has_a_name_a_text_and_a_cause, sizeof(codes) / sizeof(codes[0]) },
		{ an_unknown_hresult_is_refused },
		{ an_error_tells_all_that_is_known },
		{ options_choose_the_state_and_the_kernel },
		{ output_that_cannot_be_written_is_an_error },
		{ 0 },
	};

	return run_cli_tests("cli-usage", facts);
}
