/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets in words (peer/headers.h). */
#include "peer/headers.h"

#include <stdio.h>
#include <string.h>

#include "run_tests.h"

static struct headers parsed;

static bool parse(const char *text)
{
	static char copy[1024];
	const char *wrong;
	char *words[HEADERS_MAX + 1], *rest;
	size_t n = 0;

	strcpy(copy, text);
	for (char *w = strtok_r(copy, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
		words[n++] = w;
	return headers_parse(&parsed, words, n, &wrong);
}

static const char *composed(const char *text)
{
	static char hex[1024];
	uint8_t data[256];
	size_t size;

	ck_assert(parse(text));
	size = headers_compose(&parsed, data, sizeof(data));
	hex[0] = 0;
	for (size_t i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", data[i]);
	return hex;
}

static bool matches(const char *pattern, const char *packet)
{
	uint8_t data[256];
	size_t size;

	ck_assert(parse(packet));
	size = headers_compose(&parsed, data, sizeof(data));
	ck_assert(parse(pattern));
	return headers_match(&parsed, data, size);
}

START_TEST(lengths_numbers_and_checksums_are_right)
{
	ck_assert_str_eq(composed("eth:src=02:00:00:00:00:01 ip:src=192.0.2.1,dst=192.0.2.2 "
				  "udp:sport=5555,dport=6666 hex:6869"),
		"ffffffffffff0200000000010800"
		"4500001e0001000040"
		"11"
		"f6ca"
		"c0000201"
		"c0000202"
		"15b31a0a000ae3af"
		"6869");
	ck_assert_str_eq(composed("ip6:src=fe80::1,dst=fe80::2,hop=64 icmp6:id=1,seq=1"),
		"6000000000083a40"
		"fe800000000000000000000000000001"
		"fe800000000000000000000000000002"
		"800082b600010001");
}
END_TEST

START_TEST(what_is_given_is_not_corrected)
{
	ck_assert_str_eq(composed("vlan:prio=7,id=5,type=0x88a8 ip:len=9,sum=1,proto=99,ihl=15"),
		"e00588a8"
		"4f00000900010000406300010000000000000000");
}
END_TEST

START_TEST(extension_headers_name_what_follows)
{
	ck_assert_str_eq(composed("ip6 hopopt frag:off=1,mf=1,id=7 udp:sum=0"),
		"60000000001800ff0000000000000000000000000000000000000000000000000000000000000000"
		"2c00010400000000"
		"1100000900000007"
		"0000000000080000");
}
END_TEST

START_TEST(frames_match_by_what_is_given)
{
	const char *frame =
		"eth:src=02:00:00:00:00:01 vlan:id=5 ip:src=192.0.2.1,dst=192.0.2.2 udp:dport=53";

	ck_assert(matches("eth:src=02:00:00:00:00:01", frame));
	ck_assert(matches("eth vlan ip udp:dport=53", frame));
	ck_assert(matches("eth:dst=ff:ff:ff:ff:ff:ff vlan:id=5 ip:dst=192.0.2.2", frame));
	ck_assert(!matches("eth:src=02:00:00:00:00:02", frame));
	ck_assert(!matches("eth ip", frame));
	ck_assert(!matches("eth vlan ip6", frame));
	ck_assert(!matches("eth vlan ip tcp", frame));
	ck_assert(!matches("eth vlan ip udp:dport=54", frame));
	ck_assert(!matches("eth vlan ip udp zeros:1", frame));
}
END_TEST

START_TEST(words_that_say_nothing_are_refused)
{
	static const char *const wrong[] = { "ether", "ip:source=192.0.2.1", "ip:src=fe80::1",
		"ip:ttl=256", "ip:ttl=", "ip:ttl", "eth:src=1", "hex:1", "hex:xx", "zeros",
		"ip ip ip ip ip ip ip ip ip ip ip ip ip ip ip ip ip" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!parse(wrong[i]), "%s", wrong[i]);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ lengths_numbers_and_checksums_are_right, 0 },
		{ what_is_given_is_not_corrected, 0 },
		{ extension_headers_name_what_follows, 0 },
		{ frames_match_by_what_is_given, 0 },
		{ words_that_say_nothing_are_refused, 0 },
		{ NULL, 0 },
	};

	return run_tests("headers", facts);
}
