/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notifications: each registration has a thread of its own that reads the events of all processes (hcn_watch) and calls the
 * client back for those it registered for.  A slow callback delays nobody, not even another registration.
 *
 * In: events as JSON.  Out: calls with a type, S_OK and a NotificationBase document.
 * No lock is held while a client runs: it may call any function, Unregister of its own registration too.
 *
 * Tests: tests/conform/test_notify.c (a_networks_life_is_told_in_its_order),
 * tests/unit/api/test_service.c (a_callback_with_wrong_arguments_is_refused)
 */
#include <computenetwork.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "call.h"
#include "callback_threads.h"
#include "cleanup.h"
#include "docs.h"
#include "handle.h"
#include "listeners.h"
#include "process.h"
#include "utf16.h"

/* What hcn_watch_next() returns. */
#define HCN_EVENT_DATA_FIELDS(M, S) M(S, GUID, network, "Network", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_event_data, HCN_EVENT_DATA_FIELDS)
HCN_SCHEMA_DEFINE(hcn_event_data, "EventData", HCN_EVENT_DATA_FIELDS)
#define HCN_EVENT_TEXT_FIELDS(M, S)                                                                \
	M(S, U64, sequence, "Sequence", V(2, 0), NONE, 0)                                          \
	M(S, STR, event, "Event", V(2, 0), NONE, 0)                                                \
	M(S, U32, type, "Type", V(2, 0), NONE, 0)                                                  \
	M(S, GUID, id, "ID", V(2, 0), NONE, 0)                                                     \
	M(S, U32, flags, "Flags", V(2, 0), NONE, 0)                                                \
	M(S, RAW, data, "Data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_event_text, HCN_EVENT_TEXT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_event_text, "Event", HCN_EVENT_TEXT_FIELDS)

#define RETRY_MS 100 /* after an event could not be read: too little memory, too many readers */

enum scope { SCOPE_SERVICE, SCOPE_NETWORK, SCOPE_GUEST_SERVICE };

/* [inf] Which notifications go to which registrations: the comments of the SDK's header say as much (doc/facts/clients.md §9). */
static const struct {
	uint32_t type;
	enum scope scope;
} scopes[] = {
	{ HcnNotificationNetworkPreCreate, SCOPE_SERVICE },
	{ HcnNotificationNetworkCreate, SCOPE_SERVICE },
	{ HcnNotificationNetworkPreDelete, SCOPE_SERVICE },
	{ HcnNotificationNetworkDelete, SCOPE_SERVICE },
	{ HcnNotificationNamespaceCreate, SCOPE_SERVICE },
	{ HcnNotificationNamespaceDelete, SCOPE_SERVICE },
	{ HcnNotificationGuestNetworkServiceCreate, SCOPE_SERVICE },
	{ HcnNotificationGuestNetworkServiceDelete, SCOPE_SERVICE },
	{ HcnNotificationNetworkEndpointAttached, SCOPE_NETWORK },
	{ HcnNotificationNetworkEndpointDetached, SCOPE_NETWORK },
	{ HcnNotificationGuestNetworkServiceStateChanged, SCOPE_GUEST_SERVICE },
	{ HcnNotificationGuestNetworkServiceInterfaceStateChanged, SCOPE_GUEST_SERVICE },
};

struct registration {
	struct registration *next; /* under hcn_process_lock() */
	struct hcn_guid id;        /* names it in the handle table */
	enum scope scope;
	struct hcn_guid object; /* the network or guest network service */
	HCN_NOTIFICATION_CALLBACK callback;
	void *context;
	struct hcn_watch *watch;
	struct hcn_listener *listener; /* SCOPE_SERVICE: deletions wait for it */
	int stop_fd;
	atomic_bool stopping;
	bool unregistered_inside; /* its thread frees it */
	const struct hcn_callback_threads *threads;
	void *thread;
	pid_t pid; /* the child of a fork has no such thread: there it is nobody's */
};

static struct registration *registrations;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local struct registration *running;

static void free_registration(struct registration *r)
{
	if (!r)
		return;
	hcn_listener_close(r->listener);
	hcn_watch_close(r->watch);
	if (r->stop_fd >= 0)
		(void)close(r->stop_fd);
	free(r);
}
HCN_DEFINE_FREEP(struct registration, free_registration)

/* --- one event ------------------------------------------------------------------------------------------ */

static bool is_wanted(const struct registration *r, const struct hcn_event_text *event)
{
	struct hcn_event_data data = { 0 };
	bool wanted = false;

	for (size_t i = 0; i < HCN_N_ELEMENTS(scopes); i++)
		wanted = wanted || (scopes[i].type == event->type && scopes[i].scope == r->scope);
	if (!wanted || r->scope == SCOPE_SERVICE)
		return wanted;
	if (r->scope == SCOPE_GUEST_SERVICE)
		return hcn_guid_equal(&event->id, &r->object);
	if (!event->data || hcn_schema_decode(&hcn_event_data_schema, event->data,
				    strlen(event->data), NULL, &data, NULL))
		return false;
	return hcn_guid_equal(&data.network, &r->object);
}

static void call_back(struct registration *r, uint32_t type, const char *document)
{
	_cleanup_free_ char16_t *text = NULL;

	/* Without memory for the document the client still hears of the event. */
	if (document && hcn_utf8_to_utf16(document, strlen(document), &text, NULL, NULL))
		text = NULL;
	running = r;
	hcn_listener_enter(r->listener);
	r->callback(type, r->context, S_OK, text);
	hcn_listener_enter(NULL);
	running = NULL;
}

/* [inf] Events were lost, or the state is another: as if the service had gone away, for clients must look anew. */
static void disconnect(struct registration *r)
{
	call_back(r, HcnNotificationServiceDisconnect, NULL);
}

static void notify(struct registration *r, const struct hcn_event_text *event)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf document = { 0 };

	hcn_buf_printf(&document, "{\"ID\":\"%s\",\"Flags\":%u", hcn_guid_upper(&event->id).text,
		event->flags);
	if (event->data)
		hcn_buf_printf(&document, ",\"Data\":%s", event->data);
	hcn_buf_putc(&document, '}');
	hcn_buf_putc(&document, 0);
	call_back(r, event->type, document.oom ? NULL : document.data);
}

