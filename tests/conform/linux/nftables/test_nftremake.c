/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets that lose many elements at once: the Linux backend makes them anew, whatever the steps say. */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "host.h"

#define TABLE_T "{'row':'nft_table','table':'t'}"
#define INTERVALS(name, type)                                                                      \
	"{'row':'nft_set','table':'t','set':'" name "','type':'" type "','flags':'interval'}"
#define PAIRS(name)       INTERVALS(name, "ipv4_addr . inet_service")
#define ASKS(chain, rule) "{'row':'nft_chain','table':'t','chain':'" chain "','rules':['" rule "']}"
#define ASKED                                                                                      \
	"," ASKS("c", "ip saddr . th dport @s accept") "," ASKS(                                   \
		"d", "ip saddr . th dport @s") "," PAIRS("s2") "," ASKS("e",                       \
		"ip saddr . th dport @s2 accept")

static const struct loss {
	const char *stage;             /* others' rows */
	const char *head;              /* of the request, that stay */
	const char *key, *rest_of_key; /* around an element's number */
	unsigned n;                    /* elements that go */
	bool anew;
} losses[] = {
	{ "", TABLE_T "," PAIRS("s") ASKED, "10.0.0.0/24 . ", "", 64, true },
	{ "", TABLE_T "," PAIRS("s") ASKED, "10.0.0.0/24 . ", "", 63, false },
	{ "", TABLE_T "," INTERVALS("s", "ipv4_addr"), "10.", ".0.0/16", 100, false },
	{ TABLE_T "," PAIRS("s"), TABLE_T, "10.0.0.0/24 . ", "", 100, false },
};

/* The head and @n elements, from number @first on. */
static char *with_elements(const struct loss *l, unsigned first, unsigned n)
{
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, l->head);
	for (unsigned i = first; i < first + n; i++)
		hcn_buf_printf(&b, ",{'row':'nft_elem','table':'t','set':'s','key':'%s%u%s'}",
			l->key, i, l->rest_of_key);
	return taken(&b);
}

static unsigned handle_of_set(void)
{
	const char *line = strstr(output_of("nft -a list set inet t s"), "set s { # handle ");
	unsigned handle = 0;

	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(sscanf(line, "set s { # handle %u", &handle), 1);
	return handle;
}

/* With the chains that ask it and the element that stays; and back. */
START_TEST(a_set_of_pairs_of_intervals_that_loses_many_is_made_anew)
{
	const struct loss *l = &losses[_i];
	char *before = with_elements(l, 0, l->n + 1), *after = with_elements(l, l->n, 2);
	unsigned handle;

	given_host();
	add(l->stage);
	ck_assert_int_eq(go("", before), 0);
	handle = handle_of_set();
	ck_assert_int_eq(go(before, after), 0);
	ck_assert_int_eq(handle_of_set() != handle, l->anew);
	ck_assert(holds(after));
	ck_assert_int_eq(go(after, before), 0);
	ck_assert(holds(before));
	close_host();
	free(before);
	free(after);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_set_of_pairs_of_intervals_that_loses_many_is_made_anew,
			HCN_N_ELEMENTS(losses) },
		{ NULL, 0 },
	};

	return run_tests("linux-nftremake", facts);
}
