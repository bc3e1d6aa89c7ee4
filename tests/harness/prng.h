/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers that look random and are the same at every run: splitmix64 (Steele, Lea, Flood 2014). */
#ifndef HCN_TESTS_PRNG_H
#define HCN_TESTS_PRNG_H

#include <stddef.h>
#include <stdint.h>

struct prng {
	uint64_t state; /* any value is a good seed */
};

static inline uint64_t prng_u64(struct prng *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 .. @end - 1 */
static inline uint32_t prng_below(struct prng *r, uint32_t end)
{
	return (uint32_t)(prng_u64(r) % end);
}

static inline void prng_bytes(struct prng *r, void *to, size_t size)
{
	uint8_t *bytes = to;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)prng_u64(r);
}

#endif
