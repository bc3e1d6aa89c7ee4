/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* complete: what shells offer. */
#include "harness.h"

#include <stdio.h>

#define NS_ID "11111111-2222-3333-4444-555555555555"

static const struct {
	const char *words[8]; /* after "complete --" */
	const char *candidates;
} lines[] = {
	{ { "e" }, "explain\nerror\n" },
	{ { "comp" }, "" },
	{ { "plan", "" }, "create\nmodify\ndelete\nattach\ndetach\n" },
	{ { "plan", "create", "na" }, "namespace\n" },
	{ { "help", "w" }, "watch\n" },
	{ { "list", "" }, "network\nendpoint\nnamespace\nloadbalancer\nroute\nguestservice\n" },
	{ { "show", "net", "" }, "blue sky\n" },
	{ { "show", "net", "no" }, "" },
	{ { "show", "net", "blue sky", "" }, "" },
	{ { "delete", "ep", "web", "d" }, "db\n" },
	{ { "attach", "" }, "web\ndb\n" },
	{ { "attach", "web", "1" }, NS_ID "\n" },
	{ { "create", "endpoint", "--network", "" }, "blue sky\n" },
	{ { "create", "endpoint", "--name", "" }, "" },
	{ { "create", "endpoint", "--net" }, "--network\n" },
	{ { "create", "--name", "x", "" },
		"network\nendpoint\nnamespace\nloadbalancer\nroute\nguestservice\n" },
	{ { "create", "--ty" }, "--type\n" },
	{ { "create", "network", "--type", "" }, "NAT\n" },
	{ { "create", "namespace", "--type", "Guest" }, "Guest\nGuestDefault\n" },
	{ { "list", "--sub" }, "" },
	{ { "list", "network", "-o", "" }, "table\njson\n" },
	{ { "-o", "json", "list", "ro" }, "route\n" },
	{ { "--backend", "" }, "linux\nsim\n" },
	{ { "--state-dir=/dev/null", "show", "net", "" }, "" },
	{ { "--state-dir", "/dev/null", "show", "net", "" }, "" },
	{ { "show", "widget", "" }, "" },
	{ { "nonsense", "li" }, "" },
	{ { "hns", "" }, "GET\nPOST\nDELETE\n" },
	{ { "hns", "GET", "/end" }, "/endpoints/\n/endpointstats/\n/endpointaddresses\n" },
	{ { "hns", "GET", "/networks/", "" }, "" },
	{ { "error", "" }, "" },
	{ { "schema", "Ipa" }, "Ipam\n" },
	{ { "validate", "--kind", "modify-n" }, "modify-network\nmodify-namespace\n" },
	{ { "validate", "" }, "" },
};

START_TEST(the_last_word_has_candidates)
{
	const char *words[12] = { "hcnctl", "complete", "--" };

	create("network", "--name", "blue sky", "--subnet", "10.1.0.0/24");
	create("endpoint", "--name", "web", "--network", "blue sky");
	create("endpoint", "--name", "db", "--network", "blue sky");
	create("namespace", "--id", NS_ID);
	for (size_t i = 0; i < 8; i++)
		words[3 + i] = lines[_i].words[i];
	ck_assert_int_eq(run_hcnctl(NULL, words), 0);
	ck_assert_str_eq(out, lines[_i].candidates);
	ck_assert_str_eq(errors, "");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ the_last_word_has_candidates, sizeof(lines) / sizeof(lines[0]) },
		{ 0 },
	};

	return run_cli_tests("cli-complete", facts);
}
