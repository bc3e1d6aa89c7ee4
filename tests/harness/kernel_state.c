/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel holds (kernel_state.h). */
#include "kernel_state.h"

#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <limits.h>
#include <linux/fib_rules.h>
#include <net/if.h> /* before linux/if.h, which then leaves out what is there */
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attr_text.h"
#include "kernel_rows.h"

#define MAX_NETNS 64
#define MAX_TRIES 100
#define SET_NAMES 256 /* of one network namespace */
#define BUFFER    32768

/* --- places ---------------------------------------------------------------------------------------------- */

static char netns_names[MAX_NETNS][NAME_MAX + 1];
static size_t n_netns;

static void list_netns(void)
{
	DIR *dir = opendir("/run/netns");
	struct dirent *entry;

	n_netns = 0;
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			ck_assert_uint_lt(n_netns, MAX_NETNS);
			snprintf(netns_names[n_netns++], sizeof(netns_names[0]), "%s",
				entry->d_name);
		}
	if (dir)
		closedir(dir);
}

static int open_netns(const char *name)
{
	char path[NAME_MAX + 16];

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* -1: no network namespace has that name; it can be a file that is left. */
static int enter(const char *name)
{
	int fd = open_netns(name), r = fd < 0 ? -1 : setns(fd, CLONE_NEWNET);

	if (fd >= 0)
		close(fd);
	return r;
}

static int open_home(void)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(home, 0);
	return home;
}

static void go_home(int home)
{
	ck_assert_int_eq(setns(home, CLONE_NEWNET), 0);
	close(home);
}

int socket_in_netns(const char *netns, int family, int type, int protocol)
{
	int home = open_home(), fd;

	ck_assert_msg(!enter(netns), "%s: %s", netns, strerror(errno));
	fd = socket(family, type | SOCK_CLOEXEC, protocol);
	ck_assert_int_ge(fd, 0);
	go_home(home);
	return fd;
}

/* --- asking ---------------------------------------------------------------------------------------------- */

struct asker {
	struct mnl_socket *route, *netfilter;
	FILE *f;
	const char *place;                        /* what the lines begin with */
	char sets[SET_NAMES][2][NFT_NAME_MAXLEN]; /* of nftables: table and set */
	uint8_t set_families[SET_NAMES];
	size_t n_sets;
	char chain[2 * NFT_NAME_MAXLEN + 16]; /* of the last rule, and how many of it there were */
	unsigned n_rules;
};

static struct mnl_socket *open_bus(int bus)
{
	struct mnl_socket *s = mnl_socket_open2(bus, SOCK_CLOEXEC);
	const int on = 1;

	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID), 0);
	(void)mnl_socket_setsockopt(s, NETLINK_GET_STRICT_CHK, (void *)(uintptr_t)&on, sizeof(on));
	return s;
}

/* Sends @request and gives every message of the answer to @fn; -EINTR: the kernel changed meanwhile. */
static int ask(struct mnl_socket *s, struct nlmsghdr *request, mnl_cb_t fn, void *arg)
{
	static char buffer[BUFFER];
	ssize_t n;
	int r = MNL_CB_OK;

	request->nlmsg_seq = 1;
	if (mnl_socket_sendto(s, request, request->nlmsg_len) < 0)
		return -errno;
	while (r > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(s, buffer, sizeof(buffer));
		if (n < 0)
			return -errno;
		r = mnl_cb_run(buffer, (size_t)n, 1, mnl_socket_get_portid(s), fn, arg);
	}
	return r < 0 ? -errno : 0;
}

/* A dump, whose lines are put only if nothing changed meanwhile. */
static void dump(struct asker *a, struct mnl_socket *s, struct nlmsghdr *request, mnl_cb_t fn)
{
	FILE *f = a->f;
	int r = -EINTR;

	for (int i = 0; r == -EINTR && i < MAX_TRIES; i++) {
		size_t n_sets = a->n_sets, size;
		char *text = NULL;

		a->f = open_memstream(&text, &size);
		r = ask(s, request, fn, a);
		fclose(a->f);
		if (!r)
			fputs(text, f);
		else
			a->n_sets = n_sets;
		free(text);
	}
	a->f = f;
	/* what the kernel is built without it does not hold */
	ck_assert_msg(!r || r == -EOPNOTSUPP || r == -EAFNOSUPPORT, "netlink %u: %s",
		request->nlmsg_type, strerror(-r));
}

/* --- names ----------------------------------------------------------------------------------------------- */

static const char *device_name(uint32_t index)
{
	static char name[IF_NAMESIZE];

	return index && if_indextoname(index, name) ? name : "none";
}

struct netns_number {
	const char *name;
	uint32_t number;
};

static struct netns_number netns_numbers[MAX_NETNS];

