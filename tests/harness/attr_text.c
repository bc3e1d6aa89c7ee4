/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Netlink attributes as text (attr_text.h). */
#include "attr_text.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <string.h>

struct walk {
	FILE *f;
	const struct attr_names *names;
};

const struct nlattr *attr_next(const void *attrs, size_t size, const struct nlattr *a)
{
	const char *end = (const char *)attrs + size;

	a = a ? mnl_attr_next(a) : attrs;
	return mnl_attr_ok(a, (int)(end - (const char *)a)) ? a : NULL;
}

const struct nlattr *attr_next_of(const struct nlmsghdr *h, size_t header, const struct nlattr *a)
{
	size_t offset = (header + MNL_ALIGNTO - 1) / MNL_ALIGNTO * MNL_ALIGNTO;

	return attr_next(
		mnl_nlmsg_get_payload_offset(h, offset), mnl_nlmsg_get_payload_len(h) - offset, a);
}

const struct nlattr *attr_find(const struct nlmsghdr *h, size_t header, uint16_t type)
{
	const struct nlattr *a = NULL;

	while ((a = attr_next_of(h, header, a)) && mnl_attr_get_type(a) != type)
		;
	return a;
}

static void put_attrs(
	const struct walk *w, const void *attrs, size_t size, const struct attr_row *rows);

static const struct attr_row *find_row(const struct attr_row *rows, uint16_t type)
{
	for (; rows && rows->name; rows++)
		if (rows->type == type)
			return rows;
	return NULL;
}

static void put_hex(const struct walk *w, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(w->f, "%02x", data[i]);
}

static void put_address(const struct walk *w, const void *data, size_t size)
{
	char text[INET6_ADDRSTRLEN];

	if ((size == 4 || size == 16) &&
		inet_ntop(size == 4 ? AF_INET : AF_INET6, data, text, sizeof(text)))
		fputs(text, w->f);
	else
		put_hex(w, data, size);
}

static void put_by_kind(
	const struct walk *w, const struct nlattr *a, const struct attr_row *row, const char *kind)
{
	const struct attr_kind *k;

	for (k = row->kinds; k->kind; k++)
		if (!strcmp(k->kind, kind)) {
			put_attrs(w, mnl_attr_get_payload(a), mnl_attr_get_payload_len(a), k->rows);
			return;
		}
	put_hex(w, mnl_attr_get_payload(a), mnl_attr_get_payload_len(a));
}

static void put_hops(const struct walk *w, const struct nlattr *a, const struct attr_row *row)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(a);
	size_t left = mnl_attr_get_payload_len(a), size;

	while (left >= sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) && hop->rtnh_len <= left) {
		fprintf(w->f, "{%s weight %u ", w->names->device((uint32_t)hop->rtnh_ifindex),
			hop->rtnh_hops);
		put_attrs(w, hop + 1, hop->rtnh_len - sizeof(*hop), row->inside);
		fputs("}", w->f);
		size = (size_t)RTNH_ALIGN(hop->rtnh_len);
		left -= size < left ? size : left;
		hop = RTNH_NEXT(hop);
	}
}

static void put_value(
	const struct walk *w, const struct nlattr *a, const struct attr_row *row, const char *kind)
{
	const void *data = mnl_attr_get_payload(a);
	size_t size = mnl_attr_get_payload_len(a);

	switch (row->how) {
	case ATTR_SKIP:
		break;
	case ATTR_HEX:
		put_hex(w, data, size);
		break;
	case ATTR_TEXT:
		fprintf(w->f, "%.*s", (int)size, (const char *)data);
		break;
	case ATTR_NUMBER:
		fprintf(w->f, "%u", size == 4 ? mnl_attr_get_u32(a) : mnl_attr_get_u8(a));
		break;
	case ATTR_ADDRESS:
		put_address(w, data, size);
		break;
	case ATTR_DEVICE:
		fputs(w->names->device(mnl_attr_get_u32(a)), w->f);
		break;
	case ATTR_NETNS:
		fputs(w->names->netns(mnl_attr_get_u32(a)), w->f);
		break;
	case ATTR_NEST:
		put_attrs(w, data, size, row->inside);
		break;
	case ATTR_BY_KIND:
		put_by_kind(w, a, row, kind);
		break;
	case ATTR_HOPS:
		put_hops(w, a, row);
		break;
	}
}

static void put_attrs(
	const struct walk *w, const void *attrs, size_t size, const struct attr_row *rows)
{
	const struct nlattr *a = NULL;
	const char *kind = "", *space = "";

	while ((a = attr_next(attrs, size, a))) {
		static const struct attr_row unknown = { .how = ATTR_HEX };
		const struct attr_row *row = find_row(rows, mnl_attr_get_type(a));

		if (row && row->how == ATTR_SKIP)
			continue;
		if (row)
			fprintf(w->f, "%s%s ", space, row->name);
		else
			fprintf(w->f, "%s%u:", space, mnl_attr_get_type(a));
		space = " ";
		if (row && (row->how == ATTR_NEST || row->how == ATTR_BY_KIND))
			fputs("{", w->f);
		put_value(w, a, row ? row : &unknown, kind);
		if (row && (row->how == ATTR_NEST || row->how == ATTR_BY_KIND))
			fputs("}", w->f);
		if (row && row->how == ATTR_TEXT)
			kind = mnl_attr_get_payload(a);
	}
}

void attr_text(FILE *f, const void *attrs, size_t size, const struct attr_row *rows,
	const struct attr_names *names)
{
	const struct walk w = { f, names };

	put_attrs(&w, attrs, size, rows);
}
