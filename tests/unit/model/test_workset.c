/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The working set: what a request sees while it changes things, and what it saw before. */

#include "lab.h"

static const char *name_of(const char *id)
{
	return network(id)->name;
}

static void edit_name(const char *id, const char *name)
{
	const struct hcn_guid guid = id_of(id);
	void *copy;

	ck_assert_int_eq(hcn_workset_edit(&ws, HCN_KIND_NETWORK, &guid, &copy, &refusal), 0);
	ck_assert_int_eq(HCN_SET_TEXT((struct hcn_network *)copy, hcn_network, name, name), 0);
}

static int try_find(const char *id)
{
	const struct hcn_guid guid = id_of(id);
	const void *ret;

	return hcn_workset_find(&ws, HCN_KIND_NETWORK, &guid, &ret, &refusal);
}

static void given_networks(void)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Name':'one'}");
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'two'}");
	given(HCN_KIND_NETWORK, "{'ID':'" N3 "','Name':'three'}");
}

START_TEST(an_object_is_decoded_once)
{
	given_networks();
	ck_assert_str_eq(name_of(N1), "one");
	ck_assert_ptr_eq(network(N1), network(N1));
	lab_close();
}
END_TEST

START_TEST(what_is_nowhere_is_not_found)
{
	const struct hcn_guid id = id_of(N9);
	void *copy;

	given_networks();
	ck_assert_int_eq(try_find(N9), -ENOENT);
	ck_assert_int_eq(hcn_workset_edit(&ws, HCN_KIND_NETWORK, &id, &copy, &refusal), -ENOENT);
	ck_assert_int_eq(hcn_workset_remove(&ws, HCN_KIND_NETWORK, &id, &refusal), -ENOENT);
	ck_assert_int_eq(hcn_workset_touch(&ws, HCN_KIND_NETWORK, &id, &refusal), -ENOENT);
	lab_close();
}
END_TEST

START_TEST(there_are_no_more_kinds_than_these)
{
	const struct hcn_guid id = id_of(N1);
	const void *ret;

	given_networks();
	ck_assert_int_eq(
		hcn_workset_find(&ws, HCN_KIND_LOADBALANCER, &id, &ret, &refusal), -ENOENT);
	for (int kind = 0; kind < HCN_N_KINDS; kind++) {
		const struct hcn_kind_type *type = hcn_kind_type((enum hcn_kind)kind);

		ck_assert(type->name && type->word && type->plural && type->schema);
		ck_assert(type->not_found && type->exists);
		ck_assert(type->create && type->modify && type->remove);
	}
	ck_assert_ptr_null(hcn_kind_schema(HCN_N_KINDS));
	ck_assert_ptr_null(hcn_kind_type(HCN_N_KINDS));
	lab_close();
}
END_TEST

START_TEST(a_source_of_nothing_will_do)
{
	static const struct hcn_source none;
	const struct hcn_index_key key = hcn_key_name(HCN_KIND_NETWORK, "one");
	size_t size = 4;
	char value[4];

	hcn_workset_init(&ws, &none);
	ck_assert_int_eq(try_find(N1), -ENOENT);
	ck_assert_str_eq(found(&key), "");
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "");
	ck_assert_int_eq(hcn_workset_value(&ws, "x", value, &size), -ENOENT);
	hcn_workset_clear(&ws);
}
END_TEST

START_TEST(an_edit_is_seen_now_and_not_in_the_past)
{
	given_networks();
	edit_name(N2, "zwei");
	ck_assert_str_eq(name_of(N2), "zwei");
	ws.past = true;
	ck_assert_str_eq(name_of(N2), "two");
	ws.past = false;
	edit_name(N2, "deux");
	ck_assert_str_eq(name_of(N2), "deux");
	lab_close();
}
END_TEST

START_TEST(an_object_that_was_added_has_no_past)
{
	given_networks();
	ck_assert_int_eq(create(HCN_KIND_NETWORK, "{'ID':'" N4 "'}"), 0);
	ck_assert_int_eq(try_find(N4), 0);
	ws.past = true;
	ck_assert_int_eq(try_find(N4), -ENOENT);
	lab_close();
}
END_TEST

START_TEST(an_object_that_was_removed_is_in_the_past_only)
{
	const struct hcn_guid id = id_of(N1);
	void *copy;

	given_networks();
	ck_assert_int_eq(hcn_workset_remove(&ws, HCN_KIND_NETWORK, &id, &refusal), 0);
	ck_assert_int_eq(try_find(N1), -ENOENT);
	ck_assert_int_eq(hcn_workset_edit(&ws, HCN_KIND_NETWORK, &id, &copy, &refusal), -ENOENT);
	ws.past = true;
	ck_assert_int_eq(try_find(N1), 0);
	lab_close();
}
END_TEST

