/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whole requests on the simulated kernel: a request that is refused explains itself and changes nothing, one that only
 * reads changes nothing either, and when every object is deleted the kernel is empty.
 *
 * In: lines "VERB KIND ID DOCUMENT", so that seeds read as stories: VERB and KIND are letters of the lists below, ID is "-"
 * for none, DOCUMENT is the rest of the line.  Each input begins with an empty state directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

#include <hcn.h>

#include "cleanup.h"
#include "context.h"
#include "fuzz.h"
#include "scratch.h"
#include "sim.h"

/* Of letters: create, modify, delete; the same planned only; query, enumerate, explain, trace to the address that is the
 * document (from the endpoint ID, "-": the host). */
static const char verbs[] = "cmdCMDqext";
static const char kinds[HCN_N_KINDS + 1] =
	"NESLRG"; /* in the order of enum hcn_kind; S: namespace */

static const char query[] = "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}";

static char state_dir[64];

struct request {
	char verb;
	enum hcn_kind kind;
	const char *id; /* NULL: none */
	const char *document;
};

/* --- the state: every object as clients see it, and the kernel --------------------------------------------- */

typedef void id_fn(struct hcn *hcn, enum hcn_kind kind, const char *id, void *arg);

static void for_each_id(struct hcn *hcn, enum hcn_kind kind, id_fn *fn, void *arg)
{
	_cleanup_free_ char *ids = NULL;

	must(!hcn_enumerate(hcn, kind, NULL, &ids, NULL));
	/* ["ID","ID"]: ids need no escapes. */
	for (char *id = strtok(ids, "[\",]"); id; id = strtok(NULL, "[\",]"))
		fn(hcn, kind, id, arg);
}

static void put_object(struct hcn *hcn, enum hcn_kind kind, const char *id, void *arg)
{
	_cleanup_free_ char *document = NULL;

	must(!hcn_query(hcn, kind, id, query, &document, NULL));
	hcn_buf_printf(arg, "%s\n", document);
}

static char *state_of(struct hcn *hcn)
{
	struct hcn_rows rows = { 0 };
	struct hcn_buf text = { 0 };
	char *state;

	for (int kind = HCN_KIND_NETWORK; kind < HCN_N_KINDS; kind++)
		for_each_id(hcn, (enum hcn_kind)kind, put_object, &text);
	if (hcn->backend)
		must(!hcn_sim_rows(hcn->backend, &rows, NULL));
	for (size_t i = 0; i < rows.n; i++) {
		hcn_row_format(&rows.rows[i], &text);
		hcn_buf_putc(&text, '\n');
	}
	hcn_rows_clear(&rows);
	must(!hcn_buf_take(&text, &state, NULL));
	return state;
}

static void delete_object(struct hcn *hcn, enum hcn_kind kind, const char *id, void *arg)
{
	must(!hcn_delete(hcn, kind, id, NULL));
}

static void must_become_empty(struct hcn *hcn)
{
	struct hcn_rows rows = { 0 };

	for (int kind = HCN_KIND_NETWORK; kind < HCN_N_KINDS; kind++)
		for_each_id(hcn, (enum hcn_kind)kind, delete_object, NULL);
	if (hcn->backend)
		must(!hcn_sim_rows(hcn->backend, &rows, NULL));
	must(!rows.n);
	hcn_rows_clear(&rows);
}

/* --- requests ----------------------------------------------------------------------------------------------- */

/* One line, cut into pieces; false when it is no request. */
static bool read_request(char *line, struct request *ret)
{
	const char *kind;
	char *space;

	if (!line[0] || line[1] != ' ' || !line[2] || line[3] != ' ')
		return false;
	kind = strchr(kinds, line[2]);
	space = strchr(line + 4, ' ');
	if (!strchr(verbs, line[0]) || !kind || !space)
		return false;
	*space = '\0';
	*ret = (struct request){
		.verb = line[0],
		.kind = (enum hcn_kind)(kind - kinds),
		.id = !strcmp(line + 4, "-") ? NULL : line + 4,
		.document = space + 1,
	};
	return true;
}

static int create(struct hcn *hcn, const struct request *rq, struct hcn_error *err)
{
	_cleanup_free_ char *made = NULL, *seen = NULL;
	char id[37];
	int r;

	r = hcn_create(hcn, rq->kind, rq->id, rq->document, id, &made, err);
	if (!r) {
		must(!hcn_query(hcn, rq->kind, id, query, &seen, NULL));
		must(!strcmp(made, seen));
	}
	return r;
}

/* Whatever is planned, a trace understands. */
static int trace(struct hcn *hcn, const struct request *rq, char **ret, struct hcn_error *err)
{
	const struct hcn_trace_request request = { .size = sizeof(request),
		.endpoint = rq->id,
		.destination = rq->document,
		.protocol = 6,
		.source_port = 40000,
		.destination_port = 80 };
	int r = hcn_trace(hcn, &request, ret, err);

	must(r >= 0 || r == -ENOMEM);
	return r;
}

static int carry_out(struct hcn *hcn, const struct request *rq, struct hcn_error *err)
{
	_cleanup_free_ char *reply = NULL;

	switch (rq->verb) {
	case 'c':
		return create(hcn, rq, err);
	case 'm':
		return hcn_modify(hcn, rq->kind, rq->id, rq->document, err);
	case 'd':
		return hcn_delete(hcn, rq->kind, rq->id, err);
	case 'C':
		return hcn_plan(hcn, HCN_VERB_CREATE, rq->kind, rq->id, rq->document, &reply, err);
	case 'M':
		return hcn_plan(hcn, HCN_VERB_MODIFY, rq->kind, rq->id, rq->document, &reply, err);
	case 'D':
		return hcn_plan(hcn, HCN_VERB_DELETE, rq->kind, rq->id, NULL, &reply, err);
	case 'q':
		return hcn_query(hcn, rq->kind, rq->id, rq->document, &reply, err);
	case 'e':
		return hcn_enumerate(hcn, rq->kind, rq->document, &reply, err);
	case 't':
		return trace(hcn, rq, &reply, err);
	default:
		return hcn_explain(hcn, rq->kind, rq->id, &reply, err);
	}
}

/* *@state is the state before and becomes the one after. */
static void try_request(struct hcn *hcn, const struct request *rq, char **state)
{
	struct hcn_error err;
	char *after;
	int r;

	r = carry_out(hcn, rq, &err);
	must(err.status == r && !r == !err.text[0] && !r == !err.hresult && !err.dirty);
	after = state_of(hcn);
	if (r || !strchr("cmd", rq->verb))
		must(!strcmp(*state, after));
	free(*state);
	*state = after;
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
	struct request rq;

	while ((line = strsep(&rest, "\n")))
		if (read_request(line, &rq))
			try_request(hcn, &rq, &state);
	must_become_empty(hcn);
	free(state);
	close_world(hcn);
	return 0;
}
