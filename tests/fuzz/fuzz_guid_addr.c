/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GUIDs, addresses, prefixes, MAC addresses and port lists: a text that is accepted has one canonical form, which means
 * the same and is its own canonical form.
 *
 * In: any bytes, tried as each of them.
 */
#include <errno.h>

#include "addr.h"
#include "buf.h"
#include "cleanup.h"
#include "fuzz.h"
#include "guid.h"

static void try_guid(const char *text, size_t len)
{
	struct hcn_guid guid, again;
	uint8_t bytes[16];

	if (!hcn_guid_parse(text, len, &guid))
		return;
	must(hcn_guid_parse(hcn_guid_upper(&guid).text, HCN_GUID_TEXT_SIZE - 1, &again));
	must(hcn_guid_equal(&guid, &again));
	must(hcn_guid_parse(hcn_guid_lower(&guid).text, HCN_GUID_TEXT_SIZE - 1, &again));
	must(!hcn_guid_compare(&guid, &again));
	hcn_guid_to_bytes(&guid, bytes);
	hcn_guid_from_bytes(bytes, &again);
	must(hcn_guid_equal(&guid, &again));
}

static void try_addr(const char *text)
{
	struct hcn_addr addr, again, next;

	if (!hcn_addr_parse(text, &addr))
		return;
	must(hcn_addr_parse(hcn_addr_format(&addr).text, &again));
	must(hcn_addr_equal(&addr, &again));
	must(!strcmp(hcn_addr_format(&addr).text, hcn_addr_format(&again).text));
	if (hcn_addr_add(&addr, 1, &next))
		must(hcn_addr_compare(&addr, &next) < 0);
}

static void try_prefix(const char *text)
{
	struct hcn_prefix prefix, again, masked;
	struct hcn_addr first, last;

	if (!hcn_prefix_parse(text, &prefix))
		return;
	must(hcn_prefix_parse(hcn_prefix_format(&prefix).text, &again));
	must(hcn_addr_equal(&prefix.addr, &again.addr) && prefix.len == again.len);

	masked = hcn_prefix_mask(&prefix);
	first = hcn_prefix_first(&prefix);
	last = hcn_prefix_last(&prefix);
	must(hcn_prefix_equal(&prefix, &masked) && hcn_addr_equal(&masked.addr, &first));
	must(hcn_prefix_contains(&prefix, &prefix.addr));
	must(hcn_prefix_contains(&prefix, &first) && hcn_prefix_contains(&prefix, &last));
	must(hcn_addr_compare(&first, &last) <= 0 && hcn_prefix_overlaps(&masked, &prefix));
}

static void try_mac(const char *text)
{
	struct hcn_mac mac, again;

	if (!hcn_mac_parse(text, &mac))
		return;
	must(hcn_mac_parse(hcn_mac_dashes(&mac).text, &again) && hcn_mac_equal(&mac, &again));
	must(hcn_mac_parse(hcn_mac_colons(&mac).text, &again) && hcn_mac_equal(&mac, &again));
	again = hcn_mac_from_u64(hcn_mac_to_u64(&mac));
	must(hcn_mac_equal(&mac, &again));
}

static void try_ports(const char *text)
{
	_cleanup_free_ struct hcn_port_range *ports = NULL, *again = NULL;
	_cleanup_(hcn_buf_clear) struct hcn_buf list = { 0 };
	size_t n, n_again, bad;
	int r;

	r = hcn_ports_parse(text, &ports, &n, &bad);
	if (r) {
		must(r == -EINVAL && bad <= strlen(text));
		return;
	}
	must(!ports == !n);
	for (size_t i = 0; i < n; i++) {
		must(ports[i].first <= ports[i].last);
		hcn_buf_printf(&list, "%s%u-%u", i ? "," : "", ports[i].first, ports[i].last);
	}
	must(!hcn_ports_parse(n ? list.data : "", &again, &n_again, NULL));
	must(n == n_again && (!n || !memcmp(ports, again, n * sizeof(*ports))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);

	try_guid(text, size);
	try_addr(text);
	try_prefix(text);
	try_mac(text);
	try_ports(text);
	return 0;
}
