/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who runs registrations: threads of our own with all signals blocked, unless somebody gives others.
 *
 * The DLL for Wine does: Windows code runs on threads that Windows made, and on no others.
 */
#ifndef HCN_API_CALLBACK_THREADS_H
#define HCN_API_CALLBACK_THREADS_H

struct hcn_callback_threads {
	/* Runs @run(@arg) on a new thread, which *@ret then names.  Returns 0 or an errno. */
	int (*start)(void *(*run)(void *arg), void *arg, void **ret);
	/* Waits for the end of a thread and forgets it. */
	void (*join)(void *thread);
	/* Called by the thread itself: nobody will join it. */
	void (*detach)(void *thread);
};

/* For the DLL of the same build only.  Before the first registration; @threads stays where it is. */
__attribute__((visibility("default"))) void hcn_private_callback_threads(
	const struct hcn_callback_threads *threads);

/* Those given, else our own. */
const struct hcn_callback_threads *hcn_callback_threads(void);

#endif
