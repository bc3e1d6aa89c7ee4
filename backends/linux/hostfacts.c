/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts of the host: which prefixes are taken, which adapters it has, how large its packets may be, whom it asks for
 * names.
 *
 * In: dumps that the kernel filters (main table, no link-layer data) and /etc/resolv.conf.  Out: struct hcn_facts.
 * Never: changes anything.
 *
 * Tests: tests/conform/linux/test_linux.c (the_facts_are_the_hosts)
 */
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "cleanup.h"
#include "hostfacts.h"

#define RESOLV_CONF   "/etc/resolv.conf"
#define DEFAULT_MTU   1500
#define DUMP_ATTEMPTS 8
#define BLANK         " \t\r\n"

struct gathering {
	struct hcn_facts *facts;
	uint32_t uplink; /* ifindex of the best default route, 0: none */
	uint32_t metric;
};

static int add_prefix(struct hcn_facts *facts, const struct hcn_prefix *p)
{
	struct hcn_prefix *grown;

	/* Doubles at powers of two. */
	if ((facts->n_routes & (facts->n_routes - 1)) == 0) {
		grown = reallocarray(
			facts->routes, facts->n_routes ? 2 * facts->n_routes : 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		facts->routes = grown;
	}
	facts->routes[facts->n_routes++] = hcn_prefix_mask(p);
	return 0;
}

static bool read_prefix(int family, unsigned len, const struct nlattr *attr, struct hcn_prefix *ret)
{
	*ret = (struct hcn_prefix){ .addr.family = family == AF_INET ? HCN_IPV4 : HCN_IPV6,
		.len = (uint8_t)len };
	if (!attr || (size_t)nla_len(attr) != hcn_addr_size(&ret->addr) ||
		len > hcn_addr_bits(&ret->addr))
		return false;
	memcpy(ret->addr.bytes, nla_data(attr), hcn_addr_size(&ret->addr));
	return true;
}

/* fe80::/10 and multicast are on every device and in nobody's way. */
static bool is_of_interest(const struct hcn_prefix *p)
{
	bool link_local = p->addr.family == HCN_IPV6 && p->addr.bytes[0] == 0xfe &&
			  (p->addr.bytes[1] & 0xc0) == 0x80;

	return !link_local && !hcn_addr_is_multicast(&p->addr);
}

static void take_default_route(struct gathering *g, struct nlattr *const *attrs)
{
	uint32_t metric = attrs[RTA_PRIORITY] ? nla_get_u32(attrs[RTA_PRIORITY]) : 0;

	if (!attrs[RTA_OIF] || (g->uplink && g->metric <= metric))
		return;
	g->uplink = nla_get_u32(attrs[RTA_OIF]);
	g->metric = metric;
}

static int take_route(const struct nlmsghdr *msg, void *arg)
{
	const struct rtmsg *head = nlmsg_data(msg);
	struct gathering *g = arg;
	struct nlattr *attrs[RTA_MAX + 1];
	struct hcn_prefix p;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, RTA_MAX, NULL) < 0)
		return -EBADMSG;
	if (head->rtm_table != RT_TABLE_MAIN || head->rtm_type != RTN_UNICAST)
		return 0;
	if (head->rtm_dst_len == 0)
		take_default_route(g, attrs);
	else if (read_prefix(head->rtm_family, head->rtm_dst_len, attrs[RTA_DST], &p) &&
		 is_of_interest(&p))
		return add_prefix(g->facts, &p);
	return 0;
}

/* --- adapters --------------------------------------------------------------------------------------- */

#define OUR_ALIAS "hcn " /* what the planner's aliases begin with */

