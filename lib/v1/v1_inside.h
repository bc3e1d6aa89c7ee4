/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside of lib/v1: writing JSON members, policies both ways, and one pair of functions per kind. */
#ifndef HCN_V1_INSIDE_H
#define HCN_V1_INSIDE_H

#include "hns.h"
#include "json.h"
#include "policies.h"
#include "v1.h"

/* --- json.c: members of an object under construction ------------------------------------------------------- */

void hcn_v1_key(struct hcn_buf *b, const char *key); /* with the comma before it */
void hcn_v1_text(struct hcn_buf *b, const char *key, const char *text); /* NULL or "": nothing */
void hcn_v1_number(struct hcn_buf *b, const char *key, uint64_t value);
void hcn_v1_bool(struct hcn_buf *b, const char *key, bool value);
void hcn_v1_raw(struct hcn_buf *b, const char *key, const char *json); /* NULL: nothing */
void hcn_v1_guid(struct hcn_buf *b, const char *key, const struct hcn_guid *id);

/* "a,b" from a list, and back; an empty one: nothing. */
void hcn_v1_csv(struct hcn_buf *b, const char *key, char *const *texts, size_t n);
void hcn_v1_list_of_csv(struct hcn_buf *b, const char *key, const char *csv);

/* The members of the JSON object @extras (NULL: none) that @b does not have yet, as they are. */
void hcn_v1_extras(struct hcn_buf *b, const char *extras);

/* A text member of @extras, malloc'ed; NULL: there is none. */
char *hcn_v1_extra_text(const char *extras, const char *key);

/* The members of the object @text whose keys stand in none of @schemas, or in @keep: what V2 has no place for. */
void hcn_v1_leftovers(struct hcn_buf *b, const char *text, const struct hcn_schema *known,
	const char *const *keep);

/* What every V1 reply carries besides. */
void hcn_v1_common(struct hcn_buf *b, struct hcn_workset *ws, const struct hcn_guid *id);

/* --- policy.c ------------------------------------------------------------------------------------------------ */

/*
 * The flat policies of a V1 document (a JSON array, NULL: none) as V2 policies, elements of the array under construction @b.
 * Those of Type VLAN and VSID of a network belong to its subnets: they go to @subnets instead (NULL: they stay).
 * HCN_INVALID_POLICY_TYPE for names that only V2 has; @pointer is that of the list.
 */
int hcn_v1_policies_to_v2(const char *array, const struct hcn_policy_family *family,
	struct hcn_buf *b, struct hcn_buf *subnets, const char *pointer, struct hcn_error *err);

/* Elements of the array under construction @b: the V2 policies in V1's flat form. */
void hcn_v1_policies_view(struct hcn_buf *b, const struct hcn_policy *policies, size_t n);

/* --- one pair per kind ----------------------------------------------------------------------------------------- */

struct hcn_v1_kind {
	const char *const *marks; /* property names that only V1 has; ends with NULL */
	/* the V2 document, the object under construction @b; NULL: V1 documents of this kind make no object */
	int (*to_v2)(struct hcn_workset *ws, const char *text, size_t len, struct hcn_buf *b,
		struct hcn_error *err);
	int (*view)(struct hcn_workset *ws, const void *object, struct hcn_buf *b,
		struct hcn_error *err);
	/* the modify requests that a V1 document posted over an object means, elements of the array under construction @b; NULL: none
	 * can be posted */
	int (*update)(const char *text, size_t len, struct hcn_buf *b, struct hcn_error *err);
	/* places in the V2 document and where they come from; "#" stands for a number, taken over; the first row that
	 * matches counts */
	const char *const (*places)[2];
};
extern const struct hcn_v1_kind hcn_v1_network, hcn_v1_endpoint, hcn_v1_namespace,
	hcn_v1_load_balancer, hcn_v1_route;

/* update.c */
int hcn_v1_update_network(const char *text, size_t len, struct hcn_buf *b, struct hcn_error *err);
int hcn_v1_update_endpoint(const char *text, size_t len, struct hcn_buf *b, struct hcn_error *err);

#endif
