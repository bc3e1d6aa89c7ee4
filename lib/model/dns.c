/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DNS data that a resolv.conf can hold (dns.h).  Pure. */
#include <string.h>

#include "dns.h"

static bool is_word(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	return true;
}

static int check(const char *text, int status, const struct hcn_pointer at, struct hcn_error *err)
{
	if (!text || is_word(text))
		return 0;
	return hcn_fail_value(
		err, status, at.text, text, "DNS data must not have spaces or control characters");
}

int hcn_dns_check(const struct hcn_dns *dns, int status, const char *pointer, struct hcn_error *err)
{
	const struct {
		const char *key;
		char *const *words;
		size_t n;
	} lists[] = {
		{ "Search", dns->search, dns->n_search },
		{ "ServerList", dns->server_list, dns->n_server_list },
		{ "Options", dns->options, dns->n_options },
	};
	int r = check(dns->domain, status, hcn_pointer_of("%s/Domain", pointer), err);

	for (size_t i = 0; !r && i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; !r && j < lists[i].n; j++)
			r = check(lists[i].words[j], status,
				hcn_pointer_of("%s/%s/%zu", pointer, lists[i].key, j), err);
	return r;
}
