/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ways back that fail too, and journals that are damaged: said, never guessed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "begin.h"
#include "broken.h"
#include "changes.h"

/* --- a backend that fails on the way there and back --------------------------------------------------------------- */

static size_t n_good; /* steps that work; the others fail until this is SIZE_MAX */

static int apply_some(struct hcn_backend *be, const struct hcn_steps *steps, size_t *ret_done,
	struct hcn_error *err)
{
	const struct hcn_steps now = hcn_steps_part(
		steps, 0, steps->n < n_good ? steps->n : n_good);
	int r = hcn_backend_sim.apply(be, &now, ret_done, err);

	if (n_good != SIZE_MAX)
		n_good -= now.n;
	return !r && now.n < steps->n ? hcn_fail_errno(err, EIO, "made to fail") : r;
}

START_TEST(a_way_back_that_fails_is_said_and_blocks_nobody)
{
	struct hcn *hcn = open_another();

	use_ops(hcn);
	ops.apply = apply_some;
	n_good = 2;
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), -EIO);
	ck_assert_str_eq(world_error.text, "made to fail: Input/output error");
	ck_assert(world_error.dirty);
	ck_assert_str_ne(world_error.hint, "");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	/* What was left in the kernel is taken over by the next one and goes with it. */
	n_good = SIZE_MAX;
	make(HCN_KIND_NETWORK, BLUE);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, BLUE_ID), 0);
	hcn_close(hcn);
}
END_TEST

START_TEST(an_error_nobody_wants_to_hear_is_no_crash)
{
	struct hcn *hcn = open_another();

	use_ops(hcn);
	ops.apply = apply_some;
	n_good = 2;
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, NULL), -EIO);
	hcn_close(hcn);
}
END_TEST

/* An intent like that of a process that was killed after it had created BLUE's rows. */
static void leave_unfinished(void)
{
	struct hcn_intent intent = { 0 };
	struct hcn_steps steps = { 0 };
	struct hcn_request rq;
	struct hcn_guid id;
	struct hcn_txn *txn;
	size_t done;

	ck_assert_int_eq(hcn_request_begin(&rq, world, true, NULL), 0);
	ck_assert_int_eq(
		hcn_request_stage(&rq, HCN_VERB_CREATE, HCN_KIND_NETWORK, NULL, BLUE, &id, NULL),
		0);
	ck_assert_int_eq(hcn_request_plan(&rq, &intent, NULL), 0);
	ck_assert_int_eq(hcn_steps_plan(&intent.before, &intent.after, &steps), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	ck_assert_int_eq(hcn_intent_write(txn, &intent, NULL), 0);
	ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	ck_assert_int_eq(world->ops->apply(world->backend, &steps, &done, NULL), 0);
	hcn_request_end(&rq);
	hcn_steps_clear(&steps);
	hcn_intent_clear(&intent);
}

START_TEST(recovery_skips_what_it_cannot_take_back_and_says_how_much)
{
	struct hcn *hcn;
	char *text;

	leave_unfinished();
	hcn = open_another();
	use_ops(hcn);
	ops.apply = apply_some;
	n_good = 3;
	ck_assert_int_eq(hcn_recover(hcn, &text, &world_error), 0);
	ck_assert_str_eq(text, "took back an unfinished request: 3 steps, 4 failed");
	hcn_free(text);
	ck_assert_int_eq(hcn_recover(hcn, &text, &world_error), 0);
	ck_assert_str_eq(text, "nothing was unfinished");
	hcn_free(text);
	n_good = SIZE_MAX;
	make(HCN_KIND_NETWORK, BLUE); /* so that the leftovers go with it */
	hcn_close(hcn);
}
END_TEST

START_TEST(any_request_takes_back_what_was_unfinished)
{
	char *before = kernel_state();

	leave_unfinished();
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, make_namespace()), 0);
	expect_kernel_state(before);
}
END_TEST

static int fail_to_open(
	const struct hcn_backend_config *config, struct hcn_backend **ret, struct hcn_error *err)
{
	return hcn_fail(err, HCN_ACCESS_DENIED, NULL, "no");
}

START_TEST(without_a_backend_the_unfinished_request_stays)
{
	struct hcn *hcn;
	char *text;

	leave_unfinished();
	hcn = open_another();
	use_ops(hcn);
	ops.open = fail_to_open;
	ck_assert_int_eq(hcn_recover(hcn, &text, &world_error), HCN_ACCESS_DENIED);
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NAMESPACE, NULL, "{}", NULL, NULL, &world_error),
		HCN_ACCESS_DENIED);
	hcn_close(hcn);
	ck_assert_int_eq(hcn_recover(world, &text, &world_error), 0);
	ck_assert_str_eq(text, "took back an unfinished request: 7 steps");
	hcn_free(text);
}
END_TEST

/* --- damage -------------------------------------------------------------------------------------------------------- */

struct header {
	uint32_t forward, before_size, after_size, changes_size;
};

