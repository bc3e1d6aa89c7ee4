/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every schema, with objects filled at random: what is written is read again, copies are equal, order is an order. */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "member.h"
#include "run_tests.h"
#include "samples.h"

#define N_ROUNDS 60

static const struct hcn_schema *schemas[MAX_SCHEMAS];
static const struct hcn_decode_options stored = { .stored = true };

static const struct hcn_schema *schema_of(int i)
{
	size_t n = all_schemas(schemas);

	ck_assert_uint_gt(n, 50);
	return schemas[(size_t)i % n];
}

/* Settings, which compare by their text alone, are compared by their rows. */
static void check_settings(const struct hcn_field *f, const void *a, const void *b)
{
	const struct hcn_policy *left = hcn_member_array(a, f), *right = hcn_member_array(b, f);

	for (size_t i = 0; i < hcn_member_n(a, f); i++) {
		ck_assert_int_eq(left[i].settings != NULL, right[i].settings != NULL);
		if (left[i].settings)
			ck_assert(hcn_schema_equal(
				left[i].type->settings, left[i].settings, right[i].settings));
	}
}

START_TEST(what_is_written_is_read_again)
{
	const struct hcn_schema *s = schema_of(_i);
	struct prng r = { .state = (uint64_t)_i };

	for (int i = 0; i < N_ROUNDS; i++) {
		union object a = { 0 }, b = { 0 };
		_cleanup_free_ char *text = NULL, *again = NULL;
		struct hcn_error err;
		int ret;

		fill(s, &r, &a);
		text = encode(s, &a, HCN_ENCODE_STORE);
		ret = hcn_schema_decode(s, text, strlen(text), &stored, &b, &err);
		ck_assert_msg(ret == 0, "%s %s: %s", s->name, ret ? err.text : "", text);
		ck_assert_msg(hcn_schema_equal(s, &a, &b), "%s: %s", s->name, text);
		again = encode(s, &b, HCN_ENCODE_STORE);
		ck_assert_str_eq(text, again);
		for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
			if (f->kind == HCN_FIELD_POLICIES)
				check_settings(f, &a, &b);
		hcn_schema_clear(s, &a);
		hcn_schema_clear(s, &b);
	}
}
END_TEST

START_TEST(a_copy_is_equal_and_shares_no_memory)
{
	const struct hcn_schema *s = schema_of(_i);
	struct prng r = { .state = 1000 + (uint64_t)_i };

	for (int i = 0; i < N_ROUNDS; i++) {
		union object a = { 0 }, b = { 0 };
		_cleanup_free_ char *before = NULL, *after = NULL;

		fill(s, &r, &a);
		before = encode(s, &a, HCN_ENCODE_STORE);
		ck_assert_int_eq(hcn_schema_dup(s, &a, &b), 0);
		ck_assert(hcn_schema_equal(s, &a, &b));
		hcn_schema_clear(s, &a); /* ASan would see what the copy still used */
		after = encode(s, &b, HCN_ENCODE_STORE);
		ck_assert_str_eq(before, after);
		hcn_schema_clear(s, &b);
	}
}
END_TEST

START_TEST(clear_leaves_zeros_and_may_be_called_again)
{
	const struct hcn_schema *s = schema_of(_i);
	struct prng r = { .state = 2000 + (uint64_t)_i };
	union object a = { 0 };

	fill(s, &r, &a);
	hcn_schema_clear(s, &a);
	for (size_t i = 0; i < s->size; i++)
		ck_assert_int_eq(a.bytes[i], 0);
	hcn_schema_clear(s, &a);
}
END_TEST

static int sign(int r)
{
	return (r > 0) - (r < 0);
}

START_TEST(compare_is_an_order)
{
	const struct hcn_schema *s = schema_of(_i);
	struct prng r = { .state = 3000 + (uint64_t)_i };
	union object o[8] = { 0 };

	for (size_t i = 0; i < HCN_N_ELEMENTS(o); i++)
		fill(s, &r, &o[i]);
	for (size_t i = 0; i < HCN_N_ELEMENTS(o); i++) {
		for (size_t j = 0; j < HCN_N_ELEMENTS(o); j++) {
			int ij = sign(hcn_schema_compare(s, &o[i], &o[j]));

			ck_assert_int_eq(ij, -sign(hcn_schema_compare(s, &o[j], &o[i])));
			ck_assert_int_eq(ij == 0, hcn_schema_equal(s, &o[i], &o[j]));
			for (size_t k = 0; k < HCN_N_ELEMENTS(o); k++)
				if (ij <= 0 && hcn_schema_compare(s, &o[j], &o[k]) <= 0)
					ck_assert_int_le(hcn_schema_compare(s, &o[i], &o[k]), 0);
		}
	}
	for (size_t i = 0; i < HCN_N_ELEMENTS(o); i++)
		hcn_schema_clear(s, &o[i]);
}
END_TEST

