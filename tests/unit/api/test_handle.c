/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The handle table: what was opened is found, and nothing else. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handle.h"
#include "prng.h"
#include "run_tests.h"

#define NETWORK  HCN_KIND_NETWORK
#define ENDPOINT HCN_KIND_ENDPOINT

static struct hcn_guid id_of(unsigned n)
{
	return (struct hcn_guid){ .data1 = n };
}

static void *open_handle(int kind, unsigned n)
{
	struct hcn_guid id = id_of(n);
	void *handle;

	ck_assert_int_eq(hcn_handle_new(kind, &handle, NULL), 0);
	hcn_handle_set(handle, &id);
	return handle;
}

static int find(const void *handle, int kind)
{
	struct hcn_guid id;

	return hcn_handle_find(handle, kind, &id, NULL);
}

static int close_handle(const void *handle, int kind)
{
	struct hcn_guid id;

	return hcn_handle_close(handle, kind, &id, NULL);
}

START_TEST(an_open_handle_names_its_object)
{
	void *one = open_handle(NETWORK, 1), *two = open_handle(NETWORK, 2);
	struct hcn_guid id;

	ck_assert_int_eq(hcn_handle_find(one, NETWORK, &id, NULL), 0);
	ck_assert_uint_eq(id.data1, 1);
	ck_assert_int_eq(hcn_handle_find(two, NETWORK, &id, NULL), 0);
	ck_assert_uint_eq(id.data1, 2);
	ck_assert_int_eq(hcn_handle_close(two, NETWORK, &id, NULL), 0);
	ck_assert_uint_eq(id.data1, 2);
}
END_TEST

START_TEST(one_object_may_have_several_handles)
{
	void *a = open_handle(NETWORK, 1), *b = open_handle(NETWORK, 1);

	ck_assert_ptr_ne(a, b);
	ck_assert_int_eq(close_handle(a, NETWORK), 0);
	ck_assert_int_eq(find(b, NETWORK), 0);
}
END_TEST

START_TEST(a_closed_handle_is_refused)
{
	void *handle = open_handle(NETWORK, 1);
	struct hcn_error err;
	struct hcn_guid id;

	ck_assert_int_eq(close_handle(handle, NETWORK), 0);
	ck_assert_int_eq(close_handle(handle, NETWORK), HCN_INVALID_HANDLE);
	ck_assert_int_eq(hcn_handle_find(handle, NETWORK, &id, &err), HCN_INVALID_HANDLE);
	ck_assert_str_eq(err.text, "the handle is closed, or never was one");
	ck_assert_str_eq(err.expected, "an open network handle");
	ck_assert_uint_eq(err.hresult, 0x80070057);
}
END_TEST

START_TEST(a_closed_handle_stays_refused_when_its_slot_is_open_again)
{
	void *old = open_handle(NETWORK, 1), *new;

	ck_assert_int_eq(close_handle(old, NETWORK), 0);
	new = open_handle(NETWORK, 2);
	ck_assert_int_eq(find(old, NETWORK), HCN_INVALID_HANDLE);
	ck_assert_int_eq(close_handle(old, NETWORK), HCN_INVALID_HANDLE);
	ck_assert_int_eq(find(new, NETWORK), 0);
}
END_TEST

START_TEST(a_handle_of_another_kind_is_refused_and_not_closed)
{
	void *handle = open_handle(NETWORK, 1);
	struct hcn_error err;
	struct hcn_guid id;

	ck_assert_int_eq(hcn_handle_close(handle, ENDPOINT, &id, &err), HCN_INVALID_HANDLE);
	ck_assert_str_eq(err.text, "this is a network handle");
	ck_assert_str_eq(err.expected, "an open endpoint handle");
	ck_assert_int_eq(find(handle, NETWORK), 0);
}
END_TEST

START_TEST(null_is_no_handle)
{
	struct hcn_error err;
	struct hcn_guid id;

	ck_assert_int_eq(hcn_handle_find(NULL, HCN_HANDLE_CALLBACK, &id, &err), HCN_INVALID_HANDLE);
	ck_assert_str_eq(err.text, "the callback handle is NULL");
	ck_assert_int_eq(hcn_handle_find(NULL, HCN_HANDLE_PORTS, &id, &err), HCN_INVALID_HANDLE);
	ck_assert_str_eq(err.text, "the port reservation handle is NULL");
}
END_TEST

START_TEST(an_open_handle_with_any_bit_changed_is_refused)
{
	uintptr_t handle = (uintptr_t)open_handle(NETWORK, 1);

	for (unsigned bit = 0; bit < 8 * sizeof(handle); bit++)
		for (int kind = 0; kind < HCN_HANDLE_N_KINDS; kind++)
			ck_assert_int_eq(find((void *)(handle ^ (uintptr_t)1 << bit), kind),
				HCN_INVALID_HANDLE);
	ck_assert_int_eq(find((void *)handle, NETWORK), 0);
}
END_TEST

