/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many threads and processes on one state directory. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define N_THREADS 8
#define N_ROUNDS  12

static char network[37];

/* One client's life: endpoint, namespace, attach, look, count, detach, delete; half of the endpoints stay. */
static void *live(void *arg)
{
	struct hcn_error err;
	char text[512], *reply;

	for (int i = 0; i < N_ROUNDS; i++) {
		char ep[37], ns[37];

		snprintf(text, sizeof(text), "{\"HostComputeNetwork\":\"%s\"}", network);
		if (hcn_create(world, HCN_KIND_ENDPOINT, NULL, text, ep, NULL, &err) ||
			hcn_create(world, HCN_KIND_NAMESPACE, NULL, "{}", ns, NULL, &err))
			return strdup(err.text);
		snprintf(text, sizeof(text),
			"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\",\"Settings\":{\"EndpointId\":\"%s\"}}",
			ep);
		if (hcn_modify(world, HCN_KIND_NAMESPACE, ns, text, &err) ||
			hcn_query(world, HCN_KIND_NAMESPACE, ns, NULL, &reply, &err))
			return strdup(err.text);
		if (!strstr(reply, ep))
			return strdup("the namespace does not list its endpoint");
		hcn_free(reply);
		if (hcn_report(world, HCN_REPORT_ENDPOINT_STATS, ep, NULL, &reply, &err))
			return strdup(err.text);
		hcn_free(reply);
		if (hcn_delete(world, HCN_KIND_NAMESPACE, ns, &err))
			return strdup(err.text);
		if (i % 2 && hcn_delete(world, HCN_KIND_ENDPOINT, ep, &err))
			return strdup(err.text);
	}
	return NULL;
}

static void expect_distinct_addresses(size_t n)
{
	json_t *seen = json_object(), *list, *id;
	char *ids;
	size_t i;

	ck_assert_int_eq(hcn_enumerate(world, HCN_KIND_ENDPOINT, NULL, &ids, NULL), 0);
	list = json_loads(ids, 0, NULL);
	json_array_foreach(list, i, id) json_object_set_new(seen,
		look_text(
			HCN_KIND_ENDPOINT, json_string_value(id), "/IpConfigurations/0/IpAddress"),
		json_true());
	ck_assert_uint_eq(json_array_size(list), n);
	ck_assert_uint_eq(json_object_size(seen), n);
	json_decref(list);
	json_decref(seen);
	hcn_free(ids);
}

static void live_in_threads(void)
{
	pthread_t threads[N_THREADS];

	for (size_t i = 0; i < N_THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, live, NULL), 0);
	for (size_t i = 0; i < N_THREADS; i++) {
		void *complaint;

		ck_assert_int_eq(pthread_join(threads[i], &complaint), 0);
		ck_assert_msg(!complaint, "%s", (char *)complaint);
	}
}

START_TEST(threads_share_one_context)
{
	strcpy(network, make_network("n", "172.30.0.0/16"));
	live_in_threads();
	expect_distinct_addresses(N_THREADS * N_ROUNDS / 2);
}
END_TEST

START_TEST(processes_share_one_state_directory)
{
	struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };
	const size_t n = 3;

	strcpy(network, make_network("n", "172.30.0.0/16"));
	for (size_t i = 0; i < n; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (!pid) {
			if (hcn_open(&options, &world, NULL))
				_exit(1);
			_exit(live(NULL) ? 2 : 0);
		}
	}
	for (size_t i = 0; i < n; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	expect_distinct_addresses(n * N_ROUNDS / 2);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		threads_share_one_context,
		processes_share_one_state_directory,
	};

	return RUN_WORLD_TESTS("threads", tests);
}
