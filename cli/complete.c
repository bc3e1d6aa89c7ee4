/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * complete: what the last word of an unfinished command line may become, one candidate a line;
 * for shells.
 *
 * It follows the tables of commands and options, so that shells know no more than how to ask.
 * Candidates that need the library are left out, silently, when that fails: nobody wants errors
 * between the words they type.
 */
#include <string.h>

#include "catalogue.h"

#include "cli.h"

struct completion {
	struct cli *cli;
	const char *current;           /* the word to complete */
	const struct command *command; /* NULL: not yet named */
	bool lost;                     /* something before makes no sense */
	bool only_changes;             /* after plan */
	size_t n_operands;
	const char *kind_word;           /* the operand that names a kind, or NULL */
	const struct option_row *option; /* the one whose argument comes next, or NULL */
};

static void offer(struct completion *c, const char *candidate)
{
	if (*candidate && !strpbrk(candidate, "\n") &&
		!strncmp(candidate, c->current, strlen(c->current)))
		(void)fprintf(cli_out(c->cli), "%s\n", candidate);
}

static void offer_all(struct completion *c, const char *const *words)
{
	for (; *words; words++)
		offer(c, *words);
}

static void offer_commands(struct completion *c)
{
	for (const struct command *command = commands; command->name; command++)
		if (command->help && (command->changes || !c->only_changes))
			offer(c, command->name);
}

static unsigned groups_of(const struct completion *c)
{
	return OPTIONS_GENERAL | (c->command ? c->command->groups : 0);
}

static void offer_options(struct completion *c)
{
	const char *last = "";

	for (const struct option_row *row = option_rows; row->name; row++) {
		char *text;

		if (!(row->group & groups_of(c)) || !strcmp(row->name, last))
			continue;
		last = row->name;
		text = format("--%s", row->name);
		offer(c, text);
		free(text);
	}
}

/* Names; ids of objects without one, or when an id has been begun. */
static void offer_objects(struct completion *c, enum hcn_kind kind)
{
	_cleanup_json_ json_t *objects = NULL;
	json_t *object;
	size_t i;

	if (fetch_all(c->cli, kind, &objects))
		return;
	json_array_foreach(objects, i, object)
	{
		const char *name = text_of(object, "Name");

		if (*name)
			offer(c, name);
		if (!*name || *c->current)
			offer(c, text_of(object, "ID"));
	}
}

static void offer_types(struct completion *c, enum hcn_kind kind)
{
	static const char *const network[] = { "NAT", NULL };
	static const char *const namespace[] = { "Host", "HostDefault", "Guest", "GuestDefault",
		NULL };

	offer_all(c, kind == HCN_KIND_NETWORK ? network : namespace);
}

static void offer_documents(struct completion *c)
{
	for (const struct hcn_document *d = hcn_documents; d->kind; d++)
		offer(c, d->kind);
}

static void offer_schemas(struct completion *c)
{
	for (const struct hcn_schema_row *row = hcn_schemas; row->name; row++)
		offer(c, row->name);
}

