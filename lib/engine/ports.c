/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reserved ports (hcn.h): a lease for each (leases.h).
 *
 * A lease whose process is dead, or whose guest network service is gone, is no reservation.  Reserving happens under the writer
 * lock.
 *
 * Tests: tests/conform/test_ports.c
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "begin.h"
#include "cleanup.h"
#include "entry.h"
#include "grow.h"
#include "leases.h"

#define PROTOCOL_TCP   1u
#define PROTOCOL_UDP   2u
#define DYNAMIC_PORTS  49152u /* RFC 6335: where ranges are looked for first */
#define LOWEST_DYNAMIC 1024u

struct hcn_ports {
	struct hcn_leases *leases;
	size_t place;
};

/* What a lease says; its text is a struct hcn_port_entry. */
struct brief {
	uint16_t first, last;
	uint8_t protocols, shared;
};
_Static_assert(sizeof(struct brief) == sizeof(((struct hcn_lease *)NULL)->what), "it fits");

/* The reservations of all processes, as they are told apart from free places; and those that have been looked at. */
struct table {
	struct hcn_leases *leases; /* NULL: nobody has ever reserved one */
	struct hcn_lease *all;
	size_t n;
};

struct list {
	struct hcn_port_entry *entries;
	size_t n;
	size_t size;
};

/* --- the table ---------------------------------------------------------------------------------------- */

static struct brief brief_of(const struct hcn_lease *lease)
{
	struct brief brief;

	memcpy(&brief, lease->what, sizeof(brief));
	return brief;
}

static void table_clear(struct table *t)
{
	free(t->all);
	hcn_leases_close(t->leases);
}

static int read_table(struct hcn *hcn, bool make, struct table *ret, struct hcn_error *err)
{
	int r = hcn_leases_open(
		hcn->state_dir, "ports", sizeof(struct hcn_port_entry), make, &ret->leases, err);

	if (r)
		return r == -ENOENT ? 0 : r;
	return hcn_leases_read(ret->leases, &ret->all, &ret->n, err);
}

static bool has_owner(struct hcn_request *rq, const struct hcn_port_entry *entry)
{
	struct hcn_guid id;
	const void *gns;

	return hcn_guid_parse(entry->owner, strnlen(entry->owner, sizeof(entry->owner)), &id) &&
	       !hcn_workset_find(&rq->ws, HCN_KIND_GUEST_SERVICE, &id, &gns, NULL);
}

/* Whether somebody has it: a process that lives, and for a guest network service that is still there. */
static bool get_entry(
	struct hcn_request *rq, const struct table *t, size_t i, struct hcn_port_entry *ret)
{
	return hcn_lease_is_held(t->leases, &t->all[i]) &&
	       !hcn_lease_text(t->leases, i, ret, NULL) && has_owner(rq, ret);
}

static int append(struct list *l, const struct hcn_port_entry *entry)
{
	if (HCN_GROW(l->entries, l->n, l->size))
		return -ENOMEM;
	l->entries[l->n++] = *entry;
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct hcn_port_entry *x = a, *y = b;

	return x->first != y->first ? x->first - y->first : strcmp(x->owner, y->owner);
}

/* All reservations, in order; the caller frees ret->entries. */
static int list_table(
	struct hcn_request *rq, const struct table *t, struct list *ret, struct hcn_error *err)
{
	struct hcn_port_entry entry;

	for (size_t i = 0; i < t->n; i++)
		if (t->all[i].process && get_entry(rq, t, i, &entry) && append(ret, &entry))
			return hcn_fail_oom(err);
	if (ret->n)
		qsort(ret->entries, ret->n, sizeof(*ret->entries), compare_entries);
	return 0;
}

static int take_place(const struct table *t, const struct hcn_port_entry *entry,
	struct hcn_ports *ret, struct hcn_error *err)
{
	const struct brief brief = { entry->first, entry->last, (uint8_t)entry->protocols,
		entry->shared != 0 };
	struct hcn_lease lease;
	int r;

	memcpy(lease.what, &brief, sizeof(brief));
	r = hcn_lease_take(t->leases, t->all, t->n, lease.what, entry, &ret->place, err);
	if (!r)
		ret->leases = t->leases;
	return r;
}

/* --- conflicts ------------------------------------------------------------------------------------------ */

static bool conflicts(const struct brief *a, const struct hcn_port_entry *b)
{
	return a->first <= b->last && b->first <= a->last && (a->protocols & b->protocols) &&
	       !(a->shared && b->shared);
}

/* Looks at the few whose ports are these; *@ret is the first that somebody has. */
static bool find_conflict(struct hcn_request *rq, const struct table *t,
	const struct hcn_port_entry *wanted, struct hcn_port_entry *ret)
{
	for (size_t i = 0; i < t->n; i++) {
		struct brief brief = brief_of(&t->all[i]);

		if (t->all[i].process && conflicts(&brief, wanted) && get_entry(rq, t, i, ret))
			return true;
	}
	return false;
}

