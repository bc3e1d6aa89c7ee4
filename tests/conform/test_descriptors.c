/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program that the caller starts sees of us: no descriptor, whatever is open. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "listeners.h"
#include "context.h"
#include "world.h"

#define MAX_FD 256

static void list_descriptors(bool fds[MAX_FD])
{
	for (int fd = 0; fd < MAX_FD; fd++)
		fds[fd] = fcntl(fd, F_GETFD) >= 0;
}

static const char *name_of(int fd)
{
	static char target[256];
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	return target;
}

/* A bit of everything that keeps something open. */
static void open_everything(
	struct hcn_watch **watch, struct hcn_listener **listener, struct hcn_ports **ports)
{
	const char *network = make_network("blue", "10.9.0.0/24");
	const char *endpoint = make_endpoint(network, "");
	const char *service = make(HCN_KIND_GUEST_SERVICE,
		doc("{'VirtualMachineId':'11111111-2222-3333-4444-555555555555'}"));
	const struct hcn_port_request request = {
		.size = sizeof(request), .owner = service, .protocols = 1, .port = 7777
	};
	char *text = NULL;

	ck_assert_int_eq(attach(endpoint, make_namespace()), 0);
	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, endpoint, &text, NULL), 0);
	hcn_free(text);
	ck_assert_int_eq(hcn_watch(world, watch, NULL), 0);
	ck_assert_int_eq(hcn_listener_open(world, 0, listener, NULL), 0);
	ck_assert_int_eq(hcn_ports_reserve(world, &request, ports, NULL, NULL, NULL), 0);
}

START_TEST(a_program_that_is_started_sees_no_descriptor)
{
	static const char *const argv[] = { "sh", "-c", "ls -l /proc/self/fd", NULL };
	bool before[MAX_FD], after[MAX_FD];
	struct hcn_listener *listener;
	struct hcn_ports *ports;
	struct hcn_watch *watch;
	unsigned n_ours = 0;
	char *seen;

	world_close();
	list_descriptors(before);
	world_open();
	open_everything(&watch, &listener, &ports);
	list_descriptors(after);
	for (int fd = 0; fd < MAX_FD; fd++) {
		if (before[fd] || !after[fd])
			continue;
		n_ours++;
		ck_assert_msg(fcntl(fd, F_GETFD) & FD_CLOEXEC, "%s", name_of(fd));
	}
	ck_assert_uint_gt(n_ours, 6);
	ck_assert_int_eq(run(&seen, argv), 0);
	ck_assert_msg(
		!strstr(seen, world_dir) && !strstr(seen, "socket:") && !strstr(seen, "inotify"),
		"%s", seen);
	free(seen);
	ck_assert_int_eq(hcn_ports_release(world, ports, NULL), 0);
	hcn_listener_close(listener);
	hcn_watch_close(watch);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_program_that_is_started_sees_no_descriptor };

	return RUN_WORLD_TESTS("descriptors", tests);
}
