/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Small values by name.
 *
 * Tests: tests/unit/store/test_txn.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
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

/* LMDB's names end with no NUL. */
static int visit_name(MDB_val name, hcn_value_fn *fn, void *arg)
{
	_cleanup_free_ char *text = strndup(name.mv_data, name.mv_size);

	return text ? fn(arg, text) : -ENOMEM;
}

int hcn_txn_each_value(struct hcn_txn *txn, const char *prefix, hcn_value_fn *fn, void *arg)
{
	size_t len = strlen(prefix);
	MDB_val name = name_of(prefix), value;
	MDB_cursor *cursor;
	int r = 0;

	if (mdb_cursor_open(txn->mdb, txn->db->tables[HCN_TABLE_VALUES], &cursor))
		return -EIO;
	for (int rc = mdb_cursor_get(cursor, &name, &value, MDB_SET_RANGE); !r && !rc;
		rc = mdb_cursor_get(cursor, &name, &value, MDB_NEXT)) {
		if (name.mv_size < len || memcmp(name.mv_data, prefix, len) != 0)
			break;
		r = visit_name(name, fn, arg);
	}
	mdb_cursor_close(cursor);
	return r;
}
