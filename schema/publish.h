/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The catalogue for others: as JSON Schema, as OpenAPI and as a page to read.  Text in stable order, so that a committed
 * copy can be compared.
 */
#ifndef HCN_SCHEMA_PUBLISH_H
#define HCN_SCHEMA_PUBLISH_H

#include "catalogue.h"

/* JSON Schema (draft 2020-12) of @only and all it contains; of everything for NULL. */
void hcn_publish_json_schema(const struct hcn_schema_row *only, struct hcn_buf *b);

/* OpenAPI 3.1: HNSCall's paths, and everything as components. */
void hcn_publish_openapi(struct hcn_buf *b);

/* Markdown: a table per struct and enum; of @only alone unless NULL. */
void hcn_publish_markdown(const struct hcn_schema_row *only, struct hcn_buf *b);

/* The definitions of @only and all it contains (NULL: of everything) as members of the object that @j has opened;
 * they refer to each other below @where ("#/$defs/"). */
struct hcn_indent;
void hcn_publish_definitions(
	const struct hcn_schema_row *only, const char *where, struct hcn_indent *j);

#endif
