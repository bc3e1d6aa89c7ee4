/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel holds, read by netlink in this process: links with all that they have, addresses, routes, rules, neighbours,
 * forwarding tables, queues, nftables; in this network namespace and in each of /run/netns; and the sysctls that HCN changes.
 *
 * What changes by itself is left out: counters, timers, carriers, what the kernel learns; and so are numbers that are others
 * when the same is made again.
 */
#ifndef HCN_TEST_KERNEL_STATE_H
#define HCN_TEST_KERNEL_STATE_H

/* A line for each, sorted; malloc'ed.  Fails the test when the kernel does not answer. */
char *linux_kernel_state(void);

/* In the network namespace of that name in /run/netns: a socket (fd).  Fails the test when there is none. */
int socket_in_netns(const char *netns, int family, int type, int protocol);

#endif
