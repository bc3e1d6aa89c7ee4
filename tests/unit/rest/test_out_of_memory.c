/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allocation of a call fails once: there is no answer, or one, and never a change without an answer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc_fail.h"
#include <string.h>

#include "hns_call.h"

/* Runs a call until no allocation of it fails any more.  A system call that had no memory is an answer, too. */
static void run_out_of_memory(
	const char *method, const char *path, const char *body, enum hcn_kind kind)
{
	size_t before = count(kind, NULL);
	bool failed, works;
	char *text;
	int r;

	json_set_alloc_funcs(malloc, free);
	for (size_t n = 1;; n++) {
		text = NULL;
		alloc_fail_nth(n);
		r = hcn_rest_call(world, method, path, body, &text, &world_error);
		failed = alloc_fail_stop();
		works = text && strstr(text, "\"Success\":true");
		if (!failed || works)
			break;
		ck_assert(text ? !r && strstr(text, "\"ErrorCode\":2147942414") : r == -ENOMEM);
		ck_assert_uint_eq(count(kind, NULL), before);
		hcn_free(text);
	}
	ck_assert(!r && works);
	hcn_free(text);
}

START_TEST(calls_without_memory_have_no_answer_and_change_nothing)
{
	const char *net = make_network("blue", "172.30.0.0/24"), *ep = make_endpoint(net, "");
	char path[64], attach_path[80], detach_path[80];

	(void)snprintf(path, sizeof(path), "/endpoints/%s", ep);
	(void)snprintf(attach_path, sizeof(attach_path), "%s/attach", path);
	(void)snprintf(detach_path, sizeof(detach_path), "%s/detach", path);
	run_out_of_memory("GET", "/endpoints", "", HCN_KIND_ENDPOINT);
	run_out_of_memory("GET", path, "", HCN_KIND_ENDPOINT);
	run_out_of_memory("POST", attach_path, doc("{'SystemType':'Container','ContainerId':'x'}"),
		HCN_KIND_ENDPOINT);
	run_out_of_memory("POST", detach_path, doc("{'SystemType':'Container','ContainerId':'x'}"),
		HCN_KIND_ENDPOINT);
	run_out_of_memory("POST", "/accelnet",
		doc("{'MacAddressList':[{'MacAddress':'00-15-5D-00-00-01'}]}"), HCN_KIND_ENDPOINT);
	run_out_of_memory("DELETE", "/accelnet", "", HCN_KIND_ENDPOINT);
	run_out_of_memory("POST", "/namespaces", "{}", HCN_KIND_NAMESPACE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { calls_without_memory_have_no_answer_and_change_nothing };

	return RUN_WORLD_TESTS("out_of_memory", tests);
}
