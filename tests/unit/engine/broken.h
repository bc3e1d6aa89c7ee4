/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The world's backend with single operations replaced by ones that fail, and the store's values as the engine finds them. */
#ifndef HCN_TESTS_ENGINE_BROKEN_H
#define HCN_TESTS_ENGINE_BROKEN_H

#include "context.h"
#include "world.h"

/* The simulator's operations, for a test to replace some of. */
extern struct hcn_backend_ops ops;

/* Lets @hcn, which has not used its backend yet, open this one. */
void use_ops(struct hcn *hcn);

/* Another context on the world's state directory. */
struct hcn *open_another(void);

/* A value that the engine finds in the store; NULL: that it does not find there. */
void put_value(const char *name, const void *data, size_t size);

/* A network. */
#define BLUE                                                                                       \
	"{\"ID\":\"AAAAAAAA-0000-0000-0000-000000000001\",\"Name\":\"blue\","                      \
	"\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"172.30.0.0/24\"}]}]}"
#define BLUE_ID "AAAAAAAA-0000-0000-0000-000000000001"

#endif
