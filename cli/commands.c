/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands, one row each, and how one is carried out.
 *
 * Tests: tests/unit/cli/test_usage.c (wrong_usage_is_named)
 */
#include <string.h>

#include "cli.h"

/* clang-format off */
const struct command commands[] = {
	{ "create", { WORD_KIND }, false, OPTIONS_CREATE | OPTIONS_FILE, true, run_create,
	  "make an object",
	  "From the options below, or from a document (-f), or both: options then replace or extend what the document says.\n"
	  "Prints the id.\n\n"
	  "  hcnctl create network --name blue --subnet 172.30.0.0/24\n"
	  "  hcnctl create endpoint --network blue --name web --publish 8080:80/tcp\n" },
	{ "list", { WORD_KIND }, false, 0, false, run_list,
	  "list the objects of a kind",
	  "With -o json: an array of their documents.  With -q: their ids.\n\n"
	  "  hcnctl list endpoints\n" },
	{ "show", { WORD_KIND, WORD_OBJECT }, false, 0, false, run_show,
	  "show one object",
	  "With -o json: its document.\n\n"
	  "  hcnctl show network blue -o json\n" },
	{ "modify", { WORD_KIND, WORD_OBJECT }, false, OPTIONS_FILE, true, run_modify,
	  "change an object",
	  "The document is a modify request; it is read from standard input unless -f names a file.\n\n"
	  "  echo '{\"ResourceType\":\"Policy\",\"RequestType\":\"Add\",\"Settings\":{\"Policies\":[{\"Type\":\"PortMapping\",\n"
	  "    \"Settings\":{\"Protocol\":6,\"ExternalPort\":8443,\"InternalPort\":443}}]}}' | hcnctl modify endpoint web\n" },
	{ "delete", { WORD_KIND, WORD_OBJECT }, true, 0, true, run_delete,
	  "delete objects, and what depends on them",
	  "A network takes its endpoints along.  A name or id that cannot be found is noticed before anything is deleted.\n\n"
	  "  hcnctl delete endpoint web db\n" },
	{ "attach", { WORD_ENDPOINT, WORD_NAMESPACE }, false, 0, true, run_attach,
	  "put an endpoint into a namespace",
	  "\n  hcnctl attach web 11111111-2222-3333-4444-555555555555\n" },
	{ "detach", { WORD_ENDPOINT }, false, 0, true, run_detach,
	  "take an endpoint out of its namespace",
	  "\n  hcnctl detach web\n" },
	{ "plan", { WORD_CHANGE, WORD_REST }, true, 0, false, run_plan,
	  "tell what a command would do, without doing it",
	  "COMMAND is create, modify, delete, attach or detach, with its options and operands.  Each step in the kernel is a line that\n"
	  "begins with + (added), - (removed) or ~ (changed); below it is the command that shows it.  -q leaves that out.\n"
	  "Ids and addresses that are generated are others when the command is carried out.\n\n"
	  "  hcnctl plan create endpoint --network blue --publish 8080:80\n" },
	{ "explain", { WORD_KIND, WORD_OBJECT }, false, 0, false, run_explain,
	  "tell which kernel objects carry an object, and why",
	  "Each with the command that shows it, and whether the kernel has it now (holds) or not (MISSING).\n\n"
	  "  hcnctl explain endpoint web\n" },
	{ "trace", { WORD_NONE }, false, OPTIONS_TRACE, false, run_trace,
	  "tell which way a packet would go, and which policies decide",
	  "Of the first packet of a connection, from the plan: nothing is sent, and it works with --backend sim.  Each station is a line,\n"
	  "with the object whose document says so; below it the rule and the command that shows it, which -q leaves out.  The exit status\n"
	  "is 1 when the packet does not arrive.\n\n"
	  "  hcnctl trace --from web --to 10.96.0.10 --port 80\n"
	  "  hcnctl trace --source 203.0.113.7 --to 192.0.2.1 --proto udp --port 5353\n" },
	{ "watch", { WORD_NONE }, false, OPTIONS_COUNT, false, run_watch,
	  "print events as they happen, until interrupted",
	  "With -o json: one document a line.\n\n"
	  "  hcnctl watch -n 1\n" },
	{ "stats", { WORD_COUNTED }, true, OPTIONS_STATS, false, run_stats,
	  "print what endpoints or load balancers have received and sent",
	  "Of all endpoints, or of those named: bytes, packets and dropped packets since they were attached, from their own point of\n"
	  "view.  Of load balancers: connections, what clients sent to them, and what went back, since they were made.\n"
	  "With -o json: an array of the reports, in bytes.\n\n"
	  "  hcnctl stats web\n"
	  "  hcnctl stats --loadbalancers\n" },
	{ "features", { WORD_NONE }, false, 0, false, run_features,
	  "print which features the HNS version has",
	  "HCN_HNS_VERSION chooses the version.\n\n"
	  "  HCN_HNS_VERSION=13.0 hcnctl features\n" },
	{ "metrics", { WORD_NONE }, false, 0, false, run_metrics,
	  "print how many objects there are, and how large the store is",
	  "\n  hcnctl metrics\n" },
	{ "recover", { WORD_NONE }, false, OPTIONS_RECOVER, false, run_recover,
	  "finish or take back what a killed process left unfinished",
	  "Every command that changes something does that first; this one does nothing else.\n"
	  "With --discard: an empty database takes the place of the one that is there, which is kept as data.damaged-N.  What it says is\n"
	  "lost: nobody knows the objects any more, and what carried them stays in the kernel.\n\n"
	  "  hcnctl recover\n" },
	{ "schema", { WORD_SCHEMA }, false, OPTIONS_FORM, false, run_schema,
	  "print what documents look like",
	  "As JSON Schema (2020-12), for all documents or for the struct or kind of document NAME and what it contains.\n\n"
	  "  hcnctl schema HostComputeEndpoint\n"
	  "  hcnctl schema --openapi\n" },
	{ "validate", { WORD_FILE }, false, OPTIONS_KIND, false, run_validate,
	  "check a document, and point at what is wrong with it",
	  "FILE may be - for standard input.  The members tell what kind of document it is, or --kind does.  Only the document is looked\n"
	  "at; whether it fits the objects that there are, `plan` tells.\n"
	  "What would be ignored is told, and is no fault.\n"
	  "With -o json: {\"Valid\", \"Kind\", \"Warnings\":[{Line, Column, Pointer, Member, Suggestion}]}, or of a fault Line, Column,\n"
	  "Pointer, Error, Value, Expected, Hint, Code.\n\n"
	  "  hcnctl validate --kind endpoint web.json\n" },
	{ "hns", { WORD_METHOD, WORD_PATH, WORD_BODY }, false, 0, false, run_hns,
	  "make a call of the V1 dialect, as HNSCall does",
	  "BODY is a document, @FILE, or - for standard input.  Prints the answer; the exit status is 1 when it says that the call failed.\n\n"
	  "  hcnctl hns GET /networks/\n"
	  "  hcnctl hns POST /namespaces/ID/addresource '{\"Type\":\"Endpoint\",\"Data\":{\"Id\":\"...\"}}'\n" },
	{ "error", { WORD_CODE }, false, 0, false, run_error,
	  "explain an HRESULT",
	  "CODE is hexadecimal with 0x, decimal, or a name.  Write -- before a negative number.  doc/errors.md has all of them.\n\n"
	  "  hcnctl error 0x803b0013\n" },
	{ "version", { WORD_NONE }, false, 0, false, run_version,
	  "print the version", "\n  hcnctl version\n" },
	{ "help", { WORD_COMMAND }, false, 0, false, run_help,
	  "print what the commands are, or one of them in detail", "\n  hcnctl help create\n" },
	{ "complete", { WORD_REST }, true, 0, false, run_complete, NULL,
	  "For shells: prints what the last WORD of a command line may become.  The words follow --.\n\n"
	  "  hcnctl complete -- show net\n" },
	{ NULL },
};
/* clang-format on */

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

