/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* L4WFPPROXY on Linux (wfp_proxy.h). */
#include "policy/wfp_proxy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"

/* The id is a decimal number; -1 is nobody's. */
static bool read_id(const char *text, uint32_t *ret)
{
	unsigned long long value;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoull(text, &end, 10);
	*ret = (uint32_t)value;
	return !errno && !*end && value < UINT32_MAX;
}

bool hcn_sid_read(const char *sid, struct hcn_sid *ret)
{
	static const char *const authorities[] = { "S-1-22-1-", "S-1-22-2-" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(authorities); i++) {
		size_t len = strlen(authorities[i]);

		ret->is_group = i == 1;
		if (!strncasecmp(sid, authorities[i], len))
			return read_id(sid + len, &ret->id);
	}
	return false;
}

bool hcn_wfp_proxy_has_foreign_sid(const struct hcn_l4_wfp_proxy *proxy)
{
	struct hcn_sid sid;

	return proxy->user_sid && *proxy->user_sid && !hcn_sid_read(proxy->user_sid, &sid);
}

struct hcn_wfp_protocols hcn_wfp_proxy_protocols(const struct hcn_l4_wfp_proxy *proxy)
{
	const char *rest = hcn_words(proxy->filter_tuple.protocols);
	struct hcn_wfp_protocols ret = { .tcp = !rest };
	struct hcn_word word;
	uint32_t number;

	while (hcn_word_next(&rest, &word)) {
		if (!hcn_word_number(&word, HCN_ACL_ANY_PROTOCOL, &number))
			continue;
		ret.tcp = ret.tcp || number == HCN_PROTOCOL_TCP || number == HCN_ACL_ANY_PROTOCOL;
		ret.udp = ret.udp || number == HCN_PROTOCOL_UDP;
	}
	return ret;
}
