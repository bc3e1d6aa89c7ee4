/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* State as a library of another layout would have left it, in the store and in the kernel. */
#ifndef HCN_TEST_OLDER_H
#define HCN_TEST_OLDER_H

#include "begin.h"

/* The store of @hcn says that the tables in use, which must be both, are of @layout. */
int older_store(struct hcn *hcn, unsigned layout);

/*
 * Both tables in the kernel are made anew, as of another time: without what objects have in them, without some sets and the
 * rules that ask them; with one of another type, one that is gone today, a chain with another hook, one that is gone.  Routes and
 * addresses that objects share are gone, too, from the kernel and the store.
 */
void older_kernel(struct hcn *hcn);

#endif
