/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Settings of policies come back byte for byte (doc/facts/clients.md §2.1.6): 1,000 random ones through every way in, every
 * way out, and the store opened again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prng.h"
#include "world.h"

/* A text under construction, as sent (with odd spaces) and as it must come back (without). */
struct text {
	char sent[8192], back[8192];
	size_t sent_len, back_len;
};

static void put(struct text *t, const char *bytes)
{
	size_t len = strlen(bytes);

	ck_assert_uint_lt(t->sent_len + len, sizeof(t->sent));
	memcpy(t->sent + t->sent_len, bytes, len + 1);
	memcpy(t->back + t->back_len, bytes, len + 1);
	t->sent_len += len;
	t->back_len += len;
}

static void put_space(struct text *t, struct prng *r)
{
	static const char *const spaces[] = { "", "", "", " ", "\n", "\t  ", "\r\n" };
	const char *space = spaces[prng_below(r, sizeof(spaces) / sizeof(spaces[0]))];

	ck_assert_uint_lt(t->sent_len + 8, sizeof(t->sent));
	strcpy(t->sent + t->sent_len, space);
	t->sent_len += strlen(space);
}

static void put_mark(struct text *t, struct prng *r, const char *mark)
{
	put_space(t, r);
	put(t, mark);
	put_space(t, r);
}

/* --- random JSON -------------------------------------------------------------------------------------------- */

static void put_string(struct text *t, struct prng *r)
{
	static const char *const pieces[] = { "a", "Z9", " ", "\\n", "\\\"", "\\\\", "\\/",
		"\\u0041", "\\u00e9", "\\ud83d\\ude00", "\xc3\xa9", "\xf0\x9f\x98\x80", "{", "]",
		",", ":", "'", "\\u0026", "<", "  " };

	put(t, "\"");
	for (uint32_t n = prng_below(r, 8); n; n--)
		put(t, pieces[prng_below(r, sizeof(pieces) / sizeof(pieces[0]))]);
	put(t, "\"");
}

static void put_value(struct text *t, struct prng *r, int depth)
{
	static const char *const scalars[] = { "0", "-0", "1", "-17", "1.50", "1e5", "1E+05",
		"-0.0e-3", "18446744073709551615", "123456789012345678901234567890", "true",
		"false", "null", "0.10000000000000000000001" };
	uint32_t kind = prng_below(r, depth ? 4 : 2), n = prng_below(r, 4);
	char key[16];

	if (kind == 0) {
		put(t, scalars[prng_below(r, sizeof(scalars) / sizeof(scalars[0]))]);
	} else if (kind == 1) {
		put_string(t, r);
	} else {
		put_mark(t, r, kind == 2 ? "[" : "{");
		for (uint32_t i = 0; i < n; i++) {
			if (i)
				put_mark(t, r, ",");
			if (kind == 3) {
				snprintf(key, sizeof(key), "\"k%u\"", i);
				put(t, key);
				put_mark(t, r, ":");
			}
			put_value(t, r, depth - 1);
		}
		put_space(t, r);
		put(t, kind == 2 ? "]" : "}");
	}
}

/* --- random policies ---------------------------------------------------------------------------------------- */

#define MAX_MEMBERS 8

/* Members that the type reads, in spellings that clients use; random ones that it does not are mixed in where they may be. */
struct sample {
	const char *type;
	const char *members[MAX_MEMBERS]; /* "key":value */
	bool closed;                      /* others are refused */
};

