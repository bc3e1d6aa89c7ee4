/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reserved ports (hcn.h): a file below the state directory for each reservation, locked by the process that holds it.
 *
 * The kernel drops the lock with the process, however it ends: a file that nobody locks, or whose guest network service is gone,
 * is no reservation, and removed by whoever reserves next.  Reserving happens under the writer lock.
 *
 * Tests: tests/conform/test_ports.c
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "begin.h"
#include "cleanup.h"
#include "entry.h"
#include "grow.h"

#define PROTOCOL_TCP   1u
#define PROTOCOL_UDP   2u
#define DYNAMIC_PORTS  49152u /* RFC 6335: where ranges are looked for first */
#define LOWEST_DYNAMIC 1024u

struct hcn_ports {
	int fd; /* its lock is the reservation */
	char *path;
	pid_t pid; /* the child of a fork releases nothing */
};

struct list {
	struct hcn_port_entry *entries;
	size_t n;
	size_t size;
};

/* --- files -------------------------------------------------------------------------------------------- */

static bool is_held(int fd)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &range) || range.l_type != F_UNLCK;
}

static bool has_owner(struct hcn_request *rq, const struct hcn_port_entry *entry)
{
	struct hcn_guid id;
	const void *gns;

	return hcn_guid_parse(entry->owner, strlen(entry->owner), &id) &&
	       !hcn_workset_find(&rq->ws, HCN_KIND_GUEST_SERVICE, &id, &gns, NULL);
}

static int append(struct list *l, const struct hcn_port_entry *entry)
{
	if (HCN_GROW(l->entries, l->n, l->size))
		return -ENOMEM;
	l->entries[l->n++] = *entry;
	return 0;
}

static int read_one(struct hcn_request *rq, int dir, const char *name, struct list *ret)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	struct hcn_port_entry entry;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (is_held(fd) && pread(fd, &entry, sizeof(entry), 0) == (ssize_t)sizeof(entry) &&
		has_owner(rq, &entry))
		return append(ret, &entry);
	/* Without the lock it may be one that is being made. */
	if (rq->locked)
		(void)unlinkat(dir, name, 0);
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct hcn_port_entry *x = a, *y = b;

	return x->first != y->first ? x->first - y->first : strcmp(x->owner, y->owner);
}

/* All reservations; the caller frees ret->entries. */
static int read_all(struct hcn_request *rq, struct list *ret, struct hcn_error *err)
{
	_cleanup_free_ char *path = NULL;
	const struct dirent *entry;
	int r = 0;
	DIR *dir;

	if (asprintf(&path, "%s/ports", rq->hcn->state_dir) < 0) {
		path = NULL;
		return hcn_fail_oom(err);
	}
	dir = opendir(path);
	if (!dir)
		return errno == ENOENT ? 0 : hcn_fail_errno(err, errno, "cannot read %s", path);
	while (!r && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			r = read_one(rq, dirfd(dir), entry->d_name, ret);
	(void)closedir(dir);
	if (!r && ret->n)
		qsort(ret->entries, ret->n, sizeof(*ret->entries), compare_entries);
	return r;
}

static int make_file(struct hcn *hcn, const struct hcn_port_entry *entry, struct hcn_ports *ret,
	struct hcn_error *err)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	_cleanup_free_ char *dir = NULL;

	if (asprintf(&dir, "%s/ports", hcn->state_dir) < 0) {
		dir = NULL;
		return hcn_fail_oom(err);
	}
	if (mkdir(dir, 0700) && errno != EEXIST)
		return hcn_fail_errno(err, errno, "cannot make %s", dir);
	if (asprintf(&ret->path, "%s/XXXXXX", dir) < 0) {
		ret->path = NULL;
		return hcn_fail_oom(err);
	}
	ret->fd = mkostemp(ret->path, O_CLOEXEC);
	if (ret->fd < 0)
		return hcn_fail_errno(err, errno, "cannot make a file in %s", dir);
	if (fcntl(ret->fd, F_OFD_SETLK, &range) ||
		pwrite(ret->fd, entry, sizeof(*entry), 0) != (ssize_t)sizeof(*entry))
		return hcn_fail_errno(err, errno, "cannot write %s", ret->path);
	return 0;
}

