/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The walk over a database file (verify.h).
 *
 * Tests: tests/unit/store/test_damage.c (a_byte_that_is_changed_elsewhere_is_no_signal)
 */
#include "verify.h"

#include <errno.h>
#include <lmdb.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verify_page.h"
#include "cleanup.h"
#include "db.h"

#define TREE_FLAGS                                                                                 \
	(MDB_REVERSEKEY | MDB_DUPSORT | MDB_INTEGERKEY | MDB_DUPFIXED | MDB_INTEGERDUP |           \
		MDB_REVERSEDUP)
#define MAX_PAGES ((size_t)1 << 24) /* far more than fit into the map */

enum content {
	CONTENT_FREE,   /* transaction -> pages that went out of use in it */
	CONTENT_TABLES, /* name -> tree */
	CONTENT_DATA,   /* key -> data */
	CONTENT_INDEX,  /* key -> values of HCN_INDEX_ENTRY_SIZE */
	CONTENT_VALUES, /* those of one key, in a tree of their own */
};

struct walk {
	int fd;
	size_t page_size;
	size_t n_pages;
	uint64_t transaction;
	uint8_t *seen; /* bits: pages that are in use somewhere, or free */
	struct hcn_damage *damage;
};

/* One tree: what it is to be, what has been found, and the key that came last. */
struct tree {
	enum content content;
	const struct layout_tree *said;
	struct layout_tree found;
	uint8_t last[LAYOUT_MAX_KEY];
	size_t last_size;
	bool has_last;
	bool may_repeat; /* it was that of a branch, which the first one behind it may have, too */
};

__attribute__((format(printf, 2, 3))) static int fail(
	struct hcn_damage *damage, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(damage->text, sizeof(damage->text), format, args);
	va_end(args);
	return -EUCLEAN;
}

static int fail_page(const struct walk *w, size_t number, const char *why)
{
	return fail(w->damage, "page %zu: %s", number, why);
}

