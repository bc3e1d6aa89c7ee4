/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which functions a Windows of a certain HNS version has (age.h).
 *
 * Tests: tests/unit/api/test_reports.c (before_9_2_there_is_no_function_at_all)
 */
#include "age.h"

#include <string.h>

#include "cleanup.h"
#include "request.h"

struct age {
	const char *function;
	uint32_t major, minor;
};

/* What came after the rest.  [inf] "Added in NI" (22H2), whose HNS is 15.0 (doc/facts/clients.md §1.1, §6). */
static const struct age younger[] = {
	{ "HcnQueryEndpointStats", 15, 0 },
	{ "HcnQueryEndpointAddresses", 15, 0 },
};

/* All others came with the V2 API. */
static const struct age rest = { NULL, 9, 2 };

static const struct age *age_of(const char *function)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(younger); i++)
		if (!strcmp(younger[i].function, function))
			return &younger[i];
	return &rest;
}

int hcn_age_check(const struct hcn *hcn, const char *function, struct hcn_error *err)
{
	const struct hcn_rules *rules = &hcn->rules;
	const struct age *age = age_of(function);
	int r;

	if (rules->major > age->major || (rules->major == age->major && rules->minor >= age->minor))
		return 0;
	r = hcn_fail(err, HCN_NOT_IMPLEMENTED, NULL, "HNS %u.%u has no %s: it came with %u.%u",
		rules->major, rules->minor, function, age->major, age->minor);
	hcn_error_hint(err, "HCN_HNS_VERSION chooses the version; without it every function works");
	return r;
}
