/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sysctls of a network namespace, as Linux 6.x starts them.
 *
 * In: a path.  Out: its first value and the device it belongs to.
 * Never knows what was written since: those are rows.
 *
 * Tests: tests/unit/backends/sim/test_addresses.c (a_sysctl_holds_its_first_value_before_anybody_writes)
 */
#include "sysctl.h"

#include <string.h>

#include "cleanup.h"

struct sysctl {
	const char *name;
	const char *initial;
};

static const struct sysctl plain[] = {
	{ "net/ipv4/ip_forward", "0" },
	{ "net/ipv4/conf/all/forwarding", "0" },
	{ "net/bridge/bridge-nf-call-iptables", "1" },
	{ "net/bridge/bridge-nf-call-ip6tables", "1" },
	{ "net/bridge/bridge-nf-call-arptables", "1" },
	{ "net/netfilter/nf_conntrack_acct", "0" },
	{ "net/netfilter/nf_conntrack_tcp_be_liberal", "0" },
	{ "net/netfilter/nf_conntrack_tcp_loose", "1" },
	{ NULL },
};

/* Below net/ipv4/conf/DEV and net/ipv6/conf/DEV. */
static const struct sysctl ipv4_conf[] = {
	{ "accept_local", "0" },
	{ "accept_redirects", "1" },
	{ "arp_accept", "0" },
	{ "arp_announce", "0" },
	{ "arp_filter", "0" },
	{ "arp_ignore", "0" },
	{ "arp_notify", "0" },
	{ "forwarding", "0" },
	{ "log_martians", "0" },
	{ "promote_secondaries", "0" },
	{ "proxy_arp", "0" },
	{ "proxy_arp_pvlan", "0" },
	{ "route_localnet", "0" },
	{ "rp_filter", "0" },
	{ "secure_redirects", "1" },
	{ "send_redirects", "1" },
	{ NULL },
};
static const struct sysctl ipv6_conf[] = {
	{ "accept_dad", "1" },
	{ "accept_ra", "1" },
	{ "accept_redirects", "1" },
	{ "addr_gen_mode", "0" },
	{ "autoconf", "1" },
	{ "dad_transmits", "1" },
	{ "disable_ipv6", "0" },
	{ "forwarding", "0" },
	{ "keep_addr_on_down", "0" },
	{ "ndisc_notify", "0" },
	{ "proxy_ndp", "0" },
	{ "use_tempaddr", "0" },
	{ NULL },
};

static const struct folder {
	const char *path;
	const struct sysctl *files;
} folders[] = {
	{ "net/ipv4/conf/", ipv4_conf },
	{ "net/ipv6/conf/", ipv6_conf },
};

static const char *find(const struct sysctl *s, const char *name)
{
	for (; s->name; s++)
		if (!strcmp(s->name, name))
			return s->initial;
	return NULL;
}

static const char *find_of_device(
	const struct folder *folder, const char *rest, char ret_dev[IF_NAMESIZE])
{
	const char *slash = strchr(rest, '/');
	size_t len = slash ? (size_t)(slash - rest) : 0;

	if (!len || len >= IF_NAMESIZE)
		return NULL;
	memcpy(ret_dev, rest, len);
	ret_dev[len] = '\0';
	if (!strcmp(ret_dev, "all") || !strcmp(ret_dev, "default"))
		ret_dev[0] = '\0';
	return find(folder->files, slash + 1);
}

const char *sim_sysctl_initial(const char *path, char ret_dev[IF_NAMESIZE])
{
	ret_dev[0] = '\0';
	for (size_t i = 0; i < HCN_N_ELEMENTS(folders); i++) {
		size_t len = strlen(folders[i].path);

		if (!strncmp(path, folders[i].path, len))
			return find_of_device(&folders[i], path + len, ret_dev);
	}
	return find(plain, path);
}
