/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls that must work (client.h). */
#include "client.h"

#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "phases.h"

void must(int r, const char *what, const struct hcn_error *e)
{
	if (r)
		errx(EXIT_FAILURE, "%s: %s %s", what, e->text, e->hint);
}

double create(struct hcn *hcn, enum hcn_kind kind, const char *document, char ret_id[37])
{
	double start = now_us();
	struct hcn_error e;

	must(hcn_create(hcn, kind, NULL, document, ret_id, NULL, &e), "create", &e);
	return now_us() - start;
}

void enter(const char *namespace_id)
{
	char path[64];
	int fd;

	/* netns have lower-case names */
	snprintf(path, sizeof(path), "/run/netns/%s", namespace_id);
	for (char *c = path; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(EXIT_FAILURE, "%s", path);
	(void)close(fd);
}