static void offer_word(struct completion *c, enum word word)
{
	static const char *const outputs[] = { "table", "json", NULL };
	static const char *const methods[] = { "GET", "POST", "DELETE", NULL };
	static const char *const paths[] = { "/globals/version", "/networks/", "/endpoints/",
		"/endpointstats/", "/endpointaddresses", "/policylists/", "/namespaces/",
		"/accelnet/", "/portpools", "/activities", "/plugins", NULL };
	static const char *const backends[] = { "linux", "sim", NULL };
	static const char *const protocols[] = { "tcp", "udp", "sctp", "icmp", NULL };
	enum hcn_kind kind;

	switch (word) {
	case WORD_KIND:
		for (unsigned i = 0; i < HCN_N_KINDS; i++)
			offer(c, hcn_kind_name((enum hcn_kind)i));
		break;
	case WORD_OBJECT:
	case WORD_TYPE:
		if (!c->kind_word || kind_parse(c->cli, c->kind_word, &kind))
			break;
		if (word == WORD_TYPE)
			offer_types(c, kind);
		else
			offer_objects(c, kind);
		break;
	case WORD_NETWORK:
		offer_objects(c, HCN_KIND_NETWORK);
		break;
	case WORD_SENDER:
		offer(c, "host");
		offer_objects(c, HCN_KIND_ENDPOINT);
		break;
	case WORD_PROTOCOL:
		offer_all(c, protocols);
		break;
	case WORD_ENDPOINT:
		offer_objects(c, HCN_KIND_ENDPOINT);
		break;
	case WORD_COUNTED:
		offer_objects(
			c, c->cli->of_load_balancers ? HCN_KIND_LOADBALANCER : HCN_KIND_ENDPOINT);
		break;
	case WORD_NAMESPACE:
		offer_objects(c, HCN_KIND_NAMESPACE);
		break;
	case WORD_COMMAND:
		offer_commands(c);
		break;
	case WORD_METHOD:
		offer_all(c, methods);
		break;
	case WORD_PATH:
		offer_all(c, paths);
		break;
	case WORD_OUTPUT:
		offer_all(c, outputs);
		break;
	case WORD_BACKEND:
		offer_all(c, backends);
		break;
	case WORD_SCHEMA:
		offer_schemas(c);
		break;
	case WORD_DOCUMENT:
		offer_documents(c);
		break;
	case WORD_BODY:
	case WORD_FILE:
	case WORD_NONE:
	case WORD_CHANGE:
	case WORD_CODE:
	case WORD_REST:
		break;
	}
}

/* --- the words before ------------------------------------------------------------------------- */

/* "--network", "--network=blue", "-f", "-fdocument"; *@ret_value: the rest of the word, or NULL. */
static const struct option_row *find_option(const char *word, const char **ret_value)
{
	const struct option_row *row = option_rows;
	size_t len = strcspn(word, "=");
	bool is_long = word[1] == '-';

	while (row->name && (is_long ? strncmp(row->name, word + 2, len - 2) || row->name[len - 2]
				     : row->letter != word[1]))
		row++;
	if (!row->name)
		return NULL;
	*ret_value = is_long ? (word[len] ? word + len + 1 : NULL) : word[2] ? word + 2 : NULL;
	return row;
}

/* Some options say which objects there are. */
static void take_option(struct completion *c, const struct option_row *row, const char *value)
{
	if (row->group & (OPTIONS_GENERAL | OPTIONS_STATS))
		(void)row->take(c->cli, value);
}

static void follow_option(struct completion *c, const char *word)
{
	const char *value;
	const struct option_row *row = find_option(word, &value);

	if (row && row->argument && !value)
		c->option = row;
	else if (row)
		take_option(c, row, value);
}

static void follow_operand(struct completion *c, const char *word)
{
	if (c->command) {
		if (!c->n_operands++ && c->command->operands[0] == WORD_KIND)
			c->kind_word = word;
		return;
	}
	c->command = command_find(word);
	c->lost = !c->command;
	if (c->command && c->command->operands[0] == WORD_CHANGE) {
		/* plan: another command follows. */
		c->command = NULL;
		c->only_changes = true;
	}
}

static void follow(struct completion *c, const char *word)
{
	const struct option_row *option = c->option;

	c->option = NULL;
	if (option)
		take_option(c, option, word);
	else if (word[0] == '-' && word[1])
		follow_option(c, word);
	else
		follow_operand(c, word);
}

static void offer_last(struct completion *c)
{
	size_t n = c->n_operands;

	if (c->option) {
		offer_word(c, c->option->completes);
	} else if (*c->current == '-') {
		offer_options(c);
	} else if (!c->command) {
		offer_commands(c);
	} else {
		if (c->command->many && n >= command_n_operands(c->command))
			n = command_n_operands(c->command) - 1;
		if (n < N_ELEMENTS(c->command->operands))
			offer_word(c, c->command->operands[n]);
	}
}

int run_complete(struct cli *cli, char **operands, size_t n)
{
	struct completion c = { .cli = cli, .current = n ? operands[n - 1] : "" };

	if (!freopen("/dev/null", "we", stderr))
		return EXIT_FAILED;
	for (size_t i = 0; !c.lost && i + 1 < n; i++)
		follow(&c, operands[i]);
	if (!c.lost)
		offer_last(&c);
	return EXIT_OK;
}
