/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses, prefixes, MAC addresses, port lists.
 *
 * In: text of a client, or bytes.  Out: values, canonical text, and the arithmetic between them.
 * inet_pton() reads and inet_ntop() writes addresses: as strict and as canonical as RFC 5952 asks.
 */
#include "addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hex.h"

unsigned hcn_addr_bits(const struct hcn_addr *a)
{
	return (unsigned)hcn_addr_size(a) * 8;
}

size_t hcn_addr_size(const struct hcn_addr *a)
{
	switch ((enum hcn_family)a->family) {
	case HCN_IPV4:
		return 4;
	case HCN_IPV6:
		return 16;
	case HCN_FAMILY_NONE:
		break;
	}
	return 0;
}

static int os_family(const struct hcn_addr *a)
{
	return a->family == HCN_IPV4 ? AF_INET : AF_INET6;
}

bool hcn_addr_parse(const char *text, struct hcn_addr *ret)
{
	struct hcn_addr a = { .family = strchr(text, ':') ? HCN_IPV6 : HCN_IPV4 };

	if (inet_pton(os_family(&a), text, a.bytes) != 1)
		return false;
	*ret = a;
	return true;
}

struct hcn_addr_text hcn_addr_format(const struct hcn_addr *a)
{
	struct hcn_addr_text ret = { "" };

	if (hcn_addr_size(a))
		(void)inet_ntop(os_family(a), a->bytes, ret.text, sizeof(ret.text));
	return ret;
}

bool hcn_addr_equal(const struct hcn_addr *a, const struct hcn_addr *b)
{
	return hcn_addr_compare(a, b) == 0;
}

int hcn_addr_compare(const struct hcn_addr *a, const struct hcn_addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, hcn_addr_size(a));
}

/* Whether the first @n_bits of both are the same. */
static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned n_bits)
{
	size_t whole = n_bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> n_bits % 8);

	if (memcmp(a, b, whole) != 0)
		return false;
	return !mask || ((a[whole] ^ b[whole]) & mask) == 0;
}

bool hcn_addr_is_unspecified(const struct hcn_addr *a)
{
	static const uint8_t zero[16];

	return hcn_addr_size(a) && same_bits(a->bytes, zero, hcn_addr_bits(a));
}

bool hcn_addr_is_multicast(const struct hcn_addr *a)
{
	if (a->family == HCN_IPV4)
		return (a->bytes[0] & 0xf0) == 0xe0;
	return a->family == HCN_IPV6 && a->bytes[0] == 0xff;
}

bool hcn_addr_is_loopback(const struct hcn_addr *a)
{
	static const uint8_t one[16] = { [15] = 1 };

	if (a->family == HCN_IPV4)
		return a->bytes[0] == 127;
	return a->family == HCN_IPV6 && same_bits(a->bytes, one, 128);
}

bool hcn_addr_add(const struct hcn_addr *a, uint64_t n, struct hcn_addr *ret)
{
	struct hcn_addr sum = *a;

	for (size_t i = hcn_addr_size(a); i > 0 && n; i--) {
		uint64_t low = (n & 0xff) + sum.bytes[i - 1];

		sum.bytes[i - 1] = (uint8_t)low;
		n = (n >> 8) + (low >> 8);
	}
	if (n)
		return false;
	*ret = sum;
	return true;
}

/* Decimal digits only, no leading zero, at most @max; the end of the number, or NULL. */
static const char *parse_number(const char *text, unsigned max, unsigned *ret)
{
	unsigned value = 0;

	if (*text < '0' || *text > '9' || (text[0] == '0' && text[1] >= '0' && text[1] <= '9'))
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++) {
		value = value * 10 + (unsigned)(*text - '0');
		if (value > max)
			return NULL;
	}
	*ret = value;
	return text;
}

bool hcn_prefix_parse(const char *text, struct hcn_prefix *ret)
{
	const char *slash = strchr(text, '/'), *end;
	struct hcn_addr_text addr_text = { "" };
	struct hcn_addr addr;
	unsigned len;

	if (!slash || (size_t)(slash - text) >= sizeof(addr_text.text))
		return false;
	memcpy(addr_text.text, text, (size_t)(slash - text));
	if (!hcn_addr_parse(addr_text.text, &addr))
		return false;

	end = parse_number(slash + 1, hcn_addr_bits(&addr), &len);
	if (!end || *end)
		return false;
	*ret = (struct hcn_prefix){ .addr = addr, .len = (uint8_t)len };
	return true;
}

struct hcn_prefix_text hcn_prefix_format(const struct hcn_prefix *p)
{
	struct hcn_addr_text addr_text = hcn_addr_format(&p->addr);
	struct hcn_prefix_text ret = { "" };
	size_t len = strlen(addr_text.text);
	unsigned divisor = p->len >= 100 ? 100 : p->len >= 10 ? 10 : 1;

	if (!len)
		return ret;
	memcpy(ret.text, addr_text.text, len);
	ret.text[len++] = '/';
	for (; divisor; divisor /= 10)
		ret.text[len++] = (char)('0' + p->len / divisor % 10);
	return ret;
}

/* @p's address with every host bit set to @bit. */
static struct hcn_addr fill_host_bits(const struct hcn_prefix *p, bool bit)
{
	struct hcn_addr a = p->addr;

	for (unsigned i = p->len; i < hcn_addr_bits(&a); i++) {
		uint8_t mask = (uint8_t)(0x80 >> i % 8);

		a.bytes[i / 8] = (uint8_t)(bit ? a.bytes[i / 8] | mask : a.bytes[i / 8] & ~mask);
	}
	return a;
}

