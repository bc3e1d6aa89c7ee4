/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counters of simulated links (counters.h).
 *
 * Tests: tests/unit/backends/sim/test_sim.c (a_link_has_counted_what_a_test_says)
 */
#include "counters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct sim_counter {
	char *link;
	struct hcn_counters values;
};

void sim_counters_init(struct sim_counters *c)
{
	*c = (struct sim_counters){ .mutex = PTHREAD_MUTEX_INITIALIZER };
}

void sim_counters_clear(struct sim_counters *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->list[i].link);
	free(c->list);
	c->list = NULL;
	c->n = 0;
}

static struct sim_counter *find(const struct sim_counters *c, const char *link)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->list[i].link, link))
			return &c->list[i];
	return NULL;
}

struct hcn_counters sim_counters_get(struct sim_counters *c, const char *link)
{
	struct hcn_counters values = { 0 };
	const struct sim_counter *found;

	(void)pthread_mutex_lock(&c->mutex);
	found = find(c, link);
	if (found)
		values = found->values;
	(void)pthread_mutex_unlock(&c->mutex);
	return values;
}

static struct sim_counter *add(struct sim_counters *c, const char *link)
{
	struct sim_counter *list = reallocarray(c->list, c->n + 1, sizeof(*list));

	if (!list)
		return NULL;
	c->list = list;
	list[c->n].link = strdup(link);
	return list[c->n].link ? &list[c->n++] : NULL;
}

int sim_counters_set(struct sim_counters *c, const char *link, const struct hcn_counters *values)
{
	struct sim_counter *counter;

	(void)pthread_mutex_lock(&c->mutex);
	counter = find(c, link);
	if (!counter)
		counter = add(c, link);
	if (counter)
		counter->values = *values;
	(void)pthread_mutex_unlock(&c->mutex);
	return counter ? 0 : -ENOMEM;
}
