/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which rows of kernel state carry an HCN object.  Pure: reads a working set, appends rows.
 *
 * An object's rows may depend on others (a bridge on whether some endpoint has port mappings): whoever changes those touches
 * the object, see hcn_workset_touch().
 */
#ifndef HCN_PLAN_OBJECTS_ROWS_H
#define HCN_PLAN_OBJECTS_ROWS_H

#include "rows.h"
#include "workset.h"

/* The rows of @object as the working set now shows the others (its `past` included). */
int hcn_object_rows(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_rows *rows, struct hcn_error *err);

/* Those of all objects, kind by kind, in the order in which they were made. */
int hcn_all_rows(struct hcn_workset *ws, struct hcn_rows *rows, struct hcn_error *err);

#endif
