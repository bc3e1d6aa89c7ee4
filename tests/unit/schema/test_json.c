/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON reader: RFC 8259 and nothing else, its limits, and the same verdicts as jansson. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cleanup.h"
#include "json.h"
#include "run_tests.h"
#include "samples.h"
#include "schema.h"

static const struct hcn_json_limits limits = { HCN_MAX_SIZE_DEFAULT, HCN_MAX_ELEMENTS_DEFAULT };

static struct hcn_json_fault fault;

static int check(const char *text)
{
	return hcn_json_check(text, strlen(text), &limits, &fault);
}

static const char *const good[] = {
	"{}",
	" \t\r\n{ \t\r\n} \t\r\n",
	"{\"a\":1}",
	"{\"\":0}",
	"{\"a\":[],\"b\":{},\"c\":null,\"d\":true,\"e\":false}",
	"{\"a\":[1,-1,0,-0,1.5,1e3,1E+3,1e-3,0.0,123456789012345678901234567890,1e999]}",
	"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\\ufFfF\"}",
	"{\"a\":\"\x7f \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\"}",
	"{\"a\":{\"b\":1},\"c\":{\"b\":1}}",
	"{ \"a\" : [ 1 , { \"b\" : [ ] } ] }",
};

START_TEST(every_form_of_json_is_accepted)
{
	ck_assert_int_eq(check(good[_i]), 0);
}
END_TEST

/* The text, the byte where the fault is. */
static const struct {
	const char *text;
	size_t offset;
} bad[] = {
	{ "", 0 },
	{ " ", 1 },
	{ "[]", 0 },
	{ "null", 0 },
	{ "\"a\"", 0 },
	{ "{", 1 },
	{ "{}}", 2 },
	{ "{} {}", 3 },
	{ "{a:1}", 1 },
	{ "{'a':1}", 1 },
	{ "{\"a\"}", 4 },
	{ "{\"a\":}", 5 },
	{ "{\"a\":1,}", 7 },
	{ "{,}", 1 },
	{ "{\"a\":1 \"b\":2}", 7 },
	{ "{\"a\":[1,]}", 8 },
	{ "{\"a\":[,1]}", 6 },
	{ "{\"a\":[1 2]}", 8 },
	{ "{\"a\":[1}", 7 },
	{ "{\"a\":[1", 5 },
	{ "{\"a\":tru}", 5 },
	{ "{\"a\":True}", 5 },
	{ "{\"a\":NaN}", 5 },
	{ "{\"a\":01}", 6 },
	{ "{\"a\":+1}", 5 },
	{ "{\"a\":-}", 5 },
	{ "{\"a\":.5}", 5 },
	{ "{\"a\":1.}", 5 },
	{ "{\"a\":1e}", 5 },
	{ "{\"a\":1e+}", 5 },
	{ "{\"a\":0x10}", 6 },
	{ "{\"a\":\"", 5 },
	{ "{\"a\":\"\n\"}", 6 },
	{ "{\"a\":\"\\x41\"}", 6 },
	{ "{\"a\":\"\\", 6 },
	{ "{\"a\":\"\\u12\"}", 6 },
	{ "{\"a\":\"\\u12g4\"}", 6 },
	{ "{\"a\":\"\\u0000\"}", 6 },
	{ "{\"a\":\"\\ud800\"}", 6 },
	{ "{\"a\":\"\\ud800\\n\"}", 6 },
	{ "{\"a\":\"\\ud800\\ud800\"}", 6 },
	{ "{\"a\":\"\\ud800\\ue000\"}", 6 },
	{ "{\"a\":\"\\udc00\"}", 6 },
	{ "{\"a\":1}//", 7 },
	{ "{/**/}", 1 },
	{ "\xef\xbb\xbf{}", 0 },
};

START_TEST(anything_else_is_refused_where_it_is_wrong)
{
	ck_assert_int_eq(check(bad[_i].text), HCN_INVALID_JSON);
	ck_assert_uint_eq((size_t)(fault.at - bad[_i].text), bad[_i].offset);
	ck_assert_str_ne(fault.what, "");
}
END_TEST

static const char *const bad_utf8[] = { "{\"a\":\"\xff\"}", "{\"a\":\"\xc3\"}",
	"{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xf4\x90\x80\x80\"}" };

START_TEST(bytes_that_are_no_utf8_are_refused)
{
	ck_assert_int_eq(check(bad_utf8[_i]), HCN_INVALID_JSON);
}
END_TEST

