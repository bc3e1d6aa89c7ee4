/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Linux kernel behind backends/backend.h.
 *
 * In: rows and steps.  Out: kernel state; errors that name the row, the errno and the kernel's own words.
 * Never: changes the caller's thread (all work happens on a worker), runs a program, or lists what it did not make.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "linux.h"

#define PRIVILEGES_HINT "run as root, or in a user namespace of your own: unshare -Urnm"

struct row_ops {
	int (*add)(struct call *c, const struct hcn_row *row);
	int (*remove)(struct call *c, const struct hcn_row *row);
	int (*change)(struct call *c, const struct hcn_row *from,
		const struct hcn_row *to); /* NULL: add does it */
	int (*holds)(struct call *c, const struct hcn_row *row, bool *ret);
	int (*prepare)(struct call *c, struct hcn_row *row); /* NULL: nothing to remember */
};

/* The nft kinds are added and removed by nft_apply(). */
static const struct row_ops row_ops[HCN_N_ROW_KINDS] = {
	[HCN_ROW_NETNS] = { netns_add, netns_remove, NULL, netns_holds, NULL },
	[HCN_ROW_FILE] = { file_add, file_remove, NULL, file_holds, NULL },
	[HCN_ROW_LINK] = { link_add, link_remove, link_change, link_holds, NULL },
	[HCN_ROW_LINK_FLAG] = { link_flag_add, link_flag_remove, NULL, link_flag_holds, NULL },
	[HCN_ROW_QDISC] = { qdisc_add, qdisc_remove, NULL, qdisc_holds, NULL },
	[HCN_ROW_SYSCTL] = { sysctl_add, sysctl_remove, NULL, sysctl_holds, sysctl_prepare },
	[HCN_ROW_ADDR] = { address_add, address_remove, NULL, address_holds, NULL },
	[HCN_ROW_FDB] = { fdb_add, fdb_remove, NULL, fdb_holds, NULL },
	[HCN_ROW_NEIGH] = { neigh_add, neigh_remove, NULL, neigh_holds, NULL },
	[HCN_ROW_ROUTE] = { route_add, route_remove, NULL, route_holds, NULL },
	[HCN_ROW_RULE] = { rule_add, rule_remove, NULL, rule_holds, NULL },
	[HCN_ROW_NFT_TABLE] = { .holds = nft_table_holds },
	[HCN_ROW_NFT_SET] = { .holds = nft_set_holds },
	[HCN_ROW_NFT_CHAIN] = { .holds = nft_chain_holds },
	[HCN_ROW_NFT_ELEM] = { .holds = nft_elem_holds },
};

/* --- errors ---------------------------------------------------------------------------------------- */

int call_refuse(struct call *c, int r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(c->reason, sizeof(c->reason), format, args);
	va_end(args);
	return r;
}

static void forget_refusal(struct call *c)
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

/* The refusal @r of what was done to @row (NULL: to no row) as an error record. */
static int report(
	struct call *c, int r, const char *what, const struct hcn_row *row, struct hcn_error *err)
{
	const char *gap = *c->reason ? ": " : "";
	struct hcn_buf text = { 0 }; /* " link ...", or nothing */
	bool is_file = row && row->kind == HCN_ROW_FILE;
	int status = is_file ? 0 : status_of(r);

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

/* --- steps ----------------------------------------------------------------------------------------- */

static const struct hcn_row *row_of(const struct hcn_step *step)
{
	return step->op == HCN_STEP_REMOVE ? step->from : step->to;
}

static int apply_one(struct call *c, const struct hcn_step *step)
{
	const struct row_ops *ops = &row_ops[row_of(step)->kind];

	switch (step->op) {
	case HCN_STEP_ADD:
		return ops->add(c, step->to);
	case HCN_STEP_REMOVE:
		return ops->remove(c, step->from);
	case HCN_STEP_CHANGE:
		return ops->change ? ops->change(c, step->from, step->to) : ops->add(c, step->to);
	}
	return -EINVAL;
}

/* The steps at the front that are one transaction of nftables. */
static size_t count_joined(const struct hcn_step *steps, size_t n)
{
	size_t i = 0;

	while (i < n && hcn_steps_join(steps, &steps[i]))
		i++;
	return i;
}

static size_t count_veth_removals(const struct hcn_step *steps, size_t n)
{
	size_t i = 0;

	while (i < n && link_is_veth_removal(&steps[i]))
		i++;
	return i;
}

/* Applies the steps that go together at the front of @steps; *@ret_bad is the one to blame for a failure. */
static int apply_some(
	struct call *c, const struct hcn_step *steps, size_t n, size_t *ret_n, size_t *ret_bad)
{
	size_t run = count_joined(steps, n);

