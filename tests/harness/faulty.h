/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A backend that stands before the world's real one and, on demand, fails at the n-th step or kills the process there.
 *
 * Steps before the n-th have taken effect, as the backend's contract says; the nftables steps at the end are one
 * transaction, so a fault in one of them leaves all of them undone.
 */
#ifndef HCN_TEST_FAULTY_H
#define HCN_TEST_FAULTY_H

#include "context.h"
#include "fault.h"

enum fault { FAULT_NONE, FAULT_ERROR, FAULT_BROKEN, FAULT_KILL };

/* Puts it before @hcn's backend, which it opens.  Stays until the context is closed. */
void faulty_install(struct hcn *hcn);

/* The @n-th step from now on (1: the next).  FAULT_ERROR: fails once with EIO; FAULT_BROKEN: so do all
 * after it. */
void faulty_arm(enum fault fault, size_t n);

/* From now on it says that it is another kernel; 0: itself again. */
void faulty_move(uint64_t distance);

/* @request in a child that opens the world's state, and is killed at the engine's point @point, or at its @n-th step when that is
 * NULL.  Whether it died; else it succeeded. */
bool faulty_die_during(int (*request)(void), const char *point, size_t n);

/* Whether an armed fault has struck; disarms. */
bool faulty_struck(void);

#endif
