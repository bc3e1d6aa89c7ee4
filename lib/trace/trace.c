/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stations of a packet (trace.h): namespace, bridge port, bridge or the host's hooks, and the port that leads to its end.
 *
 * As Linux has them: a bridge asks the inet hooks only while nf_call is on for it; what has been sent keeps the interface
 * that the output hook was entered with, although NAT there may have found it another.
 *
 * Tests: tests/trace/test_trace.c, tests/unit/cli/test_trace.c (a_packet_to_a_neighbour_is_delivered)
 */
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skeleton.h"
#include "tracer.h"

/* The end of the way; @r is that of the last step. */
static int end(struct hcn_tracer *t, int r, enum hcn_trace_verdict verdict)
{
	t->trace->verdict = verdict;
	t->trace->arrived = t->packet;
	return r;
}

static bool is_host(void *arg, const struct hcn_addr *addr)
{
	const struct hcn_tracer *t = arg;

	return hcn_topology_is_host(&t->world->topology, addr);
}

static bool address_of(void *arg, const char *dev, struct hcn_addr *ret)
{
	const struct hcn_tracer *t = arg;

	return hcn_topology_address(&t->world->topology, t->netns, dev, ret);
}

static int drop(struct hcn_tracer *t, const struct hcn_row *row, const char *why)
{
	int r = hcn_tracer_step(t, row, NULL, "%s", why);

	return r ? r : end(t, 1, HCN_TRACE_DROPPED);
}

/* 0: the packet goes on; 1: it has ended. */
static int run_hook(struct hcn_tracer *t, struct hcn_nft_table table, const char *hook,
	const char *in, const char *out, enum hcn_nft_end *ret)
{
	const struct hcn_nft_run run = { &t->world->rules, is_host, address_of, hcn_tracer_saw, t };
	int r;

	t->netns = table.netns;
	t->packet.in = in;
	t->packet.out = out;
	t->blocked = false;
	r = hcn_nft_run(&run, table, hook, &t->packet, ret);
	if (!r && *ret == HCN_NFT_DROP)
		return end(t, 1, HCN_TRACE_DROPPED);
	if (!r && *ret == HCN_NFT_REJECT)
		return end(t, 1, HCN_TRACE_REFUSED);
	return r;
}

/* --- ends --------------------------------------------------------------------------------------------- */

static int end_at_host(struct hcn_tracer *t)
{
	const struct hcn_place *place = hcn_topology_find(
		&t->world->topology, "", &t->packet.destination);
	const struct hcn_endpoint *ep = place ? hcn_trace_endpoint_of(t->world, place->row) : NULL;

	t->trace->to = HCN_TRACE_HOST;
	if (ep) {
		t->trace->to = HCN_TRACE_ENDPOINT;
		t->trace->endpoint = ep;
	}
	return end(t, 0, HCN_TRACE_DELIVERED);
}

static int end_at_endpoint(struct hcn_tracer *t, const struct hcn_place *place)
{
	t->trace->to = HCN_TRACE_ENDPOINT;
	t->trace->endpoint = hcn_trace_endpoint_of(t->world, place->row);
	return end(t, 0, HCN_TRACE_DELIVERED);
}

/* By the interface that has the address @hop that it was sent to, and the rules in there. */
static int enter_namespace(struct hcn_tracer *t, const char *netns, const struct hcn_addr *hop)
{
	const struct hcn_place *place = hcn_topology_find(&t->world->topology, netns, hop);
	enum hcn_nft_end how;
	int r;

	if (!place)
		return -EPROTO;
	t->stage = "namespace";
	if (!hcn_addr_equal(hop, &t->packet.destination)) {
		r = hcn_tracer_step(t, NULL, NULL, "which must have %s on an interface of its own",
			hcn_addr_format(&t->packet.destination).text);
		if (r)
			return r;
	}
	if (hcn_topology_find(&t->world->topology, netns, &t->packet.source))
		return drop(t, NULL,
			"from an address of the namespace itself: Linux takes it for forged");
	r = run_hook(t, (struct hcn_nft_table){ netns, HCN_NFT_TABLE }, "prerouting",
		place->row->addr.dev, NULL, &how);
	return r ? r : end_at_endpoint(t, place);
}

