/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fault points (fault.h).
 *
 * Tests: tests/fault/test_kill.c (a_process_killed_at_any_point_is_repaired)
 */
#include "fault.h"

#include <stddef.h>

void (*hcn_fault_hook)(const char *point);

void hcn_fault_point(const char *point)
{
	if (hcn_fault_hook)
		hcn_fault_hook(point);
}
