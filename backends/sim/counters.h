/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the links of the simulated kernel have counted: what a test says, of this process only.
 * Apart from the kernel's tree, with a mutex of its own: counters are read while others change the kernel.
 */
#ifndef HCN_SIM_COUNTERS_H
#define HCN_SIM_COUNTERS_H

#include <pthread.h>

#include "backend.h"

struct sim_counter;

struct sim_counters {
	pthread_mutex_t mutex;
	struct sim_counter *list;
	size_t n;
};

void sim_counters_init(struct sim_counters *c);
void sim_counters_clear(struct sim_counters *c);

/* All 0 for a link that nobody set. */
struct hcn_counters sim_counters_get(struct sim_counters *c, const char *link);
int sim_counters_set(struct sim_counters *c, const char *link,
	const struct hcn_counters *values); /* or -ENOMEM */

#endif
