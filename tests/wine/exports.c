/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* exports.exe NAME...: computenetwork.dll has every function of the list, however the DLL is loaded. */
#include "wintest.h"

#ifndef LOAD_LIBRARY_SEARCH_SYSTEM32
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x800
#endif

typedef HRESULT(WINAPI *hns_call)(PCWSTR method, PCWSTR path, PCWSTR object, PWSTR *response);
typedef HRESULT(WINAPI *enumerate)(PCWSTR query, PWSTR *ret, PWSTR *error);
typedef BOOL(WINAPI *process_prng)(BYTE *buffer, SIZE_T size);
typedef LONG(WINAPI *get_version)(RTL_OSVERSIONINFOW *version);

static void expect_all(HMODULE dll, int n, char **names)
{
	for (int i = 0; i < n; i++)
		if (!GetProcAddress(dll, names[i])) {
			printf("no %s\n", names[i]);
			exit(1);
		}
	CHECK(!GetProcAddress(dll, "HcnOpenService")); /* of an older Windows */
	CHECK(!GetProcAddress(dll, "hcn_open"));
}

/* The DLL stays, whatever the program's count of its references says. */
static void load_and_free(int n, char **names)
{
	HMODULE dll;

	for (int i = 0; i < 3; i++) {
		dll = LoadLibraryW(L"computenetwork.dll");
		CHECK(dll);
		expect_all(dll, n, names);
		CHECK(FreeLibrary(dll));
	}
	dll = LoadLibraryExW(L"computenetwork.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
	CHECK(dll);
	expect_all(dll, n, names);
	dll = LoadLibraryW(L"C:\\windows\\system32\\computenetwork.dll");
	CHECK(dll && dll == GetModuleHandleW(L"computenetwork"));
}

static void *symbol(const WCHAR *dll, const char *name)
{
	HMODULE module = LoadLibraryExW(dll, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);

	CHECK(module);
	return (void *)GetProcAddress(module, name);
}

static void call_some(void)
{
	hns_call call = (hns_call)symbol(L"vmcompute.dll", "HNSCall");
	enumerate list = (enumerate)symbol(L"computenetwork.dll", "HcnEnumerateNetworks");
	PWSTR text = NULL;

	CHECK(call && list);
	CHECK(call(L"GET", L"/globals/version", L"", &text) == S_OK);
	CHECK(strstr(take(&text), "\"Success\":true"));
	CHECK(list(L"", &text, NULL) == S_OK);
	CHECK(!strcmp(take(&text), "[]"));
	/* Some programs free with LocalFree. */
	CHECK(list(L"", &text, NULL) == S_OK);
	CHECK(LocalFree(text) == NULL);
	CHECK(list(L"{", &text, &record) == (HRESULT)0x803b001b);
	CHECK(!text && strstr(take(&record), "\"Success\":false"));
	CHECK(list(L"", NULL, NULL) == E_INVALIDARG);
}

static void random_numbers(void)
{
	process_prng random = (process_prng)symbol(L"bcryptprimitives.dll", "ProcessPrng");
	BYTE a[32] = { 0 }, b[32] = { 0 };

	CHECK(random);
	CHECK(random(a, sizeof(a)) == TRUE && random(b, sizeof(b)) == TRUE);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
}

static void windows_version(void)
{
	RTL_OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
	get_version get = (get_version)(void *)GetProcAddress(
		GetModuleHandleW(L"ntdll"), "RtlGetVersion");

	CHECK(get && !get(&version));
	CHECK(version.dwMajorVersion == 10 && version.dwBuildNumber == 20348);
}

int main(int argc, char **argv)
{
	CHECK(argc == 58);
	load_and_free(argc - 1, argv + 1);
	call_some();
	random_numbers();
	windows_version();
	return 0;
}
