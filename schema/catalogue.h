/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Everything that has rows, by its documented name: all structs, enums and families of policies.
 *
 * What is published, listed and validated is read from here, and a test holds it against Microsoft's lists.
 */
#ifndef HCN_SCHEMA_CATALOGUE_H
#define HCN_SCHEMA_CATALOGUE_H

#include "schema.h"

/* A documented struct.  Several names may share one table: Microsoft documents some structs once for each use. */
struct hcn_schema_row {
	const char *section; /* of the reference; NULL: that of the row before */
	const char *name;
	const struct hcn_schema *schema;
};
extern const struct hcn_schema_row hcn_schemas[]; /* ends with name NULL */

struct hcn_enum_row {
	const struct hcn_enum *values;
	bool flags; /* bits */
};
extern const struct hcn_enum_row hcn_enums[]; /* ends with values NULL */

/* The {Type, Settings} of a family. */
struct hcn_family_row {
	const char *name; /* "EndpointPolicy" */
	const struct hcn_policy_family *family;
};
extern const struct hcn_family_row hcn_families[]; /* ends with name NULL */

/* What is a document of its own: an argument or an answer of the API. */
struct hcn_document {
	const char *kind; /* what people call it: "endpoint", "modify-endpoint" */
	const struct hcn_schema *schema;
	const char *what;
	const struct hcn_schema *also; /* another form that it may have; NULL: none */
};
extern const struct hcn_document hcn_documents[]; /* ends with kind NULL */

const struct hcn_schema_row *hcn_schema_find(const char *name); /* in any letter case; NULL: none */
const struct hcn_document *hcn_document_find(const char *kind); /* likewise */

#endif