START_TEST(random_numbers_and_addresses_are_refused)
{
	struct prng prng = { 1 };
	int local;

	for (unsigned n = 0; n < 100; n++)
		(void)open_handle(NETWORK, n);
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(
			find((void *)(uintptr_t)prng_u64(&prng), NETWORK), HCN_INVALID_HANDLE);
	ck_assert_int_eq(find(&local, NETWORK), HCN_INVALID_HANDLE);
	ck_assert_int_eq(find((void *)UINTPTR_MAX, NETWORK), HCN_INVALID_HANDLE);
}
END_TEST

static int compare_numbers(const void *a, const void *b)
{
	uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;

	return (x > y) - (x < y);
}

START_TEST(a_number_does_not_come_again_soon)
{
	enum { N = 4000 };
	static uintptr_t seen[N];

	for (unsigned n = 0; n < N; n++) {
		void *handle = open_handle(NETWORK, n);

		seen[n] = (uintptr_t)handle;
		ck_assert_int_eq(close_handle(handle, NETWORK), 0);
	}
	qsort(seen, N, sizeof(*seen), compare_numbers);
	for (unsigned n = 1; n < N; n++)
		ck_assert_uint_ne(seen[n], seen[n - 1]);
}
END_TEST

START_TEST(there_is_a_limit_and_closing_one_helps)
{
	struct hcn_error err;
	void *handle, *last = NULL;
	size_t n = 0;
	int r;

	for (;; n++) {
		r = hcn_handle_new(NETWORK, &handle, &err);
		if (r)
			break;
		last = handle;
	}
	ck_assert_int_eq(r, HCN_LIMIT_REACHED);
	ck_assert_uint_ge(n, 1 << 16);
	ck_assert_uint_eq(err.hresult, 0x800705aa);
	ck_assert_int_eq(close_handle(last, NETWORK), 0);
	ck_assert_int_eq(hcn_handle_new(NETWORK, &handle, &err), 0);
}
END_TEST

/* The child's exit status; a child that hangs is killed by its alarm. */
static int status_of(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(a_forked_child_has_the_handles_and_shares_no_changes)
{
	void *handle = open_handle(NETWORK, 1);
	pid_t child = fork();

	if (!child)
		_exit(find(handle, NETWORK) || close_handle(handle, NETWORK));
	ck_assert_int_eq(status_of(child), 0);
	ck_assert_int_eq(find(handle, NETWORK), 0);
}
END_TEST

static atomic_bool stop;

/* Opens, finds and closes a handle; false when it named something else.  Without assertions of check's, which write
 * a file each. */
static bool use_handle(const struct hcn_guid *id)
{
	struct hcn_guid found, closed;
	void *handle;

	if (hcn_handle_new(NETWORK, &handle, NULL))
		return false;
	hcn_handle_set(handle, id);
	return !hcn_handle_find(handle, NETWORK, &found, NULL) && hcn_guid_equal(&found, id) &&
	       !hcn_handle_close(handle, NETWORK, &closed, NULL) && hcn_guid_equal(&closed, id);
}

static void *hammer(void *arg)
{
	const struct hcn_guid id = id_of((unsigned)(uintptr_t)arg);
	bool right = true;

	while (right && !stop)
		right = use_handle(&id);
	return right ? arg : NULL;
}

START_TEST(threads_and_forks_do_not_disturb_each_other)
{
	enum { N_THREADS = 4, N_FORKS = 50 };
	const struct hcn_guid id = id_of(99);
	pthread_t threads[N_THREADS];
	void *result;

	for (uintptr_t n = 0; n < N_THREADS; n++)
		ck_assert_int_eq(pthread_create(&threads[n], NULL, hammer, (void *)(n + 1)), 0);
	for (int i = 0; i < N_FORKS; i++) {
		pid_t child = fork();

		if (!child) {
			alarm(10);
			_exit(!use_handle(&id));
		}
		ck_assert_int_eq(status_of(child), 0);
	}
	stop = true;
	for (int n = 0; n < N_THREADS; n++) {
		ck_assert_int_eq(pthread_join(threads[n], &result), 0);
		ck_assert_ptr_nonnull(result);
	}
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_open_handle_names_its_object },
		{ one_object_may_have_several_handles },
		{ a_closed_handle_is_refused },
		{ a_closed_handle_stays_refused_when_its_slot_is_open_again },
		{ a_handle_of_another_kind_is_refused_and_not_closed },
		{ null_is_no_handle },
		{ an_open_handle_with_any_bit_changed_is_refused },
		{ random_numbers_and_addresses_are_refused },
		{ a_number_does_not_come_again_soon },
		{ there_is_a_limit_and_closing_one_helps },
		{ a_forked_child_has_the_handles_and_shares_no_changes },
		{ threads_and_forks_do_not_disturb_each_other },
		{ NULL },
	};

	return run_tests("handle", facts);
}
