/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulator: a backend whose kernel is a tree in memory, shared between processes through a log.
 *
 * In: steps.  Out: refusals, as Linux gives them, and rows that hold.
 * The log is the truth: what is in memory is what its lines say, and after a failure in the middle it is simply read
 * again.  Never touches the machine's own network; writes nothing but the log.
 */
#include "sim.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "counters.h"
#include "edit.h"
#include "hostfacts.h"
#include "simlog.h"

/* A log this long is rewritten when less than a quarter of its lines still counts. */
#define COMPACT_LINES 1000

struct sim {
	struct hcn_backend be;
	pthread_mutex_t mutex; /* of the kernel and the log */
	struct sim_kernel kernel;
	struct sim_log log;
	bool stale; /* memory is not what the log says */
	long fail_in;
	int fail_errno;
	const struct hcn_facts *facts;
	struct sim_counters counters;
};

static struct sim *sim_of(struct hcn_backend *be)
{
	return (struct sim *)be;
}

/* --- memory and log --------------------------------------------------------------------------------- */

static int apply_line(void *kernel, const char *line, size_t len)
{
	return sim_line_apply(kernel, line, len);
}

static int read_log(struct sim *s)
{
	int r;

	if (sim_log_was_replaced(&s->log) || s->stale) {
		sim_kernel_clear(&s->kernel);
		sim_log_rewind(&s->log);
		s->stale = true;
		r = sim_kernel_init(&s->kernel);
		if (r)
			return r;
	}
	r = sim_log_read(&s->log, apply_line, &s->kernel);
	s->stale = r != 0;
	return r;
}

/* What other processes did meanwhile. */
static int sync_kernel(struct sim *s, struct hcn_error *err)
{
	int r = read_log(s);

	return r ? hcn_fail_errno(
			   err, -r, "cannot read %s after line %zu", s->log.path, s->log.n_lines)
		 : 0;
}

static size_t count_rows(const struct sim_kernel *k)
{
	size_t n = 0;

	for (size_t i = 0; i < HCN_N_ROW_KINDS; i++)
		n += k->n[i];
	return n;
}

/* Best effort: the long log says the same. */
static void compact(struct sim *s)
{
	struct hcn_buf lines = { 0 };
	size_t n;

	if (s->log.n_lines < COMPACT_LINES || s->log.n_lines / 4 < count_rows(&s->kernel))
		return;
	if (!sim_lines_of(&s->kernel, &lines, &n))
		(void)sim_log_replace(&s->log, &lines, n);
	hcn_buf_clear(&lines);
}

/* --- apply ------------------------------------------------------------------------------------------ */

static int refuse(struct sim_refusal no, const struct hcn_row *row, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	int r;

	hcn_row_format(row, &b);
	r = hcn_fail_errno(err, no.os_errno, "%s", b.data ? b.data : "");
	if (no.text)
		hcn_error_kernel(err, no.text);
	hcn_row_blame(row, err);
	return r;
}

static int apply_step(
	struct sim *s, const struct hcn_step *step, struct hcn_buf *line, struct hcn_error *err)
{
	const struct hcn_row *row = step->op == HCN_STEP_REMOVE ? step->from : step->to;
	struct sim_refusal no;
	struct sim_edit edit;
	int r;

	if (s->fail_in && --s->fail_in == 0)
		return refuse((struct sim_refusal){ s->fail_errno, "failure on demand" }, row, err);
	no = sim_edit_of(&s->kernel, step, &edit);
	if (no.os_errno)
		return refuse(no, row, err);
	if (edit.op == SIM_NOTHING)
		return 0;
	sim_line_add(line, &edit);
	r = sim_edit_apply(&s->kernel, &edit);
	return r ? refuse(sim_refuse(-r, NULL), row, err) : 0;
}

/* All of @steps or none: one line. */
static int apply_together(
	struct sim *s, const struct hcn_step *steps, size_t n, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf line = { 0 };
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = apply_step(s, &steps[i], &line, err);
	if (!line.len && !line.oom)
		return r;
	if (!r) {
		sim_line_end(&line);
		r = line.oom ? -ENOMEM : sim_log_append(&s->log, &line);
		if (r)
			r = hcn_fail_errno(err, -r, "cannot write %s", s->log.path);
	}
	s->stale = r != 0;
	return r;
}

static int apply_all(
	struct sim *s, const struct hcn_steps *all, size_t *ret_done, struct hcn_error *err)
{
	const struct hcn_step *steps = all->steps;
	const size_t n = all->n;
	size_t i, end;
	int r;

	*ret_done = 0;
	r = sync_kernel(s, err);
	if (r)
		return r;
	compact(s);
	for (i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && hcn_steps_join(&steps[i], &steps[end]))
			end++;
		r = apply_together(s, steps + i, end - i, err);
		if (r)
			return r;
		*ret_done = end;
	}
	return 0;
}

static int sim_apply(struct hcn_backend *be, const struct hcn_steps *steps, size_t *ret_done,
	struct hcn_error *err)
{
	struct sim *s = sim_of(be);
	int r;

	(void)pthread_mutex_lock(&s->mutex);
	r = apply_all(s, steps, ret_done, err);
	(void)pthread_mutex_unlock(&s->mutex);
	return r;
}

/* --- the other operations --------------------------------------------------------------------------- */

