/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allocation of the base fails once: the caller hears of it, there is no result, no leak. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "alloc_fail.h"
#include "buf.h"
#include "cleanup.h"
#include "run_tests.h"
#include "utf16.h"

/* Fills a buffer past several of its sizes, by every kind of put. */
static int build_text(char **ret)
{
	struct hcn_buf b = { 0 };

	for (int i = 0; i < 50; i++) {
		hcn_buf_puts(&b, "text");
		hcn_buf_putc(&b, ' ');
		hcn_buf_u64(&b, 1234567890);
		hcn_buf_printf(&b, "%-20s", "padded");
		hcn_buf_json_string(&b, "a\nb", 3);
	}
	return hcn_buf_take(&b, ret, NULL);
}

static int narrow(char **ret)
{
	return hcn_utf16_to_utf8(u"text", 4, ret, NULL, NULL);
}

static int widen(char **ret)
{
	char16_t *wide = NULL;
	int r = hcn_utf8_to_utf16("text", 4, &wide, NULL, NULL);

	*ret = (char *)wide;
	return r;
}

static int list_ports(char **ret)
{
	struct hcn_port_range *ranges = NULL;
	size_t n;
	int r = hcn_ports_parse("80,443", &ranges, &n, NULL);

	*ret = (char *)ranges;
	return r;
}

static int take_empty(char **ret)
{
	struct hcn_buf b = { 0 };

	return hcn_buf_take(&b, ret, NULL);
}

static const struct {
	int (*make)(char **ret);
	size_t n_allocations;
} makers[] = { { build_text, 7 }, { narrow, 1 }, { widen, 1 }, { list_ports, 1 },
	{ take_empty, 1 } };

START_TEST(each_failed_allocation_is_reported_and_leaves_no_result)
{
	size_t n = 0;
	bool failed;

	do {
		_cleanup_free_ char *text = NULL;
		int r;

		alloc_fail_nth(++n);
		r = makers[_i].make(&text);
		failed = alloc_fail_stop();
		ck_assert_int_eq(r, failed ? -ENOMEM : 0);
		ck_assert_int_eq(text == NULL, failed);
	} while (failed);
	ck_assert_uint_eq(n - 1, makers[_i].n_allocations);
}
END_TEST

START_TEST(memory_that_stays_short_is_reported_the_same)
{
	char *text = NULL;
	int r;

	alloc_fail_from(1);
	r = makers[_i].make(&text);
	ck_assert(alloc_fail_stop());
	ck_assert_int_eq(r, -ENOMEM);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_buffer_that_failed_takes_nothing_more_until_cleared)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_buf b = { 0 };

	alloc_fail_nth(1);
	hcn_buf_puts(&b, "lost");
	ck_assert(alloc_fail_stop());
	ck_assert(b.oom);
	hcn_buf_puts(&b, "late");
	hcn_buf_reset(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), -ENOMEM);
	ck_assert_ptr_null(text);

	hcn_buf_puts(&b, "new"); /* the take has cleared it */
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	ck_assert_str_eq(text, "new");
}
END_TEST

START_TEST(an_empty_port_list_needs_no_memory)
{
	struct hcn_port_range *ranges = NULL;
	size_t n = 99;
	int r;

	alloc_fail_from(1);
	r = hcn_ports_parse("", &ranges, &n, NULL);
	ck_assert(!alloc_fail_stop());
	ck_assert_int_eq(r, 0);
	ck_assert_ptr_null(ranges);
	ck_assert_uint_eq(n, 0);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ each_failed_allocation_is_reported_and_leaves_no_result, HCN_N_ELEMENTS(makers) },
		{ memory_that_stays_short_is_reported_the_same, HCN_N_ELEMENTS(makers) },
		{ a_buffer_that_failed_takes_nothing_more_until_cleared },
		{ an_empty_port_list_needs_no_memory },
		{ NULL },
	};

	return run_tests("out_of_memory", facts);
}
