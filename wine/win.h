/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few functions of Windows that the DLLs call, imported from Wine's own DLLs.
 *
 * Wine's headers want a compiler told to be one for Windows (winegcc), where our headers mean other types.
 */
#ifndef HCN_WINE_WIN_H
#define HCN_WINE_WIN_H

#include <stdint.h>
#include <uchar.h>

/* The calling convention of Windows. */
#define WINE_ABI __attribute__((ms_abi))

#define DLL_PROCESS_ATTACH 1
#define LDR_ADDREF_DLL_PIN 1
#define INFINITE           UINT32_MAX

WINE_ABI int32_t DllMain(void *instance, uint32_t reason, void *reserved);

/* ntdll */
WINE_ABI int32_t LdrAddRefDll(uint32_t flags, void *module);

/* kernel32 */
WINE_ABI void *CreateThread(void *security, uintptr_t stack_size,
	WINE_ABI uint32_t (*body)(void *arg), void *arg, uint32_t flags, uint32_t *ret_id);
WINE_ABI uint32_t WaitForSingleObject(void *handle, uint32_t ms);
WINE_ABI int32_t CloseHandle(void *handle);
WINE_ABI char16_t *GetEnvironmentStringsW(void);
WINE_ABI int32_t FreeEnvironmentStringsW(char16_t *strings);
WINE_ABI uint32_t GetCurrentProcessId(void);
WINE_ABI uint32_t GetCurrentThreadId(void);

/* advapi32 */
WINE_ABI uint8_t SystemFunction036(void *buffer, uint32_t size);

#endif
