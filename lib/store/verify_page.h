/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One page, taken apart and checked by itself: what verify.c walks over. */
#ifndef HCN_STORE_VERIFY_PAGE_H
#define HCN_STORE_VERIFY_PAGE_H

#include "layout.h"

/* A node, whose parts are inside its page. */
struct check_node {
	uint16_t flags;
	const uint8_t *key;
	size_t key_size;
	size_t child;        /* of a branch */
	const uint8_t *data; /* of a leaf: what is in the page */
	size_t data_size;    /* as it is said; of NODE_BIG more than that */
};

static inline struct layout_page check_head(const uint8_t *page)
{
	struct layout_page head;

	__builtin_memcpy(&head, page, sizeof(head));
	return head;
}

static inline size_t check_n_keys(const struct layout_page *head)
{
	return (head->lower - LAYOUT_HEAD) / sizeof(uint16_t);
}

/* NULL, or what is wrong with a page of nodes of @size bytes. */
const char *check_nodes(const uint8_t *page, size_t size);

/* Of a page that passed. */
struct check_node check_get_node(const uint8_t *page, size_t i);

/* NULL, or what is wrong with a page of values of @value_size bytes. */
const char *check_values(const uint8_t *page, size_t size, size_t value_size);

#endif
