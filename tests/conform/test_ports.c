/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports of the host that guest network services reserve (doc/facts/clients.md §2.7). */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "world.h"

#define TCP  1u
#define UDP  2u
#define BOTH 3u

static const char *given_service(void)
{
	return make(HCN_KIND_GUEST_SERVICE,
		doc("{'VirtualMachineId':'11111111-2222-3333-4444-555555555555'}"));
}

static int reserve(
	const char *owner, uint32_t protocols, bool shared, uint16_t port, struct hcn_ports **ret)
{
	const struct hcn_port_request request = { .size = sizeof(request),
		.owner = owner,
		.protocols = protocols,
		.shared = shared,
		.port = port };

	return hcn_ports_reserve(world, &request, ret, NULL, NULL, &world_error);
}

static int reserve_range(const char *owner, uint16_t n, struct hcn_ports **ret, uint16_t *ret_first,
	uint16_t *ret_last)
{
	const struct hcn_port_request request = {
		.size = sizeof(request), .owner = owner, .protocols = BOTH, .count = n
	};

	return hcn_ports_reserve(world, &request, ret, ret_first, ret_last, &world_error);
}

static void release(struct hcn_ports *ports)
{
	ck_assert_int_eq(hcn_ports_release(world, ports, &world_error), 0);
}

static size_t n_reservations(void)
{
	struct hcn_port_entry *entries;
	size_t n;

	ck_assert_int_eq(hcn_ports_list(world, &entries, &n, &world_error), 0);
	hcn_free(entries);
	return n;
}

START_TEST(a_port_has_one_owner_until_it_is_released)
{
	const char *one = given_service(), *two = given_service();
	struct hcn_ports *ports, *again;

	ck_assert_int_eq(reserve(one, TCP, false, 8080, &ports), 0);
	ck_assert_int_eq(reserve(two, TCP, false, 8080, &again), HCN_PORT_ALREADY_EXISTS);
	ck_assert_str_eq(world_error.conflict_id, one);
	ck_assert_int_eq(reserve(two, BOTH, true, 8080, &again), HCN_PORT_ALREADY_EXISTS);
	ck_assert_int_eq(reserve(one, TCP, false, 8080, &again), HCN_PORT_ALREADY_EXISTS);
	release(ports);
	ck_assert_int_eq(reserve(two, TCP, false, 8080, &again), 0);
	release(again);
	ck_assert_uint_eq(n_reservations(), 0);
}
END_TEST

START_TEST(a_port_can_be_shared_and_each_protocol_has_its_own)
{
	const char *one = given_service(), *two = given_service();
	struct hcn_ports *ports[3];

	ck_assert_int_eq(reserve(one, TCP, true, 53, &ports[0]), 0);
	ck_assert_int_eq(reserve(two, TCP, true, 53, &ports[1]), 0);
	ck_assert_int_eq(reserve(two, UDP, false, 53, &ports[2]), 0);
	ck_assert_uint_eq(n_reservations(), 3);
	for (size_t i = 0; i < HCN_N_ELEMENTS(ports); i++)
		release(ports[i]);
}
END_TEST

START_TEST(the_ends_of_a_range_are_as_far_apart_as_was_asked)
{
	const char *one = given_service();
	struct hcn_ports *ports[3];
	uint16_t first[3], last[3];

	for (size_t i = 0; i < HCN_N_ELEMENTS(ports); i++) {
		ck_assert_int_eq(reserve_range(one, 4095, &ports[i], &first[i], &last[i]), 0);
		ck_assert_int_eq(last[i] - first[i], 4095);
		ck_assert(!i || first[i] > last[i - 1]);
	}
	ck_assert_int_eq(reserve(one, TCP, false, last[1], &(struct hcn_ports *){ 0 }),
		HCN_PORT_ALREADY_EXISTS);
	for (size_t i = 0; i < HCN_N_ELEMENTS(ports); i++)
		release(ports[i]);
}
END_TEST

START_TEST(a_range_passes_by_what_is_taken)
{
	const char *one = given_service();
	struct hcn_ports *single, *range;
	uint16_t first, last;

	ck_assert_int_eq(reserve(one, UDP, true, 50000, &single), 0);
	make_endpoint(make_network("blue", "172.30.0.0/24"),
		doc("'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,"
		    "'ExternalPort':51000}}]"));
	ck_assert_int_eq(reserve_range(one, 4095, &range, &first, &last), 0);
	ck_assert_msg(first > 51000 || last < 50000, "%u to %u", first, last);
	release(single);
	release(range);
}
END_TEST

START_TEST(there_are_only_so_many_ranges)
{
	const char *one = given_service();
	struct hcn_ports *ports[4];
	uint16_t first, last;
	size_t n = 0;

	while (n < 4 && !reserve_range(one, 20000, &ports[n], &first, &last))
		n++;
	ck_assert_int_eq(world_error.status, HCN_LIMIT_REACHED);
	ck_assert_uint_eq(n, 2);
	while (n)
		release(ports[--n]);
}
END_TEST

