/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One request from document to kernel: stage, plan, journal, apply, commit (request.h).
 *
 * After any failure: kernel == store == what the client was told.
 *
 * Tests: tests/unit/engine/test_journal.c, tests/fault/test_steps.c (a_failing_step_leaves_everything_as_it_was)
 */
#include <errno.h>
#include <string.h>

#include "changes.h"
#include "cleanup.h"
#include "deadline.h"
#include "entry.h"
#include "event.h"
#include "fault.h"
#include "flows.h"
#include "journal.h"
#include "objects_rows.h"
#include "record.h"
#include "request.h"
#include "shared.h"
#include "v1.h"

/* --- stage ------------------------------------------------------------------------------------------ */

/* The parameter's id wins; then the document's; then a new one (doc/facts/clients.md §2.1.2). */
static int choose_id(const char *id, struct hcn_object *object, struct hcn_error *err)
{
	struct hcn_guid given = { 0 };
	int r;

	r = id ? hcn_check_id(id, &given, err) : 0;
	if (r)
		return r;
	if (!hcn_guid_is_zero(&given))
		object->id = given;
	else if (!HCN_HAS(object, hcn_object, id))
		hcn_guid_random(&object->id);
	object->present |= HCN_BIT(hcn_object, id);
	return 0;
}

static int check_new(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	const void *other;
	int r;

	r = hcn_workset_find(&rq->ws, kind, id, &other, err);
	if (r)
		return r == -ENOENT ? 0 : r;
	r = hcn_fail_value(err, type->exists, "/ID", hcn_guid_upper(id).text, "%s %s exists",
		type->name, hcn_guid_upper(id).text);
	hcn_error_conflict(err, id, ((const struct hcn_object *)other)->name);
	return r;
}

static void put_schema_version(struct hcn_object *object)
{
	if (HCN_HAS(object, hcn_object, schema_version))
		return;
	HCN_PUT(&object->schema_version, hcn_version, major, 2);
	HCN_PUT(&object->schema_version, hcn_version, minor, 0);
	object->present |= HCN_BIT(hcn_object, schema_version);
}

static int decode_v1(struct hcn_request *rq, enum hcn_kind kind, const char *document, void *object,
	struct hcn_error *err)
{
	/* "~V1" is no client's member */
	const struct hcn_decode_options options = {
		.stored = true,
		.strict = rq->ws.source.rules && rq->ws.source.rules->strict,
	};
	_cleanup_(hcn_buf_clear) struct hcn_buf v2 = { 0 };
	int r = hcn_v1_to_v2(&rq->ws, kind, document, strlen(document), &v2, err);

	if (r)
		return r;
	r = hcn_schema_decode(hcn_kind_schema(kind), v2.data, v2.len, &options, object, err);
	if (r > 0)
		hcn_v1_pointer(kind, err);
	return r;
}

/* A Windows before V2 takes every document for V1's. */
static int decode_document(struct hcn_request *rq, enum hcn_kind kind, const char *document,
	void *object, bool *ret_v1, struct hcn_error *err)
{
	const struct hcn_rules *rules = rq->ws.source.rules;
	bool by_default = rq->speaks_v1 || !hcn_rules_have(rules, HCN_FEATURE_V2);
	int r;

	r = hcn_v1_is_document(kind, document, strlen(document), by_default, ret_v1, err);
	if (!r && *ret_v1)
		return decode_v1(rq, kind, document, object, err);
	if (!r)
		r = hcn_rules_need(
			rules, HCN_FEATURE_V2, HCN_NOT_IMPLEMENTED, "/SchemaVersion", err);
	return r ? r
		 : hcn_workset_decode(&rq->ws, hcn_kind_schema(kind), document, strlen(document),
			   NULL, object, err);
}

static int stage_create(struct hcn_request *rq, const struct hcn_order *order,
	struct hcn_guid *ret_id, struct hcn_error *err)
{
	const struct hcn_schema *schema = hcn_kind_schema(order->kind);
	enum hcn_kind kind = order->kind;
	void *object = calloc(1, schema->size);
	int r;

