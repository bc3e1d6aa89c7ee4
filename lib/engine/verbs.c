/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verbs of hcn.h: argument checks, then one path for every kind.
 *
 * Tests: tests/unit/engine/test_context.c
 */
#include <errno.h>
#include <string.h>

#include "begin.h"
#include "cleanup.h"
#include "entry.h"
#include "listeners.h"
#include "query.h"
#include "record.h"
#include "request.h"

static int check(const struct hcn *hcn, enum hcn_kind kind, const struct hcn_kind_type **ret,
	struct hcn_error *err)
{
	int r = hcn_check_context(hcn, err);

	return r ? r : hcn_check_kind(kind, ret, err);
}

/* --- changing verbs ------------------------------------------------------------------------------------- */

/*
 * A network's deletion in two steps: whoever is told of it (NetworkPreDelete) can still query the network and delete endpoints
 * on it, so that the writer lock is free meanwhile (listeners.h).  [unk] Should the deletion fail afterwards, it stays announced.
 */
static int announce_deletion(
	struct hcn *hcn, enum hcn_kind kind, const char *id, struct hcn_error *err)
{
	struct hcn_request rq;
	struct hcn_guid guid;
	uint64_t seq = 0;
	int r;

	r = hcn_request_begin(&rq, hcn, true, err);
	if (r)
		return r;
	r = hcn_request_stage(&rq, HCN_VERB_DELETE, kind, id, NULL, &guid, err);
	if (!r)
		r = hcn_request_announce(&rq, &seq, err);
	hcn_request_end(&rq);
	if (!r)
		hcn_listeners_wait(hcn, seq);
	return r;
}

static int change(struct hcn *hcn, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document, struct hcn_guid *ret_id, char **ret_document, struct hcn_error *err)
{
	const struct hcn_kind_type *type = NULL;
	struct hcn_request rq;
	char *text = NULL;
	bool announced;
	int r;

	r = check(hcn, kind, &type, err);
	if (!r && !document && verb != HCN_VERB_DELETE)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "the document is NULL");
	announced = !r && verb == HCN_VERB_DELETE && type->announces_deletion &&
		    hcn_listeners_exist(hcn);
	if (announced)
		r = announce_deletion(hcn, kind, id, err);
	if (!r)
		r = hcn_request_begin(&rq, hcn, true, err);
	if (r)
		return r;
	rq.announced = announced;
	r = hcn_request_stage(&rq, verb, kind, id, document, ret_id, err);
	/* Before the commit: afterwards nothing may fail any more. */
	if (!r && ret_document)
		r = hcn_request_document(&rq, kind, ret_id, &text, err);
	if (!r)
		r = hcn_request_commit(&rq, err);
	hcn_request_end(&rq);
	if (r)
		free(text);
	else if (ret_document)
		*ret_document = text;
	return r;
}

int hcn_create(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *document,
	char ret_id[37], char **ret_document, struct hcn_error *err)
{
	struct hcn_guid guid;
	int saved = errno, r;

	hcn_error_reset(err);
	r = change(hcn, HCN_VERB_CREATE, kind, id, document, &guid, ret_document, err);
	if (!r && ret_id)
		memcpy(ret_id, hcn_guid_upper(&guid).text, HCN_GUID_TEXT_SIZE);
	return hcn_end_call(r, saved, err);
}

int hcn_modify(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *request,
	struct hcn_error *err)
{
	struct hcn_guid guid;
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(
		change(hcn, HCN_VERB_MODIFY, kind, id, request, &guid, NULL, err), saved, err);
}

int hcn_delete(struct hcn *hcn, enum hcn_kind kind, const char *id, struct hcn_error *err)
{
	struct hcn_guid guid;
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(
		change(hcn, HCN_VERB_DELETE, kind, id, NULL, &guid, NULL, err), saved, err);
}

/* --- reading verbs: a snapshot, no lock ------------------------------------------------------------------- */

/* What is stored for clients, as it stands. */
static int copy_stored(struct hcn_txn *txn, enum hcn_kind kind, const struct hcn_guid *id,
	char **ret, struct hcn_error *err)
{
	struct hcn_blob blob;
	int r;

	r = hcn_txn_get(txn, (uint8_t)kind, id, &blob);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, kind, id, NULL);
	if (r)
		return r;
	blob = hcn_record_client(blob);
	*ret = strndup(blob.data, blob.size);
	return *ret ? 0 : hcn_fail_oom(err);
}

static int query_v1(struct hcn *hcn, enum hcn_kind kind, const struct hcn_guid *id, char **ret,
	struct hcn_error *err)
{
	struct hcn_buf text = { 0 };
	struct hcn_request rq;
	int r;

	r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = hcn_request_view(&rq, kind, id, &text, err);
	hcn_request_end(&rq);
	if (!r && hcn_buf_take(&text, ret, NULL))
		r = hcn_fail_oom(err);
	hcn_buf_clear(&text);
	return r == -ENOENT ? hcn_fail_not_found(err, kind, id, NULL) : r;
}

static int query_computed(struct hcn *hcn, enum hcn_kind kind, const struct hcn_guid *id,
	char **ret, struct hcn_error *err)
{
	struct hcn_request rq;
	int r;

	r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = hcn_request_document(&rq, kind, id, ret, err);
	hcn_request_end(&rq);
	return r == -ENOENT ? hcn_fail_not_found(err, kind, id, NULL) : r;
}

static int query_object(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *query,
	char **ret, struct hcn_error *err)
{
	const struct hcn_kind_type *type = NULL;
	struct hcn_guid guid;
	struct hcn_txn *txn;
	int dialect, r;

	r = check(hcn, kind, &type, err);
	if (!r && !ret)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the document");
	if (!r)
		r = hcn_check_id(id, &guid, err);
	if (!r)
		r = hcn_query_dialect(query, query ? strlen(query) : 0, &dialect, err);
	if (r)
		return r;
	if (dialect == 1)
		return query_v1(hcn, kind, &guid, ret, err);
	if (type->compute)
		return query_computed(hcn, kind, &guid, ret, err);
	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	r = copy_stored(txn, kind, &guid, ret, err);
	hcn_txn_abort(txn);
	return r;
}

int hcn_query(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *query,
	char **ret_document, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(query_object(hcn, kind, id, query, ret_document, err), saved, err);
}

static int enumerate(
	struct hcn *hcn, enum hcn_kind kind, const char *query, char **ret, struct hcn_error *err)
{
	const struct hcn_kind_type *type = NULL;
	struct hcn_buf ids = { 0 };
	struct hcn_request rq;
	int r;

	r = check(hcn, kind, &type, err);
	if (!r && !ret)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the ids");
	if (!r)
		r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = hcn_query_enumerate(&rq.ws, kind, query, query ? strlen(query) : 0, &ids, err);
	hcn_request_end(&rq);
	if (!r)
		r = hcn_buf_take(&ids, ret, NULL);
	hcn_buf_clear(&ids);
	return r;
}

int hcn_enumerate(struct hcn *hcn, enum hcn_kind kind, const char *query, char **ret_ids,
	struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(enumerate(hcn, kind, query, ret_ids, err), saved, err);
}
