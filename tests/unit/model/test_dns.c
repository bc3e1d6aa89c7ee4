/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DNS data: every text is one word, and which one is not is said with its place. */
#include <stdio.h>

#include "cleanup.h"
#include "dns.h"
#include "run_tests.h"

static char text[8] = "a.test", *words[3] = { text, text, text };
static struct hcn_error refusal;

START_TEST(words_are_fine_and_so_is_nothing)
{
	const struct hcn_dns nothing = { .domain = NULL }, dns = { .domain = text,
		.search = words,
		.n_search = 3,
		.server_list = words,
		.n_server_list = 1 };

	ck_assert_int_eq(hcn_dns_check(&nothing, HCN_INVALID_JSON, "/Dns", &refusal), 0);
	ck_assert_int_eq(hcn_dns_check(&dns, HCN_INVALID_JSON, "/Dns", &refusal), 0);
}
END_TEST

static const char *const no_words[] = { "a b", "a\nb", "a\tb", " a", "a ", "\x7f", "a\x01" };

START_TEST(what_would_begin_another_word_or_line_is_refused)
{
	const struct hcn_dns dns = { .domain = text };

	snprintf(text, sizeof(text), "%s", no_words[_i]);

	ck_assert_int_eq(hcn_dns_check(&dns, HCN_INVALID_JSON, "/Dns", &refusal), HCN_INVALID_JSON);
	ck_assert_str_eq(refusal.pointer, "/Dns/Domain");
}
END_TEST

START_TEST(the_place_is_that_of_the_list_and_the_word)
{
	struct hcn_dns dns = { .search = words, .n_search = 3 };
	char wrong[] = "c test";

	words[2] = wrong;
	ck_assert_int_eq(hcn_dns_check(&dns, HCN_INVALID_JSON, "/Dns", &refusal), HCN_INVALID_JSON);
	ck_assert_str_eq(refusal.pointer, "/Dns/Search/2");
	ck_assert_str_eq(refusal.value, "c test");
	dns = (struct hcn_dns){ .server_list = words, .n_server_list = 3 };
	ck_assert_int_eq(hcn_dns_check(&dns, HCN_INVALID_JSON, "/x", &refusal), HCN_INVALID_JSON);
	ck_assert_str_eq(refusal.pointer, "/x/ServerList/2");
	dns = (struct hcn_dns){ .options = words, .n_options = 3 };
	ck_assert_int_eq(hcn_dns_check(&dns, HCN_INVALID_JSON, "/x", &refusal), HCN_INVALID_JSON);
	ck_assert_str_eq(refusal.pointer, "/x/Options/2");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ words_are_fine_and_so_is_nothing },
		{ what_would_begin_another_word_or_line_is_refused, HCN_N_ELEMENTS(no_words) },
		{ the_place_is_that_of_the_list_and_the_word },
		{ NULL },
	};

	return run_tests("dns", facts);
}
