/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's hash: numbers from lookup3's own driver5, and what tests/trace sees the kernel choose. */
#include <string.h>

#include "jhash.h"
#include "run_tests.h"

START_TEST(nothing_hashes_to_the_start_value)
{
	ck_assert_uint_eq(hcn_jhash(NULL, 0, 0), 0xdeadbeef);
	/* hashlittle("", 0, 0xdeadbeef) */
	ck_assert_uint_eq(hcn_jhash(NULL, 0, 0xdeadbeef), 0xbd5b7dde);
}
END_TEST

START_TEST(each_word_and_the_seed_matter)
{
	const uint32_t words[] = { 1, 2, 3, 4, 5, 6, 7 };
	uint32_t seen[16];
	size_t n = 0;

	for (size_t len = 1; len <= 7; len++)
		for (uint32_t seed = 0; seed < 2; seed++) {
			uint32_t hash = hcn_jhash(words, len, seed);

			for (size_t i = 0; i < n; i++)
				ck_assert_uint_ne(hash, seen[i]);
			seen[n++] = hash;
		}
}
END_TEST

/* hashlittle("Four score and seven years ago", 28 of its bytes, seed 0) by lookup3.c. */
START_TEST(texts_hash_as_lookup3_does)
{
	uint32_t words[7];

	memcpy(words, "Four score and seven years a", sizeof(words));
	ck_assert_uint_eq(hcn_jhash(words, 7, 0), 0xa70fa8be);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ nothing_hashes_to_the_start_value },
		{ each_word_and_the_seed_matter },
		{ texts_hash_as_lookup3_does },
		{ NULL },
	};

	return run_tests("jhash", facts);
}
