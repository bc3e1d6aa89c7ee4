/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Indented JSON: where lines, commas and tabs go. */
#include <stdlib.h>

#include "indent.h"
#include "run_tests.h"

static struct hcn_buf buf;
static struct hcn_indent json = { .b = &buf };

static void expect(const char *text)
{
	char *made;
	size_t len;

	ck_assert_int_eq(hcn_buf_take(&buf, &made, &len), 0);
	ck_assert_str_eq(made, text);
	free(made);
}

START_TEST(members_have_a_line_each_and_commas_between)
{
	hcn_indent_open(&json, NULL, '{');
	hcn_indent_text(&json, "a", "x\"y");
	hcn_indent_number(&json, "b", 18446744073709551615u);
	hcn_indent_true(&json, "c");
	hcn_indent_close(&json, '}');
	expect("{\n\t\"a\": \"x\\\"y\",\n\t\"b\": 18446744073709551615,\n\t\"c\": true\n}");
}
END_TEST

START_TEST(each_bracket_is_a_tab)
{
	hcn_indent_open(&json, NULL, '{');
	hcn_indent_open(&json, "a", '[');
	hcn_indent_text(&json, NULL, "x");
	hcn_indent_text(&json, NULL, "y");
	hcn_indent_close(&json, ']');
	hcn_indent_text(&json, "b", "z");
	hcn_indent_close(&json, '}');
	expect("{\n\t\"a\": [\n\t\t\"x\",\n\t\t\"y\"\n\t],\n\t\"b\": \"z\"\n}");
}
END_TEST

START_TEST(what_is_empty_stays_on_its_line)
{
	hcn_indent_open(&json, NULL, '{');
	hcn_indent_open(&json, "a", '{');
	hcn_indent_close(&json, '}');
	hcn_indent_open(&json, "b", '[');
	hcn_indent_close(&json, ']');
	hcn_indent_close(&json, '}');
	expect("{\n\t\"a\": {},\n\t\"b\": []\n}");
}
END_TEST

START_TEST(two_parts_are_one_text)
{
	hcn_indent_open(&json, NULL, '{');
	hcn_indent_joined(&json, "$ref", "#/$defs/", "Route");
	hcn_indent_close(&json, '}');
	expect("{\n\t\"$ref\": \"#/$defs/Route\"\n}");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ members_have_a_line_each_and_commas_between },
		{ each_bracket_is_a_tab },
		{ what_is_empty_stays_on_its_line },
		{ two_parts_are_one_text },
		{ NULL },
	};

	return run_tests("indent", facts);
}
