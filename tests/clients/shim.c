/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hcsshim's ways (shim.h): hcn/zsyscall_windows.go, hcn/hcnnetwork.go and their like, internal/hns/hns.go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "guid.h"
#include "shim.h"
#include "utf16.h"

uint32_t shim_hr;
char shim_error[2048];

/* --- the seven functions of each kind ---------------------------------------------------------------- */

struct functions {
	HRESULT (*enumerate)(PCWSTR query, PWSTR *ret, PWSTR *record);
	HRESULT (*create)(REFGUID id, PCWSTR settings, void **ret, PWSTR *record);
	HRESULT (*open)(REFGUID id, void **ret, PWSTR *record);
	HRESULT (*modify)(void *handle, PCWSTR settings, PWSTR *record);
	HRESULT (*query)(void *handle, PCWSTR query, PWSTR *ret, PWSTR *record);
	HRESULT (*delete)(REFGUID id, PWSTR *record);
	HRESULT (*close)(void *handle);
};

#define DEFINE_OPEN_CLOSE(Kind, HANDLE)                                                            \
	static HRESULT open_##Kind(REFGUID id, void **ret, PWSTR *record)                          \
	{                                                                                          \
		HANDLE handle = NULL;                                                              \
		HRESULT hr = HcnOpen##Kind(id, &handle, record);                                   \
                                                                                                   \
		*ret = handle;                                                                     \
		return hr;                                                                         \
	}                                                                                          \
	static HRESULT modify_##Kind(void *handle, PCWSTR settings, PWSTR *record)                 \
	{                                                                                          \
		return HcnModify##Kind(handle, settings, record);                                  \
	}                                                                                          \
	static HRESULT query_##Kind(void *handle, PCWSTR query, PWSTR *ret, PWSTR *record)         \
	{                                                                                          \
		return HcnQuery##Kind##Properties(handle, query, ret, record);                     \
	}                                                                                          \
	static HRESULT close_##Kind(void *handle)                                                  \
	{                                                                                          \
		return HcnClose##Kind(handle);                                                     \
	}

#define DEFINE_CREATE(Kind, HANDLE)                                                                \
	static HRESULT create_##Kind(REFGUID id, PCWSTR settings, void **ret, PWSTR *record)       \
	{                                                                                          \
		HANDLE handle = NULL;                                                              \
		HRESULT hr = HcnCreate##Kind(id, settings, &handle, record);                       \
                                                                                                   \
		*ret = handle;                                                                     \
		return hr;                                                                         \
	}                                                                                          \
	DEFINE_OPEN_CLOSE(Kind, HANDLE)

DEFINE_CREATE(Network, HCN_NETWORK)
DEFINE_OPEN_CLOSE(Endpoint, HCN_ENDPOINT)
DEFINE_CREATE(Namespace, HCN_NAMESPACE)
DEFINE_CREATE(LoadBalancer, HCN_LOADBALANCER)
DEFINE_CREATE(SdnRoute, HCN_SDNROUTE)

#define ROW(Kind, Kinds, create_fn)                                                                \
	{                                                                                          \
		HcnEnumerate##Kinds, create_fn, open_##Kind, modify_##Kind, query_##Kind,          \
			HcnDelete##Kind, close_##Kind                                              \
	}

static const struct functions functions[] = {
	[HCN_KIND_NETWORK] = ROW(Network, Networks, create_Network),
	[HCN_KIND_ENDPOINT] = ROW(Endpoint, Endpoints, NULL),
	[HCN_KIND_NAMESPACE] = ROW(Namespace, Namespaces, create_Namespace),
	[HCN_KIND_LOADBALANCER] = ROW(LoadBalancer, LoadBalancers, create_LoadBalancer),
	[HCN_KIND_ROUTE] = ROW(SdnRoute, SdnRoutes, create_SdnRoute),
};

/* --- strings and JSON ------------------------------------------------------------------------------- */

/* Everything handed out in this test. */
static json_t *owned;

static json_t *own(json_t *json)
{
	if (!owned)
		owned = json_array();
	ck_assert_int_eq(json_array_append_new(owned, json), 0);
	return json;
}

static void disown_all(void)
{
	json_decref(owned);
	owned = NULL;
}

