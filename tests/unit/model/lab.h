/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A store in memory under the model: objects as JSON texts with their keys, values, and facts about a host that the test
 * makes up.  One per test, which check runs in a process of its own.
 *
 * Documents are written as JSON with ' for ".
 */
#ifndef HCN_TESTS_MODEL_LAB_H
#define HCN_TESTS_MODEL_LAB_H

#include <errno.h>
#include <string.h>

#include "objects.h"
#include "run_tests.h"

/* Ids of networks, endpoints and namespaces. */
#define N1  "AAAAAAAA-0000-0000-0000-000000000001"
#define N2  "AAAAAAAA-0000-0000-0000-000000000002"
#define N3  "AAAAAAAA-0000-0000-0000-000000000003"
#define N4  "AAAAAAAA-0000-0000-0000-000000000004"
#define N9  "AAAAAAAA-0000-0000-0000-000000000009"
#define E1  "CCCCCCCC-0000-0000-0000-000000000001"
#define E2  "CCCCCCCC-0000-0000-0000-000000000002"
#define E3  "CCCCCCCC-0000-0000-0000-000000000003"
#define E4  "CCCCCCCC-0000-0000-0000-000000000004"
#define E9  "CCCCCCCC-0000-0000-0000-000000000009"
#define E50 "CCCCCCCC-0000-0000-0000-000000000050"
#define E99 "CCCCCCCC-0000-0000-0000-000000000099"
#define S1  "BBBBBBBB-0000-0000-0000-000000000001"
#define S2  "BBBBBBBB-0000-0000-0000-000000000002"
#define S3  "BBBBBBBB-0000-0000-0000-000000000003"
#define S9  "BBBBBBBB-0000-0000-0000-000000000009"

extern struct hcn_workset ws;
extern struct hcn_facts host; /* an MTU of 1500 and nothing else, until the test changes it */
extern struct hcn_rules
	wanted; /* what the process wants to be answered as; the default until the test changes it */
extern struct hcn_error refusal; /* of the last call below */

void lab_open(void);
void lab_close(void);

struct hcn_guid id_of(const char *text);

/* The host's routes, separated by spaces. */
void given_routes(const char *prefixes);

/* The verbs in the working set. */
int create(enum hcn_kind kind, const char *document);
int modify(enum hcn_kind kind, const char *id, const char *request);
int delete_object(enum hcn_kind kind, const char *id);

/* Stores what the working set changed, and begins another. */
void commit(void);

/* create() and commit(), which must work. */
void given(enum hcn_kind kind, const char *document);

/* A lab with network N1 of both families; and endpoint E1 of it, with these members. */
void given_dual_stack(void);
int create_endpoint_with(const char *members);

/* A value as a commit would have left it. */
void given_value(const char *name, const void *data, size_t size);

/* The object as the working set now has it; fails the test when there is none. */
const void *object(enum hcn_kind kind, const char *id);
const struct hcn_network *network(const char *id);
const struct hcn_endpoint *endpoint(const char *id);

/* The objects with this key (or of this kind) in the order they are visited: "N01 E02"; good until the next call. */
const char *found(const struct hcn_index_key *key);
const char *all(enum hcn_kind kind);
const char *short_id(enum hcn_kind kind, const struct hcn_guid *id);

/* The @n-th read of the store from now on fails with EIO, and all after it; 0: none does.  Returns whether one has failed
 * since the last call. */
bool store_fails_at(size_t n);

#endif