static int end_unanswered(struct hcn_tracer *t, const char *bridge, const struct hcn_addr *addr)
{

	t->stage = "bridge";
	return end(t,
		hcn_tracer_step(t, NULL, NULL, "nobody on %s answers to %s", bridge,
			hcn_addr_format(addr).text),
		HCN_TRACE_UNREACHABLE);
}

/* --- the host's hooks --------------------------------------------------------------------------------- */

/* A hook of the inet table is a stage of its own. */
static int run_inet(struct hcn_tracer *t, const char *hook, const char *in, const char *out,
	enum hcn_nft_end *ret)
{
	t->stage = hook;
	return run_hook(t, (struct hcn_nft_table){ "", HCN_NFT_TABLE }, hook, in, out, ret);
}

static int run_input(struct hcn_tracer *t, const char *in)
{
	enum hcn_nft_end how;
	int r = run_inet(t, "input", in, NULL, &how);

	return r ? r : end_at_host(t);
}

/* @out NULL: by an interface that is none of ours. */
static int run_postrouting(struct hcn_tracer *t, const char *out)
{
	const struct hcn_topology *topology = &t->world->topology;
	const char *dev = out ? out : hcn_topology_uplink(topology);
	enum hcn_nft_end how;
	int r = run_inet(t, "postrouting", NULL, dev, &how);

	if (!r && how == HCN_NFT_MASQUERADE &&
		hcn_topology_source(topology, out, &t->packet.destination, &t->packet.source)) {

		r = hcn_tracer_step(
			t, NULL, NULL, "that is %s", hcn_addr_format(&t->packet.source).text);
	}
	return r;
}

/* From the host to a bridge of ours (@on: its address row), or out of the host. */
static int leave_host(struct hcn_tracer *t, const struct hcn_row *on)
{
	const char *out = on ? on->addr.dev : NULL;
	const struct hcn_addr hop = t->packet.destination;
	const struct hcn_row *port;
	int r = run_postrouting(t, out);

	if (r)
		return r;
	if (!on) {
		t->trace->to = HCN_TRACE_OUTSIDE;
		return end(t, 0, HCN_TRACE_DELIVERED);
	}
	port = hcn_topology_port_of(&t->world->topology, out, &hop);
	return port ? enter_namespace(t, port->link.peer_netns, &hop)
		    : end_unanswered(t, out, &hop);
}

static int end_without_way(struct hcn_tracer *t)
{

	t->stage = "route";
	return end(t,
		hcn_tracer_step(t, NULL, NULL, "the host has no way to %s",
			hcn_addr_format(&t->packet.destination).text),
		HCN_TRACE_UNREACHABLE);
}

static int end_not_forwarded(struct hcn_tracer *t)
{
	t->stage = "route";
	return end(t,
		hcn_tracer_step(t, NULL, NULL, "no network makes the host forward IPv%u",
			t->packet.destination.family),
		HCN_TRACE_DROPPED);
}

static int forward(struct hcn_tracer *t, const char *in)
{
	const struct hcn_topology *topology = &t->world->topology;
	const struct hcn_row *on = hcn_topology_bridge_to(topology, &t->packet.destination);
	const char *out = on ? on->addr.dev : hcn_topology_uplink(topology);
	enum hcn_nft_end how;
	int r;

	if (!hcn_topology_forwards(topology, t->packet.destination.family))
		return end_not_forwarded(t);
	if (!on && !hcn_topology_has_way(topology, &t->packet.destination))
		return end_without_way(t);
	t->stage = "route";
	r = hcn_tracer_step(
		t, on, NULL, "the host sends it on through %s", out ? out : "another interface");
	if (!r)
		r = run_inet(t, "forward", in, out, &how);
	return r ? r : leave_host(t, on);
}