struct hcn_addr hcn_prefix_first(const struct hcn_prefix *p)
{
	return fill_host_bits(p, false);
}

struct hcn_addr hcn_prefix_last(const struct hcn_prefix *p)
{
	return fill_host_bits(p, true);
}

struct hcn_prefix hcn_prefix_mask(const struct hcn_prefix *p)
{
	return (struct hcn_prefix){ .addr = hcn_prefix_first(p), .len = p->len };
}

bool hcn_prefix_contains(const struct hcn_prefix *p, const struct hcn_addr *a)
{
	return p->addr.family == a->family && hcn_addr_size(a) &&
	       same_bits(p->addr.bytes, a->bytes, p->len);
}

bool hcn_prefix_overlaps(const struct hcn_prefix *a, const struct hcn_prefix *b)
{
	return a->len <= b->len ? hcn_prefix_contains(a, &b->addr)
				: hcn_prefix_contains(b, &a->addr);
}

bool hcn_prefix_equal(const struct hcn_prefix *a, const struct hcn_prefix *b)
{
	return a->len == b->len && a->addr.family == b->addr.family &&
	       same_bits(a->addr.bytes, b->addr.bytes, a->len);
}

bool hcn_mac_parse(const char *text, struct hcn_mac *ret)
{
	struct hcn_mac m;
	char separator;

	if (strlen(text) != HCN_MAC_TEXT_SIZE - 1)
		return false;
	separator = text[2];
	if (separator != '-' && separator != ':')
		return false;
	for (size_t i = 0; i < sizeof(m.bytes); i++, text += 3) {
		int high = hcn_hex_value(text[0]), low = hcn_hex_value(text[1]);

		if (high < 0 || low < 0)
			return false;
		if (text[2] != (i + 1 < sizeof(m.bytes) ? separator : '\0'))
			return false;
		m.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret = m;
	return true;
}

static struct hcn_mac_text format_mac(const struct hcn_mac *m, const char *digits, char separator)
{
	struct hcn_mac_text ret;
	char *at = ret.text;

	for (size_t i = 0; i < sizeof(m->bytes); i++) {
		*at++ = digits[m->bytes[i] >> 4];
		*at++ = digits[m->bytes[i] & 0xf];
		*at++ = separator;
	}
	at[-1] = '\0';
	return ret;
}

struct hcn_mac_text hcn_mac_dashes(const struct hcn_mac *m)
{
	return format_mac(m, "0123456789ABCDEF", '-');
}

struct hcn_mac_text hcn_mac_colons(const struct hcn_mac *m)
{
	return format_mac(m, "0123456789abcdef", ':');
}

bool hcn_mac_equal(const struct hcn_mac *a, const struct hcn_mac *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool hcn_mac_is_unicast(const struct hcn_mac *m)
{
	return !(m->bytes[0] & 1) && hcn_mac_to_u64(m);
}

uint64_t hcn_mac_to_u64(const struct hcn_mac *m)
{
	uint64_t value = 0;

	for (size_t i = 0; i < sizeof(m->bytes); i++)
		value = value << 8 | m->bytes[i];
	return value;
}

struct hcn_mac hcn_mac_from_u64(uint64_t value)
{
	struct hcn_mac m;

	for (size_t i = sizeof(m.bytes); i > 0; i--) {
		m.bytes[i - 1] = (uint8_t)value;
		value >>= 8;
	}
	return m;
}

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, " ");
}

/* "80" or "8000-8010"; the text after it, or NULL and *@ret_bad is the number at fault. */
static const char *parse_range(const char *text, struct hcn_port_range *ret, const char **ret_bad)
{
	unsigned first, last;
	const char *end;

	*ret_bad = text;
	end = parse_number(text, UINT16_MAX, &first);
	if (!end)
		return NULL;
	last = first;
	if (*end == '-') {
		*ret_bad = end + 1;
		end = parse_number(end + 1, UINT16_MAX, &last);
		if (!end || last < first)
			return NULL;
	}
	*ret = (struct hcn_port_range){ (uint16_t)first, (uint16_t)last };
	return end;
}

static size_t count_commas(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

/* Fills @ranges, which has room for all.  Returns the place of the fault, NULL if there is none. */
static const char *parse_ranges(const char *text, struct hcn_port_range *ranges, size_t *ret_n)
{
	size_t n = 0;

	for (;; text++) {
		const char *fault;

		text = parse_range(skip_spaces(text), &ranges[n++], &fault);
		if (!text)
			return fault;
		text = skip_spaces(text);
		if (*text != ',')
			break;
	}
	*ret_n = n;
	return *text ? text : NULL;
}

int hcn_ports_parse(const char *text, struct hcn_port_range **ret, size_t *ret_n, size_t *ret_bad)
{
	_cleanup_free_ struct hcn_port_range *ranges = NULL;
	size_t n = 0;

	if (*skip_spaces(text)) {
		const char *fault;

		ranges = calloc(count_commas(text) + 1, sizeof(*ranges));
		if (!ranges)
			return -ENOMEM;
		fault = parse_ranges(text, ranges, &n);
		if (fault) {
			if (ret_bad)
				*ret_bad = (size_t)(fault - text);
			return -EINVAL;
		}
	}
	*ret = TAKE_PTR(ranges);
	*ret_n = n;
	return 0;
}
