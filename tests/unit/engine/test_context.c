/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening contexts and backends, and what every function says to arguments that make no sense. */

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broken.h"

/* --- hcn_open --------------------------------------------------------------------------------------------------- */

static int try_open(const char *state_dir, const char *backend)
{
	const struct hcn_options options = {
		.size = sizeof(options), .state_dir = state_dir, .backend = backend
	};
	struct hcn *hcn = NULL;
	int r = hcn_open(&options, &hcn, &world_error);

	ck_assert_int_eq(!r, hcn != NULL);
	hcn_close(hcn);
	return r;
}

static const struct hcn_trace_request a_packet = {
	.size = sizeof(a_packet), .destination = "10.0.0.1", .protocol = 6, .destination_port = 80
};

START_TEST(a_state_directory_is_absolute)
{
	ck_assert_int_eq(try_open("run/hcn", "sim"), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(try_open(world_dir, "sim"), 0);
}
END_TEST

START_TEST(a_state_directory_that_cannot_be_is_an_error)
{
	ck_assert_int_ne(try_open("/proc/self/hcn", "sim"), 0);
	ck_assert_str_ne(world_error.text, "");
}
END_TEST

START_TEST(there_are_two_backends)
{
	ck_assert_int_eq(try_open(world_dir, "windows"), HCN_INVALID_ARGUMENT);
	ck_assert_str_eq(world_error.value, "windows");
	ck_assert_int_eq(try_open(world_dir, "linux"), 0);
}
END_TEST

START_TEST(the_environment_fills_in_what_the_options_leave_open)
{
	setenv("HCN_BACKEND", "windows", 1);
	ck_assert_int_eq(try_open(world_dir, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(try_open(world_dir, "sim"), 0);
	setenv("HCN_BACKEND", "sim", 1);
	setenv("HCN_STATE_DIR", "not/absolute", 1);
	ck_assert_int_eq(try_open(NULL, NULL), HCN_INVALID_ARGUMENT);
	setenv("HCN_STATE_DIR", world_dir, 1);
	ck_assert_int_eq(try_open(NULL, NULL), 0);
}
END_TEST

START_TEST(there_is_no_service_yet)
{
	setenv("HCN_MODE", "embedded", 1);
	ck_assert_int_eq(try_open(world_dir, "sim"), 0);
	setenv("HCN_MODE", "service", 1);
	ck_assert_int_eq(try_open(world_dir, "sim"), HCN_NOT_IMPLEMENTED);
}
END_TEST

START_TEST(options_of_another_size_and_no_result_are_refused)
{
	const struct hcn_options options = { .size = 3 };
	struct hcn *hcn;

	ck_assert_int_eq(hcn_open(&options, &hcn, &world_error), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_open(NULL, NULL, &world_error), HCN_INVALID_ARGUMENT);
	hcn_close(NULL);
}
END_TEST

/* --- the backend ------------------------------------------------------------------------------------------------- */

static struct hcn *open_linux(const char *module_dir)
{
	const struct hcn_options options = {
		.size = sizeof(options), .state_dir = world_dir, .backend = "linux"
	};
	struct hcn *hcn;

	setenv("HCN_MODULE_DIR", module_dir, 1);
	ck_assert_int_eq(hcn_open(&options, &hcn, &world_error), 0);
	return hcn;
}

START_TEST(a_module_that_is_not_there_is_missed_by_the_first_request)
{
	struct hcn *hcn = open_linux("/nowhere");

	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error),
		HCN_FAILED);
	ck_assert_ptr_nonnull(strstr(world_error.text, "/nowhere/linux.so"));
	ck_assert_ptr_nonnull(strstr(world_error.hint, "HCN_MODULE_DIR"));
	hcn_close(hcn);
}
END_TEST

START_TEST(a_library_that_is_no_module_is_refused)
{
	char link[sizeof(world_dir) + 16];
	struct hcn *hcn = open_linux(world_dir);
	Dl_info library;

	ck_assert(dladdr((void *)(uintptr_t)json_loads, &library));
	snprintf(link, sizeof(link), "%s/linux.so", world_dir);
	ck_assert_int_eq(symlink(library.dli_fname, link), 0);
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error),
		HCN_FAILED);
	ck_assert_ptr_nonnull(strstr(world_error.text, "no backend module"));
	hcn_close(hcn);
}
END_TEST

