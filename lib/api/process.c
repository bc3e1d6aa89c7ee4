/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the process has once (process.h).
 *
 * In: the environment, at the first call.  Out: a context that stays open until the process ends; the
 * library is never unloaded (-z nodelete).
 */
#include "process.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool debug;

/* Under the lock: */
static struct hcn *context;
static pid_t context_pid;

static void take_mutex(void)
{
	(void)pthread_mutex_lock(&mutex);
}

static void give_mutex(void)
{
	(void)pthread_mutex_unlock(&mutex);
}

static void set_up(void)
{
	const char *text = secure_getenv("HCN_DEBUG");

	debug = text && *text && strcmp(text, "0") != 0;
	/* It fails for want of memory only; then a child of a process that forks during a call may hang. */
	(void)pthread_atfork(take_mutex, give_mutex, give_mutex);
}

void hcn_process_lock(void)
{
	(void)pthread_once(&once, set_up);
	take_mutex();
}

void hcn_process_unlock(void)
{
	give_mutex();
}

bool hcn_process_debug(void)
{
	(void)pthread_once(&once, set_up);
	return debug;
}

int hcn_process_context(struct hcn **ret, struct hcn_error *err)
{
	int r = 0;

	hcn_process_lock();
	if (context && context_pid != getpid()) {
		hcn_close(context);
		context = NULL;
	}
	if (!context) {
		r = hcn_open(NULL, &context, err);
		context_pid = getpid();
	}
	if (!r)
		*ret = context;
	hcn_process_unlock();
	return r;
}
