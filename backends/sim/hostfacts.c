/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts of the simulated host: a quiet machine with two adapters, and names and addresses that are
 * reserved for documentation (RFC 5737, RFC 2606).
 *
 * Tests: tests/unit/backends/sim/test_sim.c (facts_are_those_of_a_quiet_machine)
 */
#include "hostfacts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

static struct hcn_prefix routes[] = { { { HCN_IPV4, { 10, 255, 0, 0 } }, 24 } };
static char server[] = "192.0.2.53";
static char domain[] = "example.test";
static char *servers[] = { server };
static char *domains[] = { domain };

static char device[] = "eth0", windows_name[] = "Ethernet";
static char second_device[] = "eth1", second_windows_name[] = "Ethernet 2";
static char *names[] = { device, windows_name };
static char *second_names[] = { second_device, second_windows_name };
static struct hcn_addr addresses[] = { { HCN_IPV4, { 10, 255, 0, 2 } } };
static struct hcn_addr second_addresses[] = { { HCN_IPV4, { 192, 0, 2, 2 } } };
static struct hcn_adapter adapters[] = {
	{ .names = names,
		.n_names = HCN_N_ELEMENTS(names),
		.index = 2,
		.is_default = true,
		.mac = { { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 } }, /* RFC 7042 */
		.addresses = addresses,
		.n_addresses = HCN_N_ELEMENTS(addresses) },
	{ .names = second_names,
		.n_names = HCN_N_ELEMENTS(second_names),
		.index = 3,
		.mac = { { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x03 } },
		.addresses = second_addresses,
		.n_addresses = HCN_N_ELEMENTS(second_addresses) },
};

const struct hcn_facts sim_facts_built_in = {
	.routes = routes,
	.n_routes = HCN_N_ELEMENTS(routes),
	.mtu = 1500,
	.dns_servers = servers,
	.n_dns_servers = HCN_N_ELEMENTS(servers),
	.dns_search = domains,
	.n_dns_search = HCN_N_ELEMENTS(domains),
	.adapters = adapters,
	.n_adapters = HCN_N_ELEMENTS(adapters),
};

/* *@ret_n counts what was copied, also on failure. */
static bool dup_texts(char *const *from, size_t n, char ***ret, size_t *ret_n)
{
	*ret = calloc(n + 1, sizeof(**ret));
	for (*ret_n = 0; *ret && *ret_n < n; ++*ret_n) {
		(*ret)[*ret_n] = strdup(from[*ret_n]);
		if (!(*ret)[*ret_n])
			return false;
	}
	return *ret;
}

static bool dup_adapter(const struct hcn_adapter *from, struct hcn_adapter *ret)
{
	*ret = (struct hcn_adapter){
		.index = from->index, .is_default = from->is_default, .mac = from->mac
	};
	ret->addresses = calloc(from->n_addresses + 1, sizeof(*ret->addresses));
	if (!ret->addresses)
		return false;
	if (from->n_addresses)
		memcpy(ret->addresses, from->addresses,
			from->n_addresses * sizeof(*ret->addresses));
	ret->n_addresses = from->n_addresses;
	return dup_texts(from->names, from->n_names, &ret->names, &ret->n_names);
}

/* f->n_adapters counts what was begun, also on failure. */
static bool dup_adapters(const struct hcn_facts *from, struct hcn_facts *f)
{
	f->adapters = calloc(from->n_adapters + 1, sizeof(*f->adapters));
	if (!f->adapters)
		return false;
	while (f->n_adapters < from->n_adapters) {
		size_t i = f->n_adapters++;

		if (!dup_adapter(&from->adapters[i], &f->adapters[i]))
			return false;
	}
	return true;
}

int sim_facts_dup(const struct hcn_facts *from, struct hcn_facts *ret)
{
	struct hcn_facts f = { .mtu = from->mtu };

	f.routes = calloc(from->n_routes + 1, sizeof(*f.routes));
	if (!f.routes ||
		!dup_texts(
			from->dns_servers, from->n_dns_servers, &f.dns_servers, &f.n_dns_servers) ||
		!dup_texts(from->dns_search, from->n_dns_search, &f.dns_search, &f.n_dns_search) ||
		!dup_adapters(from, &f)) {
		hcn_facts_clear(&f);
		return -ENOMEM;
	}
	if (from->n_routes)
		memcpy(f.routes, from->routes, from->n_routes * sizeof(*f.routes));
	f.n_routes = from->n_routes;
	*ret = f;
	return 0;
}
