/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts of ACLs and sets (acl.h): lists, and what a rule matches. */
#include "policy/acl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

const char *hcn_words(const char *list)
{
	return list && *list ? list : NULL;
}

bool hcn_word_next(const char **rest, struct hcn_word *ret)
{
	const char *text = *rest, *end;

	if (!text)
		return false;
	end = strchrnul(text, ',');
	*rest = *end ? end + 1 : NULL;
	while (text < end && *text == ' ')
		text++;
	while (end > text && end[-1] == ' ')
		end--;
	*ret = (struct hcn_word){ text, (size_t)(end - text) };
	return true;
}

bool hcn_word_prefix(const struct hcn_word *word, struct hcn_prefix *ret)
{
	char text[HCN_PREFIX_TEXT_SIZE];

	if (word->len >= sizeof(text))
		return false;
	memcpy(text, word->text, word->len);
	text[word->len] = 0;
	if (memchr(text, '/', word->len)) {
		if (!hcn_prefix_parse(text, ret))
			return false;
		*ret = hcn_prefix_mask(ret);
		return true;
	}
	if (!hcn_addr_parse(text, &ret->addr))
		return false;
	ret->len = (uint8_t)hcn_addr_bits(&ret->addr);
	return true;
}

/* "6", "256"; no sign, no leading zeros that would make it long. */
bool hcn_word_number(const struct hcn_word *word, uint32_t max, uint32_t *ret)
{
	uint32_t value = 0;

	if (!word->len || word->len > 5)
		return false;
	for (size_t i = 0; i < word->len; i++) {
		if (word->text[i] < '0' || word->text[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(word->text[i] - '0');
	}
	*ret = value;
	return value <= max;
}

/* --- what a rule matches -------------------------------------------------------------------------------- */

static int read_protocols(const char *list, struct hcn_acl_match *ret)
{
	const char *rest = hcn_words(list);
	struct hcn_word word;
	uint32_t protocol;

	ret->any_protocol = !rest;
	while (hcn_word_next(&rest, &word)) {
		if (!hcn_word_number(&word, HCN_ACL_ANY_PROTOCOL, &protocol))
			return -EINVAL;
		if (protocol == HCN_ACL_ANY_PROTOCOL)
			ret->any_protocol = true;
		else
			ret->protocols[protocol / 8] |= (uint8_t)(1u << protocol % 8);
	}
	return 0;
}

static size_t count_words(const char *list)
{
	const char *rest = hcn_words(list);
	struct hcn_word word;
	size_t n = 0;

	while (hcn_word_next(&rest, &word))
		n++;
	return n;
}

static int read_addresses(const char *list, struct hcn_acl_addresses *ret)
{
	const char *rest = hcn_words(list);
	size_t n = count_words(list);
	struct hcn_word word;

	if (!n)
		return 0;
	ret->prefixes = calloc(n, sizeof(*ret->prefixes));
	ret->sets = calloc(n, sizeof(*ret->sets));
	if (!ret->prefixes || !ret->sets)
		return -ENOMEM;
	while (hcn_word_next(&rest, &word)) {
		if (!word.len)
			return -EINVAL;
		if (hcn_word_prefix(&word, &ret->prefixes[ret->n_prefixes])) {
			ret->n_prefixes++;
			continue;
		}
		ret->sets[ret->n_sets] = strndup(word.text, word.len);
		if (!ret->sets[ret->n_sets])
			return -ENOMEM;
		ret->n_sets++;
	}
	return 0;
}

static int read_ports(const char *list, struct hcn_port_range **ret, size_t *ret_n)
{
	return list ? hcn_ports_parse(list, ret, ret_n, NULL) : 0;
}

int hcn_acl_match_read(const struct hcn_five_tuple *tuple, struct hcn_acl_match *ret)
{
	int r;

	r = read_protocols(tuple->protocols, ret);
	if (!r)
		r = read_addresses(tuple->local_addresses, &ret->local);
	if (!r)
		r = read_addresses(tuple->remote_addresses, &ret->remote);
	if (!r)
		r = read_ports(tuple->local_ports, &ret->local_ports, &ret->n_local_ports);
	if (!r)
		r = read_ports(tuple->remote_ports, &ret->remote_ports, &ret->n_remote_ports);
	if (r)
		hcn_acl_match_clear(ret);
	return r;
}

bool hcn_acl_match_protocol(const struct hcn_acl_match *match, uint8_t protocol)
{
	return match->any_protocol || match->protocols[protocol / 8] & 1u << protocol % 8;
}

static void clear_addresses(struct hcn_acl_addresses *addresses)
{
	for (size_t i = 0; i < addresses->n_sets; i++)
		free(addresses->sets[i]);
	free(addresses->sets);
	free(addresses->prefixes);
}

void hcn_acl_match_clear(struct hcn_acl_match *match)
{
	clear_addresses(&match->local);
	clear_addresses(&match->remote);
	free(match->local_ports);
	free(match->remote_ports);
	memset(match, 0, sizeof(*match));
}
