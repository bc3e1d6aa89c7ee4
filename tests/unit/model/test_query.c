/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which objects a filter means. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "query.h"

#define LONG "long name of more than the fifty bytes that a key has room for, number "

static void given_objects(void)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Name':'blue','Flags':8}");
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'red','Flags':40}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','Name':'web','HostComputeNetwork':'" N1 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E2 "','Name':'web','HostComputeNetwork':'" N2 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E3 "','Name':'" LONG "1','HostComputeNetwork':'" N1 "',"
				 "'HostComputeNamespace':'" S1 "'}");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E4 "','Name':'" LONG "2','HostComputeNetwork':'" N2 "','Flags':2}");
}

/* The ids that match, as short as short_id() has them. */
static const char *matching(enum hcn_kind kind, const char *query)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf ids = { 0 };
	_cleanup_free_ char *copy = query ? strdup(query) : NULL;
	static char text[128];
	char *end = text;

	for (char *c = copy; c && *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(
		!hcn_query_enumerate(&ws, kind, copy, copy ? strlen(copy) : 0, &ids, &refusal),
		"%s: %s", query, refusal.text);
	ck_assert(!ids.oom);
	*end = 0;
	ck_assert_int_eq(ids.data[0], '[');
	for (const char *at = ids.data + 1; *at == '"'; at += *at == ',') {
		struct hcn_guid id;

		ck_assert(hcn_guid_parse(at + 1, 36, &id));
		end += sprintf(end, "%s%s", end == text ? "" : " ", short_id(kind, &id));
		at += 38;
	}
	ck_assert_int_eq(ids.data[ids.len - 1], ']');
	return text;
}

/* A Filter is JSON within a JSON text. */
static const char *filtered(enum hcn_kind kind, const char *filter)
{
	char query[512], *end;

	end = stpcpy(query, "{'Filter':'");
	for (; *filter; filter++)
		end += sprintf(end, *filter == '\'' ? "\\'" : "%c", *filter);
	strcpy(end, "'}");
	return matching(kind, query);
}

static const struct {
	enum hcn_kind kind;
	const char *filter, *ids;
} filters[] = {
	{ HCN_KIND_NETWORK, "{}", "N01 N02" },
	{ HCN_KIND_NETWORK, "", "N01 N02" },
	{ HCN_KIND_ENDPOINT, "{}", "E01 E02 E03 E04" },
	{ HCN_KIND_ENDPOINT, "{'Unknown':'x'}", "E01 E02 E03 E04" },
	/* ID */
	{ HCN_KIND_ENDPOINT, "{'ID':'" E2 "'}", "E02" },
	{ HCN_KIND_ENDPOINT, "{'ID':'{cccccccc-0000-0000-0000-000000000002}'}", "E02" },
	{ HCN_KIND_ENDPOINT, "{'ID':'" E9 "'}", "" },
	{ HCN_KIND_ENDPOINT, "{'ID':'" N1 "'}", "" },
	{ HCN_KIND_ENDPOINT, "{'ID':''}", "" },
	{ HCN_KIND_ENDPOINT, "{'ID':'x'}", "" },
	{ HCN_KIND_ENDPOINT, "{'ID':'00000000-0000-0000-0000-000000000000'}", "" },
	{ HCN_KIND_ENDPOINT, "{'ID':'" E2 "','Name':'web'}", "E02" },
	{ HCN_KIND_ENDPOINT, "{'ID':'" E2 "','Name':'db'}", "" },
	/* Name */
	{ HCN_KIND_NETWORK, "{'Name':'red'}", "N02" },
	{ HCN_KIND_NETWORK, "{'Name':'RED'}", "" },
	{ HCN_KIND_NETWORK, "{'Name':'web'}", "" },
	{ HCN_KIND_ENDPOINT, "{'Name':'web'}", "E01 E02" },
	{ HCN_KIND_ENDPOINT, "{'Name':'" LONG "1'}", "E03" },
	{ HCN_KIND_ENDPOINT, "{'Name':'" LONG "3'}", "" },
	{ HCN_KIND_NAMESPACE, "{'Name':'web'}", "" },
	/* the network, by id and by name */
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N1 "'}", "E01 E03" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N9 "'}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':''}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'00000000-0000-0000-0000-000000000000'}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetworkName':'red'}", "E02 E04" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetworkName':'green'}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N2 "','VirtualNetworkName':'red'}", "E02 E04" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N1 "','VirtualNetworkName':'red'}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N1 "','Name':'web'}", "E01" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N2 "','ID':'" E1 "'}", "" },
	{ HCN_KIND_ENDPOINT, "{'VirtualNetwork':'" N2 "','Flags':2}", "E04" },
	{ HCN_KIND_NETWORK, "{'VirtualNetwork':'" N1 "'}", "" },
	{ HCN_KIND_NAMESPACE, "{'VirtualNetworkName':'red'}", "" },
	/* State */
	{ HCN_KIND_ENDPOINT, "{'State':1}", "E01 E02 E04" },
	{ HCN_KIND_ENDPOINT, "{'State':3}", "E03" },
	{ HCN_KIND_ENDPOINT, "{'State':2}", "" },
	{ HCN_KIND_ENDPOINT, "{'State':1,'Name':'web','VirtualNetwork':'" N2 "'}", "E02" },
	{ HCN_KIND_ENDPOINT, "{'State':3,'ID':'" E1 "'}", "" },
	{ HCN_KIND_ENDPOINT, "{'State':1,'Flags':2}", "E04" },
	/* Flags: all of these bits */
	{ HCN_KIND_NETWORK, "{'Flags':8}", "N01 N02" },
	{ HCN_KIND_NETWORK, "{'Flags':40}", "N02" },
	{ HCN_KIND_NETWORK, "{'Flags':1}", "" },
	{ HCN_KIND_NETWORK, "{'Flags':0}", "N01 N02" },
	{ HCN_KIND_NAMESPACE, "{'Flags':0}", "S01" },
	{ HCN_KIND_NAMESPACE, "{'Flags':1}", "" },
};

