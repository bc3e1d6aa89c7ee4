/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* modify, delete, attach, detach: requests on objects that exist. */
#include <errno.h>
#include <string.h>

#include "cli.h"

int read_document(struct cli *cli, char **ret)
{
	bool standard = !cli->file || !strcmp(cli->file, "-");
	const char *name = standard ? "standard input" : cli->file;
	FILE *file = standard ? stdin : fopen(cli->file, "re");
	_cleanup_text_ char *text = NULL;
	int r = EXIT_OK;
	size_t size = 0;
	ssize_t len;

	if (!file)
		return fail(cli, "%s: %s", name, strerror(errno));
	errno = 0;
	/* JSON has no NUL: everything up to the first one is everything. */
	len = getdelim(&text, &size, '\0', file);
	if (len < 0 && ferror(file))
		r = fail(cli, "%s: %s", name, strerror(errno));
	else if (len < 0)
		r = fail(cli, "%s is empty", name);
	else if (!feof(file))
		r = fail(cli, "%s has a NUL byte in it", name);
	if (!standard)
		(void)fclose(file);
	if (r)
		return r;
	*ret = text;
	text = NULL;
	return EXIT_OK;
}

static int modify(struct cli *cli, enum hcn_kind kind, const char *id, const char *request)
{
	struct hcn_error err;
	int r;

	if (cli->dry_run)
		return print_plan(cli, HCN_VERB_MODIFY, kind, id, request);
	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_modify(cli->hcn, kind, id, request, &err);
	return r ? fail_api(cli, r, &err) : EXIT_OK;
}

int run_modify(struct cli *cli, char **operands, size_t n)
{
	_cleanup_text_ char *request = NULL, *what = NULL;
	enum hcn_kind kind;
	char id[ID_SIZE];
	int r;

	r = kind_parse(cli, operands[0], &kind);
	if (!r)
		r = object_resolve(cli, kind, operands[1], id);
	if (!r)
		r = read_document(cli, &request);
	if (r)
		return r;
	what = format("modify-%s", hcn_kind_name(kind));
	warn_of_ignored(cli, what, NULL, request);
	return modify(cli, kind, id, request);
}

/* --- delete ----------------------------------------------------------------------------------- */

/* All of them, also after one could not be deleted. */
static int delete_all(struct cli *cli, enum hcn_kind kind, char (*ids)[ID_SIZE], size_t n)
{
	int status = cli_open(cli);

	for (size_t i = 0; cli->hcn && i < n; i++) {
		struct hcn_error err;
		int r = hcn_delete(cli->hcn, kind, ids[i], &err);

		if (r)
			status = fail_api(cli, r, &err);
	}
	return status;
}

int run_delete(struct cli *cli, char **operands, size_t n)
{
	char(*ids)[ID_SIZE];
	enum hcn_kind kind;
	int r;

	r = kind_parse(cli, operands[0], &kind);
	if (r)
		return r;
	operands++;
	n--;
	if (cli->dry_run && n > 1)
		return fail_usage(cli, "one object at a time can be planned");
	ids = need(calloc(n, sizeof(*ids)));
	for (size_t i = 0; !r && i < n; i++)
		r = object_resolve(cli, kind, operands[i], ids[i]);
	if (!r)
		r = cli->dry_run ? print_plan(cli, HCN_VERB_DELETE, kind, ids[0], NULL)
				 : delete_all(cli, kind, ids, n);
	free(ids);
	return r;
}

/* --- attach, detach --------------------------------------------------------------------------- */

/* An endpoint is a resource of its namespace. */
static int change_resource(
	struct cli *cli, const char *namespace_id, const char *request_type, const char *endpoint)
{
	_cleanup_json_ json_t *request = need(json_pack("{s:s,s:s,s:{s:s}}", "ResourceType",
		"Endpoint", "RequestType", request_type, "Settings", "EndpointId", endpoint));
	_cleanup_text_ char *text = need(json_dumps(request, JSON_COMPACT));

	return modify(cli, HCN_KIND_NAMESPACE, namespace_id, text);
}

int run_attach(struct cli *cli, char **operands, size_t n)
{
	char endpoint[ID_SIZE], namespace_id[ID_SIZE];
	int r;

	r = object_resolve(cli, HCN_KIND_ENDPOINT, operands[0], endpoint);
	if (!r)
		r = object_resolve(cli, HCN_KIND_NAMESPACE, operands[1], namespace_id);
	return r ? r : change_resource(cli, namespace_id, "Add", endpoint);
}

int run_detach(struct cli *cli, char **operands, size_t n)
{
	struct hcn_error err = { .status = HCN_ENDPOINT_NOT_ATTACHED,
		.hresult = hcn_status_hresult(HCN_ENDPOINT_NOT_ATTACHED) };
	_cleanup_json_ json_t *object = NULL;
	char endpoint[ID_SIZE];
	const char *namespace_id;
	int r;

	r = object_resolve(cli, HCN_KIND_ENDPOINT, operands[0], endpoint);
	if (!r)
		r = fetch_object(cli, HCN_KIND_ENDPOINT, endpoint, &object);
	if (r)
		return r;
	namespace_id = text_of(object, "HostComputeNamespace");
	if (strspn(namespace_id, "0-") == strlen(namespace_id)) {
		(void)snprintf(err.text, sizeof(err.text), "the endpoint is in no namespace");
		return fail_api(cli, 0, &err);
	}
	return change_resource(cli, namespace_id, "Remove", endpoint);
}
