/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers and their fields (header_rows.h). */
#include "header_rows.h"

#define F(name, bit, n)                                                                            \
	{                                                                                          \
		name, bit, n, NUMBER                                                               \
	}

const struct header header_rows[] = {
	{ "eth", 14, "ffffffffffff", NONE, NONE, "type", NULL, NULL, NO_LENGTH, NO_SUM,
		{ { "dst", 0, 48, MAC }, { "src", 48, 48, MAC }, F("type", 96, 16) } },
	{ "vlan", 4, "", 0x8100, NONE, "type", NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("prio", 0, 3), F("dei", 3, 1), F("id", 4, 12), F("type", 16, 16) } },
	{ "arp", 28, "0001080006040001", 0x0806, NONE, NULL, NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("htype", 0, 16), F("ptype", 16, 16), F("hlen", 32, 8), F("plen", 40, 8),
			F("op", 48, 16), { "sha", 64, 48, MAC }, { "spa", 112, 32, IPV4 },
			{ "tha", 144, 48, MAC }, { "tpa", 192, 32, IPV4 } } },
	{ "ip", 20, "450000000001000040", 0x0800, 4, "proto", "len", "sum", WHOLE, HEADER_SUM,
		{ F("version", 0, 4), F("ihl", 4, 4), F("tos", 8, 8), F("len", 16, 16),
			F("id", 32, 16), F("df", 49, 1), F("mf", 50, 1), F("off", 51, 13),
			F("ttl", 64, 8), F("proto", 72, 8), F("sum", 80, 16),
			{ "src", 96, 32, IPV4 }, { "dst", 128, 32, IPV4 } } },
	{ "ip6", 40, "60000000000000ff", 0x86dd, 41, "next", "len", NULL, REST, NO_SUM,
		{ F("version", 0, 4), F("class", 4, 8), F("flow", 12, 20), F("len", 32, 16),
			F("next", 48, 8), F("hop", 56, 8), { "src", 64, 128, IPV6 },
			{ "dst", 192, 128, IPV6 } } },
	/* Extension headers of IPv6; the options of the first and the last fill them up (PadN). */
	{ "hopopt", 8, "000001040000", NONE, 0, "next", NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("next", 0, 8), F("len", 8, 8), F("option", 16, 8), F("option-len", 24, 8) } },
	{ "route", 8, "", NONE, 43, "next", NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("next", 0, 8), F("len", 8, 8), F("type", 16, 8), F("left", 24, 8) } },
	{ "frag", 8, "", NONE, 44, "next", NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("next", 0, 8), F("off", 16, 13), F("mf", 31, 1), F("id", 32, 32) } },
	{ "dstopt", 8, "000001040000", NONE, 60, "next", NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("next", 0, 8), F("len", 8, 8), F("option", 16, 8), F("option-len", 24, 8) } },
	{ "udp", 8, "", NONE, 17, NULL, "len", "sum", WHOLE, PSEUDO,
		{ F("sport", 0, 16), F("dport", 16, 16), F("len", 32, 16), F("sum", 48, 16) } },
	{ "tcp", 20, "00000000000000000000000050000400", NONE, 6, NULL, NULL, "sum", NO_LENGTH,
		PSEUDO,
		{ F("sport", 0, 16), F("dport", 16, 16), F("seq", 32, 32), F("ackno", 64, 32),
			F("off", 96, 4), F("urg", 106, 1), F("ack", 107, 1), F("psh", 108, 1),
			F("rst", 109, 1), F("syn", 110, 1), F("fin", 111, 1), F("window", 112, 16),
			F("sum", 128, 16), F("urgent", 144, 16) } },
	{ "icmp", 8, "08", NONE, 1, NULL, NULL, "sum", NO_LENGTH, ALL,
		{ F("type", 0, 8), F("code", 8, 8), F("sum", 16, 16), F("id", 32, 16),
			F("seq", 48, 16), F("rest", 32, 32) } },
	{ "icmp6", 8, "80", NONE, 58, NULL, NULL, "sum", NO_LENGTH, PSEUDO,
		{ F("type", 0, 8), F("code", 8, 8), F("sum", 16, 16), F("id", 32, 16),
			F("seq", 48, 16), F("rest", 32, 32) } },
	/* What follows icmp6 in neighbour discovery: the address that it is about, an option with a link-layer address. */
	{ "target", 16, "", NONE, NONE, NULL, NULL, NULL, NO_LENGTH, NO_SUM,
		{ { "address", 0, 128, IPV6 } } },
	{ "lladdr", 8, "0201", NONE, NONE, NULL, NULL, NULL, NO_LENGTH, NO_SUM,
		{ F("type", 0, 8), F("len", 8, 8), { "mac", 16, 48, MAC } } },
};
const size_t n_header_rows = sizeof(header_rows) / sizeof(header_rows[0]);