static void put_intent(struct header h, const char *rest)
{
	char bytes[256];

	memcpy(bytes, &h, sizeof(h));
	memcpy(bytes + sizeof(h), rest, strlen(rest));
	put_value("intent", bytes, sizeof(h) + strlen(rest));
}

static void drop_intent(void)
{
	struct hcn_txn *txn;

	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	ck_assert_int_eq(hcn_intent_drop(txn, NULL), 0);
	ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	hcn_store_unlock(world->store);
}

static const struct {
	struct header header;
	const char *rest;
} damages[] = {
	{ { 0, 2, 2, 0 }, "[]" },
	{ { 0, 2, 2, 1 }, "[][]" },
	{ { 0, 2, 2, 0 }, "[][]x" },
	{ { 0, UINT32_MAX, UINT32_MAX, UINT32_MAX }, "[][]" },
	{ { 0, 2, 2, 0 }, "{}[]" },
	{ { 0, 2, 16, 0 }, "[][{\"row\":\"what\"}]" },
	{ { 1, 2, 2, 1 }, "[][]x" },
	{ { 1, 2, 2, 4 }, "[][]Pxxx" },
	{ { 1, 2, 2, 32 }, "[][]xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
};

START_TEST(a_damaged_journal_is_an_error_and_nothing_is_done)
{
	char *text = NULL;

	put_intent(damages[_i].header, damages[_i].rest);
	ck_assert_int_ne(hcn_recover(world, &text, &world_error), 0);
	ck_assert_str_ne(world_error.text, "");
	ck_assert_ptr_null(text);
	ck_assert_int_ne(try_make(HCN_KIND_NETWORK, BLUE), 0);
	ck_assert_str_ne(world_error.text, "");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	drop_intent();
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, BLUE), 0);
}
END_TEST

/* Whoever could write the file could else have the machine's sysctls written. */
START_TEST(a_journal_cannot_ask_for_a_sysctl_that_is_never_planned)
{
	static const char rows[] = "[{\"row\":\"sysctl\",\"path\":\"kernel/core_pattern\","
				   "\"value\":\"|/bin/sh\",\"was\":\"core\"}]";
	const struct header before = { .before_size = sizeof(rows) - 1, .after_size = 2 };
	const struct header after = { .before_size = 2, .after_size = sizeof(rows) - 1 };
	char text[256];

	snprintf(text, sizeof(text), "%s[]", rows);
	put_intent(before, text);
	ck_assert_int_eq(hcn_recover(world, NULL, &world_error), -EPROTO);
	ck_assert_str_eq(world_error.value, "kernel/core_pattern");
	snprintf(text, sizeof(text), "[]%s", rows);
	put_intent(after, text);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, BLUE), -EPROTO);
	ck_assert_str_eq(world_error.value, "kernel/core_pattern");
	drop_intent();
}
END_TEST

START_TEST(a_journal_shorter_than_its_header_is_damaged)
{
	put_value("intent", "xxx", 3);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, BLUE), -EPROTO);
	ck_assert_ptr_nonnull(strstr(world_error.text, "damaged"));
	drop_intent();
}
END_TEST

/* Records of changes as journal and commit share them: sizes that the bytes do not have, and a change that is none. */
START_TEST(changes_that_are_none_are_refused)
{
	struct hcn_buf changes = { 0 };
	struct hcn_txn *txn;

	hcn_changes_value(&changes, "name", "data", 4);
	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	ck_assert_int_eq(hcn_changes_apply(txn, changes.data, changes.len, NULL), 0);
	for (size_t size = 1; size < changes.len; size++)
		ck_assert_int_eq(hcn_changes_apply(txn, changes.data, size, NULL), -EPROTO);
	changes.data[0] = 'X';
	ck_assert_int_eq(hcn_changes_apply(txn, changes.data, changes.len, NULL), -EPROTO);
	hcn_txn_abort(txn);
	hcn_store_unlock(world->store);
	hcn_buf_clear(&changes);
}
END_TEST

START_TEST(a_damaged_count_of_a_shared_row_is_an_error)
{
	put_value("shared/nft_table/hcn", "xx", 2);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, BLUE), -EPROTO);
	ck_assert_ptr_nonnull(strstr(world_error.text, "nft_table/hcn"));
	put_value("shared/nft_table/hcn", NULL, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_way_back_that_fails_is_said_and_blocks_nobody,
		an_error_nobody_wants_to_hear_is_no_crash,
		recovery_skips_what_it_cannot_take_back_and_says_how_much,
		any_request_takes_back_what_was_unfinished,
		without_a_backend_the_unfinished_request_stays,
		a_journal_cannot_ask_for_a_sysctl_that_is_never_planned,
		a_journal_shorter_than_its_header_is_damaged,
		changes_that_are_none_are_refused,
		a_damaged_count_of_a_shared_row_is_an_error,
	};
	const TTest *const damaged[] = { a_damaged_journal_is_an_error_and_nothing_is_done };
	int r = RUN_WORLD_TESTS("journal", tests);

	return run_world_tests(
		       "damaged journal", damaged, 1, sizeof(damages) / sizeof(damages[0])) ||
	       r;
}
