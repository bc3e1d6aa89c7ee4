/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Small things that are somebody's for as long as his process lives: a table in a folder of the state directory, one for all processes.
 *
 * A lease is a place in the file <dir>/table, with six bytes that tell what it is, and a longer text about it at the same place of
 * <dir>/texts.  It belongs to a process by a number, whose byte the process keeps locked (OFD): the kernel lets go of it,
 * however the process ends.  All that are there are read at once, so a thousand cost little more than one.
 *
 * What adds leases, or looks whether one can be had, happens under the writer lock; giving one back does not.
 */
#ifndef HCN_STORE_LEASES_H
#define HCN_STORE_LEASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct hcn_leases;

/* As in the file. */
struct hcn_lease {
	uint16_t process; /* 0: a free place */
	uint8_t what[6];
};

/* Opens <state_dir>/@name, one instance per process and folder, counted.  @text_size: of all texts, the same in all processes.
 * Without @make it is -ENOENT, without an error text, when nobody has made the folder yet. */
int hcn_leases_open(const char *state_dir, const char *name, size_t text_size, bool make,
	struct hcn_leases **ret, struct hcn_error *err);
void hcn_leases_close(struct hcn_leases *l); /* NULL is fine; leases that are open keep it */

/* All places, on the heap, those of dead processes too. */
int hcn_leases_read(
	struct hcn_leases *l, struct hcn_lease **ret, size_t *ret_n, struct hcn_error *err);

/* Whether its process lives. */
bool hcn_lease_is_held(struct hcn_leases *l, const struct hcn_lease *lease);

/* The text of a place, of which *@ret has text_size bytes. */
int hcn_lease_text(struct hcn_leases *l, size_t place, void *ret, struct hcn_error *err);

/* Takes a place for this process.  @all: what has just been read.  It is kept until hcn_lease_give_back(), and @l open so long; in the
 * child of a fork that gives nothing back. */
int hcn_lease_take(struct hcn_leases *l, const struct hcn_lease *all, size_t n,
	const uint8_t what[6], const void *text, size_t *ret_place, struct hcn_error *err);
void hcn_lease_give_back(struct hcn_leases *l, size_t place);

/* In the child after a fork, before anything else (store.c). */
void hcn_leases_leave_to_parent(void);

#endif