/* An endpoint that publishes one of the ports; the highest such port goes to *@ret_port. */
static bool is_published(struct hcn_request *rq, const struct hcn_port_entry *wanted,
	struct hcn_guid *ret, uint16_t *ret_port)
{
	static const struct {
		uint32_t bit, protocol;
	} protocols[] = { { PROTOCOL_TCP, HCN_PROTOCOL_TCP }, { PROTOCOL_UDP, HCN_PROTOCOL_UDP } };
	static const int families[] = { HCN_IPV4, HCN_IPV6 };
	int r = 0;

	for (uint32_t port = wanted->last; port >= wanted->first && port; port--)
		for (size_t i = 0; i < HCN_N_ELEMENTS(protocols); i++)
			for (size_t j = 0; j < HCN_N_ELEMENTS(families); j++) {
				struct hcn_index_key key = hcn_key_external_port(
					families[j], protocols[i].protocol, port);

				if (!(wanted->protocols & protocols[i].bit) ||
					!hcn_workset_first(&rq->ws, &key, ret, &r))
					continue;
				*ret_port = (uint16_t)port;
				return true;
			}
	return false;
}

static int fail_taken(const struct hcn_port_entry *wanted, struct hcn_error *err)
{
	return hcn_fail_value(err, HCN_PORT_ALREADY_EXISTS, NULL,
		hcn_pointer_of("%u", wanted->first).text, "port %u is taken", wanted->first);
}

static int check_free(struct hcn_request *rq, const struct table *t,
	const struct hcn_port_entry *wanted, struct hcn_error *err)
{
	struct hcn_port_entry other;
	struct hcn_guid id;
	uint16_t port;
	int r;

	if (find_conflict(rq, t, wanted, &other) &&
		hcn_guid_parse(other.owner, strlen(other.owner), &id)) {
		r = fail_taken(wanted, err);
		hcn_conflict_with(&rq->ws, HCN_KIND_GUEST_SERVICE, &id, err);
		return r;
	}
	if (!is_published(rq, wanted, &id, &port))
		return 0;
	r = fail_taken(wanted, err);
	hcn_conflict_with(&rq->ws, HCN_KIND_ENDPOINT, &id, err);
	return r;
}

/* The first free range of @span + 1 ports in [@from, @to].  The list is in order: what ends before @from is never met again. */
static bool find_range(struct hcn_request *rq, const struct list *l, uint32_t from, uint32_t to,
	uint32_t span, struct hcn_port_entry *wanted)
{
	size_t i = 0;

	while (from + span <= to) {
		struct hcn_guid id;
		uint16_t port;

		wanted->first = (uint16_t)from;
		wanted->last = (uint16_t)(from + span);
		for (; i < l->n && l->entries[i].first <= wanted->last; i++) {
			const struct hcn_port_entry *e = &l->entries[i];
			const struct brief brief = { e->first, e->last, (uint8_t)e->protocols,
				e->shared != 0 };

			if (conflicts(&brief, wanted))
				break;
		}
		if (i < l->n && l->entries[i].first <= wanted->last)
			from = l->entries[i].last + 1u;
		else if (is_published(rq, wanted, &id, &port))
			from = port + 1u;
		else
			return true;
	}
	return false;
}

/* --- the functions ---------------------------------------------------------------------------------------- */

static int check_request(const struct hcn_port_request *request, struct hcn_error *err)
{
	if (!request || request->size < sizeof(*request))
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "the request is NULL or too old");
	if (!request->protocols || request->protocols & ~(PROTOCOL_TCP | PROTOCOL_UDP))
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "protocols are TCP, UDP or both");
	if (!request->port && !request->count)
		return hcn_fail(
			err, HCN_INVALID_ARGUMENT, NULL, "neither a port nor a number of ports");
	return 0;
}

/*
 * [inf] A range of N reaches from a port P to P + N, both included: WSL asks for 4095 and asserts that end - start is 4095
 * (doc/facts/clients.md §2.7).
 */
static int choose_range(struct hcn_request *rq, const struct table *t, uint32_t span,
	struct hcn_port_entry *ret, struct hcn_error *err)
{
	struct list list = { 0 };
	int r = list_table(rq, t, &list, err);
	bool found = !r &&
		     (find_range(rq, &list, DYNAMIC_PORTS, UINT16_MAX, span, ret) ||
			     find_range(rq, &list, LOWEST_DYNAMIC, DYNAMIC_PORTS - 1, span, ret));

	free(list.entries);
	if (r || found)
		return r;
	return hcn_fail(err, HCN_LIMIT_REACHED, NULL, "no %u ports in a row are free", span);
}

