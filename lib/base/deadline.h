/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * When to give up: a point of CLOCK_MONOTONIC in milliseconds, so that neither a step of the clock nor a suspended machine
 * makes anybody late.
 */
#ifndef HCN_BASE_DEADLINE_H
#define HCN_BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define HCN_DEADLINE_DEFAULT_MS 30000u

static inline int64_t hcn_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline int64_t hcn_deadline_in(uint32_t ms)
{
	return hcn_now_ms() + ms;
}

static inline bool hcn_deadline_is_past(int64_t deadline)
{
	return hcn_now_ms() >= deadline;
}

#endif
