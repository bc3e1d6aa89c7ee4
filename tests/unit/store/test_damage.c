/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Database files that are cut off or changed: an error with a way out, or all is well; never a signal, never a loop. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "harness.h"
#include "prng.h"

#define PAGE      4096u
#define N_OBJECTS 150

static uint8_t *image; /* the file as it was */
static size_t image_size;

static const char *in_state(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", state_dir, name);
	return path;
}

/* So that nothing says that the file has been checked. */
static void break_seal(void)
{
	(void)unlink(in_state("queue"));
}

static void put_image(size_t size)
{
	int fd = open(in_state("data.mdb"), O_WRONLY | O_CREAT, 0600);

	/* Not from 0 on: ext4 would write it to the disk each time. */
	must(fd >= 0 && pwrite(fd, image, size, 0) == (ssize_t)size);
	must(ftruncate(fd, (off_t)size) == 0 && !close(fd));
	break_seal();
}

static void take_image(void)
{
	int fd = open(in_state("data.mdb"), O_RDONLY);
	struct stat st;

	must(fd >= 0 && !fstat(fd, &st));
	image_size = (size_t)st.st_size;
	image = malloc(image_size);
	must(image && pread(fd, image, image_size, 0) == (ssize_t)image_size && !close(fd));
}

/* Of everything LMDB has: several levels, data of many pages, one value of a key, a page of them, a tree of them, free pages. */
static void fill_store(unsigned n_objects)
{
	static char big[30000];
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;

	memset(big, 'b', sizeof(big) - 1);
	for (unsigned round = 0; round < 4; round++) {
		txn = begin_write(s);
		for (unsigned n = 0; n < n_objects; n++) {
			char keys[64];

			(void)snprintf(keys, sizeof(keys), "1all 2own%u 3few%u", n, n / 7);
			put(txn, n % 3 ? RED : BLUE, n, n % 50 ? "some data of an object" : big,
				keys);
		}
		for (unsigned n = 0; n < 40; n++)
			must(hcn_txn_add_event(txn, big, 100, NULL) == 0);
		must(hcn_txn_put_value(txn, "intent", big, sizeof(big), NULL) == 0);
		commit(s, txn);
		txn = begin_write(s);
		for (unsigned n = round; n < n_objects; n += 9)
			delete (txn, n % 3 ? RED : BLUE, n);
		must(hcn_txn_delete_value(txn, "intent", NULL) == 0);
		commit(s, txn);
	}
	hcn_store_close(s);
}

/* --- using what may be damaged ------------------------------------------------------------------------------ */

static int look_at(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	volatile uint8_t sum = 0;

	for (size_t i = 0; i < data.size; i++)
		sum = (uint8_t)(sum + ((const uint8_t *)data.data)[i]);
	return 0;
}

static int look_at_key(void *arg, uint8_t kind, const struct hcn_guid *id)
{
	return 0;
}

static void read_all(struct hcn_store *s)
{
	struct hcn_txn *txn = NULL;
	struct hcn_blob blob;
	uint64_t seq = 0;

	if (hcn_store_read(s, &txn, NULL))
		return;
	(void)hcn_txn_each(txn, RED, look_at, NULL);
	(void)hcn_txn_each(txn, BLUE, look_at, NULL);
	for (unsigned n = 0; n < 20; n++) {
		char name[16];
		struct hcn_index_key key;

		(void)snprintf(name, sizeof(name), "3few%u", n);
		key = key_of(name);
		(void)hcn_txn_lookup(txn, &key, look_at_key, NULL);
		(void)hcn_txn_count(txn, &key);
	}
	for (unsigned n = 0; n < 200 && !hcn_txn_next_event(txn, seq, &seq, &blob); n++)
		(void)look_at(NULL, NULL, blob);
	(void)hcn_txn_get_value(txn, "intent", &blob);
	hcn_txn_abort(txn);
}

static void write_some(struct hcn_store *s)
{
	static char big[50000];
	const struct hcn_index_key keys[] = { key_of("1all"), key_of("2new") };
	struct hcn_txn *txn = NULL;

	if (hcn_store_lock(s, NULL))
		return;
	for (unsigned round = 0; round < 4 && !hcn_store_write(s, &txn, NULL); round++) {
		for (unsigned n = round; n < N_OBJECTS; n += 5) {
			struct hcn_guid id = id_of(n);

			(void)hcn_txn_delete(txn, n % 3 ? RED : BLUE, &id, NULL);
			id = id_of(n + 1000);
			(void)hcn_txn_put(txn, RED, &id, "new", 3, keys, 2, NULL);
		}
		(void)hcn_txn_put_value(txn, "intent", big, sizeof(big), NULL);
		(void)hcn_txn_add_event(txn, "e", 1, NULL);
		(void)hcn_txn_commit(txn, NULL);
	}
	hcn_store_unlock(s);
}

