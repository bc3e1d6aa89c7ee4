/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network namespaces, kept alive by bind mounts in /run/netns as iproute2 does, so that `ip netns` shows them.
 *
 * In: names.  Out: namespaces made and removed, sockets inside them.
 * Never: leaves the worker thread in a namespace other than the host's.
 *
 * Tests: tests/conform/linux/test_linux.c (the_leftover_file_of_a_netns_is_taken_over),
 * tests/conform/linux/test_rows.c (netns)
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/if_link.h>
#include <linux/magic.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "cleanup.h"
#include "row_ops.h"

#define NETNS_DIR "/run/netns"

struct netns_path {
	char text[sizeof(NETNS_DIR) + sizeof(((struct netns *)0)->name)];
};

static int make_path(const char *name, struct netns_path *ret)
{
	if (!*name || strlen(name) >= sizeof(((struct netns *)0)->name) || strchr(name, '/') ||
		strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return -EINVAL;
	(void)snprintf(ret->text, sizeof(ret->text), NETNS_DIR "/%s", name);
	return 0;
}

void netns_clear(struct netns *n)
{
	nlsock_close(&n->sock);
	nft_close(&n->nft);
	if (n->fd >= 0)
		(void)close(n->fd);
	n->fd = -1;
	n->name[0] = '\0';
}

const struct netns netns_none = { .fd = -1, .sock.fd = -1, .nft.fd = -1 };

/* Whether its name still leads to it: another process may have deleted it, and made another one of that name. */
static bool is_current(const struct netns *n)
{
	struct netns_path path;
	struct stat named, held;

	return n->fd >= 0 && make_path(n->name, &path) == 0 && stat(path.text, &named) == 0 &&
	       fstat(n->fd, &held) == 0 && named.st_dev == held.st_dev &&
	       named.st_ino == held.st_ino;
}

void netns_cache_begin(struct netns_cache *cache, struct netns *kept)
{
	memset(cache, 0, sizeof(*cache));
	for (size_t i = 0; i < HCN_N_ELEMENTS(cache->slots); i++)
		cache->slots[i] = netns_none;
	if (is_current(kept)) {
		cache->slots[cache->next++] = *kept;
		*kept = netns_none;
	} else {
		netns_clear(kept);
	}
}

void netns_cache_end(struct netns_cache *cache, struct netns *kept)
{
	if (cache->made && cache->made->fd >= 0) {
		*kept = *cache->made;
		*cache->made = netns_none;
	}
	for (size_t i = 0; i < HCN_N_ELEMENTS(cache->slots); i++)
		netns_clear(&cache->slots[i]);
}

static struct netns *find_slot(struct netns_cache *cache, const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(cache->slots); i++)
		if (strcmp(cache->slots[i].name, name) == 0)
			return &cache->slots[i];
	return NULL;
}

/* Takes over @fd. */
static struct netns *fill_slot(struct netns_cache *cache, const char *name, int fd)
{
	struct netns *n = &cache->slots[cache->next++ % HCN_N_ELEMENTS(cache->slots)];

	netns_clear(n);
	(void)snprintf(n->name, sizeof(n->name), "%s", name);
	n->fd = fd;
	return n;
}

static bool is_netns(const char *path)
{
	struct statfs s;

	return statfs(path, &s) == 0 && s.f_type == NSFS_MAGIC;
}

