/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections of hcn-peer that go on in the background, until they are asked what became of them. */
#include "peer.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_MS 10000
#define CUT_MS   3000 /* a connection that is silent for so long is cut */
#define EVERY_MS 100
#define GOES_ON  5 /* times that a stream brings something, and it was not on its way before */

static bool exchange(int fd)
{
	static const char question[] = "still there?";
	char answer[64];

	return send(fd, question, sizeof(question), 0) == (ssize_t)sizeof(question) &&
	       peer_receive(fd, answer, sizeof(answer), CUT_MS) > 0;
}

static int connected(char **args)
{
	union peer_address server = peer_address(args[1], args[2]);
	int fd = peer_socket(server.any.sa_family, SOCK_STREAM, 0);

	return peer_connect(fd, &server, FIRST_MS) ? -1 : fd;
}

static int nobody(void)
{
	puts("nobody");
	return PEER_NO_ANSWER;
}

static int end(struct peer_job *job, bool goes_on)
{
	peer_job_answer(job, goes_on ? "done" : "cut");
	(void)unlink(job->path);
	return PEER_DONE;
}

int peer_talk(char **args, int n)
{
	int fd = connected(args);
	struct peer_job job;
	bool alive = true;

	if (fd < 0 || !exchange(fd))
		return nobody();
	job = peer_job_open(args[0]);
	peer_detach("there");
	while (peer_job_wait(&job, -1, EVERY_MS) != PEER_TOLD)
		alive = alive && exchange(fd);
	return end(&job, alive && exchange(fd));
}

int peer_drink(char **args, int n)
{
	int fd = connected(args), n_drops = 0;
	char drops[4096];
	struct peer_job job;
	ssize_t size = 1;

	if (fd < 0 || peer_receive(fd, drops, sizeof(drops), FIRST_MS) <= 0)
		return nobody();
	job = peer_job_open(args[0]);
	peer_detach("there");
	while (peer_job_wait(&job, size > 0 ? fd : -1, -1) != PEER_TOLD)
		size = recv(fd, drops, sizeof(drops), 0);
	while (recv(fd, drops, sizeof(drops), MSG_DONTWAIT) > 0)
		; /* what was there before */
	while (n_drops < GOES_ON && peer_receive(fd, drops, sizeof(drops), CUT_MS) > 0)
		n_drops++;
	return end(&job, n_drops == GOES_ON);
}
