/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace: the way of a packet, as hcn_trace() tells it. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "cli.h"

#define DEFAULT_SOURCE_PORT 49152 /* the first dynamic one (RFC 6335) */

/* --- the question ----------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "sctp", IPPROTO_SCTP },
	{ "icmp", IPPROTO_ICMP },
	{ "icmpv6", IPPROTO_ICMPV6 },
};

/* "icmp" is the one of the address's family. */
static int parse_protocol(struct cli *cli, uint8_t *ret)
{
	const char *text = cli->trace.protocol;
	unsigned long number;
	char *end;

	if (!text)
		text = cli->trace.port ? "tcp" : "icmp";
	if (!strcasecmp(text, "icmp") && strchr(cli->trace.to, ':'))
		text = "icmpv6";
	for (size_t i = 0; i < N_ELEMENTS(protocols); i++)
		if (!strcasecmp(text, protocols[i].name)) {
			*ret = protocols[i].number;
			return EXIT_OK;
		}
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || number > UINT8_MAX)
		return fail_usage(
			cli, "--proto is tcp, udp, sctp, icmp or a number, not \"%s\"", text);
	*ret = (uint8_t)number;
	return EXIT_OK;
}

static bool has_ports(json_int_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

static int make_request(struct cli *cli, char id[ID_SIZE], struct hcn_trace_request *ret)
{
	const struct trace_options *o = &cli->trace;
	int r;

	if (!o->to)
		return fail_usage(cli, "--to is missing: where is the packet sent to?");
	*ret = (struct hcn_trace_request){
		.size = sizeof(*ret),
		.source = o->source,
		.destination = o->to,
		.destination_port = o->port,
		.source_port = o->source_port,
	};
	r = parse_protocol(cli, &ret->protocol);
	if (r)
		return r;
	if (has_ports(ret->protocol) && !o->port)
		return fail_usage(cli, "--port is missing: which port is the packet sent to?");
	if (has_ports(ret->protocol) && !ret->source_port)
		ret->source_port = DEFAULT_SOURCE_PORT;
	if (!o->from || !strcmp(o->from, "host"))
		return EXIT_OK;
	ret->endpoint = id;
	return object_resolve(cli, HCN_KIND_ENDPOINT, o->from, id);
}

/* --- the answer ------------------------------------------------------------------------------- */

static void print_address(FILE *out, const json_t *packet, const char *address, const char *port)
{
	const char *text = text_of(packet, address);
	const json_t *number = json_object_get(packet, port);

	if (!*text)
		text = "?"; /* the host has none that is known to be there */
	(void)fprintf(out, number && strchr(text, ':') ? "[%s]" : "%s", text);
	if (number)
		(void)fprintf(out, ":%" JSON_INTEGER_FORMAT, json_integer_value(number));
}

/* "tcp 172.30.0.2:49152 to 10.96.0.10:80" */
static void print_packet(FILE *out, const json_t *packet)
{
	json_int_t number = json_integer_value(json_object_get(packet, "Protocol"));
	const char *name = NULL;

	for (size_t i = 0; i < N_ELEMENTS(protocols); i++)
		if (protocols[i].number == number)
			name = protocols[i].name;
	if (name)
		(void)fputs(name, out);
	else
		(void)fprintf(out, "protocol %" JSON_INTEGER_FORMAT, number);
	(void)fputc(' ', out);
	print_address(out, packet, "Source", "SourcePort");
	(void)fputs(" to ", out);
	print_address(out, packet, "Destination", "DestinationPort");
}

static void print_step(const struct cli *cli, FILE *out, const json_t *step)
{
	const json_t *row = json_object_get(step, "Row");
	const char *name = text_of(step, "Name");

	(void)fprintf(out, "%-12s ", text_of(step, "Stage"));
	print_safe(out, text_of(step, "Text"));
	if (*text_of(step, "Kind")) {
		(void)fprintf(out, "  (%s ", text_of(step, "Kind"));
		print_safe(out, *name ? name : text_of(step, "ID"));
		(void)fprintf(out, "%s%s)", *text_of(step, "Pointer") ? " " : "",
			text_of(step, "Pointer"));
	}
	(void)fputc('\n', out);
	if (cli->quiet)
		return;
	print_note(out, "rule", text_of(step, "Rule"), "");
	print_note(out, "see ", text_of(row, "Command"), "");
}

static void print_end(FILE *out, const json_t *answer)
{
	const char *verdict = text_of(answer, "Verdict"), *to = text_of(answer, "To"),
		   *name = text_of(answer, "EndpointName");

	if (strcmp(verdict, "Delivered") != 0) {
		(void)fprintf(out, "=> %s: ",
			!strcmp(verdict, "Dropped")   ? "dropped"
			: !strcmp(verdict, "Refused") ? "refused"
						      : "unreachable");
	} else if (!strcmp(to, "Endpoint")) {
		(void)fputs("=> delivered to endpoint ", out);
		print_safe(out, *name ? name : text_of(answer, "EndpointId"));
		(void)fputs(": ", out);
	} else {
		(void)fputs(
			!strcmp(to, "Host") ? "=> delivered to the host: " : "=> leaves the host: ",
			out);
	}
	print_packet(out, json_object_get(answer, "Arrived"));
	(void)fputc('\n', out);
}

static void print_trace(struct cli *cli, const json_t *answer)
{
	FILE *out = cli_out(cli);
	json_t *step;
	size_t i;

	print_packet(out, json_object_get(answer, "Sent"));
	(void)fputc('\n', out);
	json_array_foreach(json_object_get(answer, "Steps"), i, step)
	{
		print_step(cli, out, step);
	}
	print_end(out, answer);
}

int run_trace(struct cli *cli, char **operands, size_t n)
{
	_cleanup_json_ json_t *answer = NULL;
	struct hcn_trace_request request;
	struct hcn_error err;
	char id[ID_SIZE];
	char *text;
	int r;

	r = make_request(cli, id, &request);
	if (!r)
		r = cli_open(cli);
	if (r)
		return r;
	r = hcn_trace(cli->hcn, &request, &text, &err);
	if (r)
		return fail_api(cli, r, &err);
	if (cli->output == OUTPUT_JSON)
		print_json(cli, text);
	r = parse_answer(cli, text, &answer);
	if (r)
		return r;
	if (cli->output != OUTPUT_JSON)
		print_trace(cli, answer);
	if (!strcmp(text_of(answer, "Verdict"), "Delivered"))
		return EXIT_OK;
	(void)cli_flush(cli);
	return EXIT_FAILED;
}