static const struct sample changeable[] = {
	{ "ACL",
		{ "\"Action\":\"allow\"", "\"Direction\":\"IN\"", "\"Priority\": 100",
			"\"Protocols\":\"6,17\"", "\"remoteAddresses\":\"10.0.0.0/8,FD00::1\"",
			"\"RuleType\":\"Switch\"", "\"Id\":\"API0|\\u0061\"" },
		true },
	{ "ACL",
		{ "\"Action\":\"Block\"", "\"Direction\":\"In\"", "\"Protocol\":6",
			"\"LocalPort\":80", "\"RemoteAddress\":\"10.0.0.1\"" },
		true },
	{ "TierAcl",
		{ "\"Direction\":\"Out\"", "\"Order\":1", "\"Name\":\"t\"",
			"\"TierAclRules\":[ {\"TierAclRuleAction\" : \"Pass\"} ]" },
		true },
	{ "QOS", { "\"MaximumOutgoingBandwidthInBytes\":12500000" } },
	{ "L4Proxy",
		{ "\"IP\":\"10.0.0.0/8\"", "\"Destination\":\"10.0.0.9:80\"",
			"\"Exceptions\":[\"10.0.0.1\"]", "\"Protocol\":\"TCP\"" },
		true },
	{ "Iov", { "\"IovOffloadWeight\":100", "\"InterruptModeration\":0" } },
};
static const struct sample fixed[] = {
	{ "OutBoundNAT", { "\"Exceptions\":null", "\"Flags\":0", "\"VirtualIP\":\"\"" } },
	{ "SDNRoute", { "\"DestinationPrefix\":\"10.1.2.3/8\"", "\"NeedEncap\":true" } },
	{ "ProviderAddress", { "\"ProviderAddress\":\"192.0.2.1\"" } },
	{ "PortName", { "\"Name\":\"p\"" } },
	{ "L2Driver", { NULL } },
	{ "Firewall", { "\"PolicyFlags\":1" } },
	{ "VLAN", { "\"IsolationId\":7" } },
};
static const struct sample of_network[] = {
	{ "NetworkACL", { "\"Action\":\"Block\"", "\"Direction\":\"Out\"", "\"Priority\":65500" },
		true },
	{ "AutomaticDNS", { "\"Enable\":true" } },
	{ "SourceMacAddress", { "\"SourceMacAddress\":\"0e:2A:00:00:00:01\"" } },
	{ "NeighborDiscovery", { "\"SenderIpAddress\":\"10.0.0.1\"" } },
	{ "VSwitchExtension", { "\"ExtensionID\":\"430bdadd-BAB0-41AB-A369-94B67FA5BE0A\"" } },
};
static const struct sample of_subnet[] = { { "VLAN", { "\"IsolationId\":9" } } };
#define N(samples) (sizeof(samples) / sizeof((samples)[0]))

/* A member as it stands in a sample may hold spaces, though none inside its strings: none comes back. */
static void put_member(struct text *t, const char *member)
{
	ck_assert_uint_lt(t->sent_len + strlen(member), sizeof(t->sent));
	for (; *member; member++) {
		t->sent[t->sent_len++] = *member;
		if (*member != ' ')
			t->back[t->back_len++] = *member;
	}
	t->sent[t->sent_len] = t->back[t->back_len] = 0;
}

/* Settings with all members of the sample and up to four others, in random order. */
static void put_settings(struct text *t, struct prng *r, const struct sample *sample)
{
	const char *members[MAX_MEMBERS + 4] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < MAX_MEMBERS && sample->members[i]; i++)
		members[n++] = sample->members[i];
	n += sample->closed ? 0 : prng_below(r, 5);
	for (size_t i = n; i > 1; i--) {
		size_t j = prng_below(r, (uint32_t)i);
		const char *other = members[i - 1];

		members[i - 1] = members[j];
		members[j] = other;
	}
	put_mark(t, r, "{");
	for (size_t i = 0; i < n; i++) {
		char key[32];

		if (i)
			put_mark(t, r, ",");
		if (members[i]) {
			put_member(t, members[i]);
			continue;
		}
		snprintf(key, sizeof(key), "\"x%zu\"", i);
		put(t, key);
		put_mark(t, r, ":");
		put_value(t, r, 3);
	}
	put_space(t, r);
	put(t, "}");
}

/* {"Type":...,"Settings":...}; ->back is what must stand in replies. */
static struct text *policy(struct prng *r, const struct sample *samples, size_t n)
{
	static struct text t;
	const struct sample *sample = &samples[prng_below(r, (uint32_t)n)];

	t.sent_len = t.back_len = 0;
	put_mark(&t, r, "{");
	put(&t, "\"Type\"");
	put_mark(&t, r, ":");
	put(&t, "\"");
	put(&t, sample->type);
	put(&t, "\",\"Settings\":");
	put_settings(&t, r, sample);
	put_space(&t, r);
	put(&t, "}");
	return &t;
}

