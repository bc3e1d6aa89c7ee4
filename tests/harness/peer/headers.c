/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers of packets in words (headers.h). */
#include "header_rows.h"
#include "headers.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- bits ---------------------------------------------------------------------------------------------- */

static const struct field *find_field(const struct header *h, const char *name)
{
	for (int i = 0; name && i < MAX_FIELDS && h->fields[i].name; i++)
		if (!strcmp(h->fields[i].name, name))
			return &h->fields[i];
	return NULL;
}

static void put_bits(uint8_t *data, const struct field *f, uint64_t value)
{
	for (unsigned i = 0; i < f->n_bits; i++) {
		unsigned bit = f->bit + f->n_bits - 1 - i;
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		data[bit / 8] = (uint8_t)((data[bit / 8] & ~mask) | (value >> i & 1 ? mask : 0));
	}
}

static uint64_t get_bits(const uint8_t *data, const struct field *f)
{
	uint64_t value = 0;

	for (unsigned bit = f->bit; bit < f->bit + f->n_bits; bit++)
		value = value << 1 | (data[bit / 8] >> (7 - bit % 8) & 1);
	return value;
}

static bool is_given(const struct header_word *w, const char *field)
{
	const struct field *f = w->header ? find_field(w->header, field) : NULL;

	return f && get_bits(w->given, &(struct field){ NULL, f->bit, 1, NUMBER });
}

/* --- words --------------------------------------------------------------------------------------------- */

static bool read_hex(const char *text, uint8_t *ret, size_t size, size_t *ret_n)
{
	size_t n;

	for (n = 0; text[2 * n]; n++)
		if (n == size || sscanf(text + 2 * n, "%2hhx", &ret[n]) != 1 || !text[2 * n + 1])
			return false;
	*ret_n = n;
	return true;
}

static bool read_value(const struct field *f, const char *text, uint8_t *header)
{
	uint8_t *m = header + f->bit / 8;
	unsigned long long number;
	char *end;

	switch (f->value) {
	case MAC:
		return sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", m, m + 1, m + 2, m + 3, m + 4,
			       m + 5) == 6;
	case IPV4:
		return inet_pton(AF_INET, text, m) == 1;
	case IPV6:
		return inet_pton(AF_INET6, text, m) == 1;
	case NUMBER:
		number = strtoull(text, &end, 0);
		put_bits(header, f, number);
		return *text && !*end && number >> f->n_bits == 0;
	}
	return false;
}

static bool read_fields(struct header_word *w, char *text)
{
	char *rest;

	for (char *item = strtok_r(text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
		char *value = strchr(item, '=');
		const struct field *f;

		if (!value)
			return false;
		*value++ = 0;
		f = find_field(w->header, item);
		if (!f || !read_value(f, value, w->value))
			return false;
		for (unsigned bit = f->bit; bit < f->bit + f->n_bits; bit++)
			w->given[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	}
	return true;
}

static bool read_word(struct header_word *w, char *text)
{
	char *fields = strchr(text, ':'), none[] = "", *end;
	size_t n;

	if (fields)
		*fields++ = 0;
	else
		fields = none;
	if (!strcmp(text, "hex"))
		return read_hex(fields, w->value, sizeof(w->value), &w->size);
	if (!strcmp(text, "zeros")) {
		w->zeros = true;
		w->size = strtoul(fields, &end, 0);
		return *fields && !*end;
	}
	for (size_t i = 0; i < n_header_rows; i++)
		if (!strcmp(header_rows[i].name, text))
			w->header = &header_rows[i];
	if (!w->header)
		return false;
	w->size = w->header->size;
	return read_hex(w->header->otherwise, w->value, sizeof(w->value), &n) &&
	       read_fields(w, fields);
}

bool headers_parse(struct headers *h, char **words, size_t n, const char **ret_wrong)
{
	*h = (struct headers){ 0 };
	for (; h->n < n; h->n++) {
		char copy[1024];

		*ret_wrong = words[h->n];
		snprintf(copy, sizeof(copy), "%s", words[h->n]);
		if (h->n == HEADERS_MAX || strlen(words[h->n]) >= sizeof(copy) ||
			!read_word(&h->words[h->n], copy))
			return false;
	}
	return true;
}

uint8_t *headers_find(struct headers *h, const char *header, const char *field, bool *ret_given)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->words[i].header && !strcmp(h->words[i].header->name, header)) {
			*ret_given = is_given(&h->words[i], field);
			return h->words[i].value + find_field(h->words[i].header, field)->bit / 8;
		}
	return NULL;
}

