/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HCN documents: what the decoder accepts survives encoding and decoding in both forms, and a copy is equal; what it
 * refuses is explained and leaves nothing.
 *
 * In: a byte that chooses the schema ('A' is the first of the list), then the document.
 */
#include "cleanup.h"
#include "docs.h"
#include "fuzz.h"
#include "json.h"
#include "policies.h"

static const struct hcn_schema *const schemas[] = {
	&hcn_network_schema,                     /* A */
	&hcn_endpoint_schema,                    /* B */
	&hcn_namespace_schema,                   /* C */
	&hcn_query_schema,                       /* D */
	&hcn_query_filter_schema,                /* E */
	&hcn_modify_network_schema,              /* F */
	&hcn_modify_endpoint_schema,             /* G */
	&hcn_modify_namespace_schema,            /* H */
	&hcn_policy_network_request_schema,      /* I */
	&hcn_policy_endpoint_request_schema,     /* J */
	&hcn_namespace_endpoint_request_schema,  /* K */
	&hcn_namespace_container_request_schema, /* L */
};

static void *new_object(const struct hcn_schema *s)
{
	void *object = calloc(1, s->size);

	must(object != NULL);
	return object;
}

static void drop_object(const struct hcn_schema *s, void *object)
{
	hcn_schema_clear(s, object);
	free(object);
}

static bool is_empty(const struct hcn_schema *s, const void *object)
{
	const char *bytes = object;

	for (size_t i = 0; i < s->size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* @object through text and back: equal, and the second text is the first. */
static void try_form(const struct hcn_schema *s, const void *object, enum hcn_encode_form form)
{
	const struct hcn_decode_options options = { .stored = form == HCN_ENCODE_STORE };
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 }, again = { 0 };
	void *back = new_object(s);

	hcn_schema_encode(s, object, form, &text);
	must(!text.oom && text.len);
	must(!hcn_schema_decode(s, text.data, text.len, &options, back, NULL));
	must(hcn_schema_equal(s, object, back));
	hcn_schema_encode(s, back, form, &again);
	must(!strcmp(text.data, again.data));
	drop_object(s, back);
}

static void try_copy(const struct hcn_schema *s, const void *object)
{
	void *copy = new_object(s);

	must(!hcn_schema_dup(s, object, copy));
	must(hcn_schema_equal(s, object, copy));
	must(!hcn_schema_compare(s, object, copy));
	hcn_schema_clear(s, copy);
	must(is_empty(s, copy));
	free(copy);
}

static void check_refusal(
	const struct hcn_schema *s, const void *object, int r, const struct hcn_error *err)
{
	must(is_empty(s, object));
	must(err->status == r && err->text[0] && err->hresult & 0x80000000u);
	must(!err->pointer[0] || err->pointer[0] == '/');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hcn_schema *s;
	struct hcn_error err;
	char *text;
	void *object;
	int r;

	if (!size)
		return 0;
	s = schemas[(uint8_t)(data[0] - 'A') % HCN_N_ELEMENTS(schemas)];
	text = fuzz_text(data + 1, size - 1);
	object = new_object(s);
	r = hcn_schema_decode(s, text, size - 1, NULL, object, &err);
	if (r) {
		check_refusal(s, object, r, &err);
	} else {
		try_form(s, object, HCN_ENCODE_CLIENT);
		try_form(s, object, HCN_ENCODE_STORE);
		try_copy(s, object);
	}
	drop_object(s, object);
	free(text);
	return 0;
}
