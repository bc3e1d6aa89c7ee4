/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSCall's paths on the simulated kernel: every call has an answer that clients can read, one that is refused or only reads
 * changes nothing, and when every object is deleted the kernel is empty.
 *
 * In: lines "METHOD PATH BODY", so that seeds read as stories; the body is the rest of the line.  Each input begins with an
 * empty state directory.
 */
#include <ftw.h>
#include <unistd.h>

#include <jansson.h>

#include <hcn.h>

#include "cleanup.h"
#include "context.h"
#include "fuzz.h"
#include "objects.h"
#include "scratch.h"
#include "sim.h"

static char state_dir[64];

/* --- answers ------------------------------------------------------------------------------------------------ */

static void must_have_no_null(json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	must(!json_is_null(value));
	json_object_foreach(value, key, member) must_have_no_null(member);
	json_array_foreach(value, i, member) must_have_no_null(member);
}

/* The answer, checked; *@ret_works: what it says of the call. */
static char *call(
	struct hcn *hcn, const char *method, const char *path, const char *body, bool *ret_works)
{
	struct hcn_error err;
	json_t *answer, *output;
	char *text = NULL;

	must(!hcn_rest_call(hcn, method, path, body, &text, &err));
	must(!err.status && !err.text[0]);
	answer = json_loads(text, JSON_DECODE_INT_AS_REAL, NULL);
	must(answer != NULL);
	must_have_no_null(answer);
	output = json_object_get(answer, "Output");
	must(!output || json_is_object(output) || json_is_array(output));
	*ret_works = json_is_true(json_object_get(answer, "Success"));
	must(*ret_works || (!output && json_object_get(answer, "Error") &&
				   json_object_get(answer, "ErrorCode")));
	json_decref(answer);
	return text;
}

static char *state_of(struct hcn *hcn)
{
	static const char *const paths[] = { "/networks", "/endpoints", "/namespaces",
		"/policylists", "/accelnet", "/portpools", "/endpointaddresses" };
	struct hcn_buf all = { 0 };
	bool works;
	char *text;

	for (size_t i = 0; i < HCN_N_ELEMENTS(paths); i++) {
		text = call(hcn, "GET", paths[i], NULL, &works);
		must(works);
		hcn_buf_puts(&all, text);
		free(text);
	}
	must(!hcn_buf_take(&all, &text, NULL));
	return text;
}

/* --- requests ----------------------------------------------------------------------------------------------- */

/* *@state is the state before and becomes the one after. */
static void try_line(struct hcn *hcn, char *line, char **state)
{
	char *rest = line, *method = strsep(&rest, " "), *path = strsep(&rest, " ");
	bool works;
	char *after;

	if (!path)
		return;
	free(call(hcn, method, path, rest, &works));
	after = state_of(hcn);
	if (!works || !strcasecmp(method, "GET"))
		must(!strcmp(*state, after));
	free(*state);
	*state = after;
}

static void delete_all(struct hcn *hcn, enum hcn_kind kind)
{
	_cleanup_free_ char *ids = NULL;

	/* ["ID","ID"]: ids need no escapes. */
	must(!hcn_enumerate(hcn, kind, NULL, &ids, NULL));
	for (char *id = strtok(ids, "[\",]"); id; id = strtok(NULL, "[\",]"))
		must(!hcn_delete(hcn, kind, id, NULL));
}

static void must_become_empty(struct hcn *hcn)
{
	struct hcn_rows rows = { 0 };

	for (int kind = HCN_N_KINDS - 1; kind >= 0; kind--)
		if (hcn_kind_type((enum hcn_kind)kind))
			delete_all(hcn, (enum hcn_kind)kind);
	if (hcn->backend)
		must(!hcn_sim_rows(hcn->backend, &rows, NULL));
	must(!rows.n);
	hcn_rows_clear(&rows);
}

/* --- a world for each input --------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static struct hcn *open_world(void)
{
	struct hcn_options options = {
		.size = sizeof(options), .state_dir = state_dir, .backend = "sim"
	};
	struct hcn *hcn;

	must(make_scratch(state_dir, sizeof(state_dir), "fuzz"));
	must(!hcn_open(&options, &hcn, NULL));
	return hcn;
}

static void close_world(struct hcn *hcn)
{
	hcn_close(hcn);
	must(!nftw(state_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	struct hcn *hcn = open_world();
	char *state = state_of(hcn), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		try_line(hcn, line, &state);
	must_become_empty(hcn);
	free(state);
	close_world(hcn);
	return 0;
}