size_t command_n_operands(const struct command *command)
{
	size_t n = 0;

	while (n < N_ELEMENTS(command->operands) && command->operands[n] != WORD_NONE)
		n++;
	return n;
}

static int check_operands(
	const struct cli *cli, const struct command *command, char **operands, size_t n)
{
	size_t max = command_n_operands(command), min = max;

	while (min && (command->operands[min - 1] == WORD_COMMAND ||
			      command->operands[min - 1] == WORD_COUNTED ||
			      command->operands[min - 1] == WORD_SCHEMA ||
			      command->operands[min - 1] == WORD_BODY ||
			      command->operands[min - 1] == WORD_REST))
		min--;
	if (n < min)
		return fail_usage(cli, "an operand is missing");
	if (n > max && !command->many)
		return fail_usage(cli, "too many operands: %s", operands[max]);
	return EXIT_OK;
}

int command_run(struct cli *cli, char **words, size_t n)
{
	const struct command *command = n ? command_find(words[0]) : NULL;
	_cleanup_text_ char *prefix = NULL;
	char **operands;
	bool rest;
	int r;

	if (!n)
		return fail_usage(cli, "a command is missing");
	if (!command)
		return fail_usage(cli, "there is no command \"%s\"", words[0]);
	if (cli->dry_run && !command->changes)
		return fail_usage(cli, "%s changes nothing", command->name);
	cli->command = command;
	(void)snprintf(
		cli->what, sizeof(cli->what), "%s%s", cli->dry_run ? "plan " : "", command->name);
	prefix = format("hcnctl: %s", cli->what);
	words[0] = prefix;
	rest = command->operands[0] == WORD_CHANGE;
	r = options_parse(cli, OPTIONS_GENERAL | command->groups, rest, words, n, &operands, &n);
	if (r)
		return r;
	if (cli->help && !(rest && n))
		return print_help(cli, command);
	r = check_operands(cli, command, operands, n);
	return r ? r : command->run(cli, operands, n);
}
