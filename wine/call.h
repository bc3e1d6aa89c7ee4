/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The frame of every function that a Windows program calls: strings go over into the memory of Windows, and the call into
 * the trace when there is one.
 *
 * The functions themselves are made by thunks.py from the public headers.
 */
#ifndef HCN_WINE_CALL_H
#define HCN_WINE_CALL_H

#include <hcn/types.h>
#include <time.h>

#include "win.h"

enum wine_arg_kind {
	WINE_ARG_TEXT,
	WINE_ARG_GUID,
	WINE_ARG_HANDLE,
	WINE_ARG_NUMBER,
	WINE_ARG_POINTER,
	/* Where the function writes: */
	WINE_ARG_STRING,
	WINE_ARG_HANDLE_OUT,
	WINE_ARG_COUNT_OUT,
	WINE_ARG_RANGE_OUT,
	WINE_ARG_POINTER_OUT
};

struct wine_arg {
	const char *name;
	enum wine_arg_kind kind;
	union {
		const void *pointer;
		uint32_t number;
	};
};

struct wine_call {
	const char *function;
	const struct wine_arg *args;
	size_t n_args;
	struct timespec start; /* when traced */
};

#define WINE_CALL(name, arguments)                                                                 \
	{                                                                                          \
		.function = (name), .args = (arguments),                                           \
		.n_args = sizeof(arguments) / sizeof((arguments)[0])                               \
	}

void wine_call_begin(struct wine_call *call);
void wine_call_end(const struct wine_call *call, HRESULT hr);

/* Frees @text, which the library returned, and gives *@ret (NULL: nobody wants it) a copy that CoTaskMemFree() of Windows
 * frees.  Without memory *@ret is NULL, and *@hr a failure unless it is one already. */
void wine_hand_over(HRESULT *hr, PWSTR text, PWSTR *ret);

#endif
