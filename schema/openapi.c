/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The catalogue as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): its structs as components, and the paths of HNSCall
 * (doc/facts/clients.md §2.8.2).
 *
 * In: the catalogue and the table of operations here.  Out: one document.
 *
 * Tests: tests/unit/schema/meson.build (schema-published), tests/unit/schema/validators.py (openapi)
 */
#include <stdio.h>
#include <string.h>

#include "indent.h"
#include "publish.h"

#define COMPONENTS "#/components/schemas/"

struct operation {
	const char *path; /* that of the row before when NULL */
	const char *method;
	const char *id;
	const char *summary;
	const char *body;   /* a struct of the catalogue; NULL: none */
	const char *output; /* the same; NULL: none, or of a list objects of any shape */
	bool is_list;       /* Output is an array */
};

/* clang-format off */
static const struct operation operations[] = {
	{ "/globals/version", "get", "getVersion", "The version of HNS", NULL, "Version", false },
	{ "/networks", "get", "listNetworks", "All networks", NULL, "HNSNetwork", true },
	{ NULL, "post", "createNetwork", "Create a network", "HNSNetwork", "HNSNetwork", false },
	{ "/networks/{id}", "get", "getNetwork", "A network", NULL, "HNSNetwork", false },
	{ NULL, "post", "updateNetwork", "Change a network", "HNSNetwork", "HNSNetwork", false },
	{ NULL, "delete", "deleteNetwork", "Delete a network and its endpoints", NULL, NULL, false },
	{ "/endpoints", "get", "listEndpoints", "All endpoints", NULL, "HNSEndpoint", true },
	{ NULL, "post", "createEndpoint", "Create an endpoint", "HNSEndpoint", "HNSEndpoint", false },
	{ "/endpoints/{id}", "get", "getEndpoint", "An endpoint", NULL, "HNSEndpoint", false },
	{ NULL, "post", "updateEndpoint", "Replace an endpoint's changeable policies", "HNSEndpoint", "HNSEndpoint", false },
	{ NULL, "delete", "deleteEndpoint", "Delete an endpoint", NULL, NULL, false },
	{ "/endpoints/{id}/attach", "post", "attachEndpoint", "Attach an endpoint", "HNSEndpointAttachRequest", NULL, false },
	{ "/endpoints/{id}/detach", "post", "detachEndpoint", "Detach an endpoint", "HNSEndpointAttachRequest", NULL, false },
	{ "/endpointstats/{id}", "get", "getEndpointStats", "Counters of an endpoint", NULL, "HNSEndpointStats", false },
	{ "/endpointaddresses", "get", "listEndpointAddresses", "Addresses of endpoints", NULL, NULL, true },
	{ "/portpools", "get", "listPortPools", "Reserved ports", NULL, NULL, true },
	{ "/activities", "get", "listActivities", "Activities of the service", NULL, NULL, true },
	{ "/plugins", "get", "listPlugins", "Plugins of the service", NULL, NULL, true },
	{ "/policylists", "get", "listPolicyLists", "Load balancers and routes", NULL, "HNSPolicyList", true },
	{ NULL, "post", "createPolicyList", "Create a load balancer or route", "HNSPolicyList", "HNSPolicyList", false },
	{ "/policylists/{id}", "get", "getPolicyList", "A load balancer or route", NULL, "HNSPolicyList", false },
	{ NULL, "delete", "deletePolicyList", "Delete a load balancer or route", NULL, NULL, false },
	{ "/namespaces", "get", "listNamespaces", "All namespaces", NULL, "HNSNamespace", true },
	{ NULL, "post", "createNamespace", "Create a namespace", "HNSNamespace", "HNSNamespace", false },
	{ "/namespaces/{id}", "get", "getNamespace", "A namespace", NULL, "HNSNamespace", false },
	{ NULL, "delete", "deleteNamespace", "Delete a namespace", NULL, NULL, false },
	{ "/namespaces/{id}/addresource", "post", "addResource", "Put an endpoint or a container into a namespace", "HNSNamespaceResource", NULL, false },
	{ "/namespaces/{id}/removeresource", "post", "removeResource", "Take an endpoint or a container out of a namespace", "HNSNamespaceResource", NULL, false },
	{ "/accelnet", "get", "getAccelnet", "MAC addresses with accelerated networking", NULL, "HNSAccelnet", false },
	{ NULL, "post", "setAccelnet", "Set them", "HNSAccelnet", NULL, false },
	{ NULL, "delete", "deleteAccelnet", "Forget them", NULL, NULL, false },
};
/* clang-format on */

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static void put_id_parameter(struct hcn_indent *j)
{
	hcn_indent_open(j, "parameters", '[');
	hcn_indent_open(j, NULL, '{');
	hcn_indent_text(j, "name", "id");
	hcn_indent_text(j, "in", "path");
	hcn_indent_true(j, "required");
	hcn_indent_open(j, "schema", '{');
	hcn_indent_text(j, "type", "string");
	hcn_indent_text(j, "format", "uuid");
	hcn_indent_close(j, '}');
	hcn_indent_close(j, '}');
	hcn_indent_close(j, ']');
}

