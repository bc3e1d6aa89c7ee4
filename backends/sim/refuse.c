/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Refusals of links, addresses, routes and their like: measured on Linux 6.18, texts included.
 *
 * In: a row and the kernel it should go to.  Out: 0 or the errno Linux would give.
 * Changes nothing.
 *
 * Tests: tests/unit/backends/sim/test_devices.c (linux_refuses_it),
 * tests/unit/backends/sim/test_addresses.c (linux_refuses_it)
 */
#include "refuse.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "addr.h"
#include "cleanup.h"
#include "sysctl.h"

#define MAX_BRIDGE_PORTS 1023 /* BR_MAX_PORTS - 1 */
#define MIN_MTU          68
#define MAX_MTU          65535
#define MIN_IPV6_MTU     1280
#define MAX_ALIAS        255
#define MAX_ALTNAME      127
#define MAX_FILE_NAME    255

static const struct sim_refusal accepted;

/* As dev_valid_name(). */
static struct sim_refusal check_device_name(const char *name)
{
	if (!*name || strlen(name) >= IF_NAMESIZE || !strcmp(name, ".") || !strcmp(name, "..") ||
		strpbrk(name, "/: \t\n\v\f\r"))
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

static struct sim_refusal check_mac(const char *text)
{
	static const struct hcn_mac zero;
	struct hcn_mac mac;

