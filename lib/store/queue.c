/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The queue (queue.h): a place per waiter, with a ticket.  The lowest ticket is next.
 *
 * A place belongs to whoever has the OFD lock of its byte in the file, so it is free again when its process dies.  A waiter
 * sleeps on the futex of its place and is woken when the lock is free and it is next; nobody polls.  Waiters look up every
 * now and then only for the case that nobody can wake them any more, because the holder or the next one was killed or stopped.
 */
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "deadline.h"
#include "internal.h"

#define N_PLACES 254
#define LOOK_MS  20 /* how long the queue may stand still before a waiter asks why */

/* Tickets start at 1: 0 is an empty place. */
struct place {
	_Atomic uint64_t ticket;
	_Atomic uint64_t overtaken; /* the ticket that others no longer wait for */
	_Atomic uint32_t wake;      /* a futex: grows when its owner is to look */
	uint8_t padding[44];
};

/* The file.  All zero is an empty queue. */
struct shared {
	_Atomic uint64_t last_ticket;
	_Atomic uint64_t n_turns; /* how often the lock was taken */
	_Atomic uint64_t pid;     /* of the holder */
	_Atomic uint64_t pid_namespace;
	_Atomic uint64_t program[2];
	_Atomic uint64_t seal[4]; /* of the database: inode, size, seconds, nanoseconds */
	uint8_t padding[48];
	struct place places[N_PLACES];
};
_Static_assert(sizeof(struct place) == 64, "a cache line");
_Static_assert(sizeof(struct shared) == (N_PLACES + 2) * 64, "as it lies in the file");

struct hcn_queue {
	int fd;
	struct shared *shared;
	uint64_t pid_namespace;
	pthread_mutex_t mutex; /* of what follows */
	bool mine
		[N_PLACES]; /* places of this process' threads: their locks are one to the kernel */
};

/* --- places ---------------------------------------------------------------------------------------------- */

static bool lock_place(const struct hcn_queue *q, size_t i, short type)
{
	struct flock byte = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)i, .l_len = 1
	};

	return !fcntl(q->fd, F_OFD_SETLK, &byte);
}

/* The mutex is held. */
static bool take_place(struct hcn_queue *q, size_t i, uint64_t ticket)
{
	if (q->mine[i] || !lock_place(q, i, F_WRLCK))
		return false;
	q->mine[i] = true;
	atomic_store(&q->shared->places[i].overtaken, 0);
	atomic_store(&q->shared->places[i].ticket, ticket);
	return true;
}

/* NULL when all places are taken.  The second round also finds those that killed waiters left. */
static struct place *enter(struct hcn_queue *q)
{
	uint64_t ticket = atomic_fetch_add(&q->shared->last_ticket, 1) + 1;
	struct place *place = NULL;

	(void)pthread_mutex_lock(&q->mutex);
	for (size_t i = 0; !place && i < 2 * N_PLACES; i++) {
		struct place *p = &q->shared->places[i % N_PLACES];

		if ((i >= N_PLACES || !atomic_load(&p->ticket)) &&
			take_place(q, i % N_PLACES, ticket))
			place = p;
	}
	(void)pthread_mutex_unlock(&q->mutex);
	return place;
}

static void leave(struct hcn_queue *q, struct place *place)
{
	size_t i = (size_t)(place - q->shared->places);

	(void)pthread_mutex_lock(&q->mutex);
	atomic_store(&place->ticket, 0);
	q->mine[i] = false;
	(void)lock_place(q, i, F_UNLCK);
	(void)pthread_mutex_unlock(&q->mutex);
}

/* Who is next; NULL: nobody waits. */
static struct place *find_next(struct hcn_queue *q)
{
	struct place *next = NULL;
	uint64_t lowest = UINT64_MAX;

	for (size_t i = 0; i < N_PLACES; i++) {
		struct place *p = &q->shared->places[i];
		uint64_t ticket = atomic_load(&p->ticket);

		if (!ticket || ticket >= lowest || atomic_load(&p->overtaken) == ticket)
			continue;
		lowest = ticket;
		next = p;
	}
	return next;
}

/* Whether nobody has to be let go before. */
static bool is_first(struct hcn_queue *q, const struct place *place)
{
	const struct place *next = find_next(q);

	return !next || next == place || atomic_load(&next->ticket) > atomic_load(&place->ticket);
}

/* Nothing has moved for a while: the one that should have is dead, or stopped, or waits for a holder that is at work. */
static void pass_over(struct hcn_queue *q, const struct place *place)
{
	struct place *next = find_next(q);
	uint64_t ticket = next ? atomic_load(&next->ticket) : 0;

	if (next && next != place)
		atomic_store(&next->overtaken, ticket);
}

/* --- sleeping and waking --------------------------------------------------------------------------------- */

