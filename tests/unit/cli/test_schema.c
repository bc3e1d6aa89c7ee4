/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* schema and validate: documents described, and checked. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *kind; /* as told; what it is taken for without --kind */
	const char *document;
} valid[] = {
	{ "network", "{\"Type\":\"NAT\",\"Ipams\":[]}" },
	{ "endpoint", "{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Block\"}}]}" },
	{ "endpoint", "{\"ipconfigurations\":[{\"IPADDRESS\":\"10.0.0.1\"}]}" },
	{ "namespace", "{\"NamespaceId\":5,\"Type\":\"Host\"}" },
	{ "loadbalancer", "{\"FrontendVIPs\":[\"10.0.0.1\"]}" },
	{ "modify-network",
		"{\"RequestType\":0,\"ResourceType\":\"DNS\",\"Settings\":{\"Domain\":\"a\"}}" },
	{ "modify-endpoint", "{\"RequestType\":\"Refresh\",\"ResourceType\":\"Port\"}" },
	{ "modify-namespace",
		"{\"RequestType\":\"Add\",\"ResourceType\":\"Container\",\"Settings\":{"
		"\"ContainerId\":\"c\"}}" },
	{ "route", "{\"HostComputeEndpoints\":[],\"Routes\":[]}" },
	{ "query", "{\"SchemaVersion\":{\"Major\":2},\"Filter\":\"{\\\"ID\\\":\\\"\\\"}\"}" },
	{ "errorrecord", "{\"Success\":false,\"Error\":\"x\",\"ErrorCode\":2151350291}" },
	{ "hns-network", "{\"Name\":\"a\",\"Subnets\":[{\"AddressPrefix\":\"10.0.0.0/8\"}]}" },
};

START_TEST(a_valid_documents_kind_is_told_by_its_members)
{
	char line[64];

	ck_assert_int_eq(hcnctl_reads(valid[_i].document, "validate", "-"), 0);
	(void)snprintf(line, sizeof(line), "-: a valid %s document\n", valid[_i].kind);
	ck_assert_str_eq(out, line);
	ck_assert_int_eq(
		hcnctl_reads(valid[_i].document, "validate", "--kind", valid[_i].kind, "-"), 0);
}
END_TEST

static const struct {
	const char *kind; /* NULL: guessed */
	const char *document;
	const char *error, *pointer;
} faults[] = {
	{ "endpoint", "{\n  \"Flags\": 1,\n  \"IpConfigurations\": [\n\t{\"IpAddress\": \"x\"}]}",
		"-:4:16: as endpoint: IpAddress must be an IP address\n",
		"/IpConfigurations/0/IpAddress" },
	{ NULL, "{\"Name\":\"\xc3\xa4\xc3\xb6\",\"Type\":\"Nat64\",\"Ipams\":[]}",
		"-:1:21: as network: Type must be", "/Type" },
	{ NULL, "{\"a~b/c\":1,\"Name\":2}", "-:1:19: as network: Name must be a string\n",
		"/Name" },
	{ NULL, "{\"Name\":\"a\",}", "-:1:13: not a JSON document:", NULL },
	{ NULL, "{\"Name\":\"a\",\n\"name\":\"b\"}", "-:2:1: not a JSON document:", NULL },
	{ NULL, "[]", "-:1:1: not a JSON document:", NULL },
	{ NULL, "{}", "-:1:1: no kind of document has any of these members\n", NULL },
	{ "modify-endpoint", "{\"ResourceType\":\"Port\"}",
		"-:1:1: as modify-endpoint: RequestType is missing\n", "/RequestType" },
	{ NULL,
		"{\"RequestType\":\"Add\",\"ResourceType\":\"Policy\",\"Settings\":{\"Policies\":[{"
		"\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Drop\"}}]}}",
		"-:1:105: as modify-endpoint: Action must be one of Allow, Block, Pass\n",
		"/Settings/Policies/0/Settings/Action" },
	{ NULL, "{\"SchemaVersion\":{\"Major\":2},\"Filter\":\"{\\\"ID\\\":5}\"}",
		"-:1:39: as query: ID must be a string\n", "/Filter/ID" },
	{ "RegKey", "{\"Type\":65536}", "as RegKey: Type must be an integer from 0 to 65535\n",
		"/Type" },
};

