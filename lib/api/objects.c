/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The seven functions that every kind of object has: Enumerate, Create, Open, Modify, Query, Delete, Close.
 *
 * In: a client's strings, ids and handles.  Out: requests of hcn.h; their answers as strings and handles.
 * Each is written once; the table at the end makes the functions of the kinds.
 */
#include <computenetwork.h>
#include <hcn.h>

#include <stdio.h>
#include <string.h>

#include "call.h"
#include "cleanup.h"
#include "docs.h"
#include "error.h"
#include "handle.h"
#include "query.h"
#include "text.h"

static HRESULT enumerate_objects(
	const char *function, enum hcn_kind kind, PCWSTR query, PWSTR *ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *text = NULL, *ids = NULL;
	struct hcn *hcn;
	int r;

	if (ret)
		*ret = NULL;
	r = hcn_call_pointer(&c, ret, "the place for the ids");
	if (!r)
		r = hcn_text_in_optional(query, "Query", &text, &c.err);
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r)
		r = hcn_enumerate(hcn, kind, text, &ids, &c.err);
	if (!r)
		r = hcn_text_out(ids, ret, &c.err);
	return hcn_call_end(&c, r);
}

/* The handle comes first: when the object is made, nothing may fail any more. */
static int create_with_handle(struct hcn_call *c, enum hcn_kind kind, const struct hcn_guid *id,
	const char *document, void **ret)
{
	char made[HCN_GUID_TEXT_SIZE];
	struct hcn_guid guid;
	struct hcn *hcn;
	void *handle;
	int r;

	r = hcn_call_context(c, &hcn);
	if (!r)
		r = hcn_handle_new(kind, &handle, &c->err);
	if (r)
		return r;
	r = hcn_create(
		hcn, kind, hcn_guid_is_zero(id) ? NULL : c->id.text, document, made, NULL, &c->err);
	if (r) {
		(void)hcn_handle_close(handle, kind, &guid, NULL);
		return r;
	}
	(void)hcn_guid_parse(made, strlen(made), &guid);
	hcn_handle_set(handle, &guid);
	c->id = hcn_guid_upper(&guid);
	*ret = handle;
	return 0;
}

static HRESULT create_object(const char *function, enum hcn_kind kind, const GUID *id,
	PCWSTR settings, void **ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *document = NULL;
	struct hcn_guid guid;
	int r;

	r = hcn_call_pointer(&c, ret, "the place for the handle");
	if (!r)
		r = hcn_call_id(&c, id, &guid);
	if (!r)
		r = hcn_text_in(settings, "Settings", &document, &c.err);
	if (!r)
		r = create_with_handle(&c, kind, &guid, document, ret);
	return hcn_call_end(&c, r);
}

/* The object must be there; the handle only names it. */
static HRESULT open_object(
	const char *function, enum hcn_kind kind, const GUID *id, void **ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *document = NULL;
	struct hcn_guid guid;
	struct hcn *hcn;
	int r;

	r = hcn_call_pointer(&c, ret, "the place for the handle");
	if (!r)
		r = hcn_call_id(&c, id, &guid);
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r)
		r = hcn_query(hcn, kind, c.id.text, NULL, &document, &c.err);
	if (!r)
		r = hcn_handle_new(kind, ret, &c.err);
	if (!r)
		hcn_handle_set(*ret, &guid);
	return hcn_call_end(&c, r);
}

static HRESULT modify_object(const char *function, enum hcn_kind kind, const void *handle,
	PCWSTR settings, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *request = NULL;
	struct hcn *hcn;
	int r;

	r = hcn_call_handle(&c, handle, kind, NULL);
	if (!r)
		r = hcn_text_in(settings, "Settings", &request, &c.err);
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r)
		r = hcn_modify(hcn, kind, c.id.text, request, &c.err);
	return hcn_call_end(&c, r);
}

/* Without a version, or with one below 2, a query asks for the V1 form; the native API wants it
 * said (doc/facts/clients.md §2.1.3). */
static int choose_dialect(const char *query, const char **ret, struct hcn_error *err)
{
	int dialect, r = hcn_query_dialect(query, query ? strlen(query) : 0, &dialect, err);

	*ret = dialect < 2 ? "{\"SchemaVersion\":{\"Major\":1,\"Minor\":0}}" : query;
	return r;
}