static void take_event(struct registration *r, const char *text)
{
	struct hcn_event_text event = { 0 };

	/* What cannot be read, for want of memory, is lost. */
	if (hcn_schema_decode(&hcn_event_text_schema, text, strlen(text), NULL, &event, NULL) ||
		(event.event && !strcmp(event.event, "Resync")))
		disconnect(r);
	else if (is_wanted(r, &event))
		notify(r, &event);
	if (r->listener)
		hcn_listener_done(r->listener, hcn_watch_seen(r->watch));
	hcn_schema_clear(&hcn_event_text_schema, &event);
}

/* --- the thread ----------------------------------------------------------------------------------------- */

/* Returns how long to wait for more, as poll() has it. */
static int take_events(struct registration *r)
{
	char *text;

	while (!atomic_load(&r->stopping)) {
		if (hcn_watch_next(r->watch, &text, NULL))
			return RETRY_MS;
		if (!text)
			break;
		take_event(r, text);
		hcn_free(text);
	}
	return -1;
}

static void *run_callback(void *arg)
{
	struct registration *r = arg;
	struct pollfd fds[] = { { .fd = hcn_watch_fd(r->watch), .events = POLLIN },
		{ .fd = r->stop_fd, .events = POLLIN } };

	int timeout;

	while (!atomic_load(&r->stopping)) {
		timeout = take_events(r);
		if (!atomic_load(&r->stopping) && poll(fds, 2, timeout) < 0 && errno != EINTR)
			break;
	}
	if (r->unregistered_inside)
		free_registration(r);
	return NULL;
}

/* --- registering ------------------------------------------------------------------------------------------ */

/* Nothing is freed: the thread that forked may be in a callback.  A fork waits for hcn_process_lock(). */
static void leave_to_parent(void)
{
	for (struct registration *r = registrations; r; r = r->next) {
		hcn_listener_leave_to_parent(r->listener);
		r->listener = NULL;
		atomic_store(&r->stopping, true);
	}
	running = NULL;
}

static void watch_forks(void)
{
	/* It fails for want of memory only; then a listener counts as alive for as long as its children are. */
	(void)pthread_atfork(NULL, NULL, leave_to_parent);
}

static int open_registration(struct hcn *hcn, struct registration *r, struct hcn_error *err)
{
	int e;

	r->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->stop_fd < 0)
		return hcn_fail_errno(err, errno, "cannot make an eventfd");
	e = hcn_watch(hcn, &r->watch, err);
	if (!e && r->scope == SCOPE_SERVICE)
		e = hcn_listener_open(hcn, hcn_watch_seen(r->watch), &r->listener, err);
	return e;
}

static int register_it(struct hcn_call *c, const struct registration *wanted, HCN_CALLBACK *ret)
{
	_cleanup_(free_registrationp) struct registration *r = malloc(sizeof(*r));
	struct hcn_guid ignored;
	struct hcn *hcn;
	void *handle;
	int e;

	(void)pthread_once(&once, watch_forks);
	if (!r)
		return hcn_fail_oom(&c->err);
	*r = *wanted;
	r->stop_fd = -1;
	r->pid = getpid();
	r->threads = hcn_callback_threads();
	hcn_guid_random(&r->id);
	e = hcn_call_context(c, &hcn);
	if (!e)
		e = open_registration(hcn, r, &c->err);
	if (!e)
		e = hcn_handle_new(HCN_HANDLE_CALLBACK, &handle, &c->err);
	if (e)
		return e;
	hcn_handle_set(handle, &r->id);
	*ret = handle; /* before the first callback, which may want it */
	hcn_process_lock();
	r->next = registrations;
	registrations = r;
	e = r->threads->start(run_callback, r, &r->thread);
	if (e)
		registrations = r->next;
	hcn_process_unlock();
	if (e) {
		*ret = NULL;
		(void)hcn_handle_close(handle, HCN_HANDLE_CALLBACK, &ignored, NULL);
		return hcn_fail_errno(&c->err, e, "cannot start a thread");
	}
	(void)TAKE_PTR(r);
	return 0;
}

