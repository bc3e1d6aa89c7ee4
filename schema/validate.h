/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checking a document by its rows alone, for people who write one: what it is, and where it is wrong. */
#ifndef HCN_SCHEMA_VALIDATE_H
#define HCN_SCHEMA_VALIDATE_H

#include "catalogue.h"

/* Both from 1; the column counts characters. */
struct hcn_place {
	size_t line;
	size_t column;
};

struct hcn_validation {
	const char *
		kind; /* what it was taken for: a document's kind or a struct's name; NULL: unknown */
	struct hcn_place place; /* of the fault */
};

/* Told of each member that is unknown and no fault: it is ignored. */
typedef void hcn_validate_warn(
	void *arg, const struct hcn_place *place, const struct hcn_unknown *member);

/*
 * Checks @text as @kind (a hcn_documents kind or a struct's name; NULL: as what its members fit best), and what stands
 * in it as text or any value: the Filter of a query, the Settings of a modify request.
 * Knows rows only: what other objects or the kernel say to it, a request finds out.
 *
 * @warn hears what is no fault, and may be NULL; of a document that has one it hears nothing.
 * HCN_INVALID_ARGUMENT: no such kind.  Faults are those of hcn_schema_decode().  *@ret is always filled.
 */
int hcn_validate(const char *kind, const char *text, size_t len, hcn_validate_warn *warn, void *arg,
	struct hcn_validation *ret, struct hcn_error *err);

#endif
