/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * life.exe make|unmake: the objects of a small host, made and deleted by a program that is linked with computenetwork.dll.
 *
 * make leaves two attached endpoints, and prints the namespaces' ids, for the script outside to look at.
 */
#include "wintest.h"

#include <computenetwork.h>

#define V2 "'SchemaVersion':{'Major':2,'Minor':0}"

static const GUID net_id = { 0xc0ffee01, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } };
static const GUID lb_id = { 0xc0ffee02, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } };
static const GUID ep_id[2] = { { 0xc0ffee03, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } },
	{ 0xc0ffee04, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } } };
static const GUID ns_id[2] = { { 0xc0ffee05, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } },
	{ 0xc0ffee06, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } } };
#define TEXT_OF "C0FFEE%02d-0001-0002-0102-030405060708"

/* --- notifications ---------------------------------------------------------------------------------------- */

static CRITICAL_SECTION lock;
static HCN_CALLBACK registration, second;
static DWORD heard[64], n_heard;
static DWORD main_thread;

/* Uses what only threads of Windows have: a heap, TLS, a last error, a critical section. */
static void CALLBACK listen_in(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	WCHAR *copy = HeapAlloc(GetProcessHeap(), 0, (wcslen(data) + 1) * sizeof(*copy));

	CHECK(context == &registration && status == S_OK && copy);
	CHECK(GetCurrentThreadId() && GetCurrentThreadId() != main_thread);
	SetLastError(type + 1000);
	CHECK(GetLastError() == type + 1000);
	wcscpy(copy, data);
	CHECK(wcsstr(copy, L"\"ID\":\""));
	CHECK(HeapFree(GetProcessHeap(), 0, copy));
	EnterCriticalSection(&lock);
	CHECK(n_heard < 64);
	heard[n_heard++] = type;
	LeaveCriticalSection(&lock);
}

static BOOL has_heard(DWORD type)
{
	BOOL found = FALSE;

	EnterCriticalSection(&lock);
	for (DWORD i = 0; i < n_heard; i++)
		found = found || heard[i] == type;
	LeaveCriticalSection(&lock);
	return found;
}

static void expect_heard(DWORD type)
{
	for (int i = 0; i < 500 && !has_heard(type); i++)
		Sleep(10);
	CHECK(has_heard(type));
}

static volatile LONG left;

/* It may use the API, and leave. */
static void CALLBACK leave(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	PWSTR text = NULL;

	(void)type, (void)context, (void)status, (void)data;
	CHECK(HcnEnumerateNetworks(L"", &text, NULL) == S_OK);
	(void)take(&text);
	CHECK(HcnUnregisterServiceCallback(second) == S_OK);
	InterlockedIncrement(&left);
}

static void start_listening(void)
{
	InitializeCriticalSection(&lock);
	main_thread = GetCurrentThreadId();
	CHECK(HcnRegisterServiceCallback(NULL, NULL, &registration) == E_INVALIDARG);
	CHECK(!registration);
	CHECK(HcnRegisterServiceCallback(listen_in, &registration, &registration) == S_OK);
	CHECK(HcnRegisterServiceCallback(leave, NULL, &second) == S_OK);
}

/* Afterwards nothing is heard. */
static void stop_listening(void)
{
	DWORD before;

	for (int i = 0; i < 500 && !left; i++)
		Sleep(10);
	CHECK(left == 1);
	CHECK(HcnUnregisterServiceCallback(second) == E_INVALIDARG);
	CHECK(HcnUnregisterServiceCallback(registration) == S_OK);
	before = n_heard;
	CHECK(HcnUnregisterServiceCallback(registration) == E_INVALIDARG);
	Sleep(50);
	CHECK(n_heard == before);
}

static volatile LONG slow_entered, slow_done;

static void CALLBACK dawdle(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	(void)type, (void)context, (void)status, (void)data;
	slow_entered = 1;
	Sleep(300);
	slow_done = 1;
}

/* Unregister waits for a callback that runs. */
static void expect_wait(void)
{
	static const GUID guest = { 0xc0ffee07, 1, 2, { 1, 2, 3, 4, 5, 6, 7, 8 } };
	HCN_CALLBACK slow = NULL;
	HCN_NAMESPACE ns = NULL;

	CHECK(HcnRegisterServiceCallback(dawdle, NULL, &slow) == S_OK);
	MUST(HcnCreateNamespace(&guest, doc("{'Type':'Guest'," V2 "}"), &ns, &record));
	for (int i = 0; i < 500 && !slow_entered; i++)
		Sleep(10);
	CHECK(slow_entered);
	CHECK(HcnUnregisterServiceCallback(slow) == S_OK);
	CHECK(slow_done);
	MUST(HcnCloseNamespace(ns));
	MUST(HcnDeleteNamespace(&guest, &record));
}

/* --- objects ---------------------------------------------------------------------------------------------- */

static void make_network(void)
{
	HCN_NETWORK network = NULL, again = NULL;

	MUST(HcnCreateNetwork(&net_id,
		doc("{'Name':'blue','Type':'NAT','Ipams':[{'Subnets':[{'IpAddressPrefix':"
		    "'172.30.0.0/24','Routes':[{'NextHop':'172.30.0.1','DestinationPrefix':"
		    "'0.0.0.0/0'}]}]}]," V2 "}"),
		&network, &record));
	MUST(HcnCloseNetwork(network));
	CHECK(HcnCreateNetwork(&net_id, doc("{'Name':'blue','Type':'NAT'," V2 "}"), &again,
		      &record) == (HRESULT)0x803b0010);
	CHECK(!again && strstr(take(&record), "A network with this name already exists."));
}

