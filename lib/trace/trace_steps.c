/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a trace tells of its way (tracer.h).
 *
 * Tests: tests/unit/cli/test_trace.c (an_acl_is_named_by_its_place_in_the_document)
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"
#include "grow.h"
#include "nftsets.h"
#include "tracer.h"
#include "wfp_rows.h"

/* --- steps -------------------------------------------------------------------------------------------- */

static void vset_text(struct hcn_trace_step *step, const char *format, va_list args)
{
	if (vasprintf(&step->text, format, args) < 0)
		step->text = NULL;
}

int hcn_tracer_step(struct hcn_tracer *t, const struct hcn_row *row, struct hcn_trace_step **ret,
	const char *format, ...)
{
	struct hcn_trace_step step = { .stage = t->stage, .row = row };
	va_list args;

	if (HCN_GROW(t->trace->steps, t->trace->n_steps, t->trace->size))
		return -ENOMEM;
	va_start(args, format);
	vset_text(&step, format, args);
	va_end(args);
	if (!step.text)
		return -ENOMEM;
	if (row)
		step.origin = row->origin;
	t->trace->steps[t->trace->n_steps] = step;
	if (ret)
		*ret = &t->trace->steps[t->trace->n_steps];
	t->trace->n_steps++;
	return 0;
}

/* --- what rules do ------------------------------------------------------------------------------------ */

/* A jump into an endpoint's chain: what its ACLs say, told from the documents. */
static int ask_acls(struct hcn_tracer *t, const struct hcn_nft_event *event)
{
	const struct hcn_endpoint *ep = hcn_trace_endpoint_of(t->world, event->elem);
	bool incoming = hcn_set_of(event->elem) == HCN_SET_ACLIN;
	const struct hcn_packet packet = {
		.source = t->packet.source,
		.destination = t->packet.destination,
		.protocol = t->packet.protocol,
		.source_port = t->packet.source_port,
		.destination_port = t->packet.destination_port,
	};
	const struct hcn_network *net = ep ? hcn_trace_network_of(t->world, ep) : NULL;
	struct hcn_decision d;
	struct hcn_trace_step *step;
	int r;

	if (!net)
		return -EPROTO;
	r = hcn_acl_decide(net, ep, incoming ? HCN_DIRECTION_IN : HCN_DIRECTION_OUT, &packet, &d);
	if (!r)
		r = hcn_tracer_step(t, event->elem, &step, "%s %s%s%s", incoming ? "In" : "Out",
			d.allowed ? "allowed" : "blocked", d.by_default ? ": no rule matches" : "",
			d.of_network ? " by its network" : "");
	if (!r && d.of_network)
		step->origin = (struct hcn_origin){ HCN_KIND_NETWORK, net->id, "" };
	if (!r && !d.by_default)
		snprintf(step->origin.pointer, sizeof(step->origin.pointer), "%s", d.pointer);
	t->blocked = !r && !d.allowed;
	return r;
}

static bool leads_to_acls(const struct hcn_nft_event *event)
{
	enum hcn_set set = event->elem ? hcn_set_of(event->elem) : HCN_N_SETS;

	return event->end == HCN_NFT_JUMP && (set == HCN_SET_ACLIN || set == HCN_SET_ACLOUT);
}

/* A rule that decides nothing, or no more: what of the packet it has changed. */
static const char *words_of_change(const struct hcn_nft_event *event, char *buffer, size_t size)
{
	const struct hcn_nft_packet *p = event->packet;

	if (strstr(event->rule, " daddr set "))
		snprintf(buffer, size, "its destination is %s again (PreserveDIP)",
			hcn_addr_format(&p->destination).text);
	else if (strstr(event->rule, " saddr set "))
		snprintf(buffer, size, "its source becomes %s (PreserveDIP)",
			hcn_addr_format(&p->source).text);
	else if (!strstr(event->rule, "priority set") || strstr(event->rule, "none"))
		return NULL;
	else if (event->elem)
		return "taken";
	else
		snprintf(buffer, size, "draws number %u", p->priority);
	return buffer;
}

/* A rule that held and is worth a step: what it did.  NULL: it is not. */
static const char *words_of(
	const struct hcn_tracer *t, const struct hcn_nft_event *event, char *buffer, size_t size)
{
	const struct hcn_nft_packet *p = event->packet;

	switch (event->end) {
	case HCN_NFT_DNAT:
	case HCN_NFT_REDIRECT:
		snprintf(buffer, size, "its destination becomes %s port %u",
			hcn_addr_format(&p->destination).text, p->destination_port);
		return buffer;
	case HCN_NFT_SNAT:
		snprintf(buffer, size, "its source becomes %s", hcn_addr_format(&p->source).text);
		return buffer;
	case HCN_NFT_MASQUERADE:
		return "its source becomes that of the host";
	case HCN_NFT_DROP:
		return t->blocked ? NULL : "dropped";
	case HCN_NFT_REJECT:
		return "refused";
	case HCN_NFT_ACCEPT:
		if (strstr(event->rule, "addr set "))
			return words_of_change(event, buffer, size);
		return event->elem ? "accepted" : NULL;
	case HCN_NFT_GO_ON:
		return words_of_change(event, buffer, size);
	case HCN_NFT_RETURN:
	case HCN_NFT_JUMP:
	case HCN_NFT_GOTO:
		return NULL;
	}
	return NULL;
}

int hcn_tracer_saw(void *arg, const struct hcn_nft_event *event)
{
	const struct hcn_row *row = event->elem;
	struct hcn_tracer *t = arg;
	struct hcn_trace_step *step;
	char buffer[128];
	const char *words;
	int r;

	if (leads_to_acls(event))
		return ask_acls(t, event);
	words = words_of(t, event, buffer, sizeof(buffer));
	if (!words)
		return 0;
	/* a chain of one endpoint says whose rule it is */
	if (!row && !strncmp(event->chain->nft_chain.chain, HCN_WFP_CHAIN, strlen(HCN_WFP_CHAIN)))
		row = event->chain;
	r = hcn_tracer_step(t, row, &step, "%s", words);
	if (r)
		return r;
	step->rule = event->rule;
	return 0;
}