static double cpu_seconds(void)
{
	struct timespec now;

	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Each outgoing UDP socket of WSL has one. */
START_TEST(thousands_of_reservations_cost_little_more_each)
{
	enum { N = 4000, PART = 400 };
	_cleanup_free_ struct hcn_ports **all = calloc(N, sizeof(struct hcn_ports *));
	const char *owner = given_service();
	double first = 0, last = 0, start = cpu_seconds();

	for (unsigned i = 0; i < N; i++) {
		ck_assert_int_eq(reserve(owner, UDP, false, (uint16_t)(20000 + i), &all[i]), 0);
		if (i == PART - 1)
			first = cpu_seconds() - start;
		if (i == N - PART - 1)
			start = cpu_seconds();
	}
	last = cpu_seconds() - start;
	ck_assert_msg(last < 4 * first + 0.02, "the first %d took %.1f ms, the last %.1f ms", PART,
		first * 1e3, last * 1e3);
	ck_assert_int_eq(
		reserve(owner, UDP, false, 20000 + N / 2, &all[0]), HCN_PORT_ALREADY_EXISTS);
	ck_assert_uint_eq(n_reservations(), N);
	for (unsigned i = 0; i < N; i++)
		release(all[i]);
	ck_assert_uint_eq(n_reservations(), 0);
}
END_TEST

START_TEST(a_published_port_cannot_be_reserved)
{
	const char *one = given_service(),
		   *endpoint = make_endpoint(make_network("blue", "172.30.0.0/24"),
			   doc("'Policies':[{'Type':'PortMapping','Settings':{'Protocol':6,"
			       "'InternalPort':80,'ExternalPort':8080}}]"));
	struct hcn_ports *ports;

	ck_assert_int_eq(reserve(one, TCP, true, 8080, &ports), HCN_PORT_ALREADY_EXISTS);
	ck_assert_str_eq(world_error.conflict_id, endpoint);
	ck_assert_int_eq(reserve(one, UDP, true, 8080, &ports), 0);
	release(ports);
}
END_TEST

START_TEST(the_end_of_its_service_ends_a_reservation)
{
	const char *one = given_service(), *two = given_service();
	struct hcn_ports *ports, *again;

	ck_assert_int_eq(reserve(one, TCP, false, 8080, &ports), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_GUEST_SERVICE, one), 0);
	ck_assert_uint_eq(n_reservations(), 0);
	ck_assert_int_eq(reserve(two, TCP, false, 8080, &again), 0);
	release(ports);
	ck_assert_uint_eq(n_reservations(), 1);
	release(again);
}
END_TEST

/* However it ends: the child is killed. */
START_TEST(the_end_of_its_process_ends_a_reservation)
{
	const char *one = given_service();
	struct hcn_ports *ports;
	int ready[2];
	pid_t child;
	char byte;

	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		struct hcn_options options = { .size = sizeof(options),
			.state_dir = world_dir,
			.backend = world_is_linux() ? "linux" : "sim" };

		if (hcn_open(&options, &world, NULL) || reserve(one, TCP, false, 8080, &ports) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	(void)close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	ck_assert_int_eq(reserve(one, TCP, false, 8080, &ports), HCN_PORT_ALREADY_EXISTS);
	ck_assert_uint_eq(n_reservations(), 1);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_uint_eq(n_reservations(), 0);
	ck_assert_int_eq(reserve(one, TCP, false, 8080, &ports), 0);
	release(ports);
}
END_TEST

START_TEST(a_forked_child_cannot_release_its_parents_ports)
{
	const char *one = given_service();
	struct hcn_ports *ports;
	int status;
	pid_t child;

	ck_assert_int_eq(reserve(one, TCP, false, 8080, &ports), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child)
		_exit(hcn_ports_release(world, ports, NULL) ? 1 : 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_uint_eq(n_reservations(), 1);
	release(ports);
	ck_assert_uint_eq(n_reservations(), 0);
}
END_TEST

START_TEST(the_list_says_whose_a_reservation_is)
{
	const char *one = given_service();
	struct hcn_port_entry *entries;
	struct hcn_ports *ports;
	size_t n;

	ck_assert_int_eq(reserve(one, BOTH, true, 8080, &ports), 0);
	ck_assert_int_eq(hcn_ports_list(world, &entries, &n, &world_error), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(entries[0].owner, one);
	ck_assert_str_eq(entries[0].virtual_machine, "11111111-2222-3333-4444-555555555555");
	ck_assert_uint_eq(entries[0].protocols, BOTH);
	ck_assert(entries[0].shared);
	ck_assert_uint_eq(entries[0].first, 8080);
	ck_assert_uint_eq(entries[0].last, 8080);
	hcn_free(entries);
	release(ports);
}
END_TEST

START_TEST(wrong_requests_are_refused)
{
	const char *one = given_service();
	struct hcn_ports *ports = NULL;

	ck_assert_int_eq(reserve(one, 0, false, 80, &ports), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(reserve(one, 4, false, 80, &ports), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(reserve(one, TCP, false, 0, &ports), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(reserve(one, TCP, false, 80, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(reserve("blue", TCP, false, 80, &ports), HCN_GUID_CONVERSION_FAILURE);
	ck_assert_int_eq(reserve(make_namespace(), TCP, false, 80, &ports), HCN_ELEMENT_NOT_FOUND);
	ck_assert_ptr_null(ports);
	ck_assert_uint_eq(n_reservations(), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_port_has_one_owner_until_it_is_released,
		a_port_can_be_shared_and_each_protocol_has_its_own,
		the_ends_of_a_range_are_as_far_apart_as_was_asked,
		a_range_passes_by_what_is_taken,
		there_are_only_so_many_ranges,
		thousands_of_reservations_cost_little_more_each,
		a_published_port_cannot_be_reserved,
		the_end_of_its_service_ends_a_reservation,
		the_end_of_its_process_ends_a_reservation,
		a_forked_child_cannot_release_its_parents_ports,
		the_list_says_whose_a_reservation_is,
		wrong_requests_are_refused,
	};

	return RUN_WORLD_TESTS("ports", tests);
}
