/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A context: which state directory, which kernel (hcn.h: hcn_open). */
#ifndef HCN_ENGINE_CONTEXT_H
#define HCN_ENGINE_CONTEXT_H

#include <pthread.h>
#include <sys/types.h>

#include "backend.h"
#include "rules.h"
#include "store.h"

struct hcn {
	pid_t pid; /* a child after fork must open its own */
	struct hcn_store *store;
	char *state_dir;
	char *backend_name;
	struct hcn_rules rules; /* from the environment, once */
	uint32_t deadline_ms;
	/* NULL until the kernel is needed, and then for good, opened under the mutex.  What changes the kernel is used under the
	 * writer lock; what only looks, beside it (backend.h). */
	pthread_mutex_t backend_mutex;
	const struct hcn_backend_ops *ops;
	struct hcn_backend *backend;
	void *module;
};

/* What every public function checks first. */
int hcn_check_context(const struct hcn *hcn, struct hcn_error *err);

/* Opens the backend when that has not happened yet and checks that the state belongs to this kernel; the caller holds the
 * writer lock. */
int hcn_engine_backend(struct hcn *hcn, struct hcn_error *err);

/* The same for who only looks: needs no lock, and changes nothing in the store of which @txn is a snapshot. */
int hcn_engine_reader(struct hcn *hcn, struct hcn_txn *txn, struct hcn_error *err);

/* Commits whatever @fn puts into a write transaction of its own; the caller holds the writer lock. */
typedef int hcn_write_fn(struct hcn_txn *txn, void *arg, struct hcn_error *err);
int hcn_engine_write(struct hcn *hcn, hcn_write_fn *fn, void *arg, struct hcn_error *err);

#endif
