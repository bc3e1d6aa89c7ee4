/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies: V1's flat objects {"Type":"NAT","InternalPort":80,...} and V2's {"Type","Settings"}
 * (doc/facts/clients.md §2.8.8, §4.1).
 *
 * One table: which types have another name, and which of their members have another name or form.  Everything else is the
 * same in both.
 *
 * Tests: tests/conform/test_hnscall_v1.c (a_proxy_is_told_as_it_was_posted),
 * tests/clients/test_docker.c (a_container_with_published_ports)
 */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "v1_inside.h"

enum form {
	SAME,
	PROTOCOL, /* V1 "TCP" or 6, V2 6 */
	AS_TEXT,  /* V1 a number or a text, V2 a text */
};

struct member {
	const char *v1;
	const char *v2;
	enum form form;
	bool v1_only_in; /* views keep V2's name: V1 has both */
};

struct type {
	const char *v1;
	const char *v2;
	struct member members[7]; /* those that differ; ends with v1 NULL */
};

static const struct type types[] = {
	{ "NAT", "PortMapping", { { "Protocol", "Protocol", PROTOCOL } } },
	{ "OutBoundNAT", "OutBoundNAT",
		{ { "VIP", "VirtualIP", SAME }, { "ExceptionList", "Exceptions", SAME } } },
	{ "ROUTE", "SDNRoute", { { NULL } } },
	{ "PA", "ProviderAddress", { { "PA", "ProviderAddress", SAME } } },
	{ "PROXY", "L4Proxy",
		{ { "Port", "Port", AS_TEXT }, { "Protocol", "Protocol", PROTOCOL } } },
	{ "ACL", "ACL",
		{ { "Protocol", "Protocols", AS_TEXT, true },
			{ "LocalAddress", "LocalAddresses", SAME, true },
			{ "RemoteAddress", "RemoteAddresses", SAME, true },
			{ "LocalPort", "LocalPorts", AS_TEXT, true },
			{ "InternalPort", "LocalPorts", AS_TEXT, true },
			{ "RemotePort", "RemotePorts", AS_TEXT, true } } },
	{ "VLAN", "VLAN", { { "VLAN", "IsolationId", SAME } } },
	{ "VSID", "VSID", { { "VSID", "IsolationId", SAME } } },
};

static const struct type *find_v1(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (hcn_ascii_equal(types[i].v1, name))
			return &types[i];
	return NULL;
}

static const struct type *find_v2(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (!strcmp(types[i].v2, name))
			return &types[i];
	return NULL;
}

/* --- members ------------------------------------------------------------------------------------------ */

static void put_value(struct hcn_buf *b, const char *at)
{
	hcn_buf_put(b, at, (size_t)(hcn_json_skip_value(at) - at));
}

static const struct {
	const char *name;
	const char *number;
} protocols[] = { { "TCP", "6" }, { "UDP", "17" }, { "ICMPv4", "1" }, { "IGMP", "2" },
	{ "ICMPv6", "58" } };

/* A value of V1 in V2's form. */
static void put_v2_value(struct hcn_buf *b, enum form form, const char *at)
{
	char text[32];

	if (form == AS_TEXT && *at != '"') {
		hcn_buf_putc(b, '"');
		put_value(b, at);
		hcn_buf_putc(b, '"');
		return;
	}
	if (form == PROTOCOL && *at == '"' && hcn_json_string(at, text, sizeof(text)))
		for (size_t i = 0; i < HCN_N_ELEMENTS(protocols); i++)
			if (hcn_ascii_equal(protocols[i].name, text)) {
				hcn_buf_puts(b, protocols[i].number);
				return;
			}
	put_value(b, at);
}

static void put_v1_value(struct hcn_buf *b, enum form form, const char *at)
{
	if (form == PROTOCOL)
		for (size_t i = 0; i < HCN_N_ELEMENTS(protocols); i++) {
			size_t len = strlen(protocols[i].number);

			if (!strncmp(at, protocols[i].number, len) &&
				(at[len] < '0' || at[len] > '9')) {
				hcn_buf_json_string(
					b, protocols[i].name, strlen(protocols[i].name));
				return;
			}
		}
	put_value(b, at);
}

/* The row for a member of @type by its V1 or V2 name; NULL: it is the same in both. */
static const struct member *find_member(const struct type *type, const char *key, bool of_v1)
{
	for (const struct member *m = type ? type->members : NULL; m && m->v1; m++)
		if (hcn_ascii_equal(of_v1 ? m->v1 : m->v2, key) && (of_v1 || !m->v1_only_in))
			return m;
	return NULL;
}

/* --- V1 -> V2 ------------------------------------------------------------------------------------------- */

static bool is_of_family(const struct hcn_policy_family *family, const char *name)
{
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		if (hcn_ascii_equal(t->name, name))
			return true;
	return false;
}

