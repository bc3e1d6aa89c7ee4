/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcn_trace: a question in text, the way of a packet (lib/trace/trace.h), an answer as JSON.
 *
 * Tests: tests/unit/cli/test_trace.c (a_bad_question_is_refused), tests/unit/engine/test_context.c
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "begin.h"
#include "cleanup.h"
#include "entry.h"
#include "objects_rows.h"
#include "trace.h"
#include "words.h"

/* --- the question --------------------------------------------------------------------------------------- */

static int read_address(
	const char *text, const char *what, struct hcn_addr *ret, struct hcn_error *err)
{
	if (hcn_addr_parse(text, ret))
		return 0;
	return hcn_fail_value(err, HCN_INVALID_IP, NULL, text, "the %s is no IP address", what);
}

static int find_endpoint(struct hcn_request *rq, const char *text, const struct hcn_endpoint **ret,
	struct hcn_error *err)
{
	const void *object;
	struct hcn_guid id;
	int r = hcn_check_id(text, &id, err);

	if (r)
		return r;
	r = hcn_workset_find(&rq->ws, HCN_KIND_ENDPOINT, &id, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, HCN_KIND_ENDPOINT, &id, NULL);
	*ret = r ? NULL : object;
	return r;
}

static int read_addresses(const struct hcn_trace_request *request, struct hcn_trace_question *ret,
	struct hcn_error *err)
{
	int r = read_address(request->destination, "destination", &ret->destination, err);

	if (!r && request->source)
		r = read_address(request->source, "source", &ret->source, err);
	if (!r && ret->source.family && ret->source.family != ret->destination.family)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"the source is an IPv%u address, the destination an IPv%u one",
			ret->source.family, ret->destination.family);
	return r;
}

static bool fits(uint8_t protocol, int family)
{
	return protocol != (family == HCN_IPV4 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

static int read_question(struct hcn_request *rq, const struct hcn_trace_world *world,
	const struct hcn_trace_request *request, struct hcn_trace_question *ret,
	struct hcn_error *err)
{
	int r = read_addresses(request, ret, err);

	if (!r && !fits(request->protocol, ret->destination.family))
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "protocol %u is not one of IPv%u",
			request->protocol, ret->destination.family);
	if (!r && hcn_nft_has_ports(request->protocol) && !request->destination_port)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"protocol %u needs a destination port", request->protocol);
	if (!r && request->endpoint)
		r = find_endpoint(rq, request->endpoint, &ret->endpoint, err);
	if (r)
		return r;
	ret->protocol = request->protocol;
	ret->source_port = request->source_port;
	ret->destination_port = request->destination_port;
	if (ret->endpoint)
		ret->from = HCN_TRACE_ENDPOINT;
	else if (!ret->source.family || hcn_topology_is_host(&world->topology, &ret->source))
		ret->from = HCN_TRACE_HOST;
	else
		ret->from = HCN_TRACE_OUTSIDE;
	return 0;
}

/* --- the answer ------------------------------------------------------------------------------------------- */

static void put_text(const char *member, const char *text, struct hcn_buf *b)
{
	hcn_buf_printf(b, "\"%s\":", member);
	hcn_buf_json_string(b, text, strlen(text));
}

static void put_packet(const char *member, const struct hcn_nft_packet *p, struct hcn_buf *b)
{
	hcn_buf_printf(b, "\"%s\":{\"Protocol\":%u,\"Source\":\"%s\",\"Destination\":\"%s\"",
		member, p->protocol, p->source.family ? hcn_addr_format(&p->source).text : "",
		hcn_addr_format(&p->destination).text);
	if (hcn_nft_has_ports(p->protocol))
		hcn_buf_printf(b, ",\"SourcePort\":%u,\"DestinationPort\":%u", p->source_port,
			p->destination_port);
	hcn_buf_putc(b, '}');
}