START_TEST(what_was_edited_or_added_can_be_removed)
{
	const struct hcn_guid edited = id_of(N1), added = id_of(N4);

	given_networks();
	edit_name(N1, "uno");
	ck_assert_int_eq(create(HCN_KIND_NETWORK, "{'ID':'" N4 "'}"), 0);
	ck_assert_int_eq(hcn_workset_remove(&ws, HCN_KIND_NETWORK, &edited, &refusal), 0);
	ck_assert_int_eq(hcn_workset_remove(&ws, HCN_KIND_NETWORK, &added, &refusal), 0);
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "N02 N03");
	commit();
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "N02 N03");
	lab_close();
}
END_TEST

START_TEST(reading_does_not_touch_and_touching_does_not_change)
{
	const struct hcn_guid id = id_of(N1);

	given_networks();
	network(N1);
	ck_assert(!ws.items[0]->touched);
	ck_assert_int_eq(hcn_workset_touch(&ws, HCN_KIND_NETWORK, &id, &refusal), 0);
	ck_assert(ws.items[0]->touched);
	ck_assert_ptr_eq(ws.items[0]->before, ws.items[0]->after);
	lab_close();
}
END_TEST

START_TEST(lookups_give_stored_objects_in_order_then_changed_ones)
{
	const struct hcn_index_key key = hcn_key_state(HCN_KIND_NETWORK, HCN_STATE_CREATED);

	given_networks();
	ck_assert_str_eq(found(&key), "N01 N02 N03");
	edit_name(N1, "uno");
	ck_assert_int_eq(create(HCN_KIND_NETWORK, "{'ID':'" N4 "'}"), 0);
	ck_assert_str_eq(found(&key), "N02 N03 N01 N04");
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "N02 N03 N01 N04");
	ws.past = true;
	ck_assert_str_eq(found(&key), "N01 N02 N03");
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "N01 N02 N03");
	lab_close();
}
END_TEST

START_TEST(a_key_that_an_edit_took_away_finds_nothing)
{
	const struct hcn_index_key old = hcn_key_name(HCN_KIND_NETWORK, "one");
	const struct hcn_index_key new = hcn_key_name(HCN_KIND_NETWORK, "uno");

	given_networks();
	edit_name(N1, "uno");
	ck_assert_str_eq(found(&old), "");
	ck_assert_str_eq(found(&new), "N01");
	ws.past = true;
	ck_assert_str_eq(found(&old), "N01");
	ck_assert_str_eq(found(&new), "");
	lab_close();
}
END_TEST

static int stop_at_second(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	return ++*(int *)arg == 2 ? 7 : 0;
}

START_TEST(a_visitor_can_stop_a_lookup)
{
	const struct hcn_index_key key = hcn_key_state(HCN_KIND_NETWORK, HCN_STATE_CREATED);
	int n_visited;

	given_networks();
	n_visited = 0;
	ck_assert_int_eq(hcn_workset_lookup(&ws, &key, stop_at_second, &n_visited), 7);
	ck_assert_int_eq(n_visited, 2);
	n_visited = 0;
	ck_assert_int_eq(hcn_workset_each(&ws, HCN_KIND_NETWORK, stop_at_second, &n_visited), 7);
	for (int i = 1; i <= 3; i++)
		edit_name(i == 1 ? N1 : i == 2 ? N2 : N3, "x");
	n_visited = 0;
	ck_assert_int_eq(hcn_workset_lookup(&ws, &key, stop_at_second, &n_visited), 7);
	n_visited = 0;
	ck_assert_int_eq(hcn_workset_each(&ws, HCN_KIND_NETWORK, stop_at_second, &n_visited), 7);
	ck_assert_int_eq(n_visited, 2);
	lab_close();
}
END_TEST

