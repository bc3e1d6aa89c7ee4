/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What hcn_trace() says of random packets is what the kernel does with them: who gets each, and as what; who gets none; who is
 * refused.
 *
 * TRACE_SEED=N: that scene alone, and how its packets ended.
 */
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "begin.h"
#include "cleanup.h"
#include "objects.h"
#include "objects_rows.h"
#include "policy/policy.h"
#include "scene.h"
#include "trace.h"
#include "wire.h"
#include "world.h"

#define N_SCENES 20
#define N_PACKETS                                                                                  \
	600 /* of a scene: no two have the same source port, or the kernel might know the connection */
#define BATCH      100
#define FIRST_PORT 20000
#define MAX_PLACES (SCENE_MAX_ENDPOINTS + 2)

struct probe {
	struct hcn_trace_question question;
	const struct scene_endpoint *from; /* NULL: the host or outside */
	struct hcn_trace trace;
};

struct lab {
	struct scene scene;
	struct wire_place places[MAX_PLACES]; /* the host, outside, namespaces */
	size_t n_places;
	struct hcn_request rq;
	struct hcn_trace_world world;
	struct probe probes[BATCH];
	struct wire_arrival arrivals[BATCH];
	unsigned n_verdicts[HCN_TRACE_UNREACHABLE + 1];
};

static const struct wire_place *place_of(const struct lab *lab, const char *netns)
{
	for (size_t i = 0; i < lab->n_places; i++)
		if (!strcmp(lab->places[i].name, netns))
			return &lab->places[i];
	return NULL;
}

static void open_lab(struct lab *lab, uint64_t seed)
{
	const char *const outside[] = { getenv("TRACE_OUTSIDE"), NULL };
	struct hcn_rows rows = { 0 };

	ck_assert_int_eq(run(NULL, outside), 0);
	scene_make(&lab->scene, seed);
	wire_open(&lab->places[lab->n_places++], "", false);
	wire_open(&lab->places[lab->n_places++], "outside", true);
	for (size_t i = 0; i < lab->scene.n_endpoints; i++) {
		const char *netns = lab->scene.endpoints[i].netns;

		if (!place_of(lab, netns))
			wire_open(&lab->places[lab->n_places++], netns, false);
	}
	ck_assert_int_eq(hcn_request_begin(&lab->rq, world, true, &world_error), 0);
	ck_assert_msg(!hcn_all_rows(&lab->rq.ws, &rows, &world_error), "%s", world_error.text);
	ck_assert_msg(!hcn_trace_world_read(&lab->rq.ws, &rows, &lab->world, &world_error), "%s",
		world_error.text);
}

static void close_lab(struct lab *lab)
{
	hcn_trace_world_clear(&lab->world);
	hcn_request_end(&lab->rq);
	for (size_t i = 0; i < lab->n_places; i++)
		wire_close(&lab->places[i]);
	scene_clear();
}

/* --- random packets ----------------------------------------------------------------------------------- */

static bool has_family(const struct lab *lab, const struct scene_endpoint *ep, int family)
{
	const void *object;
	struct hcn_addr own;
	struct hcn_guid id;

	ck_assert(hcn_guid_parse(ep->id, strlen(ep->id), &id));
	ck_assert_int_eq(hcn_workset_find(lab->world.ws, HCN_KIND_ENDPOINT, &id, &object, NULL), 0);
	return hcn_endpoint_address(object, family, &own);
}

static void choose_sender(struct lab *lab, struct probe *p)
{
	struct hcn_trace_question *q = &p->question;
	uint32_t dice = prng_below(&lab->scene.random, 10);
	struct hcn_guid id;
	const void *object;

	q->source = (struct hcn_addr){ 0 };
	q->endpoint = NULL;
	p->from = &lab->scene.endpoints[prng_below(
		&lab->scene.random, (uint32_t)lab->scene.n_endpoints)];
	if (dice < 7 && *p->from->netns && has_family(lab, p->from, q->destination.family)) {
		ck_assert(hcn_guid_parse(p->from->id, strlen(p->from->id), &id));
		ck_assert_int_eq(
			hcn_workset_find(lab->world.ws, HCN_KIND_ENDPOINT, &id, &object, NULL), 0);
		q->endpoint = object;
		q->from = HCN_TRACE_ENDPOINT;
		return;
	}
	p->from = NULL;
	q->from = dice < 9 ? HCN_TRACE_HOST : HCN_TRACE_OUTSIDE;
	if (q->from == HCN_TRACE_OUTSIDE)
		ck_assert(hcn_addr_parse(q->destination.family == HCN_IPV6 ? "2001:db8:51::fe"
					 : dice % 2                        ? "198.51.100.254"
									   : "203.0.113.7",
			&q->source));
}

