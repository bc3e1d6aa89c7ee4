/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* stats, features, metrics. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

static const char *given_endpoint(const char *name)
{
	return create("endpoint", "--network", "blue", "--name", name);
}

START_TEST(stats_are_a_line_for_each_endpoint)
{
	const char *id;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	(void)given_endpoint("web");
	id = given_endpoint("db");
	works("stats");
	has(out, "NAME");
	has(out, "web");
	has(out, "db");
	has(out, id);
	has(out, "0 B");
	works("stats", "db");
	lacks(out, "web");
	has(out, "db");
	works("stats", "db", "web");
	has(out, "web");
}
END_TEST

START_TEST(stats_in_json_are_an_array_of_reports)
{
	const char *id;
	json_t *json;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	id = given_endpoint("web");
	works("stats", "-o", "json");
	json = json_out();
	ck_assert_uint_eq(json_array_size(json), 1);
	ck_assert_str_eq(text_at(json, "0.EndpointId"), id);
	ck_assert_int_eq(number_at(json, "0.BytesReceived"), 0);
	json_decref(json);
}
END_TEST

START_TEST(stats_of_load_balancers_are_their_own)
{
	const char *id;
	json_t *json;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	(void)given_endpoint("web");
	id = create("loadbalancer", "--vip", "10.96.0.10", "--port", "80:80", "--endpoint", "web");
	works("stats", "--loadbalancers");
	has(out, "CONNECTIONS");
	has(out, id);
	lacks(out, "web");
	works("stats", "-l", id, "-o", "json");
	json = json_out();
	ck_assert_str_eq(text_at(json, "0.LoadBalancerId"), id);
	ck_assert_int_eq(number_at(json, "0.Connections"), 0);
	json_decref(json);
	ck_assert_int_eq(hcnctl("stats", "-l", "11111111-2222-3333-4444-555555555555"), 1);
	has(errors, "there is no loadbalancer 11111111");
}
END_TEST

START_TEST(no_endpoints_have_no_stats)
{
	works("stats");
	has(out, "NAME");
	works("stats", "-o", "json");
	ck_assert_str_eq(out, "[]\n");
}
END_TEST

START_TEST(stats_of_what_is_not_there_fail)
{
	ck_assert_int_eq(hcnctl("stats", "web"), 1);
	ck_assert_int_eq(hcnctl("stats", "11111111-2222-3333-4444-555555555555"), 1);
	has(errors, "11111111-2222-3333-4444-555555555555");
}
END_TEST

/* Whether the line that begins with @name ends with "yes". */
static bool is_enabled(const char *name)
{
	char line[64];

	works("features");
	for (const char *at = out; *at; at = strchr(at, '\n') + 1)
		if (sscanf(at, "%63s", line) == 1 && !strcmp(line, name))
			return !strncmp(strchr(at, '\n') - 3, "yes", 3);
	ck_abort_msg("no feature %s", name);
}

START_TEST(features_follow_the_version)
{
	ck_assert(is_enabled("NetworkACL"));
	setenv("HCN_HNS_VERSION", "13.0", 1);
	ck_assert(!is_enabled("NetworkACL"));
	ck_assert(is_enabled("SetPolicy"));
	unsetenv("HCN_HNS_VERSION");
}
END_TEST

START_TEST(features_in_json_are_the_report)
{
	json_t *json;

	works("features", "-o", "json");
	json = json_out();
	ck_assert_str_eq(text_at(json, "0.Name"), "AclAddressLists");
	json_decref(json);
}
END_TEST

START_TEST(metrics_count)
{
	json_t *json;

	create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
	works("metrics");
	has(out, "Networks: 1\n");
	has(out, "Endpoints: 0\n");
	works("metrics", "-o", "json");
	json = json_out();
	ck_assert_int_eq(number_at(json, "Networks"), 1);
	json_decref(json);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ stats_are_a_line_for_each_endpoint, 0 },
		{ stats_in_json_are_an_array_of_reports, 0 },
		{ stats_of_load_balancers_are_their_own, 0 },
		{ no_endpoints_have_no_stats, 0 },
		{ stats_of_what_is_not_there_fail, 0 },
		{ features_follow_the_version, 0 },
		{ features_in_json_are_the_report, 0 },
		{ metrics_count, 0 },
		{ NULL, 0 },
	};

	return run_cli_tests("cli stats", facts);
}
