/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Relative paths that come out of rows. */
#ifndef HCN_LINUX_PATH_H
#define HCN_LINUX_PATH_H

#include <stdbool.h>

/* Whether @path stays below where it starts: no leading, doubled or trailing slash, no "." or "..". */
bool path_is_safe(const char *path);

#endif
