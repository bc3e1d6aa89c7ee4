/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Broken documents and broken memory: an error, an empty struct, no leak (ASan runs this too). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc_fail.h"
#include "cleanup.h"
#include "publish.h"
#include "run_tests.h"
#include "samples.h"
#include "status.h"
#include "validate.h"

static const struct {
	const struct hcn_schema *schema;
	const char *text;
} documents[] = {
	{ &hcn_endpoint_schema, endpoint_document },
	{ &hcn_network_schema, network_document },
};

static bool is_empty(const union object *o, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (o->bytes[i])
			return false;
	return true;
}

/* Replaces, removes, repeats or moves a few bytes.  Returns the new length. */
static size_t damage(struct prng *r, char *text, size_t len)
{
	static const char bytes[] = "\"\\{}[],:0123456789-+.eEuntrfalsTSI \t\n\x80\xff";
	size_t at = prng_below(r, (uint32_t)len), other = prng_below(r, (uint32_t)len);

	switch (prng_below(r, 4)) {
	case 0:
		text[at] = bytes[prng_below(r, sizeof(bytes) - 1)];
		return len;
	case 1:
		memmove(text + at, text + at + 1, len - at - 1);
		return len - 1;
	case 2:
		memmove(text + at, text + other, len - (at > other ? at : other));
		return len;
	default:
		text[at] = text[other];
		return len;
	}
}

START_TEST(five_thousand_damaged_documents_are_read_or_refused_whole)
{
	const struct hcn_schema *s = documents[_i].schema;
	struct prng r = { .state = 7 + (uint64_t)_i };
	size_t n_accepted = 0;

	for (int i = 0; i < 5000; i++) {
		size_t len = strlen(documents[_i].text);
		_cleanup_free_ char *text = strdup(documents[_i].text), *exact = NULL;
		union object o = { 0 };
		struct hcn_error err;
		int ret;

		for (uint32_t n = 1 + prng_below(&r, 3); n; n--)
			len = damage(&r, text, len);
		exact = malloc(len); /* so that ASan sees a read behind the end */
		memcpy(exact, text, len);
		ret = hcn_schema_decode(s, exact, len, NULL, &o, &err);
		ck_assert_int_ge(ret, 0);
		if (ret) {
			ck_assert(is_empty(&o, s->size));
			ck_assert_int_eq(err.status, ret);
			ck_assert_str_ne(err.text, "");
		} else {
			n_accepted++;
			hcn_schema_clear(s, &o);
		}
	}
	ck_assert_uint_gt(n_accepted, 500);
	ck_assert_uint_lt(n_accepted, 4500);
}
END_TEST

START_TEST(a_document_cut_anywhere_is_refused)
{
	const struct hcn_schema *s = documents[_i].schema;
	size_t full = strlen(documents[_i].text);

	for (size_t len = 0; len < full; len++) {
		_cleanup_free_ char *text = malloc(len ? len : 1);
		union object o = { 0 };

		memcpy(text, documents[_i].text, len);
		ck_assert_int_eq(hcn_schema_decode(s, text, len, NULL, &o, NULL), HCN_INVALID_JSON);
	}
}
END_TEST

/* {"<key>":[<item>,<item>,...]} */
static char *long_array(const char *key, const char *item, size_t n)
{
	struct hcn_buf b = { 0 };
	char *text;

	hcn_buf_printf(&b, "{\"%s\":[", key);
	for (size_t i = 0; i < n; i++)
		hcn_buf_printf(&b, "%s%s", i ? "," : "", item);
	hcn_buf_puts(&b, "]}");
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	return text;
}

static const struct {
	const struct hcn_schema *schema;
	const char *key;
	const char *item;
} arrays[] = {
	{ &hcn_dns_schema, "Search", "\"a\"" },
	{ &hcn_endpoint_schema, "Routes", "{\"Metric\":1}" },
	{ &hcn_endpoint_schema, "Policies", "{\"Type\":0,\"Settings\":{}}" },
	{ &hcn_endpoint_schema, "AdditionalParams", "{\"a\":[]}" },
	{ &hcn_endpoint_schema, "Unknown", "[\"a\"]" },
};

/* A quadratic reader would need minutes, and the harness stops it after one. */
START_TEST(time_grows_with_the_length_of_an_array_and_no_faster)
{
	_cleanup_free_ char *text = long_array(arrays[_i].key, arrays[_i].item, 200000);
	const struct hcn_schema *s = arrays[_i].schema;
	union object o = { 0 };

	ck_assert_int_eq(hcn_schema_decode(s, text, strlen(text), NULL, &o, NULL), 0);
	hcn_schema_clear(s, &o);
}
END_TEST

START_TEST(time_grows_with_the_number_of_keys_and_hardly_faster)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_endpoint ep = { 0 };
	struct hcn_buf b = { 0 };

	for (int i = 0; i < 200000; i++)
		hcn_buf_printf(&b, "%c\"key%d\":0", i ? ',' : '{', i);
	hcn_buf_putc(&b, '}');
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	ck_assert_int_eq(
		hcn_schema_decode(&hcn_endpoint_schema, text, strlen(text), NULL, &ep, NULL), 0);
}
END_TEST