static int fail_type(const char *pointer, size_t i, const char *name, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("%s/%zu/Type", pointer, i);

	return hcn_fail_value(
		err, HCN_INVALID_POLICY_TYPE, at.text, name, "V1 has no policy of this type here");
}

/* The V2 name of a V1 policy; NULL: it has none. */
static const char *v2_name(const struct hcn_policy_family *family, const char *name)
{
	const struct type *type = find_v1(name);

	if (type)
		return type->v2;
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++) /* V1 calls it otherwise */
		if (hcn_ascii_equal(types[i].v2, name))
			return NULL;
	return is_of_family(family, name) ? name : NULL;
}

static bool read_type(const char *policy, char *ret, size_t size)
{
	const char *at = policy, *name;
	char key[16];

	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at))
		if (hcn_json_string(name, key, sizeof(key)) && hcn_ascii_equal(key, "Type"))
			return *at == '"' && hcn_json_string(at, ret, size);
	return false;
}

/* How many of the members of @policy are the V2 member @v2, by whichever name. */
static size_t count_members(const struct type *type, const char *policy, const char *v2)
{
	const char *at = policy, *name;
	char key[64];
	size_t n = 0;

	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at)) {
		const struct member *m;

		if (*at == 'n' || !hcn_json_string(name, key, sizeof(key)))
			continue;
		m = find_member(type, key, true);
		n += hcn_ascii_equal(m ? m->v2 : key, v2);
	}
	return n;
}

/* A member that stands there by two names keeps them, and so does what says nothing: the decoder knows both. */
static bool keeps_name(
	const struct type *type, const struct member *m, const char *policy, const char *at)
{
	return m->v1_only_in && (count_members(type, policy, m->v2) > 1 || *at == 'n' ||
					(*at == '0' && hcn_json_skip_value(at) == at + 1));
}

static void put_v2_policy(struct hcn_buf *b, const char *policy, const char *v1, const char *v2)
{
	const struct type *type = find_v1(v1);
	const char *at = policy, *name;
	char key[64];

	if (b->len && b->data[b->len - 1] == '}')
		hcn_buf_putc(b, ',');
	hcn_buf_putc(b, '{');
	hcn_v1_text(b, "Type", v2);
	hcn_v1_key(b, "Settings");
	hcn_buf_putc(b, '{');
	for (; hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at)) {
		const struct member *m;

		if (!hcn_json_string(name, key, sizeof(key)) || hcn_ascii_equal(key, "Type"))
			continue;
		m = find_member(type, key, true);
		if (m && keeps_name(type, m, policy, at))
			m = NULL;
		hcn_v1_key(b, m ? m->v2 : key);
		put_v2_value(b, m ? m->form : SAME, at);
	}
	hcn_buf_puts(b, "}}");
}

int hcn_v1_policies_to_v2(const char *array, const struct hcn_policy_family *family,
	struct hcn_buf *b, struct hcn_buf *subnets, const char *pointer, struct hcn_error *err)
{
	const char *at = array;
	char name[64];
	size_t i = 0;

	if (!array || *array != '[')
		return array ? hcn_fail(err, HCN_INVALID_JSON, pointer, "Policies must be an array")
			     : 0;
	for (; hcn_json_next_element(&at); at = hcn_json_skip_value(at), i++) {
		const char *v2;

		if (*at != '{' || !read_type(at, name, sizeof(name)))
			return fail_type(pointer, i, "", err);
		if (subnets && (hcn_ascii_equal(name, "VLAN") || hcn_ascii_equal(name, "VSID"))) {
			put_v2_policy(subnets, at, name, find_v1(name)->v2);
			continue;
		}
		v2 = v2_name(family, name);
		if (!v2)
			return fail_type(pointer, i, name, err);
		put_v2_policy(b, at, name, v2);
	}
	return 0;
}

/* --- V2 -> V1 ------------------------------------------------------------------------------------------- */

void hcn_v1_policies_view(struct hcn_buf *b, const struct hcn_policy *policies, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *v2 = policies[i].type ? policies[i].type->name : "";
		const struct type *type = find_v2(v2);
		const char *at = policies[i].raw, *name;
		char key[64];

		if (b->len && b->data[b->len - 1] == '}')
			hcn_buf_putc(b, ',');
		hcn_buf_putc(b, '{');
		hcn_v1_text(b, "Type", type ? type->v1 : v2);
		if (at && *at != '{')
			at = NULL;
		for (; at && hcn_json_next_member(&at, &name); at = hcn_json_skip_value(at)) {
			const struct member *m;

			/* no V1 reader takes a null */
			if (!strncmp(at, "null", 4) || !hcn_json_string(name, key, sizeof(key)))
				continue;
			m = find_member(type, key, false);
			hcn_v1_key(b, m ? m->v1 : key);
			put_v1_value(b, m ? m->form : SAME, at);
		}
		hcn_buf_putc(b, '}');
	}
}
