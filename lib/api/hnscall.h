/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HNSCall without its name: libvmcompute.so exports it, and has everything else from libcomputenetwork.so. */
#ifndef HCN_API_HNSCALL_H
#define HCN_API_HNSCALL_H

#include <hcn/types.h>

/* As HNSCall() of vmcompute.h. */
__attribute__((visibility("default"))) HRESULT hcn_private_hnscall(
	PCWSTR method, PCWSTR path, PCWSTR object, PWSTR *response);

#endif