	if (!object)
		return hcn_fail_oom(err);
	r = decode_document(rq, kind, order->document, object, &rq->is_v1, err);
	if (!r)
		r = choose_id(order->id, object, err);
	if (!r && !(kind == HCN_KIND_NAMESPACE &&
			  ((struct hcn_namespace *)object)->type == HCN_NAMESPACE_HOST_DEFAULT))
		r = check_new(rq, kind, &((struct hcn_object *)object)->id, err);
	if (r) {
		hcn_schema_clear(schema, object);
		free(object);
		return r;
	}
	put_schema_version(object);
	r = hcn_kind_type(kind)->create(&rq->ws, object, ret_id, err);
	if (r > 0 && rq->is_v1)
		hcn_v1_pointer(kind, err);
	return r;
}

static int stage(struct hcn_request *rq, const struct hcn_order *order, struct hcn_guid *ret_id,
	struct hcn_error *err)
{
	const struct hcn_kind_type *type = hcn_kind_type(order->kind);
	const void *object;
	int r;

	if (order->verb == HCN_VERB_CREATE)
		return stage_create(rq, order, ret_id, err);
	r = hcn_check_id(order->id, ret_id, err);
	if (!r)
		r = hcn_workset_find(&rq->ws, order->kind, ret_id, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, order->kind, ret_id, NULL);
	if (r)
		return r;
	if (order->verb == HCN_VERB_MODIFY)
		return type->modify(&rq->ws, ret_id, order->document, strlen(order->document), err);
	return type->remove(&rq->ws, ret_id, err);
}

int hcn_request_stage(struct hcn_request *rq, const struct hcn_order *order,
	struct hcn_guid *ret_id, struct hcn_error *err)
{
	int r = stage(rq, order, ret_id, err);

	if (r)
		return r;
	rq->verb = order->verb;
	rq->kind = order->kind;
	rq->id = *ret_id;
	return 0;
}

/* --- plan ------------------------------------------------------------------------------------------- */

static int collect_rows(
	struct hcn_workset *ws, bool past, struct hcn_rows *rows, struct hcn_error *err)
{
	int r = 0;

	ws->past = past;
	/* By number: making rows may load more items; those are not touched. */
	for (size_t i = 0; !r && i < ws->n_items; i++) {
		const struct hcn_item *item = ws->items[i];
		const void *object = past ? item->before : item->after;

		if (item->touched && object)
			r = hcn_object_rows(ws, item->kind, object, rows, err);
	}
	ws->past = false;
	return r;
}

static int collect_item(const struct hcn_item *item, struct hcn_intent *intent)
{
	struct hcn_buf record = { 0 };
	struct hcn_keys keys = { 0 };
	int r = 0;

	if (item->after) {
		r = hcn_record_encode(item->kind, item->after, &record);
		if (!r)
			r = hcn_object_keys(item->kind, item->after, &keys);
		if (!r)
			hcn_changes_put(&intent->changes, item->kind, &item->id, record.data,
				record.len, &keys);
	} else if (item->before) {
		hcn_changes_delete(&intent->changes, item->kind, &item->id);
	}
	hcn_keys_clear(&keys);
	hcn_buf_clear(&record);
	return r;
}

static int collect_changes(
	const struct hcn_workset *ws, struct hcn_intent *intent, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < ws->n_items; i++)
		if (ws->items[i]->after != ws->items[i]->before)
			r = collect_item(ws->items[i], intent);
	for (size_t i = 0; i < ws->n_values; i++)
		hcn_changes_value(&intent->changes, ws->values[i].name, ws->values[i].data,
			ws->values[i].size);
	for (size_t i = 0; i < ws->n_events; i++)
		if (!ws->events[i].pre)
			hcn_changes_event(&intent->changes, &ws->events[i]);
	return r || intent->changes.oom ? hcn_fail_oom(err) : 0;
}

static bool has_stale(const struct hcn_workset *ws)
{
	for (size_t i = 0; i < ws->n_items; i++)
		if (ws->items[i]->stale)
			return true;
	return false;
}

/* Drops the rows that do not hold, so that they are planned as new ones.  A device that is put back comes without what
 * stood on it: then all rows go. */