static int find_netns(struct call *c, const char *name, struct netns **ret)
{
	_cleanup_close_ int fd = -1;
	struct netns_path path;
	int r;

	*ret = find_slot(&c->netns, name);
	if (*ret)
		return 0;
	r = make_path(name, &path);
	if (r)
		return r;
	/* A crash between the two halves of netns_add() leaves a plain file: no namespace. */
	if (!is_netns(path.text))
		return -ENOENT;
	fd = open(path.text, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret = fill_slot(&c->netns, name, TAKE_FD(fd));
	return 0;
}

int netns_open_host(int *ret_fd)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int netns_fd(struct call *c, const char *name, int *ret)
{
	struct netns *n;
	int r;

	if (!name || !*name) {
		*ret = c->be->host_fd;
		return 0;
	}
	r = find_netns(c, name, &n);
	if (!r)
		*ret = n->fd;
	return r;
}

static int go(int fd)
{
	return setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

int netns_visit(struct call *c, const char *name, int (*fn)(void *arg), void *arg)
{
	int fd, back, r;

	if (!name || !*name)
		return fn(arg);
	r = netns_fd(c, name, &fd);
	if (r)
		return r;
	r = go(fd);
	if (r)
		return r;
	r = fn(arg);
	back = go(c->be->host_fd);
	return back ? back : r;
}

static int open_socket(void *arg)
{
	return nlsock_open(arg);
}

int netns_socket(struct call *c, const char *name, struct nlsock **ret)
{
	struct netns *n;
	int r;

	if (!name || !*name) {
		*ret = &c->be->host;
		return 0;
	}
	r = find_netns(c, name, &n);
	if (r)
		return r;
	if (n->sock.fd < 0) {
		r = netns_visit(c, name, open_socket, &n->sock);
		if (r)
			return r;
	}
	*ret = &n->sock;
	return 0;
}

static int open_nft(void *arg)
{
	return nft_open(arg);
}

int netns_nft(struct call *c, const char *name, struct nft **ret)
{
	struct netns *n;
	int r;

	if (!name || !*name) {
		*ret = &c->be->nft;
		return 0;
	}
	r = find_netns(c, name, &n);
	if (!r && n->nft.fd < 0)
		r = netns_visit(c, name, open_nft, &n->nft);
	if (!r)
		*ret = &n->nft;
	return r;
}

/* /run/netns as iproute2 leaves it: a shared mount point, so that namespaces made here are seen by other mount
 * namespaces and can be unmounted everywhere. */
static int make_dir(void)
{
	if (mkdir(NETNS_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	if (mount("", NETNS_DIR, "none", MS_SHARED, NULL) == 0)
		return 0;
	if (errno != EINVAL) /* EINVAL: not a mount point yet */
		return -errno;
	if (mount(NETNS_DIR, NETNS_DIR, "none", MS_BIND, NULL) < 0)
		return -errno;
	return mount("", NETNS_DIR, "none", MS_SHARED, NULL) < 0 ? -errno : 0;
}

static int set_loopback_up(struct call *c, struct nlsock *s)
{
	/* The loopback is the first device of every namespace: index 1. */
	const struct ifinfomsg head = { .ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct nlreq q;

	nlreq_init(&q, RTM_NEWLINK, 0, &head, sizeof(head));
	return nlreq_send(c, s, &q);
}

/* Runs between unshare() and the way back. */
static int pin_new_netns(struct call *c, const char *name, const char *path)
{
	_cleanup_close_ int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	struct netns *n;
	int r;

	if (fd < 0)
		return -errno;
	n = fill_slot(&c->netns, name, TAKE_FD(fd));
	r = nlsock_open(&n->sock);
	if (!r)
		r = set_loopback_up(c, &n->sock);
	if (!r && mount("/proc/thread-self/ns/net", path, "none", MS_BIND, NULL) < 0)
		r = -errno;
	if (r)
		netns_clear(n);
	else
		c->netns.made = n;
	return r;
}

static int make_netns(struct call *c, const char *name, const char *path)
{
	int back, r;

	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	r = pin_new_netns(c, name, path);
	back = go(c->be->host_fd);
	return r ? r : back;
}

/* The file to mount on; @ret_exists: a namespace is there already. */
static int make_file(const char *path, bool *ret_exists)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0444);

	*ret_exists = fd < 0 && errno == EEXIST && is_netns(path);
	if (fd < 0)
		return errno == EEXIST ? 0 : -errno;
	(void)close(fd);
	return 0;
}

/* The directory is looked after once, and again when it is gone: mount() has a price. */
static int prepare_file(struct call *c, const char *path, bool *ret_exists)
{
	bool *made = &c->be->netns_dir_made;
	int r = *made ? make_file(path, ret_exists) : -ENOENT;

	if (r != -ENOENT)
		return r;
	r = make_dir();
	if (r)
		return call_refuse(c, r, "cannot prepare " NETNS_DIR);
	*made = true;
	return make_file(path, ret_exists);
}

static int netns_add(struct call *c, const struct hcn_row *row)
{
	const char *name = text_or_empty(row->netns.name);
	struct netns_path path;
	struct nlsock *s;
	bool exists = false;
	int r;

	r = make_path(name, &path);
	if (r)
		return call_refuse(c, r, "not a name for a network namespace");
	r = prepare_file(c, path.text, &exists);
	if (r)
		return r;
	if (exists) {
		r = netns_socket(c, name, &s);
		return r ? r : set_loopback_up(c, s);
	}
	r = make_netns(c, name, path.text);
	if (r)
		(void)unlink(path.text);
	return r;
}

static int netns_remove(struct call *c, const struct hcn_row *row)
{
	const char *name = text_or_empty(row->netns.name);
	struct netns_path path;
	struct netns *n;
	int r;

	r = make_path(name, &path);
	if (r)
		return call_refuse(c, r, "not a name for a network namespace");
	n = find_slot(&c->netns, name);
	if (n)
		netns_clear(n);
	/* EINVAL: not a mount point, the leftover of a crash. */
	if (umount2(path.text, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 && errno != EINVAL &&
		errno != ENOENT)
		return -errno;
	return unlink(path.text) < 0 && errno != ENOENT ? -errno : 0;
}

static int netns_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct ifreq lo = { .ifr_name = "lo" };
	struct nlsock *s;
	int r;

	*ret = false;
	r = netns_socket(c, text_or_empty(row->netns.name), &s);
	if (r)
		return r;
	if (ioctl(s->fd, SIOCGIFFLAGS, &lo) < 0)
		return -errno;
	*ret = (lo.ifr_flags & IFF_UP) != 0;
	return 0;
}

const struct row_ops netns_ops = {
	.add = netns_add,
	.remove = netns_remove,
	.holds = netns_holds,
};
