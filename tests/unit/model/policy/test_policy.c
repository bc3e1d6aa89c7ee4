/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each policy means on Linux, and what is read out of those that are honoured. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "policy/policy.h"

static const struct hcn_rules strict = { 16, 0, .strict = true };

static const struct hcn_policy_family *const families[] = { &hcn_endpoint_policy_family,
	&hcn_network_policy_family, &hcn_subnet_policy_family };

/* Whether one of the words of @text, between anything but letters and digits, is @word. */
static bool has_word(const char *text, const char *word)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t len;

	for (; *text; text += len) {
		text += strcspn(text, letters);
		len = strspn(text, letters);
		if (len == strlen(word) && !strncmp(text, word, len))
			return true;
	}
	return false;
}

/* The first line of doc/differences.md that begins so, up to its first `|` or `;` after that. */
static char *line_of_differences(const char *beginning)
{
	FILE *f = fopen(DIFFERENCES, "r");
	char *line = NULL;
	size_t size = 0;

	ck_assert_ptr_nonnull(f);
	while (getline(&line, &size, f) >= 0 && strncmp(line, beginning, strlen(beginning)))
		;
	ck_assert_msg(
		!strncmp(line, beginning, strlen(beginning)), "no line begins with %s", beginning);
	line[strlen(beginning) + strcspn(line + strlen(beginning), "|;")] = 0;
	fclose(f);
	return line;
}

START_TEST(every_policy_has_a_row_that_says_its_support)
{
	for (int id = 0; id < HCN_N_POLICIES; id++)
		ck_assert_msg(hcn_policy_support(id) >= HCN_SUPPORT_HONOURED &&
				      hcn_policy_support(id) <= HCN_SUPPORT_STORED,
			"%d", id);
}
END_TEST

START_TEST(the_documentation_says_of_every_policy_what_becomes_of_it)
{
	_cleanup_free_ char *stored = line_of_differences("| policies "),
			    *kept = line_of_differences("Policies ");
	const struct hcn_policy_type *type = families[_i]->types;

	for (; type->name; type++) {
		const struct hcn_policy policy = { .type = type };
		int r = hcn_policy_check(&strict, &policy, 0, "/Policies/0", &refusal);

		ck_assert_msg(has_word(kept, type->name) ==
				      (hcn_policy_support(type->id) == HCN_SUPPORT_KEPT),
			"%s", type->name);
		ck_assert_msg(has_word(stored, type->name) ==
				      (hcn_policy_support(type->id) == HCN_SUPPORT_STORED),
			"%s", type->name);
		ck_assert_msg((r == HCN_REQUEST_UNSUPPORTED) == has_word(stored, type->name),
			"%s: %d", type->name, r);
	}
}
END_TEST

START_TEST(an_update_replaces_policies_of_these_types_only)
{
	static const char changeable[] = "ACL TierAcl L4Proxy L4WFPPROXY QOS Iov";
	const struct hcn_policy_type *type = hcn_endpoint_policy_family.types;
	const struct hcn_policy none = { 0 };

	for (; type->name; type++) {
		const struct hcn_policy policy = { .type = type };

		ck_assert_msg(hcn_policy_is_changeable(&policy) == has_word(changeable, type->name),
			"%s", type->name);
	}
	ck_assert(!hcn_policy_is_changeable(&none));
}
END_TEST

/* --- lists -------------------------------------------------------------------------------------------------- */

/* An endpoint that has not been through any check. */
static struct hcn_endpoint read_endpoint(const char *members)
{
	struct hcn_endpoint ep = { 0 };
	char text[1024];

	snprintf(text, sizeof(text), "{%s}", members);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(
		!hcn_schema_decode(&hcn_endpoint_schema, text, strlen(text), NULL, &ep, &refusal),
		"%s: %s", text, refusal.text);
	return ep;
}

static const struct {
	const char *policies;
	int status;
	const char *pointer;
} lists[] = {
	{ "", 0, "" },
	{ "{'Type':'PortName','Settings':{}},{'Type':'PortName','Settings':{}}", 0, "" },
	{ "{'Type':'PortName'},{}", HCN_INVALID_POLICY_TYPE, "/Policies/1" },
	{ "{'Type':'Iov','Settings':{}},{'Type':'VLAN','Settings':{}}", HCN_REQUEST_UNSUPPORTED,
		"/Policies/1/Type" },
	{ "{'Type':'InterfaceParameters','Settings':{}},{'Type':'Iov'},{'Type':'InterfaceParameters','Settings':{}}",
		HCN_INTERFACEPARAMETERS_ALREADY_APPLIED, "/Policies/2" },
};

