/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events as they stand in the store. */
#ifndef HCN_ENGINE_EVENT_H
#define HCN_ENGINE_EVENT_H

#include "buf.h"
#include "workset.h"

/* The JSON text of an event, its sequence number not yet in it. */
void hcn_event_encode(const struct hcn_event *event, struct hcn_buf *ret);

/* "NetworkCreate"; "" for what is no type. */
const char *hcn_event_name(int type);

#endif