static void sim_close(struct hcn_backend *be)
{
	struct sim *s = sim_of(be);

	if (!s)
		return;
	sim_kernel_clear(&s->kernel);
	sim_log_close(&s->log);
	sim_counters_clear(&s->counters);
	(void)pthread_mutex_destroy(&s->mutex);
	free(s);
}

static int sim_open(
	const struct hcn_backend_config *config, struct hcn_backend **ret, struct hcn_error *err)
{
	struct sim *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return hcn_fail_oom(err);
	s->be.ops = &hcn_backend_sim;
	(void)pthread_mutex_init(&s->mutex, NULL);
	s->facts = &sim_facts_built_in;
	sim_counters_init(&s->counters);
	s->stale = true;
	r = sim_log_open(&s->log, config->state_dir);
	if (r)
		r = hcn_fail_errno(err, -r, "cannot open %s/sim.log", config->state_dir);
	else
		r = sync_kernel(s, err);
	if (r) {
		sim_close(&s->be);
		return r;
	}
	*ret = &s->be;
	return 0;
}

static uint64_t sim_identity(struct hcn_backend *be)
{
	return 0;
}

static int prepare_sysctl(struct sim *s, struct hcn_row *row, struct hcn_error *err)
{
	const char *value;
	char *was;
	int r;

	r = sync_kernel(s, err);
	if (r)
		return r;
	value = sim_sysctl_value(&s->kernel, row);
	if (!value) /* as Linux: the namespace or the device is yet to be made */
		return 0;
	was = strdup(value);
	if (!was)
		return hcn_fail_oom(err);
	free(row->sysctl.was);
	HCN_PUT(&row->sysctl, hcn_row_sysctl, was, was);
	return 0;
}

static int sim_prepare(struct hcn_backend *be, struct hcn_row *row, struct hcn_error *err)
{
	struct sim *s = sim_of(be);
	int r;

	if (row->kind != HCN_ROW_SYSCTL)
		return 0;
	(void)pthread_mutex_lock(&s->mutex);
	r = prepare_sysctl(s, row, err);
	(void)pthread_mutex_unlock(&s->mutex);
	return r;
}

static int holds_now(struct sim *s, const struct hcn_row *row, bool *ret, struct hcn_error *err)
{
	const struct sim_node *node;
	const char *value;
	int r;

	r = sync_kernel(s, err);
	if (r)
		return r;
	if (row->kind == HCN_ROW_SYSCTL) {
		value = sim_sysctl_value(&s->kernel, row);
		*ret = value && !strcmp(value, sim_text(row->sysctl.value));
	} else {
		node = sim_find(&s->kernel, row);
		*ret = node && hcn_row_equal(&node->row, row);
	}
	return 0;
}

static int sim_holds(
	struct hcn_backend *be, const struct hcn_row *row, bool *ret, struct hcn_error *err)
{
	struct sim *s = sim_of(be);
	int r;

	(void)pthread_mutex_lock(&s->mutex);
	r = holds_now(s, row, ret, err);
	(void)pthread_mutex_unlock(&s->mutex);
	return r;
}

static int sim_facts(struct hcn_backend *be, struct hcn_facts *ret, struct hcn_error *err)
{
	return sim_facts_dup(sim_of(be)->facts, ret) ? hcn_fail_oom(err) : 0;
}

/* No packets, no connections. */
static int sim_end_flows(
	struct hcn_backend *be, hcn_flow_fn *fn, void *arg, size_t *ret_n, struct hcn_error *err)
{
	*ret_n = 0;
	return 0;
}

/* No packets are simulated: links have counted what tests say. */
static int sim_counters(
	struct hcn_backend *be, const char *link, struct hcn_counters *ret, struct hcn_error *err)
{
	*ret = sim_counters_get(&sim_of(be)->counters, link);
	return 0;
}

/* No packet passes here. */
static int sim_met(struct hcn_backend *be, const struct hcn_row *row, struct hcn_met *ret,
	struct hcn_error *err)
{
	*ret = (struct hcn_met){ 0 };
	return 0;
}

const struct hcn_backend_ops hcn_backend_sim = {
	.name = "sim",
	.open = sim_open,
	.close = sim_close,
	.identity = sim_identity,
	.facts = sim_facts,
	.end_flows = sim_end_flows,
	.apply = sim_apply,
	.prepare = sim_prepare,
	.holds = sim_holds,
	.counters = sim_counters,
	.met = sim_met,
};

/* --- for tests -------------------------------------------------------------------------------------- */

void hcn_sim_fail_at(struct hcn_backend *be, long step, int os_errno)
{
	sim_of(be)->fail_in = step;
	sim_of(be)->fail_errno = os_errno;
}

size_t hcn_sim_count(struct hcn_backend *be, enum hcn_row_kind kind)
{
	return read_log(sim_of(be)) ? 0 : sim_of(be)->kernel.n[kind];
}

int hcn_sim_rows(struct hcn_backend *be, struct hcn_rows *ret, struct hcn_error *err)
{
	int r = sync_kernel(sim_of(be), err);

	if (r)
		return r;
	sim_list(&sim_of(be)->kernel, ret);
	return hcn_rows_check(ret) ? hcn_fail_oom(err) : 0;
}

void hcn_sim_set_facts(struct hcn_backend *be, const struct hcn_facts *facts_or_null)
{
	sim_of(be)->facts = facts_or_null ? facts_or_null : &sim_facts_built_in;
}

int hcn_sim_set_counters(
	struct hcn_backend *be, const char *name, const struct hcn_counters *counters)
{
	return sim_counters_set(&sim_of(be)->counters, name, counters);
}