static char16_t *wide(const char *text)
{
	char16_t *ret = NULL;

	if (text)
		ck_assert_int_eq(hcn_utf8_to_utf16(text, strlen(text), &ret, NULL, NULL), 0);
	return ret;
}

static char *narrow(PWSTR *text)
{
	char *ret = NULL;

	if (!*text)
		return NULL;
	ck_assert_int_eq(
		hcn_utf16_to_utf8(*text, hcn_utf16_len(*text, 1 << 24), &ret, NULL, NULL), 0);
	CoTaskMemFree(*text);
	*text = NULL;
	return ret;
}

/* No client survives a null member (nlohmann throws, Go's pointers become nil). */
static void expect_no_null(json_t *json, const char *text)
{
	json_t *member;
	const char *key;
	size_t i;

	ck_assert_msg(!json_is_null(json), "a null in %s", text);
	if (json_is_object(json))
		json_object_foreach(json, key, member)
		{
			if (strcmp(key, "Settings")) /* a policy's, as the client sent them */
				expect_no_null(member, text);
		}
	else
		json_array_foreach(json, i, member) expect_no_null(member, text);
}

json_t *shim_parse(const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(json != NULL, "%s: %s", error.text, text);
	expect_no_null(json, text);
	return own(json);
}

uint32_t shim_go_error(uint32_t hr)
{
	return (hr & 0x1fff0000) == 0x00070000 ? hr & 0xffff : hr;
}

/* checkForErrors: a text beside S_OK is a failure too. */
static uint32_t outcome(HRESULT hr, PWSTR *record)
{
	_cleanup_free_ char *text = narrow(record);

	shim_hr = (uint32_t)hr;
	(void)snprintf(shim_error, sizeof(shim_error), "%s", text ? text : "");
	ck_assert_msg(
		hr < 0 || !text || !*text, "an ErrorRecord beside 0x%x: %s", (unsigned)hr, text);
	if (text) { /* WSD ErrorSchema */
		json_t *json = shim_parse(text);

		ck_assert(json_is_false(at(json, "/Success")));
		ck_assert_int_eq(number_at(json, "/ErrorCode"), (json_int_t)shim_hr);
		ck_assert_str_ne(text_at(json, "/Error"), "");
	}
	return hr < 0 ? shim_hr : 0;
}

GUID shim_guid(const char *text)
{
	struct hcn_guid guid;
	GUID ret;

	ck_assert_msg(hcn_guid_parse(text, strlen(text), &guid), "%s", text);
	memcpy(&ret, &guid, sizeof(ret));
	return ret;
}

PCWSTR shim_wide(const char *text)
{
	static char16_t *ring[8];
	static size_t next;
	char16_t **place = &ring[next++ % 8];

	free(*place);
	*place = wide(text);
	return *place;
}

json_t *shim_take(PWSTR *text)
{
	_cleanup_free_ char *copy = narrow(text);

	return copy ? shim_parse(copy) : NULL;
}

