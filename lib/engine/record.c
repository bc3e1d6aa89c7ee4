/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How an object stands in the store: the length of the client's text, that text, the store form. */
#include "record.h"

#include <errno.h>
#include <string.h>

#include "objects.h"

int hcn_record_encode(enum hcn_kind kind, const void *object, struct hcn_buf *ret)
{
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	uint32_t len = 0;

	hcn_buf_put(ret, &len, sizeof(len));
	if (!hcn_kind_type(kind)->compute) {
		hcn_schema_encode(schema, object, HCN_ENCODE_CLIENT, ret);
		len = (uint32_t)(ret->len - sizeof(len));
	}
	hcn_schema_encode(schema, object, HCN_ENCODE_STORE, ret);
	if (ret->oom)
		return -ENOMEM;
	memcpy(ret->data, &len, sizeof(len));
	return 0;
}

/* 0 when the record is damaged. */
static uint32_t client_len(struct hcn_blob record)
{
	uint32_t len;

	if (record.size < sizeof(len))
		return 0;
	memcpy(&len, record.data, sizeof(len));
	return len <= record.size - sizeof(len) ? len : 0;
}

struct hcn_blob hcn_record_client(struct hcn_blob record)
{
	return (struct hcn_blob){ (const char *)record.data + sizeof(uint32_t),
		client_len(record) };
}

struct hcn_blob hcn_record_stored(struct hcn_blob record)
{
	size_t before = sizeof(uint32_t) + client_len(record);

	if (before > record.size)
		before = record.size;
	return (struct hcn_blob){ (const char *)record.data + before, record.size - before };
}
