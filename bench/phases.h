/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What both programs measure: named phases, each done once per endpoint, and their times as JSON.
 *
 * Setting up goes endpoint by endpoint, as clients do.  Taking down goes phase by phase, because a namespace that dies in the
 * background doubles the time of the deletions beside it; then no number would mean one thing.
 */
#ifndef HCN_BENCH_PHASES_H
#define HCN_BENCH_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Times of one thing in microseconds. */
struct series {
	const char *name;
	double *us;
	size_t n;
};

double now_us(void);

/* Room for @size times; the program ends when there is no memory. */
void series_init(struct series *s, const char *name, size_t size);
void series_add(struct series *s, double us);
double series_percentile(struct series *s, size_t percent); /* by nearest rank; sorts @s */
void series_clear(struct series *s);

/* "name":{"n":..,"median_us":..,"p95_us":..,"total_ms":..}; sorts @s. */
void series_print(FILE *f, struct series *s);

struct phase {
	const char *name;
	bool (*run)(void *world, size_t i); /* for endpoint @i; false: failed, and has said why */
	struct series times;
};

struct phases {
	struct phase *list;
	size_t n;
	size_t n_setup;                       /* the first of them; the rest takes down */
	void (*after)(void *world, size_t k); /* NULL, or called after each run of phase k */
};

/* Both return false as soon as one run does. */
bool phases_set_up(struct phases *p, void *world, size_t n);
bool phases_take_down(struct phases *p, void *world, size_t n);

/* Every phase, and as "setup" and "teardown" the sums per endpoint: series separated by commas. */
void phases_print(FILE *f, struct phases *p);
void phases_clear(struct phases *p);

/* main()'s argument: the number of endpoints, at most @max; 0: none that can be used, and stderr says so. */
size_t count_argument(int argc, char **argv, size_t max);

#endif
