/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the schema tests share: every schema, documents as clients send them, and objects filled at random. */
#ifndef HCN_TESTS_SCHEMA_SAMPLES_H
#define HCN_TESTS_SCHEMA_SAMPLES_H

#include "docs.h"
#include "policies.h"
#include "prng.h"

#define MAX_SCHEMAS     128
#define MAX_OBJECT_SIZE 4096

/* Every schema that a document or a policy can contain, each once.  Returns how many. */
size_t all_schemas(const struct hcn_schema *ret[MAX_SCHEMAS]);

extern const struct hcn_policy_family *const all_families[3];

/* An endpoint with policies, as a CNI plugin sends it, and a network, as hcsshim does. */
extern const char endpoint_document[];
extern const char network_document[];

/* Room for an object of any schema, aligned for all. */
union object {
	uint64_t present;
	void *pointer;
	char bytes[MAX_OBJECT_SIZE];
};

/* Fills a zeroed object: each field present or not, values of all kinds; required ones always. */
void fill(const struct hcn_schema *s, struct prng *r, void *ret);

/* The object as text, malloc'ed. */
char *encode(const struct hcn_schema *s, const void *object, enum hcn_encode_form form);

#endif
