/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles: values that name an object's id and kind for as long as they are open.
 *
 * They are checked, never followed: whatever a client passes is a number looked up in a table.  A number
 * comes again only when its slot has been reopened 2^40 times (2^12 on 32-bit machines).
 */
#ifndef HCN_API_HANDLE_H
#define HCN_API_HANDLE_H

#include <hcn.h>

#include "guid.h"

/* What handles name: the kinds of objects (enum hcn_kind), and: */
enum {
	HCN_HANDLE_CALLBACK = HCN_N_KINDS,
	HCN_HANDLE_PORTS, /* reserved ports */
	HCN_HANDLE_N_KINDS
};

/* Opens a handle that names nothing yet, so that it can be had before the object is made.
 * Errors: HCN_LIMIT_REACHED, -ENOMEM. */
int hcn_handle_new(int kind, void **ret, struct hcn_error *err);

/* Gives a new handle its object. */
void hcn_handle_set(void *handle, const struct hcn_guid *id);

/* Errors: HCN_INVALID_HANDLE for NULL, closed handles, those of other kinds, and anything else. */
int hcn_handle_find(const void *handle, int kind, struct hcn_guid *ret, struct hcn_error *err);
int hcn_handle_close(const void *handle, int kind, struct hcn_guid *ret, struct hcn_error *err);

#endif
