/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Queries and their filters: what is answered is a list of objects there are, each once and in their order; what is refused
 * is explained, and refused by the check alone too.
 *
 * In: a letter for the kind (N, E or S: namespace), then Q and a query document, or F and the text of a filter, which is put
 * into a query.  No store: the objects stand in a working set over nothing.
 */
#include <errno.h>

#include "cleanup.h"
#include "fuzz.h"
#include "objects.h"
#include "query.h"

static const struct {
	enum hcn_kind kind;
	const char *document;
} objects[] = {
	{ HCN_KIND_NETWORK,
		"{\"ID\":\"AAAAAAAA-0000-0000-0000-000000000001\",\"Name\":\"blue\",\"Flags\":8}" },
	{ HCN_KIND_NETWORK,
		"{\"ID\":\"AAAAAAAA-0000-0000-0000-000000000002\",\"Name\":\"nat \\\"1\\\" \\u00e9\","
		"\"State\":1}" },
	{ HCN_KIND_ENDPOINT,
		"{\"ID\":\"CCCCCCCC-0000-0000-0000-000000000001\",\"Name\":\"web\",\"State\":1,"
		"\"HostComputeNetwork\":\"AAAAAAAA-0000-0000-0000-000000000001\"}" },
	{ HCN_KIND_ENDPOINT,
		"{\"ID\":\"CCCCCCCC-0000-0000-0000-000000000002\",\"Name\":\"web\",\"State\":3,"
		"\"Flags\":3,\"HostComputeNetwork\":\"AAAAAAAA-0000-0000-0000-000000000002\"}" },
	{ HCN_KIND_ENDPOINT, "{\"ID\":\"CCCCCCCC-0000-0000-0000-000000000003\",\"State\":1,"
			     "\"HostComputeNetwork\":\"AAAAAAAA-0000-0000-0000-000000000001\"}" },
	{ HCN_KIND_NAMESPACE,
		"{\"ID\":\"BBBBBBBB-0000-0000-0000-000000000001\",\"Type\":\"Host\"}" },
};

/* --- nothing is stored ----------------------------------------------------------------------------------------- */

static int no_object(
	void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret, size_t *ret_len)
{
	return -ENOENT;
}

static int no_lookup(void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg)
{
	return 0;
}

static int no_each(void *arg, enum hcn_kind kind, hcn_id_fn *fn, void *fn_arg)
{
	return 0;
}

static const struct hcn_source nothing = { .get = no_object, .lookup = no_lookup, .each = no_each };

static void add(struct hcn_workset *ws, enum hcn_kind kind, const char *document)
{
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	void *object = calloc(1, schema->size);

	must(object != NULL);
	must(!hcn_schema_decode(schema, document, strlen(document), NULL, object, NULL));
	must(!hcn_workset_add(ws, kind, object, NULL));
}

/* --- facts ----------------------------------------------------------------------------------------------------- */

/* "[]" or texts of 36 characters; each is found in @all behind the one before it. */
static void must_be_some_of(const struct hcn_buf *ids, const struct hcn_buf *all)
{
	const char *after = all->data, *at = ids->data;

	must(*at++ == '[');
	while (*at == '"') {
		char id[40] = "";

		must(strlen(at) > 38);
		memcpy(id, at, 38);
		after = strstr(after, id);
		must(after != NULL);
		after += 38;
		at += 38;
		must(*at == ']' || (at[0] == ',' && at[1] == '"'));
		at += *at == ',';
	}
	must(!strcmp(at, "]"));
}

static void try_query(enum hcn_kind kind, const char *query, size_t len)
{
	struct hcn_buf ids = { 0 }, all = { 0 };
	struct hcn_error err, check_err;
	struct hcn_workset ws;
	int r;

	hcn_workset_init(&ws, &nothing);
	for (size_t i = 0; i < HCN_N_ELEMENTS(objects); i++)
		add(&ws, objects[i].kind, objects[i].document);
	must(!hcn_query_enumerate(&ws, kind, NULL, 0, &all, NULL));
	hcn_error_reset(&err);
	hcn_error_reset(&check_err);
	r = hcn_query_enumerate(&ws, kind, query, len, &ids, &err);
	must(r == hcn_query_check(query, len, &check_err));
	must(err.status == r && !r == !err.text[0]);
	must(!strcmp(err.text, check_err.text) && !strcmp(err.pointer, check_err.pointer));
	if (!r)
		must_be_some_of(&ids, &all);
	hcn_buf_clear(&ids);
	hcn_buf_clear(&all);
	hcn_workset_clear(&ws);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_buf query = { 0 };
	enum hcn_kind kind;

	if (size < 2)
		return 0;
	kind = data[0] == 'N'   ? HCN_KIND_NETWORK
	       : data[0] == 'S' ? HCN_KIND_NAMESPACE
				: HCN_KIND_ENDPOINT;
	text = fuzz_text(data + 2, size - 2);
	if (data[1] == 'F') {
		hcn_buf_puts(&query, "{\"Filter\":");
		hcn_buf_json_string(&query, text, size - 2);
		hcn_buf_putc(&query, '}');
		try_query(kind, query.data, query.len);
		hcn_buf_clear(&query);
	} else {
		try_query(kind, text, size - 2);
	}
	return 0;
}