static int forget_missing(struct hcn *hcn, struct hcn_rows *rows, struct hcn_error *err)
{
	bool lost_device = false;
	size_t kept = 0;
	int r;

	r = hcn_engine_backend(hcn, err);
	for (size_t i = 0; i < rows->n; i++) {
		bool holds = true;

		if (!r)
			r = hcn->ops->holds(hcn->backend, &rows->rows[i], &holds, err);
		lost_device = lost_device || (!holds && rows->rows[i].kind == HCN_ROW_LINK);
		if (holds)
			rows->rows[kept++] = rows->rows[i];
		else
			hcn_row_clear(&rows->rows[i]);
	}
	rows->n = kept;
	if (!r && lost_device)
		hcn_rows_clear(rows);
	return r;
}

int hcn_request_plan(struct hcn_request *rq, struct hcn_intent *ret, struct hcn_error *err)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows before = { 0 };
	_cleanup_(hcn_rows_clear) struct hcn_rows after = { 0 };
	const struct hcn_sharing sharing = {
		.source = &rq->source,
		.stale = rq->locked && has_stale(&rq->ws),
		.intent = ret,
	};
	int r;

	r = collect_rows(&rq->ws, true, &before, err);
	if (!r)
		r = collect_rows(&rq->ws, false, &after, err);
	if (!r)
		r = hcn_shared_count(&sharing, &before, &after, err);
	if (!r && sharing.stale)
		r = forget_missing(rq->hcn, &ret->before, err);
	return r ? r : collect_changes(&rq->ws, ret, err);
}

/* --- journal, apply, commit --------------------------------------------------------------------------- */

struct journal {
	struct hcn_request *rq;
	const struct hcn_intent *intent;
};

static int write_pre_events(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	const struct hcn_workset *ws = arg;
	struct hcn_buf text = { 0 };
	int r = 0;

	for (size_t i = 0; !r && i < ws->n_events; i++) {
		if (!ws->events[i].pre)
			continue;
		hcn_buf_reset(&text);
		hcn_event_encode(&ws->events[i], &text);
		r = text.oom ? hcn_fail_oom(err) : hcn_txn_add_event(txn, text.data, text.len, err);
	}
	hcn_buf_clear(&text);
	return r;
}

static int write_intent(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	const struct journal *j = arg;
	int r = hcn_intent_write(txn, j->intent, err);

	return r || j->rq->announced ? r : write_pre_events(txn, &j->rq->ws, err);
}

int hcn_request_announce(struct hcn_request *rq, uint64_t *ret_seq, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	r = hcn_engine_write(rq->hcn, write_pre_events, &rq->ws, err);
	if (!r)
		r = hcn_store_read(rq->hcn->store, &txn, err);
	if (r)
		return r;
	*ret_seq = hcn_txn_last_event(txn);
	hcn_txn_abort(txn);
	return 0;
}

static int write_changes(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	const struct hcn_intent *intent = arg;
	int r;

	r = hcn_changes_apply(txn, intent->changes.data, intent->changes.len, err);
	return r ? r : hcn_intent_drop(txn, err);
}

static int drop_intent(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	return hcn_intent_drop(txn, err);
}

/*
 * The error that the client sees is the first one; what goes wrong on the way back only marks it.  What could not be taken
 * back stays in the journal: the next request tries again, or finishes a delete, as if this process had died.
 */
static void undo(struct hcn *hcn, const struct hcn_steps *steps, size_t done, struct hcn_error *err)
{
	_cleanup_(hcn_steps_clear) struct hcn_steps back = { 0 };

	if (!hcn_steps_invert(steps, done, &back) && !hcn_journal_force(hcn, &back) &&
		!hcn_engine_write(hcn, drop_intent, NULL, NULL))
		return;
	if (!err)
		return;
	err->dirty = true;
	hcn_error_hint(err, "not all could be taken back: the next request, or hcnctl recover, "
			    "tries again (or finishes it, if it was a delete)");
}

/* A refused row that is there for a part of another document than the one just sent: people are told which. */
static void point_into_document(const struct hcn_request *rq, struct hcn_error *err)
{
	struct hcn_guid id;

	if (!err || !hcn_guid_parse(err->conflict_id, strlen(err->conflict_id), &id))
		return;
	if (rq->verb == HCN_VERB_CREATE && hcn_guid_equal(&id, &rq->id)) {
		*err->conflict_id = '\0';
		if (rq->is_v1)
			hcn_v1_pointer(rq->kind, err);
		return;
	}
	if (!*err->hint)
		hcn_error_hint(err, "it is there for %s of %s",
			*err->pointer ? err->pointer : "the whole", err->conflict_id);
	*err->pointer = '\0';
}

