/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The frame of every Hcn function:
 *
 *	struct hcn_call c = hcn_call_begin(__func__, ErrorRecord);
 *	int r = ...; each step fills c.err when it fails
 *	return hcn_call_end(&c, r);
 */
#ifndef HCN_API_CALL_H
#define HCN_API_CALL_H

#include <time.h>

#include <hcn/error.h>
#include <hcn/types.h>

#include "guid.h"

struct hcn;

struct hcn_call {
	const char *function;
	PWSTR *record;           /* where the client wants the ErrorRecord, or NULL */
	struct hcn_guid_text id; /* of the object it is about, "" as long as unknown */
	int saved_errno;
	struct timespec start; /* set when debugging */
	struct hcn_error err;
};

struct hcn_call hcn_call_begin(const char *function, PWSTR *record);

/* Reads a client's id into c->id; NULL is an error. */
int hcn_call_id(struct hcn_call *c, const GUID *id, struct hcn_guid *ret);

/* Looks a client's handle up: its id goes to c->id and *@ret (may be NULL). */
int hcn_call_handle(struct hcn_call *c, const void *handle, int kind, struct hcn_guid *ret);

/* The process's context, if the Windows that it plays has the function. */
int hcn_call_context(struct hcn_call *c, struct hcn **ret);

/* A required pointer. */
int hcn_call_pointer(struct hcn_call *c, const void *pointer, const char *name);

/* @r, the outcome, as an HRESULT; writes the ErrorRecord and the debug line, restores errno. */
HRESULT hcn_call_end(struct hcn_call *c, int r);

#endif
