/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A state directory on a file system that becomes full, or read-only, where such a one may be mounted. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world.h"

static char disk[80];
static struct hcn *hcn;

static struct hcn *open_on_disk(void)
{
	const struct hcn_options options = { .size = sizeof(options), .state_dir = disk };
	struct hcn *ret = NULL;

	ck_assert_msg(!hcn_open(&options, &ret, &world_error), "%s", world_error.text);
	return ret;
}

static bool given_disk(void)
{
	/* The world has a kernel of its own, but not the test: it goes on in this mount namespace. */
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	snprintf(disk, sizeof(disk), "%s/disk", world_dir);
	ck_assert_int_eq(mkdir(disk, 0755), 0);
	ck_assert_int_eq(mount("none", disk, "tmpfs", 0, "mode=755,size=6m"), 0);
	hcn = open_on_disk();
	return true;
}

static void given_no_disk(void)
{
	hcn_close(hcn);
	ck_assert_int_eq(umount2(disk, MNT_DETACH), 0);
	ck_assert_int_eq(rmdir(disk), 0);
}

static void fill_disk(void)
{
	static const char page[4096];
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/filling", disk);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	while (write(fd, page, sizeof(page)) > 0)
		;
	close(fd);
}

static void create(enum hcn_kind kind, const char *document, char ret_id[37])
{
	ck_assert_msg(!hcn_create(hcn, kind, NULL, document, ret_id, NULL, &world_error), "%s",
		world_error.text);
}

/* Its last value is what counts: a request that is refused by the full disk. */
static int create_until_refused(enum hcn_kind kind, const char *document)
{
	int r = 0;

	for (unsigned i = 0; !r && i < 3000; i++)
		r = hcn_create(hcn, kind, NULL, document, NULL, NULL, &world_error);
	return r;
}

static int ask(enum hcn_kind kind, const char *id, const char *request, const char *endpoint)
{
	return hcn_modify(hcn, kind, id,
		doc("{'ResourceType':'Endpoint','RequestType':'%s','Settings':{'EndpointId':'%s'}}",
			request, endpoint),
		&world_error);
}

START_TEST(on_a_full_disk_nothing_is_made_but_all_can_be_deleted)
{
	char network[37], ns[37], endpoints[6][37];

	if (!given_disk())
		return;
	create(HCN_KIND_NETWORK,
		doc("{'Name':'full','Ipams':[{'Subnets':[{'IpAddressPrefix':'10.77.0.0/24'}]}]}"),
		network);
	create(HCN_KIND_NAMESPACE, "{}", ns);
	for (size_t i = 0; i < 6; i++) {
		create(HCN_KIND_ENDPOINT,
			doc("{'HostComputeNetwork':'%s','Dns':{'ServerList':['192.0.2.%zu']}}",
				network, i + 1),
			endpoints[i]);
		ck_assert_int_eq(ask(HCN_KIND_NAMESPACE, ns, "Add", endpoints[i]), 0);
	}
	fill_disk();
	/* Whatever is allocated ahead is used up first. */
	ck_assert_int_eq(create_until_refused(HCN_KIND_GUEST_SERVICE, "{}"), HCN_DISK_FULL);
	ck_assert_uint_eq(world_error.hresult, 0x80070070);
	ck_assert(!world_error.dirty);
	ck_assert_int_eq(create_until_refused(HCN_KIND_NAMESPACE, "{}"), HCN_DISK_FULL);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_msg(!ask(HCN_KIND_NAMESPACE, ns, "Remove", endpoints[i]), "%s",
			world_error.text);
		ck_assert_msg(!hcn_delete(hcn, HCN_KIND_ENDPOINT, endpoints[i], &world_error), "%s",
			world_error.text);
	}
	ck_assert_msg(
		!hcn_delete(hcn, HCN_KIND_NETWORK, network, &world_error), "%s", world_error.text);
	ck_assert_msg(
		!hcn_delete(hcn, HCN_KIND_NAMESPACE, ns, &world_error), "%s", world_error.text);
	given_no_disk();
}
END_TEST

START_TEST(in_a_read_only_directory_all_can_be_looked_at)
{
	char network[37];
	char *text = NULL;

	if (!given_disk())
		return;
	create(HCN_KIND_NETWORK,
		doc("{'Name':'seen','Ipams':[{'Subnets':[{'IpAddressPrefix':'10.78.0.0/24'}]}]}"),
		network);
	hcn_close(hcn);
	ck_assert_int_eq(mount(NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	hcn = open_on_disk();
	ck_assert_int_eq(hcn_query(hcn, HCN_KIND_NETWORK, network, NULL, &text, &world_error), 0);
	hcn_free(text);
	ck_assert_int_eq(hcn_enumerate(hcn, HCN_KIND_NETWORK, NULL, &text, &world_error), 0);
	ck_assert_ptr_nonnull(strstr(text, network));
	hcn_free(text);
	ck_assert_msg(!hcn_explain(hcn, HCN_KIND_NETWORK, network, &text, &world_error), "%s",
		world_error.text);
	ck_assert_ptr_nonnull(strstr(text, "\"Holds\":true"));
	hcn_free(text);
	ck_assert_msg(!hcn_plan(hcn, HCN_VERB_DELETE, HCN_KIND_NETWORK, network, NULL, &text,
			      &world_error),
		"%s", world_error.text);
	hcn_free(text);
	ck_assert_int_eq(
		hcn_delete(hcn, HCN_KIND_NETWORK, network, &world_error), HCN_ACCESS_DENIED);
	hcn_close(hcn);
	ck_assert_int_eq(mount(NULL, disk, NULL, MS_REMOUNT, NULL), 0);
	hcn = open_on_disk();
	ck_assert_int_eq(hcn_delete(hcn, HCN_KIND_NETWORK, network, &world_error), 0);
	given_no_disk();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		on_a_full_disk_nothing_is_made_but_all_can_be_deleted,
		in_a_read_only_directory_all_can_be_looked_at,
	};

	return RUN_WORLD_TESTS("full", tests);
}
