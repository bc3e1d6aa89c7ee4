/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hns: calls of the V1 dialect from a shell. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NS_ID "AAAAAAAA-2222-3333-4444-555555555555"
#define BODY  "{\"Type\":\"Container\",\"Data\":{\"Id\":\"pod\"}}"

START_TEST(an_answer_is_printed_whole)
{
	json_t *answer;

	works("hns", "GET", "/globals/version");
	answer = json_out();
	ck_assert(json_is_true(json_object_get(answer, "Success")));
	ck_assert_int_eq(number_at(answer, "Output.Major"), 16);
	json_decref(answer);
}
END_TEST

START_TEST(an_answer_that_says_no_is_printed_and_is_a_failure)
{
	json_t *answer;

	ck_assert_int_eq(hcnctl("hns", "DELETE", "/networks/" NS_ID), 1);
	answer = json_out();
	ck_assert(json_is_false(json_object_get(answer, "Success")));
	has(text_at(answer, "Error"), "The network was not found.");
	json_decref(answer);
	ck_assert_str_eq(errors, "");
}
END_TEST

/* The body as a word, from a file, from standard input: each adds the container, which the next one finds there. */
START_TEST(a_body_comes_from_three_places)
{
	char file[] = "/tmp/hcnctl-hns.XXXXXX", at[sizeof(file) + 1] = "@";
	int fd = mkstemp(file);

	create("ns", "--id", NS_ID);
	ck_assert_int_eq(write(fd, BODY, strlen(BODY)), (ssize_t)strlen(BODY));
	(void)close(fd);
	works("hns", "POST", "/namespaces/" NS_ID "/addresource", BODY);
	has(out, "pod");
	works("hns", "POST", "/namespaces/" NS_ID "/removeresource", strcat(at, file));
	lacks(out, "pod");
	ck_assert_int_eq(
		hcnctl_reads(BODY, "hns", "POST", "/namespaces/" NS_ID "/addresource", "-"), 0);
	has(out, "pod");
	(void)unlink(file);
	ck_assert_int_eq(hcnctl("hns", "POST", "/namespaces/", at), 1);
	has(errors, "No such file");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_answer_is_printed_whole },
		{ an_answer_that_says_no_is_printed_and_is_a_failure },
		{ a_body_comes_from_three_places },
		{ 0 },
	};

	return run_cli_tests("cli-hns", facts);
}
