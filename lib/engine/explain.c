/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Seeing: what a request would do (hcn_plan), what carries an object (hcn_explain); and hcn_recover.
 *
 * Tests: tests/conform/test_requests.c
 */
#include <errno.h>
#include <string.h>

#include "begin.h"
#include "cleanup.h"
#include "deadline.h"
#include "entry.h"
#include "objects_rows.h"
#include "request.h"
#include "steps.h"
#include "unrealised.h"
#include "upgrade.h"
#include "words.h"

static const char *op_name(enum hcn_step_op op)
{
	switch (op) {
	case HCN_STEP_ADD:
		return "add";
	case HCN_STEP_REMOVE:
		return "remove";
	case HCN_STEP_CHANGE:
		return "change";
	}
	return "";
}

static void put_steps(const struct hcn_steps *steps, struct hcn_buf *b)
{
	for (size_t i = 0; i < steps->n; i++) {
		const struct hcn_step *step = &steps->steps[i];
		const struct hcn_row *row = step->to ? step->to : step->from;

		hcn_buf_printf(b, "%s{\"Op\":\"%s\",\"Row\":", i ? "," : "", op_name(step->op));
		hcn_row_encode(row, b);
		hcn_buf_putc(b, ',');
		hcn_row_put_words(row, b);
		hcn_buf_putc(b, '}');
	}
}

static int plan(
	struct hcn_request *rq, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	_cleanup_(hcn_intent_clear) struct hcn_intent intent = { 0 };
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	int r;

	r = hcn_request_plan(rq, &intent, err);
	if (!r)
		r = hcn_steps_plan(&intent.before, &intent.after, &steps);
	if (r)
		return r;
	hcn_buf_printf(b, "{\"ID\":\"%s\",\"Steps\":[", hcn_guid_upper(id).text);
	put_steps(&steps, b);
	hcn_buf_puts(b, "]}");
	return 0;
}

static int plan_request(struct hcn *hcn, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document, char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	const struct hcn_kind_type *type;
	struct hcn_request rq;
	struct hcn_guid guid;
	int r;

	r = hcn_check_context(hcn, err);
	if (!r)
		r = hcn_check_kind(kind, &type, err);
	if (!r && (!ret || (unsigned)verb > HCN_VERB_DELETE ||
			  (!document && verb != HCN_VERB_DELETE)))
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"hcn_plan: bad verb, no document, or no place for the plan");
	if (!r)
		r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = hcn_request_stage(&rq, verb, kind, id, document, &guid, err);
	if (!r)
		r = plan(&rq, &guid, &b, err);
	hcn_request_end(&rq);
	return r ? r : hcn_buf_take(&b, ret, NULL);
}

int hcn_plan(struct hcn *hcn, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document, char **ret_plan, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(plan_request(hcn, verb, kind, id, document, ret_plan, err), saved, err);
}

/* --- explain ------------------------------------------------------------------------------------------ */

static int put_row(struct hcn *hcn, const struct hcn_row *row, bool first, struct hcn_buf *b,
	struct hcn_error *err)
{
	bool holds;
	int r;

	r = hcn->ops->holds(hcn->backend, row, &holds, err);
	if (r)
		return r;
	hcn_buf_puts(b, first ? "{" : ",{");
	hcn_row_put_words(row, b);
	hcn_buf_printf(b, ",\"Holds\":%s,\"Shared\":%s}", holds ? "true" : "false",
		row->shared ? "true" : "false");
	return 0;
}

static int explain(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_buf *b, struct hcn_error *err)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	const char *name;
	const void *object;
	int r;

	r = hcn_workset_find(&rq->ws, kind, id, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, kind, id, NULL);
	if (!r)
		r = hcn_txn_source_backend(&rq->source, err);
	if (!r)
		r = hcn_object_rows(&rq->ws, kind, object, &rows, err);
	if (r)
		return r;
	name = ((const struct hcn_object *)object)->name;
	hcn_buf_printf(b, "{\"ID\":\"%s\",\"Name\":", hcn_guid_upper(id).text);
	hcn_buf_json_string(b, name ? name : "", name ? strlen(name) : 0);
	hcn_buf_printf(b, ",\"Kind\":\"%s\",\"Rows\":[", hcn_kind_name(kind));
	for (size_t i = 0; !r && i < rows.n; i++)
		r = put_row(rq->hcn, &rows.rows[i], !i, b, err);
	hcn_buf_puts(b, "],\"Unrealised\":");
	if (!r)
		r = hcn_unrealised(&rq->ws, kind, object, b, err);
	hcn_buf_puts(b, "}");
	return r;
}

static int explain_object(
	struct hcn *hcn, enum hcn_kind kind, const char *id, char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	const struct hcn_kind_type *type;
	struct hcn_request rq;
	struct hcn_guid guid;
	int r;

	r = hcn_check_context(hcn, err);
	if (!r)
		r = hcn_check_kind(kind, &type, err);
	if (!r && !ret)
		r = hcn_fail(
			err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the explanation");
	if (!r)
		r = hcn_check_id(id, &guid, err);
	if (!r)
		r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = explain(&rq, kind, &guid, &b, err);
	hcn_request_end(&rq);
	return r ? r : hcn_buf_take(&b, ret, NULL);
}

int hcn_explain(struct hcn *hcn, enum hcn_kind kind, const char *id, char **ret_explanation,
	struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(explain_object(hcn, kind, id, ret_explanation, err), saved, err);
}

/* --- recover ------------------------------------------------------------------------------------------ */

static int recover(struct hcn *hcn, char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	int r;

	r = hcn_check_context(hcn, err);
	if (!r)
		r = hcn_store_lock_until(hcn->store, hcn_deadline_in(hcn->deadline_ms), err);
	if (r)
		return r;
	r = hcn_engine_catch_up(hcn, &b, err);
	hcn_store_unlock(hcn->store);
	if (r || !ret)
		return r;
	if (!b.len)
		hcn_buf_puts(&b, "nothing was unfinished");
	return hcn_buf_take(&b, ret, NULL);
}

int hcn_recover(struct hcn *hcn, char **ret_text, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(recover(hcn, ret_text, err), saved, err);
}
