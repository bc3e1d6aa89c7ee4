/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Kinds and objects, as people name them.  A kind also stands in columns.c (what a list shows) and options.c (which flags it has);
 * the library's own row of it (struct hcn_kind_type) is out of sight here.
 *
 * A kind also stands in columns.c (what a list shows) and options.c (which flags it has); the library's own row of it (struct
 * hcn_kind_type) is out of sight here.
 *
 * Tests: tests/unit/cli/test_show.c (any_name_finds_its_object), tests/unit/cli/test_usage.c (a_kind_has_many_names)
 */
#include <ctype.h>
#include <string.h>

#include "cli.h"

static const struct kind {
	const char *plural;
	const char *alias;
	int not_found; /* enum hcn_status */
} kinds[HCN_N_KINDS] = {
	[HCN_KIND_NETWORK] = { "networks", "net", HCN_NETWORK_NOT_FOUND },
	[HCN_KIND_ENDPOINT] = { "endpoints", "ep", HCN_ENDPOINT_NOT_FOUND },
	[HCN_KIND_NAMESPACE] = { "namespaces", "ns", HCN_ELEMENT_NOT_FOUND },
	[HCN_KIND_LOADBALANCER] = { "loadbalancers", "lb", HCN_ELEMENT_NOT_FOUND },
	[HCN_KIND_ROUTE] = { "routes", "route", HCN_ELEMENT_NOT_FOUND },
	[HCN_KIND_GUEST_SERVICE] = { "guestservices", "gns", HCN_ELEMENT_NOT_FOUND },
};

/* "network, namespace": the kinds whose bit is in @set. */
static char *list_kinds(unsigned set)
{
	char *text = format("%s", "");

	for (unsigned i = 0; i < HCN_N_KINDS; i++) {
		char *longer;

		if (!(set >> i & 1))
			continue;
		longer = format("%s%s%s", text, *text ? ", " : "", hcn_kind_name((enum hcn_kind)i));
		free(text);
		text = longer;
	}
	return text;
}

/* The kinds that @word may name, as bits: one if it is an alias. */
static unsigned find_kinds(const char *word)
{
	size_t len = strlen(word);
	unsigned set = 0;

	for (unsigned i = 0; len && i < HCN_N_KINDS; i++) {
		if (!strcmp(word, kinds[i].alias))
			return 1u << i;
		if (!strncmp(word, kinds[i].plural, len))
			set |= 1u << i;
	}
	return set;
}

int kind_parse(struct cli *cli, const char *word, enum hcn_kind *ret)
{
	unsigned set = find_kinds(word);
	_cleanup_text_ char *list = list_kinds(set ? set : ~0u);
	size_t len = strlen(cli->what);

	if (!set)
		return fail_usage(cli, "there is no kind \"%s\"; there are %s", word, list);
	if (set & (set - 1))
		return fail_usage(cli, "kind \"%s\" may mean %s", word, list);
	*ret = (enum hcn_kind)__builtin_ctz(set);
	(void)snprintf(cli->what + len, sizeof(cli->what) - len, " %s", list);
	return EXIT_OK;
}

static bool is_guid(const char *word)
{
	for (size_t i = 0; i < ID_SIZE - 1; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? word[i] != '-' : !isxdigit((unsigned char)word[i]))
			return false;
	}
	return !word[ID_SIZE - 1];
}

#define MAX_CANDIDATES 10

static bool is_like(const json_t *object, const char *part)
{
	return *text_of(object, "Name") && strcasestr(text_of(object, "Name"), part);
}

static void print_candidates(const json_t *objects, const char *part)
{
	size_t i, n = 0;
	json_t *object;

	json_array_foreach(objects, i, object)
	{
		if (!is_like(object, part) || n == MAX_CANDIDATES)
			continue;
		(void)fprintf(stderr, "  %s %s ",
			n++ ? "           " : "candidates:", text_of(object, "ID"));
		print_safe(stderr, text_of(object, "Name"));
		(void)fputc('\n', stderr);
	}
}

/* The candidates are the objects with a similar name if there are some, else all that have a name. */
static int fail_not_found(struct cli *cli, enum hcn_kind kind, const char *word)
{
	struct hcn_error err = { .status = kinds[kind].not_found,
		.hresult = hcn_status_hresult(kinds[kind].not_found) };
	_cleanup_json_ json_t *objects = NULL;
	const char *part = "";
	json_t *object;
	size_t i;
	int r;

	r = fetch_all(cli, kind, &objects);
	if (r)
		return r;
	json_array_foreach(objects, i, object)
	{
		if (is_like(object, word))
			part = word;
	}
	(void)snprintf(err.text, sizeof(err.text), "there is no %s named \"%s\"",
		hcn_kind_name(kind), word);
	(void)snprintf(err.hint, sizeof(err.hint), "hcnctl list %s", hcn_kind_name(kind));
	r = fail_api(cli, 0, &err);
	print_candidates(objects, part);
	return r;
}

int object_resolve(struct cli *cli, enum hcn_kind kind, const char *word, char ret_id[ID_SIZE])
{
	_cleanup_json_ json_t *ids = NULL;
	int r;

	if (is_guid(word)) {
		memcpy(ret_id, word, ID_SIZE);
		return EXIT_OK;
	}
	if (!*word || !is_utf8(word))
		return fail_usage(cli, "\"%s\" is neither an id nor a name", word);
	r = fetch_ids(cli, kind, need(json_pack("{s:s}", "Name", word)), &ids);
	if (r)
		return r;
	if (!json_array_size(ids))
		return fail_not_found(cli, kind, word);
	if (json_array_size(ids) > 1) {
		r = fail(cli, "%zu objects are named \"%s\": say which by id", json_array_size(ids),
			word);
		for (size_t i = 0; i < json_array_size(ids) && i < MAX_CANDIDATES; i++)
			(void)fprintf(stderr, "  %s\n", json_string_value(json_array_get(ids, i)));
		return r;
	}
	(void)snprintf(ret_id, ID_SIZE, "%s", json_string_value(json_array_get(ids, 0)));
	return EXIT_OK;
}
