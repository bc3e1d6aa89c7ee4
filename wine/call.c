/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frame of a call (call.h). */
#include "call.h"

#include <pthread.h>
#include <string.h>

#include <hcn.h>
#include <hcn/hresult.h>

#include "environment.h"
#include "heap.h"
#include "trace.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void set_up(void)
{
	wine_environment_import();
	wine_trace_open();
}

void wine_call_begin(struct wine_call *call)
{
	(void)pthread_once(&once, set_up);
	if (wine_trace_on())
		(void)clock_gettime(CLOCK_MONOTONIC, &call->start);
}

void wine_call_end(const struct wine_call *call, HRESULT hr)
{
	if (wine_trace_on())
		wine_trace_call(call, hr);
}

static size_t size_of(PCWSTR text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return (n + 1) * sizeof(*text);
}

void wine_hand_over(HRESULT *hr, PWSTR text, PWSTR *ret)
{
	size_t size;

	if (!ret)
		return;
	*ret = NULL;
	if (!text)
		return;
	size = size_of(text);
	*ret = wine_heap_alloc(size);
	if (*ret)
		memcpy(*ret, text, size);
	else if (*hr >= 0)
		*hr = E_OUTOFMEMORY;
	hcn_free(text);
}
