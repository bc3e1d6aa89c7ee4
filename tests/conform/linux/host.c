/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The throwaway host. */
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "host.h"

struct hcn_backend *host;
struct hcn_error host_error;
char host_dir[32] = "/run/hcn";

void given_backend(void)
{
	const struct hcn_backend_config config = { .state_dir = host_dir };

	if (hcn_backend_module.open(&config, &host, &host_error))
		ck_abort_msg("%s", host_error.text);
}

void given_host(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNET | CLONE_NEWNS), 0);
	ck_assert_int_eq(mount("", "/", "none", MS_PRIVATE | MS_REC, NULL), 0);
	ck_assert_int_eq(mount("hcn-test", "/run", "tmpfs", 0, "mode=755"), 0);
	ck_assert_int_eq(mkdir(host_dir, 0755), 0);
	ck_assert_int_eq(run("ip link set lo up"), 0);
	given_backend();
}

void close_host(void)
{
	host->ops->close(host);
	host = NULL;
}

static int apply_steps(struct hcn_step *list, size_t n, size_t *ret_done)
{
	const struct hcn_steps steps = { list, n };
	size_t done;
	int r = host->ops->apply(host, &steps, &done, &host_error);

	if (ret_done)
		*ret_done = done;
	return r;
}

int apply(enum hcn_step_op op, const char *text, size_t *ret_done)
{
	struct hcn_rows rows = { 0 };
	struct hcn_step *steps;
	int r;

	given_rows(&rows, text);
	steps = calloc(rows.n + 1, sizeof(*steps));
	ck_assert_ptr_nonnull(steps);
	for (size_t i = 0; i < rows.n; i++)
		steps[i] = op == HCN_STEP_ADD
				   ? (struct hcn_step){ op, .to = &rows.rows[i] }
				   : (struct hcn_step){ op, .from = &rows.rows[rows.n - 1 - i] };
	r = apply_steps(steps, rows.n, ret_done);
	free(steps);
	hcn_rows_clear(&rows);
	return r;
}

int change(const char *from, const char *to)
{
	struct hcn_rows rows = { 0 };
	struct hcn_step step = { HCN_STEP_CHANGE, NULL, NULL };
	int r;

	given_rows(&rows, from);
	given_rows(&rows, to);
	ck_assert_uint_eq(rows.n, 2);
	step.from = &rows.rows[0];
	step.to = &rows.rows[1];
	r = apply_steps(&step, 1, NULL);
	hcn_rows_clear(&rows);
	return r;
}

int go(const char *before, const char *after)
{
	struct hcn_rows from = { 0 }, to = { 0 };
	struct hcn_steps steps;
	size_t done;
	int r;

	given_rows(&from, before);
	given_rows(&to, after);
	ck_assert_int_eq(hcn_steps_plan(&from, &to, &steps), 0);
	r = host->ops->apply(host, &steps, &done, &host_error);
	hcn_steps_clear(&steps);
	hcn_rows_clear(&from);
	hcn_rows_clear(&to);
	return r;
}

void add(const char *rows)
{
	if (apply(HCN_STEP_ADD, rows, NULL))
		ck_abort_msg("%s [%s]", host_error.text, host_error.kernel);
}

void take_away(const char *rows)
{
	if (apply(HCN_STEP_REMOVE, rows, NULL))
		ck_abort_msg("%s [%s]", host_error.text, host_error.kernel);
}

bool holds(const char *text)
{
	struct hcn_rows rows = { 0 };
	bool all = true;

	given_rows(&rows, text);
	for (size_t i = 0; i < rows.n; i++) {
		bool one = false;

		if (host->ops->holds(host, &rows.rows[i], &one, &host_error))
			ck_abort_msg("%s [%s]", host_error.text, host_error.kernel);
		all = all && one;
	}
	hcn_rows_clear(&rows);
	return all;
}

static int run_command(const char *format, va_list args, char *out, size_t size)
{
	char command[1024];
	size_t len;
	FILE *f;

	ck_assert_int_lt(vsnprintf(command, sizeof(command), format, args), (int)sizeof(command));
	f = popen(command, "r");
	ck_assert_ptr_nonnull(f);
	len = fread(out, 1, size - 1, f);
	out[len] = '\0';
	return pclose(f);
}

int run(const char *format, ...)
{
	char ignored[4096];
	va_list args;
	int r;

	va_start(args, format);
	r = run_command(format, args, ignored, sizeof(ignored));
	va_end(args);
	return r;
}

const char *output_of(const char *format, ...)
{
	static char out[64 * 1024];
	va_list args;

	va_start(args, format);
	(void)run_command(format, args, out, sizeof(out));
	va_end(args);
	return out;
}
