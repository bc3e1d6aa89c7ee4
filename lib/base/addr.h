/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 and IPv6 addresses, prefixes, MAC addresses and port lists: strict text in, canonical text out
 * (RFC 5952 for IPv6), and the arithmetic that IPAM needs.
 */
#ifndef HCN_BASE_ADDR_H
#define HCN_BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hcn_family { HCN_FAMILY_NONE = 0, HCN_IPV4 = 4, HCN_IPV6 = 6 };

struct hcn_addr {
	uint8_t family;    /* enum hcn_family */
	uint8_t bytes[16]; /* network order; IPv4 uses the first 4, the rest is zero */
};

struct hcn_prefix {
	struct hcn_addr addr; /* may have host bits, as the text had */
	uint8_t len;          /* 0..32 or 0..128 */
};

struct hcn_mac {
	uint8_t bytes[6];
};

struct hcn_port_range {
	uint16_t first;
	uint16_t last; /* inclusive, >= first */
};

#define HCN_ADDR_TEXT_SIZE   46
#define HCN_PREFIX_TEXT_SIZE 50
#define HCN_MAC_TEXT_SIZE    18

struct hcn_addr_text {
	char text[HCN_ADDR_TEXT_SIZE];
};
struct hcn_prefix_text {
	char text[HCN_PREFIX_TEXT_SIZE];
};
struct hcn_mac_text {
	char text[HCN_MAC_TEXT_SIZE];
};

unsigned hcn_addr_bits(const struct hcn_addr *a); /* 32, 128, or 0 for no address */
size_t hcn_addr_size(const struct hcn_addr *a);   /* 4, 16 or 0 */
/* no zone, no prefix, no leading zeros in IPv4 */
bool hcn_addr_parse(const char *text, struct hcn_addr *ret);
struct hcn_addr_text hcn_addr_format(const struct hcn_addr *a);
bool hcn_addr_equal(const struct hcn_addr *a, const struct hcn_addr *b);
/* family first, then numeric */
int hcn_addr_compare(const struct hcn_addr *a, const struct hcn_addr *b);
bool hcn_addr_is_unspecified(const struct hcn_addr *a); /* 0.0.0.0, :: */
bool hcn_addr_is_multicast(const struct hcn_addr *a);
bool hcn_addr_is_loopback(const struct hcn_addr *a);

/* *@a + @n within its family; false on overflow (then *@ret is untouched). */
bool hcn_addr_add(const struct hcn_addr *a, uint64_t n, struct hcn_addr *ret);

/* "10.0.0.0/24"; host bits allowed; length required */
bool hcn_prefix_parse(const char *text, struct hcn_prefix *ret);
/* as stored, host bits kept */
struct hcn_prefix_text hcn_prefix_format(const struct hcn_prefix *p);
struct hcn_prefix hcn_prefix_mask(const struct hcn_prefix *p); /* host bits cleared */
bool hcn_prefix_contains(const struct hcn_prefix *p, const struct hcn_addr *a);
bool hcn_prefix_overlaps(const struct hcn_prefix *a, const struct hcn_prefix *b);
bool hcn_prefix_equal(const struct hcn_prefix *a, const struct hcn_prefix *b); /* after masking */
struct hcn_addr hcn_prefix_first(const struct hcn_prefix *p);                  /* all host bits 0 */
struct hcn_addr hcn_prefix_last(const struct hcn_prefix *p);                   /* all host bits 1 */

/* six pairs, all '-' or all ':', any case */
bool hcn_mac_parse(const char *text, struct hcn_mac *ret);
/* "00-15-5D-52-C0-00", as HNS writes it */
struct hcn_mac_text hcn_mac_dashes(const struct hcn_mac *m);
/* "00:15:5d:52:c0:00", as Linux writes it */
struct hcn_mac_text hcn_mac_colons(const struct hcn_mac *m);
bool hcn_mac_equal(const struct hcn_mac *a, const struct hcn_mac *b);
/* An interface can have it: no group address, not 00-00-00-00-00-00. */
bool hcn_mac_is_unicast(const struct hcn_mac *m);
uint64_t hcn_mac_to_u64(const struct hcn_mac *m);
struct hcn_mac hcn_mac_from_u64(uint64_t value); /* the low 48 bits */

/* A comma-separated list of ports and ranges ("80,443,8000-8010"), spaces allowed around commas, "" is
 * an empty list.  0, *@ret malloc'ed (NULL when empty); -EINVAL with the byte offset of the fault; -ENOMEM. */
int hcn_ports_parse(const char *text, struct hcn_port_range **ret, size_t *ret_n, size_t *ret_bad);

#endif
