/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How an object stands in the store: what a client sees, and the store's form. */
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "record.h"
#include "world.h"

START_TEST(a_record_has_the_clients_text_and_the_stores)
{
	struct hcn_network net = { 0 };
	struct hcn_blob client, stored;
	struct hcn_buf b = { 0 };

	HCN_PUT(&net, hcn_network, flags, 8);
	HCN_PUT(&net, hcn_network, mtu, 1500);
	ck_assert_int_eq(hcn_record_encode(HCN_KIND_NETWORK, &net, &b), 0);
	client = hcn_record_client((struct hcn_blob){ b.data, b.len });
	stored = hcn_record_stored((struct hcn_blob){ b.data, b.len });
	ck_assert_uint_eq(client.size, strlen("{\"Flags\":8}"));
	ck_assert_mem_eq(client.data, "{\"Flags\":8}", client.size);
	ck_assert_uint_eq(stored.size, strlen("{\"Flags\":8,\"~Mtu\":1500}"));
	ck_assert_mem_eq(stored.data, "{\"Flags\":8,\"~Mtu\":1500}", stored.size);
	hcn_buf_clear(&b);
}
END_TEST

START_TEST(a_kind_completed_when_read_has_the_stores_text_only)
{
	struct hcn_namespace ns = { 0 };
	struct hcn_blob client, stored;
	struct hcn_buf b = { 0 };

	HCN_PUT(&ns, hcn_namespace, namespace_id, 5);
	ck_assert_int_eq(hcn_record_encode(HCN_KIND_NAMESPACE, &ns, &b), 0);
	client = hcn_record_client((struct hcn_blob){ b.data, b.len });
	stored = hcn_record_stored((struct hcn_blob){ b.data, b.len });
	ck_assert_uint_eq(client.size, 0);
	ck_assert_uint_eq(stored.size, strlen("{\"NamespaceId\":5}"));
	hcn_buf_clear(&b);
}
END_TEST

/* Malloc'ed to the byte, so that ASan sees what is read beyond. */
START_TEST(a_damaged_record_is_empty)
{
	static const char record[] = "\xff\xff\xff\x7f{}";

	for (size_t size = 0; size < sizeof(record); size++) {
		char *data = malloc(size ? size : 1);
		struct hcn_blob damaged = { data, size }, client, stored;

		memcpy(data, record, size);
		client = hcn_record_client(damaged);
		stored = hcn_record_stored(damaged);
		ck_assert_uint_eq(client.size, 0);
		ck_assert_uint_le(stored.size, size);
		free(data);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_record_has_the_clients_text_and_the_stores,
		a_kind_completed_when_read_has_the_stores_text_only,
		a_damaged_record_is_empty,
	};

	return RUN_WORLD_TESTS("records", tests);
}
