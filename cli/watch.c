/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* watch: events, one a line, as they happen. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* The event as it came, or as columns. */
static int print_event(struct cli *cli, char *text)
{
	_cleanup_json_ json_t *event = NULL;
	int r;

	if (cli->output == OUTPUT_JSON) {
		(void)fprintf(cli_out(cli), "%s\n", text);
		hcn_free(text);
		return cli_flush(cli);
	}
	r = parse_answer(cli, text, &event);
	if (r)
		return r;
	(void)fprintf(cli_out(cli), "%-6lld %-23s %-12s %s\n",
		(long long)json_integer_value(json_object_get(event, "Sequence")),
		text_of(event, "Event"), text_of(event, "Kind"), text_of(event, "ID"));
	return cli_flush(cli);
}

/* Until there is an event, or nobody reads standard output any more. */
static int wait_for_event(struct cli *cli, const struct hcn_watch *watch)
{
	struct pollfd fds[] = { { .fd = hcn_watch_fd(watch), .events = POLLIN },
		{ .fd = STDOUT_FILENO } };

	if (poll(fds, N_ELEMENTS(fds), -1) < 0 && errno != EINTR)
		return fail(cli, "poll: %s", strerror(errno));
	if (fds[1].revents & POLLERR)
		return fail(cli, "standard output: %s", strerror(EPIPE));
	return EXIT_OK;
}

static int print_events(struct cli *cli, struct hcn_watch *watch)
{
	for (unsigned long n = 0; !cli->count || n < cli->count;) {
		struct hcn_error err;
		char *event;
		int r;

		r = hcn_watch_next(watch, &event, &err);
		if (r)
			return fail_api(cli, r, &err);
		if (event)
			n++;
		r = event ? print_event(cli, event) : wait_for_event(cli, watch);
		if (r)
			return r;
	}
	return EXIT_OK;
}

int run_watch(struct cli *cli, char **operands, size_t n)
{
	struct hcn_watch *watch;
	struct hcn_error err;
	int r;

	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_watch(cli->hcn, &watch, &err);
	if (r)
		return fail_api(cli, r, &err);
	r = print_events(cli, watch);
	hcn_watch_close(watch);
	return r;
}
