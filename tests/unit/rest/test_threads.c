/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls of several threads at once: each has its own answer, and none sees half of another's. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hns_call.h"

#define N_THREADS 6
#define N_ROUNDS  20

static char paths[N_THREADS][2][80];

/* check's assertions are for the test's own thread. */
static bool says(const char *method, const char *path, const char *body, const char *part)
{
	struct hcn_error err;
	char *text = NULL;
	bool found;

	if (hcn_rest_call(world, method, path, body, &text, &err))
		return false;
	found = strstr(text, part);
	hcn_free(text);
	return found;
}

static void *attach_and_detach(void *arg)
{
	const size_t i = (size_t)((char(*)[2][80])arg - paths);
	bool good = true;

	for (int round = 0; round < N_ROUNDS; round++) {
		good = good &&
		       says("POST", paths[i][0], "{\"SystemType\":\"Host\"}", "\"Success\":true");
		good = good && says("GET", "/endpoints", NULL, "[{\"");
		good = good &&
		       says("POST", paths[i][1], "{\"SystemType\":\"Host\"}", "\"Success\":true");
	}
	return good ? NULL : arg;
}

/* Lists of two addresses and of none: never one. */
static void *set_and_drop(void *arg)
{
	const char *two = "{\"MacAddressList\":[{\"MacAddress\":\"00-15-5D-00-00-01\"},"
			  "{\"MacAddress\":\"00-15-5D-00-00-02\"}]}";
	bool good = true;

	for (int round = 0; round < N_ROUNDS; round++) {
		good = good && says("POST", "/accelnet", two, "-01\"},{");
		good = good && !says("GET", "/accelnet", NULL, "-01\"}]");
		good = good && says("DELETE", "/accelnet", NULL, "[]");
	}
	return good ? NULL : arg;
}

START_TEST(threads_do_not_disturb_each_other)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	pthread_t threads[N_THREADS + 1];
	void *failed;

	for (size_t i = 0; i < N_THREADS; i++) {
		const char *ep = make_endpoint(net, "");

		(void)snprintf(paths[i][0], 80, "/endpoints/%s/attach", ep);
		(void)snprintf(paths[i][1], 80, "/endpoints/%s/detach", ep);
	}
	for (size_t i = 0; i < N_THREADS; i++)
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, attach_and_detach, &paths[i]), 0);
	ck_assert_int_eq(pthread_create(&threads[N_THREADS], NULL, set_and_drop, paths), 0);
	for (size_t i = 0; i <= N_THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
		ck_assert_ptr_null(failed);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { threads_do_not_disturb_each_other };

	return RUN_WORLD_TESTS("rest-threads", tests);
}
