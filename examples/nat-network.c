/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * README: two containers on a NAT network, with the Windows functions.
 *
 * Makes the network 172.30.0.0/24, two endpoints and two namespaces, attaches each endpoint to its
 * namespace, prints what came out of it and takes everything down again.  Whatever fails is printed with
 * its ErrorRecord.  The file uses nothing but computenetwork.h and compiles on Windows too.
 *
 *	cc nat-network.c $(pkg-config --cflags --libs computenetwork) -o nat-network
 *	sudo ./nat-network                                        the kernel's network
 *	HCN_BACKEND=sim HCN_STATE_DIR=$HOME/hcn ./nat-network      a simulated one, for everybody
 *
 * nat-network-native.c tells the same story with hcn.h.
 */
#ifdef _WIN32
#include <windows.h>
#include <objbase.h>
#endif
#include <computenetwork.h>
#include <stdio.h>

/* A literal of 16-bit characters, whatever the compiler calls them. */
#if defined(_WIN32) || __SIZEOF_WCHAR_T__ == 2
#define TEXT16(text) L##text
#else
#define TEXT16(text) u##text
#endif

#ifdef __cplusplus
#define BY_REFERENCE(id) (id)
#else
#define BY_REFERENCE(id) (&(id))
#endif

#define VERSION        "\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"
#define N_CONTAINERS   2
#define RED_ENDPOINT   "11111111-0000-4000-8000-000000000001"
#define GREEN_ENDPOINT "22222222-0000-4000-8000-000000000001"

/* clang-format off */
#define ENDPOINT_REQUEST(type, id)                                                                 \
	TEXT16("{\"ResourceType\":\"Endpoint\",\"RequestType\":\"" type "\",\"Settings\":{\"EndpointId\":\"" id "\"}}")
/* clang-format on */

static const GUID network_id = { 0x1f2e3d4c, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } };

static const WCHAR network_document[] = TEXT16(
	"{\"Name\":\"nat-example\",\"Type\":\"NAT\"," VERSION
	",\"Ipams\":[{\"Type\":\"Static\",\"Subnets\":["
	"{\"IpAddressPrefix\":\"172.30.0.0/24\",\"Routes\":["
	"{\"NextHop\":\"172.30.0.1\",\"DestinationPrefix\":\"0.0.0.0/0\"}]}]}]}");

static const WCHAR query_document[] = TEXT16("{" VERSION "}");
static const WCHAR namespace_document[] = TEXT16("{\"Type\":\"Host\"," VERSION "}");

static struct container {
	const char *name;
	GUID endpoint_id;
	GUID namespace_id;
	const WCHAR *endpoint_document;
	const WCHAR *attach;
	const WCHAR *detach;
	HCN_ENDPOINT endpoint;    /* NULL: not made */
	HCN_NAMESPACE name_space; /* NULL: not made */
} containers[N_CONTAINERS] = {
	{
		"red",
		{ 0x11111111, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } },
		{ 0x11111111, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 2 } },
		TEXT16("{\"Name\":\"red\"," VERSION
		       ",\"IpConfigurations\":[{\"IpAddress\":\"172.30.0.10\"}]}"),
		ENDPOINT_REQUEST("Add", RED_ENDPOINT),
		ENDPOINT_REQUEST("Remove", RED_ENDPOINT),
		NULL,
		NULL,
	},
	{
		"green",
		{ 0x22222222, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } },
		{ 0x22222222, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 2 } },
		TEXT16("{\"Name\":\"green\"," VERSION "}"), /* the service chooses the address */
		ENDPOINT_REQUEST("Add", GREEN_ENDPOINT),
		ENDPOINT_REQUEST("Remove", GREEN_ENDPOINT),
		NULL,
		NULL,
	},
};

static HCN_NETWORK network;

/* JSON stays JSON when everything beyond ASCII is escaped. */
static void print16(const WCHAR *text)
{
	for (; *text; text++) {
		if (*text < 0x80)
			putchar((char)*text);
		else
			printf("\\u%04x", (unsigned)*text);
	}
	putchar('\n');
}

