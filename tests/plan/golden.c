/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Golden plans: `golden CASE.json` compares what the planner says to the requests of CASE.json with CASE.txt;
 * `golden --update CASE.json` writes CASE.txt anew.
 *
 * A case is an array of requests {"verb", "kind", "id", "document", "about", "setup"}.  Each is planned, then carried out
 * on the simulated kernel of a state directory of its own, so that the next one meets its effects; after it every
 * row of every object must hold.  Requests with "setup":true are not printed.
 */
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hcn.h>
#include <jansson.h>

#include "scratch.h"

struct request {
	enum hcn_verb verb;
	enum hcn_kind kind;
	const char *id;
	const char *about;
	char *document; /* NULL for a delete */
	bool setup;
};

static const char *const verbs[] = { "create", "modify", "delete", NULL };
static const char *const kinds[] = { "network", "endpoint", "namespace", "loadbalancer", "route",
	NULL };

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

/* @names ends with NULL. */
static int number_of(const char *name, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	die("there is no verb or kind \"%s\"", name);
}

static struct request request_of(json_t *request)
{
	const char *verb, *kind, *id = NULL, *about = NULL;
	json_t *document = NULL;
	json_error_t fault;
	int setup = 0;

	if (json_unpack_ex(request, &fault, JSON_STRICT, "{s:s, s:s, s?s, s?s, s?o, s?b}", "verb",
		    &verb, "kind", &kind, "id", &id, "about", &about, "document", &document,
		    "setup", &setup))
		die("a request: %s", fault.text);
	return (struct request){
		.verb = (enum hcn_verb)number_of(verb, verbs),
		.kind = (enum hcn_kind)number_of(kind, kinds),
		.id = id,
		.about = about,
		.document = document ? json_dumps(document, JSON_COMPACT) : NULL,
		.setup = setup,
	};
}

static int carry_out(struct hcn *hcn, const struct request *rq, struct hcn_error *err)
{
	switch (rq->verb) {
	case HCN_VERB_CREATE:
		return hcn_create(hcn, rq->kind, rq->id, rq->document, NULL, NULL, err);
	case HCN_VERB_MODIFY:
		return hcn_modify(hcn, rq->kind, rq->id, rq->document, err);
	case HCN_VERB_DELETE:
		return hcn_delete(hcn, rq->kind, rq->id, err);
	}
	return -EINVAL;
}

/* --- words -------------------------------------------------------------------------------------------- */

static void print_heading(FILE *out, const struct request *rq)
{
	if (ftell(out))
		fputc('\n', out);
	fprintf(out, "# %s %s", verbs[rq->verb], kinds[rq->kind]);
	if (rq->id)
		fprintf(out, " %s", rq->id);
	if (rq->about)
		fprintf(out, ": %s", rq->about);
	fputc('\n', out);
}

static void print_error(FILE *out, const struct hcn_error *err)
{
	fprintf(out, "! 0x%08x", err->hresult);
	if (*err->pointer)
		fprintf(out, " %s", err->pointer);
	fprintf(out, ": %s\n", err->text);
}

static char sign_of(const char *op)
{
	return !strcmp(op, "add") ? '+' : !strcmp(op, "remove") ? '-' : '~';
}

static void print_plan(FILE *out, const char *text)
{
	json_t *plan = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *step;
	size_t i;

	if (!json_object_get(plan, "Steps"))
		die("no plan: %s", text);
	json_array_foreach(json_object_get(plan, "Steps"), i, step)
		fprintf(out, "%c %s\n", sign_of(json_string_value(json_object_get(step, "Op"))),
			json_string_value(json_object_get(step, "Text")));
	json_decref(plan);
}

/* --- the kernel --------------------------------------------------------------------------------------- */

