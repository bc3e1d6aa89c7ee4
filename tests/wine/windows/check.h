/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * As much of libcheck as tests/clients uses, for programs of Windows: each fact runs in a process of its own, with fixtures.
 *
 * Also what such a program has of the Linux around it: its environment and its commands.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *name;
	void (*body)(int i);
} TTest;

typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;

#define CK_ENV    0
#define CK_NORMAL 0

#define START_TEST(test)                                                                           \
	static void test##_body(int _i);                                                           \
	static const TTest test##_test = { #test, test##_body };                                   \
	static const TTest *const test = &test##_test;                                             \
	static void test##_body(int _i __attribute__((unused)))
#define END_TEST

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void tcase_add_checked_fixture(TCase *tcase, void (*open)(void), void (*close)(void));
void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to);
void tcase_set_timeout(TCase *tcase, double seconds);
void suite_add_tcase(Suite *suite, TCase *tcase);
SRunner *srunner_create(Suite *suite);
void srunner_run_all(SRunner *runner, int mode);
int srunner_ntests_failed(SRunner *runner);
void srunner_free(SRunner *runner);

/* Ends the process. */
void check_failed(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(gnu_printf, 3, 4)));

#define ck_assert_msg(fact, ...) ((fact) ? (void)0 : check_failed(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(fact)          ck_assert_msg((fact), "%s", #fact)

#define CK_NUMBERS(type, a, op, b)                                                                 \
	do {                                                                                       \
		type ck_a = (type)(a), ck_b = (type)(b);                                           \
                                                                                                   \
		ck_assert_msg(ck_a op ck_b, "%s %s %s: 0x%llx, 0x%llx", #a, #op, #b,               \
			(unsigned long long)ck_a, (unsigned long long)ck_b);                       \
	} while (0)
#define ck_assert_int_eq(a, b)  CK_NUMBERS(intmax_t, a, ==, b)
#define ck_assert_int_ne(a, b)  CK_NUMBERS(intmax_t, a, !=, b)
#define ck_assert_int_ge(a, b)  CK_NUMBERS(intmax_t, a, >=, b)
#define ck_assert_int_gt(a, b)  CK_NUMBERS(intmax_t, a, >, b)
#define ck_assert_int_le(a, b)  CK_NUMBERS(intmax_t, a, <=, b)
#define ck_assert_int_lt(a, b)  CK_NUMBERS(intmax_t, a, <, b)
#define ck_assert_uint_eq(a, b) CK_NUMBERS(uintmax_t, a, ==, b)
#define ck_assert_uint_lt(a, b) CK_NUMBERS(uintmax_t, a, <, b)
#define ck_assert_uint_ge(a, b) CK_NUMBERS(uintmax_t, a, >=, b)

#define CK_STRINGS(a, op, b)                                                                       \
	do {                                                                                       \
		const char *ck_a = (a), *ck_b = (b);                                               \
                                                                                                   \
		ck_assert_msg(ck_a &&ck_b &&strcmp(ck_a, ck_b) op 0, "%s %s %s: %s, %s", #a, #op,  \
			#b, ck_a ? ck_a : "NULL", ck_b ? ck_b : "NULL");                           \
	} while (0)
#define ck_assert_str_eq(a, b) CK_STRINGS(a, ==, b)
#define ck_assert_str_ne(a, b) CK_STRINGS(a, !=, b)

#define ck_assert_ptr_null(a)    ck_assert_msg(!(a), "%s is not NULL", #a)
#define ck_assert_ptr_nonnull(a) ck_assert_msg((a) != NULL, "%s is NULL", #a)

/* Linux's shell runs it, in the network namespace of this program. */
int linux_system(const char *command);
#define system(command) linux_system(command)

#define setenv(name, value, overwrite) _putenv_s((name), (value))

#endif
