/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The trace (trace.h): each call is one block of lines, written at once when the call ends.
 *
 *	09:12:01.250 1234:48 HcnCreateNetwork = S_OK in 1250 us
 *	    Id           00000000-0000-0000-0000-000000000000
 *	    Settings     {"Name":"blue",...}
 *	    Network   -> 0x100000001
 */
#include "trace.h"

#include <computenetwork.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hcn/error.h>

#include "buf.h"
#include "cleanup.h"
#include "utf16.h"

#define MAX_TEXT (1u << 24) /* of documents, in units */

static int fd = -1;

void wine_trace_open(void)
{
	const char *name = secure_getenv("HCN_WINE_TRACE");

	if (!name || !*name)
		return;
	if (!strcmp(name, "-"))
		fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
}

bool wine_trace_on(void)
{
	return fd >= 0;
}

/* --- values ----------------------------------------------------------------------------------------------- */

static void put_text(struct hcn_buf *b, PCWSTR text)
{
	_cleanup_free_ char *utf8 = NULL;

	if (!text)
		hcn_buf_puts(b, "NULL");
	else if (hcn_utf16_to_utf8(text, hcn_utf16_len(text, MAX_TEXT), &utf8, NULL, NULL))
		hcn_buf_puts(b, "(not UTF-16)");
	else
		hcn_buf_puts(b, *utf8 ? utf8 : "\"\"");
}

static void put_guid(struct hcn_buf *b, const GUID *g)
{
	if (!g) {
		hcn_buf_puts(b, "NULL");
		return;
	}
	hcn_buf_printf(b, "%08X-%04X-%04X-%02X%02X-", g->Data1, g->Data2, g->Data3, g->Data4[0],
		g->Data4[1]);
	for (size_t i = 2; i < sizeof(g->Data4); i++)
		hcn_buf_printf(b, "%02X", g->Data4[i]);
}

static void put_range(struct hcn_buf *b, const HCN_PORT_RANGE_RESERVATION *range)
{
	hcn_buf_printf(b, "%u-%u", range->startingPort, range->endingPort);
}

static void put_value(struct hcn_buf *b, const struct wine_arg *arg)
{
	switch (arg->kind) {
	case WINE_ARG_TEXT:
		put_text(b, arg->pointer);
		break;
	case WINE_ARG_GUID:
		put_guid(b, arg->pointer);
		break;
	case WINE_ARG_HANDLE:
	case WINE_ARG_POINTER:
		hcn_buf_printf(b, "%p", arg->pointer);
		break;
	case WINE_ARG_NUMBER:
		hcn_buf_printf(b, "%u", arg->number);
		break;
	case WINE_ARG_STRING:
		put_text(b, *(const PWSTR *)arg->pointer);
		break;
	case WINE_ARG_HANDLE_OUT:
	case WINE_ARG_POINTER_OUT:
		hcn_buf_printf(b, "%p", *(void *const *)arg->pointer);
		break;
	case WINE_ARG_COUNT_OUT:
		hcn_buf_printf(b, "%u", *(const ULONG *)arg->pointer);
		break;
	case WINE_ARG_RANGE_OUT:
		put_range(b, arg->pointer);
		break;
	}
}

/* Places that were not given, and ErrorRecords that nothing was written to, say nothing. */
static bool is_silent(const struct wine_arg *arg)
{
	return arg->kind >= WINE_ARG_STRING &&
	       (!arg->pointer || (arg->kind == WINE_ARG_STRING && !*(const PWSTR *)arg->pointer));
}

static void put_arg(struct hcn_buf *b, const struct wine_arg *arg)
{
	if (is_silent(arg))
		return;
	hcn_buf_printf(b, "    %-22s %s ", arg->name, arg->kind >= WINE_ARG_STRING ? "->" : "  ");
	put_value(b, arg);
	hcn_buf_putc(b, '\n');
}

/* --- blocks ----------------------------------------------------------------------------------------------- */

static void put_head(struct hcn_buf *b)
{
	struct timespec now;
	struct tm tm;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)localtime_r(&now.tv_sec, &tm);
	hcn_buf_printf(b, "%02d:%02d:%02d.%03ld %04x:%04x ", tm.tm_hour, tm.tm_min, tm.tm_sec,
		now.tv_nsec / 1000000, GetCurrentProcessId(), GetCurrentThreadId());
}

static void put_hresult(struct hcn_buf *b, HRESULT hr)
{
	const char *name = hcn_hresult_name((uint32_t)hr);

	hcn_buf_printf(b, hr ? "0x%08x %s" : "S_OK", (uint32_t)hr, name);
}

static void print(struct hcn_buf *b)
{
	if (!b->oom && write(fd, b->data, b->len) < 0)
		return; /* nobody to tell */
}

void wine_trace_call(const struct wine_call *call, HRESULT hr)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	struct timespec now;
	int64_t us;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	us = (now.tv_sec - call->start.tv_sec) * 1000000 +
	     (now.tv_nsec - call->start.tv_nsec) / 1000;
	put_head(&b);
	hcn_buf_printf(&b, "%s = ", call->function);
	put_hresult(&b, hr);
	hcn_buf_printf(&b, " in %jd us\n", (intmax_t)us);
	for (size_t i = 0; i < call->n_args; i++)
		put_arg(&b, &call->args[i]);
	print(&b);
}

void wine_trace_callback(DWORD type, const void *context, HRESULT status, PCWSTR data)
{
	const struct wine_arg args[] = {
		{ .name = "Context", .kind = WINE_ARG_POINTER, .pointer = context },
		{ .name = "NotificationData", .kind = WINE_ARG_TEXT, .pointer = data },
	};
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };

	put_head(&b);
	hcn_buf_printf(&b, "callback, notification 0x%x, ", type);
	put_hresult(&b, status);
	hcn_buf_putc(&b, '\n');
	for (size_t i = 0; i < HCN_N_ELEMENTS(args); i++)
		put_arg(&b, &args[i]);
	print(&b);
}
