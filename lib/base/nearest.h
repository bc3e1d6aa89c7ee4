/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far two words are from each other: what a misspelt one may have been meant to be. */
#ifndef HCN_BASE_NEAREST_H
#define HCN_BASE_NEAREST_H

#include <stddef.h>

#define HCN_DISTANCE_MAX_LEN 63u /* characters; longer words are far from all others */

/*
 * Damerau-Levenshtein distance (optimal string alignment): the least number of characters inserted, dropped, changed or
 * swapped with their neighbour.  Letter case does not count.  @max + 1 when it is more than @max.
 */
size_t hcn_distance(const char *a, const char *b, size_t max);

/* The one of @words (ends with NULL) that @word was most likely meant to be: few letters away, or it contains @word or is
 * contained in it; NULL: none is near. */
const char *hcn_nearest(const char *word, const char *const *words);

#endif
