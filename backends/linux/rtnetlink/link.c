/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bridges and veth pairs.
 *
 * In: link rows.  Out: RTM_*LINK requests in the order that costs least (doc/facts/kernel.md §1, §9):
 * the peer is born inside its namespace, nothing is ever moved, IPv6 autoconfiguration is off before
 * there is a carrier, many go by group.
 * Never: touches a link of that name that is not ours, or leaves a half-made one behind.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "row_ops.h"
#include "rtnetlink/link.h"
#include "rtnetlink/linkmsg.h"
#include "rtnetlink/linkstate.h"

static bool is_veth(const struct hcn_row_link *row)
{
	return row->type == HCN_LINK_VETH;
}

static bool has_text(const char *text)
{
	return text && *text;
}

static int send_configuration(struct call *c, struct nlsock *s, const char *name,
	const struct hcn_row_link *row, bool ipv6)
{
	struct nlreq q;

	linkmsg_init(&q, 0, name, false);
	if (row && !is_veth(row))
		linkmsg_mtu(&q, row->mtu);
	if (row && has_text(row->alias))
		nlreq_str(&q, IFLA_IFALIAS, row->alias);
	if (row && has_text(row->master))
		linkmsg_port(&q, row);
	linkmsg_families(&q, ipv6);
	return nlreq_send(c, s, &q);
}

/* Sets what the create message ignores.  @row: the link's own end, or NULL for the peer. */
static int configure(
	struct call *c, struct nlsock *s, const char *name, const struct hcn_row_link *row)
{
	int r = send_configuration(c, s, name, row, true);

	/* No IPv6 in this kernel, or not with such a small MTU: nothing to keep quiet. */
	return r == -EAFNOSUPPORT ? send_configuration(c, s, name, row, false) : r;
}

static int set_up(struct call *c, struct nlsock *s, const char *name)
{
	struct nlreq q;

	linkmsg_init(&q, 0, name, true);
	return nlreq_send(c, s, &q);
}

static int edit_altname(struct call *c, const char *name, const char *altname, int type, int flags)
{
	const struct ifinfomsg head = { 0 };
	struct nlattr *list;
	struct nlreq q;

	nlreq_init(&q, type, flags, &head, sizeof(head));
	nlreq_str(&q, IFLA_IFNAME, name);
	list = nlreq_nest(&q, IFLA_PROP_LIST);
	nlreq_str(&q, IFLA_ALT_IFNAME, altname);
	nlreq_end(&q, list);
	return nlreq_send(c, &c->be->host, &q);
}

static int add_altname(struct call *c, const struct hcn_row_link *row)
{
	struct link_state s;
	int r;

	if (!has_text(row->altname))
		return 0;
	r = edit_altname(c, row->name, row->altname, RTM_NEWLINKPROP,
		NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND);
	if (r != -EEXIST || link_state_read(c, &c->be->host, row->name, row->altname, &s) != 0)
		return r;
	return s.has_altname ? 0 : call_refuse(c, r, "another link is called %s", row->altname);
}

static int find_master(struct call *c, const struct hcn_row_link *row, uint32_t *ret)
{
	*ret = 0;
	if (has_text(row->master) && nlsock_ifindex(&c->be->host, row->master, ret) != 0)
		return call_refuse(c, -ENODEV, "there is no bridge %s", row->master);
	return 0;
}

static int create(struct call *c, const struct hcn_row_link *row)
{
	int netns = -1, r = 0;
	uint32_t master;
	struct nlreq q;

	if (is_veth(row))
		r = netns_fd(c, row->peer_netns, &netns);
	if (r)
		return call_refuse(c, r, "there is no network namespace %s", row->peer_netns);
	r = find_master(c, row, &master);
	if (r)
		return r;
	/* A veth has no carrier before its peer is up, so it may be up before it is configured. */
	linkmsg_init(&q, NLM_F_CREATE | NLM_F_EXCL, row->name, is_veth(row));
	linkmsg_mac(&q, row->mac);
	if (is_veth(row)) {
		linkmsg_mtu(&q, row->mtu);
		linkmsg_veth(&q, row, netns);
	} else {
		/* A bridge takes the least MTU of its ports until its own is changed to another: configure() does. */
		linkmsg_mtu(&q, row->mtu ? row->mtu ^ 1 : 0);
		linkmsg_bridge(&q);
	}
	if (master)
		nlreq_u32(&q, IFLA_MASTER, master);
	r = nlreq_send(c, &c->be->host, &q);
	if (r == -EXFULL) {
		c->hint = "use another network, or delete endpoints of this one";
		return call_refuse(c, r, "bridge %s has no free port (1023 at most)", row->master);
	}
	return r;
}

