/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcn-peer: who talks in packet tests, IPv4 and IPv6.
 *
 * In: a network namespace, a verb and its arguments (hcn-peer --help).  Out: a line on stdout.  Exit status: 0 done, or
 * answered; 1 no answer, and the line says why; 2 wrong usage; 3 what must work did not, and stderr says what.
 *
 * Nothing here sleeps and hopes.  A server listens, and a job has begun, when the command that starts it returns; both go on in the
 * background until the sandbox ends.  Jobs have names: `tell` says to one that its end has come, or to do it again, and prints
 * what it answers.
 */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct peer_options peer_options = { .count = 1, .wait_ms = 2000 };

struct verb {
	const char *name;
	peer_verb_fn *run;
	int min, max; /* arguments */
	const char *arguments, *does;
};

static const struct verb verbs[] = {
	{ "serve", peer_serve, 3, 3, "tcp|udp|sctp|proxy PORT NAME",
		"server: answers \"NAME saw CLIENT\", by UDP as long as the question; proxy: by TCP\n"
		"\"NAME got ADDRESS PORT from CLIENT\": where the client wanted to go" },
	{ "echo", peer_echo, 2, 2, "tcp|udp PORT", "server: gives back what it gets" },
	{ "stream", peer_stream, 1, 1, "PORT", "server: sends something every 0.01 seconds" },
	{ "sink", peer_sink, 1, 1, "PORT", "server: takes what it gets" },
	{ "ask", peer_ask, 3, 3, "tcp|udp|sctp ADDRESS PORT", "prints a server's answer" },
	{ "asks", peer_asks, 4, 64, "tcp|udp|sctp ADDRESS PORT N [SOURCE...]",
		"asks N times, from one source address after the other: prints the different\n"
		"answers, sorted, in one line" },
	{ "transfer", peer_transfer, 3, 3, "tcp|udp ADDRESS PORT",
		"sends --size bytes to an echo: \"whole\" or \"damaged\" they come back" },
	{ "upload", peer_upload, 2, 2, "ADDRESS PORT",
		"sends --size bytes to a sink: prints in how many milliseconds" },
	{ "send", peer_send, 2, 2, "ADDRESS PORT", "sends --count datagrams of --size bytes" },
	{ "mtu", peer_mtu, 2, 2, "ADDRESS PORT",
		"sends datagrams of --size bytes that may not be fragmented: prints the path's\n"
		"MTU when it is known to be less" },
	{ "frame", peer_frame, 2, 64, "DEVICE HEADER...", "sends --count frames as they are" },
	{ "packet", peer_packet, 1, 64, "HEADER...", "the same from ip or ip6 on; it is routed" },
	{ "hear", peer_hear, 3, 3, "JOB ADDRESS PORT",
		"job: told, \"heard SOURCE\" of the first datagram, or \"nothing\"" },
	{ "count", peer_count, 2, 2, "JOB PORT", "job: told, how many datagrams came" },
	{ "flood", peer_flood, 3, 3, "JOB ADDRESS PORT", "job: sends datagrams, as many as go" },
	{ "poll", peer_poll, 3, 3, "ADDRESS PORT N",
		"asks a UDP server N times by one and the same socket, a line of standard input\n"
		"each: prints its name or \"nobody\"" },
	{ "again", peer_again, 3, 3, "JOB ADDRESS PORT",
		"job: told, asks a UDP server by one and the same socket: its name or \"nobody\"" },
	{ "talk", peer_talk, 3, 3, "JOB ADDRESS PORT",
		"job: a connection to an echo, which it uses all the time; prints \"there\";\n"
		"told, \"done\" if it still can, or \"cut\"" },
	{ "drink", peer_drink, 3, 3, "JOB ADDRESS PORT", "the same of a stream" },
	{ "see", peer_see, 3, 64, "JOB DEVICE HEADER...",
		"job: told, \"seen N\", so many frames came that have these headers, or \"nothing\"" },
	{ "tell", peer_tell, 1, 1, "JOB", "prints what the job answers" },
};

static const char options_help[] =
	"  --from ADDRESS  the source address        --size BYTES    of what is sent\n"
	"  --at ADDRESS    what servers listen on    --count N       how many are sent\n"
	"  --user UID      who does it               --wait SECONDS  for an answer (2)\n"
	"  --fresh-port    a source port that nobody in this sandbox has come from\n"
	"\n"
	"A HEADER is NAME or NAME:FIELD=VALUE,FIELD=VALUE (header_rows.c has them all), hex:BYTES or zeros:N. Lengths, checksums and\n"
	"what follows what are filled in unless they are given.\n"
	"  hcn-peer web frame eth0 eth:dst=33:33:00:00:00:01 ip6:src=fe80::7,dst=ff02::1,hop=255 icmp6:type=134\n";

void peer_fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(PEER_BROKEN);
}

unsigned long peer_number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 0);
	if (errno || !*text || *end || n > max) {
		fprintf(stderr, "%s: not a number up to %lu\n", text, max);
		exit(PEER_USAGE);
	}
	return n;
}

static void print_help(FILE *f)
{
	fputs("usage: hcn-peer NETNS|host VERB ARGUMENT... [OPTION...]\n\n", f);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		fprintf(f, "  %s %s\n", verbs[i].name, verbs[i].arguments);
		for (const char *line = verbs[i].does; *line;) {
			int len = (int)strcspn(line, "\n");

			fprintf(f, "      %.*s\n", len, line);
			line += len + (line[len] == '\n');
		}
	}
	fprintf(f, "\n%s", options_help);
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

/* The user, or -1. */
static long read_options(int argc, char **argv)
{
	static const struct option known[] = { { "from", required_argument, NULL, 'f' },
		{ "at", required_argument, NULL, 'a' }, { "size", required_argument, NULL, 's' },
		{ "count", required_argument, NULL, 'c' }, { "wait", required_argument, NULL, 'w' },
		{ "user", required_argument, NULL, 'u' }, { "fresh-port", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
	long user = -1;
	int c;

	while ((c = getopt_long(argc, argv, "", known, NULL)) >= 0)
		switch (c) {
		case 'f':
			peer_options.from = optarg;
			break;
		case 'a':
			peer_options.at = optarg;
			break;
		case 's':
			peer_options.size = peer_number(optarg, 1ul << 30);
			break;
		case 'c':
			peer_options.count = (unsigned)peer_number(optarg, 1ul << 30);
			break;
		case 'w':
			peer_options.wait_ms = 1000 * (int)peer_number(optarg, 600);
			break;
		case 'u':
			user = (long)peer_number(optarg, INT32_MAX);
			break;
		case 'p':
			peer_options.fresh_port = true;
			break;
		case 'h':
			print_help(stdout);
			exit(PEER_DONE);
		default:
			exit(PEER_USAGE);
		}
	return user;
}

static void enter(const char *netns)
{
	char path[108];
	int fd;

	if (!strcmp(netns, "host"))
		return;
	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		peer_fail("%s", path);
	close(fd);
}

int main(int argc, char **argv)
{
	long user = read_options(argc, argv);
	const struct verb *verb = argc - optind < 2 ? NULL : find_verb(argv[optind + 1]);
	int n = argc - optind - 2;

	if (!verb || n < verb->min || n > verb->max) {
		print_help(stderr);
		return PEER_USAGE;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	enter(argv[optind]);
	if (user >= 0 && setuid((uid_t)user))
		peer_fail("user %ld", user);
	return verb->run(argv + optind + 2, n);
}
