/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A simulated kernel in a directory of its own, and short ways to change it.  Rows are written as for given_rows(): JSON
 * with ' for ".  One per test, which check runs in a process of its own.
 */
#ifndef HCN_TESTS_SIM_LAB_H
#define HCN_TESTS_SIM_LAB_H

#include <errno.h>

#include "cleanup.h"
#include "rows_text.h"
#include "run_tests.h"
#include "sim.h"

extern struct hcn_backend *sim;
extern struct hcn_error refusal; /* of the last call below that failed */
extern size_t n_done;            /* steps of the last call that took effect */
extern char lab_dir[32];

void lab_open(void);
void lab_close(void); /* removes the directory */

/* Another process's view of the same kernel. */
struct hcn_backend *lab_open_again(void);

/* Applies one step per row; the status. */
int add(const char *rows);
int take_away(const char *rows);
int change(const char *from, const char *to);

/* The same, which must work. */
void given(const char *rows);

/* From one set of rows to another, as the engine does. */
int go(const char *before, const char *after);

bool has(const char *row);

/* All rows that the kernel has, one line each, by key; the caller frees it. */
char *all_rows(void);

/* Fails unless the kernel has exactly these lines. */
void expect_rows(const char *lines);

/* A case of refusal: in a kernel with rows @given, @row is refused, and nothing has changed. */
struct refused {
	const char *given;
	const char *row;
	int os_errno;
};
void expect_refused(const struct refused *v);

/* Short rows. */
#define NETNS(name)  "{'row':'netns','name':'" name "'}"
#define BRIDGE(name) "{'row':'link','name':'" name "','type':'bridge'}"
#define VETH(name)   "{'row':'link','name':'" name "','type':'veth','peer':'p-" name "'}"
#define PORT(name, master)                                                                         \
	"{'row':'link','name':'" name "','type':'veth','peer':'p-" name "','master':'" master "'}"
#define VETH_IN(name, netns)                                                                       \
	"{'row':'link','name':'" name "','type':'veth','peer':'eth0','peer_netns':'" netns "'}"
#define ADDR(dev, prefix)        "{'row':'addr','dev':'" dev "','prefix':'" prefix "'}"
#define ROUTE(dst, dev)          "{'row':'route','dst':'" dst "','dev':'" dev "'}"
#define ROUTE_VIA(dst, dev, via) "{'row':'route','dst':'" dst "','dev':'" dev "','via':'" via "'}"
#define FDB(dev, mac)            "{'row':'fdb','dev':'" dev "','mac':'" mac "'}"
#define FLAG(dev, flag)          "{'row':'link_flag','dev':'" dev "','flag':'" flag "'}"
#define SYSCTL(path, value)      "{'row':'sysctl','path':'" path "','value':'" value "'}"
#define TABLE(name)              "{'row':'nft_table','table':'" name "'}"
#define SKELETON                 "{'row':'nft_table','table':'hcn','layout':6}"
#define SET(name, type)          "{'row':'nft_set','table':'t','set':'" name "','type':'" type "'}"
#define INTERVALS(name, type)                                                                      \
	"{'row':'nft_set','table':'t','set':'" name "','type':'" type "','flags':'interval'}"
#define MAP(name, type, data)                                                                      \
	"{'row':'nft_set','table':'t','set':'" name "','type':'" type "','data':'" data "'}"
#define CHAIN(name, rules) "{'row':'nft_chain','table':'t','chain':'" name "','rules':[" rules "]}"
#define HOOKED(name, hook) "{'row':'nft_chain','table':'t','chain':'" name "','hook':'" hook "'}"
#define ELEM(set, key)     "{'row':'nft_elem','table':'t','set':'" set "','key':'" key "'}"
#define MAPPED(set, key, data)                                                                     \
	"{'row':'nft_elem','table':'t','set':'" set "','key':'" key "','data':'" data "'}"

#endif
