/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The native API of HCN for Linux: UTF-8 JSON, one set of verbs for every kind of object.
 *
 * The documents are those of the Windows Host Compute Network API, schema version 2.x:
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema
 * The Windows functions themselves are in computenetwork.h; both work on the same objects.
 *
 * All functions return 0 on success; > 0 an enum hcn_status (a documented reason); < 0 an errno nobody expected.
 * On failure *err, when given, says what, where in the document and why (hcn/error.h), and nothing has changed.
 * Output pointers are untouched on failure.  Strings returned are freed with hcn_free().  All functions are
 * thread-safe; none changes the calling thread (namespace, signal mask, working directory, errno).
 */
#ifndef HCN_H
#define HCN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hcn/error.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct hcn;
struct hcn_watch;

enum hcn_kind {
	HCN_KIND_NETWORK,
	HCN_KIND_ENDPOINT,
	HCN_KIND_NAMESPACE,
	HCN_KIND_LOADBALANCER,
	HCN_KIND_ROUTE,         /* SDN route */
	HCN_KIND_GUEST_SERVICE, /* guest network service */
	HCN_N_KINDS
};

/* "network", "endpoint", "namespace", "loadbalancer", "route", "guestservice": static text, NULL for anything else. */
const char *hcn_kind_name(enum hcn_kind kind);

/*
 * A context: the state directory and the kernel it works on.  Fields left NULL come from the environment
 * (HCN_STATE_DIR, HCN_BACKEND; ignored in set-user-ID programs), then from the defaults.
 */
struct hcn_options {
	size_t size;           /* sizeof(struct hcn_options), so that fields can be added */
	const char *state_dir; /* default "/run/hcn" */
	const char *backend;   /* "linux" (default) or "sim" */
};

/* Opens a context; options may be NULL.  The kernel is not touched before the first request.
 * Errors: HCN_ACCESS_DENIED (state directory), HCN_INVALID_ARGUMENT (unknown backend). */
int hcn_open(const struct hcn_options *options, struct hcn **ret, struct hcn_error *err);
void hcn_close(struct hcn *hcn); /* NULL is fine; watches must be closed before */

void hcn_free(void *text); /* NULL is fine */

/*
 * GUIDs are text here: 36 characters, any case; returned in upper case.
 *
 * create: makes an object of @kind from @document (UTF-8 JSON).  @id NULL: the document's "ID", else a new one.
 * @ret_id (may be NULL) receives the id (37 bytes); @ret_document (may be NULL) the object as made, with all generated values.
 * An endpoint names its network by "HostComputeNetwork".
 * Errors: HCN_INVALID_JSON and the other HCN_INVALID_*, HCN_NETWORK_ALREADY_EXISTS, HCN_ADDR_INVALID_OR_RESERVED,
 * HCN_PORT_ALREADY_EXISTS, HCN_REQUEST_UNSUPPORTED for what this machine or version cannot do, HCN_NOT_IMPLEMENTED.
 */
int hcn_create(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *document,
	char ret_id[37], char **ret_document, struct hcn_error *err);

/* query: the object as it is.  @query is a HostComputeQuery document or NULL; with "SchemaVersion":{"Major":1} the answer
 * is the object's V1 form (HNSNetwork, HNSEndpoint, PolicyList, HNSNamespace), else its V2 form.
 * Errors: HCN_NETWORK_NOT_FOUND, HCN_ENDPOINT_NOT_FOUND, HCN_ELEMENT_NOT_FOUND. */
int hcn_query(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *query,
	char **ret_document, struct hcn_error *err);

/* modify: @request is a modify request {"ResourceType", "RequestType", "Settings"}. */
int hcn_modify(struct hcn *hcn, enum hcn_kind kind, const char *id, const char *request,
	struct hcn_error *err);

/* enumerate: a JSON array of the ids that match @query's Filter (NULL: all), in creation order; "[]" when none does. */
int hcn_enumerate(struct hcn *hcn, enum hcn_kind kind, const char *query, char **ret_ids,
	struct hcn_error *err);

/* delete: the object and what depends on it (a network's endpoints; an endpoint's attachment). */
int hcn_delete(struct hcn *hcn, enum hcn_kind kind, const char *id, struct hcn_error *err);

/*
 * watch: the events after this call, of all processes.  hcn_watch_fd() becomes readable (poll it) when there may be some;
 * hcn_watch_next() returns the next one as JSON {"Sequence":n,"Event":"NetworkCreate","Type":2,"Kind":"network",
 * "ID":"...","Flags":0,"Data":{...}} or, with 0 and *ret_event NULL, none yet.  {"Event":"Resync"} means that the watcher was too
 * slow and events were lost, or that the state directory was removed: enumerate again.
 */
