/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists that double when they are full. */
#ifndef HCN_BASE_GROW_H
#define HCN_BASE_GROW_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more in @list, which has @n items and room for @size.  0, or -ENOMEM: all is as before. */
#define HCN_GROW(list, n, size) hcn_grow(&(list), (n), &(size), sizeof(*(list)))

static inline int hcn_grow(void *list, size_t n, size_t *size, size_t item)
{
	size_t more = *size ? 2 * *size : 16;
	void *old, *grown;

	if (n < *size)
		return 0;
	memcpy(&old, list, sizeof(old));
	grown = reallocarray(old, more, item);
	if (!grown)
		return -ENOMEM;
	memcpy(list, &grown, sizeof(grown));
	*size = more;
	return 0;
}

#endif
