/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Distances between words (nearest.h).  Pure; needs no memory. */
#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define MIN_PART 3u /* letters: what is contained in another word by accident is shorter */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

size_t hcn_distance(const char *a, const char *b, size_t max)
{
	size_t n_a = strlen(a), n_b = strlen(b);
	size_t rows[3][HCN_DISTANCE_MAX_LEN + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (n_a > HCN_DISTANCE_MAX_LEN || n_b > HCN_DISTANCE_MAX_LEN ||
		(n_a > n_b ? n_a - n_b : n_b - n_a) > max)
		return max + 1;
	for (size_t j = 0; j <= n_b; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t *oldest = before;

		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			row[j] = least(last[j], row[j - 1]) + 1;
			row[j] = least(row[j], last[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = oldest;
	}
	return least(last[n_b], max + 1);
}

static bool contains(const char *longer, const char *part)
{
	return strlen(part) >= MIN_PART && strcasestr(longer, part);
}

const char *hcn_nearest(const char *word, const char *const *words)
{
	size_t max = 1 + strlen(word) / 4, nearest = max + 1;
	const char *ret = NULL;

	for (const char *const *w = words; *w; w++) {
		size_t distance = hcn_distance(word, *w, max);

		if (distance < nearest) {
			nearest = distance;
			ret = *w;
		}
	}
	for (const char *const *w = words; !ret && *w; w++)
		if (contains(*w, word) || contains(word, *w))
			ret = *w;
	return ret;
}
