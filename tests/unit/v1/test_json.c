/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Members of V1 documents: what is written, what is left out, and what neither dialect knows. */
#include <stdlib.h>

#include "cleanup.h"
#include "run_tests.h"
#include "v1_inside.h"

static struct hcn_buf buf;

/* What is between the brackets of the object under construction. */
static void expect(const char *members)
{
	char *made;
	size_t len;

	ck_assert_int_eq(hcn_buf_take(&buf, &made, &len), 0);
	ck_assert_str_eq(made + 1, members);
	free(made);
}

static void setup(void)
{
	hcn_buf_putc(&buf, '{');
}

START_TEST(members_have_commas_between)
{
	setup();
	hcn_v1_text(&buf, "A", "x");
	hcn_v1_number(&buf, "B", 7);
	hcn_v1_bool(&buf, "C", false);
	hcn_v1_raw(&buf, "D", "[1]");
	expect("\"A\":\"x\",\"B\":7,\"C\":false,\"D\":[1]");
}
END_TEST

START_TEST(what_is_not_there_is_not_written)
{
	setup();
	hcn_v1_text(&buf, "A", NULL);
	hcn_v1_text(&buf, "B", "");
	hcn_v1_raw(&buf, "C", NULL);
	hcn_v1_csv(&buf, "D", NULL, 0);
	hcn_v1_list_of_csv(&buf, "E", "");
	expect("");
}
END_TEST

START_TEST(a_list_of_texts_is_one_text_in_v1)
{
	char first[] = "10.0.0.1", second[] = "10.0.0.2", *texts[] = { first, second };

	setup();
	hcn_v1_csv(&buf, "DNSServerList", texts, 2);
	expect("\"DNSServerList\":\"10.0.0.1,10.0.0.2\"");
}
END_TEST

START_TEST(one_text_is_a_list_without_empty_parts)
{
	setup();
	hcn_v1_list_of_csv(&buf, "A", " a , b c,, ,d");
	expect("\"A\":[\"a\",\"b c\",\"d\"]");
}
END_TEST

START_TEST(extras_do_not_replace_what_is_there)
{
	setup();
	hcn_v1_text(&buf, "A", "x");
	hcn_v1_extras(&buf, "{\"A\":\"y\",\"B\":{\"C\":[1,2]}}");
	hcn_v1_extras(&buf, NULL);
	expect("\"A\":\"x\",\"B\":{\"C\":[1,2]}");
}
END_TEST

START_TEST(an_extra_text_is_found_by_its_key)
{
	_cleanup_free_ char *text = hcn_v1_extra_text("{\"A\":1,\"B\":\"x\\ny\"}", "B");

	ck_assert_str_eq(text, "x\ny");
	ck_assert_ptr_null(hcn_v1_extra_text("{\"A\":1}", "A"));
	ck_assert_ptr_null(hcn_v1_extra_text("{\"A\":1}", "B"));
	ck_assert_ptr_null(hcn_v1_extra_text(NULL, "A"));
}
END_TEST

START_TEST(leftovers_are_what_no_row_knows_and_what_is_kept)
{
	const char *const keep[] = { "Name", NULL };

	setup();
	hcn_v1_leftovers(&buf, " {\"ID\":\"1\",\"name\":\"n\",\"Odd\": { \"x\": 1 },\"None\":null}",
		&hcn_hns_network_schema, keep);
	expect("\"Name\":\"n\",\"Odd\":{\"x\":1}");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ members_have_commas_between },
		{ what_is_not_there_is_not_written },
		{ a_list_of_texts_is_one_text_in_v1 },
		{ one_text_is_a_list_without_empty_parts },
		{ extras_do_not_replace_what_is_there },
		{ an_extra_text_is_found_by_its_key },
		{ leftovers_are_what_no_row_knows_and_what_is_kept },
		{ NULL },
	};

	return run_tests("v1 json", facts);
}
