/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The options that describe an object: each becomes members of its document.
 *
 * In: what was typed.  Out: JSON.  Only the form of the option is checked here; whether the library
 * wants what it says is for the library to tell.
 *
 * Tests: tests/unit/cli/test_create.c (an_endpoint_has_what_its_options_say)
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "cli.h"

/* --- members of the document ------------------------------------------------------------------ */

static void set(json_t *object, const char *member, json_t *value)
{
	if (json_object_set_new(object, member, need(value)))
		need(NULL);
}

static void append(json_t *list, json_t *value)
{
	if (json_array_append_new(list, need(value)))
		need(NULL);
}

/* The list that is @member of @object, made if it is not there; NULL if either is something else. */
static json_t *list_of(json_t *object, const char *member)
{
	if (!json_is_object(object))
		return NULL;
	if (!json_object_get(object, member))
		set(object, member, json_array());
	object = json_object_get(object, member);
	return json_is_array(object) ? object : NULL;
}

static int append_member(struct draft *draft, json_t *object, const char *member, json_t *value)
{
	json_t *list = list_of(object, member);

	if (list) {
		append(list, value);
		return EXIT_OK;
	}
	json_decref(value);
	return fail(draft->cli, "the document's %s is no list", member);
}

/* --- options ---------------------------------------------------------------------------------- */

int put_id(struct draft *draft, const char *value)
{
	draft->id = value;
	return EXIT_OK;
}

int put_name(struct draft *draft, const char *value)
{
	set(draft->document, "Name", json_string(value));
	return EXIT_OK;
}

int put_type(struct draft *draft, const char *value)
{
	set(draft->document, "Type", json_string(value));
	return EXIT_OK;
}

int put_mac(struct draft *draft, const char *value)
{
	set(draft->document, "MacAddress", json_string(value));
	return EXIT_OK;
}

static void add_flags(struct draft *draft, json_int_t bits)
{
	json_int_t old = json_integer_value(json_object_get(draft->document, "Flags"));

	set(draft->document, "Flags", json_integer(old | bits));
}

int put_flags(struct draft *draft, const char *value)
{
	unsigned long bits;
	char *end;

	errno = 0;
	bits = strtoul(value, &end, 0);
	if (errno || *end || *value < '0' || *value > '9' || bits > UINT32_MAX)
		return fail_usage(draft->cli, "--flags is a number of 32 bits, not \"%s\"", value);
	add_flags(draft, (json_int_t)bits);
	return EXIT_OK;
}

int put_remote(struct draft *draft, const char *value)
{
	add_flags(draft, 1); /* EndpointFlags RemoteEndpoint */
	return EXIT_OK;
}

/* The first Ipam's list of subnets gets one more, with the gateway as its default route. */
int put_subnet(struct draft *draft, const char *value)
{
	size_t len = strcspn(value, ",");
	const char *gateway = value[len] ? value + len + 1 : NULL;
	json_t *ipams = list_of(draft->document, "Ipams"), *subnet;

	if (!ipams)
		return fail(draft->cli, "the document's Ipams is no list");
	if (!json_array_size(ipams))
		append(ipams, json_pack("{s:s}", "Type", "Static"));
	subnet = need(json_pack("{s:s%}", "IpAddressPrefix", value, len));
	if (gateway)
		append(list_of(subnet, "Routes"),
			json_pack("{s:s,s:s}", "NextHop", gateway, "DestinationPrefix",
				strchr(gateway, ':') ? "::/0" : "0.0.0.0/0"));
	return append_member(draft, json_array_get(ipams, 0), "Subnets", subnet);
}

static int put_reference(
	struct draft *draft, const char *member, enum hcn_kind kind, const char *value)
{
	char id[ID_SIZE];
	int r = object_resolve(draft->cli, kind, value, id);

	if (!r)
		set(draft->document, member, json_string(id));
	return r;
}

int put_network(struct draft *draft, const char *value)
{
	return put_reference(draft, "HostComputeNetwork", HCN_KIND_NETWORK, value);
}

int put_namespace(struct draft *draft, const char *value)
{
	return put_reference(draft, "HostComputeNamespace", HCN_KIND_NAMESPACE, value);
}

int put_ip(struct draft *draft, const char *value)
{
	return append_member(draft, draft->document, "IpConfigurations",
		need(json_pack("{s:s}", "IpAddress", value)));
}

int put_dns(struct draft *draft, const char *value)
{
	if (!json_is_object(json_object_get(draft->document, "Dns")))
		set(draft->document, "Dns", json_object());
	return append_member(draft, json_object_get(draft->document, "Dns"), "ServerList",
		need(json_string(value)));
}

/* --- --publish -------------------------------------------------------------------------------- */

/* Cuts "rest<separator>last" and returns last; all of @text if there is no separator. */
static char *cut_last(char *text, char separator)
{
	char *at = strrchr(text, separator);

	if (!at)
		return text;
	*at = '\0';
	return at + 1;
}

