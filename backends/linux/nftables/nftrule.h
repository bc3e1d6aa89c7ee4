/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule in nft's words, compiled. */
#ifndef HCN_LINUX_NFTRULE_H
#define HCN_LINUX_NFTRULE_H

struct nftnl_rule;

/*
 * Appends the expressions of @text, for family inet:
 *
 *	rule      := { match | "counter" } [ statement | verdict ]
 *	match     := "fib daddr type local" | "ct state" NAME{,NAME} | "ct status dnat" |
 *	             "icmp type redirect" |
 *	             "tcp flags syn / fin,syn,rst,ack" |
 *	             "icmpv6 type" (nd-redirect | nd-neighbor-solicit | nd-neighbor-advert) |
 *	             FIELD { . FIELD } ( @SET | vmap @MAP ) | FIELD LITERAL
 *	statement := FIELD "set" FIELD { . FIELD } "map" @MAP |
 *	             "masquerade" | "redirect to" :PORT | ("dnat"|"snat") ("ip"|"ip6") "to" FIELD { . FIELD } "map" @MAP
 *	verdict   := accept | drop | return | jump CHAIN | goto CHAIN
 *	FIELD     := ip saddr | ip daddr | ip6 saddr | ip6 daddr | meta l4proto | th sport | th dport |
 *	             tcp dport | udp dport | meta skuid | meta skgid | iifname | oifname | ct direction |
 *	             ct original (ip saddr | ip6 saddr | ip daddr | ip6 daddr | proto-dst) |
 *	             ct reply (ip saddr | ip6 saddr | proto-src)
 *
 * A FIELD that is set is an address of the packet, of the family of the key's.  The map of a dnat holds address . port, that of a snat an address.  -EINVAL: none of these words; -ENOMEM.
 */
int nft_rule_compile(const char *text, uint8_t family, struct nftnl_rule *rule);

#endif