START_TEST(a_fault_is_pointed_at)
{
	const char *words[] = { "hcnctl", "validate", "-", faults[_i].kind ? "--kind" : NULL,
		faults[_i].kind, NULL };
	char line[128];

	ck_assert_int_eq(run_hcnctl(faults[_i].document, words), 1);
	ck_assert_str_eq(out, "");
	has(errors, faults[_i].error);
	if (!faults[_i].pointer)
		return;
	(void)snprintf(line, sizeof(line), "\n  at: %s\n", faults[_i].pointer);
	has(errors, line);
}
END_TEST

/* Load balancers and routes are modified by all of them, or by an envelope. */
static const struct {
	const char *kind, *document;
	int status;
} requests[] = {
	{ "modify-loadbalancer",
		"{\"HostComputeEndpoints\":[],\"PortMappings\":[{\"Protocol\":6}]}", 0 },
	{ "modify-loadbalancer",
		"{\"ResourceType\":\"Endpoint\",\"RequestType\":0,\"Settings\":{\"EndpointId\":"
		"\"22222222-0000-0000-0000-000000000001\"}}",
		0 },
	{ "modify-route", "{\"HostComputeEndpoints\":[],\"Routes\":[{\"NextHop\":\"x\"}]}", 1 },
	{ "modify-route", "{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\",\"Settings\":{}}",
		1 },
};

START_TEST(requests_of_load_balancers_and_routes_are_known)
{
	ck_assert_int_eq(
		hcnctl_reads(requests[_i].document, "validate", "--kind", requests[_i].kind, "-"),
		requests[_i].status);
}
END_TEST

/* --- what is ignored ----------------------------------------------------------------------------- */

static const char ignored[] =
	"{\"Nmae\":\"a\",\n \"Policies\":[{\"Type\":\"QOS\",\"Settings\":{\"Rate\":1}}]}";

START_TEST(what_is_ignored_is_told)
{
	json_t *answer;

	ck_assert_int_eq(hcnctl_reads(ignored, "validate", "--kind", "endpoint", "-"), 0);
	ck_assert_str_eq(out, "-: a valid endpoint document\n");
	ck_assert_str_eq(errors,
		"hcnctl: warning: -:1:9: Nmae is no member of HostComputeEndpoint and is ignored: did you mean Name?\n"
		"hcnctl: warning: -:2:47: Rate is no member of QosPolicySetting and is ignored\n");
	ck_assert_int_eq(
		hcnctl_reads(ignored, "validate", "-o", "json", "--kind", "endpoint", "-"), 0);
	ck_assert_str_eq(errors, "");
	answer = json_out();
	ck_assert_str_eq(text_at(answer, "Warnings.0.Member"), "Nmae");
	ck_assert_str_eq(text_at(answer, "Warnings.0.Suggestion"), "Name");
	ck_assert_str_eq(text_at(answer, "Warnings.1.Pointer"), "/Policies/0/Settings/Rate");
	ck_assert_int_eq(number_at(answer, "Warnings.1.Line"), 2);
	json_decref(answer);
}
END_TEST

START_TEST(what_is_ignored_is_told_of_requests_too)
{
	ck_assert_int_eq(
		hcnctl_reads("{\"RequestType\":\"Update\",\"ResourceType\":\"DNS\",\"Settings\":{"
			     "\"Serverlist\":[],\"Domian\":\"a\"}}",
			"validate", "-"),
		0);
	ck_assert_str_eq(errors,
		"hcnctl: warning: -:1:83: Domian is no member of DNS and is ignored: did you mean Domain?\n");
}
END_TEST

START_TEST(an_acl_is_not_valid_with_a_misspelt_member)
{
	ck_assert_int_eq(
		hcnctl_reads(
			"{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{\"Acton\":\"Allow\"}}]}",
			"validate", "--kind", "endpoint", "-"),
		1);
	has(errors, "as endpoint: Acton is no member of AclPolicySetting\n");
	has(errors, "did you mean Action?");
}
END_TEST