/* What has come to the host, translated already if it is. */
static int route_in_host(struct hcn_tracer *t, const char *in)
{
	return is_host(t, &t->packet.destination) ? run_input(t, in) : forward(t, in);
}

static int enter_host(struct hcn_tracer *t, const char *in)
{
	enum hcn_nft_end how;
	int r = run_inet(t, "prerouting", in, NULL, &how);

	return r ? r : route_in_host(t, in);
}

/* --- bridges ------------------------------------------------------------------------------------------ */

/* Ports that are isolated do not talk to each other, and none to itself without hairpin. */
static int check_ports(struct hcn_tracer *t, const struct hcn_row *from, const struct hcn_row *to)
{
	t->stage = "bridge";
	if (from->link.isolated && to->link.isolated)
		return drop(t, to, "both ports are isolated (DisableICC)");
	if (from == to &&
		!hcn_topology_has_flag(&t->world->topology, from->link.name, HCN_LINK_HAIRPIN))
		return drop(t, to, "a port does not get its own packets back");
	return 0;
}

/* An endpoint on the host gets it by the host's hooks; what they have @seen they translate no more. */
static int end_behind(
	struct hcn_tracer *t, const struct hcn_row *port, const struct hcn_addr *hop, bool seen)
{
	if (port->link.peer_netns && *port->link.peer_netns)
		return enter_namespace(t, port->link.peer_netns, hop);
	return seen ? route_in_host(t, port->link.peer_name) : enter_host(t, port->link.peer_name);
}

/*
 * What comes through a bridge whose packets nftables sees: what prerouting has sent to an address on the same bridge stays
 * on it, also when it was on its way to the host.  @to NULL: it was.
 */
static int filter_bridged(
	struct hcn_tracer *t, const struct hcn_row *from, const struct hcn_row *to)
{
	const struct hcn_topology *topology = &t->world->topology;
	const char *bridge = from->link.master;
	const struct hcn_addr asked = t->packet.destination;
	struct hcn_addr hop;
	enum hcn_nft_end how;
	int r = run_inet(t, "prerouting", bridge, NULL, &how);

	if (r)
		return r;
	if (!hcn_addr_equal(&asked, &t->packet.destination)) {
		const struct hcn_row *on = hcn_topology_bridge_to(topology, &t->packet.destination);

		if (is_host(t, &t->packet.destination) || !on || strcmp(on->addr.dev, bridge) != 0)
			return route_in_host(t, bridge);
		to = hcn_topology_port_of(topology, bridge, &t->packet.destination);
		if (!to)
			return end_unanswered(t, bridge, &t->packet.destination);
	} else if (!to) {
		return route_in_host(t, bridge);
	}
	hop = t->packet.destination;
	r = check_ports(t, from, to);
	if (!r)
		r = run_inet(t, "forward", bridge, bridge, &how);
	if (!r)
		r = run_postrouting(t, bridge);
	return r ? r : end_behind(t, to, &hop, true);
}

/* Linux answers ARP for every address of the host on every interface, neighbour discovery for the interface's own only. */
static bool host_answers(
	const struct hcn_topology *t, const char *bridge, const struct hcn_addr *addr)
{
	const struct hcn_place *place = hcn_topology_find(t, "", addr);

	if (addr->family == HCN_IPV6)
		return place && !strcmp(place->row->addr.dev, bridge);
	return hcn_topology_is_host(t, addr);
}

static int cross_bridge(
	struct hcn_tracer *t, const struct hcn_row *from, const struct hcn_addr *hop)
{
	const struct hcn_topology *topology = &t->world->topology;
	const char *bridge = from->link.master;
	const struct hcn_row *to = NULL;
	int r;

