/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fault points (fault.h). */
#include "fault.h"

#include <stddef.h>

void (*hcn_fault_hook)(const char *point);

void hcn_fault_point(const char *point)
{
	if (hcn_fault_hook)
		hcn_fault_hook(point);
}
