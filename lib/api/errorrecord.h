/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ErrorRecord: the JSON document of a failed call.
 *
 *	{"Success":false,"Error":"<Windows' text> <details>","ErrorCode":<HRESULT, unsigned>,
 *	 "Pointer":...,"Value":...,"Expected":...,"Conflict":{"ID":...,"Name":...},
 *	 "Errno":n,"Kernel":...,"Hint":...}
 *
 * The first three are Windows' (hcn/clients.md section 5.1), the others ours and there when known.
 */
#ifndef HCN_API_ERRORRECORD_H
#define HCN_API_ERRORRECORD_H

#include <hcn/error.h>
#include <hcn/types.h>

/* For CoTaskMemFree(); NULL when there is no memory for it. */
PWSTR hcn_errorrecord_new(const struct hcn_error *err);

#endif
