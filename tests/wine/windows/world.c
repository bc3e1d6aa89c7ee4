/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The world of tests/clients for a program of Windows: a state directory for each fact; the host, on linux, is the one that
 * the script made for the program.
 */
#include "world.h"

#include <direct.h>

#include "shim.h"

char world_dir[64];

bool world_is_linux(void)
{
	const char *backend = getenv("HCN_BACKEND");

	return backend && !strcmp(backend, "linux");
}

/* HCN_TEST_DIR is a path of Linux; Z: is its root. */
void world_open(void)
{
	const char *dir = getenv("HCN_TEST_DIR");
	char path[80];
	int i = 0;

	ck_assert_ptr_nonnull(dir);
	do {
		snprintf(world_dir, sizeof(world_dir), "%s/%d", dir, i);
		snprintf(path, sizeof(path), "Z:%s", world_dir);
		ck_assert_msg(i++ < 1000, "%s", path);
	} while (_mkdir(path));
}

static void delete_all(enum hcn_kind kind)
{
	json_t *objects = shim_list(kind, NULL), *object;
	size_t i;

	json_array_foreach(objects, i, object) shim_delete(kind, id_of(object));
}

void world_close(void)
{
	delete_all(HCN_KIND_NETWORK);
	delete_all(HCN_KIND_NAMESPACE);
}