/* Each text in its place of an order, for one field after the other. */
static const struct {
	const struct hcn_schema *schema;
	const char *less;
	const char *more;
} ordered[] = {
	{ &hcn_dns_schema, "{}", "{\"Domain\":\"\"}" },
	{ &hcn_dns_schema, "{\"Domain\":\"a\"}", "{\"Domain\":\"b\"}" },
	{ &hcn_dns_schema, "{\"Search\":[]}", "{\"Search\":[\"a\"]}" },
	{ &hcn_dns_schema, "{\"Search\":[\"a\",\"z\"]}", "{\"Search\":[\"b\"]}" },
	{ &hcn_dns_schema, "{\"Search\":[\"a\"]}", "{\"Search\":[\"a\",\"a\"]}" },
	{ &hcn_route_schema, "{\"Metric\":9}", "{\"Metric\":10}" },
	{ &hcn_qos_schema, "{\"MaximumOutgoingBandwidthInBytes\":1}",
		"{\"MaximumOutgoingBandwidthInBytes\":18446744073709551615}" },
	{ &hcn_automatic_dns_schema, "{\"Enable\":false}", "{\"Enable\":true}" },
	{ &hcn_namespace_schema, "{\"Type\":\"Host\"}", "{\"Type\":\"Guest\"}" },
	{ &hcn_endpoint_schema, "{\"ID\":\"00000000-0000-0000-0000-000000000002\"}",
		"{\"ID\":\"01000000-0000-0000-0000-000000000001\"}" },
	{ &hcn_endpoint_schema, "{\"AdditionalParams\":[1]}", "{\"AdditionalParams\":[2]}" },
	{ &hcn_endpoint_schema, "{\"Dns\":{}}", "{\"Dns\":{\"Domain\":\"\"}}" },
	{ &hcn_endpoint_schema, "{\"Routes\":[{\"Metric\":1},{\"Metric\":3}]}",
		"{\"Routes\":[{\"Metric\":2}]}" },
	{ &hcn_endpoint_schema, "{\"Policies\":[{}]}", "{\"Policies\":[{\"Type\":\"ACL\"}]}" },
	{ &hcn_endpoint_schema, "{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{}}]}",
		"{\"Policies\":[{\"Type\":\"QOS\"}]}" },
	{ &hcn_endpoint_schema, "{\"Policies\":[{\"Type\":\"ACL\"}]}",
		"{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{}}]}" },
};

START_TEST(values_order_as_numbers_and_texts_do)
{
	const struct hcn_schema *s = ordered[_i].schema;
	union object less = { 0 }, more = { 0 };

	ck_assert_int_eq(
		hcn_schema_decode(s, ordered[_i].less, strlen(ordered[_i].less), NULL, &less, NULL),
		0);
	ck_assert_int_eq(
		hcn_schema_decode(s, ordered[_i].more, strlen(ordered[_i].more), NULL, &more, NULL),
		0);
	ck_assert_int_lt(hcn_schema_compare(s, &less, &more), 0);
	ck_assert_int_gt(hcn_schema_compare(s, &more, &less), 0);
	ck_assert(!hcn_schema_equal(s, &less, &more));
	hcn_schema_clear(s, &less);
	hcn_schema_clear(s, &more);
}
END_TEST

START_TEST(a_dropped_member_is_neither_written_nor_copied_but_freed)
{
	struct hcn_dns dns = { 0 }, copy = { 0 }, none = { 0 };
	_cleanup_free_ char *text = NULL;

	HCN_PUT(&dns, hcn_dns, domain, strdup("a"));
	HCN_DROP(&dns, hcn_dns, domain);
	ck_assert(hcn_schema_equal(&hcn_dns_schema, &dns, &none));
	text = encode(&hcn_dns_schema, &dns, HCN_ENCODE_STORE);
	ck_assert_str_eq(text, "{}");
	ck_assert_int_eq(hcn_schema_dup(&hcn_dns_schema, &dns, &copy), 0);
	ck_assert_ptr_null(copy.domain);
	hcn_schema_clear(&hcn_dns_schema, &dns); /* or LeakSanitizer speaks */
}
END_TEST

int main(void)
{
	int n = (int)all_schemas(schemas);
	const struct fact facts[] = {
		{ what_is_written_is_read_again, n },
		{ a_copy_is_equal_and_shares_no_memory, n },
		{ clear_leaves_zeros_and_may_be_called_again, n },
		{ compare_is_an_order, n },
		{ values_order_as_numbers_and_texts_do, HCN_N_ELEMENTS(ordered) },
		{ a_dropped_member_is_neither_written_nor_copied_but_freed, 0 },
		{ NULL },
	};

	return run_tests("schema-walk", facts);
}
