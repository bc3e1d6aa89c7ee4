/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The options, one row each, and taking them off a command line.
 *
 * Tests: tests/unit/cli/test_usage.c (wrong_usage_is_named),
 * tests/unit/cli/test_create.c (an_option_that_does_not_fit_is_wrong_usage)
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "cli.h"

static int take_state_dir(struct cli *cli, const char *value)
{
	cli->options.state_dir = value;
	return EXIT_OK;
}

static int take_backend(struct cli *cli, const char *value)
{
	cli->options.backend = value;
	return EXIT_OK;
}

static int take_output(struct cli *cli, const char *value)
{
	if (!strcmp(value, "json"))
		cli->output = OUTPUT_JSON;
	else if (!strcmp(value, "table"))
		cli->output = OUTPUT_TABLE;
	else
		return fail_usage(cli, "--output is table or json, not \"%s\"", value);
	return EXIT_OK;
}

static int take_quiet(struct cli *cli, const char *value)
{
	cli->quiet = true;
	return EXIT_OK;
}

static int take_help(struct cli *cli, const char *value)
{
	cli->help = true;
	return EXIT_OK;
}

static int take_file(struct cli *cli, const char *value)
{
	cli->file = value;
	return EXIT_OK;
}

static int take_openapi(struct cli *cli, const char *value)
{
	cli->form = FORM_OPENAPI;
	return EXIT_OK;
}

static int take_markdown(struct cli *cli, const char *value)
{
	cli->form = FORM_MARKDOWN;
	return EXIT_OK;
}

static int take_kind(struct cli *cli, const char *value)
{
	cli->kind = value;
	return EXIT_OK;
}

static int take_count(struct cli *cli, const char *value)
{
	char *end;

	errno = 0;
	cli->count = strtoul(value, &end, 10);
	if (errno || *end || *value < '0' || *value > '9' || !cli->count)
		return fail_usage(cli, "--count is a number from 1, not \"%s\"", value);
	return EXIT_OK;
}

static int take_discard(struct cli *cli, const char *value)
{
	cli->discard = true;
	return EXIT_OK;
}

static int take_load_balancers(struct cli *cli, const char *value)
{
	cli->of_load_balancers = true;
	return EXIT_OK;
}

static int take_from(struct cli *cli, const char *value)
{
	cli->trace.from = value;
	return EXIT_OK;
}

static int take_to(struct cli *cli, const char *value)
{
	cli->trace.to = value;
	return EXIT_OK;
}

static int take_source(struct cli *cli, const char *value)
{
	cli->trace.source = value;
	return EXIT_OK;
}

static int take_protocol(struct cli *cli, const char *value)
{
	cli->trace.protocol = value;
	return EXIT_OK;
}

static int take_port_number(
	const struct cli *cli, const char *option, const char *value, uint16_t *ret)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(value, &end, 10);
	if (errno || *end || *value < '0' || *value > '9' || !number || number > UINT16_MAX)
		return fail_usage(
			cli, "--%s is a number from 1 to 65535, not \"%s\"", option, value);
	*ret = (uint16_t)number;
	return EXIT_OK;
}

static int take_port(struct cli *cli, const char *value)
{
	return take_port_number(cli, "port", value, &cli->trace.port);
}

static int take_source_port(struct cli *cli, const char *value)
{
	return take_port_number(cli, "source-port", value, &cli->trace.source_port);
}

#define KIND(kind) (1u << HCN_KIND_##kind)
#define ALL_KINDS  ((1u << HCN_N_KINDS) - 1)