#define MUST(call)                                                                                 \
	do {                                                                                       \
		uint32_t must_hr = (call);                                                         \
                                                                                                   \
		ck_assert_msg(!must_hr, "%s: 0x%08x %s", #call, must_hr, shim_error);              \
	} while (0)

/* --- package hcn --------------------------------------------------------------------------------- */

static char *query_with(const char *filter)
{
	json_t *query = json_loads(SHIM_QUERY, 0, NULL);
	char *text;

	if (filter && *filter)
		json_object_set_new(query, "Filter", json_string(filter));
	text = json_dumps(query, JSON_COMPACT);
	json_decref(query);
	return text;
}

/* The properties behind an open handle. */
static uint32_t query_handle(enum hcn_kind kind, void *handle, const char *query, json_t **ret)
{
	_cleanup_free_ char16_t *wide_query = wide(query);
	_cleanup_free_ char *text = NULL;
	PWSTR properties = NULL, record = NULL;
	uint32_t hr;

	hr = outcome(functions[kind].query(handle, wide_query, &properties, &record), &record);
	if (hr) {
		ck_assert_ptr_null(properties);
		return hr;
	}
	ck_assert_ptr_nonnull(properties); /* dereferenced without a check */
	text = narrow(&properties);
	*ret = shim_parse(text);
	return 0;
}

/* getX: Open, Query, Close; closing must work. */
static uint32_t get(enum hcn_kind kind, const char *id, const char *query, json_t **ret)
{
	GUID guid = shim_guid(id);
	PWSTR record = NULL;
	void *handle = NULL;
	uint32_t hr;

	hr = outcome(functions[kind].open(&guid, &handle, &record), &record);
	if (hr)
		return hr;
	hr = query_handle(kind, handle, query, ret);
	ck_assert_int_eq(functions[kind].close(handle), 0);
	return hr;
}

json_t *shim_query(enum hcn_kind kind, const char *id, const char *query)
{
	json_t *ret = NULL;

	MUST(get(kind, id, query, &ret));
	return ret;
}

json_t *shim_list(enum hcn_kind kind, const char *filter)
{
	_cleanup_free_ char *query = query_with(filter), *text = NULL;
	_cleanup_free_ char16_t *wide_query = wide(query);
	PWSTR ids = NULL, record = NULL;
	json_t *list = own(json_array()), *id;
	size_t i;

	MUST(outcome(functions[kind].enumerate(wide_query, &ids, &record), &record));
	ck_assert_ptr_nonnull(ids);
	text = narrow(&ids);
	json_array_foreach(shim_parse(text), i, id)
	{
		json_t *object = NULL;

		/* The same query, its Filter included. */
		MUST(get(kind, json_string_value(id), query, &object));
		json_array_append(list, object);
	}
	return list;
}

json_t *shim_find(enum hcn_kind kind, const char *filter)
{
	return json_array_get(shim_list(kind, filter), 0);
}

static json_t *find_by(enum hcn_kind kind, const char *key, const char *value)
{
	json_t *filter = json_object();
	_cleanup_free_ char *text = NULL;

	json_object_set_new(filter, key, json_string(value));
	text = json_dumps(filter, JSON_COMPACT);
	json_decref(filter);
	return shim_find(kind, text);
}

json_t *shim_by_id(enum hcn_kind kind, const char *id)
{
	return find_by(kind, "ID", id);
}

json_t *shim_by_name(enum hcn_kind kind, const char *name)
{
	return find_by(kind, "Name", name);
}

uint32_t shim_try_create(enum hcn_kind kind, const char *document, json_t **ret)
{
	_cleanup_free_ char16_t *settings = wide(document);
	static const GUID zero;
	PWSTR record = NULL;
	void *handle = NULL;
	uint32_t hr;

	hr = outcome(functions[kind].create(&zero, settings, &handle, &record), &record);
	if (hr) {
		ck_assert_ptr_null(handle);
		return hr;
	}
	ck_assert_ptr_nonnull(handle);
	MUST(query_handle(kind, handle, SHIM_QUERY, ret));
	ck_assert_int_eq(functions[kind].close(handle), 0);
	return 0;
}

json_t *shim_create(enum hcn_kind kind, const char *document)
{
	json_t *ret = NULL;
	uint32_t hr = shim_try_create(kind, document, &ret);

	ck_assert_msg(!hr, "create %s: 0x%08x %s", document, hr, shim_error);
	return ret;
}

uint32_t shim_try_create_endpoint(const char *network, const char *document, json_t **ret)
{
	_cleanup_free_ char16_t *settings = wide(document);
	static const GUID zero;
	HCN_NETWORK net = NULL;
	HCN_ENDPOINT ep = NULL;
	GUID guid = shim_guid(network);
	PWSTR record = NULL;
	uint32_t hr;

	hr = outcome(HcnOpenNetwork(&guid, &net, &record), &record);
	if (hr)
		return hr;
	hr = outcome(HcnCreateEndpoint(net, &zero, settings, &ep, &record), &record);
	if (!hr) {
		MUST(query_handle(HCN_KIND_ENDPOINT, ep, SHIM_QUERY, ret));
		ck_assert_int_eq(HcnCloseEndpoint(ep), 0);
	}
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
	return hr;
}

json_t *shim_create_endpoint(const char *network, const char *document)
{
	json_t *ret = NULL;
	uint32_t hr = shim_try_create_endpoint(network, document, &ret);

	ck_assert_msg(!hr, "create endpoint %s: 0x%08x %s", document, hr, shim_error);
	return ret;
}

uint32_t shim_try_modify(enum hcn_kind kind, const char *id, const char *request, json_t **ret)
{
	_cleanup_free_ char16_t *settings = wide(request);
	GUID guid = shim_guid(id);
	PWSTR record = NULL;
	void *handle = NULL;
	uint32_t hr;

	hr = outcome(functions[kind].open(&guid, &handle, &record), &record);
	if (hr)
		return hr;
	hr = outcome(functions[kind].modify(handle, settings, &record), &record);
	if (!hr)
		MUST(query_handle(kind, handle, SHIM_QUERY, ret));
	ck_assert_int_eq(functions[kind].close(handle), 0);
	return hr;
}

json_t *shim_modify(enum hcn_kind kind, const char *id, const char *request)
{
	json_t *ret = NULL;
	uint32_t hr = shim_try_modify(kind, id, request, &ret);

	ck_assert_msg(!hr, "modify %s: 0x%08x %s", request, hr, shim_error);
	return ret;
}

uint32_t shim_try_delete(enum hcn_kind kind, const char *id)
{
	GUID guid = shim_guid(id);
	PWSTR record = NULL;

	return outcome(functions[kind].delete(&guid, &record), &record);
}

void shim_delete(enum hcn_kind kind, const char *id)
{
	MUST(shim_try_delete(kind, id));
}

static uint32_t modify_namespace(
	const char *ns, const char *request_type, const char *endpoint, json_t **ret)
{
	return shim_try_modify(HCN_KIND_NAMESPACE, ns,
		doc("{'ResourceType':'Endpoint','RequestType':'%s','Settings':{'EndpointId':'%s'}}",
			request_type, endpoint),
		ret);
}

void shim_add_endpoint(const char *ns, const char *endpoint)
{
	json_t *ret = NULL;

	MUST(modify_namespace(ns, "Add", endpoint, &ret));
}

uint32_t shim_try_remove_endpoint(const char *ns, const char *endpoint)
{
	json_t *ret = NULL;

	return modify_namespace(ns, "Remove", endpoint, &ret);
}

/* --- looking at what came ------------------------------------------------------------------------- */

const char *id_of(json_t *object)
{
	const char *id = text_at(object, "/ID");

	ck_assert_msg(strlen(id) == 36, "no ID");
	for (const char *c = id; *c; c++)
		ck_assert_msg(*c < 'a' || *c > 'f', "%s is not upper case", id);
	return id;
}

size_t policies_of(json_t *object, const char *type, json_t **ret)
{
	json_t *policy;
	size_t i, n = 0;

	json_array_foreach(at(object, "/Policies"), i, policy)
	{
		if (strcasecmp(text_at(policy, "/Type"), type))
			continue;
		if (!n++ && ret)
			*ret = policy;
	}
	return n;
}

bool has_text(json_t *array, const char *text)
{
	json_t *element;
	size_t i;

	json_array_foreach(
		array, i, element) if (json_is_string(element) &&
				       !strcmp(json_string_value(element), text)) return true;
	return false;
}

/* --- the world --------------------------------------------------------------------------------------- */

#ifndef _WIN32
/* The simulated host has the same adapter (backends/sim/hostfacts.c). */
static void add_adapter(void)
{
	static const char *const commands[] = {
		"ip link add " HOST_ADAPTER " type veth peer name lan",
		"ip addr add " HOST_ADDRESS "/24 dev " HOST_ADAPTER,
		"ip link set " HOST_ADAPTER " up",
		"ip link set lan up",
		"ip route add default via 10.255.0.1",
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(commands); i++)
		ck_assert_msg(!system(commands[i]), "%s", commands[i]);
}
#endif

static void client_world_open(void)
{
	world_open();
#ifndef _WIN32 /* there the script has made it */
	if (world_is_linux())
		add_adapter();
#endif
	ck_assert_int_eq(setenv("HCN_STATE_DIR", world_dir, 1), 0);
	ck_assert_int_eq(setenv("HCN_BACKEND", world_is_linux() ? "linux" : "sim", 1), 0);
}

static void client_world_close(void)
{
	disown_all();
	world_close();
}

int run_client_tests(const char *name, const struct fact *facts)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int n_failed;

	tcase_add_checked_fixture(tcase, client_world_open, client_world_close);
	for (; facts->test; facts++)
		tcase_add_loop_test(tcase, facts->test, 0, facts->n_vectors ? facts->n_vectors : 1);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
