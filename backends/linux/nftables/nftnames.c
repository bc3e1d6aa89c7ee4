/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of rows that name tables and hooks (nftnames.h).  Pure. */
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <linux/netfilter.h>

#include "cleanup.h"
#include "nftables/nftnames.h"

const char *nft_split_table(const char *table, uint8_t *ret_family)
{
	static const char bridge[] = "bridge ";
	bool is_bridge = table && !strncmp(table, bridge, sizeof(bridge) - 1);

	*ret_family = is_bridge ? NFPROTO_BRIDGE : NFPROTO_INET;
	return is_bridge ? table + sizeof(bridge) - 1 : table ? table : "";
}

bool nft_hook_parse(const char *text, struct nft_hook *ret)
{
	static const char *const names[] = {
		[NF_INET_PRE_ROUTING] = "prerouting",
		[NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward",
		[NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
	};
	char hook[16], end;

	if (sscanf(text, "%15s %15s %d%c", ret->type, hook, &ret->priority, &end) != 3)
		return false;
	for (uint32_t i = 0; i < HCN_N_ELEMENTS(names); i++)
		if (strcmp(names[i], hook) == 0) {
			ret->number = i;
			return true;
		}
	return false;
}