START_TEST(a_filter_finds_what_has_all_of_it)
{
	given_objects();
	ck_assert_str_eq(filtered(filters[_i].kind, filters[_i].filter), filters[_i].ids);
	lab_close();
}
END_TEST

START_TEST(no_query_means_all)
{
	given_objects();
	ck_assert_str_eq(matching(HCN_KIND_NETWORK, NULL), "N01 N02");
	ck_assert_str_eq(matching(HCN_KIND_NETWORK, ""), "N01 N02");
	ck_assert_str_eq(matching(HCN_KIND_NETWORK, "{}"), "N01 N02");
	lab_close();
}
END_TEST

/* Made by no checksum's weakness but by hand: the index is told that E04 has E03's key. */
static int lookup_says_all(void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg)
{
	const struct hcn_source *real = arg;

	return real->each(real->arg, HCN_KIND_ENDPOINT, fn, fn_arg);
}

START_TEST(an_index_hit_counts_only_when_the_name_is_the_same)
{
	struct hcn_source real;

	given_objects();
	real = ws.source;
	ws.source.lookup = lookup_says_all;
	ws.source.arg = &real;
	ck_assert_str_eq(filtered(HCN_KIND_ENDPOINT, "{'Name':'" LONG "1'}"), "E03");
	lab_close();
}
END_TEST

static const struct {
	const char *query;
	int status;
	const char *pointer;
} broken[] = {
	{ "{", HCN_INVALID_JSON, "" },
	{ "[]", HCN_INVALID_JSON, "" },
	{ "{\"Filter\":7}", HCN_INVALID_JSON, "/Filter" },
	{ "{\"Filter\":\"{\"}", HCN_INVALID_JSON, "/Filter" },
	{ "{\"Filter\":\"{\\\"Name\\\":7}\"}", HCN_INVALID_JSON, "/Filter/Name" },
	{ "{\"Filter\":\"{\\\"State\\\":\\\"x\\\"}\"}", HCN_INVALID_JSON, "/Filter/State" },
};

START_TEST(a_broken_query_is_refused_where_it_is_broken)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf ids = { 0 };
	const char *query = broken[_i].query;

	given_objects();
	ck_assert_int_eq(hcn_query_check(query, strlen(query), &refusal), broken[_i].status);
	ck_assert_str_eq(refusal.pointer, broken[_i].pointer);
	hcn_error_reset(&refusal);
	ck_assert_int_eq(
		hcn_query_enumerate(&ws, HCN_KIND_ENDPOINT, query, strlen(query), &ids, &refusal),
		broken[_i].status);
	ck_assert_str_eq(refusal.pointer, broken[_i].pointer);
	lab_close();
}
END_TEST

START_TEST(a_query_that_is_well_formed_passes_the_check)
{
	static const char query[] =
		"{\"SchemaVersion\":{\"Major\":2},\"Flags\":1,\"Filter\":\"{\\\"Name\\\":\\\"x\\\"}\"}";

	ck_assert_int_eq(hcn_query_check(query, strlen(query), &refusal), 0);
	ck_assert_int_eq(hcn_query_check(NULL, 0, &refusal), 0);
	ck_assert_int_eq(hcn_query_check("", 0, &refusal), 0);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_filter_finds_what_has_all_of_it, HCN_N_ELEMENTS(filters) },
		{ no_query_means_all },
		{ an_index_hit_counts_only_when_the_name_is_the_same },
		{ a_broken_query_is_refused_where_it_is_broken, HCN_N_ELEMENTS(broken) },
		{ a_query_that_is_well_formed_passes_the_check },
		{ NULL },
	};

	return run_tests("queries", facts);
}
