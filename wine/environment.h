/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The library reads its settings from the environment of Linux, a Windows program and its children have one of their own,
 * which began as a copy.  What they changed there counts: HCN_STATE_DIR and whatever else begins with HCN_; paths are those of Linux.
 */
#ifndef HCN_WINE_ENVIRONMENT_H
#define HCN_WINE_ENVIRONMENT_H

/* Before the library's first call. */
void wine_environment_import(void);

#endif
