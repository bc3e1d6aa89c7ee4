/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcnctl in tests: the built program ($HCNCTL), on a simulated kernel and a state directory of its own.
 *
 *	ck_assert_int_eq(hcnctl("list", "network"), 0);
 *	ck_assert_str_eq(out, "...");
 */
#ifndef HCN_TEST_CLI_H
#define HCN_TEST_CLI_H

#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include <check.h>
#include <jansson.h>

/* Of the last run. */
extern char *out;
extern char *errors;

extern char state_dir[64];

/* Runs it with these words; returns the exit status, -1 if a signal ended it. */
#define hcnctl(...) run_hcnctl(NULL, (const char *const[]){ "hcnctl", __VA_ARGS__, NULL })
/* The same with @input as standard input. */
#define hcnctl_reads(input, ...)                                                                   \
	run_hcnctl(input, (const char *const[]){ "hcnctl", __VA_ARGS__, NULL })
int run_hcnctl(const char *input, const char *const *words);

/* Starts it with @fd as standard output; to be waited for. */
pid_t start_hcnctl(int fd, const char *const *words);
int wait_for(pid_t child); /* the exit status */

/* Each fails the test if hcnctl does. */
#define works(...) ck_assert_msg(hcnctl(__VA_ARGS__) == 0, "%s", errors)
const char *made(
	const char *const *words); /* "create" -q: the id, good until the next run but three */
#define create(...) made((const char *const[]){ "hcnctl", "create", "-q", __VA_ARGS__, NULL })

/* Asserts on texts. */
#define has(text, part)   ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%s", part, text)
#define lacks(text, part) ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in:\n%s", part, text)

/* The output as JSON; of `show KIND ID -o json`.  The caller json_decref()s. */
json_t *json_out(void);
json_t *document(const char *kind, const char *id);

/* A member's text by path, such as "Ipams.0.Subnets.1.IpAddressPrefix", "" if there is none; its number, -1. */
const char *text_at(const json_t *json, const char *path);
json_int_t number_at(const json_t *json, const char *path);

struct fact {
	const TTest *test;
	int n_vectors; /* run once for each, numbered by _i; 0: run once */
};

/* @facts: ends with a zero one.  Returns the exit status. */
int run_cli_tests(const char *name, const struct fact *facts);

#endif
