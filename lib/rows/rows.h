/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of desired kernel state: the only language between the planner and the backends, the text of the
 * journal, of `hcnctl plan` and of the golden tests.
 *
 * The rows are schema types like the documents: the same walkers encode them into the journal, decode, compare
 * and free them.  The first n_key fields of each kind identify a row; the rest is its value.  Two rows with one
 * key and different values are a change.
 */
#ifndef HCN_ROWS_H
#define HCN_ROWS_H

#include <hcn.h>

#include "guid.h"
#include "schema.h"

enum hcn_link_type { HCN_LINK_BRIDGE, HCN_LINK_VETH };
extern const struct hcn_enum hcn_link_type_enum;

/* nf_call: br_netfilter sees what the bridge forwards, IPv4 and IPv6.  hairpin: a bridge port may get its own packets back. */
enum hcn_link_flag { HCN_LINK_NF_CALL, HCN_LINK_HAIRPIN };
extern const struct hcn_enum hcn_link_flag_enum;

/* A network namespace, bind-mounted at /run/netns/<name>, loopback up. */
#define HCN_ROW_NETNS_FIELDS(M, S) M(S, STR, name, "name", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_netns, HCN_ROW_NETNS_FIELDS)

/* A file below the state directory (path has no leading slash), written atomically, mode 0644. */
#define HCN_ROW_FILE_FIELDS(M, S)                                                                  \
	M(S, STR, path, "path", V(2, 0), NONE, 0)                                                  \
	M(S, STR, content, "content", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_file, HCN_ROW_FILE_FIELDS)

/*
 * A device of the host.  Always: addr_gen_mode none, and "up".  veth: the other end is peer_name with peer_mac,
 * born inside netns peer_netns ("" or absent: the host's own), and up.  isolated and locked are attributes of a bridge port
 * and need master; a locked port takes only what its static FDB entries' MACs send.
 */
#define HCN_ROW_LINK_FIELDS(M, S)                                                                  \
	M(S, STR, name, "name", V(2, 0), NONE, 0)                                                  \
	M(S, ENUM, type, "type", V(2, 0), hcn_link_type, 0)                                        \
	M(S, STR, mac, "mac", V(2, 0), MAC, 0)                                                     \
	M(S, U32, mtu, "mtu", V(2, 0), NONE, 0)                                                    \
	M(S, STR, master, "master", V(2, 0), NONE, 0)                                              \
	M(S, STR, alias, "alias", V(2, 0), NONE, 0)                                                \
	M(S, STR, altname, "altname", V(2, 0), NONE, 0)                                            \
	M(S, STR, peer_name, "peer", V(2, 0), NONE, 0)                                             \
	M(S, STR, peer_netns, "peer_netns", V(2, 0), NONE, 0)                                      \
	M(S, STR, peer_mac, "peer_mac", V(2, 0), MAC, 0)                                           \
	M(S, BOOL, isolated, "isolated", V(2, 0), NONE, 0)                                         \
	M(S, BOOL, locked, "locked", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_link, HCN_ROW_LINK_FIELDS)

/* A flag of a bridge or a bridge port that several objects may want, and that is off without them: no part of the link's row. */
#define HCN_ROW_LINK_FLAG_FIELDS(M, S)                                                             \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, ENUM, flag, "flag", V(2, 0), hcn_link_flag, 0)
HCN_SCHEMA_DECLARE(hcn_row_link_flag, HCN_ROW_LINK_FLAG_FIELDS)

/* The queue of a device that sends no more than rate bytes a second (tbf), in place of the one it has by itself. */
#define HCN_ROW_QDISC_FIELDS(M, S)                                                                 \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, U64, rate, "rate", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_qdisc, HCN_ROW_QDISC_FIELDS)

/* A file below /proc/sys of a netns ("" or absent: the host's).  was: the value before the first setter, restored on
 * delete; absent: nothing to restore (the device goes too). */
#define HCN_ROW_SYSCTL_FIELDS(M, S)                                                                \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, path, "path", V(2, 0), NONE, 0)                                                  \
	M(S, STR, value, "value", V(2, 0), NONE, 0)                                                \
	M(S, STR, was, "was", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_sysctl, HCN_ROW_SYSCTL_FIELDS)

/* Addresses are added with nodad; len < 32/128 makes the connected route.  deprecated: not chosen as the source of what the host
 * itself sends. */
#define HCN_ROW_ADDR_FIELDS(M, S)                                                                  \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, STR, prefix, "prefix", V(2, 0), PREFIX, 0) /* address/len */                          \
	M(S, BOOL, deprecated, "deprecated", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_addr, HCN_ROW_ADDR_FIELDS)

/* Static entry of a bridge port. */
#define HCN_ROW_FDB_FIELDS(M, S)                                                                   \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, STR, mac, "mac", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_row_fdb, HCN_ROW_FDB_FIELDS)

/* Permanent neighbour. */
#define HCN_ROW_NEIGH_FIELDS(M, S)                                                                 \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, STR, ip, "ip", V(2, 0), IP, 0)                                                        \
	M(S, STR, mac, "mac", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_row_neigh, HCN_ROW_NEIGH_FIELDS)