static HRESULT query_object(const char *function, enum hcn_kind kind, const void *handle,
	PCWSTR query, PWSTR *ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *text = NULL, *document = NULL;
	const char *asked = NULL;
	struct hcn *hcn;
	int r;

	if (ret)
		*ret = NULL;
	r = hcn_call_pointer(&c, ret, "the place for the properties");
	if (!r)
		r = hcn_call_handle(&c, handle, kind, NULL);
	if (!r)
		r = hcn_text_in_optional(query, "Query", &text, &c.err);
	if (!r)
		r = choose_dialect(text, &asked, &c.err);
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r)
		r = hcn_query(hcn, kind, c.id.text, asked, &document, &c.err);
	if (!r)
		r = hcn_text_out(document, ret, &c.err);
	return hcn_call_end(&c, r);
}

static HRESULT delete_object(
	const char *function, enum hcn_kind kind, const GUID *id, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	struct hcn_guid guid;
	struct hcn *hcn;
	int r;

	r = hcn_call_id(&c, id, &guid);
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r)
		r = hcn_delete(hcn, kind, c.id.text, &c.err);
	return hcn_call_end(&c, r);
}

static HRESULT close_object(const char *function, enum hcn_kind kind, const void *handle)
{
	struct hcn_call c = hcn_call_begin(function, NULL);
	struct hcn_guid id;
	int r;

	r = hcn_handle_close(handle, kind, &id, &c.err);
	if (!r)
		c.id = hcn_guid_upper(&id);
	return hcn_call_end(&c, r);
}

/* --- an endpoint is created on a network --------------------------------------------------------- */

#define HCN_ENDPOINT_HOME_FIELDS(M, S) M(S, GUID, network, "HostComputeNetwork", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_endpoint_home, HCN_ENDPOINT_HOME_FIELDS)
HCN_SCHEMA_DEFINE(hcn_endpoint_home, "HostComputeEndpoint", HCN_ENDPOINT_HOME_FIELDS)

/* The document names its network, by itself or from now on.  *@ret is malloc'ed. */
static int name_network(
	const char *document, const struct hcn_guid *network, char **ret, struct hcn_error *err)
{
	struct hcn_guid_text id = hcn_guid_upper(network);
	struct hcn_endpoint_home home = { 0 };
	char quoted[sizeof(id.text) + 2];
	int r;

	r = hcn_schema_decode(
		&hcn_endpoint_home_schema, document, strlen(document), NULL, &home, err);
	if (r)
		return r;
	if (HCN_HAS(&home, hcn_endpoint_home, network) && !hcn_guid_equal(&home.network, network))
		return hcn_fail_expected(err, HCN_INVALID_NETWORK, "/HostComputeNetwork",
			hcn_guid_upper(&home.network).text,
			hcn_pointer_of("%s, or nothing", id.text).text,
			"the document names another network than the handle");
	(void)snprintf(quoted, sizeof(quoted), "\"%s\"", id.text);
	r = hcn_json_set_member(document, "HostComputeNetwork", quoted, ret);
	return r ? hcn_fail_oom(err) : 0;
}

static HRESULT create_endpoint(const char *function, const void *network, const GUID *id,
	PCWSTR settings, void **ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *document = NULL, *named = NULL;
	struct hcn_guid guid, network_id;
	int r;

	r = hcn_call_pointer(&c, ret, "the place for the handle");
	if (!r)
		r = hcn_call_handle(&c, network, HCN_KIND_NETWORK, &network_id);
	if (!r)
		r = hcn_call_id(&c, id, &guid);
	if (!r)
		r = hcn_text_in(settings, "Settings", &document, &c.err);
	if (!r)
		r = name_network(document, &network_id, &named, &c.err);
	if (!r)
		r = create_with_handle(&c, HCN_KIND_ENDPOINT, &guid, named, ret);
	return hcn_call_end(&c, r);
}

/* --- the functions ------------------------------------------------------------------------------- */