/* --- packets ------------------------------------------------------------------------------------------- */

/* By which number a header names what follows; NONE: it does not. */
static int number_of(const struct header *h, const struct header *next)
{
	const struct field *f = find_field(h, h->next);

	if (!f || !next)
		return NONE;
	return f->n_bits == 16 ? next->ethertype : next->protocol;
}

static uint32_t add_up(const uint8_t *data, size_t size, uint32_t sum)
{
	for (size_t i = 0; i < size; i++)
		sum += (uint32_t)data[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Of the IP header before word @i: its addresses, and what the upper layer's header is called and how long it is. */
static uint32_t pseudo_sum(
	const struct headers *h, const uint8_t *const at[], size_t i, size_t size)
{
	uint32_t sum = (uint32_t)h->words[i].header->protocol;

	sum = add_up((const uint8_t[]){ (uint8_t)(size >> 8), (uint8_t)size }, 2, sum);
	while (i--) {
		const struct header *ip = h->words[i].header;
		const struct field *source = ip ? find_field(ip, "src") : NULL;

		if (source && (source->value == IPV4 || source->value == IPV6))
			return add_up(at[i] + source->bit / 8, source->n_bits / 4, sum);
	}
	return sum;
}

/* A checksum that is zero would say that there is none; its other zero is all ones. */
static void put_sum(uint8_t *data, const struct field *f, uint32_t sum, bool of_pseudo)
{
	uint16_t value = (uint16_t)~sum;

	put_bits(data, f, of_pseudo && !value ? 0xffff : value);
}

static void complete(const struct headers *h, uint8_t *const at[], size_t i, const uint8_t *end)
{
	const struct header_word *w = &h->words[i];
	const struct header *header = w->header;
	const struct field *length = find_field(header, header->length);
	const struct field *sum = find_field(header, header->sum);
	size_t size = (size_t)(end - at[i]);
	int next = number_of(header, i + 1 < h->n ? h->words[i + 1].header : NULL);

	if (next != NONE && !is_given(w, header->next))
		put_bits(at[i], find_field(header, header->next), (uint64_t)next);
	if (length && !is_given(w, header->length))
		put_bits(at[i], length, header->counts == WHOLE ? size : size - header->size);
	if (!sum || is_given(w, header->sum))
		return;
	if (header->sums == HEADER_SUM)
		size = header->size;
	put_sum(at[i], sum,
		add_up(at[i], size,
			header->sums == PSEUDO ? pseudo_sum(h, (const uint8_t *const *)at, i, size)
					       : 0),
		header->sums == PSEUDO);
}

size_t headers_compose(const struct headers *h, uint8_t *ret, size_t size)
{
	uint8_t *at[HEADERS_MAX], *end = ret;

	for (size_t i = 0; i < h->n; i++) {
		const struct header_word *w = &h->words[i];

		at[i] = end;
		if (w->size > size - (size_t)(end - ret))
			return 0;
		if (w->zeros)
			memset(end, 0, w->size);
		else
			memcpy(end, w->value, w->size);
		end += w->size;
	}
	for (size_t i = h->n; i--;) /* checksums are of what is complete */
		if (h->words[i].header)
			complete(h, at, i, end);
	return (size_t)(end - ret);
}

static bool word_matches(const struct header_word *w, const uint8_t *data)
{
	if (!w->header)
		return w->zeros || !memcmp(w->value, data, w->size);
	for (size_t i = 0; i < w->size; i++)
		if ((w->value[i] ^ data[i]) & w->given[i])
			return false;
	return true;
}

static size_t size_of(const struct header_word *w, const uint8_t *data)
{
	return w->header && !strcmp(w->header->name, "ip") ? 4u * (data[0] & 15) : w->size;
}

bool headers_match(const struct headers *h, const uint8_t *packet, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < h->n; i++) {
		const struct header_word *w = &h->words[i];
		int next = NONE;

		if (at > size || w->size > size - at || !word_matches(w, packet + at))
			return false;
		if (w->header && !is_given(w, w->header->next))
			next = number_of(w->header, i + 1 < h->n ? h->words[i + 1].header : NULL);
		if (next != NONE && get_bits(packet + at, find_field(w->header, w->header->next)) !=
					    (uint64_t)next)
			return false;
		at += size_of(w, packet + at);
	}
	return true;
}
