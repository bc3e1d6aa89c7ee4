/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a document costs: decoding, checking and encoding again, without store or kernel.
 *
 * Out: a table; the first document is an endpoint of 4 kB as a CNI plugin sends it, the others one ACL whose list of
 * addresses grows: time per entry stays the same when the work is linear.
 */
#include <stdio.h>
#include <stdlib.h>

#include "docs.h"
#include "phases.h"
#include "policy/policy.h"

#define ENDPOINT_SIZE   4096
#define ENDPOINT_ROUNDS 5000
#define ACL_ROUNDS      200

static void die(const char *what, const struct hcn_error *err)
{
	fprintf(stderr, "decode: %s: %s %s\n", what, err->text, err->pointer);
	exit(EXIT_FAILURE);
}

/* One document's way through the library, as often as @s has room for. */
static void measure(const char *text, size_t len, size_t rounds, struct series *s)
{
	for (size_t i = 0; i < rounds; i++) {
		double start = now_us();
		struct hcn_endpoint ep = { 0 };
		struct hcn_buf b = { 0 };
		struct hcn_error err;

		if (hcn_schema_decode(&hcn_endpoint_schema, text, len, NULL, &ep, &err))
			die("decode", &err);
		if (hcn_policies_check(
			    &hcn_rules_default, ep.policies, ep.n_policies, "/Policies", &err))
			die("check", &err);
		hcn_schema_encode(&hcn_endpoint_schema, &ep, HCN_ENCODE_CLIENT, &b);
		if (b.oom || b.len < len / 2)
			exit(EXIT_FAILURE);
		hcn_buf_clear(&b);
		hcn_schema_clear(&hcn_endpoint_schema, &ep);
		series_add(s, now_us() - start);
	}
}

static void report(const char *name, struct hcn_buf *text, size_t rounds, size_t n_entries)
{
	struct series s;
	double median;

	if (text->oom)
		exit(EXIT_FAILURE);
	series_init(&s, name, rounds);
	measure(text->data, text->len, rounds, &s);
	median = series_percentile(&s, 50);
	printf("| %s | %zu | %.1f µs | %.1f µs | ", name, text->len, median,
		series_percentile(&s, 95));
	if (n_entries)
		printf("%.0f ns |\n", 1000 * median / (double)n_entries);
	else
		printf("- |\n");
	series_clear(&s);
	hcn_buf_clear(text);
}

static void put_acl(struct hcn_buf *b, unsigned i)
{
	hcn_buf_printf(b,
		",{\"Type\":\"ACL\",\"Settings\":{\"Id\":\"policy-%u\",\"Protocols\":\"6\",\"Action\":\"Allow\","
		"\"Direction\":\"In\",\"RemoteAddresses\":\"10.%u.0.0/16,192.168.%u.1\",\"LocalPorts\":\"80,443\","
		"\"RuleType\":\"Switch\",\"Priority\":%u}}",
		i, i, i, 200 + i);
}

static void report_endpoint(void)
{
	static const char end[] = "]}";
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b,
		"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Name\":\"cbr0_web-0\","
		"\"HostComputeNetwork\":\"B95D0C5E-57D4-412B-B571-18A81A16E005\","
		"\"IpConfigurations\":[{\"IpAddress\":\"10.1.0.5\",\"PrefixLength\":24}],"
		"\"Dns\":{\"Domain\":\"cluster.local\",\"Search\":[\"default.svc.cluster.local\",\"svc.cluster.local\"],"
		"\"ServerList\":[\"10.96.0.10\"],\"Options\":[\"ndots:5\"]},"
		"\"Routes\":[{\"NextHop\":\"10.1.0.1\",\"DestinationPrefix\":\"0.0.0.0/0\"}],"
		"\"MacAddress\":\"00-15-5D-52-C0-01\",\"Flags\":0,\"Policies\":["
		"{\"Type\":\"PortMapping\",\"Settings\":{\"Protocol\":6,\"InternalPort\":80,\"ExternalPort\":8080}},"
		"{\"Type\":\"OutBoundNAT\",\"Settings\":{\"Exceptions\":[\"10.0.0.0/8\",\"192.168.0.0/16\"]}}");
	for (unsigned i = 0; b.len < ENDPOINT_SIZE - 64; i++)
		put_acl(&b, i);
	hcn_buf_puts(&b, end);
	report("endpoint", &b, ENDPOINT_ROUNDS, 0);
}

static void report_acl(unsigned n)
{
	struct hcn_buf b = { 0 };
	char name[32];

	hcn_buf_puts(&b,
		"{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Block\",\"Direction\":"
		"\"Out\",\"RemoteAddresses\":\"");
	for (unsigned i = 0; i < n; i++)
		hcn_buf_printf(
			&b, "%s10.%u.%u.%u/32", i ? "," : "", i >> 16, i >> 8 & 255, i & 255);
	hcn_buf_puts(&b, "\"}}]}");
	(void)snprintf(name, sizeof(name), "ACL of %u addresses", n);
	report(name, &b, ACL_ROUNDS, n);
}

int main(void)
{
	printf("| document | bytes | median | 95 %% | per entry |\n|---|---|---|---|---|\n");
	report_endpoint();
	for (unsigned n = 1000; n <= 4000; n *= 2)
		report_acl(n);
	return EXIT_SUCCESS;
}