static bool parse_port(const char *text, int *ret)
{
	size_t len = strlen(text);

	if (!len || len > 5 || strspn(text, "0123456789") != len)
		return false;
	*ret = atoi(text);
	return *ret <= UINT16_MAX;
}

/* "192.0.2.1", or "[2001:db8::1]" without its brackets; the library says whether it is an address. */
static char *unbracket(char *vip)
{
	size_t len = strlen(vip);

	if (len > 2 && vip[0] == '[' && vip[len - 1] == ']') {
		vip[len - 1] = '\0';
		return vip + 1;
	}
	return !len || strpbrk(vip, "[]:") ? NULL : vip;
}

/* The Settings of a PortMapping policy; NULL for what is no such thing. */
static json_t *port_mapping(char *text)
{
	char *protocol = strchr(text, '/') ? cut_last(text, '/') : NULL;
	char *internal_text = cut_last(text, ':');
	char *external_text = internal_text == text ? text : cut_last(text, ':');
	char *vip = external_text == text ? NULL : unbracket(text);
	int internal, external, number = 0;
	json_t *settings;

	if (protocol && !strcasecmp(protocol, "tcp"))
		number = 6;
	else if (protocol && !strcasecmp(protocol, "udp"))
		number = 17;
	if ((protocol && !number) || internal_text == text || (external_text != text && !vip) ||
		!parse_port(internal_text, &internal) || !parse_port(external_text, &external))
		return NULL;
	settings = need(json_pack("{s:i,s:i}", "ExternalPort", external, "InternalPort", internal));
	if (number)
		set(settings, "Protocol", json_integer(number));
	if (vip)
		set(settings, "VIP", json_string(vip));
	return settings;
}

int put_publish(struct draft *draft, const char *value)
{
	_cleanup_text_ char *text = need(strdup(value));
	json_t *settings = port_mapping(text);

	if (!settings)
		return fail_usage(draft->cli,
			"--publish is [VIP:]EXTERNAL:INTERNAL[/tcp|/udp], not \"%s\"", value);
	return append_member(draft, draft->document, "Policies",
		need(json_pack("{s:s,s:o}", "Type", "PortMapping", "Settings", settings)));
}

/* --- load balancers --------------------------------------------------------------------------- */

int put_endpoint(struct draft *draft, const char *value)
{
	char id[ID_SIZE];
	int r = object_resolve(draft->cli, HCN_KIND_ENDPOINT, value, id);

	return r ? r
		 : append_member(
			   draft, draft->document, "HostComputeEndpoints", need(json_string(id)));
}

int put_vip(struct draft *draft, const char *value)
{
	return append_member(draft, draft->document, "FrontendVIPs", need(json_string(value)));
}

int put_source_vip(struct draft *draft, const char *value)
{
	set(draft->document, "SourceVIP", json_string(value));
	return EXIT_OK;
}

int put_dsr(struct draft *draft, const char *value)
{
	add_flags(draft, 1); /* LoadBalancerFlags DSR */
	return EXIT_OK;
}

/* The DistributionType of that name; -1: none. */
static int distribution(const char *name)
{
	static const char *const names[] = { "5tuple", "SourceIPProtocol", "SourceIP" };

	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		if (!strcasecmp(name, names[i]))
			return (int)i;
	return -1;
}

/* The words behind the ports: a distribution, PreserveDIP (a LoadBalancerPortMappingFlag), or both. */
static bool read_words(char *words, int *ret_way, int *ret_flags)
{
	char *rest;

	for (char *w = strtok_r(words, ",", &rest); w; w = strtok_r(NULL, ",", &rest))
		if (!strcasecmp(w, "PreserveDIP"))
			*ret_flags = 8;
		else if ((*ret_way = distribution(w)) < 0)
			return false;
	return true;
}

int put_port(struct draft *draft, const char *value)
{
	_cleanup_text_ char *text = need(strdup(value));
	char *comma = strchr(text, ',');
	int way = 0, flags = 0;
	json_t *mapping;

	if (comma)
		*comma = '\0';
	mapping = comma && !read_words(comma + 1, &way, &flags) ? NULL : port_mapping(text);
	if (!mapping || json_object_get(mapping, "VIP")) {
		json_decref(mapping);
		return fail_usage(draft->cli,
			"--port is EXTERNAL:INTERNAL[/tcp|/udp][,SourceIP|,SourceIPProtocol]"
			"[,PreserveDIP], not \"%s\"",
			value);
	}
	if (!json_object_get(mapping, "Protocol"))
		set(mapping, "Protocol", json_integer(6));
	set(mapping, "DistributionType", json_integer(way));
	if (flags)
		set(mapping, "Flags", json_integer(flags));
	return append_member(draft, draft->document, "PortMappings", mapping);
}
