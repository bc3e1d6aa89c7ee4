/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which functions a Windows of a certain HNS version has. */
#ifndef HCN_API_AGE_H
#define HCN_API_AGE_H

#include <hcn.h>

/* HCN_NOT_IMPLEMENTED when the version that @hcn plays (HCN_HNS_VERSION) is older than @function. */
int hcn_age_check(const struct hcn *hcn, const char *function, struct hcn_error *err);

#endif