/*
 * Handles are void * inside and a type per kind outside; the functions convert by assignment, so that a
 * client's variable is written only as what it is.
 */
#define DEFINE_CREATE(Kind, Kinds, HANDLE, kind)                                                   \
	HRESULT WINAPI HcnCreate##Kind(                                                            \
		REFGUID Id, PCWSTR Settings, HANDLE *Ret, PWSTR *ErrorRecord)                      \
	{                                                                                          \
		void *handle = NULL;                                                               \
		HRESULT hr = create_object(                                                        \
			__func__, kind, Id, Settings, Ret ? &handle : NULL, ErrorRecord);          \
                                                                                                   \
		if (Ret)                                                                           \
			*Ret = handle;                                                             \
		return hr;                                                                         \
	}

#define DEFINE_OTHERS(Kind, Kinds, HANDLE, kind)                                                   \
	HRESULT WINAPI HcnEnumerate##Kinds(PCWSTR Query, PWSTR *Ids, PWSTR *ErrorRecord)           \
	{                                                                                          \
		return enumerate_objects(__func__, kind, Query, Ids, ErrorRecord);                 \
	}                                                                                          \
	HRESULT WINAPI HcnOpen##Kind(REFGUID Id, HANDLE *Ret, PWSTR *ErrorRecord)                  \
	{                                                                                          \
		void *handle = NULL;                                                               \
		HRESULT hr = open_object(__func__, kind, Id, Ret ? &handle : NULL, ErrorRecord);   \
                                                                                                   \
		if (Ret)                                                                           \
			*Ret = handle;                                                             \
		return hr;                                                                         \
	}                                                                                          \
	HRESULT WINAPI HcnModify##Kind(HANDLE Handle, PCWSTR Settings, PWSTR *ErrorRecord)         \
	{                                                                                          \
		return modify_object(__func__, kind, Handle, Settings, ErrorRecord);               \
	}                                                                                          \
	HRESULT WINAPI HcnQuery##Kind##Properties(                                                 \
		HANDLE Handle, PCWSTR Query, PWSTR *Properties, PWSTR *ErrorRecord)                \
	{                                                                                          \
		return query_object(__func__, kind, Handle, Query, Properties, ErrorRecord);       \
	}                                                                                          \
	HRESULT WINAPI HcnDelete##Kind(REFGUID Id, PWSTR *ErrorRecord)                             \
	{                                                                                          \
		return delete_object(__func__, kind, Id, ErrorRecord);                             \
	}                                                                                          \
	HRESULT WINAPI HcnClose##Kind(HANDLE Handle)                                               \
	{                                                                                          \
		return close_object(__func__, kind, Handle);                                       \
	}

#define KINDS_BUT_ENDPOINT(K)                                                                      \
	K(Network, Networks, HCN_NETWORK, HCN_KIND_NETWORK)                                        \
	K(Namespace, Namespaces, HCN_NAMESPACE, HCN_KIND_NAMESPACE)                                \
	K(LoadBalancer, LoadBalancers, HCN_LOADBALANCER, HCN_KIND_LOADBALANCER)                    \
	K(SdnRoute, SdnRoutes, HCN_SDNROUTE, HCN_KIND_ROUTE)                                       \
	K(GuestNetworkService, GuestNetworkServices, HCN_GUESTNETWORKSERVICE,                      \
		HCN_KIND_GUEST_SERVICE)

#define KINDS(K)                                                                                   \
	KINDS_BUT_ENDPOINT(K)                                                                      \
	K(Endpoint, Endpoints, HCN_ENDPOINT, HCN_KIND_ENDPOINT)

KINDS_BUT_ENDPOINT(DEFINE_CREATE)
KINDS(DEFINE_OTHERS)

HRESULT WINAPI HcnCreateEndpoint(HCN_NETWORK Network, REFGUID Id, PCWSTR Settings,
	PHCN_ENDPOINT Endpoint, PWSTR *ErrorRecord)
{
	void *handle = NULL;
	HRESULT hr = create_endpoint(
		__func__, Network, Id, Settings, Endpoint ? &handle : NULL, ErrorRecord);

	if (Endpoint)
		*Endpoint = handle;
	return hr;
}