/* All of it, or -EUCLEAN: the file is too short. */
static int read_at(int fd, void *to, size_t size, size_t at, struct hcn_damage *damage)
{
	ssize_t n;

	do
		n = pread(fd, to, size, (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == size ? 0 : fail(damage, "it ends before byte %zu", at + size);
}

/* --- metas ----------------------------------------------------------------------------------------------- */

static int read_meta(
	int fd, size_t number, size_t page_size, struct layout_meta *ret, struct hcn_damage *damage)
{
	struct {
		struct layout_page head;
		struct layout_meta meta;
	} page;
	int r = read_at(fd, &page, sizeof(page), number * page_size, damage);

	if (r)
		return r;
	if (!(page.head.flags & PAGE_META) || page.meta.magic != LAYOUT_MAGIC)
		return fail(damage, "page %zu is no meta page of LMDB", number);
	if (page.meta.version != LAYOUT_VERSION)
		return fail(damage, "it is of LMDB's data version %u", page.meta.version);
	*ret = page.meta;
	return 0;
}

/* The last pages need not be there when they are free: whether one is in use is found by reading it. */
static int check_meta(const struct layout_meta *meta, size_t page_size, struct hcn_damage *damage)
{
	if (meta->free.key_size != page_size)
		return fail(
			damage, "a meta page says %u as the size of pages", meta->free.key_size);
	if (meta->last_page < LAYOUT_N_METAS - 1 || meta->last_page > MAX_PAGES)
		return fail(damage, "a meta page says %zu as the last page", meta->last_page);
	/* the upper ones are those of whoever made the file */
	if ((meta->free.flags & TREE_FLAGS) != MDB_INTEGERKEY || meta->main.flags)
		return fail(damage, "a meta page has wrong flags");
	return 0;
}

/* Transaction N writes meta N modulo 2, so the other one is that of the transaction before.  A new file has none. */
static bool are_in_turn(uint64_t even, uint64_t odd)
{
	if (even % 2 || (odd && !(odd % 2)))
		return false;
	return even == odd || even + 1 == odd || odd + 1 == even;
}

/* Both: either may be the one that LMDB takes. */
static int read_metas(int fd, struct layout_meta metas[LAYOUT_N_METAS], struct hcn_damage *damage)
{
	const size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	struct stat st;
	int r = fstat(fd, &st) ? -errno : 0;

	if (!r && (size_t)st.st_size < LAYOUT_N_METAS * page_size)
		return fail(damage, "it ends before byte %zu", LAYOUT_N_METAS * page_size);
	for (size_t i = 0; !r && i < LAYOUT_N_METAS; i++) {
		r = read_meta(fd, i, page_size, &metas[i], damage);
		if (!r)
			r = check_meta(&metas[i], page_size, damage);
	}
	if (!r && !are_in_turn(metas[0].transaction, metas[1].transaction))
		return fail(damage, "the numbers of its transactions are wrong");
	return r;
}

int hcn_verify_metas(int fd, struct hcn_damage *ret)
{
	struct layout_meta metas[LAYOUT_N_METAS];

	return read_metas(fd, metas, ret);
}

/* --- pages and keys -------------------------------------------------------------------------------------- */

/* A page, or a run of them, that nothing else has. */
static int take_pages(struct walk *w, size_t number, size_t n)
{
	if (number < LAYOUT_N_METAS || number >= w->n_pages || n > w->n_pages - number)
		return fail(w->damage, "page %zu is outside", number);
	for (size_t i = number; i < number + n; i++) {
		if (w->seen[i / 8] >> i % 8 & 1)
			return fail_page(w, i, "it is in use twice");
		w->seen[i / 8] |= (uint8_t)(1u << i % 8);
	}
	return 0;
}

static int compare(
	enum content content, const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
	size_t x, y;
	int order;

	if (content == CONTENT_FREE) {
		memcpy(&x, a, sizeof(x));
		memcpy(&y, b, sizeof(y));
		return (x > y) - (x < y);
	}
	order = memcmp(a, b, a_size < b_size ? a_size : b_size);
	return order ? order : (a_size > b_size) - (a_size < b_size);
}

/* The next key in order: of a branch, the one that what follows is not below. */
static const char *pass_key(struct tree *t, const uint8_t *key, size_t size, bool of_branch)
{
	size_t needed = t->content == CONTENT_FREE ? sizeof(size_t) : size;
	int order = 1;

	if (size != needed || !size || size > sizeof(t->last))
		return "a key has a wrong size";
	if (t->has_last)
		order = compare(t->content, key, size, t->last, t->last_size);
	if (order < 0 || (!order && !t->may_repeat))
		return "its keys are in disorder";
	memcpy(t->last, key, size);
	t->last_size = size;
	t->has_last = true;
	t->may_repeat = of_branch;
	return NULL;
}

/* --- trees ----------------------------------------------------------------------------------------------- */

static int check_tree(struct walk *w, enum content content, const struct layout_tree *said);

/* Data in pages of its own.  *@ret: all of it, on the heap. */
static int check_big(struct walk *w, struct tree *t, const struct check_node *node, uint8_t **ret)
{
	struct layout_page head;
	size_t number, n;
	int r;

	memcpy(&number, node->data, sizeof(number));
	n = (LAYOUT_HEAD - 1 + node->data_size) / w->page_size + 1;
	if (number >= w->n_pages)
		return fail(w->damage, "page %zu is outside", number);
	r = read_at(w->fd, &head, sizeof(head), number * w->page_size, w->damage);
	if (r)
		return r;
	if (head.flags != PAGE_OVERFLOW || head.number != number || head.n_pages < n)
		return fail_page(w, number, "it is not the data it should be");
	r = take_pages(w, number, head.n_pages);
	if (r)
		return r;
	t->found.n_overflows += head.n_pages;
	*ret = malloc(node->data_size + 1);
	if (!*ret)
		return -ENOMEM;
	return read_at(
		w->fd, *ret, node->data_size, number * w->page_size + LAYOUT_HEAD, w->damage);
}

/* Pages, as many as the first number says, the highest first. */
static int check_free_list(struct walk *w, const struct tree *t, const uint8_t *data, size_t size)
{
	uint64_t transaction;
	size_t n = 0, last = SIZE_MAX;
	int r = 0;

	memcpy(&transaction, t->last, sizeof(transaction));
	if (size >= sizeof(n))
		memcpy(&n, data, sizeof(n));
	if (size < sizeof(n) || n > size / sizeof(n) - 1 || transaction > w->transaction)
		return fail(w->damage, "a list of free pages is too long, or from the future");
	for (size_t i = 1; !r && i <= n; i++) {
		size_t number;

		memcpy(&number, data + i * sizeof(number), sizeof(number));
		if (number >= last)
			return fail(w->damage, "a list of free pages is in disorder");
		last = number;
		r = take_pages(w, number, 1);
	}
	return r;
}

static int check_data(struct walk *w, struct tree *t, const struct check_node *node)
{
	_cleanup_free_ uint8_t *big = NULL;
	int r = 0;

	if (node->flags & ~NODE_BIG)
		return fail(w->damage, "data has wrong flags");
	if (node->flags & NODE_BIG)
		r = check_big(w, t, node, &big);
	t->found.n_entries++;
	if (r || t->content != CONTENT_FREE)
		return r;
	return check_free_list(w, t, big ? big : node->data, node->data_size);
}

static int read_tree(const struct walk *w, const struct check_node *node, struct layout_tree *ret)
{
	if (node->data_size != sizeof(*ret))
		return fail(w->damage, "a tree's description has a wrong size");
	memcpy(ret, node->data, sizeof(*ret));
	return 0;
}

static int check_table(struct walk *w, struct tree *t, const struct check_node *node)
{
	struct layout_tree tree;
	unsigned flags;
	int r;

	if (node->flags != NODE_SUB || !hcn_db_find_table(node->key, node->key_size, &flags))
		return fail(w->damage, "there is something else than our tables");
	r = read_tree(w, node, &tree);
	if (r)
		return r;
	if (tree.flags != flags)
		return fail(w->damage, "a table has wrong flags");
	t->found.n_entries++;
	return check_tree(w, flags & MDB_DUPSORT ? CONTENT_INDEX : CONTENT_DATA, &tree);
}

/* Values of one key: one, a page of them inside the node, or a tree. */
static int check_entries(struct walk *w, struct tree *t, const struct check_node *node)
{
	struct layout_page head;
	struct layout_tree tree;
	const char *why;
	int r;

	if (!node->flags) {
		t->found.n_entries++;
		return node->data_size == HCN_INDEX_ENTRY_SIZE
			       ? 0
			       : fail(w->damage, "an index entry has a wrong size");
	}
	if (node->flags == (NODE_DUP | NODE_SUB)) {
		r = read_tree(w, node, &tree);
		t->found.n_entries += r ? 0 : tree.n_entries;
		return r ? r : check_tree(w, CONTENT_VALUES, &tree);
	}
	if (node->flags != NODE_DUP || node->data_size < LAYOUT_HEAD)
		return fail(w->damage, "an index entry has wrong flags");
	head = check_head(node->data);
	if (head.flags != (PAGE_LEAF | PAGE_DIRTY | PAGE_LEAF2 | PAGE_SUB))
		return fail(w->damage, "index entries have wrong flags");
	why = check_values(node->data, node->data_size, HCN_INDEX_ENTRY_SIZE);
	t->found.n_entries += why ? 0 : check_n_keys(&head);
	return why ? fail(w->damage, "index entries: %s", why) : 0;
}

static int check_leaf_node(struct walk *w, struct tree *t, const struct check_node *node)
{
	const char *why = pass_key(t, node->key, node->key_size, false);

	if (why)
		return fail(w->damage, "%s", why);
	switch (t->content) {
	case CONTENT_FREE:
	case CONTENT_DATA:
		return check_data(w, t, node);
	case CONTENT_TABLES:
		return check_table(w, t, node);
	case CONTENT_INDEX:
		return check_entries(w, t, node);
	case CONTENT_VALUES:
		break;
	}
	return fail(w->damage, "a node is among values");
}

static int check_value_page(struct walk *w, struct tree *t, const uint8_t *page)
{
	const struct layout_page head = check_head(page);
	const char *why = check_values(page, w->page_size, HCN_INDEX_ENTRY_SIZE);

	for (size_t i = 0; !why && i < check_n_keys(&head); i++)
		why = pass_key(t, page + LAYOUT_HEAD + i * HCN_INDEX_ENTRY_SIZE,
			HCN_INDEX_ENTRY_SIZE, false);
	t->found.n_entries += why ? 0 : check_n_keys(&head);
	t->found.n_leaves++;
	return why ? fail_page(w, head.number, why) : 0;
}

static int check_page(struct walk *w, struct tree *t, size_t number, unsigned depth);

static int check_children(struct walk *w, struct tree *t, const uint8_t *page, unsigned depth)
{
	const struct layout_page head = check_head(page);
	int r = 0;

	t->found.n_branches++;
	for (size_t i = 0; !r && i < check_n_keys(&head); i++) {
		struct check_node node = check_get_node(page, i);
		/* The first child is for whatever is below the second's key: its own means nothing. */
		const char *why = i ? pass_key(t, node.key, node.key_size, true) : NULL;

		r = why ? fail_page(w, head.number, why) : check_page(w, t, node.child, depth + 1);
	}
	return r;
}

static int check_leaf(struct walk *w, struct tree *t, const uint8_t *page)
{
	const struct layout_page head = check_head(page);
	int r = 0;

	t->found.n_leaves++;
	for (size_t i = 0; !r && i < check_n_keys(&head); i++) {
		struct check_node node = check_get_node(page, i);

		r = check_leaf_node(w, t, &node);
	}
	return r;
}

static int check_page(struct walk *w, struct tree *t, size_t number, unsigned depth)
{
	_cleanup_free_ uint8_t *page = malloc(w->page_size);
	struct layout_page head;
	const char *why;
	int r;

	if (!page)
		return -ENOMEM;
	r = take_pages(w, number, 1);
	if (!r)
		r = read_at(w->fd, page, w->page_size, number * w->page_size, w->damage);
	if (r)
		return r;
	head = check_head(page);
	if (head.number != number || depth > t->said->depth || depth > LAYOUT_MAX_DEPTH)
		return fail_page(w, number, "it does not belong where it is");
	if ((head.flags != PAGE_BRANCH) != (depth == t->said->depth))
		return fail_page(w, number, "it is of a wrong kind");
	if (t->content == CONTENT_VALUES && head.flags == (PAGE_LEAF | PAGE_LEAF2))
		return check_value_page(w, t, page);
	if (head.flags != PAGE_BRANCH && head.flags != PAGE_LEAF)
		return fail_page(w, number, "it is of a wrong kind");
	why = check_nodes(page, w->page_size);
	if (why)
		return fail_page(w, number, why);
	return head.flags == PAGE_BRANCH ? check_children(w, t, page, depth)
					 : check_leaf(w, t, page);
}

static bool has_right_counts(const struct layout_tree *said, const struct layout_tree *found)
{
	return said->n_branches == found->n_branches && said->n_leaves == found->n_leaves &&
	       said->n_overflows == found->n_overflows && said->n_entries == found->n_entries;
}

static int check_tree(struct walk *w, enum content content, const struct layout_tree *said)
{
	_cleanup_free_ struct tree *t = calloc(1, sizeof(*t));
	int r = 0;

	if (!t)
		return -ENOMEM;
	t->content = content;
	t->said = said;
	if (content == CONTENT_VALUES &&
		(said->key_size != HCN_INDEX_ENTRY_SIZE || said->flags != MDB_DUPFIXED))
		return fail(w->damage, "a tree of index entries has wrong flags");
	if (said->root == LAYOUT_NO_PAGE && said->depth)
		return fail(w->damage, "a tree without pages has a depth");
	if (said->root != LAYOUT_NO_PAGE)
		r = check_page(w, t, said->root, 1);
	if (!r && !has_right_counts(said, &t->found))
		return fail(w->damage, "a tree's counts are wrong");
	return r;
}

static int walk(struct walk *w, const struct layout_meta *meta)
{
	_cleanup_free_ uint8_t *seen = NULL;
	int r;

	w->page_size = meta->free.key_size;
	w->n_pages = meta->last_page + 1;
	w->seen = seen = calloc(w->n_pages / 8 + 1, 1);
	if (!seen)
		return -ENOMEM;
	r = check_tree(w, CONTENT_FREE, &meta->free);
	return r ? r : check_tree(w, CONTENT_TABLES, &meta->main);
}

/* The meta of a snapshot that is read stays only until the next but one is committed. */
int hcn_verify_snapshot(int fd, uint64_t snapshot, struct hcn_damage *ret)
{
	const size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	struct walk w = { .fd = fd, .damage = ret, .transaction = snapshot };
	struct layout_meta meta, after;
	struct hcn_damage unused;
	int r;

	r = read_meta(fd, snapshot % LAYOUT_N_METAS, page_size, &meta, ret);
	if (!r)
		r = check_meta(&meta, page_size, ret);
	if (!r && meta.transaction == snapshot)
		r = walk(&w, &meta);
	if (!r && meta.transaction == snapshot)
		return 0;
	if (!read_meta(fd, snapshot % LAYOUT_N_METAS, page_size, &after, &unused) &&
		after.transaction > snapshot)
		return -ESTALE;
	return r ? r
		 : fail(ret, "the meta page of transaction %llu is another one's",
			   (unsigned long long)snapshot);
}
