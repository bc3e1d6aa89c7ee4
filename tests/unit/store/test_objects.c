/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects, their indexes and the order of creation. */
#include <stdio.h>

#include "cleanup.h"
#include "harness.h"

static size_t count(struct hcn_txn *txn, const char *key)
{
	struct hcn_index_key k = key_of(key);

	return hcn_txn_count(txn, &k);
}

START_TEST(an_object_is_found_by_kind_and_id)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "red one", "");
	put(txn, BLUE, 1, "blue one", "");
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "red one");
	ck_assert_str_eq(data_of(txn, BLUE, 1), "blue one");
	ck_assert_str_eq(data_of(txn, RED, 2), "-");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(an_object_may_be_empty_or_large)
{
	const struct hcn_guid id = id_of(1);
	const size_t size = 3 << 20;
	_cleanup_free_ char *large = calloc(1, size);
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_blob found;

	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, NULL, 0, NULL, 0, NULL), 0);
	ck_assert_int_eq(hcn_txn_get(txn, RED, &id, &found), 0);
	ck_assert_uint_eq(found.size, 0);
	memset(large, 'x', size);
	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, large, size, NULL, 0, NULL), 0);
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_int_eq(hcn_txn_get(txn, RED, &id, &found), 0);
	ck_assert_uint_eq(found.size, size);
	ck_assert_mem_eq(found.data, large, size);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(an_object_may_be_put_back_from_its_own_data)
{
	const struct hcn_guid id = id_of(1);
	const struct hcn_index_key key = key_of("1new");
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_blob found;

	put(txn, RED, 1, "the data", "1old");
	ck_assert_int_eq(hcn_txn_get(txn, RED, &id, &found), 0);
	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, found.data, found.size, &key, 1, NULL), 0);
	ck_assert_str_eq(data_of(txn, RED, 1), "the data");
	ck_assert_str_eq(found_by(txn, "1old"), "");
	ck_assert_str_eq(found_by(txn, "1new"), "1");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(objects_are_visited_in_the_order_they_were_created)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 7, "", "1k");
	put(txn, BLUE, 5, "", "1k");
	put(txn, RED, 3, "", "1k");
	commit(s, txn);
	txn = begin_write(s);
	put(txn, RED, 9, "", "1k");
	put(txn, RED, 1, "", "1k");
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_str_eq(all_of(txn, RED), "7 3 9 1");
	ck_assert_str_eq(all_of(txn, BLUE), "5");
	ck_assert_str_eq(found_by(txn, "1k"), "7 5 3 9 1");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_put_over_an_object_keeps_its_place_but_a_new_one_comes_last)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	for (unsigned n = 1; n <= 4; n++)
		put(txn, RED, n, "", "1k");
	commit(s, txn);
	txn = begin_write(s);
	put(txn, RED, 2, "changed", "1k 1l");
	delete (txn, RED, 1);
	put(txn, RED, 1, "again", "1k");
	put(txn, RED, 3, "moved key", "1l");
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_str_eq(all_of(txn, RED), "2 3 4 1");
	ck_assert_str_eq(found_by(txn, "1k"), "2 4 1");
	ck_assert_str_eq(found_by(txn, "1l"), "2 3");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_put_replaces_the_old_keys)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "1a 2b 3c");
	put(txn, RED, 1, "", "3c 1d");
	ck_assert_str_eq(found_by(txn, "1a"), "");
	ck_assert_str_eq(found_by(txn, "2b"), "");
	ck_assert_str_eq(found_by(txn, "3c"), "1");
	ck_assert_str_eq(found_by(txn, "1d"), "1");
	put(txn, RED, 1, "", "");
	ck_assert_str_eq(found_by(txn, "3c"), "");
	ck_assert_str_eq(all_of(txn, RED), "1");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_deleted_object_leaves_no_key)
{
	const struct hcn_guid id = id_of(1);
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "1a 2b");
	put(txn, RED, 2, "", "1a");
	delete (txn, RED, 1);
	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	ck_assert_str_eq(found_by(txn, "1a"), "2");
	ck_assert_str_eq(found_by(txn, "2b"), "");
	ck_assert_str_eq(all_of(txn, RED), "2");
	ck_assert_int_eq(hcn_txn_delete(txn, RED, &id, NULL), 0);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(the_same_key_twice_counts_once)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "1a 1b 1a 1a");
	ck_assert_str_eq(found_by(txn, "1a"), "1");
	ck_assert_uint_eq(count(txn, "1a"), 1);
	put(txn, RED, 1, "", "1a 1b");
	ck_assert_str_eq(found_by(txn, "1a"), "1");
	put(txn, RED, 1, "", "1b");
	ck_assert_str_eq(found_by(txn, "1a"), "");
	ck_assert_str_eq(found_by(txn, "1b"), "1");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(only_the_exact_key_matches)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "1net");
	put(txn, RED, 2, "", "1network");
	put(txn, RED, 3, "", "2net");
	put(txn, RED, 4, "", "1");
	ck_assert_str_eq(found_by(txn, "1net"), "1");
	ck_assert_str_eq(found_by(txn, "1network"), "2");
	ck_assert_str_eq(found_by(txn, "2net"), "3");
	ck_assert_str_eq(found_by(txn, "1"), "4");
	ck_assert_str_eq(found_by(txn, "1ne"), "");
	ck_assert_str_eq(found_by(txn, "3net"), "");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_key_of_the_greatest_size_works)
{
	const struct hcn_guid id = id_of(1);
	struct hcn_index_key key = { .index = 255, .size = sizeof(key.bytes) };
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	memset(key.bytes, 0xff, sizeof(key.bytes));
	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, "x", 1, &key, 1, NULL), 0);
	ck_assert_uint_eq(hcn_txn_count(txn, &key), 1);
	delete (txn, RED, 1);
	ck_assert_uint_eq(hcn_txn_count(txn, &key), 0);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(objects_of_a_key_are_counted)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	ck_assert_uint_eq(count(txn, "1k"), 0);
	for (unsigned n = 1; n <= 1000; n++) {
		put(txn, RED, n, "", "1k");
		ck_assert_uint_eq(count(txn, "1k"), n);
	}
	for (unsigned n = 1; n <= 1000; n++) {
		delete (txn, RED, n);
		ck_assert_uint_eq(count(txn, "1k"), 1000 - n);
	}
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

