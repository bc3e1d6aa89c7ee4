/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a database file can be given to LMDB, which believes every number in it: a wrong one is a signal.
 *
 * All of it is read with pread(), which fails where a map would be a signal.  A file that passes has pages within the file, each
 * used once, nodes within their pages, keys in order and counts that are right; what the values say is not looked at.
 */
#ifndef HCN_STORE_VERIFY_H
#define HCN_STORE_VERIFY_H

#include "error.h"

struct hcn_damage {
	char text[96]; /* "page 7: its nodes overlap" */
};

/* The two metas: enough to map the file, and to ask LMDB for its newest snapshot.  0, -EUCLEAN with *@ret, or -errno. */
int hcn_verify_metas(int fd, struct hcn_damage *ret);

/* All that @snapshot is made of, which nobody changes meanwhile (db.h: it is being read).  As above, or -ESTALE: there are newer
 * ones, and too late for this one. */
int hcn_verify_snapshot(int fd, uint64_t snapshot, struct hcn_damage *ret);

#endif