/* Prints a step and its outcome; frees the ErrorRecord.  Returns whether it worked. */
static int report(const char *step, const char *name, HRESULT hr, PWSTR record)
{
	printf("%-6s %s %s\n", SUCCEEDED(hr) ? "ok" : "FAILED", step, name);
	if (FAILED(hr))
		printf("       HRESULT 0x%08x\n", (unsigned)hr);
	if (record) {
		printf("       ");
		print16(record);
		CoTaskMemFree(record);
	}
	return SUCCEEDED(hr);
}

static int make_container(struct container *c)
{
	PWSTR record = NULL;
	HRESULT hr;

	hr = HcnCreateEndpoint(
		network, BY_REFERENCE(c->endpoint_id), c->endpoint_document, &c->endpoint, &record);
	if (!report("create endpoint", c->name, hr, record))
		return 0;
	hr = HcnCreateNamespace(
		BY_REFERENCE(c->namespace_id), namespace_document, &c->name_space, &record);
	if (!report("create namespace", c->name, hr, record))
		return 0;
	hr = HcnModifyNamespace(c->name_space, c->attach, &record);
	return report("attach endpoint", c->name, hr, record);
}

static int show_container(struct container *c)
{
	PWSTR record = NULL, properties = NULL;
	HRESULT hr;

	hr = HcnQueryEndpointProperties(c->endpoint, query_document, &properties, &record);
	if (!report("query endpoint", c->name, hr, record))
		return 0;
	print16(properties);
	CoTaskMemFree(properties);
	hr = HcnQueryNamespaceProperties(c->name_space, query_document, &properties, &record);
	if (!report("query namespace", c->name, hr, record))
		return 0;
	print16(properties);
	CoTaskMemFree(properties);
	return 1;
}

static int make_and_show(void)
{
	PWSTR record = NULL, properties = NULL;
	HRESULT hr;
	int i;

	hr = HcnCreateNetwork(BY_REFERENCE(network_id), network_document, &network, &record);
	if (!report("create network", "nat-example", hr, record))
		return 0;
	for (i = 0; i < N_CONTAINERS; i++)
		if (!make_container(&containers[i]))
			return 0;
	hr = HcnQueryNetworkProperties(network, query_document, &properties, &record);
	if (!report("query network", "nat-example", hr, record))
		return 0;
	print16(properties);
	CoTaskMemFree(properties);
	for (i = 0; i < N_CONTAINERS; i++)
		if (!show_container(&containers[i]))
			return 0;
	for (i = 0; i < N_CONTAINERS; i++) {
		hr = HcnModifyNamespace(containers[i].name_space, containers[i].detach, &record);
		if (!report("detach endpoint", containers[i].name, hr, record))
			return 0;
	}
	return 1;
}

/* Deletes and closes what there is, also after a failure. */
static int take_down(void)
{
	PWSTR record = NULL;
	int i, ok = 1;

	for (i = 0; i < N_CONTAINERS; i++) {
		struct container *c = &containers[i];

		if (c->endpoint) {
			HRESULT hr = HcnDeleteEndpoint(BY_REFERENCE(c->endpoint_id), &record);

			ok &= report("delete endpoint", c->name, hr, record);
			ok &= SUCCEEDED(HcnCloseEndpoint(c->endpoint));
		}
		if (c->name_space) {
			HRESULT hr = HcnDeleteNamespace(BY_REFERENCE(c->namespace_id), &record);

			ok &= report("delete namespace", c->name, hr, record);
			ok &= SUCCEEDED(HcnCloseNamespace(c->name_space));
		}
	}
	if (network) {
		HRESULT hr = HcnDeleteNetwork(BY_REFERENCE(network_id), &record);

		ok &= report("delete network", "nat-example", hr, record);
		ok &= SUCCEEDED(HcnCloseNetwork(network));
	}
	return ok;
}

int main(void)
{
	int made = make_and_show();
	int gone = take_down();

	return made && gone ? 0 : 1;
}
