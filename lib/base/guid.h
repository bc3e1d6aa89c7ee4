/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GUIDs: the binary layout of Windows (three little-endian integers, then eight bytes), text as
 * HNS writes it (upper case, no braces) and reads it (any case, with or without braces).
 */
#ifndef HCN_BASE_GUID_H
#define HCN_BASE_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hcn_guid {
	uint32_t data1;
	uint16_t data2;
	uint16_t data3;
	uint8_t data4[8];
};

#define HCN_GUID_TEXT_SIZE 37 /* 36 characters and NUL */
#define HCN_IFNAME_SIZE    16 /* as the kernel's IFNAMSIZ */

struct hcn_guid_text {
	char text[HCN_GUID_TEXT_SIZE];
};

bool hcn_guid_is_zero(const struct hcn_guid *g);
bool hcn_guid_equal(const struct hcn_guid *a, const struct hcn_guid *b);
/* memcmp order of the canonical bytes */
int hcn_guid_compare(const struct hcn_guid *a, const struct hcn_guid *b);

/* Exactly @len characters: 36, or 38 with braces.  False for anything else; *@ret is then untouched. */
bool hcn_guid_parse(const char *text, size_t len, struct hcn_guid *ret);

struct hcn_guid_text hcn_guid_upper(const struct hcn_guid *g);
struct hcn_guid_text hcn_guid_lower(const struct hcn_guid *g);

/* Random (version 4), never zero. */
void hcn_guid_random(struct hcn_guid *ret);

/* Always the same for one @name in one @space (RFC 9562 version 5). */
void hcn_guid_derive(const struct hcn_guid *space, const char *name, struct hcn_guid *ret);

/* The 16 bytes in text order (big-endian), as keys need them to sort, and back. */
void hcn_guid_to_bytes(const struct hcn_guid *g, uint8_t bytes[16]);
void hcn_guid_from_bytes(const uint8_t bytes[16], struct hcn_guid *ret);

/* Interface name: @prefix and 60 bits of a hash of @g in lower-case base32 (RFC 4648 alphabet): 13 characters. */
void hcn_guid_ifname(const struct hcn_guid *g, char prefix, char ret[HCN_IFNAME_SIZE]);

#endif
