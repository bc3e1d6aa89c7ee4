/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A log for people of what a Windows program calls: documents, results, times.
 *
 * HCN_WINE_TRACE in the environment (`hcn-wine run --trace` sets it) names the file; "-" is stderr.
 */
#ifndef HCN_WINE_TRACE_H
#define HCN_WINE_TRACE_H

#include <stdbool.h>

#include "call.h"

/* Once, before all others. */
void wine_trace_open(void);

bool wine_trace_on(void);
void wine_trace_call(const struct wine_call *call, HRESULT hr);
void wine_trace_callback(DWORD type, const void *context, HRESULT status, PCWSTR data);

#endif