	*ret_bad = 0;
	*ret_n = run;
	if (run)
		return nft_apply(c, steps, run, ret_bad);
	run = count_veth_removals(steps, n);
	*ret_n = run > 1 ? run : 1;
	return run > 1 ? link_remove_many(c, steps, run) : apply_one(c, steps);
}

/* --- operations, on the worker --------------------------------------------------------------------- */

struct job {
	struct call call;
	struct hcn_error *err;
	int (*run)(struct job *j);
	const struct hcn_step *steps;
	size_t n_steps;
	size_t n_done;
	const struct hcn_row *row;
	struct hcn_row *prepared;
	struct hcn_facts *facts;
	hcn_flow_fn *flow_fn;
	void *flow_arg;
	size_t n_flows;
	bool holds;
};

static int run_apply(struct job *j)
{
	static const char *const verbs[] = {
		[HCN_STEP_ADD] = "add", [HCN_STEP_REMOVE] = "remove", [HCN_STEP_CHANGE] = "change"
	};

	while (j->n_done < j->n_steps) {
		const struct hcn_step *steps = &j->steps[j->n_done];
		size_t n, bad;
		int r;

		forget_refusal(&j->call);
		r = apply_some(&j->call, steps, j->n_steps - j->n_done, &n, &bad);
		if (r)
			return report(
				&j->call, r, verbs[steps[bad].op], row_of(&steps[bad]), j->err);
		j->n_done += n;
	}
	return 0;
}

/* A namespace, device, table or set that is not there has nothing in it. */
static bool is_absence(int r)
{
	return r == -ENOENT || r == -ENODEV || r == -ESRCH;
}

static int run_holds(struct job *j)
{
	const char *netns = hcn_row_nft_netns(j->row);
	int r = netns ? netns_nft(&j->call, netns, &j->call.nft) : 0;

	if (!r)
		r = row_ops[j->row->kind].holds(&j->call, j->row, &j->holds);
	if (is_absence(r)) {
		j->holds = false;
		r = 0;
	}
	return r ? report(&j->call, r, "read", j->row, j->err) : 0;
}

static int run_prepare(struct job *j)
{
	int r = row_ops[j->prepared->kind].prepare(&j->call, j->prepared);

	return r ? report(&j->call, r, "read", j->prepared, j->err) : 0;
}

static int run_facts(struct job *j)
{
	int r = facts_read(&j->call, j->facts);

	return r ? report(&j->call, r, "read the host's addresses, routes and resolv.conf", NULL,
			   j->err)
		 : 0;
}

static int run_end_flows(struct job *j)
{
	int r = conntrack_end(&j->call, j->flow_fn, j->flow_arg, &j->n_flows);

	return r ? report(&j->call, r, "end tracked connections", NULL, j->err) : 0;
}

static int run_job(void *arg)
{
	struct job *j = arg;
	int r;

	/* Only a failure to come back from a visit makes this more than a formality. */
	if (setns(j->call.be->host_fd, CLONE_NEWNET) < 0)
		return hcn_fail_errno(j->err, errno, "cannot enter the host's network namespace");
	netns_cache_begin(&j->call.netns, &j->call.be->kept);
	r = j->run(j);
	netns_cache_end(&j->call.netns, &j->call.be->kept);
	return r;
}

static int check_process(const struct linux_backend *be, struct hcn_error *err)
{
	if (getpid() == be->pid)
		return 0;
	return hcn_fail(err, -ECHILD, NULL,
		"the Linux backend was opened before fork(): the child must open its own");
}

static int start(struct hcn_backend *base, struct job *j)
{
	struct linux_backend *be = (struct linux_backend *)base;
	int r = check_process(be, j->err);

	if (r)
		return r;
	j->call.be = be;
	j->call.rx = be->rx;
	j->call.nft = &be->nft;
	return worker_run(be->worker, run_job, j);
}

static int linux_apply(struct hcn_backend *base, const struct hcn_step *steps, size_t n,
	size_t *ret_done, struct hcn_error *err)
{
	struct job j = { .run = run_apply, .steps = steps, .n_steps = n, .err = err };
	int r = start(base, &j);

	*ret_done = j.n_done;
	return r;
}

static int linux_holds(
	struct hcn_backend *base, const struct hcn_row *row, bool *ret, struct hcn_error *err)
{
	struct job j = { .run = run_holds, .row = row, .err = err };
	int r = start(base, &j);

