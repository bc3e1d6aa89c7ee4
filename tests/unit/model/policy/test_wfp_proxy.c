/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whom a SID names on Linux, and what a FilterTuple's protocols are. */
#include "cleanup.h"
#include "run_tests.h"
#include "policy/wfp_proxy.h"

static const struct {
	const char *sid;
	bool known, is_group;
	uint32_t id;
} sids[] = {
	{ "S-1-22-1-0", true, false, 0 },
	{ "S-1-22-1-1337", true, false, 1337 },
	{ "s-1-22-1-4294967294", true, false, 4294967294 },
	{ "S-1-22-2-5", true, true, 5 },
	{ "S-1-22-1-4294967295", false, false, 0 },
	{ "S-1-22-1-99999999999999999999", false, false, 0 },
	{ "S-1-22-1-", false, false, 0 },
	{ "S-1-22-1--1", false, false, 0 },
	{ "S-1-22-1-5x", false, false, 0 },
	{ "S-1-22-1-5-6", false, false, 0 },
	{ "S-1-22-3-5", false, false, 0 },
	{ "S-1-5-32-556", false, false, 0 },
	{ "root", false, false, 0 },
};

START_TEST(a_sid_names_a_unix_user_or_group_or_nobody)
{
	char text[64];
	struct hcn_l4_wfp_proxy proxy = { .user_sid = strcpy(text, sids[_i].sid) };
	struct hcn_sid sid;

	ck_assert_msg(hcn_sid_read(text, &sid) == sids[_i].known, "%s", text);
	ck_assert(hcn_wfp_proxy_has_foreign_sid(&proxy) != sids[_i].known);
	if (!sids[_i].known)
		return;
	ck_assert(sid.is_group == sids[_i].is_group);
	ck_assert_uint_eq(sid.id, sids[_i].id);
}
END_TEST

START_TEST(no_sid_is_no_foreign_one)
{
	char empty[1] = "";
	struct hcn_l4_wfp_proxy proxy = { 0 };

	ck_assert(!hcn_wfp_proxy_has_foreign_sid(&proxy));
	proxy.user_sid = empty;
	ck_assert(!hcn_wfp_proxy_has_foreign_sid(&proxy));
}
END_TEST

static const struct {
	const char *list;
	bool tcp, udp;
} protocols[] = {
	{ NULL, true, false },
	{ "", true, false },
	{ "256", true, false },
	{ "6", true, false },
	{ "17", false, true },
	{ "17, 6", true, true },
	{ "1,17,58", false, true },
	{ "1", false, false },
};

START_TEST(a_tuple_means_tcp_unless_it_says_otherwise)
{
	char text[16];
	struct hcn_l4_wfp_proxy proxy = { 0 };
	struct hcn_wfp_protocols got;

	if (protocols[_i].list)
		proxy.filter_tuple.protocols = strcpy(text, protocols[_i].list);
	got = hcn_wfp_proxy_protocols(&proxy);
	ck_assert(got.tcp == protocols[_i].tcp);
	ck_assert(got.udp == protocols[_i].udp);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_sid_names_a_unix_user_or_group_or_nobody, HCN_N_ELEMENTS(sids) },
		{ no_sid_is_no_foreign_one },
		{ a_tuple_means_tcp_unless_it_says_otherwise, HCN_N_ELEMENTS(protocols) },
		{ NULL },
	};

	return run_tests("wfp proxy", facts);
}