/* Numbers of network namespaces are this one's own. */
static const char *netns_name(uint32_t number)
{
	for (size_t i = 0; i < n_netns; i++)
		if (netns_numbers[i].number == number)
			return netns_numbers[i].name;
	return "unknown";
}

static int read_number(const struct nlmsghdr *h, void *arg)
{
	const struct nlattr *a = attr_find(h, sizeof(struct rtgenmsg), NETNSA_NSID);
	struct netns_number *n = arg;

	if (a)
		n->number = mnl_attr_get_u32(a);
	return MNL_CB_STOP;
}

static void number_netns(struct asker *a)
{
	char buffer[256];

	for (size_t i = 0; i < n_netns; i++) {
		struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
		int fd = open_netns(netns_names[i]);

		netns_numbers[i] = (struct netns_number){ netns_names[i], UINT32_MAX };
		h->nlmsg_type = RTM_GETNSID;
		h->nlmsg_flags = NLM_F_REQUEST;
		mnl_nlmsg_put_extra_header(h, sizeof(struct rtgenmsg));
		mnl_attr_put_u32(h, NETNSA_FD, (uint32_t)fd);
		if (fd >= 0)
			(void)ask(a->route, h, read_number, &netns_numbers[i]);
		close(fd);
	}
}

static const struct attr_names names = { device_name, netns_name };

static void put_line(
	struct asker *a, const struct nlmsghdr *h, size_t header, const struct attr_row *rows)
{
	const struct nlattr *first = attr_next_of(h, header, NULL);

	if (first)
		attr_text(a->f, first,
			(size_t)((const char *)mnl_nlmsg_get_payload_tail(h) - (const char *)first),
			rows, &names);
	fputs("\n", a->f);
}

/* --- what the route bus has ------------------------------------------------------------------------------- */

static int put_link(const struct nlmsghdr *h, void *arg)
{
	const struct ifinfomsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;

	fprintf(a->f, "%slink %s type %u flags %x ", a->place, device_name((uint32_t)m->ifi_index),
		m->ifi_type, m->ifi_flags & ~(unsigned)(IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT));
	put_line(a, h, sizeof(*m), link_rows);
	return MNL_CB_OK;
}

/* That it is not yet known to be nobody else's changes by itself, and so does the kernel's own link-local address. */
static int put_address(const struct nlmsghdr *h, void *arg)
{
	const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;
	const struct nlattr *flags = attr_find(h, sizeof(*m), IFA_FLAGS);
	const struct nlattr *by = attr_find(h, sizeof(*m), IFA_PROTO);

	if (by && mnl_attr_get_u8(by) == IFAPROT_KERNEL_LL)
		return MNL_CB_OK;
	fprintf(a->f, "%saddress %s /%u scope %u flags %x ", a->place, device_name(m->ifa_index),
		m->ifa_prefixlen, m->ifa_scope,
		(flags ? mnl_attr_get_u32(flags) : m->ifa_flags) &
			~(unsigned)(IFA_F_TENTATIVE | IFA_F_OPTIMISTIC));
	put_line(a, h, sizeof(*m), address_rows);
	return MNL_CB_OK;
}

static int put_route(const struct nlmsghdr *h, void *arg)
{
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;
	const struct nlattr *to = attr_find(h, sizeof(*m), RTA_DST);

	if (m->rtm_protocol == RTPROT_KERNEL)
		return MNL_CB_OK;
	if (m->rtm_family == AF_INET6 && to && mnl_attr_get_u8(to) == 0xff)
		return MNL_CB_OK; /* multicast's are the kernel's */
	fprintf(a->f, "%sroute family %u /%u from /%u tos %u by %u scope %u type %u flags %x ",
		a->place, m->rtm_family, m->rtm_dst_len, m->rtm_src_len, m->rtm_tos,
		m->rtm_protocol, m->rtm_scope, m->rtm_type,
		m->rtm_flags & ~(unsigned)(RTNH_F_LINKDOWN | RTNH_F_DEAD));
	put_line(a, h, sizeof(*m), route_rows);
	return MNL_CB_OK;
}

static int put_rule(const struct nlmsghdr *h, void *arg)
{
	const struct fib_rule_hdr *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;

	fprintf(a->f, "%srule family %u to /%u from /%u tos %u action %u flags %x ", a->place,
		m->family, m->dst_len, m->src_len, m->tos, m->action, m->flags);
	put_line(a, h, sizeof(*m), rule_rows);
	return MNL_CB_OK;
}

