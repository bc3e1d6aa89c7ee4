/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The background of hcn-peer (peer.h): a job listens at a socket of its name, and who tells it something waits there for its answer. */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MS 60000 /* longer than any job needs beyond --wait */

void peer_detach(const char *first_line)
{
	int null;
	pid_t pid;

	if (first_line)
		puts(first_line);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		peer_fail("fork");
	if (pid)
		_exit(PEER_DONE);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
}

static struct sockaddr_un job_address(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "/run/hcn-peer.%s", name);
	return address;
}

struct peer_job peer_job_open(const char *name)
{
	struct sockaddr_un address = job_address(name);
	struct peer_job job = { .listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.asker = -1 };

	memcpy(job.path, address.sun_path, sizeof(job.path));
	(void)unlink(job.path);
	if (job.listener < 0 || bind(job.listener, (struct sockaddr *)&address, sizeof(address)) ||
		listen(job.listener, 4))
		peer_fail("job %s", name);
	return job;
}

static void take_asker(struct peer_job *job)
{
	job->asker = accept4(job->listener, NULL, NULL, SOCK_CLOEXEC);
	if (job->asker < 0 || recv(job->asker, &peer_options.wait_ms, sizeof(int), MSG_WAITALL) < 0)
		peer_fail("%s", job->path);
}

enum peer_event peer_job_wait(struct peer_job *job, int fd, int timeout_ms)
{
	struct pollfd fds[] = { { .fd = job->listener, .events = POLLIN },
		{ .fd = fd, .events = POLLIN } };
	int n;

	do
		n = poll(fds, 2, timeout_ms);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		peer_fail("poll");
	if (fds[0].revents) {
		take_asker(job);
		return PEER_TOLD;
	}
	return fds[1].revents ? PEER_READABLE : PEER_TIME_OVER;
}

void peer_job_answer(struct peer_job *job, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(job->asker, format, args);
	va_end(args);
	close(job->asker);
	job->asker = -1;
}

int peer_tell(char **args, int n)
{
	struct sockaddr_un address = job_address(args[0]);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char answer[256];
	ssize_t size;

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
		send(fd, &peer_options.wait_ms, sizeof(int), 0) < 0)
		peer_fail("job %s", args[0]);
	size = peer_receive(fd, answer, sizeof(answer), peer_options.wait_ms + ANSWER_MS);
	if (size <= 0) {
		printf("%s does not answer\n", args[0]);
		return PEER_NO_ANSWER;
	}
	printf("%.*s\n", (int)size, answer);
	return PEER_DONE;
}
