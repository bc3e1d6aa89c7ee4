/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The handle table (handle.h).
 *
 * In: numbers from clients, never trusted.  Out: ids.
 * Never follows a number as a pointer, and never shrinks: a stale number must stay recognisable.
 */
#include "handle.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "process.h"

/* A handle from its low bits up: kind + 1 (so that none is NULL), slot, generation of the slot. */
#define KIND_BITS   4
#define SLOT_BITS   (sizeof(uintptr_t) == 8 ? 20 : 16)
#define KIND_MASK   (((uintptr_t)1 << KIND_BITS) - 1)
#define SLOT_MASK   (((uintptr_t)1 << SLOT_BITS) - 1)
#define N_SLOTS_MAX (SLOT_MASK + 1)

_Static_assert(HCN_HANDLE_N_KINDS < 1 << KIND_BITS, "the kind fits its bits");

struct slot {
	uintptr_t handle; /* the open one, 0 when free */
	uintptr_t generation;
	struct hcn_guid id;
	size_t next_free; /* slot + 1, 0: none */
};

/* Under hcn_process_lock(). */
static struct slot *slots;
static size_t n_slots, n_allocated;
static size_t first_free; /* slot + 1, 0: none */

static int kind_of(uintptr_t handle)
{
	return (int)(handle & KIND_MASK) - 1;
}

static struct slot *find_slot(uintptr_t handle)
{
	size_t i = handle >> KIND_BITS & SLOT_MASK;

	return handle && i < n_slots && slots[i].handle == handle ? &slots[i] : NULL;
}

/* A slot that was never used. */
static int add_slot(struct hcn_error *err)
{
	if (n_slots == N_SLOTS_MAX) {
		int r = hcn_fail(err, HCN_LIMIT_REACHED, NULL, "%zu handles are open", n_slots);

		hcn_error_hint(err, "close handles with HcnCloseNetwork(), HcnCloseEndpoint()...");
		return r;
	}
	if (n_slots == n_allocated) {
		size_t n = n_allocated ? 2 * n_allocated : 64;
		struct slot *more = reallocarray(slots, n, sizeof(*more));

		if (!more)
			return hcn_fail_oom(err);
		slots = more;
		n_allocated = n;
	}
	slots[n_slots] = (struct slot){ 0 };
	first_free = ++n_slots;
	return 0;
}

int hcn_handle_new(int kind, void **ret, struct hcn_error *err)
{
	struct slot *slot;
	size_t i;
	int r = 0;

	hcn_process_lock();
	if (!first_free)
		r = add_slot(err);
	if (!r) {
		i = first_free - 1;
		slot = &slots[i];
		first_free = slot->next_free;
		slot->generation++;
		slot->handle = (slot->generation << SLOT_BITS | i) << KIND_BITS |
			       (uintptr_t)(kind + 1);
		slot->id = (struct hcn_guid){ 0 };
		*ret = (void *)slot->handle;
	}
	hcn_process_unlock();
	return r;
}

void hcn_handle_set(void *handle, const struct hcn_guid *id)
{
	struct slot *slot;

	hcn_process_lock();
	slot = find_slot((uintptr_t)handle);
	/* A client may have guessed the number and closed it. */
	if (slot)
		slot->id = *id;
	hcn_process_unlock();
}

static const char *kind_name(int kind)
{
	return kind == HCN_HANDLE_CALLBACK ? "callback"
	       : kind == HCN_HANDLE_PORTS  ? "port reservation"
					   : hcn_kind_name((enum hcn_kind)kind);
}

/* @is_open: it is, but of another kind. */
static int refuse(uintptr_t handle, int kind, bool is_open, struct hcn_error *err)
{
	char text[24];
	int r;

	if (!handle)
		return hcn_fail(
			err, HCN_INVALID_HANDLE, NULL, "the %s handle is NULL", kind_name(kind));
	if (is_open)
		r = hcn_fail(err, HCN_INVALID_HANDLE, NULL, "this is a %s handle",
			kind_name(kind_of(handle)));
	else
		r = hcn_fail(
			err, HCN_INVALID_HANDLE, NULL, "the handle is closed, or never was one");
	hcn_error_value(err, text, (size_t)snprintf(text, sizeof(text), "%#jx", (uintmax_t)handle));
	hcn_error_expected(err, "an open %s handle", kind_name(kind));
	return r;
}

/* Finds an open handle and, perhaps, frees its slot. */
static int use(
	const void *pointer, int kind, bool close, struct hcn_guid *ret, struct hcn_error *err)
{
	uintptr_t handle = (uintptr_t)pointer;
	bool is_open, fits;
	struct slot *slot;

	hcn_process_lock();
	slot = find_slot(handle);
	is_open = slot != NULL;
	fits = is_open && kind_of(handle) == kind;
	if (fits) {
		*ret = slot->id;
		if (close) {
			slot->handle = 0;
			slot->next_free = first_free;
			first_free = (size_t)(slot - slots) + 1;
		}
	}
	hcn_process_unlock();
	return fits ? 0 : refuse(handle, kind, is_open, err);
}

int hcn_handle_find(const void *handle, int kind, struct hcn_guid *ret, struct hcn_error *err)
{
	return use(handle, kind, false, ret, err);
}

int hcn_handle_close(const void *handle, int kind, struct hcn_guid *ret, struct hcn_error *err)
{
	return use(handle, kind, true, ret, err);
}
