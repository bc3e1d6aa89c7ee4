/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Operations that fail, values in the store (broken.h). */
#include "broken.h"

struct hcn_backend_ops ops;

void use_ops(struct hcn *hcn)
{
	ck_assert_ptr_null(hcn->ops);
	ops = hcn_backend_sim;
	hcn->ops = &ops;
}

struct hcn *open_another(void)
{
	const struct hcn_options options = {
		.size = sizeof(options), .state_dir = world_dir, .backend = "sim"
	};
	struct hcn *hcn;

	ck_assert_msg(!hcn_open(&options, &hcn, &world_error), "%s", world_error.text);
	return hcn;
}

void put_value(const char *name, const void *data, size_t size)
{
	struct hcn_txn *txn;

	ck_assert_int_eq(hcn_store_lock(world->store, NULL), 0);
	ck_assert_int_eq(hcn_store_write(world->store, &txn, NULL), 0);
	if (data)
		ck_assert_int_eq(hcn_txn_put_value(txn, name, data, size, NULL), 0);
	else
		ck_assert_int_eq(hcn_txn_delete_value(txn, name, NULL), 0);
	ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	hcn_store_unlock(world->store);
}
