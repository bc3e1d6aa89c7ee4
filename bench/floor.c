/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The floor: the kernel work of attaching endpoints to namespaces on a NAT network, and nothing else.
 *
 * In: a number of endpoints.  Out: JSON with the time of every phase.
 * The messages are those of backends/linux, attribute by attribute, but sent in the cheapest way: interface indexes chosen
 * beforehand, one send per namespace and side, one thread that comes and goes, the socket in a new namespace kept for its
 * endpoint.  No code of the project but the stop-watch.  Creating and deleting an endpoint is no kernel work: no phase of its own.
 *
 * Run it in tests/tools/netlab.sh.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#include "phases.h"
#include "train.h"

#define MAX_ENDPOINTS 1023 /* ports of a bridge */
#define NETNS_DIR     "/run/netns"
#define NETNS_SELF    "/proc/thread-self/ns/net"
#define BRIDGE        "bfloorfloor22" /* as long as the names of backends/linux */
#define BRIDGE_INDEX  1000
#define VETH_INDEX    2000 /* of endpoint 0 */
#define PEER_INDEX    2
#define GATEWAY       0x0a4d0001u /* 10.77.0.1/16 */
#define PREFIX_LEN    16
#define MTU           1500
#define METRIC        256

struct floor {
	int home; /* this network namespace */
	struct train host;
	int netns; /* the newest namespace, and a socket in it */
	struct train inside;
};

static bool done(const char *what, int r)
{
	if (r)
		warnx("%s: %s", what, strerror(-r));
	return !r;
}

/* --- texts and numbers of endpoint @i ----------------------------------------------------------------- */

struct text {
	char s[128];
};

static struct text veth_name(size_t i)
{
	struct text t;

	snprintf(t.s, sizeof(t.s), "vfloor%07zu", i);
	return t;
}

static struct text netns_path(size_t i)
{
	struct text t;

	snprintf(t.s, sizeof(t.s), NETNS_DIR "/f1000000-0000-4000-8000-%012zu", i);
	return t;
}

static struct text alias(size_t i)
{
	struct text t;

	snprintf(t.s, sizeof(t.s), "hcn endpoint F1000000-0000-4000-8000-%012zu ", i);
	return t;
}

static int veth_index(size_t i)
{
	return VETH_INDEX + (int)i;
}

static in_addr_t address(size_t i)
{
	return htonl(GATEWAY + 1 + (uint32_t)i);
}

/* --- attributes --------------------------------------------------------------------------------------- */

static void put_mac(struct nlmsghdr *msg, uint16_t attr, uint8_t first, size_t i)
{
	const uint8_t mac[] = { first, 0x15, 0x5d, 0, (uint8_t)(i >> 8), (uint8_t)i };

	mnl_attr_put(msg, attr, sizeof(mac), mac);
}