static void put_owner(struct hcn_workset *ws, const struct hcn_origin *origin, struct hcn_buf *b)
{
	const struct hcn_object *object;
	const void *found;

	if (hcn_workset_find(ws, origin->kind, &origin->id, &found, NULL))
		return;
	object = found;
	hcn_buf_printf(b, ",\"Kind\":\"%s\",\"ID\":\"%s\",", hcn_kind_name(origin->kind),
		hcn_guid_upper(&object->id).text);
	put_text("Name", object->name ? object->name : "", b);
	if (*origin->pointer) {
		hcn_buf_putc(b, ',');
		put_text("Pointer", origin->pointer, b);
	}
}

static void put_step(struct hcn_workset *ws, const struct hcn_trace_step *step, struct hcn_buf *b)
{
	hcn_buf_putc(b, '{');
	put_text("Stage", step->stage, b);
	hcn_buf_putc(b, ',');
	put_text("Text", step->text, b);
	if (step->rule) {
		hcn_buf_putc(b, ',');
		put_text("Rule", step->rule, b);
	}
	if (step->row) {
		hcn_buf_puts(b, ",\"Row\":{");
		hcn_row_put_words(step->row, b);
		hcn_buf_putc(b, '}');
	}
	if (!hcn_guid_is_zero(&step->origin.id))
		put_owner(ws, &step->origin, b);
	hcn_buf_putc(b, '}');
}

static void put_end(const struct hcn_trace *trace, struct hcn_buf *b)
{
	static const char *const verdicts[] = { "Delivered", "Dropped", "Refused", "Unreachable" };
	static const char *const places[] = { "Endpoint", "Host", "Outside" };
	const struct hcn_endpoint *ep = trace->endpoint;

	hcn_buf_printf(b, "\"Verdict\":\"%s\"", verdicts[trace->verdict]);
	if (trace->verdict != HCN_TRACE_DELIVERED)
		return;
	hcn_buf_printf(b, ",\"To\":\"%s\"", places[trace->to]);
	if (!ep)
		return;
	hcn_buf_printf(b, ",\"EndpointId\":\"%s\",", hcn_guid_upper(&ep->id).text);
	put_text("EndpointName", ep->name ? ep->name : "", b);
}

static void put_trace(struct hcn_workset *ws, const struct hcn_trace *trace, struct hcn_buf *b)
{
	hcn_buf_putc(b, '{');
	put_end(trace, b);
	hcn_buf_putc(b, ',');
	put_packet("Sent", &trace->sent, b);
	hcn_buf_putc(b, ',');
	put_packet("Arrived", &trace->arrived, b);
	hcn_buf_puts(b, ",\"Steps\":[");
	for (size_t i = 0; i < trace->n_steps; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		put_step(ws, &trace->steps[i], b);
	}
	hcn_buf_puts(b, "]}");
}

/* ---------------------------------------------------------------------------------------------------------- */

static int trace_in(struct hcn_request *rq, const struct hcn_trace_request *request,
	struct hcn_buf *b, struct hcn_error *err)
{
	_cleanup_(hcn_trace_world_clear) struct hcn_trace_world world = { 0 };
	_cleanup_(hcn_trace_clear) struct hcn_trace trace = { 0 };
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	struct hcn_trace_question question = { 0 };
	int r;

	r = hcn_all_rows(&rq->ws, &rows, err);
	if (!r)
		r = hcn_trace_world_read(&rq->ws, &rows, &world, err);
	if (!r)
		r = read_question(rq, &world, request, &question, err);
	if (!r)
		r = hcn_trace_run(&world, &question, &trace, err);
	if (!r)
		put_trace(&rq->ws, &trace, b);
	return r;
}

static int trace(
	struct hcn *hcn, const struct hcn_trace_request *request, char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	struct hcn_request rq;
	int r;

	r = hcn_check_context(hcn, err);
	if (!r && (!ret || !request || request->size < sizeof(*request) || !request->destination))
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"hcn_trace: no request, no destination, or no place for the answer");
	if (!r)
		r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = trace_in(&rq, request, &b, err);
	hcn_request_end(&rq);
	return r ? r : hcn_buf_take(&b, ret, NULL);
}

int hcn_trace(struct hcn *hcn, const struct hcn_trace_request *request, char **ret_answer,
	struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(trace(hcn, request, ret_answer, err), saved, err);
}
