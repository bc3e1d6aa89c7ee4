/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The shared log as a file.
 *
 * In and out: lines.  Never looks into them.
 */
#include "simlog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

#define ROOM 262144

int sim_log_open(struct sim_log *log, const char *state_dir)
{
	*log = (struct sim_log){ .fd = -1 };
	if (asprintf(&log->path, "%s/sim.log", state_dir) < 0) {
		log->path = NULL;
		return -ENOMEM;
	}
	log->fd = open(log->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (log->fd < 0 && errno == EROFS) /* to look at */
		log->fd = open(log->path, O_RDONLY | O_CLOEXEC);
	return log->fd < 0 ? -errno : 0;
}

void sim_log_close(struct sim_log *log)
{
	hcn_closep(&log->fd);
	free(log->path);
	*log = (struct sim_log){ .fd = -1 };
}

void sim_log_rewind(struct sim_log *log)
{
	log->at = 0;
	log->room_until = 0;
	log->n_lines = 0;
}

bool sim_log_was_replaced(struct sim_log *log)
{
	struct stat here, there;
	int fd;

	if (fstat(log->fd, &here) || (!stat(log->path, &there) && here.st_ino == there.st_ino))
		return false;
	fd = open(log->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	close(log->fd);
	log->fd = fd;
	sim_log_rewind(log);
	return true;
}

/* As much as there is of @size bytes from @at on. */
static ssize_t read_at(int fd, char *data, size_t size, off_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = pread(fd, data + done, size - done, at + (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

static int write_at(int fd, const char *data, size_t size, off_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = pwrite(fd, data + done, size - done, at + (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	return 0;
}

int sim_log_read(struct sim_log *log, sim_log_fn *fn, void *arg)
{
	_cleanup_free_ char *data = NULL;
	const char *line, *end, *stop;
	struct stat st;
	ssize_t size;
	int r;

	if (fstat(log->fd, &st))
		return -errno;
	if (st.st_size <= log->at)
		return 0;
	data = malloc((size_t)(st.st_size - log->at));
	if (!data)
		return -ENOMEM;
	size = read_at(log->fd, data, (size_t)(st.st_size - log->at), log->at);
	if (size < 0)
		return (int)size;

	end = data + size;
	for (line = data; (stop = memchr(line, '\n', (size_t)(end - line))); line = stop + 1) {
		r = fn(arg, line, (size_t)(stop - line));
		if (r)
			return r;
		log->at += stop + 1 - line;
		log->n_lines++;
	}
	return 0;
}

/* The kernel needs no disk to take something away, so the log has some in reserve.  Best effort. */
static void keep_room(struct sim_log *log)
{
	if (log->room_until >= log->at + ROOM / 2)
		return;
	if (!fallocate(log->fd, FALLOC_FL_KEEP_SIZE, log->at, ROOM))
		log->room_until = log->at + ROOM;
}

/* What a killed writer left half-written; it may be longer than a line that is written over it. */
static int cut_off_rest(const struct sim_log *log)
{
	struct stat st;

	if (fstat(log->fd, &st))
		return -errno;
	return st.st_size > log->at && ftruncate(log->fd, log->at) ? -errno : 0;
}

int sim_log_append(struct sim_log *log, const struct hcn_buf *line)
{
	int r = cut_off_rest(log);

	if (r)
		return r;
	keep_room(log);
	r = write_at(log->fd, line->data, line->len, log->at);
	if (!r)
		r = write_at(log->fd, "\n", 1, log->at + (off_t)line->len);
	if (r) {
		/* A tail without its end is ignored by all, should this fail too. */
		(void)!ftruncate(log->fd, log->at);
		return r;
	}
	log->at += (off_t)line->len + 1;
	log->n_lines++;
	return 0;
}

int sim_log_replace(struct sim_log *log, const struct hcn_buf *lines, size_t n_lines)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;
	int r;

	if (asprintf(&path, "%s.new", log->path) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = write_at(fd, lines->data, lines->len, 0);
	if (!r && rename(path, log->path))
		r = -errno;
	if (r) {
		unlink(path);
		return r;
	}
	close(log->fd);
	log->fd = TAKE_FD(fd);
	log->at = (off_t)lines->len;
	log->room_until = 0;
	log->n_lines = n_lines;
	return 0;
}