START_TEST(a_nul_byte_ends_nothing)
{
	ck_assert_int_eq(hcn_json_check("{}\0", 3, &limits, &fault), HCN_INVALID_JSON);
	ck_assert_int_eq(hcn_json_check("{\0}", 3, &limits, &fault), HCN_INVALID_JSON);
	ck_assert_int_eq(hcn_json_check("{\"a\":\"\0\"}", 9, &limits, &fault), HCN_INVALID_JSON);
}
END_TEST

START_TEST(no_byte_behind_the_end_is_read)
{
	static const char text[] = "{\"a\":[1,true,\"\\u0041\\ud83d\\ude00\",{\"b\":-1.5e+3}]}";

	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		char *cut = malloc(len ? len : 1); /* so that ASan sees a read behind it */

		ck_assert_ptr_nonnull(cut);
		memcpy(cut, text, len);
		ck_assert_int_eq(hcn_json_check(cut, len, &limits, &fault), HCN_INVALID_JSON);
		free(cut);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t offset;
} twice[] = {
	{ "{\"a\":1,\"a\":2}", 7 },
	{ "{\"Name\":1,\"b\":2,\"nAME\":3}", 16 },
	{ "{\"a\":1,\"\\u0041\":2}", 7 },
	{ "{\"\\u00e4\":1,\"\xc3\xa4\":2}", 12 },
	{ "{\"x\":{\"y\":[{\"a\":1,\"a\":1}]}}", 18 },
	{ "{\"\":1,\"\":1}", 6 },
	{ "{\"a\":null,\"a\":1}", 10 },
};

START_TEST(a_key_twice_in_any_spelling_is_refused)
{
	ck_assert_int_eq(check(twice[_i].text), HCN_INVALID_JSON);
	ck_assert_str_eq(fault.what, "a key twice");
	ck_assert_uint_eq((size_t)(fault.at - twice[_i].text), twice[_i].offset);
}
END_TEST

/* {"a":[[[...]]]} with @depth brackets in all. */
static char *nested(size_t depth)
{
	struct hcn_buf b = { 0 };
	char *text;

	hcn_buf_puts(&b, "{\"a\":");
	for (size_t i = 1; i < depth; i++)
		hcn_buf_putc(&b, '[');
	for (size_t i = 1; i < depth; i++)
		hcn_buf_putc(&b, ']');
	hcn_buf_putc(&b, '}');
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	return text;
}

START_TEST(sixty_four_levels_are_read_and_no_more)
{
	_cleanup_free_ char *deep = nested(HCN_MAX_DEPTH), *deeper = nested(HCN_MAX_DEPTH + 1);

	ck_assert_int_eq(check(deep), 0);
	ck_assert_int_eq(check(deeper), HCN_INVALID_JSON);
	ck_assert_str_eq(fault.what, "too many levels");
}
END_TEST

START_TEST(five_megabytes_of_brackets_are_refused_at_the_65th)
{
	size_t len = 5u << 20;
	_cleanup_free_ char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, '[', len);
	memcpy(text, "{\"a\":", 5);
	ck_assert_int_eq(hcn_json_check(text, len, &limits, &fault), HCN_INVALID_JSON);
	ck_assert_uint_eq((size_t)(fault.at - text), 5 + HCN_MAX_DEPTH - 1);
}
END_TEST

START_TEST(the_limits_count_bytes_and_values)
{
	static const char text[] = "{\"a\":[1,2]}"; /* the object, the array, two numbers */
	struct hcn_json_limits l = { sizeof(text) - 1, 4 };

	ck_assert_int_eq(hcn_json_check(text, sizeof(text) - 1, &l, &fault), 0);
	l.elements = 3;
	ck_assert_int_eq(hcn_json_check(text, sizeof(text) - 1, &l, &fault), HCN_INVALID_JSON);
	ck_assert_str_eq(fault.what, "too many values");
	l = (struct hcn_json_limits){ sizeof(text) - 2, 4 };
	ck_assert_int_eq(hcn_json_check(text, sizeof(text) - 1, &l, &fault), HCN_INVALID_JSON);
	ck_assert_str_eq(fault.what, "too long a document");
}
END_TEST

/* What jansson reads too: keys that differ in letter case are two to it. */
static bool jansson_accepts(const char *text, size_t len)
{
	json_t *json = json_loadb(
		text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);

	json_decref(json);
	return json != NULL;
}