/* Neighbours and entries of bridges that somebody has put there; what a device listens to itself comes and goes with addresses. */
static int put_neighbour(const struct nlmsghdr *h, void *arg)
{
	const struct ndmsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;
	bool is_proxy = m->ndm_flags & NTF_PROXY;
	unsigned wanted = NUD_PERMANENT | (m->ndm_family == AF_BRIDGE ? NUD_NOARP : 0);

	if (!is_proxy && !(m->ndm_state & wanted))
		return MNL_CB_OK;
	if (m->ndm_family == AF_BRIDGE && m->ndm_flags & NTF_SELF)
		return MNL_CB_OK;
	fprintf(a->f, "%sneighbour %s family %u state %x flags %x type %u ", a->place,
		device_name((uint32_t)m->ndm_ifindex), m->ndm_family, is_proxy ? 0 : m->ndm_state,
		m->ndm_flags, m->ndm_type);
	put_line(a, h, sizeof(*m), neighbour_rows);
	return MNL_CB_OK;
}

static int put_queue(const struct nlmsghdr *h, void *arg)
{
	const struct tcmsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;

	fprintf(a->f, "%squeue %s ", a->place, device_name((uint32_t)m->tcm_ifindex));
	put_line(a, h, sizeof(*m), queue_rows);
	return MNL_CB_OK;
}

static void dump_route(struct asker *a, uint16_t type, const void *header, size_t size, mnl_cb_t fn)
{
	char buffer[256];
	struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	memcpy(mnl_nlmsg_put_extra_header(h, size), header, size);
	if (type == RTM_GETLINK)
		mnl_attr_put_u32(h, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	dump(a, a->route, h, fn);
}

static void put_route_bus(struct asker *a)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	const struct ifinfomsg link = { 0 };
	const struct ndmsg fdb = { .ndm_family = AF_BRIDGE };
	const struct tcmsg queue = { 0 };

	dump_route(a, RTM_GETLINK, &link, sizeof(link), put_link);
	dump_route(a, RTM_GETNEIGH, &fdb, sizeof(fdb), put_neighbour);
	dump_route(a, RTM_GETQDISC, &queue, sizeof(queue), put_queue);
	for (size_t i = 0; i < sizeof(families); i++) {
		const struct ifaddrmsg address = { .ifa_family = families[i] };
		const struct rtmsg route = { .rtm_family = families[i] };
		const struct fib_rule_hdr rule = { .family = families[i] };
		const struct ndmsg neighbour = { .ndm_family = families[i] };
		const struct ndmsg proxy = { .ndm_family = families[i], .ndm_flags = NTF_PROXY };

		dump_route(a, RTM_GETADDR, &address, sizeof(address), put_address);
		dump_route(a, RTM_GETROUTE, &route, sizeof(route), put_route);
		dump_route(a, RTM_GETRULE, &rule, sizeof(rule), put_rule);
		dump_route(a, RTM_GETNEIGH, &neighbour, sizeof(neighbour), put_neighbour);
		dump_route(a, RTM_GETNEIGH, &proxy, sizeof(proxy), put_neighbour);
	}
}

/* --- nftables --------------------------------------------------------------------------------------------- */

static const char *nft_text(const struct nlmsghdr *h, uint16_t type)
{
	const struct nlattr *a = attr_find(h, sizeof(struct nfgenmsg), type);

	return a ? mnl_attr_get_str(a) : "";
}

static int put_nft(const struct nlmsghdr *h, void *arg)
{
	const struct nfgenmsg *m = mnl_nlmsg_get_payload(h);
	const struct nft_words *words = nft_words_of((uint8_t)h->nlmsg_type);
	struct asker *a = arg;

	if (!words)
		return MNL_CB_OK;
	fprintf(a->f, "%s%s family %u ", a->place, words->name, m->nfgen_family);
	put_line(a, h, sizeof(*m), words->rows);
	return MNL_CB_OK;
}

/* Of rules the place in their chain counts. */
static int put_rule_of_chain(const struct nlmsghdr *h, void *arg)
{
	const struct nfgenmsg *m = mnl_nlmsg_get_payload(h);
	char chain[sizeof(((struct asker *)arg)->chain)];
	struct asker *a = arg;

	snprintf(chain, sizeof(chain), "%u %s %s", m->nfgen_family, nft_text(h, NFTA_RULE_TABLE),
		nft_text(h, NFTA_RULE_CHAIN));
	if (strcmp(chain, a->chain) != 0)
		a->n_rules = 0;
	strcpy(a->chain, chain);
	fprintf(a->f, "%srule of %s number %04u ", a->place, chain, a->n_rules++);
	put_line(a, h, sizeof(*m), rule_of_chain_rows);
	return MNL_CB_OK;
}

