/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bcryptprimitives.dll for a Wine without one (8.0): programs built by Go 1.22 and later take their random numbers from it
 * and do not start without.  One function; it cannot fail on Windows either.
 */
#include <stdlib.h>

#include "win.h"

WINE_ABI int32_t dll_ProcessPrng(uint8_t *buffer, uintptr_t size);

WINE_ABI int32_t dll_ProcessPrng(uint8_t *buffer, uintptr_t size)
{
	uint32_t n;

	for (; size; buffer += n, size -= n) {
		n = size < 1u << 20 ? (uint32_t)size : 1u << 20;
		if (!SystemFunction036(buffer, n))
			abort(); /* a client would take what was there for random numbers */
	}
	return 1;
}
