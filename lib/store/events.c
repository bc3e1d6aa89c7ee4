/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events: a log of the last HCN_STORE_EVENTS, numbered from 1 without gaps.
 *
 * The newest is never dropped, so its number is the counter, too.
 */
#include <errno.h>

#include "internal.h"

struct event_key {
	uint8_t number[8];
};

static struct event_key key_of(uint64_t number)
{
	struct event_key key;

	hcn_put_be64(key.number, number);
	return key;
}

int hcn_txn_add_event(struct hcn_txn *txn, const void *data, size_t size, struct hcn_error *err)
{
	uint64_t number = hcn_txn_last_event(txn) + 1;
	struct event_key key = key_of(number);
	int r;

	r = hcn_table_put(txn, HCN_TABLE_EVENTS, hcn_val(&key, sizeof(key)), hcn_val(data, size),
		MDB_APPEND, err);
	if (r)
		return r;
	txn->has_events = true;
	if (number <= HCN_STORE_EVENTS)
		return 0;
	key = key_of(number - HCN_STORE_EVENTS);
	return hcn_table_delete(txn, HCN_TABLE_EVENTS, hcn_val(&key, sizeof(key)), NULL, err);
}

int hcn_txn_next_event(struct hcn_txn *txn, uint64_t after, uint64_t *ret_seq, struct hcn_blob *ret)
{
	struct event_key from = key_of(after + 1);
	MDB_val key = hcn_val(&from, sizeof(from));
	MDB_val value;
	uint64_t number;
	int r;

	if (after == UINT64_MAX)
		return -ENOENT;
	r = hcn_table_seek(txn, HCN_TABLE_EVENTS, &key, &value, MDB_SET_RANGE);
	if (r)
		return r;
	number = hcn_get_be64(key.mv_data);
	if (number != after + 1) {
		*ret_seq = number - 1;
		return -ESTALE;
	}
	*ret_seq = number;
	*ret = (struct hcn_blob){ .data = value.mv_data, .size = value.mv_size };
	return 0;
}

uint64_t hcn_txn_last_event(struct hcn_txn *txn)
{
	MDB_val key;
	MDB_val value;

	if (hcn_table_seek(txn, HCN_TABLE_EVENTS, &key, &value, MDB_LAST))
		return 0;
	return hcn_get_be64(key.mv_data);
}
