/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fault points: where tests kill the process. */
#ifndef HCN_ENGINE_FAULT_H
#define HCN_ENGINE_FAULT_H

/* NULL in the product.  Points, in order: "locked", "upgraded" (only when there was something to), "planned", "journalled",
 * "applied", "committed". */
extern void (*hcn_fault_hook)(const char *point);
void hcn_fault_point(const char *point);

#endif
