/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events as they stand in the store.
 *
 * Tests: tests/unit/engine/test_watch.c
 */
#include "event.h"

#include "cleanup.h"
#include "objects.h"

const char *hcn_event_name(int type)
{
	switch ((enum hcn_event_type)type) {
#define X(name, number, text)                                                                      \
	case HCN_EVENT_##name:                                                                     \
		return text;
		HCN_EVENTS(X)
#undef X
	}
	return "";
}

/* Without the opening brace: the sequence number comes before it when it is read. */
void hcn_event_encode(const struct hcn_event *event, struct hcn_buf *ret)
{
	hcn_buf_printf(ret,
		"\"Event\":\"%s\",\"Type\":%d,\"Kind\":\"%s\",\"ID\":\"%s\",\"Flags\":%u",
		hcn_event_name(event->type), event->type, hcn_kind_name(event->kind),
		hcn_guid_upper(&event->id).text, event->flags);
	if (event->data)
		hcn_buf_printf(ret, ",\"Data\":%s", event->data);
	else if (!hcn_guid_is_zero(&event->network))
		hcn_buf_printf(ret, ",\"Data\":{\"Network\":\"%s\"}",
			hcn_guid_upper(&event->network).text);
	hcn_buf_putc(ret, '}');
}
