/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * README: two containers on a NAT network, with the native functions.
 *
 * The story of nat-network.c, told with hcn.h: UTF-8, five verbs for all kinds of objects, ids instead of
 * handles, and an error that says where and why.
 *
 *	cc nat-network-native.c $(pkg-config --cflags --libs computenetwork) -o nat-network-native
 *	sudo ./nat-network-native                                      the kernel's network
 *	HCN_BACKEND=sim HCN_STATE_DIR=$HOME/hcn ./nat-network-native    a simulated one, for everybody
 */
#include <hcn.h>
#include <stdio.h>

#define VERSION "\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"

static const char network_document[] =
	"{\"Name\":\"nat-example\",\"Type\":\"NAT\"," VERSION
	",\"Ipams\":[{\"Type\":\"Static\",\"Subnets\":["
	"{\"IpAddressPrefix\":\"172.30.0.0/24\",\"Routes\":["
	"{\"NextHop\":\"172.30.0.1\",\"DestinationPrefix\":\"0.0.0.0/0\"}]}]}]}";

struct container {
	const char *name;
	const char *addresses; /* the member IpConfigurations, or "": the service chooses */
	char endpoint[37];     /* "": not made */
	char name_space[37];
};

/* Prints a step and its outcome.  Returns whether it worked. */
static bool report(const char *step, const char *name, int r, const struct hcn_error *err)
{
	printf("%-6s %s %s\n", r ? "FAILED" : "ok", step, name);
	if (r)
		printf("       %s (%s) %s %s\n", err->text, hcn_hresult_name(err->hresult),
			err->pointer, err->hint);
	return !r;
}

static bool create(struct hcn *hcn, enum hcn_kind kind, const char *name, const char *document,
	char ret_id[37])
{
	struct hcn_error err;
	char *made = NULL;
	int r;

	r = hcn_create(hcn, kind, NULL, document, ret_id, &made, &err);
	printf("create %s: ", hcn_kind_name(kind));
	if (!r)
		printf("%s\n", made);
	hcn_free(made);
	return report("create", name, r, &err);
}

static bool take_down(struct hcn *hcn, enum hcn_kind kind, const char *name, const char *id)
{
	struct hcn_error err;

	return !*id || report("delete", name, hcn_delete(hcn, kind, id, &err), &err);
}

/* @request: "Add" or "Remove". */
static bool move_endpoint(struct hcn *hcn, const struct container *c, const char *request)
{
	struct hcn_error err;
	char document[256];
	int r;

	snprintf(document, sizeof(document),
		"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"%s\",\"Settings\":{"
		"\"EndpointId\":\"%s\"}}",
		request, c->endpoint);
	r = hcn_modify(hcn, HCN_KIND_NAMESPACE, c->name_space, document, &err);
	return report(request, c->name, r, &err);
}

static bool make_container(struct hcn *hcn, const char *network, struct container *c)
{
	char document[512];

	snprintf(document, sizeof(document),
		"{\"Name\":\"%s\",\"HostComputeNetwork\":\"%s\"%s," VERSION "}", c->name, network,
		c->addresses);
	return create(hcn, HCN_KIND_ENDPOINT, c->name, document, c->endpoint) &&
	       create(hcn, HCN_KIND_NAMESPACE, c->name, "{\"Type\":\"Host\"," VERSION "}",
		       c->name_space) &&
	       move_endpoint(hcn, c, "Add");
}

static bool show(struct hcn *hcn, enum hcn_kind kind, const char *name, const char *id)
{
	struct hcn_error err;
	char *document = NULL;
	int r;

	r = hcn_query(hcn, kind, id, NULL, &document, &err);
	if (!r)
		printf("%s\n", document);
	hcn_free(document);
	return report("query", name, r, &err);
}

int main(void)
{
	struct container red = { .name = "red",
		.addresses = ",\"IpConfigurations\":[{\"IpAddress\":\"172.30.0.10\"}]" };
	struct container green = { .name = "green", .addresses = "" };
	char network[37] = "";
	struct hcn_error err;
	struct hcn *hcn;
	bool ok;

	if (!report("open", "context", hcn_open(NULL, &hcn, &err), &err))
		return 1;
	ok = create(hcn, HCN_KIND_NETWORK, "nat-example", network_document, network) &&
	     make_container(hcn, network, &red) && make_container(hcn, network, &green) &&
	     show(hcn, HCN_KIND_NETWORK, "nat-example", network) &&
	     show(hcn, HCN_KIND_ENDPOINT, red.name, red.endpoint) &&
	     show(hcn, HCN_KIND_NAMESPACE, green.name, green.name_space) &&
	     move_endpoint(hcn, &red, "Remove") && move_endpoint(hcn, &green, "Remove");

	/* Everything goes, also after a failure. */
	ok &= take_down(hcn, HCN_KIND_ENDPOINT, red.name, red.endpoint);
	ok &= take_down(hcn, HCN_KIND_ENDPOINT, green.name, green.endpoint);
	ok &= take_down(hcn, HCN_KIND_NAMESPACE, red.name, red.name_space);
	ok &= take_down(hcn, HCN_KIND_NAMESPACE, green.name, green.name_space);
	ok &= take_down(hcn, HCN_KIND_NETWORK, "nat-example", network);
	hcn_close(hcn);
	return ok ? 0 : 1;
}
