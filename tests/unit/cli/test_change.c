/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modify, delete, attach, detach, recover; and plan, which only tells. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NS_ID   "11111111-2222-3333-4444-555555555555"
#define NOWHERE "99999999-2222-3333-4444-555555555555"
#define ADD_PORT                                                                                   \
	"{\"ResourceType\":\"Policy\",\"RequestType\":\"Add\",\"Settings\":{\"Policies\":[{"       \
	"\"Type\":"                                                                                \
	"\"PortMapping\",\"Settings\":{\"Protocol\":6,\"ExternalPort\":8443,\"InternalPort\":443}" \
	"}]}}"

static void given_endpoint(void)
{
	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	create("namespace", "--id", NS_ID);
	create("endpoint", "--name", "web", "--network", "blue");
}

START_TEST(modify_reads_a_request)
{
	json_t *ep;

	given_endpoint();
	ck_assert_int_eq(hcnctl_reads(ADD_PORT, "modify", "endpoint", "web"), 0);
	ck_assert_str_eq(out, "");
	ep = document("endpoint", "web");
	ck_assert_int_eq(number_at(ep, "Policies.0.Settings.ExternalPort"), 8443);
	json_decref(ep);
	ck_assert_int_eq(
		hcnctl_reads("{\"ResourceType\":\"Policy\",\"RequestType\":\"Add\",\"Settings\":{"
			     "\"Polices\":[]}}",
			"modify", "endpoint", "web"),
		0);
	has(errors,
		"warning: -:1:68: Polices is no member of PolicyEndpointRequest and is ignored: did you mean Policies?\n");
	ck_assert_int_eq(hcnctl_reads("", "modify", "endpoint", "web"), 1);
	has(errors, "hcnctl: modify endpoint: standard input is empty\n");
	ck_assert_int_eq(hcnctl_reads("{}", "modify", "endpoint", "web", "-f", "-"), 1);
	has(errors, "HCN_E_INVALID_JSON");
}
END_TEST

START_TEST(attach_and_detach_move_an_endpoint)
{
	json_t *ep;

	given_endpoint();
	works("attach", "web", NS_ID);
	ck_assert_str_eq(out, "");
	ep = document("endpoint", "web");
	ck_assert_str_eq(text_at(ep, "HostComputeNamespace"), NS_ID);
	json_decref(ep);
	works("detach", "web");
	ep = document("endpoint", "web");
	ck_assert_str_ne(text_at(ep, "HostComputeNamespace"), NS_ID);
	json_decref(ep);
	ck_assert_int_eq(hcnctl("detach", "web"), 1);
	has(errors, "hcnctl: detach: the endpoint is in no namespace\n");
	has(errors, "HCN_E_ENDPOINT_NOT_ATTACHED");
}
END_TEST

START_TEST(delete_takes_several)
{
	given_endpoint();
	create("endpoint", "--name", "db", "--network", "blue");
	create("endpoint", "--name", "kept", "--network", "blue");
	works("delete", "endpoint", "web", "db");
	works("list", "endpoint");
	lacks(out, "web");
	lacks(out, "db");
	has(out, "kept");
}
END_TEST

START_TEST(delete_looks_all_up_before_it_begins)
{
	given_endpoint();
	ck_assert_int_eq(hcnctl("delete", "endpoint", "web", "typo"), 1);
	works("list", "endpoint");
	has(out, "web");
}
END_TEST

START_TEST(delete_goes_on_after_one_that_fails)
{
	given_endpoint();
	ck_assert_int_eq(hcnctl("delete", "endpoint", NOWHERE, "web"), 1);
	has(errors, "HCN_E_ENDPOINT_NOT_FOUND");
	works("list", "endpoint", "-q");
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(recover_says_what_it_did)
{
	json_t *answer;

	works("recover");
	ck_assert_str_eq(out, "nothing was unfinished\n");
	works("recover", "-o", "json");
	answer = json_out();
	ck_assert_str_eq(text_at(answer, "Recovered"), "nothing was unfinished");
	json_decref(answer);
}
END_TEST

START_TEST(recover_discards_a_damaged_database)
{
	char path[128], copy[128];

	works("create", "namespace");
	snprintf(path, sizeof(path), "%s/data.mdb", state_dir);
	snprintf(copy, sizeof(copy), "%s/data.damaged-1", state_dir);
	ck_assert_int_eq(truncate(path, 5000), 0);
	ck_assert_int_eq(hcnctl("list", "namespaces"), 1);
	has(errors, "data.mdb is damaged");
	has(errors, "hcnctl recover --discard");
	works("recover", "--discard");
	has(out, copy);
	ck_assert_int_eq(access(copy, F_OK), 0);
	works("create", "namespace");
	works("recover");
}
END_TEST

/* --- plan ------------------------------------------------------------------------------------- */

/* All objects of all kinds, and whether the kernel has what carries them. */
static char *world(void)
{
	static const char *const words[][6] = {
		{ "hcnctl", "list", "network", "-o", "json", NULL },
		{ "hcnctl", "list", "endpoint", "-o", "json", NULL },
		{ "hcnctl", "list", "namespace", "-o", "json", NULL },
		{ "hcnctl", "explain", "network", "blue", NULL },
		{ "hcnctl", "explain", "endpoint", "web", NULL },
	};
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(to);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		ck_assert_int_eq(run_hcnctl(NULL, words[i]), 0);
		ck_assert_int_ge(fputs(out, to), 0);
	}
	(void)fclose(to);
	return text;
}

