/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A Windows program: a NAT network with two containers-to-be, red and green.
 *
 *	x86_64-w64-mingw32-gcc containers.c -o containers.exe -lcomputenetwork -lole32
 *	containers.exe up		makes them, and prints the namespaces' ids
 *	containers.exe down		deletes them
 *
 * It includes what the Windows SDK has, and is linked with computenetwork.dll.  Under hcn-wine the objects are Linux's.
 */
#include <windows.h>

#include <computenetwork.h>
#include <objbase.h>
#include <stdio.h>
#include <wchar.h>

#define VERSION L"\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"

static const GUID network_id = { 0xb10e0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } };

static const struct container {
	const char *name;
	GUID endpoint_id, namespace_id;
	PCWSTR endpoint, attach;
} containers[] = {
	{ "red", { 0xed000000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } },
		{ 0xed000000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 2 } },
		L"{\"Name\":\"red\",\"IpConfigurations\":[{\"IpAddress\":\"172.30.0.10\"}]," VERSION L"}",
		L"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\",\"Settings\":{\"EndpointId\":"
		L"\"ed000000-0000-4000-8000-000000000001\"}}" },
	{ "green", { 0x97ee0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } },
		{ 0x97ee0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 2 } },
		L"{\"Name\":\"green\",\"IpConfigurations\":[{\"IpAddress\":\"172.30.0.11\"}]," VERSION L"}",
		L"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\",\"Settings\":{\"EndpointId\":"
		L"\"97ee0000-0000-4000-8000-000000000001\"}}" },
};
#define N_CONTAINERS (sizeof(containers) / sizeof(containers[0]))

/* The first failure ends the program. */
static void check(HRESULT hr, const char *what, PWSTR record)
{
	if (SUCCEEDED(hr))
		return;
	fprintf(stderr, "%s: 0x%08lx %ls\n", what, (unsigned long)hr, record ? record : L"");
	CoTaskMemFree(record);
	exit(1);
}

/* On a thread of the API's. */
static void CALLBACK notice(DWORD type, void *context, HRESULT status, PCWSTR data)
{
	(void)context, (void)status;
	fprintf(stderr, "notification 0x%lx %ls\n", (unsigned long)type, data ? data : L"");
}

static void make_network(HCN_NETWORK *ret)
{
	PWSTR record = NULL;

	check(HcnCreateNetwork(&network_id,
		      L"{\"Name\":\"blue\",\"Type\":\"NAT\",\"Ipams\":[{\"Subnets\":[{"
		      L"\"IpAddressPrefix\":\"172.30.0.0/24\",\"Routes\":[{\"NextHop\":\"172.30.0.1\","
		      L"\"DestinationPrefix\":\"0.0.0.0/0\"}]}]}]," VERSION L"}",
		      ret, &record),
		"network blue", record);
}

/* An endpoint in a namespace: what a container will find. */
static void make_container(HCN_NETWORK network, const struct container *c)
{
	PWSTR record = NULL, properties = NULL;
	HCN_ENDPOINT endpoint = NULL;
	HCN_NAMESPACE name_space = NULL;

	check(HcnCreateEndpoint(network, &c->endpoint_id, c->endpoint, &endpoint, &record), c->name,
		record);
	check(HcnCreateNamespace(
		      &c->namespace_id, L"{\"Type\":\"Host\"," VERSION L"}", &name_space, &record),
		c->name, record);
	check(HcnModifyNamespace(name_space, c->attach, &record), c->name, record);
	check(HcnQueryNamespaceProperties(name_space, L"{" VERSION L"}", &properties, &record),
		c->name, record);
	printf("%s: %ls\n", c->name, properties);
	CoTaskMemFree(properties);
	check(HcnCloseNamespace(name_space), "close", NULL);
	check(HcnCloseEndpoint(endpoint), "close", NULL);
}

static void up(void)
{
	HCN_CALLBACK callback = NULL;
	HCN_NETWORK network = NULL;

	check(HcnRegisterServiceCallback(notice, NULL, &callback), "callback", NULL);
	make_network(&network);
	for (size_t i = 0; i < N_CONTAINERS; i++)
		make_container(network, &containers[i]);
	check(HcnCloseNetwork(network), "close", NULL);
	check(HcnUnregisterServiceCallback(callback), "callback", NULL);
}

/* The network takes its endpoints with it. */
static void down(void)
{
	PWSTR record = NULL;

	check(HcnDeleteNetwork(&network_id, &record), "network blue", record);
	for (size_t i = 0; i < N_CONTAINERS; i++)
		check(HcnDeleteNamespace(&containers[i].namespace_id, &record), containers[i].name,
			record);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "up")) {
		up();
	} else if (argc == 2 && !strcmp(argv[1], "down")) {
		down();
	} else {
		fprintf(stderr, "usage: containers.exe up|down\n");
		return 2;
	}
	return 0;
}
