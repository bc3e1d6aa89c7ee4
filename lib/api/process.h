/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the process has once: a lock, the context of the Hcn functions, the debug switch. */
#ifndef HCN_API_PROCESS_H
#define HCN_API_PROCESS_H

#include <stdbool.h>

#include <hcn.h>

/* The lock of all static data in lib/api.  A fork waits for it: no child finds it taken. */
void hcn_process_lock(void);
void hcn_process_unlock(void);

/* The context of this process, borrowed: opened at the first call from the environment of then, and once
 * more in a forked child.  Errors: as hcn_open(). */
int hcn_process_context(struct hcn **ret, struct hcn_error *err);

/* Whether HCN_DEBUG asks for a line per call. */
bool hcn_process_debug(void);

#endif
