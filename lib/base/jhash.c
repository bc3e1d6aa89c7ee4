/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lookup3 for whole words (jhash.h). */
#include "jhash.h"

struct state {
	uint32_t a, b, c;
};

static uint32_t rotate(uint32_t x, unsigned by)
{
	return x << by | x >> (32 - by);
}

static void mix(struct state *s)
{
	s->a = (s->a - s->c) ^ rotate(s->c, 4);
	s->c += s->b;
	s->b = (s->b - s->a) ^ rotate(s->a, 6);
	s->a += s->c;
	s->c = (s->c - s->b) ^ rotate(s->b, 8);
	s->b += s->a;
	s->a = (s->a - s->c) ^ rotate(s->c, 16);
	s->c += s->b;
	s->b = (s->b - s->a) ^ rotate(s->a, 19);
	s->a += s->c;
	s->c = (s->c - s->b) ^ rotate(s->b, 4);
	s->b += s->a;
}

static uint32_t finish(struct state *s)
{
	s->c = (s->c ^ s->b) - rotate(s->b, 14);
	s->a = (s->a ^ s->c) - rotate(s->c, 11);
	s->b = (s->b ^ s->a) - rotate(s->a, 25);
	s->c = (s->c ^ s->b) - rotate(s->b, 16);
	s->a = (s->a ^ s->c) - rotate(s->c, 4);
	s->b = (s->b ^ s->a) - rotate(s->a, 14);
	return (s->c ^ s->b) - rotate(s->b, 24);
}

uint32_t hcn_jhash(const uint32_t *words, size_t n, uint32_t seed)
{
	const uint32_t start = 0xdeadbeef + 4 * (uint32_t)n + seed;
	struct state s = { start, start, start };

	for (; n > 3; n -= 3, words += 3) {
		s.a += words[0];
		s.b += words[1];
		s.c += words[2];
		mix(&s);
	}
	if (!n)
		return s.c;
	s.a += words[0];
	s.b += n > 1 ? words[1] : 0;
	s.c += n > 2 ? words[2] : 0;
	return finish(&s);
}