/* Whoever asked may have given up, and others waited: better nothing than late. */
static int check_deadline(const struct hcn_request *rq, struct hcn_error *err)
{
	if (!hcn_deadline_is_past(rq->deadline))
		return 0;
	(void)hcn_fail(
		err, HCN_TIMEOUT, NULL, "the request took longer than %u ms", rq->hcn->deadline_ms);
	hcn_error_hint(err, "HCN_DEADLINE_MS says how long a request may take");
	return HCN_TIMEOUT;
}

static int apply(struct hcn_request *rq, struct hcn_intent *intent, const struct hcn_steps *steps,
	struct hcn_error *err)
{
	struct journal journal = { rq, intent };
	struct hcn *hcn = rq->hcn;
	size_t done = 0;
	int r;

	r = hcn_engine_backend(hcn, err);
	if (!r)
		r = hcn_engine_write(hcn, write_intent, &journal, err);
	if (r)
		return r;
	hcn_fault_point("journalled");
	r = hcn->ops->apply(hcn->backend, steps, &done, err);
	if (r)
		point_into_document(rq, err);
	if (!r) {
		hcn_fault_point("applied");
		r = hcn_flows_end(hcn, &rq->ws, err);
	}
	/* A delete is done: nobody is helped when it comes back. */
	if (!r && !intent->forward)
		r = check_deadline(rq, err);
	if (!r)
		r = hcn_engine_write(hcn, write_changes, intent, err);
	if (r)
		undo(hcn, steps, done, err);
	return r;
}

int hcn_request_commit(struct hcn_request *rq, struct hcn_error *err)
{
	_cleanup_(hcn_intent_clear) struct hcn_intent intent = { 0 };
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	int r;

	intent.forward = rq->verb == HCN_VERB_DELETE;
	r = hcn_request_plan(rq, &intent, err);
	if (!r)
		r = hcn_steps_plan(&intent.before, &intent.after, &steps);
	if (!r)
		r = check_deadline(rq, err);
	if (r)
		return r;
	hcn_fault_point("planned");
	r = steps.n ? apply(rq, &intent, &steps, err)
		    : hcn_engine_write(rq->hcn, write_changes, &intent, err);
	if (!r)
		hcn_fault_point("committed");
	return r;
}

/* --- the object as a client sees it ------------------------------------------------------------------- */

/* A copy with all members, also the computed ones; the caller clears and frees it. */
static int copy_computed(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	void **ret, struct hcn_error *err)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	const void *object;
	void *copy;
	int r;

	r = hcn_workset_find(&rq->ws, kind, id, &object, err);
	if (r)
		return r;
	copy = calloc(1, schema->size);
	if (!copy)
		return hcn_fail_oom(err);
	r = hcn_schema_dup(schema, object, copy);
	if (!r && type->compute)
		r = type->compute(&rq->ws, copy, err);
	if (r) {
		hcn_schema_clear(schema, copy);
		free(copy);
		return r == -ENOMEM ? hcn_fail_oom(err) : r;
	}
	*ret = copy;
	return 0;
}

int hcn_request_document(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	char **ret, struct hcn_error *err)
{
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	struct hcn_buf text = { 0 };
	void *copy = NULL;
	int r;

	r = copy_computed(rq, kind, id, &copy, err);
	if (r)
		return r;
	hcn_schema_encode(schema, copy, HCN_ENCODE_CLIENT, &text);
	r = hcn_buf_take(&text, ret, NULL);
	hcn_schema_clear(schema, copy);
	free(copy);
	hcn_buf_clear(&text);
	return r ? hcn_fail_oom(err) : 0;
}

int hcn_request_view(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_buf *out, struct hcn_error *err)
{
	void *copy = NULL;
	int r;

	r = copy_computed(rq, kind, id, &copy, err);
	if (r)
		return r;
	r = hcn_v1_view(&rq->ws, kind, copy, out, err);
	hcn_schema_clear(hcn_kind_schema(kind), copy);
	free(copy);
	return r;
}
