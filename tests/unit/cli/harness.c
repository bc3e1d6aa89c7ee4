/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "harness.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

char *out;
char *errors;
char state_dir[64];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void make_state(void)
{
	ck_assert(make_scratch(state_dir, sizeof(state_dir), "cli"));
	ck_assert_int_eq(setenv("HCN_STATE_DIR", state_dir, 1), 0);
	ck_assert_int_eq(setenv("HCN_BACKEND", "sim", 1), 0);
}

static void remove_state(void)
{
	free(out);
	free(errors);
	(void)nftw(state_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- running ---------------------------------------------------------------------------------- */

static pid_t start(FILE *input, int to, int errors_to, const char *const *words)
{
	const char *program = getenv("HCNCTL");
	pid_t child;

	ck_assert_msg(program != NULL, "HCNCTL is not set");
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child)
		return child;
	if (input)
		(void)dup2(fileno(input), STDIN_FILENO);
	(void)dup2(to, STDOUT_FILENO);
	if (errors_to >= 0)
		(void)dup2(errors_to, STDERR_FILENO);
	(void)execv(program, (char *const *)(uintptr_t)words);
	_exit(127);
}

int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t start_hcnctl(int fd, const char *const *words)
{
	return start(NULL, fd, -1, words);
}

static char *slurp(FILE *file)
{
	long size;
	char *text;

	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	ck_assert_int_ge(size, 0);
	rewind(file);
	text = calloc(1, (size_t)size + 1);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(fread(text, 1, (size_t)size, file), (size_t)size);
	(void)fclose(file);
	return text;
}

int run_hcnctl(const char *input, const char *const *words)
{
	FILE *in = tmpfile(), *to = tmpfile(), *errors_to = tmpfile();
	int status;

	ck_assert(in && to && errors_to);
	ck_assert_int_ge(fputs(input ? input : "", in), 0);
	rewind(in);
	status = wait_for(start(in, fileno(to), fileno(errors_to), words));
	(void)fclose(in);
	free(out);
	free(errors);
	out = slurp(to);
	errors = slurp(errors_to);
	return status;
}

const char *made(const char *const *words)
{
	static char ids[4][37];
	static unsigned next;
	char *id = ids[next++ % 4];

	ck_assert_msg(run_hcnctl(NULL, words) == 0, "%s", errors);
	ck_assert_uint_eq(strlen(out), 37);
	memcpy(id, out, 36);
	return id;
}

/* --- JSON ------------------------------------------------------------------------------------- */

json_t *json_out(void)
{
	json_error_t error;
	json_t *json = json_loads(out, 0, &error);

	ck_assert_msg(json != NULL, "%s in:\n%s", error.text, out);
	return json;
}

json_t *document(const char *kind, const char *id)
{
	works("show", kind, id, "-o", "json");
	return json_out();
}

static const json_t *at(const json_t *json, const char *path)
{
	char part[64];

	while (*path) {
		size_t len = strcspn(path, ".");

		(void)snprintf(part, sizeof(part), "%.*s", (int)len, path);
		json = json_is_array(json) ? json_array_get(json, strtoul(part, NULL, 10))
					   : json_object_get(json, part);
		path += len + (path[len] == '.');
	}
	return json;
}

const char *text_at(const json_t *json, const char *path)
{
	const char *text = json_string_value(at(json, path));

	return text ? text : "";
}

json_int_t number_at(const json_t *json, const char *path)
{
	json = at(json, path);
	return json_is_integer(json) ? json_integer_value(json) : -1;
}

int run_cli_tests(const char *name, const struct fact *facts)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int n_failed;

	for (; facts->test; facts++)
		tcase_add_loop_test(tcase, facts->test, 0, facts->n_vectors ? facts->n_vectors : 1);
	tcase_add_checked_fixture(tcase, make_state, remove_state);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
