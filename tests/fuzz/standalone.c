/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fuzzer without libFuzzer: every seed, and so many mutations of each, the same ones in every run.
 *
 *	seeds-NAME MUTATIONS FOLDER     all seeds of a folder
 *	seeds-NAME 0 FILE               one input: the way to look at a finding
 *
 * An input that fails is left in a file beside the program: seeds-NAME.finding.
 */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "fuzz.h"
#include "prng.h"

#define MAX_SIZE 8192

struct input {
	size_t size;
	uint8_t bytes[MAX_SIZE];
};

/* What runs now and where it goes if it fails, for the signal handler. */
static struct input current;
static char finding[4096];

static void keep_finding(int signal_number)
{
	int fd = open(finding, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd >= 0 && write(fd, current.bytes, current.size) == (ssize_t)current.size)
		dprintf(STDERR_FILENO, "the input is in %s\n", finding);
	/* The handler is gone by now (SA_RESETHAND): raised again, the signal ends the process. */
	(void)raise(signal_number);
}

static void catch_aborts(void)
{
	struct sigaction action = { .sa_handler = keep_finding, .sa_flags = (int)SA_RESETHAND };

	if (sigaction(SIGABRT, &action, NULL))
		err(EXIT_FAILURE, "sigaction");
}

/* --- mutations ------------------------------------------------------------------------------------------ */

static void insert(struct input *in, size_t at, const uint8_t *bytes, size_t size)
{
	if (size > MAX_SIZE - in->size)
		size = MAX_SIZE - in->size;
	memmove(in->bytes + at + size, in->bytes + at, in->size - at);
	memcpy(in->bytes + at, bytes, size);
	in->size += size;
}

/* A place within @in and how much may follow it. */
static size_t choose_range(struct prng *r, const struct input *in, size_t *ret_size)
{
	size_t at = prng_below(r, (uint32_t)in->size);

	*ret_size = 1 + prng_below(r, (uint32_t)(in->size - at));
	return at;
}

static void flip_bit(struct prng *r, struct input *in, const struct input *other)
{
	in->bytes[prng_below(r, (uint32_t)in->size)] ^= (uint8_t)(1u << prng_below(r, 8));
}

static void put_mark(struct prng *r, struct input *in, const struct input *other)
{
	static const uint8_t marks[] = "\"{}[]:,\\/-.019eu \n\0\x80\xff";

	in->bytes[prng_below(r, (uint32_t)in->size)] = marks[prng_below(r, sizeof(marks))];
}

static void cut_range(struct prng *r, struct input *in, const struct input *other)
{
	size_t size, at = choose_range(r, in, &size);

	memmove(in->bytes + at, in->bytes + at + size, in->size - at - size);
	in->size -= size;
}

static void repeat_range(struct prng *r, struct input *in, const struct input *other)
{
	uint8_t copy[MAX_SIZE];
	size_t size, at = choose_range(r, in, &size);

	memcpy(copy, in->bytes + at, size);
	insert(in, prng_below(r, (uint32_t)in->size), copy, size);
}

static void insert_other(struct prng *r, struct input *in, const struct input *other)
{
	size_t size, at;

	if (!other->size)
		return;
	at = choose_range(r, other, &size);
	insert(in, prng_below(r, (uint32_t)in->size), other->bytes + at, size);
}

static void mutate(struct prng *r, struct input *in, const struct input *other)
{
	static void (*const mutators[])(struct prng *, struct input *, const struct input *) = {
		flip_bit, put_mark, cut_range, repeat_range, insert_other
	};

	for (uint32_t n = 1 + prng_below(r, 4); n && in->size; n--)
		mutators[prng_below(r, HCN_N_ELEMENTS(mutators))](r, in, other);
}

/* --- inputs --------------------------------------------------------------------------------------------- */

static void load(const char *path, struct input *ret)
{
	FILE *f = fopen(path, "re");

	if (!f)
		err(EXIT_FAILURE, "%s", path);
	ret->size = fread(ret->bytes, 1, MAX_SIZE, f);
	if (ferror(f) || fgetc(f) != EOF)
		errx(EXIT_FAILURE, "%s: unreadable, or longer than %d bytes", path, MAX_SIZE);
	fclose(f);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The files of a folder by name, or the one file. */
static struct input *load_all(const char *path, size_t *ret_n)
{
	struct dirent **entries;
	struct input *inputs;
	struct stat st;
	int n = 1;

	if (stat(path, &st))
		err(EXIT_FAILURE, "%s", path);
	if (S_ISDIR(st.st_mode)) {
		n = scandir(path, &entries, is_visible, alphasort);
		if (n <= 0)
			errx(EXIT_FAILURE, "%s: no seeds", path);
	}
	inputs = calloc((size_t)n, sizeof(*inputs));
	must(inputs != NULL);
	if (!S_ISDIR(st.st_mode)) {
		load(path, inputs);
	} else {
		for (int i = 0; i < n; i++) {
			char name[4096];

			snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
			load(name, &inputs[i]);
			free(entries[i]);
		}
		free(entries);
	}
	*ret_n = (size_t)n;
	return inputs;
}

/* From the heap and no larger than it says, so that reading past its end is seen. */
static void run_current(void)
{
	_cleanup_free_ uint8_t *bytes = malloc(current.size ? current.size : 1);

	must(bytes != NULL);
	memcpy(bytes, current.bytes, current.size);
	LLVMFuzzerTestOneInput(bytes, current.size);
}

int main(int argc, char **argv)
{
	unsigned long n_mutations;
	struct input *seeds;
	size_t n;

	if (argc != 3)
		errx(EXIT_FAILURE, "usage: %s MUTATIONS FOLDER|FILE", argv[0]);
	n_mutations = strtoul(argv[1], NULL, 10);
	snprintf(finding, sizeof(finding), "%s.finding", argv[0]);
	seeds = load_all(argv[2], &n);
	catch_aborts();
	for (size_t i = 0; i < n; i++) {
		struct prng r = { .state = i };

		current = seeds[i];
		run_current();
		for (unsigned long m = 0; m < n_mutations; m++) {
			current = seeds[i];
			mutate(&r, &current, &seeds[prng_below(&r, (uint32_t)n)]);
			run_current();
		}
	}
	printf("%zu seeds, %lu mutations of each\n", n, n_mutations);
	free(seeds);
	return EXIT_SUCCESS;
}
