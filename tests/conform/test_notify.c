/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notifications: their order and contents, what a callback may do, and whom it delays (doc/facts/clients.md §9). */
#include <computenetwork.h>

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "callback_threads.h"
#include "cleanup.h"
#include "guid.h"
#include "utf16.h"
#include "world.h"

/* --- what was heard ---------------------------------------------------------------------------------------- */

struct heard {
	uint32_t type;
	HRESULT status;
	char data[512]; /* "" for NULL */
};

/* One registration's notebook. */
struct ear {
	pthread_mutex_t mutex;
	struct heard list[4096];
	size_t n;
	/* runs in the callback; NULL: nothing */
	void (*act)(struct ear *ear, const struct heard *heard);
	HCN_CALLBACK handle;
	atomic_int in_callback;
	atomic_int failures;
};

static struct ear ears[32];

static void listen_in(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	struct heard heard = { .type = type, .status = status };
	struct ear *ear = context;
	char *text = NULL;

	atomic_fetch_add(&ear->in_callback, 1);
	if (data && !hcn_utf16_to_utf8(data, hcn_utf16_len(data, 4096), &text, NULL, NULL))
		snprintf(heard.data, sizeof(heard.data), "%s", text);
	free(text);
	if (ear->act)
		ear->act(ear, &heard);
	pthread_mutex_lock(&ear->mutex);
	if (ear->n < HCN_N_ELEMENTS(ear->list))
		ear->list[ear->n++] = heard;
	pthread_mutex_unlock(&ear->mutex);
	atomic_fetch_sub(&ear->in_callback, 1);
}

static size_t heard_so_far(struct ear *ear)
{
	size_t n;

	pthread_mutex_lock(&ear->mutex);
	n = ear->n;
	pthread_mutex_unlock(&ear->mutex);
	return n;
}

/* Waits for the @n-th notification. */
static const struct heard *hear(struct ear *ear, size_t n)
{
	for (int i = 0; i < 10000 && heard_so_far(ear) <= n; i++)
		usleep(1000);
	ck_assert_msg(heard_so_far(ear) > n, "only %zu notifications came", heard_so_far(ear));
	return &ear->list[n];
}

static void open_ears(void)
{
	world_open();
	ck_assert_int_eq(setenv("HCN_STATE_DIR", world_dir, 1), 0);
	ck_assert_int_eq(setenv("HCN_BACKEND", world_is_linux() ? "linux" : "sim", 1), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(ears); i++)
		pthread_mutex_init(&ears[i].mutex, NULL);
}

static struct ear *given_ear(size_t i, void (*act)(struct ear *ear, const struct heard *heard))
{
	ears[i].act = act;
	ck_assert_int_eq(HcnRegisterServiceCallback(listen_in, &ears[i], &ears[i].handle), S_OK);
	return &ears[i];
}

static void expect(struct ear *ear, size_t n, uint32_t type, const char *id)
{
	const struct heard *heard = hear(ear, n);
	json_t *json = json_loads(heard->data, 0, NULL);

	ck_assert_uint_eq(heard->type, type);
	ck_assert_int_eq(heard->status, S_OK);
	ck_assert_msg(json != NULL, "%s", heard->data);
	ck_assert_str_eq(text_at(json, "/ID"), id);
	ck_assert(json_is_integer(at(json, "/Flags")));
	json_decref(json);
}

static GUID guid_of(const char *text)
{
	struct hcn_guid guid;
	GUID ret;

	ck_assert(hcn_guid_parse(text, strlen(text), &guid));
	memcpy(&ret, &guid, sizeof(ret));
	return ret;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- order and contents --------------------------------------------------------------------------------- */

START_TEST(a_networks_life_is_told_in_its_order)
{
	struct ear *ear = given_ear(0, NULL);
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Name':'blue','Flags':8,'Ipams':[{'Subnets':[{'IpAddressPrefix':"
		    "'172.30.0.0/24'}]}]}"));

	expect(ear, 0, HcnNotificationNetworkPreCreate, id);
	expect(ear, 1, HcnNotificationNetworkCreate, id);
	ck_assert_ptr_nonnull(strstr(ear->list[1].data, "\"Flags\":8"));
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, id), 0);
	expect(ear, 2, HcnNotificationNetworkPreDelete, id);
	expect(ear, 3, HcnNotificationNetworkDelete, id);
	usleep(20000);
	ck_assert_uint_eq(heard_so_far(ear), 4);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

