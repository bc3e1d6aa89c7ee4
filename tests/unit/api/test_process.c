/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What belongs to the process: its context, forks, threads, the debug lines. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edge.h"

static const GUID zero;

static int status_of(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* In a child: the inherited handle works, and objects made here are everybody's. */
static int use_inherited(HCN_NETWORK network)
{
	const GUID id = guid(5);
	HCN_ENDPOINT endpoint;
	PWSTR text;

	if (HcnQueryNetworkProperties(network, QUERY_V2, &text, NULL))
		return 1;
	CoTaskMemFree(text);
	return HcnCreateEndpoint(network, &id, u"{}", &endpoint, NULL) ||
	       HcnCloseEndpoint(endpoint) || HcnCloseNetwork(network);
}

START_TEST(a_forked_child_goes_on_with_the_handles_of_its_parent)
{
	const GUID id = guid(5);
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint;
	pid_t child = fork();

	if (!child)
		_exit(use_inherited(network));
	ck_assert_int_eq(status_of(child), 0);
	assert_hr(HcnOpenEndpoint(&id, &endpoint, NULL), S_OK);
	assert_hr(HcnCloseNetwork(network), S_OK);
}
END_TEST

START_TEST(the_environment_counts_at_the_first_call_only)
{
	const GUID id = guid(1);
	HCN_NETWORK network = given_network(1), again;

	setenv("HCN_STATE_DIR", "/nonexistent", 1);
	setenv("HCN_BACKEND", "none", 1);
	assert_hr(HcnOpenNetwork(&id, &again, NULL), S_OK);
	assert_hr(HcnCloseNetwork(network), S_OK);
}
END_TEST

START_TEST(an_environment_that_cannot_work_is_told_and_tried_again)
{
	PWSTR ids, record;

	setenv("HCN_BACKEND", "none", 1);
	assert_hr(HcnEnumerateNetworks(NULL, &ids, &record), E_INVALIDARG);
	ck_assert_ptr_null(ids);
	ck_assert_ptr_nonnull(strstr(take(&record), "there is no backend \\\"none\\\""));
	setenv("HCN_BACKEND", "sim", 1);
	assert_hr(HcnEnumerateNetworks(NULL, &ids, &record), S_OK);
	ck_assert_str_eq(take(&ids), "[]");
}
END_TEST

static void *make_and_delete(void *arg)
{
	unsigned n = (unsigned)(uintptr_t)arg;
	const GUID id = guid(100 + n);
	HCN_NAMESPACE ns;
	PWSTR text;

	for (int i = 0; i < 20; i++) {
		assert_hr(HcnCreateNamespace(&id, u"{}", &ns, NULL), S_OK);
		assert_hr(HcnQueryNamespaceProperties(ns, QUERY_V2, &text, NULL), S_OK);
		CoTaskMemFree(text);
		assert_hr(HcnDeleteNamespace(&id, NULL), S_OK);
		assert_hr(HcnCloseNamespace(ns), S_OK);
	}
	return NULL;
}

START_TEST(threads_may_call_everything_at_once)
{
	enum { N_THREADS = 4 };
	pthread_t threads[N_THREADS];

	for (uintptr_t n = 0; n < N_THREADS; n++)
		ck_assert_int_eq(pthread_create(&threads[n], NULL, make_and_delete, (void *)n), 0);
	for (int n = 0; n < N_THREADS; n++)
		ck_assert_int_eq(pthread_join(threads[n], NULL), 0);
	ck_assert_uint_eq(count(HCN_KIND_NAMESPACE, NULL), 1);
}
END_TEST

/* What @function writes to stderr; static. */
static const char *written_by(void (*function)(void))
{
	static char text[512];
	int fds[2], stderr_copy = dup(STDERR_FILENO);
	ssize_t n;

	ck_assert_int_eq(pipe(fds), 0);
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
	function();
	dup2(stderr_copy, STDERR_FILENO);
	close(stderr_copy);
	n = read(fds[0], text, sizeof(text) - 1);
	ck_assert_int_ge(n, 0);
	close(fds[0]);
	text[n] = '\0';
	return text;
}

static void call_twice(void)
{
	const GUID id = guid_of("ABCDEF00-0000-0000-0000-000000000001");
	HCN_NETWORK network;

	assert_hr(HcnOpenNetwork(&id, &network, NULL), HCN_E_NETWORK_NOT_FOUND);
	assert_hr(HcnCloseNetwork(NULL), E_INVALIDARG);
}

START_TEST(debugging_writes_a_line_per_call)
{
	unsigned first_us, second_us;
	const char *text;
	int n = 0;

	setenv("HCN_DEBUG", "1", 1);
	text = written_by(call_twice);
	sscanf(text,
		"hcn: HcnOpenNetwork ABCDEF00-0000-0000-0000-000000000001 0x803b0001 %u us\n"
		"hcn: HcnCloseNetwork - 0x80070057 %u us%n",
		&first_us, &second_us, &n);
	ck_assert_msg(n > 0 && !strcmp(text + n, "\n"), "%s", text);
}
END_TEST

START_TEST(without_debugging_nothing_is_written)
{
	setenv("HCN_DEBUG", "0", 1);
	ck_assert_str_eq(written_by(call_twice), "");
}
END_TEST

START_TEST(debugging_to_a_full_device_works)
{
	HCN_NAMESPACE ns;

	setenv("HCN_DEBUG", "1", 1);
	ck_assert_int_eq(dup2(open("/dev/full", O_WRONLY), STDERR_FILENO), STDERR_FILENO);
	errno = EBADE;
	assert_hr(HcnCreateNamespace(&zero, u"{}", &ns, NULL), S_OK);
	ck_assert_int_eq(errno, EBADE);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_forked_child_goes_on_with_the_handles_of_its_parent },
		{ the_environment_counts_at_the_first_call_only },
		{ an_environment_that_cannot_work_is_told_and_tried_again },
		{ threads_may_call_everything_at_once },
		{ debugging_writes_a_line_per_call },
		{ without_debugging_nothing_is_written },
		{ debugging_to_a_full_device_works },
		{ NULL },
	};

	return run_edge_tests("process", facts);
}
