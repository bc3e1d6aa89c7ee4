/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files below /proc/sys that the simulated kernel has. */
#ifndef HCN_SIM_SYSCTL_H
#define HCN_SIM_SYSCTL_H

#include <net/if.h>
#include <stdbool.h>

/* The value of a fresh network namespace; NULL: there is no such file.  A file of one device, not of "all" or
 * "default", also fills @ret_dev, else it is "". */
const char *sim_sysctl_initial(const char *path, char ret_dev[IF_NAMESIZE]);

#endif
