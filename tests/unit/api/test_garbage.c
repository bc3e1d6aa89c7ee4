/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Garbage in any argument of any of the seven functions of every kind: an error, outputs NULL, an ErrorRecord that
 * is JSON, no crash.  test_service.c does the same for the other functions.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "edge.h"
#include "prng.h"
#include "text.h"

static const GUID zero;

/* --- the functions of a kind, with handles as void * ------------------------------------------------- */

static HCN_NETWORK parent; /* of the endpoints */

struct functions {
	const char *name;
	HRESULT (*create)(const GUID *id, PCWSTR settings, void **ret, PWSTR *record);
	HRESULT (*enumerate)(PCWSTR query, PWSTR *ids, PWSTR *record);
	HRESULT (*open)(const GUID *id, void **ret, PWSTR *record);
	HRESULT (*modify)(void *handle, PCWSTR settings, PWSTR *record);
	HRESULT (*query)(void *handle, PCWSTR query, PWSTR *ret, PWSTR *record);
	HRESULT (*delete)(const GUID *id, PWSTR *record);
	HRESULT (*close)(void *handle);
};

#define WRAP(Kind, Kinds, HANDLE, ...)                                                             \
	static HRESULT create_##Kind(const GUID *id, PCWSTR settings, void **ret, PWSTR *record)   \
	{                                                                                          \
		HANDLE handle;                                                                     \
		HRESULT hr = HcnCreate##Kind(                                                      \
			__VA_ARGS__ id, settings, ret ? &handle : NULL, record);                   \
                                                                                                   \
		if (ret)                                                                           \
			*ret = handle;                                                             \
		return hr;                                                                         \
	}                                                                                          \
	static HRESULT open_##Kind(const GUID *id, void **ret, PWSTR *record)                      \
	{                                                                                          \
		HANDLE handle;                                                                     \
		HRESULT hr = HcnOpen##Kind(id, ret ? &handle : NULL, record);                      \
                                                                                                   \
		if (ret)                                                                           \
			*ret = handle;                                                             \
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

#define ROW(Kind, Kinds, HANDLE, ...)                                                              \
	{                                                                                          \
		#Kind,                                                                             \
		create_##Kind,                                                                     \
		HcnEnumerate##Kinds,                                                               \
		open_##Kind,                                                                       \
		modify_##Kind,                                                                     \
		query_##Kind,                                                                      \
		HcnDelete##Kind,                                                                   \
		close_##Kind,                                                                      \
	},

#define KINDS(K)                                                                                   \
	K(Network, Networks, HCN_NETWORK)                                                          \
	K(Endpoint, Endpoints, HCN_ENDPOINT, parent, )                                             \
	K(Namespace, Namespaces, HCN_NAMESPACE)                                                    \
	K(LoadBalancer, LoadBalancers, HCN_LOADBALANCER)                                           \
	K(SdnRoute, SdnRoutes, HCN_SDNROUTE)                                                       \
	K(GuestNetworkService, GuestNetworkServices, HCN_GUESTNETWORKSERVICE)

KINDS(WRAP)
static const struct functions kinds[] = { KINDS(ROW) };
#define N_KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

/* --- garbage --------------------------------------------------------------------------------------------- */

/* No document of any kind, no request and no query. */
static const PCWSTR no_documents[] = {
	u"[]",
	u"null",
	u"5",
	u"\"text\"",
	u"{",
	u"}",
	u"{}{}",
	u"{\"ID\"}",
	u"{\"ID\":}",
	u"{\"SchemaVersion\":{\"a\":[1,2",
	u"{'Name':1}",
	u"\xfeff{}",
	u"{\"a\":\"\xd800\"}",
	u"{\"a\":\"\xdc00\xd800\"}",
	u"{\"a\":\"\\ud800\"}",
	u"{\"a\":01}",
	u"{\"a\":1,\"A\":2,}",
	u"{\"SchemaVersion\":5}",
	u"{\"SchemaVersion\":{\"Major\":\"two\"}}",
	u"{\"SchemaVersion\":[]}",
	u"{\"SchemaVersion\":{\"Major\":-1}}",
	u"{\"SchemaVersion\":{\"Major\":1e99}}",
};

/* A failed call: @record is an ErrorRecord of it. */
static void assert_failed(const char *kind, HRESULT hr, PWSTR *record)
{
	json_t *json;

	ck_assert_msg(FAILED(hr), "%s: 0x%08x", kind, (unsigned)hr);
	json = take_json(record);
	ck_assert(json_is_false(at(json, "/Success")));
	ck_assert_int_eq(number_at(json, "/ErrorCode"), (uint32_t)hr);
	json_decref(json);
}

/* Nowhere a document. */
static void feed(const struct functions *f, PCWSTR text, void *handle)
{
	PWSTR out, record = NULL;
	void *made;

	made = &made;
	assert_failed(f->name, f->create(&zero, text, &made, &record), &record);
	ck_assert_ptr_null(made);
	ck_assert(FAILED(f->create(&zero, text, &made, NULL)));
	assert_failed(f->name, f->modify(handle, text, &record), &record);
	ck_assert(FAILED(f->modify(handle, text, NULL)));
	if (!text)
		return;
	out = (PWSTR)1;
	assert_failed(f->name, f->enumerate(text, &out, &record), &record);
	ck_assert_ptr_null(out);
	ck_assert(FAILED(f->enumerate(text, &out, NULL)));
	out = (PWSTR)1;
	assert_failed(f->name, f->query(handle, text, &out, &record), &record);
	ck_assert_ptr_null(out);
}

/* A handle of the kind where there can be one, so that the text is reached. */
static void *given_handle(const struct functions *f)
{
	void *handle = NULL;

	(void)f->create(&zero,
		f->create == create_Network ? u"{\"Name\":\"n\",\"Type\":\"NAT\"}" : u"{}", &handle,
		NULL);
	return handle;
}

START_TEST(text_that_is_no_document_is_refused_everywhere)
{
	const struct functions *f = &kinds[_i];
	void *handle;

	parent = given_network(1);
	handle = given_handle(f);
	for (size_t i = 0; i < sizeof(no_documents) / sizeof(no_documents[0]); i++)
		feed(f, no_documents[i], handle);
	feed(f, NULL, handle);
}
END_TEST

/* @n times @unit, with an end or without one. */
static WCHAR *repeat(WCHAR unit, size_t n, bool with_end)
{
	WCHAR *text = malloc((n + with_end) * sizeof(*text));

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < n; i++)
		text[i] = unit;
	if (with_end)
		text[n] = 0;
	return text;
}