/* --- in and out ----------------------------------------------------------------------------------------------- */

static void expect_back(enum hcn_kind kind, const char *id, const char *back, bool there)
{
	char *document = NULL;

	ck_assert_msg(
		!hcn_query(world, kind, id, NULL, &document, &world_error), "%s", world_error.text);
	ck_assert_msg((strstr(document, back) != NULL) == there, "%s\nin\n%s", back, document);
	hcn_free(document);
}

static const char *create(enum hcn_kind kind, const char *document, const char *back)
{
	static char id[37];
	char *reply = NULL;

	ck_assert_msg(!hcn_create(world, kind, NULL, document, id, &reply, &world_error),
		"%s: %s %s", document, world_error.pointer, world_error.text);
	ck_assert_msg(strstr(reply, back) != NULL, "%s\nin\n%s", back, reply);
	hcn_free(reply);
	expect_back(kind, id, back, true);
	return id;
}

static void request(enum hcn_kind kind, const char *id, const char *type, const char *policy_text)
{
	static char text[16384];

	snprintf(text, sizeof(text),
		"{\"ResourceType\":\"Policy\",\"RequestType\":\"%s\",\"Settings\":{\"Policies\":[%s]}}",
		type, policy_text);
	ck_assert_msg(!hcn_modify(world, kind, id, text, &world_error), "%s: %s %s", text,
		world_error.pointer, world_error.text);
}

static void drop(enum hcn_kind kind, const char *id)
{
	ck_assert_int_eq(hcn_delete(world, kind, id, &world_error), 0);
}

static char document_text[32768];

static void try_created_endpoint(struct prng *r, const char *network)
{
	const struct text *t = prng_below(r, 2) ? policy(r, fixed, N(fixed))
						: policy(r, changeable, N(changeable));

	snprintf(document_text, sizeof(document_text),
		"{\"HostComputeNetwork\":\"%s\",\"Policies\":[%s]}", network, t->sent);
	drop(HCN_KIND_ENDPOINT, create(HCN_KIND_ENDPOINT, document_text, t->back));
}

static void try_modified_endpoint(struct prng *r, const char *endpoint)
{
	const struct text *t = policy(r, changeable, N(changeable));

	request(HCN_KIND_ENDPOINT, endpoint, prng_below(r, 2) ? "Add" : "Update", t->sent);
	expect_back(HCN_KIND_ENDPOINT, endpoint, t->back, true);
	request(HCN_KIND_ENDPOINT, endpoint, "Remove", t->back); /* as read */
	expect_back(HCN_KIND_ENDPOINT, endpoint, t->back, false);
}

static void try_modified_network(struct prng *r, const char *network)
{
	const struct text *t = policy(r, of_network, N(of_network));

	request(HCN_KIND_NETWORK, network, "Add", t->sent);
	expect_back(HCN_KIND_NETWORK, network, t->back, true);
	request(HCN_KIND_NETWORK, network, "Remove", t->sent);
	expect_back(HCN_KIND_NETWORK, network, t->back, false);
}

static void try_created_network(struct prng *r)
{
	bool subnet = prng_below(r, 2);
	const struct text *t = subnet ? policy(r, of_subnet, N(of_subnet))
				      : policy(r, of_network, N(of_network));

	snprintf(document_text, sizeof(document_text),
		"{\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"172.31.0.0/24\",\"Policies\":[%s]}]}],"
		"\"Policies\":[%s]}",
		subnet ? t->sent : "", subnet ? "" : t->sent);
	drop(HCN_KIND_NETWORK, create(HCN_KIND_NETWORK, document_text, t->back));
}

START_TEST(settings_come_back_byte_for_byte)
{
	struct prng r = { 42 };
	const char *network = make_network("n", "172.30.0.0/24");
	const char *endpoint = make_endpoint(network, "");

	for (int i = 0; i < 1000; i++) {
		switch (i % 8) {
		case 0:
			try_created_network(&r);
			break;
		case 1:
			try_modified_network(&r, network);
			break;
		case 2:
		case 3:
		case 4:
			try_modified_endpoint(&r, endpoint);
			break;
		default:
			try_created_endpoint(&r, network);
		}
	}
}
END_TEST

