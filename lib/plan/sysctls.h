/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sysctls that are ever planned: the one list of them.
 *
 * What was read from a journal is held against it: no file can make us write another one.
 */
#ifndef HCN_PLAN_SYSCTLS_H
#define HCN_PLAN_SYSCTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define HCN_SYSCTL_FORWARD4 "net/ipv4/ip_forward"
#define HCN_SYSCTL_FORWARD6 "net/ipv6/conf/all/forwarding"
#define HCN_SYSCTL_ANNOUNCE "net/ipv4/conf/all/arp_announce" /* in namespaces */

/* @path may be NULL. */
static inline bool hcn_sysctl_is_planned(const char *path)
{
	static const char *const paths[] = { HCN_SYSCTL_FORWARD4, HCN_SYSCTL_FORWARD6,
		HCN_SYSCTL_ANNOUNCE };

	for (size_t i = 0; path && i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!strcmp(paths[i], path))
			return true;
	return false;
}

#endif
