/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Short ways to call the Windows functions; the world (tests/harness/world.h) is the fixture. */
#ifndef HCN_TEST_EDGE_H
#define HCN_TEST_EDGE_H

#include <computenetwork.h>

#include "run_tests.h"
#include "world.h"

#define QUERY_V2 u"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}"

/* run_tests() with a world for each fact, which is the one of the Windows functions too. */
int run_edge_tests(const char *name, const struct fact *facts);

/* doc() in UTF-16.  Static, good until the fourth call after. */
PCWSTR doc16(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The string as UTF-8, "" for NULL; frees it and sets it to NULL.  Static, good until the fourth call after. */
const char *take(PWSTR *text);

/* The string as JSON, which it must be; frees it and sets it to NULL.  The caller json_decref()s. */
json_t *take_json(PWSTR *text);

/* Ids: 00000000-0000-0000-0000-0000000000NN, and one from text. */
GUID guid(unsigned n);
GUID guid_of(const char *text);

/* A NAT network with the id guid(@n) and the prefix 172.30.@n.0/24. */
HCN_NETWORK given_network(unsigned n);

/* The HRESULT as a number that prints well. */
#define assert_hr(call, expected) ck_assert_uint_eq((uint32_t)(call), (uint32_t)(expected))

#endif
