/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Scope-bound ownership: an owned local carries its cleanup, and leaves a function only through
 * TAKE_PTR or TAKE_FD.  See "Cleanup and ownership" in doc/architecture.md.
 */
#ifndef HCN_BASE_CLEANUP_H
#define HCN_BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))

#define TAKE_PTR(p)                                                                                \
	({                                                                                         \
		__typeof__(p) *taken_at_ = &(p);                                                   \
		__typeof__(p) taken_ = *taken_at_;                                                 \
		*taken_at_ = NULL;                                                                 \
		taken_;                                                                            \
	})

#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int *taken_at_ = &(fd);                                                            \
		int taken_ = *taken_at_;                                                           \
		*taken_at_ = -1;                                                                   \
		taken_;                                                                            \
	})

#define HCN_N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

/* Defines @type##_freep for use with _cleanup_; @fn must accept NULL. */
#define HCN_DEFINE_FREEP(type, fn)                                                                 \
	static inline void fn##p(type **p)                                                         \
	{                                                                                          \
		fn(*p);                                                                            \
	}

static inline void hcn_freep(void *p)
{
	free(*(void **)p);
}

static inline void hcn_closep(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

#define _cleanup_free_  _cleanup_(hcn_freep)
#define _cleanup_close_ _cleanup_(hcn_closep)

#endif
