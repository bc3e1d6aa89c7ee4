/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside of hcn_rest_call() (hcn.h): HNSCall's paths (doc/facts/clients.md §2.8.2), later served over HTTP too.
 *
 * One table of routes (rest.c); each row names the method, the pattern of the path and what carries it out.
 */
#ifndef HCN_REST_H
#define HCN_REST_H

#include <hcn.h>

#include "buf.h"
#include "begin.h"
#include "entry.h"
#include "objects.h"
#include "request.h"

/* Who lists, makes and shows what a path names. */
enum hcn_rest_type {
	HCN_REST_NETWORKS,
	HCN_REST_ENDPOINTS,
	HCN_REST_NAMESPACES,
	HCN_REST_POLICY_LISTS, /* load balancers and SDN routes */
	HCN_REST_OTHER,
};

/* One call being answered. */
struct hcn_rest {
	struct hcn *hcn;
	enum hcn_rest_type type;
	const char *id;     /* of the path, as the caller wrote it; "" when it has none */
	const char *body;   /* "" when there is none */
	struct hcn_buf out; /* becomes "Output", unless empty */
	char *answer;       /* of hcn_rest_finish() */
};

typedef int hcn_rest_fn(struct hcn_rest *call, struct hcn_error *err);

/* Makes the answer of a call that works from call->out.  What changes something does so before its commit, after which nothing
 * may fail any more. */
int hcn_rest_finish(struct hcn_rest *call, struct hcn_error *err);

/* --- objects.c ---------------------------------------------------------------------------------------- */

hcn_rest_fn hcn_rest_list, hcn_rest_create, hcn_rest_get, hcn_rest_update, hcn_rest_delete;

/*
 * A request of the kind @verb, from begin to commit.  @fn stages it; *@kind and *@id are those of the object that the path names,
 * or are set by @fn when it names none.  The object as it will be is the answer.
 */
typedef int hcn_rest_stage_fn(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err);
int hcn_rest_change(
	struct hcn_rest *call, enum hcn_verb verb, hcn_rest_stage_fn *fn, struct hcn_error *err);

/* --- attach.c ------------------------------------------------------------------------------------------- */

hcn_rest_fn hcn_rest_attach, hcn_rest_detach, hcn_rest_add_resource, hcn_rest_remove_resource;

/* --- accelnet.c ------------------------------------------------------------------------------------------ */

hcn_rest_fn hcn_rest_accelnet_get, hcn_rest_accelnet_post, hcn_rest_accelnet_delete;

/* --- reports.c ------------------------------------------------------------------------------------------- */

hcn_rest_fn hcn_rest_version, hcn_rest_stats, hcn_rest_addresses, hcn_rest_port_pools,
	hcn_rest_nothing;

#endif
