/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink attributes as text, for comparing what the kernel holds at two times.
 *
 * Every attribute is shown: by its row's name, or as TYPE:HEX when it has no row.  Rows say what is not to be compared, and what
 * stands for something else: a device's number for its name.
 */
#ifndef HCN_TEST_ATTR_TEXT_H
#define HCN_TEST_ATTR_TEXT_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum attr_how {
	ATTR_SKIP, /* changes by itself, or is another one when the same is made again */
	ATTR_HEX,
	ATTR_TEXT,
	ATTR_NUMBER,
	ATTR_ADDRESS,
	ATTR_DEVICE, /* a device's number */
	ATTR_NETNS,  /* a network namespace's number */
	ATTR_NEST,   /* attributes, by attr_row.inside */
	ATTR_BY_KIND, /* attributes, by the rows in attr_row.kinds for the last text before it; in hex, if it has none */
	ATTR_HOPS, /* struct rtnexthop with attributes */
};

struct attr_kind;

struct attr_row {
	uint16_t type;
	enum attr_how how;
	const char *name; /* the last row of a table has none */
	const struct attr_row *inside;
	const struct attr_kind *kinds;
};

struct attr_kind {
	const char *kind; /* the last one has none */
	const struct attr_row *rows;
};

/* What numbers stand for. */
struct attr_names {
	const char *(*device)(uint32_t index);
	const char *(*netns)(uint32_t id);
};

void attr_text(FILE *f, const void *attrs, size_t size, const struct attr_row *rows,
	const struct attr_names *names);

/* The attribute after @a (NULL: the first) of what a buffer holds; NULL: there is none. */
const struct nlattr *attr_next(const void *attrs, size_t size, const struct nlattr *a);

/* The same of a message, after its header of so many bytes. */
const struct nlattr *attr_next_of(const struct nlmsghdr *h, size_t header, const struct nlattr *a);

/* The first of that type. */
const struct nlattr *attr_find(const struct nlmsghdr *h, size_t header, uint16_t type);

#endif
