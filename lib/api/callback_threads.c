/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The threads of registrations (callback_threads.h).
 *
 * Tests: tests/conform/test_notify.c
 */
#include "callback_threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

static _Atomic(const struct hcn_callback_threads *) given;

/* With all signals blocked: they are the client's threads' business. */
static int start_pthread(void *(*run)(void *arg), void *arg, void **ret)
{
	sigset_t all, old;
	pthread_t thread;
	int e;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	e = pthread_create(&thread, NULL, run, arg);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!e)
		*ret = (void *)(uintptr_t)thread;
	return e;
}

static void join_pthread(void *thread)
{
	(void)pthread_join((pthread_t)(uintptr_t)thread, NULL);
}

static void detach_pthread(void *thread)
{
	(void)pthread_detach((pthread_t)(uintptr_t)thread);
}

static const struct hcn_callback_threads pthreads = { start_pthread, join_pthread, detach_pthread };

void hcn_private_callback_threads(const struct hcn_callback_threads *threads)
{
	atomic_store(&given, threads);
}

const struct hcn_callback_threads *hcn_callback_threads(void)
{
	const struct hcn_callback_threads *threads = atomic_load(&given);

	return threads ? threads : &pthreads;
}
