/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people are told of a row. */
#ifndef HCN_ENGINE_WORDS_H
#define HCN_ENGINE_WORDS_H

#include "rows.h"

/* Appends "Text":"...","Command":"...","Why":"...", and "Pointer":"/Policies/1" where it is there
 * for a part of its object's document. */
void hcn_row_put_words(const struct hcn_row *row, struct hcn_buf *b);

#endif
