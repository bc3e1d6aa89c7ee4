/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a call costs on its way in and out: the same program natively and, compiled for Windows, under Wine.
 *
 * On the simulator.  Prints `name nanoseconds`, the best of several rounds, so that what else the machine does counts
 * little; wine.sh makes the difference.
 */
#ifdef _WIN32
#include <windows.h>

#include <objbase.h>
#else
#include <time.h>
#endif

#include <computenetwork.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define TEXT16(text) L##text
#else
#define TEXT16(text) u##text
#endif
#define VERSION "\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"

#define ROUNDS    300 /* so short that some are not interrupted, whatever else the machine does */
#define N_SERVERS 100 /* makes the document that is queried 2,000 characters, 4 kB */

static const GUID id = { 0xbe7c0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } };
static HCN_NETWORK network;

static uint64_t now_ns(void)
{
#ifdef _WIN32
	LARGE_INTEGER now, frequency;

	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&frequency);
	return (uint64_t)now.QuadPart * (1000000000u / (uint64_t)frequency.QuadPart);
#else
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

static void must(HRESULT hr)
{
	if (hr) {
		printf("0x%08x\n", (unsigned)hr);
		exit(1);
	}
}

/* --- the calls -------------------------------------------------------------------------------------------- */

/* Refused at once: nothing but the way in and out. */
static void refused(void)
{
	if (HcnCloseNetwork(NULL) == S_OK)
		exit(1);
}

static void open_close(void)
{
	HCN_NETWORK again = NULL;

	must(HcnOpenNetwork(&id, &again, NULL));
	must(HcnCloseNetwork(again));
}

static void enumerate(void)
{
	PWSTR text = NULL, record = NULL;

	must(HcnEnumerateNetworks(TEXT16(""), &text, &record));
	CoTaskMemFree(text);
}

static void query(void)
{
	PWSTR text = NULL, record = NULL;

	must(HcnQueryNetworkProperties(network, TEXT16("{" VERSION "}"), &text, &record));
	CoTaskMemFree(text);
}

/* With an ErrorRecord. */
static void fail(void)
{
	PWSTR record = NULL;

	if (HcnModifyNetwork(network, TEXT16("{"), &record) == S_OK || !record)
		exit(1);
	CoTaskMemFree(record);
}

static const struct {
	const char *name;
	void (*call)(void);
	int n;
} calls[] = {
	{ "refused", refused, 2000 },
	{ "open_close", open_close, 500 },
	{ "enumerate", enumerate, 300 },
	{ "query_4kB", query, 100 },
	{ "error_record", fail, 20 },
};

static void make_network(void)
{
	WCHAR wide[8192];
	char text[8192];
	size_t len = 0;

	len += (size_t)snprintf(text, sizeof(text),
		"{\"Name\":\"n\",\"Type\":\"NAT\"," VERSION ",\"Dns\":{\"ServerList\":[");
	for (int i = 0; i < N_SERVERS; i++)
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, "%s\"10.9.8.%d\"", i ? "," : "", i + 100);
	(void)snprintf(text + len, sizeof(text) - len, "]}}");
	for (size_t i = 0; i <= strlen(text); i++)
		wide[i] = (WCHAR)text[i];
	must(HcnCreateNetwork(&id, wide, &network, NULL));
}

int main(void)
{
	make_network();
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		uint64_t best = UINT64_MAX;

		for (int round = 0; round < ROUNDS; round++) {
			uint64_t start = now_ns(), took;

			for (int n = 0; n < calls[i].n; n++)
				calls[i].call();
			took = (now_ns() - start) / (uint64_t)calls[i].n;
			best = took < best ? took : best;
		}
		printf("%s %llu\n", calls[i].name, (unsigned long long)best);
	}
	must(HcnDeleteNetwork(&id, NULL));
	return 0;
}
