/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What hcsshim's Go packages hcn and internal/hns do around each call, in C: the same calls in the same order with the same
 * demands on results, so that the files of this folder can replay what real clients send.
 *
 * doc/facts/clients.md §1.4 (demands), §7 (sequences).  JSON handed out belongs to the shim until the end of the test.
 */
#ifndef HCN_TEST_SHIM_H
#define HCN_TEST_SHIM_H

#include <computenetwork.h>
#include <jansson.h>

#include "run_tests.h"
#include "world.h"

/* hcsshim's default query. */
#define SHIM_QUERY "{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}"

/* run_tests() with a world for each fact that is also the one of the Windows functions; on linux its host has an adapter. */
int run_client_tests(const char *name, const struct fact *facts);

/* The host's adapter as the clients' configuration names it, its address and the prefix of its LAN. */
#define HOST_ADAPTER "Ethernet"
#define HOST_ADDRESS "10.255.0.2"
#define HOST_LAN     "10.255.0.0/24"

/* What the last failing call said: HRESULT, and the ErrorRecord or HNS's Error text as UTF-8. */
extern uint32_t shim_hr;
extern char shim_error[2048];

/* Go's error number of an HRESULT: 0x8007xxxx become the Win32 number. */
uint32_t shim_go_error(uint32_t hr);

/* --- package hcn --------------------------------------------------------------------------------- */

/* Each fails the test unless the call works; the try_ forms return the HRESULT instead. */

/* ListXs with a Filter (JSON text, NULL: none): HcnEnumerateXs, then Open, Query, Close for each id. */
json_t *shim_list(enum hcn_kind kind, const char *filter);
/* The first of them, NULL when there is none (NotFound). */
json_t *shim_find(enum hcn_kind kind, const char *filter);
json_t *shim_by_id(enum hcn_kind kind, const char *id);
json_t *shim_by_name(enum hcn_kind kind, const char *name);

/* Create: HcnCreateX with the zero GUID, query, close.  The object as the client sees it. */
json_t *shim_create(enum hcn_kind kind, const char *document);
uint32_t shim_try_create(enum hcn_kind kind, const char *document, json_t **ret);

/* network.CreateEndpoint: HcnOpenNetwork first. */
json_t *shim_create_endpoint(const char *network, const char *document);
uint32_t shim_try_create_endpoint(const char *network, const char *document, json_t **ret);

/* Open, Modify, query, close. */
json_t *shim_modify(enum hcn_kind kind, const char *id, const char *request);
uint32_t shim_try_modify(enum hcn_kind kind, const char *id, const char *request, json_t **ret);

void shim_delete(enum hcn_kind kind, const char *id);
uint32_t shim_try_delete(enum hcn_kind kind, const char *id);

/* AddNamespaceEndpoint, RemoveNamespaceEndpoint: HcnModifyNamespace. */
void shim_add_endpoint(const char *ns, const char *endpoint);
uint32_t shim_try_remove_endpoint(const char *ns, const char *endpoint);

/* An object queried with this query (NULL: a NULL pointer) through HcnOpenX, HcnQueryXProperties. */
json_t *shim_query(enum hcn_kind kind, const char *id, const char *query);

/* --- package internal/hns ------------------------------------------------------------------------- */

/* HNSCall; the Output (NULL when absent).  Fails the test when HNS reports an error. */
json_t *shim_hns(const char *method, const char *path, const char *body);
/* Whether it succeeded; shim_error has the text. */
bool shim_try_hns(const char *method, const char *path, const char *body, json_t **ret);

/* --- for clients that call the functions themselves ------------------------------------------------ */

/* @text in UTF-16; static, good until the eighth call after.  NULL stays NULL. */
PCWSTR shim_wide(const char *text);
/* What a function returned, freed, as JSON that holds no null; NULL for NULL. */
json_t *shim_take(PWSTR *text);
GUID shim_guid(const char *text);

/* --- looking at what came ------------------------------------------------------------------------- */

/* A client's reader: valid JSON without null members. */
json_t *shim_parse(const char *text);

/* "ID", as text. */
const char *id_of(json_t *object);

/* The policies of @type among @object's, V2 (Type, Settings) or V1 (flat); their number; *@ret (may be NULL) the first. */
size_t policies_of(json_t *object, const char *type, json_t **ret);

/* Whether the array has this text. */
bool has_text(json_t *array, const char *text);

#endif