START_TEST(a_program_gets_the_fault_as_json)
{
	json_t *answer;

	ck_assert_int_eq(
		hcnctl_reads("{\"Name\":\n7}", "validate", "-o", "json", "--kind", "network", "-"),
		1);
	ck_assert_str_eq(errors, "");
	answer = json_out();
	ck_assert(json_is_false(json_object_get(answer, "Valid")));
	ck_assert_int_eq(number_at(answer, "Line"), 2);
	ck_assert_int_eq(number_at(answer, "Column"), 1);
	ck_assert_str_eq(text_at(answer, "Pointer"), "/Name");
	ck_assert_str_eq(text_at(answer, "Value"), "7");
	ck_assert_str_eq(text_at(answer, "Expected"), "a string");
	ck_assert_str_eq(text_at(answer, "Code"), "HCN_E_INVALID_JSON");
	json_decref(answer);
	ck_assert_int_eq(hcnctl_reads("{}", "validate", "-o", "json", "--kind", "network", "-"), 0);
	answer = json_out();
	ck_assert(json_is_true(json_object_get(answer, "Valid")));
	json_decref(answer);
}
END_TEST

START_TEST(a_kind_that_there_is_not_is_wrong_usage)
{
	ck_assert_int_eq(hcnctl_reads("{}", "validate", "--kind", "widget", "-"), 2);
	has(errors, "there is no kind of document \"widget\"\n");
	ck_assert_int_eq(hcnctl("validate", "/nonexistent"), 1);
	has(errors, "/nonexistent: No such file");
	ck_assert_int_eq(hcnctl("schema", "widget"), 1);
	has(errors, "there is no struct or kind of document \"widget\"\n");
	ck_assert_int_eq(hcnctl("schema", "--openapi", "Ipam"), 2);
}
END_TEST

START_TEST(a_struct_is_printed_with_all_it_contains)
{
	json_t *schema;

	works("schema", "ipam");
	schema = json_out();
	ck_assert_str_eq(text_at(schema, "$ref"), "#/$defs/Ipam");
	ck_assert_str_eq(text_at(schema, "$defs.Subnet.type"), "object");
	ck_assert_ptr_null(json_object_get(json_object_get(schema, "$defs"), "MacPool"));
	json_decref(schema);
	works("schema", "endpoint");
	has(out, "\"$ref\": \"#/$defs/HostComputeEndpoint\"");
	works("schema", "--markdown", "RegKey");
	has(out, "| Type | uint16 | 2.1 | an integer from 0 to 65535 |\n");
}
END_TEST

/* The committed file, which another test holds against the tables. */
static void prints_file(const char *const *words, const char *path)
{
	char full[512], *text = NULL;
	size_t size = 0;
	FILE *file;

	(void)snprintf(full, sizeof(full), "%s/%s", SOURCE_ROOT, path);
	file = fopen(full, "re");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&text, &size, '\0', file), 0);
	(void)fclose(file);
	ck_assert_int_eq(run_hcnctl(NULL, words), 0);
	ck_assert(strcmp(out, text) == 0);
	free(text);
}

START_TEST(what_is_published_is_linked_in)
{
	prints_file((const char *const[]){ "hcnctl", "schema", NULL },
		"schema/published/hcn.schema.json");
	prints_file((const char *const[]){ "hcnctl", "schema", "--openapi", NULL },
		"schema/published/hcn.openapi.json");
	prints_file(
		(const char *const[]){ "hcnctl", "schema", "--markdown", NULL }, "doc/schema.md");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_valid_documents_kind_is_told_by_its_members, sizeof(valid) / sizeof(valid[0]) },
		{ a_fault_is_pointed_at, sizeof(faults) / sizeof(faults[0]) },
		{ requests_of_load_balancers_and_routes_are_known,
			sizeof(requests) / sizeof(requests[0]) },
		{ what_is_ignored_is_told },
		{ what_is_ignored_is_told_of_requests_too },
		{ an_acl_is_not_valid_with_a_misspelt_member },
		{ a_program_gets_the_fault_as_json },
		{ a_kind_that_there_is_not_is_wrong_usage },
		{ a_struct_is_printed_with_all_it_contains },
		{ what_is_published_is_linked_in },
		{ 0 },
	};

	return run_cli_tests("cli-schema", facts);
}
