/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the store's tests share: a directory of their own, one-line writes, and child processes. */
#ifndef HCN_TESTS_STORE_HARNESS_H
#define HCN_TESTS_STORE_HARNESS_H

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "store.h"

#define RED  1 /* kinds */
#define BLUE 2

/*
 * For what runs in children and threads, where libcheck's assertions would garble its protocol: says so on stderr and
 * aborts, which ends a test as failed, too.
 */
#define must(condition) ((condition) ? (void)0 : give_up(__FILE__, __LINE__, #condition))
_Noreturn void give_up(const char *file, int line, const char *what);

/* The test's own directory, and the store's one, which is absent at first, in it. */
extern char top_dir[64];
extern char state_dir[96];
void make_top_dir(void);
void remove_top_dir(void);

struct hcn_store *open_store(void);
struct hcn_txn *begin_read(struct hcn_store *s);
struct hcn_txn *begin_write(struct hcn_store *s);      /* takes the writer lock */
void commit(struct hcn_store *s, struct hcn_txn *txn); /* and releases it */
void roll_back(struct hcn_store *s, struct hcn_txn *txn);

struct hcn_guid id_of(unsigned n);
unsigned number_of(const struct hcn_guid *id);

/* Keys as text: the first character is the index ('1'..'9'), the rest the bytes. */
struct hcn_index_key key_of(const char *text);
/* @keys: separated by single spaces. */
void put(struct hcn_txn *txn, uint8_t kind, unsigned n, const char *data, const char *keys);
void delete (struct hcn_txn *txn, uint8_t kind, unsigned n);

/* The numbers of the objects with this key, or of this kind, in the order they are visited: "3 1 2". */
const char *found_by(struct hcn_txn *txn, const char *key);
const char *all_of(struct hcn_txn *txn, uint8_t kind);
/* The data of an object, "-" when there is none. */
const char *data_of(struct hcn_txn *txn, uint8_t kind, unsigned n);

/* A counter among the values; 0 when there is none. */
uint64_t counter(struct hcn_txn *txn, const char *name);
void set_counter(struct hcn_txn *txn, const char *name, uint64_t value);

/* Runs @fn in a child, which ends by returning from it. */
pid_t start_child(void (*fn)(void *arg), void *arg);
void expect_success(pid_t child);
/* Runs @fn in a child until it calls say_ready(). */
pid_t start_child_until_ready(void (*fn)(void *arg), void *arg);
void say_ready(void);
void kill_child(pid_t child);

/* Runs a suite of these cases, each in a process with its own directory. */
struct test_case {
	const char *name;
	const TTest *const *tests;
	size_t n_tests;
	int n_loops; /* START_TEST's _i counts up to it; 0: once */
};
int run_cases(const char *suite, const struct test_case *cases, size_t n_cases);

#endif
