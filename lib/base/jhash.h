/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Jenkins' lookup3 as the Linux kernel computes it (include/linux/jhash.h): what nftables' jhash says of a packet.
 * https://burtleburtle.net/bob/c/lookup3.c
 */
#ifndef HCN_BASE_JHASH_H
#define HCN_BASE_JHASH_H

#include <stddef.h>
#include <stdint.h>

/* @n words as they lie in memory: a kernel of the other byte order computes another number, as for packets. */
uint32_t hcn_jhash(const uint32_t *words, size_t n, uint32_t seed);

#endif