	t->stage = "bridge";
	if (host_answers(topology, bridge, hop)) {
		r = hcn_tracer_step(t, NULL, NULL, "%s hands it to the host", bridge);
	} else {
		to = hcn_topology_port_of(topology, bridge, hop);
		if (!to)
			return end_unanswered(t, bridge, hop);
		/* isolated ports do not even hear each other ask for an address */
		r = check_ports(t, from, to);
		if (!r)
			r = hcn_tracer_step(
				t, to, NULL, "%s forwards it to %s", bridge, to->link.name);
	}
	if (!r && hcn_topology_has_flag(topology, bridge, HCN_LINK_NF_CALL))
		return filter_bridged(t, from, to);
	if (!r && !to)
		return enter_host(t, bridge);
	return r ? r : end_behind(t, to, &t->packet.destination, false);
}

/* --- senders ------------------------------------------------------------------------------------------ */

/* Whether the endpoint behind @port is called by the VIP @addr (PreserveDIP). */
static bool port_is_called(
	const struct hcn_tracer *t, const struct hcn_row *port, const struct hcn_addr *addr)
{
	const struct hcn_rows *rows = &t->world->rows;
	char key[HCN_IFNAME_SIZE + HCN_PREFIX_TEXT_SIZE + 8];

	snprintf(key, sizeof(key), "\"%s\" . %s", port->link.name, hcn_addr_format(addr).text);
	for (size_t i = 0; i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];

		if (hcn_set_of(row) == HCN_SET_LBFROM && !strcmp(row->nft_elem.key, key))
			return true;
	}
	return false;
}

/* Whether @addr is a VIP by which an endpoint in @netns is called, and which so must be there. */
static bool is_called(const struct hcn_tracer *t, const char *netns, const struct hcn_addr *addr)
{
	const struct hcn_topology *topology = &t->world->topology;

	for (size_t i = 0; i < topology->n_places; i++) {
		const struct hcn_row_addr *place = &topology->places[i].row->addr;
		const struct hcn_row *port = NULL;

		if (place->netns && netns && !strcmp(place->netns, netns))
			port = hcn_topology_port(topology, netns, place->dev);
		if (port && port_is_called(t, port, addr))
			return true;
	}
	return false;
}

static int send_through(struct hcn_tracer *t, const struct hcn_place *place)
{
	const char *netns = place->row->addr.netns;
	const struct hcn_topology *topology = &t->world->topology;
	const struct hcn_row *route, *port;
	const struct hcn_place *stays = hcn_topology_find(topology, netns, &t->packet.destination);
	enum hcn_nft_end how;
	struct hcn_way way;
	int r;

	t->stage = "namespace";
	if (!stays && is_called(t, netns, &t->packet.destination))
		stays = place;
	if (stays) {
		r = hcn_tracer_step(t, NULL, NULL, "an address of the namespace itself");
		return r ? r : end_at_endpoint(t, stays);
	}
	route = hcn_topology_route(
		topology, netns, &t->packet.source, &t->packet.destination, &way);
	if (!route)
		return end(t,
			hcn_tracer_step(t, NULL, NULL, "no route leads to %s",
				hcn_addr_format(&t->packet.destination).text),
			HCN_TRACE_UNREACHABLE);
	port = hcn_topology_port(topology, netns, way.dev);
	if (!port)
		return -EPROTO;
	r = hcn_tracer_step(
		t, route, NULL, "%s sends it to %s", way.dev, hcn_addr_format(&way.hop).text);
	if (!r)
		r = run_hook(t, (struct hcn_nft_table){ netns, HCN_NFT_TABLE }, "output", NULL,
			way.dev, &how);
	if (!r && how == HCN_NFT_REDIRECT)
		return end_at_endpoint(t, place);
	t->stage = "port";
	if (!r)
		r = run_hook(t, (struct hcn_nft_table){ "", HCN_NFT_GUARD }, "prerouting",
			port->link.name, NULL, &how);
	return r ? r : cross_bridge(t, port, &way.hop);
}