START_TEST(a_list_is_refused_where_it_is_wrong)
{
	struct hcn_endpoint ep;
	char members[256];

	snprintf(members, sizeof(members), "'Policies':[%s]", lists[_i].policies);
	ep = read_endpoint(members);
	hcn_error_reset(&refusal);
	ck_assert_int_eq(
		hcn_policies_check(&strict, ep.policies, ep.n_policies, "/Policies", &refusal),
		lists[_i].status);
	ck_assert_str_eq(refusal.pointer, lists[_i].pointer);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(the_first_policy_of_a_type_that_has_settings_is_found)
{
	struct hcn_endpoint ep = read_endpoint(
		"'Policies':[{},{'Type':'EncapOverhead'},"
		"{'Type':'EncapOverhead','Settings':{'Overhead':50}},"
		"{'Type':'EncapOverhead','Settings':{'Overhead':60}}]");
	const struct hcn_encap_overhead *found_settings = hcn_policies_find(
		ep.policies, ep.n_policies, HCN_POLICY_ENCAP_OVERHEAD);

	ck_assert_ptr_nonnull(found_settings);
	ck_assert_uint_eq(found_settings->overhead, 50);
	ck_assert_ptr_null(hcn_policies_find(ep.policies, ep.n_policies, HCN_POLICY_PORT_NAME));
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(policies_of_a_type_come_in_their_order_with_the_number_behind_them)
{
	struct hcn_endpoint ep = read_endpoint(
		"'Policies':[{'Type':'EncapOverhead','Settings':{'Overhead':50}},{},"
		"{'Type':'EncapOverhead'},{'Type':'PortName','Settings':{'Name':'x'}},"
		"{'Type':'EncapOverhead','Settings':{'Overhead':60}}]");
	const struct hcn_encap_overhead *settings;
	char text[64] = "", *end = text;
	size_t i = 0;

	while ((settings = hcn_policies_next(
			ep.policies, ep.n_policies, HCN_POLICY_ENCAP_OVERHEAD, &i)))
		end += sprintf(end, "%zu:%u ", i, settings->overhead);
	ck_assert_str_eq(text, "1:50 5:60 ");
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

/* --- the MTU ------------------------------------------------------------------------------------------------ */

#define MTU(n)      "{'Type':'InterfaceParameters','Settings':{'Mtu':" #n "}}"
#define OVERHEAD(n) "{'Type':'EncapOverhead','Settings':{'Overhead':" #n "}}"
#define V4          "'IpConfigurations':[{'IpAddress':'10.0.0.2'}],"
#define V6          "'IpConfigurations':[{'IpAddress':'fd00::2'}],"

static const struct {
	const char *members;
	uint32_t mtu;
	bool works;
} mtus[] = {
	{ V4 "'Policies':[]", 1500, true },
	{ V4 "'Policies':[" MTU(9000) "]", 9000, true },
	{ V4 "'Policies':[" MTU(0) "]", 1500, true },
	{ V4 "'Policies':[" OVERHEAD(50) "]", 1450, true },
	{ V4 "'Policies':[" OVERHEAD(50) "," MTU(1400) "]", 1350, true },
	{ V4 "'Policies':[" MTU(68) "]", 68, true },
	{ V4 "'Policies':[" MTU(67) "]", 67, false },
	{ V6 "'Policies':[" MTU(1280) "]", 1280, true },
	{ V6 "'Policies':[" MTU(1279) "]", 1279, false },
	{ V4 "'Policies':[" OVERHEAD(1500) "]", 0, false },
	{ V4 "'Policies':[" OVERHEAD(1600) "]", 0, false },
};

START_TEST(the_mtu_is_what_the_policies_leave_of_the_networks)
{
	const struct hcn_network net = { .mtu = 1500 };
	struct hcn_endpoint ep = read_endpoint(mtus[_i].members);

	ck_assert_uint_eq(hcn_endpoint_mtu(&net, &ep), mtus[_i].mtu);
	ck_assert_int_eq(hcn_endpoint_check_mtu(&net, &ep, "/There", &refusal),
		mtus[_i].works ? 0 : HCN_INVALID_POLICY);
	if (!mtus[_i].works)
		ck_assert_str_eq(refusal.pointer, "/There");
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

/* --- port mappings -------------------------------------------------------------------------------------------- */

#define BOTH "'IpConfigurations':[{'IpAddress':'10.0.0.2'},{'IpAddress':'fd00::2'}],"

/* Each mapping as "family protocol external > internal @ VIP > target". */
static const struct {
	const char *addresses, *settings, *mappings;
} publications[] = {
	{ V4, "{'Protocol':6,'InternalPort':80,'ExternalPort':8080}",
		"4 6 8080 > 80 @ any > 10.0.0.2;" },
	{ V4, "{'Protocol':'UDP','InternalPort':53,'ExternalPort':53}",
		"4 17 53 > 53 @ any > 10.0.0.2;" },
	{ V4, "{'InternalPort':80}", "4 6 0 > 80 @ any > 10.0.0.2;4 17 0 > 80 @ any > 10.0.0.2;" },
	{ V4, "{'Protocol':0,'InternalPort':80}",
		"4 6 0 > 80 @ any > 10.0.0.2;4 17 0 > 80 @ any > 10.0.0.2;" },
	{ BOTH, "{'Protocol':6,'InternalPort':80}", "4 6 0 > 80 @ any > 10.0.0.2;" },
	{ BOTH, "{'Protocol':6,'InternalPort':80,'Flags':2}", "6 6 0 > 80 @ any > fd00::2;" },
	{ V6, "{'Protocol':6,'InternalPort':80}", "6 6 0 > 80 @ any > fd00::2;" },
	{ "", "{'Protocol':6,'InternalPort':80}", "6 6 0 > 80 @ any > none;" },
	{ V4, "{'Protocol':6,'InternalPort':80,'Flags':2}", "6 6 0 > 80 @ any > none;" },
	{ BOTH, "{'Protocol':6,'VIP':'192.0.2.1'}", "4 6 0 > 0 @ 192.0.2.1 > 10.0.0.2;" },
	{ BOTH, "{'Protocol':6,'VIP':'2001:db8::1'}", "6 6 0 > 0 @ 2001:db8::1 > fd00::2;" },
	{ V4, "{'Protocol':6,'VIP':'2001:db8::1'}", "6 6 0 > 0 @ 2001:db8::1 > none;" },
	{ BOTH, "{'Protocol':6,'VIP':'0.0.0.0'}", "4 6 0 > 0 @ any > 10.0.0.2;" },
	{ BOTH, "{'Protocol':6,'VIP':''}", "4 6 0 > 0 @ any > 10.0.0.2;" },
	{ BOTH, "{'Protocol':6,'VIP':'::'}", "6 6 0 > 0 @ any > fd00::2;" },
	{ V4, "{'Protocol':6,'VIP':'::'}", "6 6 0 > 0 @ any > none;" },
	{ V6, "{'Protocol':6,'VIP':'0.0.0.0'}", "4 6 0 > 0 @ any > none;" },
	{ BOTH, "{'Protocol':6,'VIP':'0.0.0.0','Flags':2}", "6 6 0 > 0 @ any > fd00::2;" },
	{ BOTH, "{'Protocol':6,'VIP':'::','Flags':2}", "6 6 0 > 0 @ any > fd00::2;" },
};

static const char *address_text(const struct hcn_addr *addr, const char *otherwise)
{
	static struct hcn_addr_text texts[2];
	static size_t next;

	if (addr->family == HCN_FAMILY_NONE)
		return otherwise;
	next = !next;
	texts[next] = hcn_addr_format(addr);
	return texts[next].text;
}

START_TEST(a_port_mapping_publishes_one_port_of_one_or_two_protocols)
{
	struct hcn_mapping mappings[2];
	struct hcn_endpoint ep;
	char text[512], *end = text;
	size_t n;

	snprintf(text, sizeof(text), "%s'Policies':[{'Type':'PortMapping','Settings':%s}]",
		publications[_i].addresses, publications[_i].settings);
	ep = read_endpoint(text);
	n = hcn_port_mappings(&ep, ep.policies[0].settings, mappings);
	for (size_t i = 0; i < n; i++)
		end += sprintf(end, "%d %u %u > %u @ %s > %s;", mappings[i].family,
			mappings[i].protocol, mappings[i].external_port, mappings[i].internal_port,
			address_text(&mappings[i].vip, "any"),
			address_text(&mappings[i].target, "none"));
	ck_assert_str_eq(text, publications[_i].mappings);
	ck_assert(hcn_endpoint_has_mappings(&ep));
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

START_TEST(other_policies_publish_nothing)
{
	struct hcn_endpoint ep = read_endpoint(
		V4 "'Policies':[{},{'Type':'OutBoundNAT','Settings':{}},{'Type':'PortMapping'}]");
	ck_assert(!hcn_endpoint_has_mappings(&ep));
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_policy_has_a_row_that_says_its_support },
		{ the_documentation_says_of_every_policy_what_becomes_of_it,
			HCN_N_ELEMENTS(families) },
		{ an_update_replaces_policies_of_these_types_only },
		{ a_list_is_refused_where_it_is_wrong, HCN_N_ELEMENTS(lists) },
		{ the_first_policy_of_a_type_that_has_settings_is_found },
		{ policies_of_a_type_come_in_their_order_with_the_number_behind_them },
		{ the_mtu_is_what_the_policies_leave_of_the_networks, HCN_N_ELEMENTS(mtus) },
		{ a_port_mapping_publishes_one_port_of_one_or_two_protocols,
			HCN_N_ELEMENTS(publications) },
		{ other_policies_publish_nothing },
		{ NULL },
	};

	return run_tests("policies", facts);
}
