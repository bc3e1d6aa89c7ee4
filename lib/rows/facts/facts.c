/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The end of what a backend found out about its host.
 *
 * Tests: tests/unit/backends/sim/test_sim.c
 */
#include <stdlib.h>

#include "facts.h"

static void free_texts(char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
}

void hcn_facts_clear(struct hcn_facts *facts)
{
	free(facts->routes);
	free_texts(facts->dns_servers, facts->n_dns_servers);
	free_texts(facts->dns_search, facts->n_dns_search);
	for (size_t i = 0; i < facts->n_adapters; i++) {
		free_texts(facts->adapters[i].names, facts->adapters[i].n_names);
		free(facts->adapters[i].addresses);
	}
	free(facts->adapters);
	*facts = (struct hcn_facts){ 0 };
}