static HRESULT register_callback(const char *function, enum scope scope, int kind,
	const void *object, HCN_NOTIFICATION_CALLBACK callback, void *context, HCN_CALLBACK *ret)
{
	struct registration wanted = { .scope = scope, .callback = callback, .context = context };
	struct hcn_call c = hcn_call_begin(function, NULL);
	int r = 0;

	if (ret)
		*ret = NULL;
	if (!callback)
		r = hcn_fail(&c.err, HCN_INVALID_ARGUMENT, NULL, "the callback is NULL");
	if (!r)
		r = hcn_call_pointer(&c, ret, "the place for the handle");
	if (!r && scope != SCOPE_SERVICE)
		r = hcn_call_handle(&c, object, kind, &wanted.object);
	if (!r)
		r = register_it(&c, &wanted, ret);
	return hcn_call_end(&c, r);
}

/* Out of the list, if it is one of @scope. */
static struct registration *take_registration(const struct hcn_guid *id, enum scope scope)
{
	struct registration **at = &registrations, *found;

	hcn_process_lock();
	while (*at && (!hcn_guid_equal(&(*at)->id, id) || (*at)->scope != scope ||
			      (*at)->pid != getpid()))
		at = &(*at)->next;
	found = *at;
	if (found)
		*at = found->next;
	hcn_process_unlock();
	return found;
}

/* Afterwards no callback runs, unless it is the one that called. */
static void end_registration(struct registration *r)
{
	const uint64_t one = 1;

	atomic_store(&r->stopping, true);
	if (running == r) {
		r->unregistered_inside = true;
		r->threads->detach(r->thread);
		return;
	}
	if (write(r->stop_fd, &one, sizeof(one)) < 0)
		return; /* an eventfd with room takes it */
	r->threads->join(r->thread);
	free_registration(r);
}

static HRESULT unregister_callback(const char *function, enum scope scope, HCN_CALLBACK handle)
{
	struct hcn_call c = hcn_call_begin(function, NULL);
	struct registration *found = NULL;
	struct hcn_guid id;
	int r;

	r = hcn_handle_find(handle, HCN_HANDLE_CALLBACK, &id, &c.err);
	if (!r) {
		found = take_registration(&id, scope);
		if (!found)
			r = hcn_fail(&c.err, HCN_INVALID_HANDLE, NULL,
				"the handle is of another kind of registration, or from before a fork");
	}
	if (!r) {
		(void)hcn_handle_close(handle, HCN_HANDLE_CALLBACK, &id, NULL);
		end_registration(found);
	}
	return hcn_call_end(&c, r);
}

/* --- the functions ---------------------------------------------------------------------------------------- */

HRESULT WINAPI HcnRegisterServiceCallback(
	HCN_NOTIFICATION_CALLBACK Callback, void *Context, HCN_CALLBACK *CallbackHandle)
{
	return register_callback(
		__func__, SCOPE_SERVICE, -1, NULL, Callback, Context, CallbackHandle);
}

HRESULT WINAPI HcnRegisterNetworkCallback(HCN_NETWORK Network, HCN_NOTIFICATION_CALLBACK Callback,
	void *Context, HCN_CALLBACK *CallbackHandle)
{
	return register_callback(__func__, SCOPE_NETWORK, HCN_KIND_NETWORK, Network, Callback,
		Context, CallbackHandle);
}

HRESULT WINAPI HcnRegisterGuestNetworkServiceCallback(HCN_GUESTNETWORKSERVICE GuestNetworkService,
	HCN_NOTIFICATION_CALLBACK Callback, void *Context, HCN_CALLBACK *CallbackHandle)
{
	return register_callback(__func__, SCOPE_GUEST_SERVICE, HCN_KIND_GUEST_SERVICE,
		GuestNetworkService, Callback, Context, CallbackHandle);
}

HRESULT WINAPI HcnUnregisterServiceCallback(HCN_CALLBACK CallbackHandle)
{
	return unregister_callback(__func__, SCOPE_SERVICE, CallbackHandle);
}

HRESULT WINAPI HcnUnregisterNetworkCallback(HCN_CALLBACK CallbackHandle)
{
	return unregister_callback(__func__, SCOPE_NETWORK, CallbackHandle);
}

HRESULT WINAPI HcnUnregisterGuestNetworkServiceCallback(HCN_CALLBACK CallbackHandle)
{
	return unregister_callback(__func__, SCOPE_GUEST_SERVICE, CallbackHandle);
}