static int finish(struct call *c, const struct hcn_row_link *row)
{
	struct nlsock *s = &c->be->host;
	int r = configure(c, s, row->name, row);

	if (!r && is_veth(row)) {
		r = netns_socket(c, row->peer_netns, &s);
		if (!r)
			r = configure(c, s, row->peer_name, NULL);
		if (!r)
			r = set_up(c, s, row->peer_name);
	} else if (!r) {
		r = set_up(c, s, row->name);
	}
	return r ? r : add_altname(c, row);
}

static int delete_link(struct call *c, const char *name)
{
	const struct ifinfomsg head = { 0 };
	struct nlreq q;
	int r;

	nlreq_init(&q, RTM_DELLINK, 0, &head, sizeof(head));
	nlreq_str(&q, IFLA_IFNAME, name);
	r = nlreq_send(c, &c->be->host, &q);
	return r == -ENODEV ? 0 : r;
}

/* As hcn_guid_ifname() makes them. */
static bool is_generated_name(const char *name)
{
	return strlen(name) == 13 && strspn(name, "abcdefghijklmnopqrstuvwxyz234567") == 13;
}

static bool is_ours(const struct link_state *s, const struct hcn_row_link *row)
{
	const char *kind = hcn_enum_name(&hcn_link_type_enum, row->type);

	return kind && strcmp(s->name, row->name) == 0 && strcmp(s->kind, kind) == 0 &&
	       ((has_text(row->alias) && strcmp(s->alias, row->alias) == 0) ||
		       is_generated_name(row->name));
}

/* The name is taken: the very link, one of ours (its namespace is still dying, or it was changed), or foreign. */
static int make_room(struct call *c, const struct hcn_row_link *row, bool *ret_holds)
{
	struct link_state s;
	int r = link_state_read(c, &c->be->host, row->name, row->altname, &s);

	*ret_holds = false;
	if (r == -ENODEV) /* then it is the peer's, or it just vanished: the second try tells */
		return 0;
	if (!r)
		r = link_state_matches(c, &s, row, ret_holds);
	if (r || *ret_holds)
		return r;
	if (!is_ours(&s, row))
		return call_refuse(c, -EEXIST, "a link %s that is not ours exists (%s)", s.name,
			*s.kind ? s.kind : "physical");
	return delete_link(c, row->name);
}

static int check_row(struct call *c, const struct hcn_row_link *row)
{
	if (!has_text(row->name) || strlen(row->name) >= IFNAMSIZ)
		return call_refuse(c, -EINVAL, "not a name for a link");
	if (is_veth(row) && (!has_text(row->peer_name) || strlen(row->peer_name) >= IFNAMSIZ))
		return call_refuse(c, -EINVAL, "not a name for the peer");
	return 0;
}

static int link_add(struct call *c, const struct hcn_row *full)
{
	const struct hcn_row_link *row = &full->link;
	bool holds;
	int r = check_row(c, row);

	if (r)
		return r;
	r = create(c, row);
	if (r == -EEXIST) {
		r = make_room(c, row, &holds);
		if (r || holds)
			return r;
		r = create(c, row);
	}
	if (r)
		return r;
	r = finish(c, row);
	if (r)
		(void)delete_link(c, row->name);
	return r;
}

static int link_remove(struct call *c, const struct hcn_row *row)
{
	return delete_link(c, text_or_empty(row->link.name));
}

bool link_is_veth_removal(const struct hcn_step *step)
{
	return step->op == HCN_STEP_REMOVE && step->from->kind == HCN_ROW_LINK &&
	       is_veth(&step->from->link);
}

/* -ENODEV is fine: gone already. */
static int set_groups(
	struct call *c, const struct hcn_step *steps, size_t n, uint32_t group, size_t *ret_found)
{
	*ret_found = 0;
	for (size_t i = 0; i < n; i++) {
		struct nlreq q;
		int r;

		linkmsg_init(&q, 0, text_or_empty(steps[i].from->link.name), false);
		nlreq_u32(&q, IFLA_GROUP, group);
		r = nlreq_send(c, &c->be->host, &q);
		if (r && r != -ENODEV)
			return r;
		*ret_found += !r;
	}
	return 0;
}

