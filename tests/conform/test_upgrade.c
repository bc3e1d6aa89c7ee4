/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* State that another version left: tables of an older layout become ours with all that is in them; a newer one is left alone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "row_parts.h"
#include "older.h"
#include "skeleton.h"
#include "world.h"

#define OLDER (HCN_NFT_LAYOUT - 1)
#define NEWER (HCN_NFT_LAYOUT + 1)

/* Something in most of the sets, chains of its own and shared ones. */
static const char *given_objects(void)
{
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Name':'n','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
		    "{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	const char *ns = make_namespace(), *other = make_namespace();
	const char *web = make_endpoint(net,
		doc("'HostComputeNamespace':'%s','Policies':[{'Type':'PortMapping','Settings':"
		    "{'Protocol':6,'InternalPort':80,'ExternalPort':8080}},"
		    "{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.0.0.0/8']}},"
		    "{'Type':'EncapOverhead','Settings':{'Overhead':50}},"
		    "{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','Protocols':'6',"
		    "'RemoteAddresses':'192.0.2.0/24','LocalPorts':'443'}}]",
			ns));
	const char *app = make_endpoint(
		net, doc("'HostComputeNamespace':'%s','Policies':[{'Type':'OutBoundNAT','Settings':"
			 "{'VirtualIP':'192.0.2.7'}}]",
			     other));

	make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s','%s'],'FrontendVIPs':['10.96.0.10','fd00:96::10'],"
		    "'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':8080,'Flags':8}]}",
			web, app));
	make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.11'],"
		    "'PortMappings':[{'Protocol':17,'ExternalPort':53,'InternalPort':53}]}",
			app));
	return web;
}

static int change_something(void)
{
	return try_make(HCN_KIND_NAMESPACE, "{}");
}

static size_t count_all(void)
{
	size_t n = 0;

	for (int kind = 0; kind < HCN_N_KINDS; kind++)
		n += count((enum hcn_kind)kind, NULL);
	return n;
}

typedef void id_fn(enum hcn_kind kind, const char *id);

static void each_id(enum hcn_kind kind, id_fn *fn)
{
	char *list = NULL;
	json_t *ids, *id;
	size_t i;

	ck_assert_int_eq(hcn_enumerate(world, kind, NULL, &list, &world_error), 0);
	ids = json_loads(list, 0, NULL);
	json_array_foreach(ids, i, id) fn(kind, json_string_value(id));
	json_decref(ids);
	hcn_free(list);
}

/* But the host's own namespace. */
static void delete_one(enum hcn_kind kind, const char *id)
{
	(void)try_delete(kind, id);
}

static int recover(const char *expected)
{
	char *text = NULL;
	int r = hcn_recover(world, &text, &world_error);

	if (!r)
		ck_assert_str_eq(text, expected);
	hcn_free(text);
	return r;
}

static const char *upgraded(void)
{
	static char text[80];

	snprintf(text, sizeof(text), "upgraded the nftables tables to layout %u", HCN_NFT_LAYOUT);
	return text;
}

static bool holds(const struct hcn_row *row)
{
	bool result = false;

	ck_assert_int_eq(world->ops->holds(world->backend, row, &result, &world_error), 0);
	return result;
}

static void expect_whole(enum hcn_kind kind, const char *id)
{
	char *text = NULL;

	ck_assert_int_eq(hcn_explain(world, kind, id, &text, &world_error), 0);
	ck_assert_msg(!strstr(text, "\"Holds\":false"), "%s", text);
	hcn_free(text);
}

/* nft lists sets and chains in the order in which they were made, which is another one now. */
static void expect_same_tables(char *before)
{
	struct hcn_rows tables = { 0 };
	char *after = kernel_state();

	ck_assert_uint_eq(strlen(before), strlen(after));
	ck_assert_str_eq(state_difference(before, after), "");
	hcn_rows_add_table(&tables, HCN_NFT_TABLE);
	hcn_rows_add_table(&tables, HCN_NFT_GUARD);
	for (size_t i = 0; i < tables.n; i++)
		ck_assert(holds(&tables.rows[i]));
	hcn_rows_clear(&tables);
	for (int kind = 0; kind < HCN_N_KINDS; kind++)
		each_id((enum hcn_kind)kind, expect_whole);
	free(before);
	free(after);
}

