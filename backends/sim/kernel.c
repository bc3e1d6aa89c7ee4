/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * State of the simulated kernel: see kernel.h.
 *
 * In: rows that refuse.c has let pass, or that the log says were applied.  Out: the tree of nodes.
 * Never refuses and never writes files.
 *
 * Tests: tests/unit/backends/sim/test_devices.c (a_link_takes_all_that_is_on_it)
 */
#include "kernel.h"

#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "skeleton.h"
#include "sysctl.h"

static struct sim_node *owner_of(const struct sim_kernel *k, struct sim_name_text t)
{
	const struct sim_name *name = sim_name_find(k, &t);

	return name ? name->owner : NULL;
}

/* --- questions -------------------------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
	return hcn_row_compare_key(a, b);
}

struct sim_node *sim_find(const struct sim_kernel *k, const struct hcn_row *row)
{
	struct sim_node *const *found = tfind(row, &k->rows, compare_rows);

	return found ? *found : NULL;
}

struct sim_node *sim_device(const struct sim_kernel *k, const char *netns, const char *dev)
{
	return owner_of(k, sim_name_text("dev/%s/%s", sim_text(netns), sim_text(dev)));
}

static struct sim_node *find_table(const struct sim_kernel *k, const char *netns, const char *table)
{
	return owner_of(k, sim_name_text("table/%s/%s", sim_text(netns), sim_text(table)));
}

static struct sim_node *find_set(const struct sim_kernel *k, const struct hcn_row_nft_elem *e)
{
	return owner_of(k, sim_name_text("set/%s/%s/%s", sim_text(e->netns), sim_text(e->table),
				   sim_text(e->set)));
}

static int find_in(const struct sim_kernel *k, const char *netns, const char *dev, int missing,
	struct sim_node **ret)
{
	if (!sim_device(k, netns, "lo"))
		return -ENOENT;
	*ret = sim_device(k, netns, dev);
	return *ret ? 0 : -missing;
}

int sim_parent(const struct sim_kernel *k, const struct hcn_row *row, struct sim_node **ret)
{
	char dev[IF_NAMESIZE];

	*ret = NULL;
	switch (row->kind) {
	case HCN_ROW_NETNS:
	case HCN_ROW_FILE:
	case HCN_N_ROW_KINDS:
		return 0;
	case HCN_ROW_LINK:
		return find_in(k, row->link.peer_netns, "lo", ENODEV, ret);
	case HCN_ROW_SYSCTL:
		sim_sysctl_initial(sim_text(row->sysctl.path), dev);
		return find_in(k, row->sysctl.netns, dev[0] ? dev : "lo", ENOENT, ret);
	case HCN_ROW_ADDR:
		return find_in(k, row->addr.netns, row->addr.dev, ENODEV, ret);
	case HCN_ROW_QDISC:
		return find_in(k, row->qdisc.netns, row->qdisc.dev, ENODEV, ret);
	case HCN_ROW_LINK_FLAG:
		return find_in(k, NULL, row->link_flag.dev, ENODEV, ret);
	case HCN_ROW_FDB:
		return find_in(k, NULL, row->fdb.dev, ENODEV, ret);
	case HCN_ROW_NEIGH:
		return find_in(k, row->neigh.netns, row->neigh.dev, ENODEV, ret);
	case HCN_ROW_ROUTE:
		return find_in(k, row->route.netns, row->route.dev, ENODEV, ret);
	case HCN_ROW_RULE:
		return find_in(k, row->rule.netns, "lo", ENOENT, ret);
	case HCN_ROW_NFT_TABLE:
		return find_in(k, row->nft_table.netns, "lo", ENOENT, ret);
	case HCN_ROW_NFT_SET:
		*ret = find_table(k, row->nft_set.netns, row->nft_set.table);
		break;
	case HCN_ROW_NFT_CHAIN:
		*ret = find_table(k, row->nft_chain.netns, row->nft_chain.table);
		break;
	case HCN_ROW_NFT_ELEM:
		*ret = find_set(k, &row->nft_elem);
		break;
	}
	return *ret ? 0 : -ENOENT;
}

bool sim_has_rival(
	const struct sim_kernel *k, const struct hcn_row *row, const struct sim_node *parent)
{
	const struct sim_node *self = sim_find(k, row), *owner;
	struct sim_names names;

	sim_names_of(row, parent, &names);
	for (size_t i = 0; i < names.n; i++) {
		owner = owner_of(k, names.texts[i]);
		if (owner && owner != self)
			return true;
		for (size_t j = 0; j < i; j++)
			if (!strcmp(names.texts[i].text, names.texts[j].text))
				return true; /* two ends of one name */
	}
	return false;
}

