/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Small values by name. */
#include <string.h>

#include "internal.h"

static MDB_val name_of(const char *key)
{
	return hcn_val(key, strlen(key));
}

int hcn_txn_get_value(struct hcn_txn *txn, const char *key, struct hcn_blob *ret)
{
	MDB_val value;
	int r;

	r = hcn_table_get(txn, HCN_TABLE_VALUES, name_of(key), &value);
	if (r)
		return r;
	*ret = (struct hcn_blob){ .data = value.mv_data, .size = value.mv_size };
	return 0;
}

int hcn_txn_put_value(
	struct hcn_txn *txn, const char *key, const void *data, size_t size, struct hcn_error *err)
{
	return hcn_table_put(txn, HCN_TABLE_VALUES, name_of(key), hcn_val(data, size), 0, err);
}

int hcn_txn_delete_value(struct hcn_txn *txn, const char *key, struct hcn_error *err)
{
	return hcn_table_delete(txn, HCN_TABLE_VALUES, name_of(key), NULL, err);
}
