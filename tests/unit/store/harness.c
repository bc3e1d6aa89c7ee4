/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "harness.h"
#include "scratch.h"

char top_dir[64];
char state_dir[96];
static int ready_pipe[2];

void give_up(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

static void must_work(int r, const struct hcn_error *err)
{
	if (r)
		give_up(__FILE__, r, err->text);
}

void make_top_dir(void)
{
	must(make_scratch(top_dir, sizeof(top_dir), "store"));
	(void)snprintf(state_dir, sizeof(state_dir), "%s/run/hcn", top_dir);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

void remove_top_dir(void)
{
	(void)nftw(top_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct hcn_store *open_store(void)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_store *s = NULL;
	struct hcn_error err;

	must_work(hcn_store_open(&config, &s, &err), &err);
	return s;
}

struct hcn_txn *begin_read(struct hcn_store *s)
{
	struct hcn_txn *txn = NULL;
	struct hcn_error err;

	must_work(hcn_store_read(s, &txn, &err), &err);
	return txn;
}

struct hcn_txn *begin_write(struct hcn_store *s)
{
	struct hcn_txn *txn = NULL;
	struct hcn_error err;

	must_work(hcn_store_lock(s, &err), &err);
	must_work(hcn_store_write(s, &txn, &err), &err);
	return txn;
}

void commit(struct hcn_store *s, struct hcn_txn *txn)
{
	struct hcn_error err;

	must_work(hcn_txn_commit(txn, &err), &err);
	hcn_store_unlock(s);
}

void roll_back(struct hcn_store *s, struct hcn_txn *txn)
{
	hcn_txn_abort(txn);
	hcn_store_unlock(s);
}

struct hcn_guid id_of(unsigned n)
{
	/* Scattered, so that the order of ids is not that of numbers. */
	return (struct hcn_guid){ .data1 = n * 2654435761u, .data4 = { 1, 2, 3, 4, 5, 6, 7, 8 } };
}

unsigned number_of(const struct hcn_guid *id)
{
	return id->data1 * 244002641u; /* the inverse modulo 2^32 */
}

struct hcn_index_key key_of(const char *text)
{
	struct hcn_index_key key = { .index = (uint8_t)(text[0] - '0'),
		.size = (uint8_t)strlen(text + 1) };

	memcpy(key.bytes, text + 1, key.size);
	return key;
}

void put(struct hcn_txn *txn, uint8_t kind, unsigned n, const char *data, const char *keys)
{
	char *words = strdup(keys);
	struct hcn_index_key list[32];
	struct hcn_guid id = id_of(n);
	struct hcn_error err;
	char *rest = words;
	size_t n_keys = 0;

	for (char *word; (word = strtok_r(rest, " ", &rest));)
		list[n_keys++] = key_of(word);
	/* not by Check: children that are killed amid its messages would garble them */
	must_work(hcn_txn_put(txn, kind, &id, data, strlen(data), list, n_keys, &err), &err);
	free(words);
}

void delete (struct hcn_txn *txn, uint8_t kind, unsigned n)
{
	struct hcn_guid id = id_of(n);
	struct hcn_error err;

	must_work(hcn_txn_delete(txn, kind, &id, &err), &err);
}

static char listing[256 * 1024];

static void list_number(const struct hcn_guid *id)
{
	size_t len = strlen(listing);

	(void)snprintf(listing + len, sizeof(listing) - len, "%s%u", len ? " " : "", number_of(id));
}

static int list_key(void *arg, uint8_t kind, const struct hcn_guid *id)
{
	list_number(id);
	return 0;
}

static int list_object(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	list_number(id);
	return 0;
}

const char *found_by(struct hcn_txn *txn, const char *key)
{
	struct hcn_index_key k = key_of(key);

	listing[0] = '\0';
	must(hcn_txn_lookup(txn, &k, list_key, NULL) == 0);
	return listing;
}

const char *all_of(struct hcn_txn *txn, uint8_t kind)
{
	listing[0] = '\0';
	must(hcn_txn_each(txn, kind, list_object, NULL) == 0);
	return listing;
}

const char *data_of(struct hcn_txn *txn, uint8_t kind, unsigned n)
{
	static char text[256];
	struct hcn_guid id = id_of(n);
	struct hcn_blob data;
	int r = hcn_txn_get(txn, kind, &id, &data);

	if (r == -ENOENT)
		return "-";
	must(r == 0);
	must(data.size < sizeof(text));
	memcpy(text, data.data, data.size);
	text[data.size] = '\0';
	return text;
}

uint64_t counter(struct hcn_txn *txn, const char *name)
{
	struct hcn_blob blob;
	uint64_t value;
	int r = hcn_txn_get_value(txn, name, &blob);

	if (r == -ENOENT)
		return 0;
	must(r == 0);
	must(blob.size == sizeof(value));
	memcpy(&value, blob.data, sizeof(value));
	return value;
}

void set_counter(struct hcn_txn *txn, const char *name, uint64_t value)
{
	must(hcn_txn_put_value(txn, name, &value, sizeof(value), NULL) == 0);
}

pid_t start_child(void (*fn)(void *arg), void *arg)
{
	pid_t child = fork();

	must(child >= 0);
	if (!child) {
		fn(arg);
		_exit(0);
	}
	return child;
}

void expect_success(pid_t child)
{
	int status = -1;

	must(waitpid(child, &status, 0) == child);
	must(status == 0);
}

pid_t start_child_until_ready(void (*fn)(void *arg), void *arg)
{
	pid_t child;
	char byte;

	must(pipe(ready_pipe) == 0);
	child = start_child(fn, arg);
	(void)close(ready_pipe[1]);
	must(read(ready_pipe[0], &byte, 1) == 1);
	(void)close(ready_pipe[0]);
	return child;
}

void say_ready(void)
{
	must(write(ready_pipe[1], "r", 1) == 1);
}

void kill_child(pid_t child)
{
	must(kill(child, SIGKILL) == 0);
	must(waitpid(child, NULL, 0) == child);
}

int run_cases(const char *suite, const struct test_case *cases, size_t n_cases)
{
	Suite *s = suite_create(suite);
	SRunner *runner;
	int n_failed;

	for (size_t i = 0; i < n_cases; i++) {
		TCase *tc = tcase_create(cases[i].name);

		tcase_add_checked_fixture(tc, make_top_dir, remove_top_dir);
		tcase_set_timeout(tc, 60);
		for (size_t j = 0; j < cases[i].n_tests; j++)
			tcase_add_loop_test(
				tc, cases[i].tests[j], 0, cases[i].n_loops ? cases[i].n_loops : 1);
		suite_add_tcase(s, tc);
	}
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
