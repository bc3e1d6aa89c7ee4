/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A failing backend (faulty.h). */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faulty.h"
#include "world.h"

struct faulty {
	struct hcn_backend base;
	struct hcn_backend *inner;
};

static struct faulty faulty;
static enum fault armed;
static size_t countdown;
static bool struck;
static uint64_t moved;

static struct hcn_backend *inner(struct hcn_backend *be)
{
	return ((struct faulty *)(void *)be)->inner;
}

static void close_faulty(struct hcn_backend *be)
{
	inner(be)->ops->close(inner(be));
}

static uint64_t identity(struct hcn_backend *be)
{
	return inner(be)->ops->identity(inner(be)) + moved;
}

static int facts(struct hcn_backend *be, struct hcn_facts *ret, struct hcn_error *err)
{
	return inner(be)->ops->facts(inner(be), ret, err);
}

static int prepare(struct hcn_backend *be, struct hcn_row *row, struct hcn_error *err)
{
	return inner(be)->ops->prepare(inner(be), row, err);
}

static int holds(
	struct hcn_backend *be, const struct hcn_row *row, bool *ret, struct hcn_error *err)
{
	return inner(be)->ops->holds(inner(be), row, ret, err);
}

static int counters(
	struct hcn_backend *be, const char *link, struct hcn_counters *ret, struct hcn_error *err)
{
	return inner(be)->ops->counters(inner(be), link, ret, err);
}

static int met(struct hcn_backend *be, const struct hcn_row *row, struct hcn_met *ret,
	struct hcn_error *err)
{
	return inner(be)->ops->met(inner(be), row, ret, err);
}

/* Before step @n, and what belongs to one transaction with it. */
static int strike(struct hcn_backend *be, const struct hcn_steps *steps, size_t n, size_t *ret_done,
	struct hcn_error *err)
{
	struct hcn_steps before = hcn_steps_part(steps, 0, n);
	int r;

	while (before.n && hcn_steps_join(&steps->steps[before.n - 1], &steps->steps[before.n]))
		before.n--;
	r = inner(be)->ops->apply(inner(be), &before, ret_done, err);
	if (r)
		return r;
	if (armed == FAULT_KILL)
		kill(getpid(), SIGKILL);
	if (armed == FAULT_ERROR)
		armed = FAULT_NONE;
	countdown = 1;
	struck = true;
	return hcn_fail_errno(err, EIO, "step %zu was made to fail", n + 1);
}

static int apply(struct hcn_backend *be, const struct hcn_steps *steps, size_t *ret_done,
	struct hcn_error *err)
{
	if (armed && countdown <= steps->n)
		return strike(be, steps, countdown - 1, ret_done, err);
	if (armed)
		countdown -= steps->n;
	return inner(be)->ops->apply(inner(be), steps, ret_done, err);
}

static int end_flows(
	struct hcn_backend *be, hcn_flow_fn *fn, void *arg, size_t *ret_n, struct hcn_error *err)
{
	return inner(be)->ops->end_flows(inner(be), fn, arg, ret_n, err);
}

static const struct hcn_backend_ops faulty_ops = {
	.name = "faulty",
	.close = close_faulty,
	.identity = identity,
	.facts = facts,
	.apply = apply,
	.end_flows = end_flows,
	.prepare = prepare,
	.holds = holds,
	.counters = counters,
	.met = met,
};

void faulty_install(struct hcn *hcn)
{
	ck_assert_int_eq(hcn_store_lock(hcn->store, NULL), 0);
	ck_assert_int_eq(hcn_engine_backend(hcn, NULL), 0);
	hcn_store_unlock(hcn->store);
	faulty.base.ops = &faulty_ops;
	faulty.inner = hcn->backend;
	hcn->ops = &faulty_ops;
	hcn->backend = &faulty.base;
}

void faulty_arm(enum fault fault, size_t n)
{
	armed = fault;
	countdown = n;
	struck = false;
}

void faulty_move(uint64_t distance)
{
	moved = distance;
}

bool faulty_struck(void)
{
	bool result = struck;

	armed = FAULT_NONE;
	struck = false;
	return result;
}

static const char *kill_point;

static void kill_at_point(const char *point)
{
	if (kill_point && !strcmp(point, kill_point))
		kill(getpid(), SIGKILL);
}

static void be_killed(int (*request)(void), const char *point, size_t n)
{
	struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };

	if (hcn_open(&options, &world, NULL))
		_exit(1);
	faulty_install(world);
	hcn_fault_hook = kill_at_point;
	kill_point = point;
	if (!point)
		faulty_arm(FAULT_KILL, n);
	_exit(request() ? 2 : 0);
}

bool faulty_die_during(int (*request)(void), const char *point, size_t n)
{
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid)
		be_killed(request, point, n);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL),
		"killed at %s %zu: status %x", point ? point : "step", n, status);
	return status;
}
