/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside of hcnctl: what its files share.
 *
 * It speaks the public API (hcn.h) only; schema.c also has the tables of documents.  Functions that can fail return an exit status; whoever
 * notices has told standard error.
 * Out of memory ends the program: it holds nothing that the library would not take back.
 */
#ifndef HCN_CLI_H
#define HCN_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include <hcn.h>

enum exit_status { EXIT_OK, EXIT_FAILED, EXIT_USAGE };

#define _cleanup_(fn)       __attribute__((cleanup(fn)))
#define _cleanup_text_      _cleanup_(free_text)
#define _cleanup_json_      _cleanup_(json_decrefp)
#define PRINTF(text, first) __attribute__((format(printf, text, first)))
#define N_ELEMENTS(a)       (sizeof(a) / sizeof((a)[0]))
#define ID_SIZE             37

static inline void free_text(char **text)
{
	free(*text);
}

enum output { OUTPUT_TABLE, OUTPUT_JSON };
enum schema_form { FORM_JSON_SCHEMA, FORM_OPENAPI, FORM_MARKDOWN };

/* What a word of the command line stands for. */
enum word {
	WORD_NONE, /* anything */
	WORD_KIND,
	WORD_OBJECT, /* id or name of an object of the kind before it */
	WORD_NETWORK,
	WORD_ENDPOINT,
	WORD_COUNTED, /* an endpoint or load balancer; optional */
	WORD_SENDER,  /* an endpoint, or host */
	WORD_PROTOCOL,
	WORD_NAMESPACE,
	WORD_COMMAND, /* optional */
	WORD_CHANGE,  /* a command that changes something, and all that follows it */
	WORD_CODE,
	WORD_OUTPUT,
	WORD_BACKEND,
	WORD_TYPE,
	WORD_FILE,
	WORD_SCHEMA, /* optional: a struct or kind of document */
	WORD_DOCUMENT,
	WORD_METHOD,
	WORD_PATH,
	WORD_BODY, /* optional */
	WORD_REST, /* any words */
};

struct option_row;

/* One run of the program. */
struct cli {
	struct hcn_options options;
	enum output output;
	bool quiet;
	bool help;
	bool dry_run;           /* plan */
	bool of_load_balancers; /* stats */
	bool discard;           /* recover */
	enum schema_form form;
	const char *kind; /* of document, --kind; NULL: guessed */
	const char *file; /* -f; "-": standard input */
	unsigned long count;
	struct trace_options {
		const char *from, *to, *source, *protocol; /* NULL: not given */
		uint16_t port, source_port;                /* 0: not given */
	} trace;
	struct flag *flags; /* options that describe the object to create, as given */
	size_t n_flags;
	const struct command *command;
	char what[64];   /* "create network": begins error messages */
	struct hcn *hcn; /* opened by cli_open() */
	FILE *out;       /* opened by cli_out() */
	char *out_text;
	size_t out_size;
};

struct flag {
	const struct option_row *row;
	const char *value;
};

/* --- commands.c: one row per command ---------------------------------------------------------- */

struct command {
	const char *name;
	enum word operands[3];
	bool many;       /* the last operand may be repeated */
	unsigned groups; /* of options, besides the general ones */
	bool changes;    /* plan can tell what it would do */
	int (*run)(struct cli *cli, char **operands, size_t n);
	const char *help; /* one line; NULL: not for people */
	const char *more; /* more lines, and an example */
};

extern const struct command commands[]; /* ends with a row without name */

const struct command *command_find(const char *name); /* NULL: none */
size_t command_n_operands(const struct command *command);

/* Carries out "COMMAND [OPTION]... [OPERAND]...". */
int command_run(struct cli *cli, char **words, size_t n);

/* --- options.c: one row per option ------------------------------------------------------------ */

