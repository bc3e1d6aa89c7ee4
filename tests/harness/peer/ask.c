/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions to the servers of hcn-peer. */
#include "peer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TEXT_SIZE                                                                                  \
	256 /* the text of an answer; what fills it up to the question's length is left off */

static void cut_end(char *text)
{
	size_t len = strlen(text);

	while (len && strchr(" \n", text[len - 1]))
		text[--len] = 0;
}

/* What the server says, or why it says nothing. */
static bool ask(const char *protocol, const union peer_address *server, char text[TEXT_SIZE])
{
	bool is_udp = !strcmp(protocol, "udp"), is_sctp = !strcmp(protocol, "sctp");
	size_t size = peer_options.size ? peer_options.size : 1;
	static char question[65536];
	int fd = -1;
	ssize_t n;

	if (is_sctp && sctp_is_missing()) {
		n = sctp_ask(server, peer_options.wait_ms, text, TEXT_SIZE - 1);
	} else {
		fd = peer_socket(server->any.sa_family, is_udp ? SOCK_DGRAM : SOCK_STREAM,
			is_sctp ? IPPROTO_SCTP : 0);
		n = peer_connect(fd, server, peer_options.wait_ms);
		if (!n && is_udp && send(fd, question, size, 0) < 0)
			n = -errno;
		if (!n)
			n = peer_receive(fd, text, TEXT_SIZE - 1, peer_options.wait_ms);
	}
	if (fd >= 0)
		close(fd);
	if (n <= 0) {
		if (n)
			snprintf(text, TEXT_SIZE, "no answer: [Errno %d] %s", (int)-n,
				strerror((int)-n));
		else
			snprintf(text, TEXT_SIZE, "no answer: closed");
		return false;
	}
	text[n] = 0;
	cut_end(text);
	return true;
}

int peer_ask(char **args, int n)
{
	union peer_address server = peer_address(args[1], args[2]);
	char text[TEXT_SIZE];
	bool answered = ask(args[0], &server, text);

	puts(text);
	return answered ? PEER_DONE : PEER_NO_ANSWER;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

int peer_asks(char **args, int n)
{
	union peer_address server = peer_address(args[1], args[2]);
	unsigned n_questions = (unsigned)peer_number(args[3], 100000);
	char(*answers)[TEXT_SIZE] = calloc(n_questions + 1, sizeof(*answers));

	for (unsigned i = 0; i < n_questions; i++) {
		if (n > 4)
			peer_options.from = args[4 + i % (unsigned)(n - 4)];
		(void)ask(args[0], &server, answers[i]);
	}
	qsort(answers, n_questions, sizeof(*answers), compare);
	for (unsigned i = 0; i < n_questions; i++)
		if (!i || strcmp(answers[i], answers[i - 1]))
			printf("%s%s", i ? "," : "", answers[i]);
	puts("");
	free(answers);
	return PEER_DONE;
}

/* The first word of a server's answer.  What came late to an earlier question is none to this. */
static void ask_by(int fd, char text[TEXT_SIZE])
{
	ssize_t n;

	while (recv(fd, text, TEXT_SIZE - 1, MSG_DONTWAIT) >= 0)
		;
	n = send(fd, "?", 1, 0) < 0 ? -1
				    : peer_receive(fd, text, TEXT_SIZE - 1, peer_options.wait_ms);
	if (n <= 0) {
		strcpy(text, "nobody");
		return;
	}
	text[n] = 0;
	text[strcspn(text, " ")] = 0;
}

int peer_poll(char **args, int n)
{
	union peer_address server = peer_address(args[0], args[1]);
	unsigned n_questions = (unsigned)peer_number(args[2], 100000);
	int fd = peer_socket(server.any.sa_family, SOCK_DGRAM, 0);
	char line[TEXT_SIZE], text[TEXT_SIZE];

	if (connect(fd, &server.any, peer_address_len(&server)))
		peer_fail("connect");
	setlinebuf(stdout);
	for (unsigned i = 0; i < n_questions && fgets(line, sizeof(line), stdin); i++) {
		ask_by(fd, text);
		puts(text);
	}
	close(fd);
	return PEER_DONE;
}

int peer_again(char **args, int n)
{
	union peer_address server = peer_address(args[1], args[2]);
	int fd = peer_socket(server.any.sa_family, SOCK_DGRAM, 0);
	struct peer_job job = peer_job_open(args[0]);
	char text[TEXT_SIZE];

	if (connect(fd, &server.any, peer_address_len(&server)))
		peer_fail("connect");
	peer_detach(NULL);
	for (;;) {
		if (peer_job_wait(&job, -1, -1) != PEER_TOLD)
			continue;
		ask_by(fd, text);
		peer_job_answer(&job, "%s", text);
	}
}