static int add_word(char ***list, size_t *n, const char *word)
{
	_cleanup_free_ char *copy = strdup(word);
	char **grown;

	if (!copy)
		return -ENOMEM;
	grown = reallocarray(*list, *n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*list = grown;
	grown[(*n)++] = TAKE_PTR(copy);
	return 0;
}

static int take_names(struct hcn_adapter *adapter, struct nlattr *const *attrs)
{
	const struct nlattr *alt;
	int rest, r;

	r = add_word(&adapter->names, &adapter->n_names, nla_get_string(attrs[IFLA_IFNAME]));
	if (attrs[IFLA_PROP_LIST])
		nla_for_each_nested(alt, attrs[IFLA_PROP_LIST],
			rest) if (!r && nla_type(alt) == IFLA_ALT_IFNAME)
			r = add_word(&adapter->names, &adapter->n_names, nla_get_string(alt));
	if (!r && attrs[IFLA_IFALIAS])
		r = add_word(
			&adapter->names, &adapter->n_names, nla_get_string(attrs[IFLA_IFALIAS]));
	return r;
}

static int take_link(const struct nlmsghdr *msg, void *arg)
{
	const struct ifinfomsg *head = nlmsg_data(msg);
	struct hcn_facts *facts = ((struct gathering *)arg)->facts;
	struct nlattr *attrs[IFLA_MAX + 1];
	struct hcn_adapter *grown;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, IFLA_MAX, NULL) <
		0)
		return -EBADMSG;
	if (head->ifi_flags & IFF_LOOPBACK || !attrs[IFLA_IFNAME] ||
		(attrs[IFLA_IFALIAS] && !strncmp(nla_get_string(attrs[IFLA_IFALIAS]), OUR_ALIAS,
						strlen(OUR_ALIAS))))
		return 0;
	grown = reallocarray(facts->adapters, facts->n_adapters + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	facts->adapters = grown;
	grown += facts->n_adapters++;
	*grown = (struct hcn_adapter){ .index = (uint32_t)head->ifi_index };
	if (attrs[IFLA_ADDRESS] && nla_len(attrs[IFLA_ADDRESS]) == sizeof(grown->mac.bytes))
		memcpy(grown->mac.bytes, nla_data(attrs[IFLA_ADDRESS]), sizeof(grown->mac.bytes));
	return take_names(grown, attrs);
}

static struct hcn_adapter *find_adapter(struct hcn_facts *facts, uint32_t index)
{
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (facts->adapters[i].index == index)
			return &facts->adapters[i];
	return NULL;
}

static int add_address(struct hcn_adapter *adapter, const struct hcn_addr *addr)
{
	struct hcn_addr *grown = reallocarray(
		adapter->addresses, adapter->n_addresses + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	adapter->addresses = grown;
	grown[adapter->n_addresses++] = *addr;
	return 0;
}

static int take_address(const struct nlmsghdr *msg, void *arg)
{
	const struct ifaddrmsg *head = nlmsg_data(msg);
	struct gathering *g = arg;
	struct nlattr *attrs[IFA_MAX + 1];
	struct hcn_adapter *adapter;
	struct hcn_prefix p;
	int r = 0;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, IFA_MAX, NULL) < 0)
		return -EBADMSG;
	adapter = find_adapter(g->facts, head->ifa_index);
	/* of a point-to-point link IFA_ADDRESS is the other end's */
	if (adapter &&
		read_prefix(head->ifa_family, head->ifa_prefixlen,
			attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS], &p) &&
		is_of_interest(&p))
		r = add_address(adapter, &p.addr);
	if (!r && read_prefix(head->ifa_family, head->ifa_prefixlen, attrs[IFA_ADDRESS], &p) &&
		is_of_interest(&p))
		r = add_prefix(g->facts, &p);
	return r;
}

static int dump_family(struct call *c, int family, struct gathering *g)
{
	const struct rtmsg routes = {
		.rtm_family = (uint8_t)family, .rtm_table = RT_TABLE_MAIN, .rtm_type = RTN_UNICAST
	};
	const struct ifaddrmsg addresses = { .ifa_family = (uint8_t)family };
	struct nlreq q;
	int r;

	nlreq_init(&q, RTM_GETROUTE, NLM_F_DUMP, &routes, sizeof(routes));
	r = nlreq_query(c, &c->be->host, &q, take_route, g);
	if (r && r != -ENOENT) /* a host that never had an IPv4 address has no such table */
		return r;
	nlreq_init(&q, RTM_GETADDR, NLM_F_DUMP, &addresses, sizeof(addresses));
	return nlreq_query(c, &c->be->host, &q, take_address, g);
}

