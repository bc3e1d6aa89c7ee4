/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The headers that headers.h knows: a row for each, a row for each of its fields. */
#ifndef HCN_TESTS_HEADER_ROWS_H
#define HCN_TESTS_HEADER_ROWS_H

#include <stddef.h>

#define MAX_FIELDS 16
#define NONE       -1

enum value { NUMBER, MAC, IPV4, IPV6 };

/* Bits are counted from the header's first, as RFCs draw them. */
struct field {
	const char *name;
	unsigned bit, n_bits;
	enum value value;
};

enum counts {
	NO_LENGTH,
	WHOLE,
	REST
}; /* what a length is of: the header and all after it, or only that */
enum sums {
	NO_SUM,
	HEADER_SUM,
	ALL,
	PSEUDO
}; /* what a checksum is of; PSEUDO: also of the IP header's addresses */

struct header {
	const char *name;
	size_t size;
	const char *otherwise;   /* the bytes that no word gives, in hex; zeros after them */
	int ethertype, protocol; /* by which the header before it names it */
	const char *next;        /* the field that names what follows */
	const char *length, *sum;
	enum counts counts;
	enum sums sums;
	struct field fields[MAX_FIELDS];
};

extern const struct header header_rows[];
extern const size_t n_header_rows;

#endif