/* clang-format off */
const struct option_row option_rows[] = {
	{ OPTIONS_CREATE, "name", 0, "NAME", WORD_NONE, NULL, KIND(NETWORK) | KIND(ENDPOINT) | KIND(NAMESPACE), put_name,
	  "what people call it" },
	{ OPTIONS_CREATE, "type", 0, "TYPE", WORD_TYPE, NULL, KIND(NETWORK), put_type,
	  "type of the network; NAT without this option" },
	{ OPTIONS_CREATE, "type", 0, "TYPE", WORD_TYPE, NULL, KIND(NAMESPACE), put_type,
	  "Host (without this option), HostDefault, Guest or GuestDefault" },
	{ OPTIONS_CREATE, "subnet", 0, "PREFIX[,GATEWAY]", WORD_NONE, NULL, KIND(NETWORK), put_subnet,
	  "a subnet, IPv4 or IPv6; repeat it for more" },
	{ OPTIONS_CREATE, "network", 0, "ID|NAME", WORD_NETWORK, NULL, KIND(ENDPOINT), put_network,
	  "the network that the endpoint belongs to" },
	{ OPTIONS_CREATE, "namespace", 0, "ID|NAME", WORD_NAMESPACE, NULL, KIND(ENDPOINT), put_namespace,
	  "attach it to this namespace" },
	{ OPTIONS_CREATE, "ip", 0, "ADDRESS", WORD_NONE, NULL, KIND(ENDPOINT), put_ip,
	  "an address instead of a free one; repeat it for more" },
	{ OPTIONS_CREATE, "mac", 0, "MAC", WORD_NONE, NULL, KIND(ENDPOINT), put_mac,
	  "a MAC address instead of a generated one" },
	{ OPTIONS_CREATE, "publish", 0, "[VIP:]EXTERNAL:INTERNAL[/tcp|/udp]", WORD_NONE, NULL, KIND(ENDPOINT), put_publish,
	  "a port of the host that leads to a port of the endpoint, tcp and udp unless one is named;\n"
	  "an IPv6 VIP stands in brackets; EXTERNAL 0 takes a free one; repeat it for more" },
	{ OPTIONS_CREATE, "dns", 0, "ADDRESS", WORD_NONE, NULL, KIND(NETWORK) | KIND(ENDPOINT), put_dns,
	  "a DNS server; repeat it for more" },
	{ OPTIONS_CREATE, "remote", 0, NULL, WORD_NONE, NULL, KIND(ENDPOINT), put_remote,
	  "the endpoint is on another machine" },
	{ OPTIONS_CREATE, "vip", 0, "ADDRESS", WORD_NONE, NULL, KIND(LOADBALANCER), put_vip,
	  "an address that clients use; without any, all addresses of the host; repeat it for more" },
	{ OPTIONS_CREATE, "port", 0, "EXTERNAL:INTERNAL[/tcp|/udp][,SourceIP|,SourceIPProtocol][,PreserveDIP]", WORD_NONE,
	  NULL, KIND(LOADBALANCER), put_port,
	  "a port that clients use and the endpoints' port behind it, tcp unless said; what chooses the\n"
	  "endpoint: all of a connection's addresses and ports, or the client's; whether the endpoint\n"
	  "is called by the VIP, which it must have; repeat it for more" },
	{ OPTIONS_CREATE, "endpoint", 0, "ID|NAME", WORD_ENDPOINT, NULL, KIND(LOADBALANCER), put_endpoint,
	  "an endpoint that answers; repeat it for more" },
	{ OPTIONS_CREATE, "source-vip", 0, "ADDRESS", WORD_NONE, NULL, KIND(LOADBALANCER), put_source_vip,
	  "the source towards endpoints of other machines" },
	{ OPTIONS_CREATE, "dsr", 0, NULL, WORD_NONE, NULL, KIND(LOADBALANCER), put_dsr,
	  "direct server return: clients keep their address everywhere" },
	{ OPTIONS_CREATE, "flags", 0, "NUMBER", WORD_NONE, NULL, KIND(NETWORK) | KIND(ENDPOINT) | KIND(LOADBALANCER), put_flags,
	  "the document's Flags" },
	{ OPTIONS_CREATE, "id", 0, "GUID", WORD_NONE, NULL, ALL_KINDS, put_id,
	  "its id instead of a generated one" },
	{ OPTIONS_FILE, "file", 'f', "FILE", WORD_NONE, take_file, 0, NULL,
	  "the document, as JSON; - is standard input" },
	{ OPTIONS_COUNT, "count", 'n', "COUNT", WORD_NONE, take_count, 0, NULL,
	  "end after COUNT events" },
	{ OPTIONS_FORM, "openapi", 0, NULL, WORD_NONE, take_openapi, 0, NULL,
	  "as OpenAPI 3.1, with the paths of HNSCall" },
	{ OPTIONS_FORM, "markdown", 0, NULL, WORD_NONE, take_markdown, 0, NULL,
	  "as tables to read" },
	{ OPTIONS_KIND, "kind", 0, "KIND", WORD_DOCUMENT, take_kind, 0, NULL,
	  "what the document is: network, endpoint, modify-endpoint, query, ..., or the name of a struct" },
	{ OPTIONS_STATS, "loadbalancers", 'l', NULL, WORD_NONE, take_load_balancers, 0, NULL,
	  "of load balancers instead of endpoints" },
	{ OPTIONS_RECOVER, "discard", 0, NULL, WORD_NONE, take_discard, 0, NULL,
	  "put an empty database in place of a damaged one" },
	{ OPTIONS_TRACE, "from", 0, "ID|NAME|host", WORD_SENDER, take_from, 0, NULL,
	  "the attached endpoint that sends it; the host without this option" },
	{ OPTIONS_TRACE, "to", 0, "ADDRESS", WORD_NONE, take_to, 0, NULL,
	  "where it is sent to: an endpoint, a VIP, the host, anywhere" },
	{ OPTIONS_TRACE, "proto", 0, "tcp|udp|sctp|icmp|NUMBER", WORD_PROTOCOL, take_protocol, 0, NULL,
	  "its protocol; tcp with --port, else icmp (an echo request)" },
	{ OPTIONS_TRACE, "port", 0, "PORT", WORD_NONE, take_port, 0, NULL,
	  "the port it is sent to" },
	{ OPTIONS_TRACE, "source", 0, "ADDRESS", WORD_NONE, take_source, 0, NULL,
	  "another source than the sender's own address; without --from: the sender is whoever has it" },
	{ OPTIONS_TRACE, "source-port", 0, "PORT", WORD_NONE, take_source_port, 0, NULL,
	  "the port it is sent from, which load balancers may choose by; 49152 without this option" },
	{ OPTIONS_GENERAL, "output", 'o', "table|json", WORD_OUTPUT, take_output, 0, NULL,
	  "for people (the default), or the API's documents" },
	{ OPTIONS_GENERAL, "quiet", 'q', NULL, WORD_NONE, take_quiet, 0, NULL,
	  "print ids only" },
	{ OPTIONS_GENERAL, "state-dir", 0, "DIR", WORD_NONE, take_state_dir, 0, NULL,
	  "instead of $HCN_STATE_DIR or /run/hcn" },
	{ OPTIONS_GENERAL, "backend", 0, "linux|sim", WORD_BACKEND, take_backend, 0, NULL,
	  "the kernel, or a simulated one; instead of $HCN_BACKEND or linux" },
	{ OPTIONS_GENERAL, "help", 'h', NULL, WORD_NONE, take_help, 0, NULL,
	  "help for the command" },
	{ 0 },
};
/* clang-format on */