int hcn_watch(struct hcn *hcn, struct hcn_watch **ret, struct hcn_error *err);
int hcn_watch_fd(const struct hcn_watch *watch);
int hcn_watch_next(struct hcn_watch *watch, char **ret_event, struct hcn_error *err);
void hcn_watch_close(struct hcn_watch *watch); /* NULL is fine */

/* --- reports: what is computed rather than stored ---------------------------------------------------------- */

enum hcn_report {
	/* {"BytesReceived","BytesSent","DroppedPacketsIncoming","DroppedPacketsOutgoing","EndpointId","InstanceId",
	 * "PacketsReceived","PacketsSent"}: counters of the endpoint @id since it was attached, from its own point of view; all 0
	 * when it is not attached or is remote.  HcnQueryEndpointStats, GET /endpointstats/ID */
	HCN_REPORT_ENDPOINT_STATS,
	/* an array of {"EndpointId","HostComputeNetwork","HostComputeNamespace" (when attached),"IpAddress","PrefixLength",
	 * "MacAddress"}, one per address; @id NULL: of all endpoints.  HcnQueryEndpointAddresses, GET /endpointaddresses */
	HCN_REPORT_ENDPOINT_ADDRESSES,
	/* an array of Feature objects {"ID","Name","SchemaVersion","Enabled"}: what the HNS version has.  HcnQueryFeatures */
	HCN_REPORT_FEATURES,
	/* {"Networks":n,"Endpoints":n,"Namespaces":n,"LoadBalancers":n,"SdnRoutes":n,"GuestNetworkServices":n,
	 * "AttachedEndpoints":n,"Events":n (ever posted since boot),"StoreBytes":n (on disk)}.  HcnQueryMetrics */
	HCN_REPORT_METRICS,
	/* {"Major":16,"Minor":0}, the HNS version (HCN_HNS_VERSION).  GET /globals/version */
	HCN_REPORT_VERSION,
	/* {"BytesReceived","BytesSent","Connections","LoadBalancerId","PacketsReceived","PacketsSent"}: counters of the load balancer
	 * @id since it was made, all its frontends together: received is what clients sent to it, sent what went back; a
	 * connection that is refused counts too.  A changed load balancer keeps the counts of the frontends that stay.  Ours:
	 * Windows has none */
	HCN_REPORT_LOADBALANCER_STATS,
	HCN_N_REPORTS
};

/* A report as JSON.  @id is the endpoint or load balancer where the report is about one, else NULL; @query a HostComputeQuery document or NULL:
 * it is checked and chooses nothing.  Waits for no request, and none for it.
 * Errors: HCN_ENDPOINT_NOT_FOUND, HCN_ELEMENT_NOT_FOUND (the load balancer), HCN_INVALID_JSON (the query), HCN_GUID_CONVERSION_FAILURE, HCN_INVALID_ARGUMENT. */
int hcn_report(struct hcn *hcn, enum hcn_report report, const char *id, const char *query,
	char **ret, struct hcn_error *err);

/* --- reserved ports (HcnReserveGuestNetworkServicePort...) --------------------------------------------------- */

struct hcn_ports; /* one reservation: lives until it is released or its process ends */

struct hcn_port_request {
	size_t size;        /* sizeof(struct hcn_port_request) */
	const char *owner;  /* id of the guest network service */
	uint32_t protocols; /* bits: 1 TCP, 2 UDP */
	bool shared;        /* others may reserve it shared too */
	uint16_t port;      /* this one; 0: a free range of @count */
	uint16_t count;
};

struct hcn_port_entry {
	char owner[37];           /* the guest network service */
	char virtual_machine[37]; /* its VirtualMachineId */
	uint32_t protocols;
	bool shared;
	uint16_t first, last; /* inclusive */
};

/* Reserves; *@ret_first and *@ret_last (may be NULL): what was reserved.  Freed with hcn_ports_release(), by the end of the
 * process, or by the deletion of the guest network service.
 * Errors: HCN_PORT_ALREADY_EXISTS with the owner in the way, HCN_ELEMENT_NOT_FOUND (no such service), HCN_INVALID_ARGUMENT,
 * HCN_LIMIT_REACHED (no range that long is free). */
int hcn_ports_reserve(struct hcn *hcn, const struct hcn_port_request *request,
	struct hcn_ports **ret, uint16_t *ret_first, uint16_t *ret_last, struct hcn_error *err);
int hcn_ports_release(struct hcn *hcn, struct hcn_ports *ports, struct hcn_error *err);