START_TEST(they_are_the_same_after_the_store_is_opened_again)
{
	const struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };
	const char *network = make_network("n", "172.30.0.0/24");
	static char ids[50][37], *backs[50];
	struct prng r = { 43 };

	for (size_t i = 0; i < 50; i++) {
		const struct text *t = policy(&r, fixed, N(fixed));

		snprintf(document_text, sizeof(document_text),
			"{\"HostComputeNetwork\":\"%s\",\"Policies\":[%s]}", network, t->sent);
		strcpy(ids[i], create(HCN_KIND_ENDPOINT, document_text, t->back));
		backs[i] = strdup(t->back);
	}
	hcn_close(world);
	ck_assert_int_eq(hcn_open(&options, &world, &world_error), 0);
	for (size_t i = 0; i < 50; i++) {
		expect_back(HCN_KIND_ENDPOINT, ids[i], backs[i], true);
		/* what is decoded from the store is the same policy: it can be removed by value */
		request(HCN_KIND_ENDPOINT, ids[i], "Remove", backs[i]);
		expect_back(HCN_KIND_ENDPOINT, ids[i], backs[i], false);
		free(backs[i]);
	}
}
END_TEST

/* HCN_HNS_VERSION is read once, when the context is opened. */
static void reopen_as(const char *version)
{
	const struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };

	hcn_close(world);
	ck_assert_int_eq(setenv("HCN_HNS_VERSION", version, 1), 0);
	ck_assert_int_eq(hcn_open(&options, &world, &world_error), 0);
}

START_TEST(a_process_may_ask_for_an_older_windows)
{
	const char *network = make_network("n", "172.30.0.0/24"), *id = make_endpoint(network, "");
	const char *request = "{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':"
			      "[{'Type':'TierAcl','Settings':{'Direction':'In'}}]}}";

	reopen_as("13.2");
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, id, doc("%s", request)), HCN_INVALID_POLICY_TYPE);
	ck_assert_str_eq(world_error.pointer, "/Settings/Policies/0/Type");
	ck_assert_str_eq(world_error.value, "TierAcl");
	ck_assert_uint_eq(world_error.hresult, 0x803b000e);
	reopen_as("14.0");
	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc("%s", request)), 0);
	reopen_as("13.2"); /* what a newer Windows has stored is shown and can go */
	expect_back(HCN_KIND_ENDPOINT, id, "\"TierAcl\"", true);
	ck_assert_int_eq(
		try_modify(HCN_KIND_ENDPOINT, id,
			doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{}}")),
		0);
	expect_back(HCN_KIND_ENDPOINT, id, "\"TierAcl\"", false);
}
END_TEST

/* Calico cuts its lists into pieces of 4,000 addresses and sends a rule for each. */
START_TEST(thirty_rules_of_4000_addresses_are_stored_and_replaced)
{
	static char list[4000 * 20], acls[30 * (sizeof(list) + 128)], text[sizeof(acls) + 128];
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), "");
	char *end = list;

	for (unsigned i = 0; i < 4000; i++)
		end += sprintf(end, "%s10.%u.%u.0/24", i ? "," : "", i >> 8, i & 255);
	end = acls;
	for (int i = 0; i < 30; i++)
		end += sprintf(end,
			"%s{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Allow\",\"Direction\":\"In\","
			"\"Priority\":%d,\"RemoteAddresses\":\"%s\"}}",
			i ? "," : "", 1000 + i, list);
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text),
			"{\"ResourceType\":\"Policy\",\"RequestType\":\"Update\","
			"\"Settings\":{\"Policies\":[%s]}}",
			acls);
		ck_assert_msg(!hcn_modify(world, HCN_KIND_ENDPOINT, id, text, &world_error), "%s",
			world_error.text);
	}
	expect_back(HCN_KIND_ENDPOINT, id, acls, true);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		settings_come_back_byte_for_byte,
		they_are_the_same_after_the_store_is_opened_again,
		a_process_may_ask_for_an_older_windows,
		thirty_rules_of_4000_addresses_are_stored_and_replaced,
	};

	return RUN_WORLD_TESTS("policies", tests);
}
