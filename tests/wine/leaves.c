/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * leaves.exe: children are started while other threads call (Wine forks for each), then main() returns amid calls and with a
 * callback that runs.  The children count, the exit status is 3, and nobody waits for the callback.
 */
#include "wintest.h"

#include <computenetwork.h>
#include <process.h>

#define CHILDREN 10

static volatile LONG calls, entered;

static HRESULT call(void)
{
	PWSTR text = NULL;
	HRESULT hr = HcnEnumerateNamespaces(L"", &text, NULL);

	CoTaskMemFree(text);
	return hr;
}

static DWORD WINAPI work(void *arg)
{
	(void)arg;
	for (;;) {
		CHECK(call() == S_OK);
		InterlockedIncrement(&calls);
	}
	return 0;
}

static void CALLBACK linger(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	(void)type, (void)context, (void)status, (void)data;
	InterlockedIncrement(&entered);
	Sleep(60000);
}

static void make_namespace(void)
{
	static const GUID zero;
	HCN_NAMESPACE ns = NULL;

	MUST(HcnCreateNamespace(&zero, doc("{'Type':'Guest'}"), &ns, &record));
	MUST(HcnCloseNamespace(ns));
}

int main(int argc, char **argv)
{
	HCN_CALLBACK callback;
	LONG before;

	(void)argv;
	if (argc > 1)
		return call() == S_OK ? 5 : 1;
	for (int i = 0; i < 4; i++)
		CHECK(CreateThread(NULL, 0, work, NULL, 0, NULL));
	for (int i = 0; i < CHILDREN; i++)
		CHECK(_spawnl(_P_WAIT, _pgmptr, _pgmptr, "child", NULL) == 5);
	before = calls;
	CHECK(before > 0);
	CHECK(HcnRegisterServiceCallback(linger, NULL, &callback) == S_OK);
	make_namespace();
	for (int i = 0; i < 500 && !entered; i++)
		Sleep(10);
	CHECK(entered == 1 && calls > before);
	return 3;
}