/* In a child.  Exit status 1: refused, with all that is to be said. */
static int use(void)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_store *s = NULL;
	struct hcn_error err;
	int r;

	(void)alarm(30);
	r = hcn_store_open(&config, &s, &err);
	if (r) {
		must(*err.text && *err.hint);
		return 1;
	}
	read_all(s);
	write_some(s);
	read_all(s);
	hcn_store_close(s);
	break_seal();
	/* What was accepted and written to is still whole. */
	must(hcn_store_open(&config, &s, &err) == 0);
	hcn_store_close(s);
	return 0;
}

/* Whether it was refused. */
static bool try_image(const char *what, size_t at)
{
	pid_t child = fork();
	int status;

	must(child >= 0);
	if (!child)
		_exit(use());
	must(waitpid(child, &status, 0) == child);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) <= 1, "%s %zu: signal %d", what, at,
		WIFSIGNALED(status) ? WTERMSIG(status) : -1);
	return WEXITSTATUS(status);
}

/* --- whole ones ---------------------------------------------------------------------------------------------- */

START_TEST(a_whole_file_passes_whatever_is_in_it)
{
	struct prng prng = { .state = 42 };
	struct hcn_store *s;

	fill_store(3000);
	for (unsigned round = 0; round < 60; round++) {
		break_seal();
		s = open_store();
		for (unsigned i = 0; i < 5; i++) {
			struct hcn_txn *txn = begin_write(s);

			for (unsigned n = 0; n < 200; n++) {
				unsigned which = (unsigned)(prng_u64(&prng) % 3000);
				char keys[64];

				(void)snprintf(keys, sizeof(keys), "1all 4x%u 5y%u", which % 5,
					which % 100);
				if (prng_u64(&prng) % 3)
					put(txn, RED, which, "other data of it", keys);
				else
					delete (txn, RED, which);
			}
			must(hcn_txn_add_event(txn, "e", 1, NULL) == 0);
			commit(s, txn);
		}
		hcn_store_close(s);
	}
	for (unsigned round = 0; round < 3; round++) {
		struct hcn_txn *txn;

		break_seal();
		s = open_store();
		txn = begin_write(s);
		for (unsigned n = round; n < 3000; n += round == 2 ? 1 : 3) {
			delete (txn, RED, n);
			delete (txn, BLUE, n);
		}
		commit(s, txn);
		hcn_store_close(s);
	}
	break_seal();
	hcn_store_close(open_store());
}
END_TEST

/* --- damaged ones -------------------------------------------------------------------------------------------- */

START_TEST(a_file_that_is_cut_off_anywhere_is_no_signal)
{
	size_t n_refused = 0, n = 0;

	fill_store(N_OBJECTS);
	take_image();
	for (size_t size = 1; size < image_size; size += size < 3 * PAGE ? 509 : 2 * PAGE - 77) {
		put_image(size);
		n_refused += try_image("cut off at", size);
		n++;
	}
	ck_assert_uint_gt(n_refused, n * 3 / 4); /* the last pages may be free ones */
	put_image(image_size);
	ck_assert(!try_image("as it was", 0));
	free(image);
}
END_TEST

static void flip(size_t at, uint8_t bits)
{
	image[at] ^= bits;
	put_image(image_size);
	(void)try_image("changed at", at);
	image[at] ^= bits;
}

START_TEST(a_byte_that_is_changed_in_the_metas_is_no_signal)
{
	fill_store(N_OBJECTS);
	take_image();
	for (size_t i = 0; i < 16 + 152; i++) {
		static const uint8_t bits[] = { 0xff, 0x01 };

		for (size_t j = 0; j < HCN_N_ELEMENTS(bits); j++) {
			flip(i, bits[j]);
			flip(PAGE + i, bits[j]);
		}
	}
	free(image);
}
END_TEST

START_TEST(a_byte_that_is_changed_elsewhere_is_no_signal)
{
	struct prng prng = { .state = 7 };

	fill_store(N_OBJECTS);
	take_image();
	for (size_t page = 2; page < image_size / PAGE; page++) {
		for (unsigned n = 0; n < 8; n++) {
			/* its head, its first nodes, anywhere */
			size_t at = prng_below(&prng, n < 3 ? 16 : n < 5 ? 32 : PAGE);

			flip(page * PAGE + at, (uint8_t)(1u << prng_u64(&prng) % 8));
		}
	}
	free(image);
}
END_TEST

START_TEST(pages_that_change_places_are_refused)
{
	uint8_t *copy;

	fill_store(N_OBJECTS);
	take_image();
	copy = malloc(image_size);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, image, image_size);
	for (size_t page = 2; page + 1 < image_size / PAGE; page += 3) {
		memcpy(image + page * PAGE, copy + (page + 1) * PAGE, PAGE);
		put_image(image_size);
		(void)try_image("another page at", page);
		memset(image + page * PAGE, 0, PAGE);
		put_image(image_size);
		(void)try_image("no page at", page);
		memcpy(image, copy, image_size);
	}
	free(copy);
	free(image);
}
END_TEST