START_TEST(a_namespaces_life_is_told)
{
	struct ear *ear = given_ear(0, NULL);
	const char *id = make_namespace();

	expect(ear, 0, HcnNotificationNamespaceCreate, id);
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, id), 0);
	expect(ear, 1, HcnNotificationNamespaceDelete, id);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

START_TEST(a_network_callback_hears_of_its_own_endpoints)
{
	const char *blue = make_network("blue", "172.30.0.0/24"),
		   *red = make_network("red", "172.31.0.0/24"), *ns = make_namespace();
	const char *mine = make_endpoint(blue, ""), *other = make_endpoint(red, "");
	GUID id = guid_of(blue);
	HCN_NETWORK network = NULL;
	struct ear *ear = &ears[0];

	ck_assert_int_eq(HcnOpenNetwork(&id, &network, NULL), S_OK);
	ck_assert_int_eq(HcnRegisterNetworkCallback(network, listen_in, ear, &ear->handle), S_OK);
	ck_assert_int_eq(attach(other, ns), 0);
	ck_assert_int_eq(attach(mine, ns), 0);
	ck_assert_int_eq(detach(mine, ns), 0);
	expect(ear, 0, HcnNotificationNetworkEndpointAttached, mine);
	expect(ear, 1, HcnNotificationNetworkEndpointDetached, mine);
	ck_assert_uint_eq(heard_so_far(ear), 2);
	/* a handle of another kind of registration */
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), E_INVALIDARG);
	ck_assert_int_eq(HcnUnregisterNetworkCallback(ear->handle), S_OK);
	ck_assert_int_eq(HcnCloseNetwork(network), S_OK);
}
END_TEST

START_TEST(a_guest_network_service_callback_hears_of_its_states)
{
	const char *create = "{'MirrorHostNetworking':true,'Flags':3}";
	const char *mine = make(HCN_KIND_GUEST_SERVICE, doc("%s", create)),
		   *other = make(HCN_KIND_GUEST_SERVICE, doc("%s", create));
	const char *update = "{\"ResourceType\":\"State\",\"RequestType\":\"Update\","
			     "\"Settings\":{\"State\":\"Bootstrapping\"}}";
	HCN_GUESTNETWORKSERVICE service = NULL;
	struct ear *ear = &ears[0];
	GUID id = guid_of(mine);

	ck_assert_int_eq(HcnOpenGuestNetworkService(&id, &service, NULL), S_OK);
	ck_assert_int_eq(
		HcnRegisterGuestNetworkServiceCallback(service, listen_in, ear, &ear->handle),
		S_OK);
	ck_assert_int_eq(hcn_modify(world, HCN_KIND_GUEST_SERVICE, other, update, NULL), 0);
	ck_assert_int_eq(hcn_modify(world, HCN_KIND_GUEST_SERVICE, mine, update, NULL), 0);
	expect(ear, 0, HcnNotificationGuestNetworkServiceStateChanged, mine);
	ck_assert_ptr_nonnull(strstr(ear->list[0].data, "\"State\":\"Bootstrapping\""));
	ck_assert_int_eq(HcnUnregisterGuestNetworkServiceCallback(ear->handle), S_OK);
	ck_assert_int_eq(HcnCloseGuestNetworkService(service), S_OK);
}
END_TEST

/* A process that does @work as soon as the gate's writing end is closed. It is made before a thread of the library
 * runs here: what such a thread holds would stay held in the child (the allocator of a sanitizer, say).
 */
static pid_t behind_gate(int gate[2], int (*work)(struct hcn *hcn, int i), int i)
{
	pid_t child = fork();
	struct hcn *hcn;
	char byte;

	ck_assert_int_ge(child, 0);
	if (child)
		return child;
	close(gate[1]);
	_exit(read(gate[0], &byte, 1) != 0 ||
		hcn_open(&(struct hcn_options){ .size = sizeof(struct hcn_options),
				 .state_dir = world_dir,
				 .backend = world_is_linux() ? "linux" : "sim" },
			&hcn, NULL) ||
		work(hcn, i));
}