/* Outside does not send to itself. */
static bool is_outside(const struct hcn_addr *addr)
{
	struct hcn_addr_text text = hcn_addr_format(addr);

	return !strcmp(text.text, "198.51.100.254") || !strcmp(text.text, "203.0.113.7") ||
	       !strcmp(text.text, "2001:db8:51::fe");
}

static void choose(struct lab *lab, struct probe *p, uint16_t source_port)
{
	struct prng *r = &lab->scene.random;
	struct hcn_trace_question *q = &p->question;
	uint32_t dice = prng_below(r, 10);

	*p = (struct probe){ 0 };
	q->destination = lab->scene.addresses[prng_below(r, (uint32_t)lab->scene.n_addresses)];
	choose_sender(lab, p);
	while (q->from == HCN_TRACE_OUTSIDE && is_outside(&q->destination))
		choose_sender(lab, p);
	if (dice < 1) {
		q->protocol = q->destination.family == HCN_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
		return;
	}
	q->protocol = dice < 6 ? IPPROTO_TCP : IPPROTO_UDP;
	q->source_port = source_port;
	q->destination_port = scene_port(r);
}

/* --- what was said, and what was seen ------------------------------------------------------------------- */

static const char *sender_name(const struct probe *p)
{
	return p->question.from == HCN_TRACE_HOST      ? "the host"
	       : p->question.from == HCN_TRACE_OUTSIDE ? "outside"
						       : p->from->netns;
}

static void print_packet(const char *what, const struct hcn_nft_packet *p)
{
	fprintf(stderr, "%s: protocol %u, %s port %u to ", what, p->protocol,
		hcn_addr_format(&p->source).text, p->source_port);
	fprintf(stderr, "%s port %u\n", hcn_addr_format(&p->destination).text, p->destination_port);
}

static void print_difference(const struct probe *p, const struct wire_arrival *a, const char *why)
{
	static const char *const verdicts[] = { "delivered", "dropped", "refused", "unreachable" };

	fprintf(stderr, "\n%s\nfrom %s\n", why, sender_name(p));
	print_packet("sent", &p->trace.sent);
	for (size_t i = 0; i < p->trace.n_steps; i++)
		fprintf(stderr, "  %s: %s  %s\n", p->trace.steps[i].stage, p->trace.steps[i].text,
			p->trace.steps[i].rule ? p->trace.steps[i].rule : "");
	fprintf(stderr, "%s%s\n", verdicts[p->trace.verdict],
		p->trace.verdict                   ? ""
		: p->trace.to == HCN_TRACE_HOST    ? " to the host"
		: p->trace.to == HCN_TRACE_OUTSIDE ? " outside"
						   : " to an endpoint");
	print_packet("expected", &p->trace.arrived);
	fprintf(stderr, "came %u times%s\n", a->n, a->refused ? ", refused" : "");
	if (a->n) {
		fprintf(stderr, "at \"%s\"\n", a->at->name);
		print_packet("seen", &a->packet);
	}
}

/* The place where a delivered packet must have come. */
static const struct wire_place *expected_place(const struct lab *lab, const struct hcn_trace *trace)
{
	const struct hcn_endpoint *ep = trace->endpoint;

	if (trace->to == HCN_TRACE_OUTSIDE)
		return place_of(lab, "outside");
	if (!ep || hcn_guid_equal(&ep->host_compute_namespace, &hcn_host_default_id))
		return place_of(lab, "");
	return place_of(lab, hcn_guid_lower(&ep->host_compute_namespace).text);
}

/* What a bridge has given another source meets connection tracking again where an endpoint on the host gets it: the answers' port
 * is taken, by the bridge's own, and Linux chooses another. */
static bool loses_port(const struct lab *lab, const struct hcn_trace *trace)
{
	return trace->to == HCN_TRACE_ENDPOINT && expected_place(lab, trace) == place_of(lab, "") &&
	       !hcn_addr_equal(&trace->sent.source, &trace->arrived.source);
}

static bool is_same(
	const struct lab *lab, const struct hcn_trace *trace, const struct hcn_nft_packet *seen)
{
	const struct hcn_nft_packet *p = &trace->arrived;

	return hcn_addr_equal(&p->source, &seen->source) &&
	       hcn_addr_equal(&p->destination, &seen->destination) &&
	       p->destination_port == seen->destination_port &&
	       (p->source_port == seen->source_port || loses_port(lab, trace));
}