void hcn_queue_next(struct hcn_queue *q)
{
	struct place *next = find_next(q);

	if (!next)
		return;
	atomic_fetch_add(&next->wake, 1);
	(void)syscall(SYS_futex, &next->wake, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* Until woken since @seen, a moment has passed, or it is @deadline. */
static void sleep_until_woken(struct place *place, uint32_t seen, int64_t deadline)
{
	int64_t ms = deadline - hcn_now_ms();
	struct timespec time = { 0 };

	if (ms > LOOK_MS)
		ms = LOOK_MS;
	if (ms <= 0)
		return;
	time.tv_nsec = ms * 1000000;
	(void)syscall(SYS_futex, &place->wake, FUTEX_WAIT, seen, &time, NULL, 0);
}

/* Without a place there is no order either. */
static bool wait_outside(int64_t deadline, hcn_take_fn *take, void *arg)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	while (!take(arg)) {
		if (hcn_deadline_is_past(deadline))
			return false;
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

static bool wait_inside(
	struct hcn_queue *q, struct place *place, int64_t deadline, hcn_take_fn *take, void *arg)
{
	int64_t moved_at = hcn_now_ms();
	uint64_t n_turns = atomic_load(&q->shared->n_turns);

	for (;;) {
		uint32_t seen = atomic_load(&place->wake);
		uint64_t now;

		atomic_store(&place->overtaken, 0); /* here it is, after all */
		if (is_first(q, place) && take(arg))
			return true;
		if (hcn_deadline_is_past(deadline))
			return false;
		sleep_until_woken(place, seen, deadline);
		now = atomic_load(&q->shared->n_turns);
		if (now != n_turns) {
			n_turns = now;
			moved_at = hcn_now_ms();
		} else if (hcn_now_ms() - moved_at >= LOOK_MS) {
			/* Free, and the next one has not come: it is not waited for any more. */
			if (take(arg)) {
				pass_over(q, place);
				return true;
			}
			moved_at = hcn_now_ms();
		}
	}
}

bool hcn_queue_wait(struct hcn_queue *q, int64_t deadline, hcn_take_fn *take, void *arg)
{
	struct place *place;
	bool taken;

	if (!find_next(q) && take(arg))
		return true;
	place = enter(q);
	if (!place)
		return wait_outside(deadline, take, arg);
	taken = wait_inside(q, place, deadline, take, arg);
	leave(q, place);
	if (!taken)
		hcn_queue_next(q); /* it may have been woken just now */
	return taken;
}

/* --- who has it ------------------------------------------------------------------------------------------ */

void hcn_queue_sign(struct hcn_queue *q)
{
	uint64_t program[2] = { 0 };
	const char *name = program_invocation_short_name;

	memcpy(program, name, strnlen(name, sizeof(program) - 1));
	atomic_fetch_add(&q->shared->n_turns, 1);
	atomic_store(&q->shared->pid, (uint64_t)getpid());
	atomic_store(&q->shared->pid_namespace, q->pid_namespace);
	atomic_store(&q->shared->program[0], program[0]);
	atomic_store(&q->shared->program[1], program[1]);
}

struct hcn_holder hcn_queue_holder(const struct hcn_queue *q)
{
	struct hcn_holder holder = { .pid = (pid_t)atomic_load(&q->shared->pid) };
	uint64_t program[2] = { atomic_load(&q->shared->program[0]),
		atomic_load(&q->shared->program[1]) };

	memcpy(holder.program, program, sizeof(holder.program));
	holder.program[sizeof(holder.program) - 1] = '\0';
	holder.is_elsewhere = atomic_load(&q->shared->pid_namespace) != q->pid_namespace;
	return holder;
}

/* --- the seal -------------------------------------------------------------------------------------------- */

/* ctime: nobody can write into a file, or put one in place, without changing it. */
static void get_seal(const struct stat *st, uint64_t ret[4])
{
	ret[0] = st->st_ino;
	ret[1] = (uint64_t)st->st_size;
	ret[2] = (uint64_t)st->st_ctim.tv_sec;
	ret[3] = (uint64_t)st->st_ctim.tv_nsec;
}

void hcn_queue_seal(struct hcn_queue *q, const struct stat *st)
{
	uint64_t seal[4];

	get_seal(st, seal);
	for (size_t i = 0; i < 4; i++)
		atomic_store(&q->shared->seal[i], seal[i]);
}

bool hcn_queue_is_sealed(const struct hcn_queue *q, const struct stat *st)
{
	bool same = true;
	uint64_t seal[4];

	get_seal(st, seal);
	for (size_t i = 0; i < 4; i++)
		same = same && atomic_load(&q->shared->seal[i]) == seal[i];
	return same;
}

/* --- opening --------------------------------------------------------------------------------------------- */

/* With all its blocks: a file system that is full must not be noticed by a signal. */
static int map_file(const struct hcn_store *s, struct hcn_queue *q, struct hcn_error *err)
{
	void *map;
	int r = posix_fallocate(q->fd, 0, sizeof(struct shared));

	if (r)
		return hcn_fail_errno(err, r, "cannot make room for %s/queue", s->dir);
	map = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (map == MAP_FAILED)
		return hcn_fail_errno(err, errno, "cannot map %s/queue", s->dir);
	q->shared = map;
	return 0;
}

static void queue_closep(struct hcn_queue **q)
{
	hcn_queue_close(*q);
}

int hcn_queue_open(const struct hcn_store *s, struct hcn_queue **ret, struct hcn_error *err)
{
	_cleanup_(queue_closep) struct hcn_queue *q = calloc(1, sizeof(*q));
	struct stat st;
	int r;

	if (!q)
		return hcn_fail_oom(err);
	q->fd = -1;
	(void)pthread_mutex_init(&q->mutex, NULL);
	r = hcn_store_open_file(s, "queue", &q->fd, err);
	if (!r)
		r = map_file(s, q, err);
	if (r)
		return r;
	if (!stat("/proc/self/ns/pid", &st))
		q->pid_namespace = st.st_ino;
	*ret = TAKE_PTR(q);
	return 0;
}

void hcn_queue_close(struct hcn_queue *q)
{
	if (!q)
		return;
	if (q->shared)
		(void)munmap(q->shared, sizeof(*q->shared));
	hcn_closep(&q->fd);
	(void)pthread_mutex_destroy(&q->mutex);
	free(q);
}

void hcn_queue_leave_to_parent(struct hcn_queue *q)
{
	if (!q)
		return;
	hcn_closep(&q->fd);
	q->fd = -1;
}