/* All reservations of all living processes, ordered by first port; *@ret is freed with hcn_free(). */
int hcn_ports_list(
	struct hcn *hcn, struct hcn_port_entry **ret, size_t *ret_n, struct hcn_error *err);

/* --- HNSCall's paths --------------------------------------------------------------------------------------------- */

/*
 * Carries out @method ("GET", "POST", "DELETE") on @path ("/networks/ID", with or without a trailing slash, ids in any case)
 * with @body (UTF-8 JSON; NULL or "": none), as HNSCall (vmcompute.h) does: documents are those of the V1 dialect.
 * *@ret_answer receives {"Success":true,"Output":...} or {"Success":false,"Error":"...","ErrorCode":n,...} with the members of
 * an ErrorRecord.  Output is an object or an array, or absent; never null or "".
 *
 * Returns 0 also when the answer says Success false: as HNS does.  Fails only when no answer can be made: -ENOMEM,
 * HCN_INVALID_ARGUMENT for NULL pointers.
 */
int hcn_rest_call(struct hcn *hcn, const char *method, const char *path, const char *body,
	char **ret_answer, struct hcn_error *err);

/* --- seeing and repairing ------------------------------------------------------------------------- */

enum hcn_verb { HCN_VERB_CREATE, HCN_VERB_MODIFY, HCN_VERB_DELETE };

/* What a request would do in the kernel, as JSON {"ID":"...","Steps":[{"Op":"add","Row":{...},"Text":"link ...",
 * "Command":"ip ...","Why":"...","Pointer":"/Policies/0"}]}: Op is add, remove or change, Command shows the row, Why says what
 * it is there for, Pointer (where it is a part alone) for which part of its object's document.
 * Changes nothing.  @document is the create or modify document, NULL for delete. */
int hcn_plan(struct hcn *hcn, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document, char **ret_plan, struct hcn_error *err);

/* Which kernel objects carry this object: JSON {"ID","Name","Kind","Rows":[{"Text","Command","Why","Pointer",
 * "Holds":true,"Shared":false}],"Unrealised":["policy Encryption"]}.  Holds: it is in the kernel right now; Shared: other objects want it too;
 * Unrealised: what is stored and changes no packets yet (HCN_STRICT=1 refuses it). */
int hcn_explain(struct hcn *hcn, enum hcn_kind kind, const char *id, char **ret_explanation,
	struct hcn_error *err);

struct hcn_trace_request {
	size_t size;          /* sizeof(struct hcn_trace_request) */
	const char *endpoint; /* the id of an attached endpoint that sends; NULL: the host */
	const char *
		source; /* another address than the sender's own, or (without an endpoint, not one of
	                                         * the host's) of somebody elsewhere; NULL: the sender's */
	const char *destination;                /* IPv4 or IPv6 address */
	uint8_t protocol;                       /* 6 TCP, 17 UDP, 1 or 58 ICMP echo... */
	uint16_t source_port, destination_port; /* of TCP, UDP and SCTP */
};

/*
 * Where the first packet of a connection goes, told from the plan alone: no packet is sent, no rule in the kernel is read, and
 * it works with every backend.  *@ret_answer:
 *   {"Verdict":"Delivered" | "Dropped" | "Refused" | "Unreachable",
 *    "To":"Endpoint" | "Host" | "Outside" (delivered), "EndpointId", "EndpointName",
 *    "Sent":{"Protocol","Source","Destination","SourcePort","DestinationPort"}, "Arrived":{the same, as it is at the end},
 *    "Steps":[{"Stage","Text", "Rule" (in nft's words), "Row":{"Text","Command","Why","Pointer"} (as hcn_explain() has them),
 *              "Kind","ID","Name","Pointer" (whose document says so, and where)}]}
 * What the host itself does besides (its own firewall, its routes elsewhere) is not known to the plan.
 * Errors: HCN_INVALID_ARGUMENT (what is missing or no address; an endpoint that is not attached), HCN_INVALID_IP,
 * HCN_ENDPOINT_NOT_FOUND.
 */
int hcn_trace(struct hcn *hcn, const struct hcn_trace_request *request, char **ret_answer,
	struct hcn_error *err);

/* Finishes or takes back what a killed process, or a failure that could not be undone, left unfinished (any request does
 * that first); *ret_text (may be NULL) says in one line what was done. */
int hcn_recover(struct hcn *hcn, char **ret_text, struct hcn_error *err);

/* For a state directory that hcn_open() refuses because its database is damaged: puts an empty one in its place, and keeps the old
 * one as a copy.  All processes forget the objects; what carried them stays in the kernel.  *ret_text (may be NULL) names the
 * copy.  @options: as hcn_open(). */
int hcn_discard(const struct hcn_options *options, char **ret_text, struct hcn_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