static void check_rows(struct hcn *hcn, enum hcn_kind kind, const char *id)
{
	json_t *explanation, *row;
	struct hcn_error err;
	char *text;
	size_t i;

	if (hcn_explain(hcn, kind, id, &text, &err))
		die("explain %s: %s", id, err.text);
	explanation = json_loads(text, 0, NULL);
	json_array_foreach(json_object_get(explanation, "Rows"), i,
		row) if (!json_is_true(json_object_get(row, "Holds")))
		die("does not hold: %s", json_string_value(json_object_get(row, "Text")));
	json_decref(explanation);
	hcn_free(text);
}

static void check_kernel(struct hcn *hcn)
{
	for (int kind = 0; kind < 3; kind++) {
		json_t *ids, *id;
		struct hcn_error err;
		char *text;
		size_t i;

		if (hcn_enumerate(hcn, (enum hcn_kind)kind, NULL, &text, &err))
			die("enumerate: %s", err.text);
		ids = json_loads(text, 0, NULL);
		json_array_foreach(ids, i, id)
			check_rows(hcn, (enum hcn_kind)kind, json_string_value(id));
		json_decref(ids);
		hcn_free(text);
	}
}

/* --- cases -------------------------------------------------------------------------------------------- */

static void run_request(struct hcn *hcn, const struct request *rq, FILE *out)
{
	struct hcn_error err;
	char *plan = NULL;
	int planned, done;

	planned = hcn_plan(hcn, rq->verb, rq->kind, rq->id, rq->document, &plan, &err);
	if (!rq->setup) {
		print_heading(out, rq);
		if (planned)
			print_error(out, &err);
		else
			print_plan(out, plan);
	}
	hcn_free(plan);
	done = carry_out(hcn, rq, &err);
	if (done != planned || (done && rq->setup))
		die("%s %s: planned %d, done %d: %s", verbs[rq->verb], kinds[rq->kind], planned,
			done, err.text);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

/* What the planner says to a case's requests; the caller frees it. */
static char *run_case(const char *path)
{
	char dir[32];
	const struct hcn_options options = {
		.size = sizeof(options), .state_dir = dir, .backend = "sim"
	};
	json_t *requests, *request;
	struct hcn_error err;
	json_error_t fault;
	struct hcn *hcn;
	char *text;
	size_t i, size;
	FILE *out;

	requests = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
	if (!requests)
		die("%s:%d: %s", path, fault.line, fault.text);
	if (!make_scratch(dir, sizeof(dir), "golden"))
		die("%s: %m", dir);
	if (hcn_open(&options, &hcn, &err))
		die("%s", err.text);
	out = open_memstream(&text, &size);
	json_array_foreach(requests, i, request)
	{
		struct request rq = request_of(request);

		run_request(hcn, &rq, out);
		check_kernel(hcn);
		free(rq.document);
	}
	fclose(out);
	hcn_close(hcn);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	json_decref(requests);
	return text;
}

/* Shows the difference; 0: there is none. */
static int compare(const char *expected, const char *text)
{
	FILE *diff;

	setenv("EXPECTED", expected, 1);
	diff = popen("diff -u -L expected -L planned \"$EXPECTED\" -", "w");
	fputs(text, diff);
	return pclose(diff);
}

static void update(const char *expected, const char *text)
{
	FILE *f = fopen(expected, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		die("%s: %m", expected);
}

int main(int argc, char **argv)
{
	bool updating = argc == 3 && !strcmp(argv[1], "--update");
	size_t len = argc == 2 + updating ? strlen(argv[argc - 1]) : 0;
	char *expected, *text;
	int r = 0;

	if (len < 5 || strcmp(argv[argc - 1] + len - 5, ".json"))
		die("usage: golden [--update] CASE.json");
	if (asprintf(&expected, "%.*s.txt", (int)len - 5, argv[argc - 1]) < 0)
		die("%m");
	text = run_case(argv[argc - 1]);
	if (updating)
		update(expected, text);
	else
		r = compare(expected, text);
	free(text);
	free(expected);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
