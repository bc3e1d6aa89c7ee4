/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The helper thread.
 *
 * In: one job at a time, handed over under a mutex.  Out: its result.
 * Never: touches the kernel by itself, or survives worker_stop().
 *
 * Tests: tests/conform/linux/test_linux.c (the_worker_takes_no_signals)
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include "cleanup.h"
#include "worker.h"

enum state { IDLE, POSTED, DONE, STOPPING };

struct worker {
	pthread_t thread;
	pthread_mutex_t turn; /* held by the caller whose job this is */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;  /* the thread waits here */
	pthread_cond_t done;  /* the caller waits here */
	enum state state;
	int (*fn)(void *arg);
	void *arg;
	int result;
};

static void *serve(void *data)
{
	struct worker *w = data;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->state != POSTED && w->state != STOPPING)
			pthread_cond_wait(&w->wake, &w->lock);
		if (w->state == STOPPING)
			break;
		pthread_mutex_unlock(&w->lock);
		w->result = w->fn(w->arg);
		pthread_mutex_lock(&w->lock);
		w->state = DONE;
		pthread_mutex_unlock(&w->lock);
		pthread_cond_signal(
			&w->done); /* without the lock: who wakes up need not wait for it */
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static int create_thread(struct worker *w)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	r = pthread_sigmask(SIG_SETMASK, &all, &before);
	if (r)
		return -r;
	r = pthread_create(&w->thread, NULL, serve, w);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -r;
}

int worker_start(struct worker **ret)
{
	_cleanup_free_ struct worker *w = calloc(1, sizeof(*w));
	int r;

	if (!w)
		return -ENOMEM;
	pthread_mutex_init(&w->turn, NULL);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	pthread_cond_init(&w->done, NULL);
	r = create_thread(w);
	if (r)
		return r;
	*ret = TAKE_PTR(w);
	return 0;
}

int worker_run(struct worker *w, int (*fn)(void *arg), void *arg)
{
	int cancel, r;

	/* The job works on the caller's stack: a cancelled caller must not leave before it is done. */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
	pthread_mutex_lock(&w->turn);
	pthread_mutex_lock(&w->lock);
	w->fn = fn;
	w->arg = arg;
	w->state = POSTED;
	pthread_mutex_unlock(&w->lock);
	pthread_cond_signal(&w->wake);
	pthread_mutex_lock(&w->lock);
	while (w->state != DONE)
		pthread_cond_wait(&w->done, &w->lock);
	w->state = IDLE;
	r = w->result;
	pthread_mutex_unlock(&w->lock);
	pthread_mutex_unlock(&w->turn);
	pthread_setcancelstate(cancel, NULL);
	return r;
}

void worker_stop(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->state = STOPPING;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->turn);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->done);
	free(w);
}
