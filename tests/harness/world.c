/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A world for tests (world.h). */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel_state.h"
#include "scratch.h"
#include "sim.h"
#include "world.h"

struct hcn *world;
struct hcn_error world_error;
char world_dir[64];

bool world_is_linux(void)
{
	const char *backend = getenv("HCN_BACKEND");

	return backend && !strcmp(backend, "linux");
}

/* A host of its own for each test, so that one that fails leaves nothing to the next. */
static void enter_new_host(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNET | CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("hcn-run", "/run", "tmpfs", 0, "mode=755"), 0);
	ck_assert_int_eq(mount("hcn-sys", "/sys", "sysfs", 0, NULL), 0);
	ck_assert_int_eq(system("ip link set lo up"), 0);
}

void world_open(void)
{
	struct hcn_options options = { .size = sizeof(options),
		.state_dir = world_dir,
		.backend = world_is_linux() ? "linux" : "sim" };

	if (world_is_linux())
		enter_new_host();
	strcpy(world_dir, "/run/hcn-world.XXXXXX"); /* on linux the sandbox's own */
	ck_assert(world_is_linux() ? mkdtemp(world_dir) != NULL
				   : make_scratch(world_dir, sizeof(world_dir), "world"));
	ck_assert_msg(!hcn_open(&options, &world, &world_error), "%s", world_error.text);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void delete_all(enum hcn_kind kind)
{
	char *ids = NULL;
	json_t *list, *id;
	size_t i;

	ck_assert_msg(
		!hcn_enumerate(world, kind, NULL, &ids, &world_error), "%s", world_error.text);
	list = json_loads(ids, 0, NULL);
	json_array_foreach(list, i, id)
		ck_assert_msg(!hcn_delete(world, kind, json_string_value(id), &world_error), "%s",
			world_error.text);
	json_decref(list);
	hcn_free(ids);
}

void world_close(void)
{
	delete_all(HCN_KIND_NETWORK);
	delete_all(HCN_KIND_NAMESPACE);
	hcn_close(world);
	world = NULL;
	nftw(world_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static char *ring(char buffers[][4096], size_t n, size_t *next)
{
	char *buffer = buffers[*next];

	*next = (*next + 1) % n;
	return buffer;
}

/* --- making ------------------------------------------------------------------------------------------------- */

const char *make(enum hcn_kind kind, const char *document)
{
	static char ids[8][4096];
	static size_t next;
	char *id = ring(ids, 8, &next);

	ck_assert_msg(!hcn_create(world, kind, NULL, document, id, NULL, &world_error),
		"create %s: %s %s\n%s", hcn_kind_name(kind), world_error.pointer, world_error.text,
		document);
	return id;
}

const char *make_network(const char *name, const char *prefix)
{
	return make(HCN_KIND_NETWORK,
		doc("{'Name':'%s','Type':'NAT','Ipams':[{'Subnets':[{'IpAddressPrefix':'%s'}]}],"
		    "'SchemaVersion':{'Major':2,'Minor':0}}",
			name, prefix));
}

const char *make_endpoint(const char *network, const char *members)
{
	return make(HCN_KIND_ENDPOINT,
		doc("{'HostComputeNetwork':'%s'%s%s,'SchemaVersion':{'Major':2,'Minor':0}}",
			network, *members ? "," : "", members));
}

const char *make_namespace(void)
{
	return make(HCN_KIND_NAMESPACE, "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}");
}

int try_make(enum hcn_kind kind, const char *document)
{
	return hcn_create(world, kind, NULL, document, NULL, NULL, &world_error);
}

int try_delete(enum hcn_kind kind, const char *id)
{
	return hcn_delete(world, kind, id, &world_error);
}

int try_modify(enum hcn_kind kind, const char *id, const char *request)
{
	return hcn_modify(world, kind, id, request, &world_error);
}

static int move(const char *verb, const char *endpoint, const char *namespace_id)
{
	return try_modify(HCN_KIND_NAMESPACE, namespace_id,
		doc("{'ResourceType':'Endpoint','RequestType':'%s','Settings':{'EndpointId':'%s'}}",
			verb, endpoint));
}

int attach(const char *endpoint, const char *namespace_id)
{
	return move("Add", endpoint, namespace_id);
}

int detach(const char *endpoint, const char *namespace_id)
{
	return move("Remove", endpoint, namespace_id);
}

/* --- looking -------------------------------------------------------------------------------------------------- */

json_t *look(enum hcn_kind kind, const char *id)
{
	char *text = NULL;
	json_t *document;

	ck_assert_msg(!hcn_query(world, kind, id, NULL, &text, &world_error), "query %s: %s", id,
		world_error.text);
	document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_msg(document != NULL, "not JSON: %s", text);
	hcn_free(text);
	return document;
}

const char *look_text(enum hcn_kind kind, const char *id, const char *pointer)
{
	static char texts[8][4096];
	static size_t next;
	char *copy = ring(texts, 8, &next);
	json_t *document = look(kind, id);

	snprintf(copy, sizeof(texts[0]), "%s", text_at(document, pointer));
	json_decref(document);
	return copy;
}

json_int_t look_number(enum hcn_kind kind, const char *id, const char *pointer)
{
	json_t *document = look(kind, id);
	json_int_t number = number_at(document, pointer);

	json_decref(document);
	return number;
}

static json_t *enumerate(enum hcn_kind kind, const char *query)
{
	char *ids = NULL;
	json_t *list;

	ck_assert_msg(!hcn_enumerate(world, kind, query, &ids, &world_error), "enumerate: %s",
		world_error.text);
	list = json_loads(ids, 0, NULL);
	ck_assert_msg(json_is_array(list), "not an array: %s", ids);
	hcn_free(ids);
	return list;
}

size_t count(enum hcn_kind kind, const char *query)
{
	json_t *list = enumerate(kind, query);
	size_t n = json_array_size(list);

	json_decref(list);
	return n;
}

bool lists(enum hcn_kind kind, const char *query, const char *id)
{
	json_t *list = enumerate(kind, query), *one;
	bool found = false;
	size_t i;

	json_array_foreach(list, i, one) found = found || !strcmp(json_string_value(one), id);
	json_decref(list);
	return found;
}

/* --- the kernel ------------------------------------------------------------------------------------------------- */

int run(char **ret_output, const char *const argv[])
{
	char *output = NULL, chunk[4096];
	size_t len = 0;
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		dup2(fds[1], 1);
		dup2(fds[1], 2);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], chunk, sizeof(chunk))) > 0) {
		output = realloc(output, len + (size_t)n + 1);
		memcpy(output + len, chunk, (size_t)n);
		len += (size_t)n;
		output[len] = 0;
	}
	close(fds[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (ret_output)
		*ret_output = output ? output : calloc(1, 1);
	else
		free(output);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char *read_sim(void)
{
	const struct hcn_backend_config config = { .state_dir = world_dir };
	struct hcn_rows rows = { 0 };
	struct hcn_buf text = { 0 };
	struct hcn_backend *be;
	char *state;

	ck_assert_int_eq(hcn_backend_sim.open(&config, &be, NULL), 0);
	ck_assert_int_eq(hcn_sim_rows(be, &rows, NULL), 0);
	for (size_t i = 0; i < rows.n; i++) {
		hcn_row_format(&rows.rows[i], &text);
		hcn_buf_putc(&text, '\n');
	}
	ck_assert_int_eq(hcn_buf_take(&text, &state, NULL), 0);
	hcn_rows_clear(&rows);
	hcn_backend_sim.close(be);
	return state;
}

/* The simulated kernel is this file: while its bytes are the same, so is the state. */
static char *sim_state(void)
{
	static char *last_log, *last_state;
	static size_t last_size;
	char path[sizeof(world_dir) + 16], *log;
	size_t size = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/sim.log", world_dir);
	f = fopen(path, "re");
	if (f && !fseek(f, 0, SEEK_END))
		size = (size_t)ftell(f);
	log = malloc(size + 1);
	if (f) {
		rewind(f);
		size = fread(log, 1, size, f);
		fclose(f);
	}
	if (!last_state || size != last_size || memcmp(log, last_log, size) != 0) {
		free(last_log);
		free(last_state);
		last_state = read_sim();
		last_size = size;
		last_log = log;
	} else {
		free(log);
	}
	return strdup(last_state);
}

char *kernel_state(void)
{
	return world_is_linux() ? linux_kernel_state() : sim_state();
}

/* The next line of *@text, which moves on; NULL at the end. */
static const char *next_line(const char **text, size_t *ret_len)
{
	const char *line = *text;

	if (!*line)
		return NULL;
	*ret_len = strcspn(line, "\n");
	*text = line + *ret_len + (line[*ret_len] == '\n');
	return line;
}

static size_t common(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t n = 0;

	while (n < a_len && n < b_len && a[n] == b[n])
		n++;
	return n;
}

/* Of a long line what it begins with, and what no line of the other text has. */
static void put_line(FILE *f, char sign, const char *line, size_t len, size_t n_common)
{
	size_t from = n_common > 60 ? n_common - 20 : 0;

	if (from)
		fprintf(f, "%c %.60s ... ", sign, line);
	else
		fprintf(f, "%c ", sign);
	fprintf(f, "%.*s\n", (int)(len - from < 200 ? len - from : 200), line + from);
}

static void put_missing(FILE *f, const char *of, const char *in, char sign)
{
	const char *line;
	size_t len;

	while ((line = next_line(&of, &len))) {
		const char *rest = in, *other;
		size_t other_len, best = 0;
		bool found = false;

		while (!found && (other = next_line(&rest, &other_len))) {
			size_t n = common(line, len, other, other_len);

			found = n == len && len == other_len;
			best = n > best ? n : best;
		}
		if (!found)
			put_line(f, sign, line, len, best);
	}
}

const char *state_difference(const char *expected, const char *is)
{
	static char text[4096];
	FILE *f = fmemopen(text, sizeof(text), "w");

	put_missing(f, expected, is, '-');
	put_missing(f, is, expected, '+');
	fclose(f);
	return text;
}

void expect_kernel_state(char *before)
{
	char *after = kernel_state();

	ck_assert_msg(!strcmp(before, after), "the kernel is not as it was:\n%s",
		state_difference(before, after));
	free(before);
	free(after);
}

int run_world_tests(const char *name, const TTest *const tests[], size_t n, int n_loops)
{
	return run_world_tests_part(name, tests, n, n_loops, NULL);
}

int run_world_tests_part(
	const char *name, const TTest *const tests[], size_t n, int n_loops, const char *part)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(world_is_linux() ? "linux" : "sim");
	int failed, number = 1, n_parts = 1;
	SRunner *runner;

	if (part && (sscanf(part, "%d/%d", &number, &n_parts) != 2 || number > n_parts)) {
		fprintf(stderr, "%s: no part like 1/3\n", part);
		return EXIT_FAILURE;
	}
	tcase_add_checked_fixture(tcase, world_open, world_close);
	tcase_set_timeout(tcase, 240);
	for (size_t i = 0; i < n; i++)
		for (int loop = number - 1; loop < (n_loops ? n_loops : 1); loop += n_parts)
			tcase_add_loop_test(tcase, tests[i], loop, loop + 1);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
