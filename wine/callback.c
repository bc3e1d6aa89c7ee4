/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notifications for Windows programs (callback.h).
 *
 * A Linux thread has no TEB: the first Windows function that a client's callback calls there would crash.  So the library
 * gets threads from CreateThread() for its registrations, and its loop, its order and its Unregister from inside work on
 * them as they do on threads of its own.
 */
#include "callback.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "callback_threads.h"
#include "trace.h"
#include "win.h"

/* --- threads ---------------------------------------------------------------------------------------------- */

struct job {
	void *(*run)(void *arg);
	void *arg;
};

static WINE_ABI uint32_t run_job(void *arg)
{
	struct job job = *(struct job *)arg;

	free(arg);
	(void)job.run(job.arg);
	return 0;
}

static int start_thread(void *(*run)(void *arg), void *arg, void **ret)
{
	struct job *job = malloc(sizeof(*job));
	void *thread;

	if (!job)
		return ENOMEM;
	*job = (struct job){ .run = run, .arg = arg };
	thread = CreateThread(NULL, 0, run_job, job, 0, NULL);
	if (!thread) {
		free(job);
		return EAGAIN;
	}
	*ret = thread;
	return 0;
}

static void join_thread(void *thread)
{
	(void)WaitForSingleObject(thread, INFINITE);
	(void)CloseHandle(thread);
}

static void detach_thread(void *thread)
{
	(void)CloseHandle(thread);
}

void wine_callback_init(void)
{
	static const struct hcn_callback_threads threads = { start_thread, join_thread,
		detach_thread };

	hcn_private_callback_threads(&threads);
}

/* --- registrations ---------------------------------------------------------------------------------------- */

typedef WINE_ABI void (*windows_callback)(DWORD type, void *context, HRESULT status, PCWSTR data);

/* What the library calls back with. */
struct client {
	struct client *next; /* under the mutex */
	HCN_CALLBACK handle;
	windows_callback callback;
	void *context;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct client *clients;

/* Afterwards the client may be gone: it may have unregistered. */
static void call_back(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	const struct client *client = context;

	if (wine_trace_on())
		wine_trace_callback(type, client->context, status, data);
	client->callback(type, client->context, status, data);
}

/* NULL for want of memory.  Takes the mutex, so that the first callback finds the registration in the list. */
static struct client *begin(HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret)
{
	struct client *client = calloc(1, sizeof(*client));

	if (ret)
		*ret = NULL;
	if (!client)
		return NULL;
	client->callback = (windows_callback)(void *)callback;
	client->context = context;
	(void)pthread_mutex_lock(&mutex);
	return client;
}

static HRESULT end(struct client *client, HRESULT hr, const HCN_CALLBACK *handle)
{
	if (hr >= 0) {
		client->handle = *handle;
		client->next = clients;
		clients = client;
	} else {
		free(client);
	}
	(void)pthread_mutex_unlock(&mutex);
	return hr;
}

static void forget(HCN_CALLBACK handle)
{
	struct client **at = &clients, *found;

	(void)pthread_mutex_lock(&mutex);
	while (*at && (*at)->handle != handle)
		at = &(*at)->next;
	found = *at;
	if (found)
		*at = found->next;
	(void)pthread_mutex_unlock(&mutex);
	free(found);
}

/* The library refuses a NULL callback, and says why. */
#define THROUGH(callback) ((callback) ? call_back : NULL)

HRESULT wine_HcnRegisterServiceCallback(
	HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret)
{
	struct client *client = begin(callback, context, ret);

	if (!client)
		return E_OUTOFMEMORY;
	return end(client, HcnRegisterServiceCallback(THROUGH(callback), client, ret), ret);
}

HRESULT wine_HcnRegisterNetworkCallback(
	HCN_NETWORK network, HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret)
{
	struct client *client = begin(callback, context, ret);

	if (!client)
		return E_OUTOFMEMORY;
	return end(
		client, HcnRegisterNetworkCallback(network, THROUGH(callback), client, ret), ret);
}

HRESULT wine_HcnRegisterGuestNetworkServiceCallback(HCN_GUESTNETWORKSERVICE service,
	HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret)
{
	struct client *client = begin(callback, context, ret);

	if (!client)
		return E_OUTOFMEMORY;
	return end(client,
		HcnRegisterGuestNetworkServiceCallback(service, THROUGH(callback), client, ret),
		ret);
}

HRESULT wine_HcnUnregisterServiceCallback(HCN_CALLBACK handle)
{
	HRESULT hr = HcnUnregisterServiceCallback(handle);

	if (hr >= 0)
		forget(handle);
	return hr;
}

HRESULT wine_HcnUnregisterNetworkCallback(HCN_CALLBACK handle)
{
	HRESULT hr = HcnUnregisterNetworkCallback(handle);

	if (hr >= 0)
		forget(handle);
	return hr;
}

HRESULT wine_HcnUnregisterGuestNetworkServiceCallback(HCN_CALLBACK handle)
{
	HRESULT hr = HcnUnregisterGuestNetworkServiceCallback(handle);

	if (hr >= 0)
		forget(handle);
	return hr;
}
