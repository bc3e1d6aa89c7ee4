/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errors as JSON, as both APIs hand them to clients: the ErrorRecord of the Hcn functions, the answer of HNSCall.
 *
 *	{"Success":false,"Error":"<Windows' text> <details>","ErrorCode":<HRESULT, unsigned>,
 *	 "Pointer":...,"Value":...,"Expected":...,"Conflict":{"ID":...,"Name":...},
 *	 "Errno":n,"Kernel":...,"Hint":...}
 *
 * The first three are Windows' (doc/facts/clients.md §5.1), the others ours and there when known.
 *
 * Tests: tests/unit/api/test_errorrecord.c (everything_known_is_told)
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "cleanup.h"
#include "error.h"

struct member {
	const char *key;
	size_t offset; /* of the text in struct hcn_error; "" is absent */
};

static const struct member details[] = {
	{ "Pointer", offsetof(struct hcn_error, pointer) },
	{ "Value", offsetof(struct hcn_error, value) },
	{ "Expected", offsetof(struct hcn_error, expected) },
};

static const struct member conflict[] = {
	{ "ID", offsetof(struct hcn_error, conflict_id) },
	{ "Name", offsetof(struct hcn_error, conflict_name) },
};

static const struct member reasons[] = {
	{ "Kernel", offsetof(struct hcn_error, kernel) },
	{ "Hint", offsetof(struct hcn_error, hint) },
};

/* After another member, or after the opening brace of their object. */
static void put_members(
	struct hcn_buf *b, const struct member *members, size_t n, const struct hcn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = (const char *)err + members[i].offset;

		if (!*text)
			continue;
		if (b->data && b->data[b->len - 1] != '{')
			hcn_buf_putc(b, ',');
		hcn_buf_printf(b, "\"%s\":", members[i].key);
		hcn_buf_json_string(b, text, strlen(text));
	}
}

static void put_error(struct hcn_buf *b, const struct hcn_error *err)
{
	char text[HCN_ERROR_TEXT_SIZE + 128];
	int len;

	len = snprintf(text, sizeof(text), "%s %s", hcn_hresult_text(err->hresult), err->text);
	hcn_buf_json_string(b, text, (size_t)len);
}

void hcn_error_encode(const struct hcn_error *err, struct hcn_buf *b)
{
	hcn_buf_puts(b, "{\"Success\":false,\"Error\":");
	put_error(b, err);
	hcn_buf_printf(b, ",\"ErrorCode\":%u", err->hresult);
	put_members(b, details, HCN_N_ELEMENTS(details), err);
	if (*err->conflict_id) {
		hcn_buf_puts(b, ",\"Conflict\":{");
		put_members(b, conflict, HCN_N_ELEMENTS(conflict), err);
		hcn_buf_putc(b, '}');
	}
	if (err->os_errno)
		hcn_buf_printf(b, ",\"Errno\":%d", err->os_errno);
	put_members(b, reasons, HCN_N_ELEMENTS(reasons), err);
	hcn_buf_putc(b, '}');
}
