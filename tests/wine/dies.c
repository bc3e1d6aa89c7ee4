/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dies.exe: eight threads make and delete networks; the process ends in the middle, by TerminateProcess. */
#include "wintest.h"

#include <computenetwork.h>

static volatile LONG made;

static DWORD WINAPI work(void *arg)
{
	int n = (int)(INT_PTR)arg;
	GUID id = { 0xdead0000 + (ULONG)n, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } };
	HCN_NETWORK network = NULL;
	HRESULT hr;

	for (;;) {
		hr = HcnCreateNetwork(&id,
			doc("{'Name':'n%d','Type':'NAT','Ipams':[{'Subnets':[{'IpAddressPrefix':"
			    "'172.30.%d.0/24'}]}],'SchemaVersion':{'Major':2,'Minor':0}}",
				n, n),
			&network, NULL);
		CHECK(hr == S_OK);
		CHECK(HcnCloseNetwork(network) == S_OK);
		InterlockedIncrement(&made);
		CHECK(HcnDeleteNetwork(&id, NULL) == S_OK);
	}
	return 0;
}

int main(void)
{
	for (int i = 0; i < 8; i++)
		CHECK(CreateThread(NULL, 0, work, (void *)(INT_PTR)i, 0, NULL));
	while (made < 20)
		Sleep(1);
	TerminateProcess(GetCurrentProcess(), 9);
	return 0;
}
