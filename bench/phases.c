/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Measuring and printing (phases.h). */
#include "phases.h"

#include <err.h>
#include <stdlib.h>
#include <time.h>

double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

void series_init(struct series *s, const char *name, size_t size)
{
	s->name = name;
	s->n = 0;
	s->us = calloc(size ? size : 1, sizeof(*s->us));
	if (!s->us)
		err(EXIT_FAILURE, "%s", name);
}

void series_add(struct series *s, double us)
{
	s->us[s->n++] = us;
}

void series_clear(struct series *s)
{
	free(s->us);
	s->us = NULL;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double series_percentile(struct series *s, size_t percent)
{
	size_t rank = (s->n * percent + 99) / 100;

	qsort(s->us, s->n, sizeof(*s->us), compare);
	return s->n ? s->us[rank ? rank - 1 : 0] : 0;
}

void series_print(FILE *f, struct series *s)
{
	double total = 0;

	for (size_t i = 0; i < s->n; i++)
		total += s->us[i];
	fprintf(f, "\"%s\":{\"n\":%zu,\"median_us\":%.1f,\"p95_us\":%.1f,\"total_ms\":%.3f}",
		s->name, s->n, series_percentile(s, 50), series_percentile(s, 95), total / 1e3);
}

static bool run(struct phases *p, size_t k, void *world, size_t i)
{
	double start = now_us();
	bool ok = p->list[k].run(world, i);

	series_add(&p->list[k].times, now_us() - start);
	if (p->after)
		p->after(world, k);
	return ok;
}

bool phases_set_up(struct phases *p, void *world, size_t n)
{
	for (size_t k = 0; k < p->n; k++)
		series_init(&p->list[k].times, p->list[k].name, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < p->n_setup; k++)
			if (!run(p, k, world, i))
				return false;
	return true;
}

bool phases_take_down(struct phases *p, void *world, size_t n)
{
	for (size_t k = p->n_setup; k < p->n; k++)
		for (size_t i = 0; i < n; i++)
			if (!run(p, k, world, i))
				return false;
	return true;
}

/* Before the single series are sorted. */
static void sum(const struct phase *from, const struct phase *to, struct series *ret)
{
	for (size_t i = 0; i < from->times.n; i++) {
		double us = 0;

		for (const struct phase *phase = from; phase < to; phase++)
			us += phase->times.us[i];
		series_add(ret, us);
	}
}

void phases_print(FILE *f, struct phases *p)
{
	struct series setup, teardown;

	series_init(&setup, "setup", p->list[0].times.n);
	series_init(&teardown, "teardown", p->list[0].times.n);
	sum(p->list, p->list + p->n_setup, &setup);
	sum(p->list + p->n_setup, p->list + p->n, &teardown);
	for (size_t k = 0; k < p->n; k++) {
		series_print(f, &p->list[k].times);
		fputc(',', f);
	}
	series_print(f, &setup);
	fputc(',', f);
	series_print(f, &teardown);
	series_clear(&setup);
	series_clear(&teardown);
}

void phases_clear(struct phases *p)
{
	for (size_t k = 0; k < p->n; k++)
		series_clear(&p->list[k].times);
}

size_t count_argument(int argc, char **argv, size_t max)
{
	char *end;
	unsigned long n = argc == 2 ? strtoul(argv[1], &end, 10) : 0;

	if (n && !*end && n <= max)
		return n;
	fprintf(stderr, "usage: %s ENDPOINTS (1 to %zu)\n", argv[0], max);
	return 0;
}
