/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Watching: what events say, slow watchers, and contexts that are not theirs. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broken.h"
#include "event.h"
#include "objects.h"

START_TEST(every_event_has_a_name_and_says_what_it_is_about)
{
	static const struct {
		int type;
		const char *name;
	} events[] = {
#define X(name, number, text) { number, text },
		HCN_EVENTS(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const struct hcn_event event = { .type = events[i].type,
			.kind = HCN_KIND_ENDPOINT,
			.id = hcn_host_default_id,
			.flags = 8,
			.network = hcn_host_default_id };
		struct hcn_buf text = { 0 };
		json_t *json;

		hcn_buf_putc(&text, '{');
		hcn_event_encode(&event, &text);
		json = json_loads(text.data, JSON_REJECT_DUPLICATES, NULL);
		ck_assert_str_eq(text_at(json, "/Event"), events[i].name);
		ck_assert_int_eq(number_at(json, "/Type"), events[i].type);
		ck_assert_str_eq(text_at(json, "/Kind"), "endpoint");
		ck_assert_str_eq(text_at(json, "/ID"), "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC");
		ck_assert_int_eq(number_at(json, "/Flags"), 8);
		ck_assert_str_eq(
			text_at(json, "/Data/Network"), "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC");
		json_decref(json);
		hcn_buf_clear(&text);
	}
}
END_TEST

static char *next(struct hcn_watch *watch)
{
	char *text = NULL;

	ck_assert_msg(!hcn_watch_next(watch, &text, &world_error), "%s", world_error.text);
	return text;
}

static void post_events(size_t n)
{
	struct hcn_txn *txn;

	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	while (n--)
		ck_assert_int_eq(hcn_txn_add_event(txn, "\"Event\":\"x\"}", 12, NULL), 0);
	ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	hcn_store_unlock(world->store);
}

START_TEST(a_watcher_that_was_too_slow_is_told_to_look_again)
{
	struct hcn_watch *watch;
	size_t n = 0;
	char *text;

	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	post_events(HCN_STORE_EVENTS + 10);
	text = next(watch);
	ck_assert_ptr_nonnull(strstr(text, "\"Event\":\"Resync\"}"));
	hcn_free(text);
	while ((text = next(watch))) {
		ck_assert_ptr_nonnull(strstr(text, "\"Event\":\"x\"}"));
		hcn_free(text);
		n++;
	}
	ck_assert_uint_eq(n, HCN_STORE_EVENTS);
	hcn_watch_close(watch);
}
END_TEST

START_TEST(a_watch_begins_with_what_comes_after_it)
{
	struct hcn_watch *watch;

	post_events(3);
	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	ck_assert_ptr_null(next(watch));
	hcn_watch_close(watch);
}
END_TEST

START_TEST(a_watch_is_not_for_the_child_of_a_fork)
{
	struct hcn_watch *watch, *other;
	char *text;
	int status;
	pid_t pid;

	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid)
		_exit(hcn_watch_next(watch, &text, NULL) == HCN_INVALID_ARGUMENT &&
					hcn_watch(world, &other, NULL) == HCN_INVALID_ARGUMENT
				? 0
				: 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	hcn_watch_close(watch);
}
END_TEST

START_TEST(no_watch_is_harmless)
{
	struct hcn_watch *watch;
	char *text;

	hcn_watch_close(NULL);
	ck_assert_int_eq(hcn_watch_fd(NULL), -1);
	ck_assert_int_eq(hcn_watch_next(NULL, &text, NULL), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_watch(world, &watch, NULL), 0);
	ck_assert_int_eq(hcn_watch_next(watch, NULL, NULL), HCN_INVALID_ARGUMENT);
	hcn_watch_close(watch);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		every_event_has_a_name_and_says_what_it_is_about,
		a_watcher_that_was_too_slow_is_told_to_look_again,
		a_watch_begins_with_what_comes_after_it,
		a_watch_is_not_for_the_child_of_a_fork,
		no_watch_is_harmless,
	};

	return RUN_WORLD_TESTS("watching", tests);
}