enum option_group {
	OPTIONS_GENERAL = 1 << 0,
	OPTIONS_FILE = 1 << 1,
	OPTIONS_CREATE = 1 << 2,
	OPTIONS_COUNT = 1 << 3,
	OPTIONS_FORM = 1 << 4,
	OPTIONS_KIND = 1 << 5,
	OPTIONS_TRACE = 1 << 6,
	OPTIONS_STATS = 1 << 7,
	OPTIONS_RECOVER = 1 << 8,
};

struct draft;

struct option_row {
	unsigned group;
	const char *name;
	char letter;          /* 0: none */
	const char *argument; /* as help shows it; NULL: takes none */
	enum word completes;
	int (*take)(struct cli *cli, const char *value);
	/* OPTIONS_CREATE instead: bits of the kinds that have it, and what it does to the document. */
	unsigned kinds;
	int (*put)(struct draft *draft, const char *value);
	const char *help;
};

extern const struct option_row option_rows[]; /* ends with a row without name */

/*
 * Takes the options of @groups out of @words; @words[0] is what errors begin with.  The operands
 * are *@ret_operands, inside @words, which is reordered.  @first_only: stops at the first operand.
 */
int options_parse(struct cli *cli, unsigned groups, bool first_only, char **words, size_t n,
	char ***ret_operands, size_t *ret_n);

/* --- flags.c: options -> document ------------------------------------------------------------- */

/* A document under construction. */
struct draft {
	struct cli *cli;
	enum hcn_kind kind;
	const char *id; /* --id, or NULL */
	json_t *document;
};

int put_id(struct draft *draft, const char *value);
int put_name(struct draft *draft, const char *value);
int put_type(struct draft *draft, const char *value);
int put_flags(struct draft *draft, const char *value);
int put_subnet(struct draft *draft, const char *value);
int put_network(struct draft *draft, const char *value);
int put_namespace(struct draft *draft, const char *value);
int put_ip(struct draft *draft, const char *value);
int put_mac(struct draft *draft, const char *value);
int put_publish(struct draft *draft, const char *value);
int put_dns(struct draft *draft, const char *value);
int put_remote(struct draft *draft, const char *value);
int put_endpoint(struct draft *draft, const char *value);
int put_vip(struct draft *draft, const char *value);
int put_source_vip(struct draft *draft, const char *value);
int put_dsr(struct draft *draft, const char *value);
int put_port(struct draft *draft, const char *value);

/* --- create.c, change.c ----------------------------------------------------------------------- */

int run_create(struct cli *cli, char **operands, size_t n);
int run_modify(struct cli *cli, char **operands, size_t n);
int run_delete(struct cli *cli, char **operands, size_t n);
int run_attach(struct cli *cli, char **operands, size_t n);
int run_detach(struct cli *cli, char **operands, size_t n);

/* The whole of -f's file, or of standard input without -f. */
int read_document(struct cli *cli, char **ret);

/* Tells standard error what of the document @text will be ignored: @kind is hcn_validate()'s.  Nothing, when less of it would be
 * as @kind_v1 (NULL: there is no such form), or when it is no such document: the request says so. */
void warn_of_ignored(struct cli *cli, const char *kind, const char *kind_v1, const char *text);

/* --- the other commands ----------------------------------------------------------------------- */

int run_list(struct cli *cli, char **operands, size_t n);
int run_show(struct cli *cli, char **operands, size_t n);
int run_plan(struct cli *cli, char **operands, size_t n);
int run_explain(struct cli *cli, char **operands, size_t n);
int run_trace(struct cli *cli, char **operands, size_t n);
int run_watch(struct cli *cli, char **operands, size_t n);
int run_stats(struct cli *cli, char **operands, size_t n);
int run_features(struct cli *cli, char **operands, size_t n);
int run_metrics(struct cli *cli, char **operands, size_t n);
int run_recover(struct cli *cli, char **operands, size_t n);
int run_schema(struct cli *cli, char **operands, size_t n);
int run_validate(struct cli *cli, char **operands, size_t n);
int run_hns(struct cli *cli, char **operands, size_t n);
int run_error(struct cli *cli, char **operands, size_t n);
int run_version(struct cli *cli, char **operands, size_t n);
int run_help(struct cli *cli, char **operands, size_t n);
int run_complete(struct cli *cli, char **operands, size_t n);

