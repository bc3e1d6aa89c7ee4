/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An upgrade of the nftables tables that fails or dies: all of it or nothing, and the next request does it again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "faulty.h"
#include "older.h"
#include "skeleton.h"
#include "stories.h"

static int create_namespace(void)
{
	return try_make(HCN_KIND_NAMESPACE, "{}");
}

/* A request that takes what others left and its own part back. */
static void change_something(void)
{
	const char *id = make(HCN_KIND_NAMESPACE, "{}");

	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, id), 0);
}

static void make_old(const struct story *story)
{
	story->setup();
	older_kernel(world);
	ck_assert_int_eq(older_store(world, HCN_NFT_LAYOUT - 1), 0);
}

static bool has_tables(void)
{
	struct hcn_blob blob;
	struct hcn_txn *txn;
	int r;

	ck_assert_int_eq(hcn_store_read(world->store, &txn, NULL), 0);
	r = hcn_txn_get_value(txn, "shared/nft_table/" HCN_NFT_TABLE, &blob);
	if (!r)
		r = hcn_txn_get_value(txn, "shared/nft_table/" HCN_NFT_GUARD, &blob);
	hcn_txn_abort(txn);
	return !r;
}

/* What the story starts from; false: it has no tables. */
static bool learn(const struct story *story, char **ret_before)
{
	bool has;

	story->setup();
	has = has_tables();
	*ret_before = whole_state();
	clear_world();
	return has;
}

static void expect_state(const char *before)
{
	char *state = whole_state();

	ck_assert_uint_eq(strlen(before), strlen(state));
	ck_assert_str_eq(state_difference(before, state), "");
	free(state);
}

START_TEST(a_process_killed_in_an_upgrade_is_no_harm)
{
	static const char *const points[] = { "locked", NULL, "upgraded", "planned" };
	const struct story *story = &stories[_i];
	char *before, *empty = whole_state();

	for (size_t i = 0; learn(story, &before) && i < HCN_N_ELEMENTS(points); i++) {
		make_old(story);
		/* without a point: in the middle of the kernel's steps */
		ck_assert(faulty_die_during(create_namespace, points[i], 5));
		change_something();
		expect_state(before);
		free(before);
		clear_world();
		expect_state(empty);
	}
	free(before);
	free(empty);
}
END_TEST

START_TEST(an_upgrade_that_the_kernel_refuses_changes_nothing)
{
	const struct story *story = &stories[_i];
	char *before, *old;

	if (learn(story, &before)) {
		make_old(story);
		old = whole_state();
		faulty_install(world);
		faulty_arm(FAULT_ERROR, 3);
		ck_assert_int_eq(create_namespace(), -EIO);
		ck_assert(faulty_struck());
		ck_assert_ptr_nonnull(strstr(world_error.hint, "have been upgraded"));
		ck_assert(!world_error.dirty);
		expect_state(old);
		change_something();
		expect_state(before);
		free(old);
	}
	free(before);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {
		a_process_killed_in_an_upgrade_is_no_harm,
		an_upgrade_that_the_kernel_refuses_changes_nothing,
	};

	return run_world_tests_part(
		"fault-upgrade", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories, argv[1]);
}