START_TEST(huge_and_endless_text_is_refused_everywhere)
{
	const struct functions *f = &kinds[_i];
	WCHAR *brackets = repeat('[', 5 << 20, true);
	WCHAR *endless = repeat('[', HCN_MAX_SIZE_DEFAULT + 1, false);
	void *handle;

	parent = given_network(1);
	handle = given_handle(f);
	feed(f, brackets, handle);
	feed(f, endless, handle);
	free(brackets);
	free(endless);
}
END_TEST

static void assert_no_handle(const struct functions *f, void *handle)
{
	PWSTR out = (PWSTR)1, record;

	assert_failed(f->name, f->modify(handle, u"{}", &record), &record);
	assert_hr(f->modify(handle, u"{}", NULL), E_INVALIDARG);
	assert_failed(f->name, f->query(handle, QUERY_V2, &out, &record), &record);
	ck_assert_ptr_null(out);
	assert_hr(f->query(handle, QUERY_V2, &out, NULL), E_INVALIDARG);
	assert_hr(f->close(handle), E_INVALIDARG);
}

START_TEST(what_is_no_handle_is_refused_everywhere)
{
	const struct functions *f = &kinds[_i];
	struct prng prng = { (uint64_t)_i };
	void *handle;

	parent = given_network(1);
	handle = given_handle(f);
	assert_no_handle(f, NULL);
	assert_no_handle(f, &prng);
	assert_no_handle(f, (void *)UINTPTR_MAX);
	for (int i = 0; i < 100; i++)
		assert_no_handle(f, (void *)(uintptr_t)prng_u64(&prng));
	for (int i = 0; i < N_KINDS; i++)
		if (handle && &kinds[i] != f)
			assert_no_handle(&kinds[i], handle);
	if (handle) {
		assert_hr(f->close(handle), S_OK);
		assert_no_handle(f, handle);
	}
}
END_TEST

