/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts of the simulated host: a quiet machine with one network of its own, and names and addresses that are
 * reserved for documentation (RFC 5737, RFC 2606).
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

const struct hcn_facts sim_facts_built_in = {
	.routes = routes,
	.n_routes = HCN_N_ELEMENTS(routes),
	.mtu = 1500,
	.dns_servers = servers,
	.n_dns_servers = HCN_N_ELEMENTS(servers),
	.dns_search = domains,
	.n_dns_search = HCN_N_ELEMENTS(domains),
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

int sim_facts_dup(const struct hcn_facts *from, struct hcn_facts *ret)
{
	struct hcn_facts f = { .mtu = from->mtu };

	f.routes = calloc(from->n_routes + 1, sizeof(*f.routes));
	if (!f.routes ||
		!dup_texts(
			from->dns_servers, from->n_dns_servers, &f.dns_servers, &f.n_dns_servers) ||
		!dup_texts(from->dns_search, from->n_dns_search, &f.dns_search, &f.n_dns_search)) {
		hcn_facts_clear(&f);
		return -ENOMEM;
	}
	if (from->n_routes)
		memcpy(f.routes, from->routes, from->n_routes * sizeof(*f.routes));
	f.n_routes = from->n_routes;
	*ret = f;
	return 0;
}
