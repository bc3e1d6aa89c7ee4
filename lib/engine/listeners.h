/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who must have heard of a deletion before it happens.
 *
 * A network that is about to be deleted can still be queried from the callback that is told so, and endpoints on it
 * deleted (doc/facts/clients.md §9): the deletion is announced, waits until every living listener has got past the announcement,
 * but for HCN_LISTENER_PATIENCE_MS at most, and only then takes the writer lock.  Without listeners it costs one look at a folder.
 *
 * A listener is a file in <state>/listeners with the number of the last event it has dealt with; a lock on it dies with its process.
 */
#ifndef HCN_ENGINE_LISTENERS_H
#define HCN_ENGINE_LISTENERS_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

#define HCN_LISTENER_PATIENCE_MS 100

struct hcn;
struct hcn_listener;
struct hcn_watch;

/* The number of the last event that @watch has seen. */
uint64_t hcn_watch_seen(const struct hcn_watch *watch);

/* One for each registered callback that wants to be waited for.  @seq: the last event before it. */
int hcn_listener_open(
	struct hcn *hcn, uint64_t seq, struct hcn_listener **ret, struct hcn_error *err);
void hcn_listener_close(struct hcn_listener *listener);

/* In the child after a fork: lets go of what it inherited, or the lock would outlive the parent.  NULL is fine. */
void hcn_listener_leave_to_parent(struct hcn_listener *listener);

/* It has dealt with event @seq. */
void hcn_listener_done(struct hcn_listener *listener, uint64_t seq);

/* The calling thread is in the callback of @listener (NULL: no more): what it deletes does not wait for itself. */
void hcn_listener_enter(struct hcn_listener *listener);

/* Whether there may be any. */
bool hcn_listeners_exist(const struct hcn *hcn);

/* Waits until all living listeners have got past event @seq. */
void hcn_listeners_wait(struct hcn *hcn, uint64_t seq);

#endif