/* The first address of the sender's family, or the one that it is said to have. */
static const struct hcn_place *place_of(const struct hcn_tracer *t, const struct hcn_endpoint *ep)
{
	struct hcn_addr own;

	for (size_t i = 0; i < t->world->topology.n_places; i++) {
		const struct hcn_place *place = &t->world->topology.places[i];
		const struct hcn_origin *origin = &place->row->origin;

		own = place->prefix.addr;
		if (origin->kind == HCN_KIND_ENDPOINT && hcn_guid_equal(&origin->id, &ep->id) &&
			own.family == t->packet.destination.family)
			return place;
	}
	return NULL;
}

static int send_from_host(struct hcn_tracer *t)
{
	const struct hcn_topology *topology = &t->world->topology;
	bool local = is_host(t, &t->packet.destination);
	const struct hcn_row *on = hcn_topology_bridge_to(topology, &t->packet.destination);
	const char *out = local ? "lo" : on ? on->addr.dev : hcn_topology_uplink(topology);
	enum hcn_nft_end how;
	int r;

	if (!t->packet.source.family && local)
		t->packet.source = t->packet.destination;
	if (!t->packet.source.family)
		(void)hcn_topology_source(
			topology, on ? out : NULL, &t->packet.destination, &t->packet.source);
	if (!t->packet.source.family ||
		(!local && !on && !hcn_topology_has_way(topology, &t->packet.destination)))
		return end_without_way(t);
	t->trace->sent = t->packet;
	r = run_inet(t, "output", NULL, out, &how);
	if (r)
		return r;
	if (is_host(t, &t->packet.destination)) {
		r = run_postrouting(t, "lo");
		return r ? r : run_input(t, "lo");
	}
	return leave_host(t, hcn_topology_bridge_to(topology, &t->packet.destination));
}

static int send_from_endpoint(
	struct hcn_tracer *t, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	const struct hcn_place *place = place_of(t, ep);

	if (!place)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"the endpoint is not attached, or has no IPv%u address",
			t->packet.destination.family);
	if (!t->packet.source.family)
		t->packet.source = place->prefix.addr;
	t->trace->sent = t->packet;
	/* Others on the host use the host's routes, its own among them. */
	return place->row->addr.netns ? send_through(t, place) : send_from_host(t);
}

static int start(struct hcn_tracer *t, const struct hcn_trace_question *q, struct hcn_error *err)
{
	switch (q->from) {
	case HCN_TRACE_ENDPOINT:
		return send_from_endpoint(t, q->endpoint, err);
	case HCN_TRACE_HOST:
		return send_from_host(t);
	case HCN_TRACE_OUTSIDE:
		return enter_host(t, hcn_topology_uplink(&t->world->topology));
	}
	return -EINVAL;
}

int hcn_trace_run(struct hcn_trace_world *world, const struct hcn_trace_question *q,
	struct hcn_trace *ret, struct hcn_error *err)
{
	struct hcn_trace trace = { 0 };
	struct hcn_tracer t = {
		.world = world,
		.trace = &trace,
		.packet = { .source = q->source,
			.destination = q->destination,
			.protocol = q->protocol,
			.icmp_type = q->protocol == IPPROTO_ICMP ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
			.source_port = q->source_port,
			.destination_port = q->destination_port },
	};
	int r;

	trace.sent = t.packet;
	r = start(&t, q, err);
	/* 1: a hook has ended it */
	if (r < 0 || r > 1) {
		hcn_trace_clear(&trace);
		return r;
	}
	*ret = trace;
	return 0;
}

void hcn_trace_clear(struct hcn_trace *trace)
{
	for (size_t i = 0; i < trace->n_steps; i++)
		free(trace->steps[i].text);
	free(trace->steps);
	*trace = (struct hcn_trace){ 0 };
}