/* Deletes the visited object, and sees to it that the rest is still visited. */
struct sweep {
	struct hcn_txn *txn;
	unsigned seen;
};

static int delete_visited_object(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	struct sweep *sweep = arg;

	ck_assert_uint_eq(number_of(id), ++sweep->seen);
	delete (sweep->txn, RED, number_of(id));
	return 0;
}

static int delete_visited_key(void *arg, uint8_t kind, const struct hcn_guid *id)
{
	return delete_visited_object(arg, id, (struct hcn_blob){ 0 });
}

START_TEST(a_visitor_may_delete_what_it_visits)
{
	const struct hcn_index_key key = key_of("1k");
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct sweep by_kind = { .txn = txn };
	struct sweep by_key = { .txn = txn };

	for (unsigned n = 1; n <= 500; n++)
		put(txn, RED, n, "some data", "1k 2k");
	ck_assert_int_eq(hcn_txn_each(txn, RED, delete_visited_object, &by_kind), 0);
	ck_assert_uint_eq(by_kind.seen, 500);
	ck_assert_str_eq(all_of(txn, RED), "");
	for (unsigned n = 1; n <= 500; n++)
		put(txn, RED, n, "some data", "1k 2k");
	ck_assert_int_eq(hcn_txn_lookup(txn, &key, delete_visited_key, &by_key), 0);
	ck_assert_uint_eq(by_key.seen, 500);
	ck_assert_str_eq(found_by(txn, "2k"), "");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

static int delete_next(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	struct sweep *sweep = arg;

	sweep->seen++;
	delete (sweep->txn, RED, number_of(id) + 1);
	return 0;
}

START_TEST(what_a_visitor_deletes_ahead_is_not_visited)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct sweep sweep = { .txn = txn };

	for (unsigned n = 1; n <= 10; n++)
		put(txn, RED, n, "", "");
	ck_assert_int_eq(hcn_txn_each(txn, RED, delete_next, &sweep), 0);
	ck_assert_uint_eq(sweep.seen, 5);
	ck_assert_str_eq(all_of(txn, RED), "1 3 5 7 9");
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

static int stop_at_three(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	++*(unsigned *)arg;
	return number_of(id) == 3 ? -ENOENT : 0;
}

START_TEST(what_stops_a_visit_is_returned_whatever_it_is)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	unsigned visited = 0;

	for (unsigned n = 1; n <= 5; n++)
		put(txn, RED, n, "", "");
	ck_assert_int_eq(hcn_txn_each(txn, RED, stop_at_three, &visited), -ENOENT);
	ck_assert_uint_eq(visited, 3);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

static int look_up_while_visiting(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	struct hcn_txn *txn = arg;
	char key[16];
	char expected[16];

	(void)snprintf(key, sizeof(key), "2%u", number_of(id));
	(void)snprintf(expected, sizeof(expected), "%u", number_of(id));
	ck_assert_str_eq(found_by(txn, key), expected);
	ck_assert_mem_eq(data.data, "steady", 6);
	return 0;
}

START_TEST(a_visitor_may_read)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "steady", "21");
	put(txn, RED, 2, "steady", "22");
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_int_eq(hcn_txn_each(txn, RED, look_up_while_visiting, txn), 0);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

/* What the store should hold, kept the simple way. */
#define N_MODEL 48
struct model {
	unsigned order[N_MODEL]; /* ids in order of creation */
	size_t n;
	unsigned keys[N_MODEL]; /* by id: a bit per key "1A".."1P" */
};

