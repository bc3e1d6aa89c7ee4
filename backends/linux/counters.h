/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What links and rules have counted, read beside the worker. */
#ifndef HCN_LINUX_COUNTERS_H
#define HCN_LINUX_COUNTERS_H

#include "backend.h"

struct call;
struct counter_reader;

/* A socket in the calling thread's network namespace that only reads links' counters; any thread may then read from it. */
int counters_open(struct counter_reader **ret);
void counters_close(struct counter_reader *reader); /* NULL is fine */
int counters_read(
	struct counter_reader *reader, struct call *c, const char *link, struct hcn_counters *ret);
int counters_met(struct counter_reader *reader, struct call *c, const struct hcn_row *row,
	struct hcn_met *ret);

#endif
