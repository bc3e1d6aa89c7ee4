/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows, told to people. */
#ifndef HCN_PLAN_WHY_H
#define HCN_PLAN_WHY_H

#include "rows.h"

/* Why a row is there: a sentence for people; static. */
const char *hcn_row_why(const struct hcn_row *row);

#endif