START_TEST(the_first_of_several_and_all_of_them)
{
	const struct hcn_index_key key = hcn_key_state(HCN_KIND_NETWORK, HCN_STATE_CREATED);
	const struct hcn_index_key no_key = hcn_key_name(HCN_KIND_NETWORK, "none");
	struct hcn_guid first, *ids = NULL;
	size_t n = 0;
	int r = 0;

	given_networks();
	ck_assert(hcn_workset_first(&ws, &key, &first, &r));
	ck_assert_str_eq(hcn_guid_upper(&first).text, N1);
	ck_assert(!hcn_workset_first(&ws, &no_key, &first, &r));
	ck_assert_int_eq(r, 0);
	ck_assert_int_eq(hcn_workset_ids(&ws, &key, &ids, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(hcn_guid_upper(&ids[2]).text, N3);
	free(ids);
	lab_close();
}
END_TEST

START_TEST(a_store_that_cannot_be_read_is_an_error_not_an_absence)
{
	const struct hcn_index_key key = hcn_key_state(HCN_KIND_NETWORK, HCN_STATE_CREATED);
	struct hcn_guid first, *ids = NULL;
	size_t n = 0;
	int r = 0;

	given_networks();
	store_fails_at(1);
	ck_assert_int_eq(try_find(N1), -EIO);
	ck_assert(!hcn_workset_first(&ws, &key, &first, &r));
	ck_assert_int_eq(r, -EIO);
	ck_assert_int_eq(hcn_workset_ids(&ws, &key, &ids, &n), -EIO);
	ck_assert_ptr_null(ids);
	lab_close();
}
END_TEST

static int get_damaged(
	void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret, size_t *ret_len)
{
	*ret = "{\"Name\":";
	*ret_len = strlen(*ret);
	return 0;
}

START_TEST(a_stored_text_that_is_damaged_is_an_error)
{
	static const struct hcn_source damaged = { .get = get_damaged };

	hcn_workset_init(&ws, &damaged);
	ck_assert_int_eq(try_find(N1), -EIO);
	ck_assert_uint_eq(ws.n_items, 0);
	hcn_workset_clear(&ws);
}
END_TEST

START_TEST(a_thousand_objects_are_told_apart)
{
	static const struct hcn_source none;

	hcn_workset_init(&ws, &none);
	for (uint16_t i = 0; i < 1000; i++) {
		struct hcn_network *net = calloc(1, sizeof(*net));

		net->id = (struct hcn_guid){
			.data1 = i % 7, .data2 = i, .data4 = { (uint8_t)(i % 3) }
		};
		net->mtu = i;
		ck_assert_int_eq(hcn_workset_add(&ws, HCN_KIND_NETWORK, net, &refusal), 0);
	}
	for (uint16_t i = 0; i < 1000; i++) {
		const struct hcn_guid id = {
			.data1 = i % 7, .data2 = i, .data4 = { (uint8_t)(i % 3) }
		};
		const void *net;

		ck_assert_int_eq(hcn_workset_find(&ws, HCN_KIND_NETWORK, &id, &net, &refusal), 0);
		ck_assert_uint_eq(((const struct hcn_network *)net)->mtu, i);
		ck_assert_int_eq(
			hcn_workset_find(&ws, HCN_KIND_ENDPOINT, &id, &net, &refusal), -ENOENT);
	}
	hcn_workset_clear(&ws);
}
END_TEST

static const char *value_of(const char *name)
{
	static char text[8];
	size_t size = sizeof(text) - 1;

	if (hcn_workset_value(&ws, name, text, &size))
		return "none";
	text[size] = 0;
	return text;
}

START_TEST(a_value_is_the_changed_one_then_the_stored_one)
{
	lab_open();
	given_value("a", "old", 3);
	ck_assert_str_eq(value_of("a"), "old");
	ck_assert_str_eq(value_of("b"), "none");
	ck_assert_int_eq(hcn_workset_set_value(&ws, "a", "new", 3), 0);
	ck_assert_int_eq(hcn_workset_set_value(&ws, "b", "bee", 3), 0);
	ck_assert_int_eq(hcn_workset_set_value(&ws, "a", "newer", 5), 0);
	ck_assert_str_eq(value_of("a"), "newer");
	ck_assert_str_eq(value_of("b"), "bee");
	ck_assert_uint_eq(ws.n_values, 2);
	ck_assert_int_eq(hcn_workset_set_value(&ws, "a", NULL, 0), 0);
	ck_assert_str_eq(value_of("a"), "none");
	commit();
	ck_assert_str_eq(value_of("a"), "none");
	ck_assert_str_eq(value_of("b"), "bee");
	lab_close();
}
END_TEST

START_TEST(a_value_without_room_for_it_is_none)
{
	lab_open();
	given_value("stored", "12345678", 8);
	ck_assert_str_eq(value_of("stored"), "none");
	ck_assert_int_eq(hcn_workset_set_value(&ws, "set", "12345678", 8), 0);
	ck_assert_str_eq(value_of("set"), "none");
	lab_close();
}
END_TEST

START_TEST(events_are_kept_in_order)
{
	lab_open();
	for (int type = 1; type <= 3; type++)
		ck_assert_int_eq(hcn_workset_post(&ws, &(struct hcn_event){ .type = type }), 0);
	ck_assert_uint_eq(ws.n_events, 3);
	for (int type = 1; type <= 3; type++)
		ck_assert_int_eq(ws.events[type - 1].type, type);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_object_is_decoded_once },
		{ what_is_nowhere_is_not_found },
		{ there_are_no_more_kinds_than_these },
		{ a_source_of_nothing_will_do },
		{ an_edit_is_seen_now_and_not_in_the_past },
		{ an_object_that_was_added_has_no_past },
		{ an_object_that_was_removed_is_in_the_past_only },
		{ what_was_edited_or_added_can_be_removed },
		{ reading_does_not_touch_and_touching_does_not_change },
		{ lookups_give_stored_objects_in_order_then_changed_ones },
		{ a_key_that_an_edit_took_away_finds_nothing },
		{ a_visitor_can_stop_a_lookup },
		{ the_first_of_several_and_all_of_them },
		{ a_store_that_cannot_be_read_is_an_error_not_an_absence },
		{ a_stored_text_that_is_damaged_is_an_error },
		{ a_thousand_objects_are_told_apart },
		{ a_value_is_the_changed_one_then_the_stored_one },
		{ a_value_without_room_for_it_is_none },
		{ events_are_kept_in_order },
		{ NULL },
	};

	return run_tests("working set", facts);
}