	if (!r)
		*ret = j.holds;
	return r;
}

static int linux_prepare(struct hcn_backend *base, struct hcn_row *row, struct hcn_error *err)
{
	struct job j = { .run = run_prepare, .prepared = row, .err = err };

	return row_ops[row->kind].prepare ? start(base, &j) : 0;
}

static int linux_facts(struct hcn_backend *base, struct hcn_facts *ret, struct hcn_error *err)
{
	struct job j = { .run = run_facts, .facts = ret, .err = err };

	return start(base, &j);
}

static int linux_end_flows(
	struct hcn_backend *base, hcn_flow_fn *fn, void *arg, size_t *ret_n, struct hcn_error *err)
{
	struct job j = { .run = run_end_flows, .flow_fn = fn, .flow_arg = arg, .err = err };
	int r = start(base, &j);

	*ret_n = j.n_flows;
	return r;
}

/* Not on the worker, which may be busy with somebody's steps. */
static int linux_counters(
	struct hcn_backend *base, const char *link, struct hcn_counters *ret, struct hcn_error *err)
{
	struct linux_backend *be = (struct linux_backend *)base;
	struct call call = { .be = be };
	int r = check_process(be, err);

	if (r)
		return r;
	r = counters_read(be->counters, &call, link, ret);
	if (!is_absence(r))
		return r ? report(&call, r, "read the counters of a link", NULL, err) : 0;
	*ret = (struct hcn_counters){ 0 };
	return 0;
}

static int linux_met(struct hcn_backend *base, const struct hcn_row *row, struct hcn_met *ret,
	struct hcn_error *err)
{
	struct linux_backend *be = (struct linux_backend *)base;
	struct call call = { .be = be };
	int r = check_process(be, err);

	if (r)
		return r;
	r = counters_met(be->counters, &call, row, ret);
	if (!is_absence(r))
		return r ? report(&call, r, "read the counters of a rule or an element", NULL, err)
			 : 0;
	*ret = (struct hcn_met){ 0 };
	return 0;
}

static uint64_t linux_identity(struct hcn_backend *base)
{
	return ((struct linux_backend *)base)->cookie;
}

/* --- opening --------------------------------------------------------------------------------------- */

static void linux_close(struct hcn_backend *base)
{
	struct linux_backend *be = (struct linux_backend *)base;

	if (!be)
		return;
	/* A fork's child has the descriptors, but no worker to wait for: its memory stays with the child. */
	if (be->pid == getpid())
		worker_stop(be->worker);
	netns_clear(&be->kept);
	nft_close(&be->nft);
	nlsock_close(&be->host);
	counters_close(be->counters);
	if (be->host_fd >= 0)
		(void)close(be->host_fd);
	free(be);
}

static void linux_closep(struct linux_backend **be)
{
	linux_close(*be ? &(*be)->base : NULL);
}

/* Runs on the worker, which was born in the namespace of whoever opens us. */
static int open_sockets(void *arg)
{
	struct linux_backend *be = arg;
	socklen_t size = sizeof(be->cookie);

	if (setns(be->host_fd, CLONE_NEWNET) < 0)
		return -errno;
	if (nlsock_open(&be->host) != 0 || nft_open(&be->nft) != 0 ||
		counters_open(&be->counters) != 0)
		return -errno;
	return getsockopt(be->host.fd, SOL_SOCKET, SO_NETNS_COOKIE, &be->cookie, &size) < 0 ? -errno
											    : 0;
}

static int probe(struct job *j)
{
	int r = nft_probe(&j->call);

	if (r == -EINVAL || r == -EOPNOTSUPP)
		j->call.hint = "load the kernel module: modprobe nf_tables";
	return r ? report(&j->call, r, "talk to nftables", NULL, j->err) : 0;
}

static int linux_open(
	const struct hcn_backend_config *config, struct hcn_backend **ret, struct hcn_error *err)
{
	_cleanup_(linux_closep) struct linux_backend *be = calloc(1, sizeof(*be));
	struct job j = { .run = probe, .err = err };
	struct call nothing = { 0 };
	int r;

	if (!be)
		return hcn_fail_oom(err);
	be->kept = netns_none;
	be->base.ops = &hcn_backend_module;
	be->state_dir = config->state_dir;
	be->pid = getpid();
	be->host_fd = be->host.fd = be->nft.fd = -1;
	r = netns_open_host(&be->host_fd);
	if (!r)
		r = worker_start(&be->worker);
	if (!r)
		r = worker_run(be->worker, open_sockets, be);
	if (r)
		return report(&nothing, r, "open the host's network", NULL, err);
	r = start(&be->base, &j);
	if (r)
		return r;
	*ret = &TAKE_PTR(be)->base;
	return 0;
}

__attribute__((visibility("default"))) const struct hcn_backend_ops hcn_backend_module = {
	.name = "linux",
	.open = linux_open,
	.close = linux_close,
	.identity = linux_identity,
	.facts = linux_facts,
	.end_flows = linux_end_flows,
	.apply = linux_apply,
	.prepare = linux_prepare,
	.holds = linux_holds,
	.counters = linux_counters,
	.met = linux_met,
};
