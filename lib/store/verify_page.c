/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One page of LMDB's (verify_page.h).
 *
 * Tests: tests/unit/store/test_damage.c (pages_that_change_places_are_refused)
 */
#include "verify_page.h"

#include <stdbool.h>
#include <string.h>

#define MAX_PAGE 65536u

static bool has_sane_bounds(const struct layout_page *head, size_t size)
{
	return head->lower >= LAYOUT_HEAD && !(head->lower & 1) && head->lower <= head->upper &&
	       head->upper <= size;
}

static size_t place_of(const uint8_t *page, size_t i)
{
	uint16_t place;

	memcpy(&place, page + LAYOUT_HEAD + i * sizeof(place), sizeof(place));
	return place;
}

static struct layout_node node_at(const uint8_t *page, size_t place)
{
	struct layout_node node;

	memcpy(&node, page + place, sizeof(node));
	return node;
}

/* Bytes that it takes of the page; nodes begin at even places. */
static size_t size_of(const struct layout_node *node, bool is_branch)
{
	size_t size = LAYOUT_NODE + node->key_size;

	if (!is_branch)
		size += node->flags & NODE_BIG ? sizeof(size_t)
					       : node->low | (size_t)node->high << 16;
	return (size + 1) & ~(size_t)1;
}

/* Marks the two-byte units from @begin to @end; false when one is taken. */
static bool occupy(uint8_t *taken, size_t begin, size_t end)
{
	for (size_t unit = begin / 2; unit < end / 2; unit++) {
		uint8_t bit = (uint8_t)(1u << unit % 8);

		if (taken[unit / 8] & bit)
			return false;
		taken[unit / 8] |= bit;
	}
	return true;
}

const char *check_nodes(const uint8_t *page, size_t size)
{
	const struct layout_page head = check_head(page);
	bool is_branch = head.flags & PAGE_BRANCH;
	uint8_t taken[MAX_PAGE / 16] = { 0 };
	size_t sum = 0;

	if (size > MAX_PAGE || !has_sane_bounds(&head, size))
		return "its bounds are wrong";
	if (check_n_keys(&head) < (is_branch ? 2 : 1))
		return "it has too few nodes";
	for (size_t i = 0; i < check_n_keys(&head); i++) {
		size_t place = place_of(page, i), room;
		struct layout_node node;

		if (place < head.upper || place & 1 || place + LAYOUT_NODE > size)
			return "a node is outside";
		node = node_at(page, place);
		room = size_of(&node, is_branch);
		if (node.key_size > LAYOUT_MAX_KEY || room > size - place)
			return "a node reaches over its end";
		if (!occupy(taken, place, place + room))
			return "its nodes overlap";
		sum += room;
	}
	return sum == size - head.upper ? NULL : "its free space is wrong";
}

struct check_node check_get_node(const uint8_t *page, size_t i)
{
	bool is_branch = check_head(page).flags & PAGE_BRANCH;
	size_t place = place_of(page, i);
	struct layout_node node = node_at(page, place);
	struct check_node ret = { .key = page + place + LAYOUT_NODE, .key_size = node.key_size };

	if (is_branch) {
		ret.child = node.low | (size_t)node.high << 16;
		if (sizeof(size_t) > 4)
			ret.child |= (size_t)((uint64_t)node.flags << 32);
		return ret;
	}
	ret.flags = node.flags;
	ret.data = ret.key + ret.key_size;
	ret.data_size = node.low | (size_t)node.high << 16;
	return ret;
}

const char *check_values(const uint8_t *page, size_t size, size_t value_size)
{
	const struct layout_page head = check_head(page);
	size_t n;

	if (!has_sane_bounds(&head, size))
		return "its bounds are wrong";
	n = check_n_keys(&head);
	if (head.key_size != value_size || !n || n * value_size > size - LAYOUT_HEAD)
		return "its values are not inside";
	if ((size_t)(head.upper - head.lower) != size - LAYOUT_HEAD - n * value_size)
		return "its free space is wrong";
	for (size_t i = 1; i < n; i++) {
		const uint8_t *value = page + LAYOUT_HEAD + i * value_size;

		if (memcmp(value - value_size, value, value_size) >= 0)
			return "its values are in disorder";
	}
	return NULL;
}