/* Unicast route; table absent: the main one; via absent: on-link; mtu absent: the device's. */
#define HCN_ROW_ROUTE_FIELDS(M, S)                                                                 \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, dst, "dst", V(2, 0), PREFIX, 0)                                                  \
	M(S, STR, dev, "dev", V(2, 0), NONE, 0)                                                    \
	M(S, U32, metric, "metric", V(2, 0), NONE, 0)                                              \
	M(S, U32, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, STR, via, "via", V(2, 0), IP, 0)                                                      \
	M(S, U32, mtu, "mtu", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_route, HCN_ROW_ROUTE_FIELDS)

/* What is sent from these addresses looks for its route in the table first; rules of a lower priority are asked before. */
#define HCN_ROW_RULE_FIELDS(M, S)                                                                  \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, from, "from", V(2, 0), PREFIX, 0)                                                \
	M(S, U32, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, U32, priority, "priority", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_rule, HCN_ROW_RULE_FIELDS)

/* Where nftables is: netns absent or "" is the host.  A table goes with its netns. */

/* A table of family inet.  layout 6: with the fixed sets and chains of hcn_skeleton_rows() (lib/rows/skeleton.h). */
#define HCN_ROW_NFT_TABLE_FIELDS(M, S)                                                             \
	M(S, STR, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, U32, layout, "layout", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_nft_table, HCN_ROW_NFT_TABLE_FIELDS)

/* Types and flags as nft writes them: "inet_proto . inet_service", data "ipv4_addr . inet_service", "interval". */
#define HCN_ROW_NFT_SET_FIELDS(M, S)                                                               \
	M(S, STR, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, STR, set, "set", V(2, 0), NONE, 0)                                                    \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, type, "type", V(2, 0), NONE, 0)                                                  \
	M(S, STR, data, "data", V(2, 0), NONE, 0) /* a map's data type; absent: a set */           \
	M(S, STR, flags, "flags", V(2, 0), NONE, 0)                                                \
	M(S, BOOL, counter, "counter", V(2, 0), NONE, 0) /* each element counts what found it */   \
	M(S, U32, timeout, "timeout", V(2, 0), NONE,                                               \
		0) /* seconds, after which an element goes by itself */
HCN_SCHEMA_DECLARE(hcn_row_nft_set, HCN_ROW_NFT_SET_FIELDS)

/* hook: "nat prerouting -100" (type, hook, priority), absent for a regular chain; rules in nft's own words. */
#define HCN_ROW_NFT_CHAIN_FIELDS(M, S)                                                             \
	M(S, STR, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, STR, chain, "chain", V(2, 0), NONE, 0)                                                \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, hook, "hook", V(2, 0), NONE, 0)                                                  \
	M(S, STRINGS, rules, "rules", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_nft_chain, HCN_ROW_NFT_CHAIN_FIELDS)

