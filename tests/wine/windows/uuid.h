/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lib/base/guid.c is compiled for Windows for its reading and writing of text; what needs libuuid is not used. */
#ifndef UUID_H
#define UUID_H

#include <stdlib.h>

typedef unsigned char uuid_t[16];

static inline void uuid_generate_random(unsigned char *uuid)
{
	(void)uuid;
	abort();
}

static inline void uuid_generate_sha1(
	unsigned char *uuid, const unsigned char *space, const char *name, size_t len)
{
	(void)uuid, (void)space, (void)name, (void)len;
	abort();
}

#endif