static int put_set(const struct nlmsghdr *h, void *arg)
{
	const struct nfgenmsg *m = mnl_nlmsg_get_payload(h);
	struct asker *a = arg;

	ck_assert_uint_lt(a->n_sets, SET_NAMES);
	strcpy(a->sets[a->n_sets][0], nft_text(h, NFTA_SET_TABLE));
	strcpy(a->sets[a->n_sets][1], nft_text(h, NFTA_SET_NAME));
	a->set_families[a->n_sets++] = m->nfgen_family;
	return put_nft(h, arg);
}

/* A line for each element, so that their order does not count. */
static int put_elements(const struct nlmsghdr *h, void *arg)
{
	const struct nfgenmsg *m = mnl_nlmsg_get_payload(h);
	const struct nlattr *list = attr_find(h, sizeof(*m), NFTA_SET_ELEM_LIST_ELEMENTS);
	const struct nlattr *element = NULL;
	struct asker *a = arg;

	while (list && (element = attr_next(mnl_attr_get_payload(list),
				mnl_attr_get_payload_len(list), element))) {
		fprintf(a->f, "%selement family %u of %s %s ", a->place, m->nfgen_family,
			a->sets[a->n_sets][0], a->sets[a->n_sets][1]);
		attr_text(a->f, mnl_attr_get_payload(element), mnl_attr_get_payload_len(element),
			element_rows, &names);
		fputs("\n", a->f);
	}
	return MNL_CB_OK;
}

static struct nlmsghdr *nft_request(char *buffer, uint16_t type, uint8_t family)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *m;

	h->nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	m = mnl_nlmsg_put_extra_header(h, sizeof(*m));
	*m = (struct nfgenmsg){ .nfgen_family = family, .version = NFNETLINK_V0 };
	return h;
}

static void put_nftables(struct asker *a)
{
	static const uint16_t lists[] = { NFT_MSG_GETTABLE, NFT_MSG_GETCHAIN, NFT_MSG_GETOBJ,
		NFT_MSG_GETFLOWTABLE };
	char buffer[512];
	size_t n;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		dump(a, a->netfilter, nft_request(buffer, lists[i], AF_UNSPEC), put_nft);
	dump(a, a->netfilter, nft_request(buffer, NFT_MSG_GETRULE, AF_UNSPEC), put_rule_of_chain);
	dump(a, a->netfilter, nft_request(buffer, NFT_MSG_GETSET, AF_UNSPEC), put_set);
	for (n = a->n_sets, a->n_sets = 0; a->n_sets < n; a->n_sets++) {
		struct nlmsghdr *h = nft_request(
			buffer, NFT_MSG_GETSETELEM, a->set_families[a->n_sets]);

		mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_TABLE, a->sets[a->n_sets][0]);
		mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_SET, a->sets[a->n_sets][1]);
		dump(a, a->netfilter, h, put_elements);
	}
}

/* --- all of it -------------------------------------------------------------------------------------------- */

static void put_sysctls(FILE *f, const char *place)
{
	static const char *const paths[] = { "/proc/sys/net/ipv4/ip_forward",
		"/proc/sys/net/ipv6/conf/all/forwarding" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		FILE *from = fopen(paths[i], "re");
		int value = -1;

		if (from && fscanf(from, "%d", &value) == 1)
			fprintf(f, "%s%s %d\n", place, paths[i], value);
		if (from)
			fclose(from);
	}
}

static void put_place(FILE *f, const char *place)
{
	static struct asker a;

	a = (struct asker){ .f = f, .place = place };
	a.route = open_bus(NETLINK_ROUTE);
	a.netfilter = open_bus(NETLINK_NETFILTER);
	number_netns(&a);
	put_route_bus(&a);
	put_nftables(&a);
	put_sysctls(f, place);
	mnl_socket_close(a.route);
	mnl_socket_close(a.netfilter);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(char *text, size_t size)
{
	size_t n = 0, max = 0;
	char **lines, *rest, *result = malloc(size + 1), *end = result;

	for (char *c = text; *c; c++)
		max += *c == '\n';
	lines = calloc(max + 1, sizeof(*lines));
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		lines[n++] = line;
	qsort(lines, n, sizeof(*lines), compare);
	*end = 0;
	for (size_t i = 0; i < n; i++) {
		end = stpcpy(end, lines[i]);
		end = stpcpy(end, "\n");
	}
	free(lines);
	return result;
}

char *linux_kernel_state(void)
{
	int home = open_home();
	char *text = NULL, *result;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	list_netns();
	put_place(f, "");
	for (size_t i = 0; i < n_netns; i++) {
		char place[NAME_MAX + 3];

		snprintf(place, sizeof(place), "%s: ", netns_names[i]);
		fprintf(f, "netns %s\n", netns_names[i]);
		if (!enter(netns_names[i]))
			put_place(f, place);
	}
	go_home(home);
	fclose(f);
	result = sorted(text, size);
	free(text);
	return result;
}