#define N_ROWS N_ELEMENTS(option_rows)

/* getopt's tables: rows of one name (for several kinds) become one option. */
struct getopt_tables {
	struct option options[N_ROWS];
	char letters[2 * N_ROWS + 2];
};

static void make_tables(unsigned groups, bool first_only, struct getopt_tables *ret)
{
	size_t n = 0, n_letters = 0;

	if (first_only)
		ret->letters[n_letters++] = '+';
	for (const struct option_row *row = option_rows; row->name; row++) {
		if (!(row->group & groups) || (n && !strcmp(row->name, ret->options[n - 1].name)))
			continue;
		ret->options[n].name = row->name;
		ret->options[n].has_arg = row->argument ? required_argument : no_argument;
		ret->options[n++].val = (int)(256 + (row - option_rows));
		if (!row->letter)
			continue;
		ret->letters[n_letters++] = row->letter;
		if (row->argument)
			ret->letters[n_letters++] = ':';
	}
}

static const struct option_row *row_of(int value)
{
	const struct option_row *row = option_rows;

	if (value >= 256)
		return row + (value - 256);
	while (row->letter != value)
		row++;
	return row;
}

static int take(struct cli *cli, const struct option_row *row, const char *value)
{
	if (row->take)
		return row->take(cli, value);
	if (value && !is_utf8(value))
		return fail_usage(cli, "--%s \"%s\" is not UTF-8", row->name, value);
	cli->flags = need(reallocarray(cli->flags, cli->n_flags + 1, sizeof(*cli->flags)));
	cli->flags[cli->n_flags++] = (struct flag){ row, value };
	return EXIT_OK;
}

int options_parse(struct cli *cli, unsigned groups, bool first_only, char **words, size_t n,
	char ***ret_operands, size_t *ret_n)
{
	struct getopt_tables tables = { 0 };
	int value, r = EXIT_OK;

	make_tables(groups, first_only, &tables);
	optind = 0; /* glibc: begin anew, with another table */
	while (!r &&
		(value = getopt_long((int)n, words, tables.letters, tables.options, NULL)) != -1) {
		/* getopt has said which option it did not understand, after words[0]. */
		r = value == '?' ? hint_usage(cli) : take(cli, row_of(value), optarg);
	}
	if (r)
		return r;
	*ret_operands = words + optind;
	*ret_n = n - (size_t)optind;
	return EXIT_OK;
}
