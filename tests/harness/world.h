/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A world for tests: a context on a state directory of its own, short ways to make and look at objects, and a check that
 * nothing is left in the kernel.
 *
 * The backend is HCN_BACKEND's (default sim).  On linux the program must run in tests/tools/netlab.sh.
 */
#ifndef HCN_TEST_WORLD_H
#define HCN_TEST_WORLD_H

#include <check.h>
#include <jansson.h>
#include <stdbool.h>

#include <hcn.h>

/* Set by world_open(): one per (forked) test. */
extern struct hcn *world;
extern struct hcn_error world_error; /* of the last call below */
extern char world_dir[64];

/* For tcase_add_checked_fixture: world_open makes it, world_close deletes every object and removes the directory. */
void world_open(void);
void world_close(void);
bool world_is_linux(void);

/* Formatted documents; single quotes are read as double quotes, so that JSON stays readable in C.  The result is static and
 * good until the fourth call after. */
const char *doc(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes an object and returns its id (static, good until the eighth call after); fails the test if that fails. */
const char *make(enum hcn_kind kind, const char *document);
const char *make_network(const char *name, const char *prefix); /* NAT, one subnet */
const char *make_endpoint(
	const char *network, const char *members); /* members: more JSON members or "" */
const char *make_namespace(void);

/* The status of a call; world_error has the details. */
int try_make(enum hcn_kind kind, const char *document);
int try_delete(enum hcn_kind kind, const char *id);
int try_modify(enum hcn_kind kind, const char *id, const char *request);
int attach(const char *endpoint, const char *namespace_id);
int detach(const char *endpoint, const char *namespace_id);

/* The object as JSON; the caller json_decref()s.  Fails the test when it is not there. */
json_t *look(enum hcn_kind kind, const char *id);

/* A member by JSON pointer, borrowed; NULL if there is none. */
json_t *at(json_t *document, const char *pointer);

/* The same as text ("" if it is not a string) or number (-1). */
const char *text_at(json_t *document, const char *pointer);
json_int_t number_at(json_t *document, const char *pointer);

/* One member of an object, copied: text (static, good until the eighth call after) or number. */
const char *look_text(enum hcn_kind kind, const char *id, const char *pointer);
json_int_t look_number(enum hcn_kind kind, const char *id, const char *pointer);

/* How many ids an enumeration with this query (NULL: all) returns; whether @id is one of them. */
size_t count(enum hcn_kind kind, const char *query);
bool lists(enum hcn_kind kind, const char *query, const char *id);

/* Everything this world's kernel holds, as lines: links, addresses, routes, netns, nftables.  malloc'ed.
 * The same text before and after means that nothing was left behind. */
char *kernel_state(void);

/* The lines that only one of two states has, with "-" and "+"; static. */
const char *state_difference(const char *expected, const char *is);

/* Fails the test with that unless the kernel's state is @before, which it frees. */
void expect_kernel_state(char *before);

/* Runs a program with its output captured (malloc'ed, may be NULL); returns its exit status. */
int run(char **ret_output, const char *const argv[]);

/* Runs @tests with the world as fixture, each @n_loops times (START_TEST's _i counts; 0: once); main's exit status. */
int run_world_tests(const char *name, const TTest *const tests[], size_t n, int n_loops);
/* The same of a part: "1/3" is every third time, from the first on.  NULL: all. */
int run_world_tests_part(
	const char *name, const TTest *const tests[], size_t n, int n_loops, const char *part);
#define RUN_WORLD_TESTS(name, tests)                                                               \
	run_world_tests((name), (tests), sizeof(tests) / sizeof((tests)[0]), 0)

#endif