static uint64_t other_identity(struct hcn_backend *be)
{
	return 7;
}

START_TEST(objects_of_another_network_namespace_are_left_alone)
{
	struct hcn *other = open_another();

	use_ops(other);
	ops.identity = other_identity;
	make(HCN_KIND_NETWORK, BLUE);
	ck_assert_int_eq(hcn_delete(other, HCN_KIND_NETWORK, BLUE_ID, &world_error), HCN_FAILED);
	ck_assert_ptr_nonnull(strstr(world_error.text, "another network namespace"));
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 1);
	hcn_close(other);
}
END_TEST

START_TEST(a_store_without_objects_moves_to_another_network_namespace)
{
	struct hcn *other = open_another(), *again = open_another();

	make(HCN_KIND_NETWORK, BLUE);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, BLUE_ID), 0);
	use_ops(other);
	ops.identity = other_identity;
	ck_assert_int_eq(
		hcn_create(other, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), 0);
	ck_assert_int_eq(hcn_delete(again, HCN_KIND_NETWORK, BLUE_ID, &world_error), HCN_FAILED);
	ck_assert_int_eq(hcn_delete(other, HCN_KIND_NETWORK, BLUE_ID, &world_error), 0);
	hcn_close(other);
	hcn_close(again);
}
END_TEST

static int fail_to_open(
	const struct hcn_backend_config *config, struct hcn_backend **ret, struct hcn_error *err)
{
	return hcn_fail(err, HCN_ACCESS_DENIED, NULL, "no");
}

START_TEST(a_backend_that_does_not_open_is_tried_again)
{
	struct hcn *hcn = open_another();

	use_ops(hcn);
	ops.open = fail_to_open;
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error),
		HCN_ACCESS_DENIED);
	ops.open = hcn_backend_sim.open;
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), 0);
	hcn_close(hcn);
}
END_TEST

static int fail_facts(struct hcn_backend *be, struct hcn_facts *ret, struct hcn_error *err)
{
	return hcn_fail_errno(err, EIO, "no facts");
}

static int fail_prepare(struct hcn_backend *be, struct hcn_row *row, struct hcn_error *err)
{
	return hcn_fail_errno(err, EIO, "no preparation");
}

static int fail_holds(
	struct hcn_backend *be, const struct hcn_row *row, bool *ret, struct hcn_error *err)
{
	return hcn_fail_errno(err, EIO, "no answer");
}

START_TEST(what_the_backend_cannot_tell_fails_the_request)
{
	struct hcn *hcn = open_another();
	char *text = NULL;

	use_ops(hcn);
	ops.facts = fail_facts;
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), -EIO);
	ck_assert_str_eq(world_error.text, "no facts: Input/output error");
	ops.facts = hcn_backend_sim.facts;
	ops.prepare = fail_prepare;
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), -EIO);
	ck_assert_int_eq(
		hcn_plan(hcn, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL, BLUE, &text, &world_error),
		-EIO);
	ops.prepare = hcn_backend_sim.prepare;
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), 0);
	ops.holds = fail_holds;
	ck_assert_int_eq(hcn_explain(hcn, HCN_KIND_NETWORK, BLUE_ID, &text, &world_error), -EIO);
	ck_assert_ptr_null(text);
	hcn_close(hcn);
}
END_TEST

/* --- arguments ---------------------------------------------------------------------------------------------------- */

