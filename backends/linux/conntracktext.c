/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tracked connections as /proc/net/nf_conntrack has them.
 *
 * To list connections by netlink the kernel takes a lock for each of its hash table's 262,144 buckets: 10 ms, also when there are
 * none.  This file takes 0.3 ms and 3 us for each connection; kernels older than 6.18 begin anew for every 4 kB that are
 * read.  So it serves where there are few connections, or a new kernel.
 *
 * In: a question for each connection.  Out: whether one is to end; who ends it asks netlink.
 *
 * Tests: tests/conform/linux/test_conntrack.c
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "cleanup.h"
#include "conntrack.h"

#define PATIENCE_MS 5 /* then netlink is asked, as if nothing had been read */

static bool read_port(const char *text, uint16_t *ret)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	*ret = (uint16_t)port;
	return end > text && !*end && port <= UINT16_MAX;
}

struct line {
	struct tuple ways[2];
	size_t n;
	bool unanswered;
};

/* One word of a line: "src=10.0.0.1".  The second src begins the way back. */
static bool read_word(const char *word, struct line *l)
{
	struct tuple *way;

	if (!strncmp(word, "src=", 4) && ++l->n > 2)
		return false;
	if (!l->n)
		return true; /* a timeout, a state */
	way = &l->ways[l->n - 1];
	if (!strncmp(word, "src=", 4))
		return hcn_addr_parse(word + 4, &way->source);
	if (!strncmp(word, "dst=", 4))
		return hcn_addr_parse(word + 4, &way->destination);
	if (!strncmp(word, "sport=", 6))
		return read_port(word + 6, &way->source_port);
	if (!strncmp(word, "dport=", 6))
		return read_port(word + 6, &way->destination_port);
	l->unanswered = l->unanswered || !strcmp(word, "[UNREPLIED]");
	return true;
}

/* "ipv4 2 tcp 6 431999 ESTABLISHED src=... dst=... sport=... dport=... src=..." */
static bool read_line(char *line, struct hcn_flow *ret)
{
	struct line l = { .n = 0 };
	uint16_t protocol = 0;
	size_t column = 0;
	char *rest = NULL;

	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		if (!(++column == 4 ? read_port(word, &protocol) : read_word(word, &l)))
			return false;
	if (l.n != 2 || !l.ways[0].destination.family || !l.ways[1].source.family ||
		!l.ways[1].destination.family || protocol > UINT8_MAX)
		return false;
	l.ways[0].protocol = (uint8_t)protocol;
	*ret = conntrack_flow(&l.ways[0], &l.ways[1], !l.unanswered);
	return true;
}

ssize_t conntrack_judge_text(char *text, hcn_flow_fn *fn, void *arg)
{
	char *line = text, *end;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		struct hcn_flow flow;

		*end = '\0';
		if (!read_line(line, &flow) || fn(arg, &flow))
			return -1;
	}
	return line - text;
}

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

bool conntrack_is_harmless(struct call *c, hcn_flow_fn *fn, void *arg)
{
	_cleanup_close_ int fd = open("/proc/thread-self/net/nf_conntrack", O_RDONLY | O_CLOEXEC);
	double end = now_ms() + PATIENCE_MS;
	size_t len = 0;
	ssize_t n = -1;

	while (fd >= 0 && now_ms() < end && (n = read(fd, c->rx + len, RX_SIZE - 1 - len)) > 0) {
		len += (size_t)n;
		c->rx[len] = '\0';
		n = conntrack_judge_text(c->rx, fn, arg);
		if (n < 0)
			return false;
		len -= (size_t)n;
		memmove(c->rx, c->rx + n, len);
	}
	return n == 0 && len == 0; /* all of it */
}
