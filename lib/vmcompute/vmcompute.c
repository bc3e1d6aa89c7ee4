/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmcompute.so: HNSCall under the name of the DLL that has it on Windows.
 *
 * Nothing of its own: one process context, one allocator, those of libcomputenetwork.so.
 *
 * Tests: tests/abi/vmcompute.c (HNSCall)
 */
#include <vmcompute.h>

#include "hnscall.h"

HRESULT WINAPI HNSCall(PCWSTR Method, PCWSTR Path, PCWSTR Object, PWSTR *Response)
{
	return hcn_private_hnscall(Method, Path, Object, Response);
}
