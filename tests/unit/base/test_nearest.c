/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Distances between words, and the nearest of several. */
#include <string.h>

#include "nearest.h"
#include "run_tests.h"

static const struct {
	const char *a, *b;
	size_t distance;
} pairs[] = {
	{ "", "", 0 }, { "", "abc", 3 }, { "Action", "action", 0 },
	{ "Acton", "Action", 1 },   /* a letter is missing */
	{ "Actioon", "Action", 1 }, /* one too many */
	{ "Aktion", "Action", 1 },  /* another one */
	{ "Acitno", "Action", 2 },  /* two pairs swapped */
	{ "Acitons", "Action", 2 }, { "VPI", "VIP", 1 }, { "kitten", "sitting", 3 },
	{ "ca", "abc", 3 }, /* optimal string alignment: no second edit between swapped letters */
};

START_TEST(words_are_as_far_apart_as_edits_lie_between_them)
{
	size_t d = pairs[_i].distance;

	ck_assert_uint_eq(hcn_distance(pairs[_i].a, pairs[_i].b, 9), d);
	ck_assert_uint_eq(hcn_distance(pairs[_i].b, pairs[_i].a, 9), d);
	ck_assert_uint_eq(hcn_distance(pairs[_i].a, pairs[_i].b, d), d);
	if (d)
		ck_assert_uint_eq(hcn_distance(pairs[_i].a, pairs[_i].b, d - 1), d);
}
END_TEST

START_TEST(longer_words_than_there_is_room_for_are_far)
{
	char word[HCN_DISTANCE_MAX_LEN + 2];

	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = 0;
	ck_assert_uint_eq(hcn_distance(word, word, 5), 6);
	ck_assert_uint_eq(hcn_distance(word + 1, word + 1, 5), 0);
}
END_TEST

static const char *const keys[] = { "Protocols", "LocalAddresses", "RemoteAddresses", "LocalPorts",
	"RemotePorts", "TierAclRuleAction", "Id", "VIP", NULL };

static const struct {
	const char *word, *nearest;
} words[] = {
	{ "Protcols", "Protocols" },
	{ "LocalAdresses", "LocalAddresses" },
	{ "remoteport", "RemotePorts" },
	{ "Action", "TierAclRuleAction" }, /* a part of it */
	{ "TheRemotePorts2", "RemotePorts" },
	{ "ID", "Id" },
	{ "VPI", "VIP" },
	{ "Colour", NULL },
	{ "X", NULL },
	{ "", NULL },
};

START_TEST(the_nearest_word_is_found_or_none)
{
	const char *nearest = hcn_nearest(words[_i].word, keys);

	ck_assert_pstr_eq(nearest, words[_i].nearest);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ words_are_as_far_apart_as_edits_lie_between_them,
			sizeof(pairs) / sizeof(pairs[0]) },
		{ longer_words_than_there_is_room_for_are_far },
		{ the_nearest_word_is_found_or_none, sizeof(words) / sizeof(words[0]) },
		{ NULL },
	};

	return run_tests("nearest", facts);
}
