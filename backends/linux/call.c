/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refusals of the kernel as errors.
 *
 * In: an errno, and what the files of the row kinds have left in the call.  Out: an error that names the row, the errno and the
 * kernel's own words.
 *
 * Tests: tests/conform/linux/rtnetlink/test_link.c (the_kernels_own_words_reach_the_error)
 */
#include "call.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PRIVILEGES_HINT "run as root, or in a user namespace of your own: unshare -Urnm"

int call_refuse(struct call *c, int r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(c->reason, sizeof(c->reason), format, args);
	va_end(args);
	return r;
}

void call_forget_refusal(struct call *c)
{
	c->extack[0] = c->reason[0] = '\0';
	c->hint = NULL;
}

static int status_of(int r)
{
	switch (r) {
	case -EXFULL: /* a bridge's ports */
	case -ENOSPC:
	case -EMFILE:
	case -ENFILE:
		return HCN_LIMIT_REACHED;
	default:
		return 0;
	}
}

int call_report(
	struct call *c, int r, const char *what, const struct hcn_row *row, struct hcn_error *err)
{
	const char *gap = *c->reason ? ": " : "";
	struct hcn_buf text = { 0 }; /* " link ...", or nothing */
	int status = status_of(r);

	if (row) {
		hcn_buf_putc(&text, ' ');
		hcn_row_format(row, &text);
	}
	if (text.oom || r == -ENOMEM)
		status = hcn_fail_oom(err);
	else if (status)
		(void)hcn_fail(err, status, NULL, "cannot %s%s: %s", what, text_or_empty(text.data),
			*c->reason ? c->reason : strerror(-r));
	else
		status = hcn_fail_errno(
			err, -r, "cannot %s%s%s%s", what, text_or_empty(text.data), gap, c->reason);
	hcn_buf_clear(&text);
	if (row)
		hcn_row_blame(row, err);
	if (err)
		err->os_errno = -r;
	if (*c->extack)
		hcn_error_kernel(err, c->extack);
	if (r == -EPERM || r == -EACCES)
		hcn_error_hint(err, PRIVILEGES_HINT);
	if (c->hint)
		hcn_error_hint(err, "%s", c->hint);
	return status;
}