static void model_put(struct model *m, unsigned id, unsigned keys)
{
	size_t i = 0;

	while (i < m->n && m->order[i] != id)
		i++;
	m->order[i] = id;
	m->n += i == m->n;
	m->keys[id] = keys;
}

static void model_delete(struct model *m, unsigned id)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (m->order[i] != id)
			m->order[kept++] = m->order[i];
	}
	m->n = kept;
}

static void check_against_model(struct hcn_txn *txn, const struct model *m)
{
	for (unsigned bit = 0; bit < 16; bit++) {
		const char key[] = { '1', (char)('A' + bit), '\0' };
		char expected[N_MODEL * 4] = "";
		size_t n = 0;

		for (size_t i = 0; i < m->n; i++) {
			size_t len = strlen(expected);

			if (m->keys[m->order[i]] & 1u << bit)
				(void)snprintf(expected + len, sizeof(expected) - len, "%s%u",
					n++ ? " " : "", m->order[i]);
		}
		ck_assert_str_eq(found_by(txn, key), expected);
		ck_assert_uint_eq(count(txn, key), n);
	}
}

static void put_bits(struct hcn_txn *txn, unsigned id, unsigned bits, unsigned data_size)
{
	char data[200];
	char keys[64] = "";

	for (unsigned bit = 0; bit < 16; bit++) {
		if (bits & 1u << bit)
			(void)snprintf(keys + strlen(keys), 8, "1%c ", 'A' + (int)bit);
	}
	memset(data, 'd', sizeof(data));
	data[data_size] = '\0';
	put(txn, RED, id, data, keys);
}

START_TEST(any_mix_of_puts_and_deletes_leaves_what_a_list_would)
{
	struct model model = { .n = 0 };
	struct model committed = { .n = 0 };
	struct hcn_store *s = open_store();
	unsigned seed = 12345;

	for (unsigned round = 0; round < 300; round++) {
		struct hcn_txn *txn = begin_write(s);

		for (unsigned step = 0; step < 20; step++) {
			unsigned id = (unsigned)rand_r(&seed) % N_MODEL;
			unsigned bits = (unsigned)(rand_r(&seed) & rand_r(&seed)) & 0xffffu;

			if (rand_r(&seed) % 3) {
				put_bits(txn, id, bits, (unsigned)rand_r(&seed) % 200);
				model_put(&model, id, bits);
			} else {
				delete (txn, RED, id);
				model_delete(&model, id);
			}
		}
		check_against_model(txn, &model);
		if (round % 4) {
			commit(s, txn);
			committed = model;
		} else {
			roll_back(s, txn);
			model = committed;
		}
		txn = begin_read(s);
		check_against_model(txn, &model);
		hcn_txn_abort(txn);
	}
	hcn_store_close(s);
}
END_TEST

START_TEST(ten_thousand_objects_are_found_in_order)
{
	const unsigned n_objects = 10000;
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	_cleanup_free_ char *expected = malloc(n_objects * 6);
	char *end = expected;
	char keys[32];

	for (unsigned n = 1; n <= n_objects; n++) {
		(void)snprintf(keys, sizeof(keys), "1all 2%u 3%u", n, n % 10);
		put(txn, RED, n, "some data of an object", keys);
		end += sprintf(end, "%s%u", n > 1 ? " " : "", n);
	}
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_uint_eq(count(txn, "1all"), n_objects);
	ck_assert_uint_eq(count(txn, "37"), n_objects / 10);
	ck_assert_str_eq(found_by(txn, "25000"), "5000");
	ck_assert_str_eq(found_by(txn, "1all"), expected);
	ck_assert_str_eq(all_of(txn, RED), expected);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const objects[] = {
		an_object_is_found_by_kind_and_id,
		an_object_may_be_empty_or_large,
		an_object_may_be_put_back_from_its_own_data,
		ten_thousand_objects_are_found_in_order,
		any_mix_of_puts_and_deletes_leaves_what_a_list_would,
	};
	const TTest *const order[] = {
		objects_are_visited_in_the_order_they_were_created,
		a_put_over_an_object_keeps_its_place_but_a_new_one_comes_last,
		a_visitor_may_delete_what_it_visits,
		what_a_visitor_deletes_ahead_is_not_visited,
		what_stops_a_visit_is_returned_whatever_it_is,
		a_visitor_may_read,
	};
	const TTest *const index[] = {
		a_put_replaces_the_old_keys,
		a_deleted_object_leaves_no_key,
		the_same_key_twice_counts_once,
		only_the_exact_key_matches,
		a_key_of_the_greatest_size_works,
		objects_of_a_key_are_counted,
	};
	const struct test_case cases[] = {
		{ "objects", objects, HCN_N_ELEMENTS(objects) },
		{ "order", order, HCN_N_ELEMENTS(order) },
		{ "index", index, HCN_N_ELEMENTS(index) },
	};

	return run_cases("store: objects", cases, HCN_N_ELEMENTS(cases));
}
