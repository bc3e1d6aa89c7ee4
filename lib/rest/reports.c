/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The paths of what is computed rather than stored: version, stats, addresses, port pools; and of what there never is. */
#include "rest.h"

int hcn_rest_version(struct hcn_rest *call, struct hcn_error *err)
{
	hcn_buf_printf(&call->out, "{\"Major\":%u,\"Minor\":%u}", call->hcn->rules.major,
		call->hcn->rules.minor);
	return 0;
}

/* No request goes on when its answer is out, and nothing can be plugged in. */
int hcn_rest_nothing(struct hcn_rest *call, struct hcn_error *err)
{
	hcn_buf_puts(&call->out, "[]");
	return 0;
}
