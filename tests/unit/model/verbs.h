/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One request of every verb, for tests that let something fail on the way of each. */
#ifndef HCN_TESTS_MODEL_VERBS_H
#define HCN_TESTS_MODEL_VERBS_H

#include <stddef.h>

struct verb {
	const char *name;
	int (*carry_out)(void); /* in the working set of the lab */
};

extern const struct verb verbs[];
extern const size_t n_verbs;

/* A lab with what the verbs need. */
void given_objects(void);

#endif
