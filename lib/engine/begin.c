/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How anybody gets in (begin.h): for changing, the writer lock first, then whatever the last one left is put in order.
 *
 * Tests: tests/unit/engine/test_journal.c
 */
#include "begin.h"

#include <string.h>

#include "deadline.h"
#include "fault.h"
#include "upgrade.h"

int hcn_request_begin(struct hcn_request *rq, struct hcn *hcn, bool change, struct hcn_error *err)
{
	struct hcn_source source;
	int r = 0;

	memset(rq, 0, sizeof(*rq));
	rq->hcn = hcn;
	rq->deadline = hcn_deadline_in(hcn->deadline_ms);
	if (change) {
		r = hcn_store_lock_until(hcn->store, rq->deadline, err);
		if (r)
			return r;
		rq->locked = true;
		hcn_fault_point("locked");
		r = hcn_engine_catch_up(hcn, NULL, err);
	}
	if (!r)
		r = hcn_store_read(hcn->store, &rq->txn, err);
	if (r) {
		hcn_request_end(rq);
		return r;
	}
	source = hcn_txn_source_init(&rq->source, hcn, rq->txn);
	rq->source.locked = rq->locked;
	hcn_workset_init(&rq->ws, &source);
	return 0;
}

void hcn_request_end(struct hcn_request *rq)
{
	hcn_workset_clear(&rq->ws);
	hcn_txn_source_clear(&rq->source);
	hcn_txn_abort(rq->txn);
	if (rq->locked)
		hcn_store_unlock(rq->hcn->store);
	memset(rq, 0, sizeof(*rq));
}