START_TEST(older_tables_become_ours_with_all_that_is_in_them)
{
	char *before;

	given_objects();
	before = kernel_state();
	older_kernel(world);
	ck_assert_int_eq(older_store(world, OLDER), 0);
	ck_assert_msg(!recover(upgraded()), "%s: %s", world_error.text, world_error.kernel);
	expect_same_tables(before);
	ck_assert_int_eq(recover("nothing was unfinished"), 0);
}
END_TEST

START_TEST(the_first_request_that_changes_something_does_it)
{
	const char *web = given_objects(), *id;
	char *before = kernel_state();

	older_kernel(world);
	ck_assert_int_eq(older_store(world, OLDER), 0);
	json_decref(look(HCN_KIND_ENDPOINT, web)); /* who reads does not */
	id = make_namespace();
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, id), 0);
	expect_same_tables(before);
}
END_TEST

START_TEST(tables_that_somebody_removed_are_made)
{
	char *before;
	const struct hcn_rows none = { 0 };
	struct hcn_rows table = { 0 };
	struct hcn_steps steps = { 0 };
	struct hcn_row *row;
	size_t done;

	given_objects();
	before = kernel_state();
	older_kernel(world);
	ck_assert_int_eq(older_store(world, OLDER), 0);
	row = hcn_rows_add(&table, HCN_ROW_NFT_TABLE);
	HCN_ROW_STR(&table, row, nft_table, table, HCN_NFT_TABLE);
	ck_assert_int_eq(hcn_steps_plan(&table, &none, &steps), 0);
	ck_assert_int_eq(world->ops->apply(world->backend, &steps, &done, NULL), 0);
	hcn_steps_clear(&steps);
	hcn_rows_clear(&table);
	ck_assert_int_eq(recover(upgraded()), 0);
	expect_same_tables(before);
}
END_TEST

/* A row that only the older version wanted for these objects, and a count that was another. */
START_TEST(shared_rows_are_counted_anew)
{
	char *before = kernel_state();
	struct hcn_txn *txn;
	struct hcn_blob blob;

	given_objects();
	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	ck_assert_int_eq(hcn_txn_put_value(txn, "shared/nft_set/hcn/gone", "\1\0\0\0", 4, NULL), 0);
	ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	hcn_store_unlock(world->store);
	older_kernel(world);
	ck_assert_int_eq(older_store(world, OLDER), 0);
	ck_assert_int_eq(recover(upgraded()), 0);
	ck_assert_int_eq(hcn_store_read(world->store, &txn, NULL), 0);
	ck_assert_int_eq(hcn_txn_get_value(txn, "shared/nft_set/hcn/gone", &blob), -ENOENT);
	hcn_txn_abort(txn);
	/* Each last one takes its row along. */
	for (int kind = HCN_N_KINDS - 1; kind >= 0; kind--)
		each_id((enum hcn_kind)kind, delete_one);
	expect_kernel_state(before);
}
END_TEST

START_TEST(newer_tables_are_left_alone)
{
	const char *web = given_objects();
	char *before = kernel_state();
	size_t n = count_all();
	char text[32];

	ck_assert_int_eq(older_store(world, NEWER), 0);
	ck_assert_int_eq(change_something(), HCN_FAILED);
	snprintf(text, sizeof(text), "have layout %u", NEWER);
	ck_assert_ptr_nonnull(strstr(world_error.text, text));
	snprintf(text, sizeof(text), "layout %u or older", HCN_NFT_LAYOUT);
	ck_assert_str_eq(world_error.expected, text);
	ck_assert_ptr_nonnull(strstr(world_error.hint, "upgrade this library"));
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, web), HCN_FAILED);
	ck_assert_int_eq(recover(""), HCN_FAILED);
	json_decref(look(HCN_KIND_ENDPOINT, web));
	ck_assert_uint_eq(count_all(), n);
	expect_kernel_state(before);
	ck_assert_int_eq(older_store(world, HCN_NFT_LAYOUT), 0);
	ck_assert_int_eq(change_something(), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		older_tables_become_ours_with_all_that_is_in_them,
		the_first_request_that_changes_something_does_it,
		tables_that_somebody_removed_are_made,
		shared_rows_are_counted_anew,
		newer_tables_are_left_alone,
	};

	return RUN_WORLD_TESTS("upgrade", tests);
}
