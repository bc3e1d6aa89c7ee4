/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders for what tests keep: in memory where there is such a place. Elsewhere the removal of a file can wait for the disk, and for
 * all that other processes write there.
 */
#ifndef HCN_TEST_SCRATCH_H
#define HCN_TEST_SCRATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* @ret: the path of a new folder.  @size: 32 is enough for a @name of 10. */
static inline bool make_scratch(char *ret, size_t size, const char *name)
{
	(void)snprintf(ret, size, "/dev/shm/hcn-%s.XXXXXX", name);
	if (mkdtemp(ret))
		return true;
	(void)snprintf(ret, size, "/tmp/hcn-%s.XXXXXX", name);
	return mkdtemp(ret) != NULL;
}

#endif
