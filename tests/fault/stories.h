/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests for fault tests: every verb, with what must exist before it.  Ids are fixed, so that the kernel's state can be
 * compared as text. */
#ifndef HCN_TEST_STORIES_H
#define HCN_TEST_STORIES_H

#include "world.h"

struct story {
	const char *name;
	void (*setup)(void);  /* makes what the request needs */
	int (*request)(void); /* in the current world */
	size_t least_steps;   /* the kernel steps it has at least */
	bool forward;         /* a killed one is finished, not taken back */
	bool is_long;         /* too many allocations to fail each */
};

extern const struct story stories[];
extern const size_t n_stories;

/* Deletes every object of the world. */
void clear_world(void);

/* All objects' documents and the kernel's state as one text, malloc'ed. */
char *whole_state(void);

#endif
