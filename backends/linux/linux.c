/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Linux kernel behind backends/backend.h.
 *
 * In: rows and steps.  Out: kernel state; errors that name the row, the errno and the kernel's own words.
 * Never: changes the caller's thread (all work happens on a worker), runs a program, or lists what it did not make.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/socket.h>

#include "call.h"
#include "cleanup.h"
#include "conntrack.h"
#include "counters.h"
#include "hostfacts.h"
#include "nftables/nftapply.h"
#include "row_ops.h"
#include "rtnetlink/link.h"
#include "worker.h"

static const struct row_ops *const row_ops[HCN_N_ROW_KINDS] = {
	[HCN_ROW_NETNS] = &netns_ops,
	[HCN_ROW_FILE] = &file_ops,
	[HCN_ROW_LINK] = &link_ops,
	[HCN_ROW_LINK_FLAG] = &link_flag_ops,
	[HCN_ROW_QDISC] = &qdisc_ops,
	[HCN_ROW_SYSCTL] = &sysctl_ops,
	[HCN_ROW_ADDR] = &address_ops,
	[HCN_ROW_FDB] = &fdb_ops,
	[HCN_ROW_NEIGH] = &neigh_ops,
	[HCN_ROW_ROUTE] = &route_ops,
	[HCN_ROW_RULE] = &rule_ops,
	[HCN_ROW_NFT_TABLE] = &nft_table_ops,
	[HCN_ROW_NFT_SET] = &nft_set_ops,
	[HCN_ROW_NFT_CHAIN] = &nft_chain_ops,
	[HCN_ROW_NFT_ELEM] = &nft_elem_ops,
};

/* --- steps ----------------------------------------------------------------------------------------- */

static const struct hcn_row *row_of(const struct hcn_step *step)
{
	return step->op == HCN_STEP_REMOVE ? step->from : step->to;
}

static int apply_one(struct call *c, const struct hcn_step *step)
{
	const struct row_ops *ops = row_ops[row_of(step)->kind];

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
static int apply_some(struct call *c, const struct hcn_steps *steps, size_t *ret_n, size_t *ret_bad)
{
	const size_t run = count_joined(steps->steps, steps->n);
	const struct hcn_steps joined = hcn_steps_part(steps, 0, run);
	const size_t n_veths = count_veth_removals(steps->steps, steps->n);

	*ret_bad = 0;
	*ret_n = run;
	if (run)
		return nft_apply(c, &joined, ret_bad);
	*ret_n = n_veths > 1 ? n_veths : 1;
	return n_veths > 1 ? link_remove_many(c, steps->steps, n_veths)
			   : apply_one(c, steps->steps);
}

/* --- operations, on the worker --------------------------------------------------------------------- */

struct job {
	struct call call;
	struct hcn_error *err;
	int (*run)(struct job *j);
	const struct hcn_steps *steps;
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

	while (j->n_done < j->steps->n) {
		const struct hcn_steps rest = hcn_steps_part(
			j->steps, j->n_done, j->steps->n - j->n_done);
		size_t n, bad;
		int r;

		call_forget_refusal(&j->call);
		r = apply_some(&j->call, &rest, &n, &bad);
		if (r)
			return call_report(&j->call, r, verbs[rest.steps[bad].op],
				row_of(&rest.steps[bad]), j->err);
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
		r = row_ops[j->row->kind]->holds(&j->call, j->row, &j->holds);
	if (is_absence(r)) {
		j->holds = false;
		r = 0;
	}
	return r ? call_report(&j->call, r, "read", j->row, j->err) : 0;
}

static int run_prepare(struct job *j)
{
	int r = row_ops[j->prepared->kind]->prepare(&j->call, j->prepared);

	return r ? call_report(&j->call, r, "read", j->prepared, j->err) : 0;
}

static int run_facts(struct job *j)
{
	int r = facts_read(&j->call, j->facts);

	return r ? call_report(&j->call, r, "read the host's addresses, routes and resolv.conf",
			   NULL, j->err)
		 : 0;
}

static int run_end_flows(struct job *j)
{
	int r = conntrack_end(&j->call, j->flow_fn, j->flow_arg, &j->n_flows);

	return r ? call_report(&j->call, r, "end tracked connections", NULL, j->err) : 0;
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

static int linux_apply(struct hcn_backend *base, const struct hcn_steps *steps, size_t *ret_done,
	struct hcn_error *err)
{
	struct job j = { .run = run_apply, .steps = steps, .err = err };
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

	return row_ops[row->kind]->prepare ? start(base, &j) : 0;
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
		return r ? call_report(&call, r, "read the counters of a link", NULL, err) : 0;
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
		return r ? call_report(
				   &call, r, "read the counters of a rule or an element", NULL, err)
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
	return r ? call_report(&j->call, r, "talk to nftables", NULL, j->err) : 0;
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
		return call_report(&nothing, r, "open the host's network", NULL, err);
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
