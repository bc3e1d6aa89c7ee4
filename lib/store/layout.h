/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How LMDB's file is laid out (data version 1, that of all 0.9 versions), as far as it has to be checked: lmdb.h hides it.
 *
 * Pages of one size; the first two are metas, of which the one with the greater transaction number counts.  Trees: branches lead to
 * leaves; a leaf's nodes are keys with their data, which is in pages of its own when it is long (F_BIGDATA), a tree (F_SUBDATA),
 * or several values (F_DUPDATA): a page inside the node, or a tree of them.
 */
#ifndef HCN_STORE_LAYOUT_H
#define HCN_STORE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUT_MAGIC     0xbeefc0deu
#define LAYOUT_VERSION   1u
#define LAYOUT_MAX_KEY   511u
#define LAYOUT_MAX_DEPTH 32u
#define LAYOUT_N_METAS   2u
#define LAYOUT_NO_PAGE   SIZE_MAX

enum {
	PAGE_BRANCH = 0x01,
	PAGE_LEAF = 0x02,
	PAGE_OVERFLOW = 0x04,
	PAGE_META = 0x08,
	PAGE_DIRTY = 0x10,
	PAGE_LEAF2 = 0x20,
	PAGE_SUB = 0x40
};
enum { NODE_BIG = 0x01, NODE_SUB = 0x02, NODE_DUP = 0x04 };

struct layout_page {
	size_t number;
	uint16_t key_size; /* of PAGE_LEAF2: values of one size, without nodes */
	uint16_t flags;
	union {
		struct {
			uint16_t lower, upper; /* free space, from the page's begin */
		};
		uint32_t n_pages; /* of PAGE_OVERFLOW */
	};
	/* then: where each node is (uint16_t) */
};

struct layout_node {
	uint16_t low, high; /* size of the data, or number of the child, whose top is in flags */
	uint16_t flags;
	uint16_t key_size;
	/* then the key, and in leaves the data */
};

struct layout_tree {
	uint32_t key_size; /* of PAGE_LEAF2 */
	uint16_t flags;
	uint16_t depth;
	size_t n_branches, n_leaves, n_overflows, n_entries;
	size_t root;
};

struct layout_meta {
	uint32_t magic, version;
	void *address;
	size_t map_size;
	struct layout_tree free, main; /* free.key_size: the size of pages */
	size_t last_page;
	size_t transaction;
};

#define LAYOUT_HEAD (sizeof(struct layout_page))
#define LAYOUT_NODE (sizeof(struct layout_node))

_Static_assert(sizeof(struct layout_page) == sizeof(size_t) + 8, "no padding");
_Static_assert(sizeof(struct layout_node) == 8, "no padding");
_Static_assert(sizeof(struct layout_tree) == 8 + 5 * sizeof(size_t), "no padding");

#endif