START_TEST(what_is_cut_off_under_a_user_is_an_error_and_can_be_put_back)
{
	struct hcn_txn *txn = NULL;
	struct hcn_store *s;
	struct hcn_error err;

	fill_store(N_OBJECTS);
	take_image();
	s = open_store();
	for (size_t size = 0; size < image_size; size += image_size / 4) {
		ck_assert_int_eq(truncate(in_state("data.mdb"), (off_t)size), 0);
		ck_assert_int_eq(hcn_store_read(s, &txn, &err), -EIO);
		ck_assert_ptr_nonnull(strstr(err.text, "damaged"));
		ck_assert_ptr_nonnull(strstr(err.hint, "recover --discard"));
		ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
		ck_assert_int_eq(hcn_store_write(s, &txn, &err), -EIO);
		hcn_store_unlock(s);
	}
	put_image(image_size);
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	ck_assert_int_eq(hcn_store_write(s, &txn, &err), 0);
	hcn_txn_abort(txn);
	hcn_store_unlock(s);
	hcn_store_close(s);
	free(image);
}
END_TEST

/* --- the way out --------------------------------------------------------------------------------------------- */

static void discard(const char *copy)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_error err;
	char *name = NULL;

	ck_assert_msg(!hcn_store_discard(&config, &name, &err), "%s", err.text);
	ck_assert_str_eq(name, in_state(copy));
	free(name);
}

START_TEST(a_damaged_file_is_put_aside_and_an_empty_one_in_its_place)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_store *user, *s = NULL;
	struct hcn_txn *txn;
	struct stat st;

	fill_store(N_OBJECTS);
	take_image();
	user = open_store();
	for (unsigned i = 1; i <= 2; i++) {
		char name[32];

		ck_assert_int_eq(truncate(in_state("data.mdb"), PAGE * i), 0);
		break_seal();
		(void)snprintf(name, sizeof(name), "data.damaged-%u", i);
		discard(name);
		ck_assert_int_eq(stat(in_state(name), &st), 0);
		ck_assert_int_eq(st.st_size, PAGE * i);
		/* Whoever has it open goes on with the new one. */
		txn = begin_read(user);
		ck_assert_str_eq(all_of(txn, RED), "");
		hcn_txn_abort(txn);
		txn = begin_write(user);
		put(txn, RED, i, "new", "1all");
		commit(user, txn);
		ck_assert_int_eq(hcn_store_open(&config, &s, NULL), 0);
		hcn_store_close(s);
	}
	hcn_store_close(user);
	s = open_store();
	txn = begin_read(s);
	ck_assert_str_eq(all_of(txn, RED), "2");
	hcn_txn_abort(txn);
	hcn_store_close(s);
	free(image);
}
END_TEST

static void hold_lock(void *arg)
{
	must(hcn_store_lock(open_store(), NULL) == 0);
	say_ready();
	for (;;)
		(void)pause();
}

START_TEST(nothing_is_put_aside_while_somebody_writes)
{
	const struct hcn_store_config config = { .dir = state_dir, .deadline_ms = 100 };
	struct hcn_error err;
	char *name = NULL;
	pid_t child;

	fill_store(N_OBJECTS);
	child = start_child_until_ready(hold_lock, NULL);
	ck_assert_int_eq(hcn_store_discard(&config, &name, &err), HCN_TIMEOUT);
	ck_assert_ptr_null(name);
	kill_child(child);
}
END_TEST

START_TEST(where_there_is_nothing_an_empty_one_is_made)
{
	const struct hcn_store_config config = { .dir = state_dir };
	char *name = NULL;

	ck_assert_int_eq(hcn_store_discard(&config, &name, NULL), 0);
	ck_assert_ptr_null(name);
	hcn_store_close(open_store());
}
END_TEST

int main(void)
{
	const TTest *const whole[] = {
		a_whole_file_passes_whatever_is_in_it,
	};
	const TTest *const damaged[] = {
		a_file_that_is_cut_off_anywhere_is_no_signal,
		a_byte_that_is_changed_in_the_metas_is_no_signal,
		a_byte_that_is_changed_elsewhere_is_no_signal,
		pages_that_change_places_are_refused,
		what_is_cut_off_under_a_user_is_an_error_and_can_be_put_back,
	};
	const TTest *const discarded[] = {
		a_damaged_file_is_put_aside_and_an_empty_one_in_its_place,
		nothing_is_put_aside_while_somebody_writes,
		where_there_is_nothing_an_empty_one_is_made,
	};
	const struct test_case cases[] = {
		{ "whole", whole, HCN_N_ELEMENTS(whole) },
		{ "damaged", damaged, HCN_N_ELEMENTS(damaged) },
		{ "discarded", discarded, HCN_N_ELEMENTS(discarded) },
	};

	return run_cases("store: damage", cases, HCN_N_ELEMENTS(cases));
}