static void make_endpoint(int i)
{
	HCN_NETWORK network = NULL;
	HCN_ENDPOINT ep = NULL;
	PWSTR text = NULL;
	const char *got;

	MUST(HcnOpenNetwork(&net_id, &network, &record));
	MUST(HcnCreateEndpoint(network, &ep_id[i],
		doc("{'Name':'web%d','IpConfigurations':[{'IpAddress':'172.30.0.%d'}]," V2 "}", i,
			10 + i),
		&ep, &record));
	MUST(HcnQueryEndpointProperties(ep, doc("{" V2 "}"), &text, &record));
	got = take(&text);
	CHECK(strstr(got, i ? "\"IpAddress\":\"172.30.0.11\"" : "\"IpAddress\":\"172.30.0.10\""));
	MUST(HcnCloseEndpoint(ep));
	CHECK(HcnCloseEndpoint(ep) == E_INVALIDARG);
	MUST(HcnCloseNetwork(network));
}

static void make_namespace(int i)
{
	HCN_NAMESPACE ns = NULL;

	MUST(HcnCreateNamespace(&ns_id[i], doc("{" V2 "}"), &ns, &record));
	MUST(HcnModifyNamespace(ns,
		doc("{'ResourceType':'Endpoint','RequestType':'Add','Settings':{'EndpointId':"
		    "'" TEXT_OF "'}}",
			3 + i),
		&record));
	MUST(HcnCloseNamespace(ns));
	printf("c0ffee%02d-0001-0002-0102-030405060708\n", 5 + i);
}

static void make_load_balancer(void)
{
	HCN_LOADBALANCER lb = NULL;
	PWSTR text = NULL;

	MUST(HcnCreateLoadBalancer(&lb_id,
		doc("{'HostComputeEndpoints':['" TEXT_OF "'],'FrontendVIPs':['10.96.0.1'],"
		    "'PortMappings':[{'Protocol':6,'InternalPort':8080,'ExternalPort':80}]," V2 "}",
			3),
		&lb, &record));
	MUST(HcnQueryLoadBalancerProperties(lb, doc("{" V2 "}"), &text, &record));
	CHECK(strstr(take(&text), "\"FrontendVIPs\":[\"10.96.0.1\"]"));
	MUST(HcnCloseLoadBalancer(lb));
}

/* Endpoint 0 is not to be pinged by 1; everything else may pass. */
static void add_acl(void)
{
	HCN_ENDPOINT ep = NULL;
	PWSTR text = NULL;

	MUST(HcnOpenEndpoint(&ep_id[0], &ep, &record));
	MUST(HcnModifyEndpoint(ep,
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{'Policies':["
		    "{'Type':'ACL','Settings':{'Protocols':'1','Action':'Block','Direction':'In',"
		    "'RemoteAddresses':'172.30.0.11','RuleType':'Switch','Priority':100}},"
		    "{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','RuleType':"
		    "'Switch','Priority':200}}]}}"),
		&record));
	MUST(HcnQueryEndpointProperties(ep, doc("{" V2 "}"), &text, &record));
	CHECK(strstr(take(&text), "\"Action\":\"Block\""));
	MUST(HcnCloseEndpoint(ep));
}

static void enumerate(void)
{
	PWSTR text = NULL;

	MUST(HcnEnumerateEndpoints(
		doc("{'Filter':'{\\'Name\\':\\'web1\\'}'," V2 "}"), &text, &record));
	CHECK(strstr(take(&text), "[\"C0FFEE04-0001-0002-0102-030405060708\"]"));
	MUST(HcnEnumerateNetworks(doc("{'Filter':'{\\'ID\\':\\'\\'}'," V2 "}"), &text, &record));
	CHECK(!strcmp(take(&text), "[]"));
}

static void make(void)
{
	start_listening();
	make_network();
	for (int i = 0; i < 2; i++)
		make_endpoint(i);
	for (int i = 0; i < 2; i++)
		make_namespace(i);
	make_load_balancer();
	add_acl();
	enumerate();
	expect_heard(HcnNotificationNetworkPreCreate);
	expect_heard(HcnNotificationNetworkCreate);
	expect_heard(HcnNotificationNamespaceCreate);
	stop_listening();
	expect_wait();
}

static void unmake(void)
{
	PWSTR text = NULL;

	start_listening();
	MUST(HcnDeleteLoadBalancer(&lb_id, &record));
	MUST(HcnDeleteNetwork(&net_id, &record));
	for (int i = 0; i < 2; i++)
		MUST(HcnDeleteNamespace(&ns_id[i], &record));
	CHECK(HcnDeleteNetwork(&net_id, &record) == (HRESULT)0x803b0001);
	CHECK(strstr(take(&record), "The network was not found."));
	MUST(HcnEnumerateEndpoints(L"", &text, &record));
	CHECK(!strcmp(take(&text), "[]"));
	expect_heard(HcnNotificationNetworkPreDelete);
	expect_heard(HcnNotificationNetworkDelete);
	expect_heard(HcnNotificationNamespaceDelete);
	stop_listening();
}

int main(int argc, char **argv)
{
	CHECK(argc == 2);
	if (!strcmp(argv[1], "make"))
		make();
	else
		unmake();
	return 42;
}
