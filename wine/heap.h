/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory that a Windows program frees with CoTaskMemFree(), or with LocalFree() as some do: Wine's, not the library's. */
#ifndef HCN_WINE_HEAP_H
#define HCN_WINE_HEAP_H

#include <stddef.h>

/* NULL when there is none. */
void *wine_heap_alloc(size_t size);

#endif
