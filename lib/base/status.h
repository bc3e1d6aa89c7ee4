/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of statuses, for those who list or explain them. */
#ifndef HCN_BASE_STATUS_H
#define HCN_BASE_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

struct hcn_status_row {
	int status; /* enum hcn_status */
	uint32_t hresult;
	const char *name; /* "HCN_E_NETWORK_NOT_FOUND" */
	const char *text; /* Windows' */
	const char *when; /* what causes it here; "Never here: ..." for what nothing does */
	const char *hint; /* what to do about it; NULL: what the text and the pointer say */
};

const struct hcn_status_row *hcn_status_rows(size_t *ret_n);

/* The row of a symbolic name, in any letter case; NULL: none. */
const struct hcn_status_row *hcn_status_find(const char *name);

/* Markdown: a table of all (doc/errors.md). */
void hcn_status_publish(struct hcn_buf *b);

#endif