static int choose(struct hcn_request *rq, const struct table *t,
	const struct hcn_port_request *request, struct hcn_port_entry *ret, struct hcn_error *err)
{
	if (!request->port)
		return choose_range(rq, t, request->count, ret, err);
	ret->first = ret->last = request->port;
	return check_free(rq, t, ret, err);
}

static int find_owner(struct hcn_request *rq, const char *owner, struct hcn_port_entry *ret,
	struct hcn_error *err)
{
	const struct hcn_guest_service *gns;
	const void *object;
	struct hcn_guid id;
	int r = hcn_check_id(owner, &id, err);

	if (!r)
		r = hcn_workset_find(&rq->ws, HCN_KIND_GUEST_SERVICE, &id, &object, err);
	if (r)
		return r == -ENOENT ? hcn_fail_not_found(err, HCN_KIND_GUEST_SERVICE, &id, NULL)
				    : r;
	gns = object;
	memcpy(ret->owner, hcn_guid_upper(&id).text, sizeof(ret->owner));
	memcpy(ret->virtual_machine, hcn_guid_upper(&gns->virtual_machine_id).text,
		sizeof(ret->virtual_machine));
	return 0;
}

static void free_ports(struct hcn_ports *ports)
{
	if (ports && ports->leases)
		hcn_lease_give_back(ports->leases, ports->place);
	free(ports);
}
HCN_DEFINE_FREEP(struct hcn_ports, free_ports)

static int reserve(struct hcn *hcn, const struct hcn_port_request *request, struct hcn_ports **ret,
	struct hcn_port_entry *entry, struct hcn_error *err)
{
	_cleanup_(free_portsp) struct hcn_ports *ports = calloc(1, sizeof(*ports));
	_cleanup_(table_clear) struct table table = { 0 };
	struct hcn_request rq;
	int r;

	if (!ports)
		return hcn_fail_oom(err);
	r = hcn_request_begin(&rq, hcn, true, err);
	if (r)
		return r;
	entry->protocols = request->protocols;
	entry->shared = request->shared;
	r = find_owner(&rq, request->owner, entry, err);
	if (!r)
		r = read_table(hcn, true, &table, err);
	if (!r)
		r = choose(&rq, &table, request, entry, err);
	if (!r)
		r = take_place(&table, entry, ports, err);
	hcn_request_end(&rq);
	if (!r)
		*ret = TAKE_PTR(ports);
	return r;
}

int hcn_ports_reserve(struct hcn *hcn, const struct hcn_port_request *request,
	struct hcn_ports **ret, uint16_t *ret_first, uint16_t *ret_last, struct hcn_error *err)
{
	struct hcn_port_entry entry;
	int saved = errno, r;

	memset(&entry, 0, sizeof(entry)); /* written as it is, its padding too */
	hcn_error_reset(err);
	r = hcn_check_context(hcn, err);
	if (!r && !ret)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the ports");
	if (!r)
		r = check_request(request, err);
	if (!r)
		r = reserve(hcn, request, ret, &entry, err);
	if (!r && ret_first)
		*ret_first = entry.first;
	if (!r && ret_last)
		*ret_last = entry.last;
	return hcn_end_call(r, saved, err);
}

int hcn_ports_release(struct hcn *hcn, struct hcn_ports *ports, struct hcn_error *err)
{
	int saved = errno, r;

	hcn_error_reset(err);
	r = hcn_check_context(hcn, err);
	if (!r)
		free_ports(ports);
	return hcn_end_call(r, saved, err);
}

static int list_all(
	struct hcn *hcn, struct hcn_port_entry **ret, size_t *ret_n, struct hcn_error *err)
{
	_cleanup_(table_clear) struct table table = { 0 };
	struct list list = { 0 };
	struct hcn_request rq;
	int r = hcn_request_begin(&rq, hcn, false, err);

	if (r)
		return r;
	r = read_table(hcn, false, &table, err);
	if (!r && table.leases)
		r = list_table(&rq, &table, &list, err);
	hcn_request_end(&rq);
	if (!r && !list.entries)
		list.entries = calloc(1, sizeof(*list.entries));
	if (!r && !list.entries)
		r = hcn_fail_oom(err);
	if (r) {
		free(list.entries);
		return r;
	}
	*ret = list.entries;
	*ret_n = list.n;
	return 0;
}

int hcn_ports_list(
	struct hcn *hcn, struct hcn_port_entry **ret, size_t *ret_n, struct hcn_error *err)
{
	int saved = errno, r;

	hcn_error_reset(err);
	r = hcn_check_context(hcn, err);
	if (!r && (!ret || !ret_n))
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the list");
	return hcn_end_call(r ? r : list_all(hcn, ret, ret_n, err), saved, err);
}