int link_remove_many(struct call *c, const struct hcn_step *steps, size_t n)
{
	const struct ifinfomsg head = { 0 };
	struct nlreq q;
	size_t found;
	int r = set_groups(c, steps, n, LINK_GROUP_DOOMED, &found);

	if (!r && found) {
		nlreq_init(&q, RTM_DELLINK, 0, &head, sizeof(head));
		nlreq_u32(&q, IFLA_GROUP, LINK_GROUP_DOOMED);
		r = nlreq_send(c, &c->be->host, &q);
	}
	if (r == -ENODEV) /* they vanished between the messages */
		return 0;
	if (r)
		(void)set_groups(c, steps, n, 0, &found);
	return r;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(text_or_empty(a), text_or_empty(b)) == 0;
}

static bool same_port(const struct hcn_row_link *a, const struct hcn_row_link *b)
{
	for (size_t i = 0; i < LINK_N_PORT_FLAGS; i++)
		if (link_flag_value(&link_port_flags[i], a) !=
			link_flag_value(&link_port_flags[i], b))
			return false;
	return same_text(a->master, b->master);
}

static int alter_link(
	struct call *c, const struct hcn_row_link *from, const struct hcn_row_link *to)
{
	uint32_t master;
	struct nlreq q;
	int r = find_master(c, to, &master);

	if (r)
		return r;
	linkmsg_init(&q, 0, to->name, true);
	if (!same_text(from->mac, to->mac))
		linkmsg_mac(&q, to->mac);
	if (from->mtu != to->mtu)
		linkmsg_mtu(&q, to->mtu);
	if (!same_text(from->alias, to->alias))
		nlreq_str(&q, IFLA_IFALIAS, text_or_empty(to->alias));
	if (!same_text(from->master, to->master))
		nlreq_u32(&q, IFLA_MASTER, master);
	return nlreq_send(c, &c->be->host, &q);
}

/* A new port starts with the defaults. */
static int alter_port(
	struct call *c, const struct hcn_row_link *from, const struct hcn_row_link *to)
{
	struct nlreq q;

	if (!has_text(to->master) || same_port(from, to))
		return 0;
	linkmsg_init(&q, 0, to->name, false);
	linkmsg_port(&q, to);
	return nlreq_send(c, &c->be->host, &q);
}

static int alter_altname(
	struct call *c, const struct hcn_row_link *from, const struct hcn_row_link *to)
{
	int r = 0;

	if (same_text(from->altname, to->altname))
		return 0;
	if (has_text(from->altname))
		r = edit_altname(c, to->name, from->altname, RTM_DELLINKPROP, 0);
	return r && r != -ENOENT ? r : add_altname(c, to);
}

static int alter_peer(
	struct call *c, const struct hcn_row_link *from, const struct hcn_row_link *to)
{
	struct nlsock *s;
	struct nlreq q;
	int r;

	if (!is_veth(to) || (from->mtu == to->mtu && same_text(from->peer_mac, to->peer_mac)))
		return 0;
	r = netns_socket(c, to->peer_netns, &s);
	if (r)
		return r;
	linkmsg_init(&q, 0, to->peer_name, false);
	linkmsg_mtu(&q, to->mtu);
	linkmsg_mac(&q, to->peer_mac);
	return nlreq_send(c, s, &q);
}

static int alter(struct call *c, const struct hcn_row_link *from, const struct hcn_row_link *to)
{
	int r = alter_link(c, from, to);

	if (!r)
		r = alter_port(c, from, to);
	if (!r)
		r = alter_altname(c, from, to);
	return r ? r : alter_peer(c, from, to);
}

static int replace(struct call *c, const struct hcn_row *from, const struct hcn_row *to)
{
	int r = link_remove(c, from);

	if (r)
		return r;
	r = link_add(c, to);
	if (r)
		(void)link_add(c, from);
	return r;
}

static int link_change(struct call *c, const struct hcn_row *from, const struct hcn_row *to)
{
	const struct hcn_row_link *old = &from->link, *new = &to->link;
	uint32_t index;
	int r = check_row(c, new);

	if (r)
		return r;
	if (nlsock_ifindex(&c->be->host, new->name, &index) != 0)
		return link_add(c, to);
	if (old->type != new->type || !same_text(old->peer_name, new->peer_name) ||
		!same_text(old->peer_netns, new->peer_netns))
		return replace(c, from, to);
	r = alter(c, old, new);
	if (r)
		(void)alter(c, new, old);
	return r;
}

static int link_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct link_state s;
	int r = link_state_read(
		c, &c->be->host, text_or_empty(row->link.name), row->link.altname, &s);

	return r ? r : link_state_matches(c, &s, &row->link, ret);
}

const struct row_ops link_ops = {
	.add = link_add,
	.remove = link_remove,
	.change = link_change,
	.holds = link_holds,
};
