/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening and closing: one instance per process and directory.
 *
 * The threads of a process are one holder of a lock to the kernel, and LMDB forbids using an environment across fork.  So open stores stand in a registry, found by device and inode of the directory; a forked child disowns the
 * inherited ones and opens its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "deadline.h"
#include "internal.h"
#include "leases.h"
#include "queue.h"

#define DEFAULT_MAP_SIZE ((size_t)1 << 30)

/* `opening` is held over a whole open or close, which may wait for a writer; `list`, the inner one, for moments only, and
 * over a fork.  The list changes with both held. */
static struct {
	pthread_mutex_t opening;
	pthread_mutex_t list;
	pthread_once_t once;
	struct hcn_store *first;
} registry = {
	.opening = PTHREAD_MUTEX_INITIALIZER,
	.list = PTHREAD_MUTEX_INITIALIZER,
	.once = PTHREAD_ONCE_INIT,
};

static void before_fork(void)
{
	(void)pthread_mutex_lock(&registry.list);
}

static void after_fork_in_parent(void)
{
	(void)pthread_mutex_unlock(&registry.list);
}

static void close_files(struct hcn_store *s)
{
	hcn_closep(&s->wake_fd);
	hcn_closep(&s->lock_fd);
	hcn_closep(&s->dir_fd);
	s->wake_fd = s->lock_fd = s->dir_fd = -1;
}

/* Descriptors with locks are shared by fork: left open, they would keep the locks when the parent dies. */
static void after_fork_in_child(void)
{
	for (struct hcn_store *s = registry.first; s; s = s->next) {
		close_files(s);
		hcn_queue_leave_to_parent(s->queue);
		for (struct hcn_db *db = s->dbs; db; db = db->next) {
			hcn_closep(&db->fd);
			db->fd = -1;
		}
		s->pid = 0;
	}
	hcn_leases_leave_to_parent();
	(void)pthread_mutex_unlock(&registry.list);
	/* Its holder, if there was one, is a thread of the parent. */
	(void)pthread_mutex_init(&registry.opening, NULL);
}