/* The help of one command, of all for NULL. */
int print_help(struct cli *cli, const struct command *command);

/* Prints what a change would do instead of doing it; arguments of hcn_plan(). */
int print_plan(struct cli *cli, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document);

/* --- columns.c: one row per column of `list` -------------------------------------------------- */

struct column {
	const char *header;
	/* The caller's; NULL or "": nothing to say.  @names: of the networks seen so far, by id. */
	char *(*cell)(struct cli *cli, json_t *object, json_t *names);
};

/* Ends with a column without header. */
const struct column *columns_of(enum hcn_kind kind);

/* --- kinds.c ---------------------------------------------------------------------------------- */

/* The kind that @word names: whole, plural, alias or unambiguous beginning.  It joins cli->what. */
int kind_parse(struct cli *cli, const char *word, enum hcn_kind *ret);

/* The id of the object that @word names: a GUID (which need not exist), or the name of one object. */
int object_resolve(struct cli *cli, enum hcn_kind kind, const char *word, char ret_id[ID_SIZE]);

/* --- api.c: the library with errors reported -------------------------------------------------- */

int cli_open(struct cli *cli);
int fetch_ids(struct cli *cli, enum hcn_kind kind, json_t *filter,
	json_t **ret); /* takes @filter; NULL: all */
int fetch_text(
	struct cli *cli, enum hcn_kind kind, const char *id, char **ret); /* for hcn_free() */
int fetch_object(struct cli *cli, enum hcn_kind kind, const char *id, json_t **ret);
int fetch_all(struct cli *cli, enum hcn_kind kind, json_t **ret); /* an array of documents */

/* @visit takes each document over; what it returns ends the visits, unless EXIT_OK. */
int fetch_each(struct cli *cli, enum hcn_kind kind,
	int (*visit)(struct cli *cli, char *text, void *arg), void *arg);

/* JSON that the library returned; frees @text. */
int parse_answer(struct cli *cli, char *text, json_t **ret);

/* --- output.c --------------------------------------------------------------------------------- */

/* Where results are collected: standard output sees them when the command has worked, all at once. */
FILE *cli_out(struct cli *cli);
int cli_flush(struct cli *cli);

/* @p, or the end of the program for NULL. */
void *need(void *p);
char *format(const char *format, ...) PRINTF(1, 2); /* the caller's */

/* Text of others: control characters, which could confuse a terminal, are written as escapes. */
void print_safe(FILE *to, const char *text);

/* A JSON document with line breaks; otherwise to the letter, so that no number loses a digit. */
void print_json(struct cli *cli, const char *text);
void print_json_take(struct cli *cli, json_t *json); /* takes @json over */

/* A member's text, "" if it has none. */
const char *text_of(const json_t *object, const char *member);
bool is_utf8(const char *text);

/* plan.c: "why" and "see", below what they are about; @more: what follows on the line. */
void print_note(FILE *out, const char *name, const char *text, const char *more);

/* Columns as wide as their widest cell. */
struct table {
	size_t n_columns;
	char **cells; /* row after row, the headers first */
	size_t n_cells;
};
void table_add(struct table *table, char *cell); /* takes it over; NULL: "" */
void table_print(const struct table *table, FILE *to);
void table_clear(struct table *table);

/* Each tells standard error and returns the exit status. */
int fail(const struct cli *cli, const char *format, ...) PRINTF(2, 3);
int fail_usage(const struct cli *cli, const char *format, ...) PRINTF(2, 3);
int hint_usage(const struct cli *cli); /* where to read how it is used */
int fail_api(const struct cli *cli, int r, const struct hcn_error *err);

#endif