	if (!text)
		return accepted;
	if (!hcn_mac_parse(text, &mac))
		return sim_refuse(EINVAL, NULL);
	if (mac.bytes[0] & 1 || hcn_mac_equal(&mac, &zero))
		return sim_refuse(EADDRNOTAVAIL, NULL);
	return accepted;
}

static struct sim_refusal check_file_name(const char *name)
{
	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return sim_refuse(EINVAL, NULL);
	return strlen(name) > MAX_FILE_NAME ? sim_refuse(ENAMETOOLONG, NULL) : accepted;
}

static struct sim_refusal check_netns(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	return check_file_name(sim_text(row->netns.name));
}

static struct sim_refusal check_file(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	const char *path = sim_text(row->file.path);

	if (!*path || *path == '/' || !strncmp(path, "../", 3) || strstr(path, "/../"))
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

static struct sim_refusal check_attributes(const struct hcn_row_link *l)
{
	struct sim_refusal no = check_mac(l->mac);

	if (!no.os_errno)
		no = check_mac(l->peer_mac);
	if (no.os_errno)
		return no;
	if (HCN_HAS(l, hcn_row_link, mtu) && l->mtu < MIN_MTU)
		return sim_refuse(EINVAL, "mtu less than device minimum");
	if (HCN_HAS(l, hcn_row_link, mtu) && l->mtu > MAX_MTU)
		return sim_refuse(EINVAL, "mtu greater than device maximum");
	if (strlen(sim_text(l->alias)) > MAX_ALIAS)
		return sim_refuse(ERANGE, "Attribute failed policy validation");
	if (HCN_HAS(l, hcn_row_link, altname) &&
		(!l->altname[0] || strlen(l->altname) > MAX_ALTNAME))
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

static struct sim_refusal check_master(
	const struct sim_kernel *k, const struct hcn_row_link *l, const struct sim_node *old)
{
	const struct sim_node *bridge;

	if (!HCN_HAS(l, hcn_row_link, master))
		return l->isolated || l->locked ? sim_refuse(EOPNOTSUPP, NULL) : accepted;
	bridge = sim_device(k, NULL, l->master);
	if (!bridge)
		return sim_refuse(ENODEV, NULL);
	if (bridge->row.kind != HCN_ROW_LINK || bridge->row.link.type != HCN_LINK_BRIDGE)
		return sim_refuse(EOPNOTSUPP, NULL);
	if (l->type == HCN_LINK_BRIDGE)
		return sim_refuse(ELOOP, "Can not enslave a bridge to a bridge");
	if (bridge->n_ports >= MAX_BRIDGE_PORTS && (!old || old->bridge != bridge))
		return sim_refuse(EXFULL, NULL);
	return accepted;
}

static struct sim_refusal check_link(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	const struct hcn_row_link *l = &row->link;
	struct sim_refusal no = check_device_name(sim_text(l->name));

	if (!no.os_errno && l->type == HCN_LINK_VETH)
		no = check_device_name(sim_text(l->peer_name));
	if (!no.os_errno)
		no = check_attributes(l);
	if (!no.os_errno)
		no = check_master(k, l, old);
	return no;
}

static struct sim_refusal check_sysctl(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	const char *value = sim_text(row->sysctl.value);
	char dev[IF_NAMESIZE];

	if (!sim_sysctl_initial(sim_text(row->sysctl.path), dev))
		return sim_refuse(ENOENT, NULL);
	if (*value == '-')
		value++;
	if (!*value || value[strspn(value, "0123456789")])
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

static uint32_t mtu_of(const struct sim_node *device)
{
	if (device->row.kind != HCN_ROW_LINK)
		return 65536; /* a loopback device's */
	return HCN_HAS(&device->row.link, hcn_row_link, mtu) ? device->row.link.mtu : 1500;
}

static struct sim_refusal check_addr(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	struct hcn_prefix p;

	if (!hcn_prefix_parse(sim_text(row->addr.prefix), &p))
		return sim_refuse(EINVAL, NULL);
	if (p.addr.family == HCN_IPV4)
		return accepted;
	if (mtu_of(parent) < MIN_IPV6_MTU)
		return sim_refuse(EINVAL, NULL);
	if (hcn_addr_is_multicast(&p.addr))
		return sim_refuse(EADDRNOTAVAIL,
			"ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag");
	if (hcn_addr_is_unspecified(&p.addr) || hcn_addr_is_loopback(&p.addr))
		return sim_refuse(
			EADDRNOTAVAIL, "ipv6: Cannot assign loopback address on this device");
	return accepted;
}

static struct sim_refusal check_link_flag(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	bool fits = row->link_flag.flag == HCN_LINK_HAIRPIN
			    ? parent->bridge != NULL
			    : parent->row.kind == HCN_ROW_LINK &&
				      parent->row.link.type == HCN_LINK_BRIDGE;

	return fits ? accepted : sim_refuse(EOPNOTSUPP, NULL);
}

static struct sim_refusal check_qdisc(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	return row->qdisc.rate ? accepted : sim_refuse(EINVAL, NULL);
}

static struct sim_refusal check_fdb(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	static const struct hcn_mac zero;
	struct hcn_mac mac;

	if (!parent->bridge)
		return sim_refuse(EOPNOTSUPP, NULL);
	if (!hcn_mac_parse(sim_text(row->fdb.mac), &mac) || hcn_mac_equal(&mac, &zero))
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

static struct sim_refusal check_neigh(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	struct hcn_addr ip;
	struct hcn_mac mac;

	if (!hcn_addr_parse(sim_text(row->neigh.ip), &ip) ||
		!hcn_mac_parse(sim_text(row->neigh.mac), &mac))
		return sim_refuse(EINVAL, NULL);
	return accepted;
}

/* Whether an address or an on-link route of the route's device leads to @via. */
static bool is_on_link(
	const struct hcn_row_route *r, const struct hcn_addr *via, const struct sim_node *device)
{
	const struct sim_node *child;
	struct hcn_prefix p;

	LIST_FOREACH(child, &device->children, sibling)
	{
		const struct hcn_row_addr *a = &child->row.addr;
		const struct hcn_row_route *o = &child->row.route;
		bool leads = false;

		if (child->row.kind == HCN_ROW_ADDR)
			leads = !strcmp(a->dev, r->dev) &&
				!strcmp(sim_text(a->netns), sim_text(r->netns)) &&
				hcn_prefix_parse(a->prefix, &p);
		else if (child->row.kind == HCN_ROW_ROUTE)
			leads = !HCN_HAS(o, hcn_row_route, via) && !strcmp(o->dev, r->dev) &&
				(!o->table || o->table == r->table) &&
				!strcmp(sim_text(o->netns), sim_text(r->netns)) &&
				hcn_prefix_parse(o->dst, &p);
		if (leads && hcn_prefix_contains(&p, via))
			return true;
	}
	return false;
}

/* IPv4 takes the device's own address as a gateway, IPv6 does not. */
static bool is_own_ipv6(const struct hcn_addr *via, const struct sim_node *device)
{
	const struct sim_node *child;
	struct hcn_prefix p;

	if (via->family != HCN_IPV6)
		return false;
	LIST_FOREACH(child, &device->children, sibling)
	if (child->row.kind == HCN_ROW_ADDR && hcn_prefix_parse(child->row.addr.prefix, &p) &&
		hcn_addr_equal(&p.addr, via))
		return true;
	return false;
}

static bool is_link_local(const struct hcn_addr *a)
{
	return a->family == HCN_IPV6 && a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

static struct sim_refusal check_route(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	const struct hcn_row_route *r = &row->route;
	struct hcn_prefix dst, masked;
	struct hcn_addr via;

	if (!hcn_prefix_parse(sim_text(r->dst), &dst))
		return sim_refuse(EINVAL, NULL);
	masked = hcn_prefix_mask(&dst);
	if (!hcn_addr_equal(&masked.addr,
		    &dst.addr)) /* IPv6 clears the bits, and has another route than asked for */
		return sim_refuse(EINVAL, "Invalid prefix for given prefix length");
	if (!HCN_HAS(r, hcn_row_route, via))
		return accepted;
	if (!hcn_addr_parse(sim_text(r->via), &via) || via.family != dst.addr.family)
		return sim_refuse(EINVAL, NULL);
	if (is_own_ipv6(&via, parent))
		return sim_refuse(EINVAL, "Gateway can not be a local address");
	if (hcn_addr_equal(&via, &dst.addr) || is_link_local(&via) || is_on_link(r, &via, parent))
		return accepted;
	if (via.family == HCN_IPV6)
		return sim_refuse(EHOSTUNREACH, NULL);
	return sim_refuse(ENETUNREACH, "Nexthop has invalid gateway");
}

static struct sim_refusal check_rule(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	struct hcn_prefix from;

	return hcn_prefix_parse(sim_text(row->rule.from), &from) && row->rule.table
		       ? accepted
		       : sim_refuse(EINVAL, NULL);
}

typedef struct sim_refusal check_fn(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent);

static check_fn *const checks[HCN_N_ROW_KINDS] = {
	[HCN_ROW_NETNS] = check_netns,
	[HCN_ROW_FILE] = check_file,
	[HCN_ROW_LINK] = check_link,
	[HCN_ROW_LINK_FLAG] = check_link_flag,
	[HCN_ROW_QDISC] = check_qdisc,
	[HCN_ROW_SYSCTL] = check_sysctl,
	[HCN_ROW_ADDR] = check_addr,
	[HCN_ROW_FDB] = check_fdb,
	[HCN_ROW_NEIGH] = check_neigh,
	[HCN_ROW_ROUTE] = check_route,
	[HCN_ROW_RULE] = check_rule,
	[HCN_ROW_NFT_TABLE] = sim_check_nft,
	[HCN_ROW_NFT_SET] = sim_check_nft,
	[HCN_ROW_NFT_CHAIN] = sim_check_nft,
	[HCN_ROW_NFT_ELEM] = sim_check_nft,
};

struct sim_refusal sim_check_put(
	struct sim_kernel *k, const struct hcn_row *row, const struct sim_node *old)
{
	struct sim_node *parent;
	struct sim_refusal no;
	int r;

	r = sim_parent(k, row, &parent);
	if (r)
		return sim_refuse(-r, NULL);
	no = checks[row->kind](k, row, old, parent);
	if (!no.os_errno && sim_has_rival(k, row, parent))
		return sim_refuse(EEXIST, NULL);
	return no;
}

struct sim_refusal sim_check_remove(const struct sim_kernel *k, const struct hcn_row *row)
{
	return sim_is_used(k, row) ? sim_refuse(EBUSY, NULL) : accepted;
}