bool sim_is_used(const struct sim_kernel *k, const struct hcn_row *row)
{
	const struct sim_name *name;
	struct sim_names names;

	if (row->kind != HCN_ROW_NFT_SET && row->kind != HCN_ROW_NFT_CHAIN)
		return false;
	sim_names_of(row, NULL, &names);
	name = sim_name_find(k, &names.texts[0]);
	return name && name->n_uses;
}

static bool exists(struct sim_kernel *k, const struct sim_name_text *t)
{
	return owner_of(k, *t);
}

bool sim_uses_exist(struct sim_kernel *k, const struct hcn_row *row)
{
	return sim_walk_uses(k, row, exists);
}

static void copy_row(const void *at, VISIT visit, void *rows)
{
	const struct hcn_row *const *row = at;

	if (visit == postorder || visit == leaf)
		hcn_rows_add_copy(rows, *row);
}

void sim_list(const struct sim_kernel *k, struct hcn_rows *ret)
{
	twalk_r(k->rows, copy_row, ret);
}

/* --- changes ---------------------------------------------------------------------------------------- */

static bool use(struct sim_kernel *k, const struct sim_name_text *t)
{
	struct sim_name *name = sim_name_get(k, t);

	if (name)
		name->n_uses++;
	return name;
}

static bool unuse(struct sim_kernel *k, const struct sim_name_text *t)
{
	struct sim_name *name = sim_name_find(k, t);

	if (name) {
		name->n_uses--;
		sim_name_put(k, name);
	}
	return true;
}

/* Takes the node's names, counts what it refers to, and enters its bridge. */
static int tie(struct sim_kernel *k, struct sim_node *node)
{
	const struct hcn_row *row = &node->row;
	struct sim_names names;
	struct sim_name *name;

	if (row->kind == HCN_ROW_LINK && HCN_HAS(&row->link, hcn_row_link, master)) {
		node->bridge = sim_device(k, NULL, row->link.master);
		if (!node->bridge)
			return -ENODEV;
		LIST_INSERT_HEAD(&node->bridge->ports, node, port);
		node->bridge->n_ports++;
	}
	sim_names_of(row, node->parent, &names);
	for (size_t i = 0; i < names.n; i++) {
		name = sim_name_get(k, &names.texts[i]);
		if (!name)
			return -ENOMEM;
		name->owner = node;
	}
	return sim_walk_uses(k, row, use) ? 0 : -ENOMEM;
}

static void untie(struct sim_kernel *k, struct sim_node *node)
{
	struct sim_names names;
	struct sim_name *name;

	sim_walk_uses(k, &node->row, unuse);
	sim_names_of(&node->row, node->parent, &names);
	for (size_t i = 0; i < names.n; i++) {
		name = sim_name_find(k, &names.texts[i]);
		if (name && name->owner == node) {
			name->owner = NULL;
			sim_name_put(k, name);
		}
	}
	if (node->bridge) {
		LIST_REMOVE(node, port);
		node->bridge->n_ports--;
		node->bridge = NULL;
	}
}

/* Removes the children that @dies picks. */
static void remove_children(struct sim_kernel *k, struct sim_node *node,
	bool (*dies)(const struct hcn_row *child, const struct hcn_row *why),
	const struct hcn_row *why)
{
	struct sim_node *child = LIST_FIRST(&node->children), *next;

	for (; child; child = next) {
		next = LIST_NEXT(child, sibling);
		if (dies(&child->row, why))
			sim_remove(k, child);
	}
}

static bool is_of_port(const struct hcn_row *child, const struct hcn_row *why)
{
	return child->kind == HCN_ROW_FDB || child->kind == HCN_ROW_LINK_FLAG;
}

/* The bridge goes, the port stays: without what only ports have. */
static void leave_bridge(struct sim_kernel *k, struct sim_node *port)
{
	struct hcn_row_link *l = &port->row.link;

	remove_children(k, port, is_of_port, NULL);
	LIST_REMOVE(port, port);
	port->bridge->n_ports--;
	port->bridge = NULL;
	HCN_DROP(l, hcn_row_link, master);
	HCN_DROP(l, hcn_row_link, isolated);
	HCN_DROP(l, hcn_row_link, locked);
}

/* Linux drops a device's IPv4 routes with its last IPv4 address (fib_disable_ip()). */
static bool is_ipv4_route(const struct hcn_row *child, const struct hcn_row *why)
{
	return child->kind == HCN_ROW_ROUTE && !strchr(child->route.dst, ':') &&
	       !strcmp(child->route.dev, why->addr.dev) &&
	       !strcmp(sim_text(child->route.netns), sim_text(why->addr.netns));
}