static void expect_success(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

static int make_20_namespaces(struct hcn *hcn, int i)
{
	int r = 0;

	for (i = 0; !r && i < 20; i++)
		r = hcn_create(hcn, HCN_KIND_NAMESPACE, NULL, "{}", NULL, NULL, NULL);
	return r;
}

START_TEST(other_processes_are_heard)
{
	struct ear *ear;
	int gate[2];
	pid_t child;

	ck_assert_int_eq(pipe(gate), 0);
	child = behind_gate(gate, make_20_namespaces, 0);
	ear = given_ear(0, NULL);
	close(gate[1]);
	for (size_t i = 0; i < 20; i++)
		ck_assert_uint_eq(hear(ear, i)->type, HcnNotificationNamespaceCreate);
	expect_success(child);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

/* --- from inside ------------------------------------------------------------------------------------------ */

/* WSL: PreDelete makes it look at the network and delete its endpoints there. */
static void clean_up(struct ear *ear, const struct heard *heard)
{
	json_t *json = json_loads(heard->data, 0, NULL), *ids;
	HCN_NETWORK network = NULL;
	char *list = NULL;
	GUID id;

	if (heard->type != HcnNotificationNetworkPreDelete || !json) {
		json_decref(json);
		return;
	}
	id = guid_of(text_at(json, "/ID"));
	if (HcnOpenNetwork(&id, &network, NULL) || HcnCloseNetwork(network))
		atomic_fetch_add(&ear->failures, 1);
	if (hcn_enumerate(world, HCN_KIND_ENDPOINT, NULL, &list, NULL))
		atomic_fetch_add(&ear->failures, 1);
	ids = json_loads(list ? list : "[]", 0, NULL);
	if (json_array_size(ids) != 1)
		atomic_fetch_add(&ear->failures, 1);
	id = guid_of(json_string_value(json_array_get(ids, 0)));
	if (HcnDeleteEndpoint(&id, NULL))
		atomic_fetch_add(&ear->failures, 1);
	hcn_free(list);
	json_decref(ids);
	json_decref(json);
}

START_TEST(a_network_can_be_used_while_its_deletion_is_announced)
{
	struct ear *ear = given_ear(0, clean_up);
	const char *id = make_network("blue", "172.30.0.0/24");

	make_endpoint(id, "");
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, id), 0);
	expect(ear, 3, HcnNotificationNetworkDelete, id);
	ck_assert_int_eq(atomic_load(&ear->failures), 0);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

static void unregister_self(struct ear *ear, const struct heard *heard)
{
	if (HcnUnregisterServiceCallback(ear->handle))
		atomic_fetch_add(&ear->failures, 1);
}

START_TEST(a_callback_may_unregister_itself)
{
	struct ear *ear = given_ear(0, unregister_self), *other = given_ear(1, NULL);

	make_namespace();
	make_namespace();
	hear(other, 1);
	hear(ear, 0);
	usleep(20000);
	ck_assert_uint_eq(heard_so_far(ear), 1);
	ck_assert_int_eq(atomic_load(&ear->failures), 0);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), E_INVALIDARG);
	ck_assert_int_eq(HcnUnregisterServiceCallback(other->handle), S_OK);
}
END_TEST

static void delete_one_more(struct ear *ear, const struct heard *heard)
{
	static atomic_int done;

	if (heard->type == HcnNotificationNetworkCreate && !atomic_exchange(&done, 1)) {
		json_t *json = json_loads(heard->data, 0, NULL);
		GUID id = guid_of(text_at(json, "/ID"));

		if (HcnDeleteNetwork(&id, NULL))
			atomic_fetch_add(&ear->failures, 1);
		json_decref(json);
	}
}