static const struct {
	const char *words[12];
	const char *input;
	const char *line;
} plans[] = {
	{ { "hcnctl", "plan", "create", "network", "--subnet", "10.7.0.0/24", "--name", "red" },
		NULL, "\n+ addr 10.7.0.1/24 dev b" },
	{ { "hcnctl", "plan", "create", "namespace", "--id", NOWHERE }, NULL,
		"+ netns 99999999-2222-3333-4444-555555555555\n" },
	{ { "hcnctl", "plan", "create", "endpoint", "--network", "blue", "--namespace", NS_ID,
		  "--ip", "10.1.0.99" },
		NULL, "\n+ addr 10.1.0.99/24 dev eth0 netns " NS_ID "\n" },
	{ { "hcnctl", "plan", "modify", "endpoint", "web" }, ADD_PORT,
		"\n+ nft element inet hcn dnat4 { tcp . 8443 : 10.1.0." },
	{ { "hcnctl", "plan", "modify", "endpoint", "web" }, ADD_PORT,
		"+ nft element inet hcn hairpin4 { 10.1.0." },
	{ { "hcnctl", "plan", "attach", "web", NS_ID }, NULL, "+ link v" },
	{ { "hcnctl", "plan", "delete", "network", "blue" }, NULL, "- addr 10.1.0.1/24 dev b" },
	{ { "hcnctl", "plan", "delete", "namespace", NS_ID }, NULL, "- netns " NS_ID "\n" },
};

START_TEST(plan_tells_and_changes_nothing)
{
	char *before, *after;

	given_endpoint();
	before = world();
	ck_assert_msg(run_hcnctl(plans[_i].input, plans[_i].words) == 0, "%s", errors);
	has(out, plans[_i].line);
	has(out, "\n    see  ");
	has(out, "; nothing has been done\n");
	after = world();
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
}
END_TEST

START_TEST(plan_counts_its_steps)
{
	works("plan", "create", "namespace", "--id", NOWHERE);
	has(out, "\n1 to add, 0 to remove, 0 to change; nothing has been done\n");
}
END_TEST

START_TEST(a_quiet_plan_is_its_steps)
{
	works("plan", "-q", "create", "namespace", "--id", NOWHERE);
	ck_assert_str_eq(out, "+ netns 99999999-2222-3333-4444-555555555555\n");
}
END_TEST

START_TEST(a_plan_in_json_has_the_steps)
{
	json_t *plan;

	works("plan", "create", "namespace", "--id", NOWHERE, "-o", "json");
	plan = json_out();
	ck_assert_str_eq(text_at(plan, "ID"), NOWHERE);
	ck_assert_str_eq(text_at(plan, "Steps.0.Op"), "add");
	json_decref(plan);
}
END_TEST

START_TEST(plan_of_what_would_fail_fails)
{
	given_endpoint();
	ck_assert_int_eq(
		hcnctl("plan", "create", "endpoint", "--network", "blue", "--ip", "10.9.9.9"), 1);
	ck_assert_str_eq(out, "");
	has(errors, "hcnctl: plan create endpoint: ");
	has(errors, "HCN_E_INVALID_IP");
	ck_assert_int_eq(hcnctl("plan", "delete", "endpoint", "web", "web"), 2);
	has(errors, "one object at a time can be planned");
	ck_assert_int_eq(hcnctl("plan", "list", "network"), 2);
	has(errors, "list changes nothing");
	ck_assert_int_eq(hcnctl("plan", "plan", "create", "network"), 2);
	ck_assert_int_eq(hcnctl("plan"), 2);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ modify_reads_a_request },
		{ attach_and_detach_move_an_endpoint },
		{ delete_takes_several },
		{ delete_looks_all_up_before_it_begins },
		{ delete_goes_on_after_one_that_fails },
		{ recover_says_what_it_did },
		{ recover_discards_a_damaged_database },
		{ plan_tells_and_changes_nothing, sizeof(plans) / sizeof(plans[0]) },
		{ plan_counts_its_steps },
		{ a_quiet_plan_is_its_steps },
		{ a_plan_in_json_has_the_steps },
		{ plan_of_what_would_fail_fails },
		{ 0 },
	};

	return run_cli_tests("cli-change", facts);
}
