/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How anybody gets in: the writer lock, what the last one left behind, a snapshot. */
#ifndef HCN_ENGINE_BEGIN_H
#define HCN_ENGINE_BEGIN_H

#include "request.h"

/* For changing: takes the writer lock and recovers first.  For looking and planning: a snapshot, without waiting for
 * anybody. */
int hcn_request_begin(struct hcn_request *rq, struct hcn *hcn, bool change, struct hcn_error *err);
void hcn_request_end(struct hcn_request *rq);

#endif