/* Opens what @close_content() closes: the schema of a body. */
static void open_content(struct hcn_indent *j)
{
	hcn_indent_open(j, "content", '{');
	hcn_indent_open(j, "application/json", '{');
	hcn_indent_open(j, "schema", '{');
}

static void close_content(struct hcn_indent *j)
{
	for (int i = 0; i < 3; i++)
		hcn_indent_close(j, '}');
}

static void put_body(struct hcn_indent *j, const char *body)
{
	hcn_indent_open(j, "requestBody", '{');
	open_content(j);
	hcn_indent_joined(j, "$ref", COMPONENTS, body);
	close_content(j);
	hcn_indent_close(j, '}');
}

static void put_output(struct hcn_indent *j, const struct operation *o)
{
	hcn_indent_open(j, "Output", '{');
	if (o->is_list) {
		hcn_indent_text(j, "type", "array");
		hcn_indent_open(j, "items", '{');
	}
	if (o->output)
		hcn_indent_joined(j, "$ref", COMPONENTS, o->output);
	else
		hcn_indent_text(j, "type", "object");
	if (o->is_list)
		hcn_indent_close(j, '}');
	hcn_indent_close(j, '}');
}

/* {"Success":true,"Output":...}; what failed says Success false, Error and ErrorCode. */
static void put_answer(struct hcn_indent *j, const struct operation *o)
{
	hcn_indent_open(j, "responses", '{');
	hcn_indent_open(j, "200", '{');
	hcn_indent_text(j, "description", "Success with its output, or what failed");
	open_content(j);
	hcn_indent_joined(j, "$ref", COMPONENTS, "ErrorRecord");
	if (o->output || o->is_list) {
		hcn_indent_open(j, "properties", '{');
		put_output(j, o);
		hcn_indent_close(j, '}');
	}
	close_content(j);
	hcn_indent_close(j, '}');
	hcn_indent_close(j, '}');
}

static void put_operation(struct hcn_indent *j, const struct operation *o)
{
	hcn_indent_open(j, o->method, '{');
	hcn_indent_text(j, "operationId", o->id);
	hcn_indent_text(j, "summary", o->summary);
	if (o->body)
		put_body(j, o->body);
	put_answer(j, o);
	hcn_indent_close(j, '}');
}

static void put_paths(struct hcn_indent *j)
{
	for (size_t i = 0; i < N_OPERATIONS; i++) {
		const struct operation *o = &operations[i];

		if (o->path) {
			hcn_indent_open(j, o->path, '{');
			if (strstr(o->path, "{id}"))
				put_id_parameter(j);
		}
		put_operation(j, o);
		if (i + 1 == N_OPERATIONS || operations[i + 1].path)
			hcn_indent_close(j, '}');
	}
}

void hcn_publish_openapi(struct hcn_buf *b)
{
	struct hcn_indent j = { .b = b };

	hcn_indent_open(&j, NULL, '{');
	hcn_indent_text(&j, "openapi", "3.1.0");
	hcn_indent_open(&j, "info", '{');
	hcn_indent_text(&j, "title", "HCN for Linux");
	hcn_indent_text(&j, "version", "2.16");
	hcn_indent_text(&j, "description",
		"Documents of the Host Compute Network API, and the paths of HNSCall. Keys and names are "
		"accepted in any letter case; null is the same as absent.");
	hcn_indent_close(&j, '}');
	hcn_indent_text(&j, "jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema");
	hcn_indent_open(&j, "paths", '{');
	put_paths(&j);
	hcn_indent_close(&j, '}');
	hcn_indent_open(&j, "components", '{');
	hcn_indent_open(&j, "schemas", '{');
	hcn_publish_definitions(NULL, COMPONENTS, &j);
	hcn_indent_close(&j, '}');
	hcn_indent_close(&j, '}');
	hcn_indent_close(&j, '}');
	hcn_buf_putc(b, '\n');
}
