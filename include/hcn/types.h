/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Windows types that computenetwork.h speaks, as wide as on Windows: LONG and HRESULT have 32 bits,
 * WCHAR has 16.
 *
 * WCHAR is char16_t and string literals are u"...".  A program compiled with -fshort-wchar gets wchar_t
 * instead and writes L"..." as on Windows.  The bytes, and so the library, are the same.
 */
#ifndef HCN_TYPES_H
#define HCN_TYPES_H

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <uchar.h>
#endif

typedef int32_t BOOL;
typedef uint16_t USHORT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef uint32_t UINT32;
typedef uint64_t UINT64;
typedef size_t SIZE_T;
typedef int32_t HRESULT;
typedef void *LPVOID;
typedef void *HANDLE;

#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#else
typedef char16_t WCHAR;
#endif
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;
#endif

/* A pointer in the ABI of both languages; in C it may be NULL, which is an error and no crash. */
#ifndef REFGUID
#ifdef __cplusplus
#define REFGUID const GUID &
#else
#define REFGUID const GUID *
#endif
#endif

/* A pointer to nothing in particular, of a type of its own so that compilers tell handles apart. */
#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(name) typedef struct name##__ *name
#endif

/* Calling conventions: there is one. */
#ifndef WINAPI
#define WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif

/* Source annotations (SAL): words for readers and for Windows' tools. */
#ifndef _In_
#define _In_
#endif
#ifndef _In_opt_
#define _In_opt_
#endif
#ifndef _Out_
#define _Out_
#endif
#ifndef _Outptr_
#define _Outptr_
#endif
#ifndef _Outptr_opt_
#define _Outptr_opt_
#endif

#ifndef SUCCEEDED
#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#endif
#ifndef FAILED
#define FAILED(hr) ((HRESULT)(hr) < 0)
#endif

#ifdef __cplusplus
#define HCN_ASSERT_TYPE(fact) static_assert(fact, #fact)
#else
#define HCN_ASSERT_TYPE(fact) _Static_assert(fact, #fact)
#endif
HCN_ASSERT_TYPE(sizeof(WCHAR) == 2);
HCN_ASSERT_TYPE(sizeof(HRESULT) == 4);
HCN_ASSERT_TYPE(sizeof(DWORD) == 4);
HCN_ASSERT_TYPE(sizeof(GUID) == 16);

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/*
 * The allocator of every string that the Hcn functions return.
 * https://learn.microsoft.com/en-us/windows/win32/api/combaseapi/nf-combaseapi-cotaskmemalloc
 *
 * CoTaskMemAlloc: @Size bytes that the caller owns, not initialised; NULL when there are none.
 * CoTaskMemFree: frees what CoTaskMemAlloc or an Hcn function returned; NULL is fine.
 */
LPVOID WINAPI CoTaskMemAlloc(_In_ SIZE_T Size);
void WINAPI CoTaskMemFree(_In_opt_ LPVOID Memory);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