START_TEST(an_endpoint_needs_an_open_network)
{
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint = (HCN_ENDPOINT)1, first;
	PWSTR record;

	assert_hr(HcnCreateEndpoint(network, &zero, u"{}", &first, NULL), S_OK);
	assert_failed(
		"Endpoint", HcnCreateEndpoint(NULL, &zero, u"{}", &endpoint, &record), &record);
	ck_assert_ptr_null(endpoint);
	assert_hr(HcnCreateEndpoint((HCN_NETWORK)(void *)first, &zero, u"{}", &endpoint, NULL),
		E_INVALIDARG);
	assert_hr(HcnCloseNetwork(network), S_OK);
	assert_hr(HcnCreateEndpoint(network, &zero, u"{}", &endpoint, NULL), E_INVALIDARG);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 1);
}
END_TEST

START_TEST(null_for_a_required_pointer_is_refused_everywhere)
{
	const struct functions *f = &kinds[_i];
	void *handle, *made = &made;
	PWSTR record;

	parent = given_network(1);
	handle = given_handle(f);
	assert_failed(f->name, f->create(NULL, u"{}", &made, &record), &record);
	ck_assert_ptr_null(made);
	assert_hr(f->create(NULL, u"{}", &made, NULL), E_INVALIDARG);
	assert_hr(f->create(&zero, u"{}", NULL, NULL), E_INVALIDARG);
	made = &made;
	assert_failed(f->name, f->open(NULL, &made, &record), &record);
	ck_assert_ptr_null(made);
	assert_hr(f->open(NULL, &made, NULL), E_INVALIDARG);
	assert_hr(f->open(&zero, NULL, NULL), E_INVALIDARG);
	assert_hr(f->delete (NULL, NULL), E_INVALIDARG);
	assert_hr(f->enumerate(QUERY_V2, NULL, NULL), E_INVALIDARG);
	assert_hr(f->query(handle, QUERY_V2, NULL, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(an_id_of_nothing_is_refused_everywhere)
{
	const struct functions *f = &kinds[_i];
	const GUID unknown = guid(99);
	PWSTR record;
	void *made = &made;

	assert_failed(f->name, f->delete (&unknown, &record), &record);
	assert_failed(f->name, f->delete (&zero, &record), &record);
	assert_failed(f->name, f->open(&unknown, &made, &record), &record);
	ck_assert_ptr_null(made);
	assert_failed(f->name, f->open(&zero, &made, &record), &record);
}
END_TEST

START_TEST(after_all_garbage_nothing_has_changed)
{
	char *before;

	parent = given_network(1);
	before = kernel_state();
	for (int i = 0; i < N_KINDS; i++)
		for (size_t j = 0; j < sizeof(no_documents) / sizeof(no_documents[0]); j++)
			feed(&kinds[i], no_documents[j], parent);
	expect_kernel_state(before);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 1);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
	ck_assert_uint_eq(count(HCN_KIND_NAMESPACE, NULL), 1);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ text_that_is_no_document_is_refused_everywhere, N_KINDS },
		{ huge_and_endless_text_is_refused_everywhere, N_KINDS },
		{ what_is_no_handle_is_refused_everywhere, N_KINDS },
		{ an_endpoint_needs_an_open_network },
		{ null_for_a_required_pointer_is_refused_everywhere, N_KINDS },
		{ an_id_of_nothing_is_refused_everywhere, N_KINDS },
		{ after_all_garbage_nothing_has_changed },
		{ NULL },
	};

	return run_edge_tests("garbage", facts);
}
