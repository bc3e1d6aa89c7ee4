/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A key of an index: which index, and the bytes looked up.  Numbers and contents are the model's (model/keys.h). */
#ifndef HCN_BASE_KEY_H
#define HCN_BASE_KEY_H

#include <stdint.h>

struct hcn_index_key {
	uint8_t index;
	uint8_t size;
	uint8_t bytes[62];
};

#endif
