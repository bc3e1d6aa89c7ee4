/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ErrorRecord: the JSON document of a failed call (hcn_error_encode() in lib/base/error.h), in UTF-16. */
#ifndef HCN_API_ERRORRECORD_H
#define HCN_API_ERRORRECORD_H

#include <hcn/error.h>
#include <hcn/types.h>

/* For CoTaskMemFree(); NULL when there is no memory for it. */
PWSTR hcn_errorrecord_new(const struct hcn_error *err);

#endif
