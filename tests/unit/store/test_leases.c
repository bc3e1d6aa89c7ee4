/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Leases: whose they are, how they end, and that many cost little. */
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "harness.h"
#include "leases.h"

struct text {
	char word[24];
};

static struct hcn_leases *open_leases(void)
{
	struct hcn_leases *l = NULL;
	struct hcn_error err;

	if (hcn_leases_open(top_dir, "things", sizeof(struct text), true, &l, &err))
		give_up(__FILE__, __LINE__, err.text);
	return l;
}

static size_t take(struct hcn_leases *l, uint8_t what, const char *word)
{
	const uint8_t bytes[6] = { what };
	struct hcn_lease *all = NULL;
	struct text text = { "" };
	size_t n = 0, place = 0;

	(void)snprintf(text.word, sizeof(text.word), "%s", word);
	must(hcn_leases_read(l, &all, &n, NULL) == 0);
	must(hcn_lease_take(l, all, n, bytes, &text, &place, NULL) == 0);
	free(all);
	return place;
}

/* Those of living processes: "1:one 2:two". */
static const char *list(struct hcn_leases *l)
{
	static char listing[512];
	struct hcn_lease *all = NULL;
	size_t n = 0;

	listing[0] = '\0';
	must(hcn_leases_read(l, &all, &n, NULL) == 0);
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(listing);
		struct text text;

		if (!hcn_lease_is_held(l, &all[i]))
			continue;
		must(hcn_lease_text(l, i, &text, NULL) == 0);
		(void)snprintf(listing + len, sizeof(listing) - len, "%s%u:%s", len ? " " : "",
			all[i].what[0], text.word);
	}
	free(all);
	return listing;
}

static void take_and_stay(void *arg)
{
	(void)take(open_leases(), 7, "theirs");
	say_ready();
	(void)pause();
}

START_TEST(a_lease_is_there_until_it_is_given_back)
{
	struct hcn_leases *l = open_leases();
	size_t one = take(l, 1, "one"), two = take(l, 2, "two");

	ck_assert_str_eq(list(l), "1:one 2:two");
	hcn_lease_give_back(l, one);
	ck_assert_str_eq(list(l), "2:two");
	ck_assert_uint_eq(take(l, 3, "three"), one);
	ck_assert_str_eq(list(l), "3:three 2:two");
	hcn_lease_give_back(l, one);
	hcn_lease_give_back(l, two);
	ck_assert_str_eq(list(l), "");
	hcn_leases_close(l);
}
END_TEST

START_TEST(a_lease_outlives_who_opened_the_table)
{
	struct hcn_leases *l = open_leases(), *other;
	size_t one = take(l, 1, "one");

	hcn_leases_close(l);
	other = open_leases();
	ck_assert_ptr_eq(other, l);
	ck_assert_str_eq(list(other), "1:one");
	hcn_lease_give_back(other, one);
	hcn_leases_close(other);
}
END_TEST

START_TEST(the_end_of_a_process_ends_its_leases)
{
	struct hcn_leases *l = open_leases();
	pid_t child = start_child_until_ready(take_and_stay, NULL);
	size_t mine;

	ck_assert_str_eq(list(l), "7:theirs");
	mine = take(l, 1, "mine");
	ck_assert_str_eq(list(l), "7:theirs 1:mine");
	kill_child(child);
	ck_assert_str_eq(list(l), "1:mine");
	hcn_lease_give_back(l, mine);
	hcn_leases_close(l);
}
END_TEST

START_TEST(a_process_does_not_inherit_the_leases_of_a_dead_one)
{
	struct hcn_leases *l = open_leases();
	size_t mine;

	kill_child(start_child_until_ready(take_and_stay, NULL));
	mine = take(l, 1, "mine"); /* takes the number that is free again */
	ck_assert_str_eq(list(l), "1:mine");
	hcn_lease_give_back(l, mine);
	hcn_leases_close(l);
}
END_TEST

struct given {
	struct hcn_leases *leases;
	size_t place;
};

static void give_back_the_parents(void *arg)
{
	const struct given *given = arg;
	struct hcn_leases *own;

	hcn_leases_leave_to_parent();
	hcn_lease_give_back(given->leases, given->place);
	own = open_leases();
	must(own != given->leases);
	must(!strcmp(list(own), "1:one"));
	(void)take(own, 2, "two");
}

START_TEST(a_child_gives_nothing_of_its_parent_back)
{
	struct given given = { .leases = open_leases() };

	given.place = take(given.leases, 1, "one");
	expect_success(start_child(give_back_the_parents, &given));
	ck_assert_str_eq(list(given.leases), "1:one");
	hcn_lease_give_back(given.leases, given.place);
	hcn_leases_close(given.leases);
}
END_TEST

START_TEST(places_of_the_dead_are_used_again)
{
	struct hcn_leases *l = open_leases();
	char path[128];
	struct stat st;
	size_t mine;

	mine = take(l, 1, "mine");
	for (unsigned i = 0; i < 60; i++)
		kill_child(start_child_until_ready(take_and_stay, NULL));
	(void)snprintf(path, sizeof(path), "%s/things/table", top_dir);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_le(st.st_size, 8 * (off_t)sizeof(struct hcn_lease));
	ck_assert_str_eq(list(l), "1:mine");
	hcn_lease_give_back(l, mine);
	hcn_leases_close(l);
}
END_TEST

START_TEST(a_folder_that_nobody_has_made_is_no_error)
{
	struct hcn_leases *l = NULL;

	ck_assert_int_eq(
		hcn_leases_open(top_dir, "nothing", sizeof(struct text), false, &l, NULL), -ENOENT);
	ck_assert_ptr_null(l);
}
END_TEST

int main(void)
{
	const TTest *const leases[] = {
		a_lease_is_there_until_it_is_given_back,
		a_lease_outlives_who_opened_the_table,
		the_end_of_a_process_ends_its_leases,
		a_process_does_not_inherit_the_leases_of_a_dead_one,
		a_child_gives_nothing_of_its_parent_back,
		places_of_the_dead_are_used_again,
		a_folder_that_nobody_has_made_is_no_error,
	};
	const struct test_case cases[] = {
		{ "leases", leases, HCN_N_ELEMENTS(leases) },
	};

	return run_cases("store: leases", cases, HCN_N_ELEMENTS(cases));
}