/* What the documents say of ACLs (decide.h) is what their rules do. */
static bool is_consistent(const struct hcn_trace *trace)
{
	bool blocked = false;

	for (size_t i = 0; i < trace->n_steps; i++) {
		const struct hcn_trace_step *step = &trace->steps[i];

		if (step->rule && strstr(step->rule, "counter"))
			return false;
		blocked = blocked || strstr(step->text, "blocked");
	}
	return !blocked || trace->verdict == HCN_TRACE_DROPPED;
}

/* What differs; NULL: nothing. */
static const char *compare(
	const struct lab *lab, const struct probe *p, const struct wire_arrival *a)
{
	bool delivered = p->trace.verdict == HCN_TRACE_DELIVERED;

	if (!is_consistent(&p->trace))
		return "documents and rules say different things";
	if (delivered && a->n != 1)
		return a->n ? "it came more than once" : "it did not come";
	if (!delivered && a->n)
		return "it came all the same";
	if (!delivered && a->refused != (p->trace.verdict == HCN_TRACE_REFUSED))
		return a->refused ? "it was refused" : "it was not refused";
	if (delivered && a->at != expected_place(lab, &p->trace))
		return "somebody else has got it";
	return delivered && !is_same(lab, &p->trace, &a->packet) ? "it came as another" : NULL;
}

static void send_probe(struct lab *lab, const struct probe *p, uint32_t number)
{
	const struct hcn_trace_question *q = &p->question;
	const char *netns = q->from == HCN_TRACE_OUTSIDE ? "outside"
			    : q->endpoint                ? p->from->netns
							 : "";

	if (p->trace.sent.source.family)
		(void)wire_send(place_of(lab, netns), &p->trace.sent, number);
}

static unsigned run_batch(struct lab *lab, uint32_t first)
{
	unsigned n_different = 0;

	memset(lab->arrivals, 0, sizeof(lab->arrivals));
	for (uint32_t i = 0; i < BATCH; i++) {
		struct probe *p = &lab->probes[i];

		choose(lab, p, (uint16_t)(first + i));
		ck_assert_msg(!hcn_trace_run(&lab->world, &p->question, &p->trace, &world_error),
			"%s", world_error.text);
		send_probe(lab, p, first + i);
	}
	wire_collect(lab->places, lab->n_places, first, lab->arrivals, BATCH);
	for (size_t i = 0; i < BATCH; i++) {
		const char *why = compare(lab, &lab->probes[i], &lab->arrivals[i]);

		if (why)
			print_difference(&lab->probes[i], &lab->arrivals[i], why);
		n_different += !!why;
		lab->n_verdicts[lab->probes[i].trace.verdict]++;
		hcn_trace_clear(&lab->probes[i].trace);
	}
	return n_different;
}

START_TEST(a_trace_says_what_the_kernel_does)
{
	const char *chosen = getenv("TRACE_SEED");
	int seed = chosen ? atoi(chosen) : _i;
	unsigned n_different = 0;
	struct lab lab = { 0 };

	open_lab(&lab, (uint64_t)seed);
	/* A scene in which everything was refused would prove nothing. */
	ck_assert_uint_ge(lab.scene.n_policies, 3);
	ck_assert_uint_ge(lab.scene.n_balancers, 2);
	for (uint32_t i = 0; i < N_PACKETS; i += BATCH)
		n_different += run_batch(&lab, FIRST_PORT + i);
	close_lab(&lab);
	ck_assert_uint_gt(lab.n_verdicts[HCN_TRACE_DELIVERED], N_PACKETS / 5);
	ck_assert_uint_gt(lab.n_verdicts[HCN_TRACE_DROPPED], N_PACKETS / 50);
	if (chosen)
		printf("%u delivered, %u dropped, %u refused, %u unreachable\n",
			lab.n_verdicts[HCN_TRACE_DELIVERED], lab.n_verdicts[HCN_TRACE_DROPPED],
			lab.n_verdicts[HCN_TRACE_REFUSED], lab.n_verdicts[HCN_TRACE_UNREACHABLE]);
	ck_assert_msg(!n_different, "seed %d: %u of %d packets went another way", seed, n_different,
		N_PACKETS);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_trace_says_what_the_kernel_does };

	return run_world_tests("trace", tests, 1, getenv("TRACE_SEED") ? 1 : N_SCENES);
}
