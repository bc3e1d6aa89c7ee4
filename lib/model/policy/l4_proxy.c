/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * L4Proxy on Linux (l4_proxy.h).
 *
 * Tests: tests/unit/model/policy/test_policy_check.c (malformed_settings_are_refused_where_they_are_wrong),
 * tests/unit/plan/test_proxy_rows.c (elements_say_what_the_policies_say)
 */
#include "policy/l4_proxy.h"

#include <stdlib.h>
#include <string.h>

#include "policy/acl.h"
#include "error.h"

struct member {
	const char *name, *value;
};

static int refuse(struct hcn_error *err, const char *pointer, struct member member, const char *why,
	const char *expected)
{
	return hcn_fail_expected(err, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/%s", pointer, member.name).text, member.value, expected, "%s %s",
		member.name, why);
}

static int read_protocol(const struct hcn_l4_proxy *proxy, const char *pointer,
	struct hcn_l4_proxy_rule *ret, struct hcn_error *err)
{
	ret->protocol = proxy->protocol == HCN_PROTOCOL_ANY ? HCN_PROTOCOL_TCP : proxy->protocol;
	if (ret->protocol == HCN_PROTOCOL_TCP || ret->protocol == HCN_PROTOCOL_UDP)
		return 0;
	return refuse(err, pointer, (struct member){ "Protocol", NULL }, "has no ports",
		"6 (TCP) or 17 (UDP)");
}

/* "ADDRESS:PORT" or "[ADDRESS]:PORT", for IPv4 and IPv6; an address alone leaves *@ret_port 0. */
static bool read_proxy(const char *text, struct hcn_addr *ret, uint16_t *ret_port)
{
	bool v6 = *text == '[';
	const char *end = v6 ? strstr(text, "]:") : strrchr(text, ':'), *digits;
	char address[HCN_ADDR_TEXT_SIZE];
	struct hcn_word word;
	uint32_t port;
	size_t len;

	*ret_port = 0;
	if (hcn_addr_parse(text, ret))
		return true;
	text += v6;
	if (!end || (size_t)(end - text) >= sizeof(address))
		return false;
	len = (size_t)(end - text);
	memcpy(address, text, len);
	address[len] = 0;
	digits = end + 1 + v6;
	word = (struct hcn_word){ digits, strlen(digits) };
	if (!hcn_addr_parse(address, ret) || (ret->family == HCN_IPV6) != v6 ||
		!hcn_word_number(&word, UINT16_MAX, &port) || !port)
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

static int read_destination(const struct hcn_l4_proxy *proxy, const char *pointer,
	struct hcn_l4_proxy_rule *ret, struct hcn_error *err)
{
	static const char forms[] = "the proxy: ADDRESS:PORT or [IPv6 ADDRESS]:PORT";
	const struct member member = { "Destination", proxy->destination };

	if (!member.value || !*member.value)
		return refuse(err, pointer, member, "is missing", forms);
	if (!read_proxy(member.value, &ret->proxy, &ret->proxy_port))
		return refuse(err, pointer, member, "is no address and port of a proxy", forms);
	if (hcn_addr_is_unspecified(&ret->proxy) || hcn_addr_is_multicast(&ret->proxy) ||
		hcn_addr_is_loopback(&ret->proxy))
		return refuse(err, pointer, member, "is no address of a proxy", forms);
	if (ret->proxy_port)
		return 0;
	/* it stays as it is; of several ports, the elements of a map cannot say so */
	if (ret->ports.first != ret->ports.last)
		return refuse(err, pointer, member, "has no port, and Port names none to keep",
			"ADDRESS:PORT, or ADDRESS with Port");
	ret->proxy_port = ret->ports.first;
	return 0;
}

static struct hcn_port_range ports_of(const char *text)
{
	unsigned long port = text ? strtoul(text, NULL, 10) : 0;

	return port ? (struct hcn_port_range){ (uint16_t)port, (uint16_t)port }
		    : (struct hcn_port_range){ 0, UINT16_MAX };
}

/* A proxy of the other family would get nothing of it. */
static int read_ip(const struct hcn_l4_proxy *proxy, const char *pointer,
	struct hcn_l4_proxy_rule *ret, struct hcn_error *err)
{
	const struct member member = { "IP", proxy->ip };
	struct hcn_word word = { proxy->ip, proxy->ip ? strlen(proxy->ip) : 0 };

	ret->to = (struct hcn_prefix){ .addr.family = ret->proxy.family };
	if (!word.len)
		return 0;
	if (!hcn_word_prefix(&word, &ret->to) ||
		(hcn_addr_is_unspecified(&ret->to.addr) &&
			ret->to.len == hcn_addr_bits(&ret->to.addr)))
		return refuse(err, pointer, member, "is nothing to send to",
			"an address or a prefix; nothing is everything");
	if (ret->to.addr.family != ret->proxy.family)
		return refuse(err, pointer, member, "is of another family than Destination",
			ret->proxy.family == HCN_IPV4 ? "an IPv4 address or prefix"
						      : "an IPv6 address or prefix");
	return 0;
}

int hcn_l4_proxy_read(const struct hcn_l4_proxy *proxy, const char *pointer,
	struct hcn_l4_proxy_rule *ret, struct hcn_error *err)
{
	int r;

	*ret = (struct hcn_l4_proxy_rule){
		.ports = ports_of(proxy->port),
		.outbound_nat = proxy->outbound_nat,
	};
	r = read_protocol(proxy, pointer, ret, err);
	if (!r)
		r = read_destination(proxy, pointer, ret, err);
	return r ? r : read_ip(proxy, pointer, ret, err);
}