/* What backends/linux sets on every end: no IPv6 autoconfiguration, secondary addresses survive. */
static void put_families(struct nlmsghdr *msg)
{
	struct nlattr *families = mnl_attr_nest_start(msg, IFLA_AF_SPEC), *family, *conf;

	family = mnl_attr_nest_start(msg, AF_INET);
	conf = mnl_attr_nest_start(msg, IFLA_INET_CONF);
	mnl_attr_put_u32(msg, IPV4_DEVCONF_PROMOTE_SECONDARIES, 1);
	mnl_attr_nest_end(msg, conf);
	mnl_attr_nest_end(msg, family);
	family = mnl_attr_nest_start(msg, AF_INET6);
	mnl_attr_put_u8(msg, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(msg, family);
	mnl_attr_nest_end(msg, families);
}

static void put_peer(struct nlmsghdr *msg, size_t i, int netns)
{
	const struct ifinfomsg head = { .ifi_index = PEER_INDEX };
	struct nlattr *info = mnl_attr_nest_start(msg, IFLA_LINKINFO), *data, *peer;

	mnl_attr_put_strz(msg, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(msg, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(msg, VETH_INFO_PEER);
	memcpy(mnl_nlmsg_put_extra_header(msg, sizeof(head)), &head, sizeof(head));
	mnl_attr_put_strz(msg, IFLA_IFNAME, "eth0");
	put_mac(msg, IFLA_ADDRESS, 0x00, i);
	mnl_attr_put_u32(msg, IFLA_MTU, MTU);
	mnl_attr_put_u32(msg, IFLA_NET_NS_FD, (uint32_t)netns);
	mnl_attr_nest_end(msg, peer);
	mnl_attr_nest_end(msg, data);
	mnl_attr_nest_end(msg, info);
}

static void put_port(struct nlmsghdr *msg)
{
	struct nlattr *info = mnl_attr_nest_start(msg, IFLA_LINKINFO), *data;

	mnl_attr_put_strz(msg, IFLA_INFO_SLAVE_KIND, "bridge");
	data = mnl_attr_nest_start(msg, IFLA_INFO_SLAVE_DATA);
	mnl_attr_put_u8(msg, IFLA_BRPORT_MODE, 0);
	mnl_attr_put_u8(msg, IFLA_BRPORT_ISOLATED, 0);
	mnl_attr_put_u8(msg, IFLA_BRPORT_LOCKED, 1);
	mnl_attr_put_u8(msg, IFLA_BRPORT_LEARNING, 0);
	mnl_attr_nest_end(msg, data);
	mnl_attr_nest_end(msg, info);
}

/* --- messages ----------------------------------------------------------------------------------------- */

static struct nlmsghdr *add_link(struct train *t, int flags, int index, bool up)
{
	const struct ifinfomsg head = {
		.ifi_index = index, .ifi_flags = up ? IFF_UP : 0, .ifi_change = up ? IFF_UP : 0
	};

	return train_add(t, RTM_NEWLINK, flags, &head, sizeof(head));
}

static void add_address(struct train *t, int index, in_addr_t addr)
{
	const struct ifaddrmsg head = {
		.ifa_family = AF_INET, .ifa_prefixlen = PREFIX_LEN, .ifa_index = (uint32_t)index
	};
	struct nlmsghdr *msg = train_add(
		t, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof(head));

	mnl_attr_put_u32(msg, IFA_LOCAL, addr);
	mnl_attr_put_u32(msg, IFA_ADDRESS, addr);
	mnl_attr_put_u32(msg, IFA_FLAGS, IFA_F_NODAD | IFA_F_PERMANENT);
}

static void add_default_route(struct train *t)
{
	const struct rtmsg head = { .rtm_family = AF_INET,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST };
	struct nlmsghdr *msg = train_add(
		t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));

	mnl_attr_put_u32(msg, RTA_OIF, PEER_INDEX);
	mnl_attr_put_u32(msg, RTA_GATEWAY, htonl(GATEWAY));
	mnl_attr_put_u32(msg, RTA_PRIORITY, METRIC);
}

static void add_fdb(struct train *t, size_t i)
{
	const struct ndmsg head = { .ndm_family = AF_BRIDGE,
		.ndm_ifindex = veth_index(i),
		.ndm_flags = NTF_MASTER,
		.ndm_state = NUD_NOARP };
	struct nlmsghdr *msg = train_add(
		t, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof(head));

	put_mac(msg, NDA_LLADDR, 0x00, i);
}

static struct nlmsghdr *add_neighbour(struct train *t, int type, int flags, size_t i)
{
	const struct ndmsg head = {
		.ndm_family = AF_INET, .ndm_ifindex = BRIDGE_INDEX, .ndm_state = NUD_PERMANENT
	};
	struct nlmsghdr *msg = train_add(t, type, flags, &head, sizeof(head));

	mnl_attr_put_u32(msg, NDA_DST, address(i));
	return msg;
}

/* --- phases ------------------------------------------------------------------------------------------- */

/* Runs between unshare() and the way back. */
static int fill_namespace(struct floor *f, const char *path)
{
	int r;

	f->netns = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	if (f->netns < 0)
		return -errno;
	r = train_open(&f->inside);
	if (r)
		return r;
	add_link(&f->inside, 0, 1, true); /* the loopback */
	r = train_send(&f->inside);
	if (!r && mount(NETNS_SELF, path, "none", MS_BIND, NULL) < 0)
		r = -errno;
	return r;
}

static bool create_namespace(void *world, size_t i)
{
	const struct text path = netns_path(i);
	struct floor *f = world;
	int fd = open(path.s, O_RDONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0444);
	int r = 0;

	if (fd < 0 || close(fd) < 0 || unshare(CLONE_NEWNET) < 0)
		return done("create namespace", -errno);
	r = fill_namespace(f, path.s);
	if (setns(f->home, CLONE_NEWNET) < 0)
		r = -errno;
	return done("create namespace", r);
}

static int attach_host_end(struct floor *f, size_t i)
{
	const struct text name = veth_name(i), text = alias(i);
	struct nlmsghdr *msg = add_link(&f->host, NLM_F_CREATE | NLM_F_EXCL, veth_index(i), true);

	mnl_attr_put_strz(msg, IFLA_IFNAME, name.s);
	put_mac(msg, IFLA_ADDRESS, 0xfe, i);
	mnl_attr_put_u32(msg, IFLA_MTU, MTU);
	put_peer(msg, i, f->netns);
	mnl_attr_put_u32(msg, IFLA_MASTER, BRIDGE_INDEX);
	msg = add_link(&f->host, 0, veth_index(i), false);
	mnl_attr_put_strz(msg, IFLA_IFALIAS, text.s);
	put_port(msg);
	put_families(msg);
	add_fdb(&f->host, i);
	msg = add_neighbour(&f->host, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, i);
	put_mac(msg, NDA_LLADDR, 0x00, i);
	return train_send(&f->host);
}

static int attach_inner_end(struct floor *f, size_t i)
{
	put_families(add_link(&f->inside, 0, PEER_INDEX, false));
	add_link(&f->inside, 0, PEER_INDEX, true);
	add_address(&f->inside, PEER_INDEX, address(i));
	add_default_route(&f->inside);
	return train_send(&f->inside);
}

static bool attach(void *world, size_t i)
{
	struct floor *f = world;
	int r = attach_host_end(f, i);

	if (!r)
		r = attach_inner_end(f, i);
	train_close(&f->inside);
	(void)close(f->netns);
	return done("attach", r);
}

/* Addresses, routes and the FDB entry go with the link; the neighbour is the bridge's. */
static bool detach(void *world, size_t i)
{
	const struct ifinfomsg head = { .ifi_index = veth_index(i) };
	struct floor *f = world;

	add_neighbour(&f->host, RTM_DELNEIGH, 0, i);
	train_add(&f->host, RTM_DELLINK, 0, &head, sizeof(head));
	return done("detach", train_send(&f->host));
}

static bool delete_namespace(void *world, size_t i)
{
	const struct text path = netns_path(i);

	if (umount2(path.s, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 || unlink(path.s) < 0)
		return done("delete namespace", -errno);
	return true;
}

/* --- before the first endpoint ------------------------------------------------------------------------- */

/* As iproute2 leaves it. */
static int make_netns_dir(void)
{
	if (mkdir(NETNS_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	if (mount(NETNS_DIR, NETNS_DIR, "none", MS_BIND, NULL) < 0)
		return -errno;
	return mount("", NETNS_DIR, "none", MS_SHARED, NULL) < 0 ? -errno : 0;
}

static int enable_forwarding(void)
{
	int fd = open("/proc/sys/net/ipv4/ip_forward", O_WRONLY | O_CLOEXEC);
	int r = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, "1", 1) < 0)
		r = -errno;
	(void)close(fd);
	return r;
}

static int make_bridge(struct train *t)
{
	struct nlmsghdr *msg = add_link(t, NLM_F_CREATE | NLM_F_EXCL, BRIDGE_INDEX, false);
	struct nlattr *info;

	mnl_attr_put_strz(msg, IFLA_IFNAME, BRIDGE);
	put_mac(msg, IFLA_ADDRESS, 0x02, 0);
	info = mnl_attr_nest_start(msg, IFLA_LINKINFO);
	mnl_attr_put_strz(msg, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(msg, info);
	msg = add_link(t, 0, BRIDGE_INDEX, false);
	mnl_attr_put_u32(msg, IFLA_MTU, MTU);
	put_families(msg);
	add_link(t, 0, BRIDGE_INDEX, true);
	add_address(t, BRIDGE_INDEX, htonl(GATEWAY));
	return train_send(t);
}

static bool open_floor(struct floor *f)
{
	int r = 0;

	f->home = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	if (f->home < 0)
		return done("open " NETNS_SELF, -errno);
	r = make_netns_dir();
	if (!r)
		r = enable_forwarding();
	if (!r)
		r = train_open(&f->host);
	if (!r)
		r = make_bridge(&f->host);
	return done("make the network", r);
}

int main(int argc, char **argv)
{
	static struct phase list[] = {
		{ "namespace_create", create_namespace },
		{ "attach", attach },
		{ "detach", detach },
		{ "namespace_delete", delete_namespace },
	};
	struct phases phases = { .list = list, .n = sizeof(list) / sizeof(list[0]), .n_setup = 2 };
	static struct floor floor = { .home = -1, .netns = -1 };
	size_t n = count_argument(argc, argv, MAX_ENDPOINTS);

	if (!n)
		return 2;
	if (!open_floor(&floor) || !phases_set_up(&phases, &floor, n) ||
		!phases_take_down(&phases, &floor, n))
		return EXIT_FAILURE;
	printf("{\"program\":\"floor\",\"n\":%zu,\"phases\":{", n);
	phases_print(stdout, &phases);
	printf("}}\n");
	phases_clear(&phases);
	train_close(&floor.host);
	(void)close(floor.home);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
