/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ole32's allocator (heap.h).  A file of its own: the library's headers have a function of the same name. */
#include "heap.h"

#include "win.h"

WINE_ABI void *CoTaskMemAlloc(size_t size);

void *wine_heap_alloc(size_t size)
{
	return CoTaskMemAlloc(size);
}