START_TEST(a_callback_that_deletes_a_network_does_not_wait_for_itself)
{
	struct ear *ear = given_ear(0, delete_one_more);
	int64_t start = now_ms();
	const char *id = make_network("blue", "172.30.0.0/24");

	expect(ear, 3, HcnNotificationNetworkDelete, id);
	ck_assert_int_eq(atomic_load(&ear->failures), 0);
	ck_assert_int_lt(now_ms() - start, 5000);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

/* --- threads of somebody else's ----------------------------------------------------------------------------- */

/* As the DLL for Wine gives them: their maker's, marked by a name. */
static atomic_int started, joined, detached;
static _Thread_local bool is_given;

struct job {
	void *(*run)(void *arg);
	void *arg;
};

static void *run_job(void *arg)
{
	struct job job = *(struct job *)arg;

	free(arg);
	is_given = true;
	return job.run(job.arg);
}

static int start_given(void *(*body)(void *arg), void *arg, void **ret)
{
	struct job *job = malloc(sizeof(*job));
	pthread_t thread;
	int e;

	*job = (struct job){ body, arg };
	e = pthread_create(&thread, NULL, run_job, job);
	*ret = (void *)(uintptr_t)thread;
	atomic_fetch_add(&started, 1);
	return e;
}

static void join_given(void *thread)
{
	(void)pthread_join((pthread_t)(uintptr_t)thread, NULL);
	atomic_fetch_add(&joined, 1);
}

static void detach_given(void *thread)
{
	(void)pthread_detach((pthread_t)(uintptr_t)thread);
	atomic_fetch_add(&detached, 1);
}

static void expect_given(struct ear *ear, const struct heard *heard)
{
	if (!is_given)
		atomic_fetch_add(&ear->failures, 1);
}

static void expect_given_and_unregister(struct ear *ear, const struct heard *heard)
{
	expect_given(ear, heard);
	unregister_self(ear, heard);
}

START_TEST(callbacks_run_on_the_threads_that_were_given)
{
	static const struct hcn_callback_threads threads = { start_given, join_given,
		detach_given };
	struct ear *stays, *leaves;

	hcn_private_callback_threads(&threads);
	stays = given_ear(0, expect_given);
	leaves = given_ear(1, expect_given_and_unregister);
	make_namespace();
	hear(stays, 0);
	hear(leaves, 0);
	ck_assert_int_eq(HcnUnregisterServiceCallback(stays->handle), S_OK);
	ck_assert_int_eq(atomic_load(&stays->failures), 0);
	ck_assert_int_eq(atomic_load(&leaves->failures), 0);
	ck_assert_int_eq(atomic_load(&started), 2);
	ck_assert_int_eq(atomic_load(&joined), 1);
	ck_assert_int_eq(atomic_load(&detached), 1);
}
END_TEST

/* --- slow ones ------------------------------------------------------------------------------------------------ */

static void dawdle(struct ear *ear, const struct heard *heard)
{
	sleep(2);
}

START_TEST(a_slow_callback_delays_nobody)
{
	struct ear *slow = given_ear(0, dawdle), *quick = given_ear(1, NULL);
	int64_t start = now_ms();
	const char *net = make_network("blue", "172.30.0.0/24");

	make_namespace();
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0); /* waits for it, but not long */
	hear(quick, 4);
	ck_assert_int_lt(now_ms() - start, 1900);
	ck_assert_int_eq(HcnUnregisterServiceCallback(quick->handle), S_OK);
	/* waits until it has returned */
	ck_assert_int_eq(HcnUnregisterServiceCallback(slow->handle), S_OK);
	ck_assert_int_eq(atomic_load(&slow->in_callback), 0);
	ck_assert_uint_ge(heard_so_far(slow), 1);
}
END_TEST

START_TEST(nothing_comes_after_unregister)
{
	struct ear *ear = given_ear(0, NULL);
	size_t n;

	for (int i = 0; i < 50; i++)
		make_namespace();
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
	n = heard_so_far(ear);
	make_namespace();
	usleep(20000);
	ck_assert_uint_eq(heard_so_far(ear), n);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), E_INVALIDARG);
}
END_TEST

START_TEST(many_registrations_hear_the_same)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(ears); i++)
		given_ear(i, NULL);
	for (int i = 0; i < 10; i++)
		make_namespace();
	for (size_t i = 0; i < HCN_N_ELEMENTS(ears); i++) {
		hear(&ears[i], 9);
		ck_assert_int_eq(HcnUnregisterServiceCallback(ears[i].handle), S_OK);
		ck_assert_uint_eq(heard_so_far(&ears[i]), 10);
		for (size_t j = 0; j < 10; j++)
			ck_assert_str_eq(ears[i].list[j].data, ears[0].list[j].data);
	}
}
END_TEST

/* A listener that was killed amid a callback is no listener. */
START_TEST(a_killed_listener_is_not_waited_for)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	int ready[2];
	char byte;
	pid_t child;
	int64_t start;

	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		HCN_CALLBACK handle;

		if (HcnRegisterServiceCallback(listen_in, &ears[0], &handle) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	start = now_ms();
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
	ck_assert_int_lt(now_ms() - start, 1000);
}
END_TEST

/* A child that lives on after its parent does not keep the parent's registration alive. */
START_TEST(a_killed_listeners_child_is_no_listener)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	char path[PATH_MAX], byte;
	int ready[2], end[2];
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(end), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		HCN_CALLBACK handle;

		if (HcnRegisterServiceCallback(listen_in, &ears[0], &handle))
			_exit(1);
		if (!fork()) {
			close(end[1]);
			_exit(write(ready[1], "x", 1) == 1 && read(end[0], &byte, 1) < 0);
		}
		pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
	/* whoever deletes removes the files of dead listeners: the folder is empty */
	snprintf(path, sizeof(path), "%s/listeners", world_dir);
	ck_assert_int_eq(rmdir(path), 0);
	close(end[1]);
}
END_TEST

