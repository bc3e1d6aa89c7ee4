/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSCall, the function of vmcompute.dll by which clients of the Host Network Service's V1 dialect do everything.
 *
 * It works on the same objects as the functions of computenetwork.h, in the same process context.  Windows' SDK does not
 * declare it; this is the form that clients use.
 */
#ifndef VMCOMPUTE_H
#define VMCOMPUTE_H

#include <hcn/hresult.h>
#include <hcn/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/*
 * Carries out @Method ("GET", "POST", "DELETE") on @Path ("/networks/", "/endpoints/<id>/attach", ...; a slash at the end or
 * none, ids in any case) with the JSON document @Object (NULL or empty: none).
 *
 * @Response receives the answer, which the caller frees with CoTaskMemFree(): {"Success":true,"Output":...}, Output being an
 * object or an array or absent, or {"Success":false,"Error":"...","ErrorCode":n} with the further members of an ErrorRecord
 * (computenetwork.h).  An answer of either kind is S_OK.
 *
 * Paths: /globals/version (GET); /networks, /endpoints, /policylists, /namespaces (GET, POST), each also with /<id> (GET, DELETE,
 * for the first two POST); /endpoints/<id>/attach and /detach, /namespaces/<id>/addresource and /removeresource (POST);
 * /endpointstats/<id>, /endpointaddresses, /portpools, /activities, /plugins (GET); /accelnet (GET, POST, DELETE).
 *
 * Errors: E_INVALIDARG (Method, Path or Response is NULL; *Response is then NULL), E_OUTOFMEMORY.
 */
HRESULT WINAPI HNSCall(
	_In_ PCWSTR Method, _In_ PCWSTR Path, _In_opt_ PCWSTR Object, _Outptr_ PWSTR *Response);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
