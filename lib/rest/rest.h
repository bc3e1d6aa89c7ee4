/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Method and path to requests of hcn.h: HNSCall's paths (hcn/clients.md section 2.8.2), later served over HTTP too.
 *
 * One table of routes; each row names methods, the pattern of the path and what carries it out.
 */
#ifndef HCN_REST_H
#define HCN_REST_H

#include <hcn.h>

/*
 * Carries out @method ("GET", "POST", "DELETE") on @path ("/networks/ID", with or without a trailing slash, ids in any case)
 * with @body (UTF-8 JSON; NULL or "": none).  *@ret receives the whole answer: {"Success":true,"Output":...} or
 * {"Success":false,"Error":"...","ErrorCode":n,...}, malloc'ed, freed with hcn_free().  Output is an object or an array, or
 * absent; never null or "".
 *
 * Returns 0 also when the answer says Success false: as HNS does.  Fails only when no answer can be made: -ENOMEM,
 * HCN_INVALID_ARGUMENT for NULL pointers.
 */
int hcn_rest_call(struct hcn *hcn, const char *method, const char *path, const char *body,
	char **ret, struct hcn_error *err);

#endif