static void register_fork_handlers(void)
{
	/* Fails on lack of memory only; then the pid alone tells an inherited store. */
	(void)pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

void hcn_store_hold_forks(void)
{
	(void)pthread_mutex_lock(&registry.list);
}

void hcn_store_release_forks(void)
{
	(void)pthread_mutex_unlock(&registry.list);
}

static void add_to_registry(struct hcn_store *s)
{
	(void)pthread_mutex_lock(&registry.list);
	s->next = registry.first;
	registry.first = s;
	(void)pthread_mutex_unlock(&registry.list);
}

static void remove_from_registry(struct hcn_store *s)
{
	struct hcn_store **at = &registry.first;

	(void)pthread_mutex_lock(&registry.list);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	(void)pthread_mutex_unlock(&registry.list);
}

static struct hcn_store *find_in_registry(const struct stat *st)
{
	struct hcn_store *s = registry.first;

	while (s && !(s->dev == st->st_dev && s->ino == st->st_ino && hcn_store_is_ours(s)))
		s = s->next;
	return s;
}

bool hcn_store_is_ours(const struct hcn_store *s)
{
	return s->pid == getpid();
}

int hcn_store_fail_inherited(const struct hcn_store *s, struct hcn_error *err)
{
	(void)hcn_fail(err, -EPERM, NULL, "%s: opened by another process", s->dir);
	hcn_error_hint(err, "a store does not survive fork: open it again in the child");
	return -EPERM;
}

int hcn_store_open_file(
	const struct hcn_store *s, const char *name, int *ret_fd, struct hcn_error *err)
{
	_cleanup_close_ int fd = openat(
		s->dir_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat st;
	int r;

	if (fd < 0 || fstat(fd, &st))
		return hcn_fail_errno(err, errno, "cannot open %s/%s", s->dir, name);
	r = hcn_store_check_file(s, name, &st, err);
	if (!r)
		*ret_fd = TAKE_FD(fd);
	return r;
}

static void store_free(struct hcn_store *s)
{
	if (!s)
		return;
	remove_from_registry(s);
	while (s->dbs)
		hcn_db_close(s, s->dbs);
	close_files(s);
	(void)pthread_mutex_destroy(&s->db_mutex);
	hcn_queue_close(s->queue);
	free(s->dir);
	free(s);
}
HCN_DEFINE_FREEP(struct hcn_store, store_free)

/* Takes over @dir_fd, also on failure. */
static int store_new(const struct hcn_store_config *config, int dir_fd, const struct stat *st,
	struct hcn_store **ret, struct hcn_error *err)
{
	_cleanup_(store_freep) struct hcn_store *s = NULL;
	_cleanup_close_ int fd = dir_fd;
	int r;

	s = calloc(1, sizeof(*s));
	if (!s)
		return hcn_fail_oom(err);
	s->n_opens = 1;
	s->pid = getpid();
	s->dev = st->st_dev;
	s->ino = st->st_ino;
	s->dir_fd = TAKE_FD(fd);
	s->lock_fd = -1;
	s->wake_fd = -1;
	s->map_size = config->map_size ? config->map_size : DEFAULT_MAP_SIZE;
	(void)pthread_mutex_init(&s->db_mutex, NULL);
	s->deadline_ms = config->deadline_ms ? config->deadline_ms : HCN_DEADLINE_DEFAULT_MS;
	add_to_registry(s);
	s->dir = strdup(config->dir);
	if (!s->dir)
		return hcn_fail_oom(err);

	r = hcn_store_open_file(s, "lock", &s->lock_fd, err);
	if (r)
		return r;
	r = hcn_store_open_file(s, "wake", &s->wake_fd, err);
	if (r)
		return r;
	r = hcn_queue_open(s, &s->queue, err);
	if (r)
		return r;
	*ret = TAKE_PTR(s);
	return 0;
}

/* The directory's store, one more time; a new one has no database yet.  registry.opening is held. */
static int find_or_open(
	const struct hcn_store_config *config, struct hcn_store **ret, struct hcn_error *err)
{
	struct hcn_store *s;
	struct stat st;
	int fd = -1;
	int r;

	r = hcn_store_open_dir(config->dir, &fd, &st, err);
	if (r)
		return r;
	s = find_in_registry(&st);
	if (s) {
		hcn_closep(&fd);
		s->n_opens++;
		*ret = s;
		return 0;
	}
	return store_new(config, fd, &st, ret, err);
}

/* One user less.  registry.opening is held. */
static void put(struct hcn_store *s)
{
	if (!--s->n_opens)
		store_free(s);
}

static int check_config(const struct hcn_store_config *config, struct hcn_error *err)
{
	if (config->dir[0] != '/')
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"the state directory \"%s\" is not an absolute path", config->dir);
	(void)pthread_once(&registry.once, register_fork_handlers);
	return 0;
}

int hcn_store_open(
	const struct hcn_store_config *config, struct hcn_store **ret, struct hcn_error *err)
{
	struct hcn_store *s;
	int r;

	r = check_config(config, err);
	if (r)
		return r;
	(void)pthread_mutex_lock(&registry.opening);
	r = find_or_open(config, &s, err);
	if (!r && !s->db) {
		r = hcn_store_open_tables(s, err);
		if (r)
			put(s);
	}
	(void)pthread_mutex_unlock(&registry.opening);
	if (!r)
		*ret = s;
	return r;
}

static int discard(struct hcn_store *s, char **ret_copy, struct hcn_error *err)
{
	char name[HCN_COPY_NAME_SIZE];
	int r;

	r = hcn_store_discard_tables(s, name, err);
	if (r || !*name)
		return r;
	if (asprintf(ret_copy, "%s/%s", s->dir, name) < 0) {
		*ret_copy = NULL;
		return hcn_fail_oom(err);
	}
	return 0;
}

int hcn_store_discard(const struct hcn_store_config *config, char **ret_copy, struct hcn_error *err)
{
	struct hcn_store *s;
	int r;

	r = check_config(config, err);
	if (r)
		return r;
	(void)pthread_mutex_lock(&registry.opening);
	r = find_or_open(config, &s, err);
	if (!r) {
		r = discard(s, ret_copy, err);
		put(s);
	}
	(void)pthread_mutex_unlock(&registry.opening);
	return r;
}

/* An inherited store stays as it is: LMDB allows nothing with an environment after fork. */
void hcn_store_close(struct hcn_store *s)
{
	if (!s || !hcn_store_is_ours(s))
		return;
	(void)pthread_mutex_lock(&registry.opening);
	put(s);
	(void)pthread_mutex_unlock(&registry.opening);
}

const char *hcn_store_dir(const struct hcn_store *s)
{
	return s->dir;
}
