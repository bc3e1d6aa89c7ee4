/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request with its first allocation failing, its second, ...: an error, nothing changed, nothing leaked (ASan). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc_fail.h"
#include "stories.h"

START_TEST(a_failing_allocation_leaves_everything_as_it_was)
{
	const struct story *story = &stories[_i];
	char *before, *after;
	size_t n = 1;

	if (story->is_long)
		return;
	json_set_alloc_funcs(malloc, free);
	story->setup();
	before = whole_state();
	for (;; n++) {
		int r;

		alloc_fail_nth(n);
		r = story->request();
		if (!alloc_fail_stop())
			break;
		if (!r) { /* survived: what could not be had was not needed */
			clear_world();
			story->setup();
			continue;
		}
		after = whole_state();
		ck_assert_msg(!strcmp(before, after), "%s, allocation %zu (%s):\n%s", story->name,
			n, world_error.text, state_difference(before, after));
		free(after);
	}
	ck_assert_uint_gt(n, 10);
	free(before);
}
END_TEST

/* --- what else can be called --------------------------------------------------------------------------------- */

static const char *namespace_id, *endpoint_id;
static struct hcn_watch *watch;
static char *text;

static int open_another(void)
{
	const struct hcn_options options = {
		.size = sizeof(options), .state_dir = world_dir, .backend = "sim"
	};
	struct hcn *other;
	int r = hcn_open(&options, &other, &world_error);

	if (!r)
		hcn_close(other);
	return r;
}

static int plan_a_network(void)
{
	return hcn_plan(world, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL, "{\"Name\":\"n\"}", &text,
		&world_error);
}

static int explain_a_namespace(void)
{
	return hcn_explain(world, HCN_KIND_NAMESPACE, namespace_id, &text, &world_error);
}

static int query_a_namespace(void)
{
	return hcn_query(world, HCN_KIND_NAMESPACE, namespace_id, NULL, &text, &world_error);
}

static int enumerate_namespaces(void)
{
	return hcn_enumerate(world, HCN_KIND_NAMESPACE, "{\"Filter\":\"{\\\"State\\\":1}\"}", &text,
		&world_error);
}

static int recover(void)
{
	return hcn_recover(world, &text, &world_error);
}

static int watch_another(void)
{
	struct hcn_watch *other;
	int r = hcn_watch(world, &other, &world_error);

	if (!r)
		hcn_watch_close(other);
	return r;
}

static int next_event(void)
{
	return hcn_watch_next(watch, &text, &world_error);
}

static int report_stats(void)
{
	return hcn_report(world, HCN_REPORT_ENDPOINT_STATS, endpoint_id, NULL, &text, &world_error);
}

static int report_addresses(void)
{
	return hcn_report(world, HCN_REPORT_ENDPOINT_ADDRESSES, NULL, "{}", &text, &world_error);
}

static int report_features(void)
{
	return hcn_report(world, HCN_REPORT_FEATURES, NULL, NULL, &text, &world_error);
}

static int report_metrics(void)
{
	return hcn_report(world, HCN_REPORT_METRICS, NULL, NULL, &text, &world_error);
}

static int trace_to_an_endpoint(void)
{
	const struct hcn_trace_request request = { .size = sizeof(request),
		.destination = "172.30.0.2",
		.protocol = 6,
		.destination_port = 80 };

	return hcn_trace(world, &request, &text, &world_error);
}

/* @call with its first allocation failing, its second, ... */
static void check_failures(int (*call)(void))
{
	bool more = true;

	for (size_t n = 1; more; n++) {
		int r, after;

		text = NULL;
		memset(&world_error, 'x', sizeof(world_error)); /* it needs no initialisation */
		errno = 4711;
		alloc_fail_nth(n);
		r = call();
		more = alloc_fail_stop();
		after = errno;
		ck_assert_int_eq(after, 4711);
		ck_assert_int_eq(world_error.status, r);
		ck_assert_msg(
			!*world_error.text == !r, "allocation %zu: \"%s\"", n, world_error.text);
		ck_assert(!r == !world_error.hresult);
		ck_assert(!r || !text);
		hcn_free(text);
	}
}

START_TEST(a_call_without_memory_says_so_and_leaves_errno_alone)
{
	static int (*const calls[])(void) = { open_another, plan_a_network, explain_a_namespace,
		query_a_namespace, enumerate_namespaces, recover, watch_another, next_event,
		report_stats, report_addresses, report_features, report_metrics,
		trace_to_an_endpoint };
	const size_t n_calls = sizeof(calls) / sizeof(calls[0]);

	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	namespace_id = make_namespace();
	endpoint_id = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	ck_assert_int_eq(attach(endpoint_id, namespace_id), 0);
	for (size_t i = (size_t)_i; i < n_calls; i += n_stories)
		check_failures(calls[i]);
	hcn_watch_close(watch);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {
		a_failing_allocation_leaves_everything_as_it_was,
		a_call_without_memory_says_so_and_leaves_errno_alone,
	};

	return run_world_tests_part(
		"fault-memory", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories, argv[1]);
}
