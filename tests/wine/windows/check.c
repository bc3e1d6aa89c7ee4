/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts in processes of their own (check.h).
 *
 * The program calls itself with the number of a fact; the summary has the form of libcheck's, which tests/tools/summary.py reads.
 */
#include <check.h>

#include <process.h>
#include <stdarg.h>
#include <unistd.h>

#undef system

#define MAX_FACTS 128

static struct {
	const TTest *test;
	int i;
} facts[MAX_FACTS];
static size_t n_facts;
static const char *suite_name;
static void (*fixture_open)(void), (*fixture_close)(void);
static int n_failed;

void check_failed(const char *file, int line, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	printf("%s:%d: ", file, line);
	vprintf(format, ap);
	printf("\n");
	va_end(ap);
	fflush(stdout);
	_exit(1);
}

Suite *suite_create(const char *name)
{
	suite_name = name;
	return NULL;
}

TCase *tcase_create(const char *name)
{
	(void)name;
	return NULL;
}

void tcase_add_checked_fixture(TCase *tcase, void (*open)(void), void (*close)(void))
{
	(void)tcase;
	fixture_open = open;
	fixture_close = close;
}

void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to)
{
	(void)tcase;
	for (int i = from; i < to; i++) {
		if (n_facts == MAX_FACTS)
			abort();
		facts[n_facts].test = test;
		facts[n_facts++].i = i;
	}
}

void tcase_set_timeout(TCase *tcase, double seconds)
{
	(void)tcase, (void)seconds; /* the test's own is enough */
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
	(void)suite, (void)tcase;
}

SRunner *srunner_create(Suite *suite)
{
	(void)suite;
	return NULL;
}

static void run_one(size_t n)
{
	if (fixture_open)
		fixture_open();
	facts[n].test->body(facts[n].i);
	if (fixture_close)
		fixture_close();
	fflush(stdout);
	_exit(0);
}

void srunner_run_all(SRunner *runner, int mode)
{
	const char *only = getenv("HCN_TEST_FACT");
	char number[32];

	(void)runner, (void)mode;
	if (only)
		run_one(strtoul(only, NULL, 10));
	for (size_t n = 0; n < n_facts; n++) {
		snprintf(number, sizeof(number), "%zu", n);
		_putenv_s("HCN_TEST_FACT", number);
		if (_spawnl(_P_WAIT, _pgmptr, _pgmptr, NULL)) {
			n_failed++;
			printf("failed: %s, %s, vector %d\n", suite_name, facts[n].test->name,
				facts[n].i);
		}
	}
	printf("%zu%%: Checks: %zu, Failures: %d, Errors: 0\n",
		n_facts ? 100 * (n_facts - (size_t)n_failed) / n_facts : 100, n_facts, n_failed);
	fflush(stdout);
}

int srunner_ntests_failed(SRunner *runner)
{
	(void)runner;
	return n_failed;
}

void srunner_free(SRunner *runner)
{
	(void)runner;
}

/* --- Linux ------------------------------------------------------------------------------------------------- */

/* A program of Linux has no exit status in Windows, and nobody waits for its end: the status comes by a file. */
static int read_status(const char *path)
{
	int status = -1;
	FILE *f = NULL;

	for (int i = 0; i < 1000 && !f; i++) {
		f = fopen(path, "rb");
		if (!f)
			usleep(10000);
	}
	if (!f)
		return -1;
	if (fscanf(f, "%d", &status) != 1)
		status = -1;
	fclose(f);
	return remove(path) ? -1 : status;
}

int linux_system(const char *command)
{
	const char *dir = getenv("HCN_TEST_DIR");
	char path[260], line[600];
	FILE *f;

	if (!dir)
		return -1;
	snprintf(path, sizeof(path), "Z:%s/command", dir);
	f = fopen(path, "wb");
	if (!f)
		return -1;
	fprintf(f, "( %s )\necho $? >'%s/new'\nmv '%s/new' '%s/status'\n", command, dir, dir, dir);
	fclose(f);
	snprintf(line, sizeof(line), "start /unix /bin/sh %s/command", dir);
	(void)!system(line);
	snprintf(path, sizeof(path), "Z:%s/status", dir);
	return read_status(path);
}