/* The @n-th allocation of a read fails; false when there are not so many. */
static bool read_without_memory(const struct hcn_schema *s, const char *text, size_t n)
{
	union object o = { 0 };
	struct hcn_error err;
	bool failed;
	int ret;

	alloc_fail_nth(n);
	ret = hcn_schema_decode(s, text, strlen(text), NULL, &o, &err);
	failed = alloc_fail_stop();
	ck_assert_int_eq(ret, failed ? -ENOMEM : 0);
	if (failed) {
		ck_assert_int_eq(err.status, -ENOMEM);
		ck_assert(is_empty(&o, s->size));
	}
	hcn_schema_clear(s, &o);
	return failed;
}

START_TEST(each_failed_allocation_of_a_read_is_told_and_leaves_nothing)
{
	size_t n = 1;

	while (read_without_memory(documents[_i].schema, documents[_i].text, n))
		n++;
	ck_assert_uint_gt(n, 10);
}
END_TEST

static bool copy_without_memory(const struct hcn_schema *s, const union object *from, size_t n)
{
	union object copy = { 0 };
	bool failed;
	int ret;

	alloc_fail_nth(n);
	ret = hcn_schema_dup(s, from, &copy);
	failed = alloc_fail_stop();
	ck_assert_int_eq(ret, failed ? -ENOMEM : 0);
	if (failed)
		ck_assert(is_empty(&copy, s->size));
	hcn_schema_clear(s, &copy);
	return failed;
}

START_TEST(each_failed_allocation_of_a_copy_is_told_and_leaves_nothing)
{
	const struct hcn_schema *s = documents[_i].schema;
	union object o = { 0 };
	size_t n = 1;

	ck_assert_int_eq(hcn_schema_decode(
				 s, documents[_i].text, strlen(documents[_i].text), NULL, &o, NULL),
		0);
	while (copy_without_memory(s, &o, n))
		n++;
	ck_assert_uint_gt(n, 10);
	hcn_schema_clear(s, &o);
}
END_TEST

START_TEST(a_write_and_a_set_member_without_memory_say_so)
{
	struct hcn_dns dns = { 0 };
	struct hcn_buf b = { 0 };
	char domain[] = "a", *text = NULL;
	int set, taken;

	HCN_PUT(&dns, hcn_dns, domain, domain);
	alloc_fail_from(1);
	hcn_schema_encode(&hcn_dns_schema, &dns, HCN_ENCODE_STORE, &b);
	taken = hcn_buf_take(&b, &text, NULL);
	set = hcn_json_set_member("{}", "a", "1", &text);
	alloc_fail_stop();
	ck_assert_int_eq(taken, -ENOMEM);
	ck_assert_int_eq(set, -ENOMEM);
	ck_assert_ptr_null(text);
}
END_TEST

static void publish_struct(struct hcn_buf *b)
{
	hcn_publish_json_schema(hcn_schema_find("HostComputeEndpoint"), b);
}

static void publish_page(struct hcn_buf *b)
{
	hcn_publish_markdown(NULL, b);
}

static void (*const publications[])(
	struct hcn_buf *b) = { publish_struct, publish_page, hcn_status_publish };

/* The @n-th allocation of a publication fails; false when there are not so many. */
static bool publish_without_memory(void (*publish)(struct hcn_buf *b), size_t n)
{
	struct hcn_buf b = { 0 };
	char *text = NULL;
	bool failed;
	int ret;

	alloc_fail_nth(n);
	publish(&b);
	ret = hcn_buf_take(&b, &text, NULL);
	failed = alloc_fail_stop();
	ck_assert_int_eq(ret, failed ? -ENOMEM : 0);
	free(text);
	return failed;
}

START_TEST(each_failed_allocation_of_a_publication_is_told)
{
	size_t n = 1;

	while (publish_without_memory(publications[_i], n))
		n++;
	ck_assert_uint_gt(n, 3);
}
END_TEST

/* The @n-th allocation of a validation fails; false when there are not so many. */
static bool validate_without_memory(size_t n)
{
	static const char query[] =
		"{\"SchemaVersion\":{\"Major\":2},\"Filter\":\"{\\\"ID\\\":\\\"x\\\"}\"}";
	struct hcn_validation v;
	struct hcn_error err;
	bool failed;
	int ret;

	alloc_fail_nth(n);
	ret = hcn_validate(NULL, query, strlen(query), NULL, NULL, &v, &err);
	failed = alloc_fail_stop();
	ck_assert_int_eq(ret, failed ? -ENOMEM : 0);
	return failed;
}

START_TEST(each_failed_allocation_of_a_validation_is_told)
{
	size_t n = 1;

	while (validate_without_memory(n))
		n++;
	ck_assert_uint_gt(n, 4);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ five_thousand_damaged_documents_are_read_or_refused_whole,
			HCN_N_ELEMENTS(documents) },
		{ a_document_cut_anywhere_is_refused, HCN_N_ELEMENTS(documents) },
		{ time_grows_with_the_length_of_an_array_and_no_faster, HCN_N_ELEMENTS(arrays) },
		{ time_grows_with_the_number_of_keys_and_hardly_faster, 0 },
		{ each_failed_allocation_of_a_read_is_told_and_leaves_nothing,
			HCN_N_ELEMENTS(documents) },
		{ each_failed_allocation_of_a_copy_is_told_and_leaves_nothing,
			HCN_N_ELEMENTS(documents) },
		{ a_write_and_a_set_member_without_memory_say_so, 0 },
		{ each_failed_allocation_of_a_publication_is_told, HCN_N_ELEMENTS(publications) },
		{ each_failed_allocation_of_a_validation_is_told, 0 },
		{ NULL },
	};

	return run_tests("schema-broken", facts);
}