static int dump(struct call *c, struct gathering *g)
{
	const struct ifinfomsg links = { .ifi_family = AF_UNSPEC };
	struct hcn_adapter *uplink;
	struct nlreq q;
	int r;

	nlreq_init(&q, RTM_GETLINK, NLM_F_DUMP, &links, sizeof(links));
	r = nlreq_query(c, &c->be->host, &q, take_link, g);
	if (!r)
		r = dump_family(c, AF_INET, g);

	/* An IPv4 uplink wins over an IPv6 one, whatever the metrics: they do not compare. */
	g->metric = 0;
	if (!r)
		r = dump_family(c, AF_INET6, g);
	uplink = r ? NULL : find_adapter(g->facts, g->uplink);
	if (uplink)
		uplink->is_default = true;
	return r;
}

/* Dumps again when the kernel changed under a dump. */
static int read_routes(struct call *c, struct hcn_facts *facts, uint32_t *ret_uplink)
{
	for (int i = 0;; i++) {
		struct gathering g = { .facts = facts };
		int r = dump(c, &g);

		if (r != -EINTR || i == DUMP_ATTEMPTS) {
			*ret_uplink = g.uplink;
			return r;
		}
		hcn_facts_clear(facts);
	}
}

static uint32_t read_mtu(const struct nlsock *s, uint32_t ifindex)
{
	struct ifreq ifr = { .ifr_ifindex = (int)ifindex };

	if (!ifindex || ioctl(s->fd, SIOCGIFNAME, &ifr) < 0 || ioctl(s->fd, SIOCGIFMTU, &ifr) < 0)
		return DEFAULT_MTU;
	return (uint32_t)ifr.ifr_mtu;
}

static void clear_search(struct hcn_facts *facts)
{
	while (facts->n_dns_search)
		free(facts->dns_search[--facts->n_dns_search]);
}

/* resolv.conf(5): the last of the "search" and "domain" lines counts. */
static int take_resolver_line(struct hcn_facts *facts, char *line)
{
	char *rest, *word = strtok_r(line, BLANK, &rest);
	struct hcn_addr addr;
	bool search;
	int r = 0;

	if (!word)
		return 0;
	search = strcmp(word, "search") == 0 || strcmp(word, "domain") == 0;
	if (search)
		clear_search(facts);
	if (!search && strcmp(word, "nameserver") != 0)
		return 0;
	while (!r && (word = strtok_r(NULL, BLANK, &rest))) {
		if (search)
			r = add_word(&facts->dns_search, &facts->n_dns_search, word);
		else if (hcn_addr_parse(word, &addr) && !hcn_addr_is_loopback(&addr))
			r = add_word(&facts->dns_servers, &facts->n_dns_servers, word);
	}
	return r;
}

static void close_file(FILE **f)
{
	if (*f)
		(void)fclose(*f);
}

static int read_resolver(struct hcn_facts *facts)
{
	_cleanup_(close_file) FILE *f = fopen(RESOLV_CONF, "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;
	int r = 0;

	if (!f)
		return errno == ENOENT ? 0 : -errno;
	while (!r && getline(&line, &size, f) > 0)
		r = take_resolver_line(facts, line);
	return r;
}

int facts_read(struct call *c, struct hcn_facts *ret)
{
	struct hcn_facts facts = { 0 };
	uint32_t uplink = 0;
	int r;

	r = read_routes(c, &facts, &uplink);
	if (!r)
		r = read_resolver(&facts);
	if (r) {
		hcn_facts_clear(&facts);
		return r;
	}
	facts.mtu = read_mtu(&c->be->host, uplink);
	*ret = facts;
	return 0;
}