/* --- conflicts ------------------------------------------------------------------------------------------ */

static bool conflicts(const struct hcn_port_entry *a, const struct hcn_port_entry *b)
{
	return a->first <= b->last && b->first <= a->last && (a->protocols & b->protocols) &&
	       !(a->shared && b->shared);
}

static const struct hcn_port_entry *find_conflict(
	const struct list *l, const struct hcn_port_entry *wanted)
{
	for (size_t i = 0; i < l->n; i++)
		if (conflicts(&l->entries[i], wanted))
			return &l->entries[i];
	return NULL;
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

static int check_free(struct hcn_request *rq, const struct list *l,
	const struct hcn_port_entry *wanted, struct hcn_error *err)
{
	const struct hcn_port_entry *other = find_conflict(l, wanted);
	struct hcn_guid id;
	uint16_t port;
	int r;

	if (other && hcn_guid_parse(other->owner, strlen(other->owner), &id)) {
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

/* The first free range of @span + 1 ports in [@from, @to]. */
static bool find_range(struct hcn_request *rq, const struct list *l, uint32_t from, uint32_t to,
	uint32_t span, struct hcn_port_entry *wanted)
{
	while (from + span <= to) {
		const struct hcn_port_entry *other;
		struct hcn_guid id;
		uint16_t port;

		wanted->first = (uint16_t)from;
		wanted->last = (uint16_t)(from + span);
		other = find_conflict(l, wanted);
		if (other)
			from = other->last + 1u;
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
static int choose(struct hcn_request *rq, const struct list *l,
	const struct hcn_port_request *request, struct hcn_port_entry *ret, struct hcn_error *err)
{
	if (request->port) {
		ret->first = ret->last = request->port;
		return check_free(rq, l, ret, err);
	}
	if (find_range(rq, l, DYNAMIC_PORTS, UINT16_MAX, request->count, ret) ||
		find_range(rq, l, LOWEST_DYNAMIC, DYNAMIC_PORTS - 1, request->count, ret))
		return 0;
	return hcn_fail(
		err, HCN_LIMIT_REACHED, NULL, "no %u ports in a row are free", request->count);
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
	if (!ports)
		return;
	if (ports->path && ports->fd >= 0 && ports->pid == getpid())
		(void)unlink(ports->path);
	if (ports->fd >= 0)
		(void)close(ports->fd);
	free(ports->path);
	free(ports);
}
HCN_DEFINE_FREEP(struct hcn_ports, free_ports)

static int reserve(struct hcn *hcn, const struct hcn_port_request *request, struct hcn_ports **ret,
	struct hcn_port_entry *entry, struct hcn_error *err)
{
	_cleanup_(free_portsp) struct hcn_ports *ports = calloc(1, sizeof(*ports));
	struct list list = { 0 };
	struct hcn_request rq;
	int r;

	if (!ports)
		return hcn_fail_oom(err);
	ports->fd = -1;
	ports->pid = getpid();
	r = hcn_request_begin(&rq, hcn, true, err);
	if (r)
		return r;
	entry->protocols = request->protocols;
	entry->shared = request->shared;
	r = find_owner(&rq, request->owner, entry, err);
	if (!r)
		r = read_all(&rq, &list, err);
	if (!r)
		r = choose(&rq, &list, request, entry, err);
	if (!r)
		r = make_file(hcn, entry, ports, err);
	free(list.entries);
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
	struct list list = { 0 };
	struct hcn_request rq;
	int r = hcn_request_begin(&rq, hcn, false, err);

	if (r)
		return r;
	r = read_all(&rq, &list, err);
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
