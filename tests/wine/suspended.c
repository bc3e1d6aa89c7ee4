/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * suspended.exe: threads that call are stopped and let go all the time, as Go's runtime does to preempt its own.  Wine stops
 * threads with a signal, so system calls below are interrupted: no call may fail for it.
 */
#include "wintest.h"

#include <computenetwork.h>

#define THREADS 4
#define STOPS   500

static volatile LONG running = THREADS, enough;

static DWORD WINAPI work(void *arg)
{
	int n = (int)(INT_PTR)arg;
	HCN_NETWORK network = NULL;
	PWSTR text = NULL;
	GUID id = { 0xabcd0000 + (ULONG)n, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } };

	while (!enough) {
		MUST(HcnCreateNetwork(&id,
			doc("{'Name':'n%d','Type':'NAT','Ipams':[{'Subnets':[{'IpAddressPrefix':"
			    "'172.30.%d.0/24'}]}],'SchemaVersion':{'Major':2,'Minor':0}}",
				n, n),
			&network, &record));
		MUST(HcnQueryNetworkProperties(network, L"", &text, &record));
		(void)take(&text);
		MUST(HcnCloseNetwork(network));
		MUST(HcnDeleteNetwork(&id, &record));
	}
	InterlockedDecrement(&running);
	return 0;
}

static void CALLBACK ignore(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	(void)type, (void)context, (void)status, (void)data;
}

int main(void)
{
	HANDLE threads[THREADS];
	HCN_CALLBACK callback;
	long n = 0;

	CHECK(HcnRegisterServiceCallback(ignore, NULL, &callback) == S_OK);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = CreateThread(NULL, 0, work, (void *)(INT_PTR)i, 0, NULL);
		CHECK(threads[i]);
	}
	while (running) {
		for (int i = 0; i < THREADS; i++)
			if (SuspendThread(threads[i]) != (DWORD)-1) {
				enough = ++n >= STOPS;
				ResumeThread(threads[i]);
			}
		Sleep(1);
	}
	CHECK(HcnUnregisterServiceCallback(callback) == S_OK);
	printf("%ld times stopped\n", n);
	return 0;
}