/* Key and data as nft writes them: "tcp . 8080", "10.0.0.2 . 80", "10.0.0.0/24"; a verdict map's data: "jump NAME". */
#define HCN_ROW_NFT_ELEM_FIELDS(M, S)                                                              \
	M(S, STR, table, "table", V(2, 0), NONE, 0)                                                \
	M(S, STR, set, "set", V(2, 0), NONE, 0)                                                    \
	M(S, STR, key, "key", V(2, 0), NONE, 0)                                                    \
	M(S, STR, netns, "netns", V(2, 0), NONE, 0)                                                \
	M(S, STR, data, "data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_nft_elem, HCN_ROW_NFT_ELEM_FIELDS)

/* In the order in which rows are made; removed in the opposite one, except that nftables is a transaction of its own, one in
 * each netns (see steps.h). */
enum hcn_row_kind {
	HCN_ROW_NETNS,
	HCN_ROW_FILE,
	HCN_ROW_LINK,
	HCN_ROW_LINK_FLAG,
	HCN_ROW_QDISC,
	HCN_ROW_SYSCTL,
	HCN_ROW_ADDR,
	HCN_ROW_FDB,
	HCN_ROW_NEIGH,
	HCN_ROW_ROUTE,
	HCN_ROW_RULE,
	HCN_ROW_NFT_TABLE,
	HCN_ROW_NFT_SET,
	HCN_ROW_NFT_CHAIN,
	HCN_ROW_NFT_ELEM,
	HCN_N_ROW_KINDS
};

struct hcn_row_type {
	const char *name; /* "link" */
	const struct hcn_schema *schema;
	size_t n_key;
	bool nft;
};
extern const struct hcn_row_type hcn_row_types[HCN_N_ROW_KINDS];

/* Whom a row is there for: an object, and which part of its document.  No part of a row's value: neither compared nor stored. */
struct hcn_origin {
	enum hcn_kind kind;
	struct hcn_guid
		id; /* zero: nobody's, for it stands in a table's skeleton or came out of the journal */
	char pointer[48]; /* JSON pointer: "/Policies/1"; "": the whole */
};

struct hcn_row {
	enum hcn_row_kind kind;
	struct hcn_origin origin;
	bool shared; /* several objects may want it: kept while one does (the engine counts) */
	union {
		uint64_t present; /* every row type begins with its presence mask */
		struct hcn_row_netns netns;
		struct hcn_row_file file;
		struct hcn_row_link link;
		struct hcn_row_link_flag link_flag;
		struct hcn_row_qdisc qdisc;
		struct hcn_row_sysctl sysctl;
		struct hcn_row_addr addr;
		struct hcn_row_fdb fdb;
		struct hcn_row_neigh neigh;
		struct hcn_row_route route;
		struct hcn_row_rule rule;
		struct hcn_row_nft_table nft_table;
		struct hcn_row_nft_set nft_set;
		struct hcn_row_nft_chain nft_chain;
		struct hcn_row_nft_elem nft_elem;
	};
};

/* A growing list of rows; the sticky error as in struct hcn_buf. */
struct hcn_rows {
	struct hcn_row *rows;
	size_t n;
	size_t size;
	bool oom;
	struct hcn_row scratch;   /* what hcn_rows_add() hands out after an allocation failure */
	struct hcn_origin origin; /* of those that are added from now on */
};

/* Rows that are added from now on are there for this object; for a part of its document, until another is named ("": the
 * whole). */
void hcn_rows_for(struct hcn_rows *rows, enum hcn_kind kind, const struct hcn_guid *id);
void hcn_rows_for_part(struct hcn_rows *rows, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether it is known whom @row is there for. */
bool hcn_row_has_origin(const struct hcn_row *row);

/* An error about @row, just reported, points to its origin: the pointer, and the object as the conflict. */
void hcn_row_blame(const struct hcn_row *row, struct hcn_error *err);

/* Appends an empty row of @kind for the caller to fill by HCN_ROW_STR and HCN_PUT; valid until the next one is added.
 * Never NULL: after an allocation failure it is a scratch row, and hcn_rows_check() says -ENOMEM. */
struct hcn_row *hcn_rows_add(struct hcn_rows *rows, enum hcn_row_kind kind);

/* Appends a copy of @row. */
void hcn_rows_add_copy(struct hcn_rows *rows, const struct hcn_row *row);

/* Appends a formatted rule to an nft_chain row. */
void hcn_rows_add_rule(struct hcn_rows *rows, struct hcn_row *chain, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Sets a STR member (by address) to a formatted copy and its presence bit; for use by HCN_ROW_STR. */
void hcn_rows_set_str(struct hcn_rows *rows, struct hcn_row *row, char **member, uint64_t bit,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* HCN_ROW_STR(rows, row, link, master, "%s", name) */
#define HCN_ROW_STR(rows, row, type, m, ...)                                                       \
	hcn_rows_set_str((rows), (row), &(row)->type.m, HCN_BIT(hcn_row_##type, m), __VA_ARGS__)

int hcn_rows_check(const struct hcn_rows *rows);
void hcn_rows_clear(struct hcn_rows *rows);
/* An empty row.  Not by an initialiser: it may leave what lies behind a union's first member as it was. */
void hcn_row_init(struct hcn_row *row, enum hcn_row_kind kind);
void hcn_row_clear(struct hcn_row *row);
int hcn_row_dup(const struct hcn_row *from, struct hcn_row *ret); /* *ret is overwritten */

/* Kind first, then the key fields; an absent one is the same as "" or 0. */
int hcn_row_compare_key(const struct hcn_row *a, const struct hcn_row *b);

/* Same kind and same fields; `shared` is the engine's bookkeeping and no part of a row's value. */
bool hcn_row_equal(const struct hcn_row *a, const struct hcn_row *b);

/* Where a row of the nft kinds is: "" is the host, NULL a row of another kind. */
const char *hcn_row_nft_netns(const struct hcn_row *row);

/* Puts a row of the nft kinds there; NULL and "" leave it on the host. */
void hcn_rows_set_nft_netns(struct hcn_rows *rows, struct hcn_row *row, const char *netns);

/* The key as text for the store's count of shared rows: "sysctl//net/ipv4/ip_forward"; without what is absent at its end. */
void hcn_row_key_text(const struct hcn_row *row, struct hcn_buf *b);

/* One line for people and golden files, no newline: `link v2k3... type veth master b4x... peer eth0@<netns> mtu 1500`. */
void hcn_row_format(const struct hcn_row *row, struct hcn_buf *b);

/* The command that shows this row in the kernel: `ip -d link show v2k3...`, `nft get element inet hcn dnat4 { tcp . 8080 }`. */
void hcn_row_show_command(const struct hcn_row *row, struct hcn_buf *b);

/* JSON: {"row":"link","shared":true,...the fields}; and back. */
void hcn_row_encode(const struct hcn_row *row, struct hcn_buf *b);
int hcn_row_decode(const char *text, size_t len, struct hcn_row *ret, struct hcn_error *err);

/* JSON array of rows; and back (appends; on failure @ret is as before). */
void hcn_rows_encode(const struct hcn_rows *rows, struct hcn_buf *b);
int hcn_rows_decode(const char *text, size_t len, struct hcn_rows *ret, struct hcn_error *err);

#endif