static bool has_ipv4_address(const struct sim_node *device, const struct hcn_row *but)
{
	const struct sim_node *child;

	LIST_FOREACH(child, &device->children, sibling)
	{
		const struct hcn_row_addr *a = &child->row.addr;

		if (child->row.kind == HCN_ROW_ADDR && &child->row != but &&
			!strchr(a->prefix, ':') && !strcmp(a->dev, but->addr.dev) &&
			!strcmp(sim_text(a->netns), sim_text(but->addr.netns)))
			return true;
	}
	return false;
}

static void free_node(struct sim_node *node)
{
	hcn_row_clear(&node->row);
	free(node->interval);
	free(node);
}

void sim_remove(struct sim_kernel *k, struct sim_node *node)
{
	const struct hcn_row *row = &node->row;

	while (!LIST_EMPTY(&node->children))
		sim_remove(k, LIST_FIRST(&node->children));
	while (!LIST_EMPTY(&node->ports))
		leave_bridge(k, LIST_FIRST(&node->ports));
	if (row->kind == HCN_ROW_ADDR && !strchr(row->addr.prefix, ':') &&
		!has_ipv4_address(node->parent, row))
		remove_children(k, node->parent, is_ipv4_route, row);

	untie(k, node);
	tdelete(row, &k->rows, compare_rows);
	k->n[row->kind]--;
	if (node->parent)
		LIST_REMOVE(node, sibling);
	free_node(node);
}

static int change(struct sim_kernel *k, struct sim_node *node, const struct hcn_row *row)
{
	struct hcn_row copy;
	int r;

	r = hcn_row_dup(row, &copy);
	if (r)
		return r;
	if (node->bridge && strcmp(sim_text(row->link.master), node->row.link.master) != 0)
		leave_bridge(k, node);
	untie(k, node);
	hcn_row_clear(&node->row);
	node->row = copy; /* of the same key: the tree's order stays */
	return tie(k, node);
}

/* A layout stands for its sets and chains. */
static int add_layout(struct sim_kernel *k, const struct hcn_row_nft_table *t)
{
	struct hcn_rows rows = { 0 };
	int r;

	hcn_skeleton_rows(t->table, &rows);
	r = hcn_rows_check(&rows);
	for (size_t i = 0; !r && i < rows.n; i++)
		r = sim_put(k, &rows.rows[i]);
	hcn_rows_clear(&rows);
	return r;
}

static int keep_interval(struct sim_node *elem)
{
	const struct hcn_row_nft_set *set = &elem->parent->row.nft_set;

	if (!strstr(sim_text(set->flags), "interval"))
		return 0;
	elem->interval = calloc(1, sizeof(*elem->interval));
	if (!elem->interval)
		return -ENOMEM;
	return hcn_nft_parse(set->type, elem->row.nft_elem.key, elem->interval) ? 0 : -EINVAL;
}

static int add(struct sim_kernel *k, const struct hcn_row *row)
{
	struct sim_node *node, *parent;
	int r;

	r = sim_parent(k, row, &parent);
	if (r)
		return r;
	node = calloc(1, sizeof(*node));
	if (!node)
		return -ENOMEM;
	r = hcn_row_dup(row, &node->row);
	if (!r && !tsearch(&node->row, &k->rows, compare_rows))
		r = -ENOMEM;
	if (r) {
		free_node(node);
		return r;
	}
	k->n[row->kind]++;
	node->parent = parent;
	if (parent)
		LIST_INSERT_HEAD(&parent->children, node, sibling);
	r = tie(k, node);
	if (!r && row->kind == HCN_ROW_NFT_ELEM)
		r = keep_interval(node);
	if (!r && row->kind == HCN_ROW_NFT_TABLE &&
		HCN_HAS(&row->nft_table, hcn_row_nft_table, layout))
		r = add_layout(k, &row->nft_table);
	return r;
}

int sim_put(struct sim_kernel *k, const struct hcn_row *row)
{
	struct sim_node *node = sim_find(k, row);

	return node ? change(k, node, row) : add(k, row);
}

/* --- the whole -------------------------------------------------------------------------------------- */

int sim_kernel_init(struct sim_kernel *k)
{
	struct sim_name_text t = sim_name_text("dev//lo");
	struct sim_name *lo;

	memset(k, 0, sizeof(*k));
	lo = sim_name_get(k, &t);
	if (!lo)
		return -ENOMEM;
	lo->owner = &k->host;
	return 0;
}

static void free_row(void *row)
{
	free_node(row);
}

void sim_kernel_clear(struct sim_kernel *k)
{
	tdestroy(k->rows, free_row);
	sim_names_clear(k);
	memset(k, 0, sizeof(*k));
}
