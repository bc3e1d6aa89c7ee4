/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Short ways to call the Windows functions (edge.h). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge.h"
#include "guid.h"
#include "utf16.h"

/* The Windows functions find their context in the environment. */
static void edge_open(void)
{
	world_open();
	ck_assert_int_eq(setenv("HCN_STATE_DIR", world_dir, 1), 0);
	ck_assert_int_eq(setenv("HCN_BACKEND", "sim", 1), 0);
}

int run_edge_tests(const char *name, const struct fact *facts)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int n_failed;

	tcase_add_checked_fixture(tcase, edge_open, world_close);
	for (; facts->test; facts++)
		tcase_add_loop_test(tcase, facts->test, 0, facts->n_vectors ? facts->n_vectors : 1);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

PCWSTR doc16(const char *format, ...)
{
	static char16_t *ring[4];
	static size_t next;
	char16_t **place = &ring[next++ % 4];
	char *text;
	va_list args;

	va_start(args, format);
	ck_assert_int_ge(vasprintf(&text, format, args), 0);
	va_end(args);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	free(*place);
	ck_assert_int_eq(hcn_utf8_to_utf16(text, strlen(text), place, NULL, NULL), 0);
	free(text);
	return *place;
}

const char *take(PWSTR *text)
{
	static char *ring[4];
	static size_t next;
	char **place = &ring[next++ % 4];

	if (!*text)
		return "";
	free(*place);
	ck_assert_int_eq(
		hcn_utf16_to_utf8(*text, hcn_utf16_len(*text, 1 << 20), place, NULL, NULL), 0);
	CoTaskMemFree(*text);
	*text = NULL;
	return *place;
}

json_t *take_json(PWSTR *text)
{
	json_error_t error;
	const char *copy = take(text);
	json_t *json = json_loads(copy, 0, &error);

	ck_assert_msg(json != NULL, "%s: %s", error.text, copy);
	return json;
}

GUID guid(unsigned n)
{
	GUID id = { .Data4 = { [7] = (uint8_t)n } };

	return id;
}

GUID guid_of(const char *text)
{
	struct hcn_guid parsed;
	GUID id;

	ck_assert_msg(hcn_guid_parse(text, strlen(text), &parsed), "%s", text);
	memcpy(&id, &parsed, sizeof(id));
	return id;
}

HCN_NETWORK given_network(unsigned n)
{
	GUID id = guid(n);
	HCN_NETWORK network;
	PWSTR record;
	HRESULT hr;

	hr = HcnCreateNetwork(&id,
		doc16("{'Name':'net%u','Type':'NAT','SchemaVersion':{'Major':2,'Minor':0},'Ipams':["
		      "{'Subnets':["
		      "{'IpAddressPrefix':'172.30.%u.0/24'}]}]}",
			n, n),
		&network, &record);
	ck_assert_msg(hr == S_OK, "%s", take(&record));
	return network;
}
