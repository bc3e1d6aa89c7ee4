/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of statuses as a page to read: doc/errors.md, which a test compares with this.
 *
 * Tests: tests/unit/schema/meson.build (schema-published), tests/unit/schema/test_broken.c
 */
#include "status.h"

#include <stdbool.h>
#include <string.h>

static bool happens(const struct hcn_status_row *row)
{
	static const char never[] = "Never here: ";

	return strncmp(row->when, never, strlen(never)) != 0;
}

static void put_row(struct hcn_buf *b, const struct hcn_status_row *row)
{
	hcn_buf_printf(b, "| 0x%08x | %s | %s | %s | %s |\n", row->hresult, row->name, row->text,
		row->when, row->hint ? row->hint : "");
}

static void put_table(struct hcn_buf *b, bool happening)
{
	const struct hcn_status_row *rows;
	size_t n;

	rows = hcn_status_rows(&n);
	hcn_buf_puts(b, "\n| HRESULT | name | text | when | what to do |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < n; i++)
		if (happens(&rows[i]) == happening)
			put_row(b, &rows[i]);
}

void hcn_status_publish(struct hcn_buf *b)
{
	hcn_buf_puts(b,
		"# Errors\n\n"
		"What functions return, and why.  Made from the table in `lib/base/status.c`; do not edit.\n"
		"`hcnctl error CODE` says the same of one code; every error also has a text of its own, which names "
		"the place in the document,\nthe value and what would have been accepted.\n");
	put_table(b, true);
	hcn_buf_puts(b, "\n## Codes that Windows has and nothing here returns\n");
	put_table(b, false);
}