START_TEST(a_forks_child_has_no_registrations)
{
	struct ear *ear = given_ear(0, NULL);
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (!child)
		_exit(HcnUnregisterServiceCallback(ear->handle) == E_INVALIDARG ? 0 : 1);
	expect_success(child);
	make_namespace();
	hear(ear, 0);
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
}
END_TEST

/* WSL: it unregisters from inside and comes again later. */
START_TEST(when_the_state_is_removed_the_service_is_gone)
{
	struct ear *ear = given_ear(0, unregister_self);
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/wake", world_dir);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_uint_eq(hear(ear, 0)->type, HcnNotificationServiceDisconnect);
	ck_assert_str_eq(ear->list[0].data, "");
	ck_assert_int_eq(atomic_load(&ear->failures), 0);
}
END_TEST

static size_t lives_of_a_writer(void)
{
	return world_is_linux() ? 5 : 250;
}

static int live_and_die(struct hcn *hcn, int writer)
{
	int r = 0;

	for (size_t i = 0; !r && i < lives_of_a_writer(); i++) {
		char document[256], id[37];

		snprintf(document, sizeof(document),
			"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Name\":\"n%d\",\"Type\":\"NAT\","
			"\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"172.30.%d.0/24\"}]}]}",
			writer, writer);
		r = hcn_create(hcn, HCN_KIND_NETWORK, NULL, document, id, NULL, NULL);
		if (!r)
			r = hcn_delete(hcn, HCN_KIND_NETWORK, id, NULL);
	}
	return r;
}

/* The events of one network, in their order, whatever another process does meanwhile. */
START_TEST(two_writers_are_heard_in_the_order_of_their_commits)
{
	size_t n = 2 * lives_of_a_writer();
	struct ear *ear;
	pid_t children[2];
	int gate[2];

	ck_assert_int_eq(pipe(gate), 0);
	for (int i = 0; i < 2; i++)
		children[i] = behind_gate(gate, live_and_die, i);
	ear = given_ear(0, NULL);
	close(gate[1]);
	for (int i = 0; i < 2; i++)
		expect_success(children[i]);
	hear(ear, 4 * n - 1);
	for (size_t i = 0; i < 4 * n; i++) {
		size_t before = 0;

		for (size_t j = 0; j < i; j++)
			before += !strncmp(ear->list[i].data, ear->list[j].data, 45);
		ck_assert_uint_eq(ear->list[i].type, HcnNotificationNetworkPreCreate + before);
	}
	ck_assert_int_eq(HcnUnregisterServiceCallback(ear->handle), S_OK);
	ck_assert_uint_eq(heard_so_far(ear), 4 * n);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
	HCN_CALLBACK handle = (HCN_CALLBACK)1;

	ck_assert_int_eq(HcnRegisterServiceCallback(NULL, NULL, &handle), E_INVALIDARG);
	ck_assert_ptr_null(handle);
	ck_assert_int_eq(HcnRegisterServiceCallback(listen_in, NULL, NULL), E_INVALIDARG);
	ck_assert_int_eq(HcnRegisterNetworkCallback(NULL, listen_in, NULL, &handle), E_INVALIDARG);
	ck_assert_int_eq(HcnUnregisterServiceCallback(NULL), E_INVALIDARG);
	ck_assert_int_eq(HcnUnregisterNetworkCallback((HCN_CALLBACK)4711), E_INVALIDARG);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_networks_life_is_told_in_its_order,
		a_namespaces_life_is_told,
		a_network_callback_hears_of_its_own_endpoints,
		a_guest_network_service_callback_hears_of_its_states,
		other_processes_are_heard,
		a_network_can_be_used_while_its_deletion_is_announced,
		a_callback_may_unregister_itself,
		a_callback_that_deletes_a_network_does_not_wait_for_itself,
		callbacks_run_on_the_threads_that_were_given,
		a_slow_callback_delays_nobody,
		nothing_comes_after_unregister,
		many_registrations_hear_the_same,
		a_killed_listener_is_not_waited_for,
		a_killed_listeners_child_is_no_listener,
		a_forks_child_has_no_registrations,
		when_the_state_is_removed_the_service_is_gone,
		two_writers_are_heard_in_the_order_of_their_commits,
		wrong_arguments_are_refused,
	};
	Suite *suite = suite_create("notify");
	TCase *tcase = tcase_create("notify");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, open_ears, world_close);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < HCN_N_ELEMENTS(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