START_TEST(no_context_is_refused_everywhere)
{
	char *text = NULL;
	struct hcn_watch *watch = NULL;

	ck_assert_int_eq(hcn_create(NULL, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_modify(NULL, HCN_KIND_NETWORK, BLUE_ID, "{}", NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_delete(NULL, HCN_KIND_NETWORK, BLUE_ID, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_query(NULL, HCN_KIND_NETWORK, BLUE_ID, NULL, &text, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_enumerate(NULL, HCN_KIND_NETWORK, NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_plan(NULL, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL, BLUE, &text, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_explain(NULL, HCN_KIND_NETWORK, BLUE_ID, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_trace(NULL, &a_packet, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_recover(NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_watch(NULL, &watch, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_ptr_null(text);
	ck_assert_ptr_null(watch);
}
END_TEST

START_TEST(no_place_for_the_result_is_refused)
{
	make(HCN_KIND_NETWORK, BLUE);
	ck_assert_int_eq(hcn_query(world, HCN_KIND_NETWORK, BLUE_ID, NULL, NULL, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_enumerate(world, HCN_KIND_NETWORK, NULL, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_plan(world, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_explain(world, HCN_KIND_NETWORK, BLUE_ID, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_trace(world, &a_packet, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_watch(world, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_watch_next(NULL, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_recover(world, NULL, NULL), 0); /* may be left out */
}
END_TEST

START_TEST(no_document_id_or_verb_is_refused)
{
	char *text = NULL;

	ck_assert_int_eq(hcn_create(world, HCN_KIND_NETWORK, NULL, NULL, NULL, NULL, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_modify(world, HCN_KIND_NETWORK, BLUE_ID, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_delete(world, HCN_KIND_NETWORK, NULL, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_query(world, HCN_KIND_NETWORK, NULL, NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_explain(world, HCN_KIND_NETWORK, NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_plan(world, HCN_VERB_MODIFY, HCN_KIND_NETWORK, BLUE_ID, NULL, &text, NULL),
		HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_plan(world, (enum hcn_verb)3, HCN_KIND_NETWORK, BLUE_ID, BLUE, &text, NULL),
		HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_packet_without_size_or_destination_is_refused)
{
	struct hcn_trace_request packet = a_packet;
	char *text = NULL;

	ck_assert_int_eq(hcn_trace(world, NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	packet.size = 0;
	ck_assert_int_eq(hcn_trace(world, &packet, &text, NULL), HCN_INVALID_ARGUMENT);
	packet = a_packet;
	packet.destination = NULL;
	ck_assert_int_eq(hcn_trace(world, &packet, &text, NULL), HCN_INVALID_ARGUMENT);
	packet = a_packet;
	packet.endpoint = BLUE_ID;
	ck_assert_int_eq(hcn_trace(world, &packet, &text, &world_error), HCN_ENDPOINT_NOT_FOUND);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(an_id_that_is_none_and_one_that_is_nowhere)
{
	char *text = NULL;

	ck_assert_int_eq(hcn_delete(world, HCN_KIND_NETWORK, "x", &world_error),
		HCN_GUID_CONVERSION_FAILURE);
	ck_assert_str_eq(world_error.value, "x");
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_NETWORK, BLUE_ID, &text, &world_error),
		HCN_NETWORK_NOT_FOUND);
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_NETWORK, "x", &text, &world_error),
		HCN_GUID_CONVERSION_FAILURE);
}
END_TEST

START_TEST(every_kind_has_a_name_and_nothing_else_has)
{
	for (int kind = 0; kind < HCN_N_KINDS; kind++)
		ck_assert_ptr_nonnull(hcn_kind_name((enum hcn_kind)kind));
	ck_assert_ptr_null(hcn_kind_name(HCN_N_KINDS));
	ck_assert_ptr_null(hcn_kind_name((enum hcn_kind) - 1));
	ck_assert_int_eq(
		hcn_delete(world, HCN_N_KINDS, BLUE_ID, &world_error), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(
		hcn_delete(world, HCN_KIND_ROUTE, BLUE_ID, &world_error), HCN_ELEMENT_NOT_FOUND);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_state_directory_is_absolute,
		a_state_directory_that_cannot_be_is_an_error,
		there_are_two_backends,
		the_environment_fills_in_what_the_options_leave_open,
		there_is_no_service_yet,
		options_of_another_size_and_no_result_are_refused,
		a_module_that_is_not_there_is_missed_by_the_first_request,
		a_library_that_is_no_module_is_refused,
		objects_of_another_network_namespace_are_left_alone,
		a_store_without_objects_moves_to_another_network_namespace,
		a_backend_that_does_not_open_is_tried_again,
		what_the_backend_cannot_tell_fails_the_request,
		no_context_is_refused_everywhere,
		no_place_for_the_result_is_refused,
		no_document_id_or_verb_is_refused,
		a_packet_without_size_or_destination_is_refused,
		an_id_that_is_none_and_one_that_is_nowhere,
		every_kind_has_a_name_and_nothing_else_has,
	};

	return RUN_WORLD_TESTS("contexts", tests);
}
