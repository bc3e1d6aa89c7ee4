/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DNS data of networks and endpoints. */
#ifndef HCN_MODEL_DNS_H
#define HCN_MODEL_DNS_H

#include "docs.h"
#include "error.h"

/*
 * Every text must be one word: they become words of a resolv.conf (resolv.conf(5)), where a space or a line end would
 * begin something else.  "" is fine.  @pointer is that of the Dns member; fails with @status.
 */
int hcn_dns_check(
	const struct hcn_dns *dns, int status, const char *pointer, struct hcn_error *err);

#endif