START_TEST(jansson_agrees_about_ten_thousand_broken_documents)
{
	static const char bytes[] = "\"\\{}[],:0123 \t-+.eEuntrfals\x80\xc3\n";
	const char *document = _i ? network_document : endpoint_document;
	struct prng r = { .state = 1 + (uint64_t)_i };
	size_t n_accepted = 0;

	for (int i = 0; i < 5000; i++) {
		_cleanup_free_ char *text = strdup(document);
		size_t len = strlen(text);
		int ours;

		for (uint32_t n = 1 + prng_below(&r, 2); n; n--)
			text[prng_below(&r, (uint32_t)len)] =
				bytes[prng_below(&r, sizeof(bytes) - 1)];
		ours = hcn_json_check(text, len, &limits, &fault);
		n_accepted += ours == 0;
		if (ours && strcmp(fault.what, "a key twice") == 0)
			continue;
		ck_assert_msg(jansson_accepts(text, len) == (ours == 0), "%s: %s",
			ours ? fault.what : "accepted", text);
	}
	ck_assert_uint_gt(n_accepted, 500);
}
END_TEST

START_TEST(texts_are_read_with_their_escapes_resolved)
{
	char text[64];

	ck_assert(hcn_json_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", text, sizeof(text)));
	ck_assert_str_eq(text, "\"\\/\b\f\n\r\t");
	ck_assert(hcn_json_string(
		"\"\\u0041\\u007f\\u0080\\u07ff\\u0800\\uffff\\ud800\\udc00\\udbff\\udfff\"", text,
		sizeof(text)));
	ck_assert_str_eq(text,
		"A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
	ck_assert(hcn_json_string("\"abc\"", text, 4));
	ck_assert(!hcn_json_string("\"abcd\"", text, 4));
}
END_TEST

static const struct {
	const char *text;
	const char *compact;
} compacted[] = {
	{ "{ \"a\" :\t[ 1 , 2 ] ,\r\n \"b\" : \" x \\\" y \" }",
		"{\"a\":[1,2],\"b\":\" x \\\" y \"}" },
	{ "{ }  ,", "{}" },
	{ "1.0 ,", "1.0" },
	{ "\" \\\\\" }", "\" \\\\\"" },
	{ "[ \"]\" , [ ] ] ]", "[\"]\",[]]" },
};

START_TEST(compact_text_lost_nothing_but_space_between_tokens)
{
	_cleanup_free_ char *text = hcn_json_compact(compacted[_i].text);

	ck_assert_str_eq(text, compacted[_i].compact);
}
END_TEST

static const struct {
	const char *raw;
	const char *key;
	const char *result;
} members[] = {
	{ "{}", "a", "{\"a\":7}" },
	{ " { } ", "a", " { \"a\":7} " },
	{ "{\"b\":1}", "a", "{\"b\":1,\"a\":7}" },
	{ "{\"a\":1}", "a", "{\"a\":7}" },
	{ "{\"A\":[1,{\"a\":2}],\"b\":3}", "a", "{\"A\":7,\"b\":3}" },
	{ "{\"x\":{\"a\":1}, \"\\u0061\" : \"}\" }", "a", "{\"x\":{\"a\":1}, \"\\u0061\" : 7 }" },
};

START_TEST(setting_a_member_leaves_every_other_byte)
{
	_cleanup_free_ char *text = NULL;

	ck_assert_int_eq(hcn_json_set_member(members[_i].raw, members[_i].key, "7", &text), 0);
	ck_assert_str_eq(text, members[_i].result);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_form_of_json_is_accepted, HCN_N_ELEMENTS(good) },
		{ anything_else_is_refused_where_it_is_wrong, HCN_N_ELEMENTS(bad) },
		{ bytes_that_are_no_utf8_are_refused, HCN_N_ELEMENTS(bad_utf8) },
		{ a_nul_byte_ends_nothing, 0 },
		{ no_byte_behind_the_end_is_read, 0 },
		{ a_key_twice_in_any_spelling_is_refused, HCN_N_ELEMENTS(twice) },
		{ sixty_four_levels_are_read_and_no_more, 0 },
		{ five_megabytes_of_brackets_are_refused_at_the_65th, 0 },
		{ the_limits_count_bytes_and_values, 0 },
		{ jansson_agrees_about_ten_thousand_broken_documents, 2 },
		{ texts_are_read_with_their_escapes_resolved, 0 },
		{ compact_text_lost_nothing_but_space_between_tokens, HCN_N_ELEMENTS(compacted) },
		{ setting_a_member_leaves_every_other_byte, HCN_N_ELEMENTS(members) },
		{ NULL },
	};

	return run_tests("schema-json", facts);
}
