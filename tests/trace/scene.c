/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents by chance (scene.h). */
#include "scene.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "cleanup.h"
#include "world.h"

#define TEXT(s) ((s).data ? (s).data : "")

#define SETS                                                                                       \
	"{'Type':'SetPolicy','Settings':{'Id':'one','PolicyType':'IPSET','Values':"                \
	"'172.30.0.2,172.31.0.4/30,fd00:30::2'}},"                                                 \
	"{'Type':'SetPolicy','Settings':{'Id':'two','PolicyType':'IPSET','Values':"                \
	"'172.30.0.0/29,198.51.100.254,fd00:31::/126'}},"                                          \
	"{'Type':'SetPolicy','Settings':{'Id':'nest','PolicyType':'NESTEDIPSET','Values':'one,two'}}"

static bool chance(struct prng *r, unsigned percent)
{
	return prng_below(r, 100) < percent;
}

static const char *one_of(struct prng *r, const char *const *list, size_t n)
{
	return list[prng_below(r, (uint32_t)n)];
}
#define ONE_OF(r, ...)                                                                             \
	one_of((r), (const char *const[]){ __VA_ARGS__ },                                          \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

uint16_t scene_port(struct prng *random)
{
	static const uint16_t ports[] = { 53, 80, 81, 443, 8080, 8081, 30080, 30443 };

	return ports[prng_below(random, HCN_N_ELEMENTS(ports))];
}

static void add_address(struct scene *s, const char *text)
{
	ck_assert_uint_lt(s->n_addresses, SCENE_MAX_ADDRESSES);
	ck_assert_msg(hcn_addr_parse(text, &s->addresses[s->n_addresses++]), "%s", text);
}

/* --- policies ----------------------------------------------------------------------------------------- */

static const char *prefix(struct prng *r)
{
	return ONE_OF(r, "172.30.0.0/24", "172.30.0.2", "172.30.0.4/30", "172.31.0.0/24",
		"172.31.0.3", "10.99.0.0/28", "198.51.100.0/24", "203.0.113.7", "fd00:30::/64",
		"fd00:30::2", "fd00:31::/126", "2001:db8:51::/64", "172.30.0.1", "0.0.0.0/1",
		"::/1");
}

static void put_list(struct prng *r, struct hcn_buf *b, const char *member, bool ports)
{
	size_t n = 1 + prng_below(r, 3);

	hcn_buf_printf(b, ",'%s':'", member);
	for (size_t i = 0; i < n; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		if (!ports)
			hcn_buf_puts(b, prefix(r));
		else if (chance(r, 70))
			hcn_buf_printf(b, "%u", scene_port(r));
		else
			hcn_buf_puts(b, ONE_OF(r, "1-1023", "1024-30000", "30001-65535", "80-443"));
	}
	hcn_buf_putc(b, '\'');
}

/* What a rule matches. */
static void put_tuple(struct prng *r, struct hcn_buf *b)
{
	bool ports = chance(r, 60);

	hcn_buf_printf(b, "'Priority':%u", 100 + prng_below(r, 6));
	if (ports)
		hcn_buf_printf(b, ",'Protocols':'%s'", ONE_OF(r, "6", "17", "6,17"));
	else if (chance(r, 50))
		hcn_buf_printf(b, ",'Protocols':'%s'", ONE_OF(r, "6", "17", "1", "58", "1,58"));
	if (chance(r, 60))
		put_list(r, b, "RemoteAddresses", false);
	if (chance(r, 20))
		put_list(r, b, "LocalAddresses", false);
	if (ports && chance(r, 70))
		put_list(r, b, "LocalPorts", true);
	if (ports && chance(r, 30))
		put_list(r, b, "RemotePorts", true);
}

static void put_acl(struct prng *r, struct hcn_buf *b, const char *type)
{
	hcn_buf_printf(b,
		"{'Type':'%s','Settings':{'Action':'%s','Direction':'%s','RuleType':'%s',", type,
		ONE_OF(r, "Allow", "Allow", "Block"), ONE_OF(r, "In", "In", "Out"),
		ONE_OF(r, "Switch", "Switch", "Host"));
	put_tuple(r, b);
	hcn_buf_puts(b, "}}");
}

static void put_tier(struct prng *r, struct hcn_buf *b)
{
	size_t n = 1 + prng_below(r, 3);

	hcn_buf_printf(b,
		"{'Type':'TierAcl','Settings':{'Name':'t','Direction':'%s','Order':%u,'TierAclRules':[",
		ONE_OF(r, "In", "Out"), prng_below(r, 3));
	for (size_t i = 0; i < n; i++) {
		hcn_buf_printf(b, "%s{'Id':'%zu','TierAclRuleAction':'%s',", i ? "," : "", i,
			ONE_OF(r, "Allow", "Pass", "Block"));
		put_tuple(r, b);
		hcn_buf_putc(b, '}');
	}
	hcn_buf_puts(b, "]}}");
}

static void put_mapping(struct prng *r, struct hcn_buf *b)
{
	hcn_buf_printf(b,
		"{'Type':'PortMapping','Settings':{'ExternalPort':%u,'InternalPort':%u,"
		"'Protocol':%s,'VIP':'%s'}}",
		scene_port(r), scene_port(r), ONE_OF(r, "6", "17"),
		ONE_OF(r, "", "", "198.51.100.1", "172.30.0.1", "2001:db8:51::1"));
}

static void put_outbound_nat(struct prng *r, struct hcn_buf *b)
{
	hcn_buf_puts(b, "{'Type':'OutBoundNAT','Settings':{");
	if (chance(r, 40))
		hcn_buf_printf(b, "'Exceptions':['%s']", prefix(r));
	else if (chance(r, 50))
		hcn_buf_printf(b, "'Destinations':['%s']", prefix(r));
	else
		hcn_buf_printf(
			b, "'VirtualIP':'%s'", ONE_OF(r, "198.51.100.77", "2001:db8:51::77"));
	hcn_buf_puts(b, "}}");
}

static void put_l4_proxy(struct prng *r, struct hcn_buf *b)
{
	hcn_buf_printf(b, "{'Type':'L4Proxy','Settings':{'Destination':'%s'",
		ONE_OF(r, "172.30.0.1:3128", "172.30.0.3:80", "198.51.100.254:3128",
			"[fd00:30::1]:3128", "[fd00:31::2]:80"));
	if (chance(r, 60))
		hcn_buf_printf(b, ",'IP':'%s'", prefix(r));
	if (chance(r, 40))
		hcn_buf_printf(b, ",'Port':'%u'", scene_port(r));
	if (chance(r, 40))
		hcn_buf_printf(b, ",'Exceptions':['%s']", prefix(r));
	if (chance(r, 30))
		hcn_buf_puts(b, ",'Protocol':17");
	if (chance(r, 30))
		hcn_buf_puts(b, ",'OutboundNAT':true");
	hcn_buf_puts(b, "}}");
}

static void put_wfp_proxy(struct prng *r, struct hcn_buf *b)
{
	hcn_buf_printf(b, "{'Type':'L4WFPPROXY','Settings':{");
	if (chance(r, 70))
		hcn_buf_puts(b, "'OutboundProxyPort':'15001',");
	if (chance(r, 70))
		hcn_buf_puts(b, "'InboundProxyPort':'15006',");
	if (chance(r, 40))
		hcn_buf_printf(
			b, "'OutboundExceptions':{'IpAddressExceptions':['%s']},", prefix(r));
	if (chance(r, 40))
		hcn_buf_printf(b, "'InboundExceptions':{'PortExceptions':['%u']},", scene_port(r));
	hcn_buf_puts(b, "'UserSID':'S-1-22-1-1337','FilterTuple':{");
	put_tuple(r, b);
	hcn_buf_puts(b, "}}}");
}

/* One policy at a time, so that one that is refused costs no other. */
static void add_policy(struct scene *s, const struct scene_endpoint *ep,
	void (*put)(struct prng *r, struct hcn_buf *b))
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };

	put(&s->random, &b);
	s->n_policies += !try_modify(HCN_KIND_ENDPOINT, ep->id,
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':[%s]}}",
			TEXT(b)));
}

static void put_any_acl(struct prng *r, struct hcn_buf *b)
{
	put_acl(r, b, "ACL");
}

static void add_policies(struct scene *s, const struct scene_endpoint *ep)
{
	struct prng *r = &s->random;

	for (size_t n = chance(r, 50) ? 1 + prng_below(r, 5) : 0; n; n--)
		add_policy(s, ep, put_any_acl);
	for (size_t n = chance(r, 20) ? 1 + prng_below(r, 2) : 0; n; n--)
		add_policy(s, ep, put_tier);
	for (size_t n = prng_below(r, 3); n; n--)
		add_policy(s, ep, put_mapping);
	if (chance(r, 30))
		add_policy(s, ep, put_outbound_nat);
	for (size_t n = chance(r, 25) ? 1 + prng_below(r, 2) : 0; n; n--)
		add_policy(s, ep, put_l4_proxy);
	for (size_t n = chance(r, 25) ? 1 + prng_below(r, 2) : 0; n; n--)
		add_policy(s, ep, put_wfp_proxy);
}

/* --- objects ------------------------------------------------------------------------------------------ */

static void read_addresses(struct scene *s, const char *id)
{
	json_t *document = look(HCN_KIND_ENDPOINT, id), *config;
	size_t i;

	json_array_foreach(json_object_get(document, "IpConfigurations"), i, config)
		add_address(s, json_string_value(json_object_get(config, "IpAddress")));
	json_decref(document);
}

static void add_endpoint(struct scene *s, const char *network, const char *ns)
{
	struct scene_endpoint *ep = &s->endpoints[s->n_endpoints++];
	const char *id;

	ck_assert_uint_le(s->n_endpoints, SCENE_MAX_ENDPOINTS);
	id = make_endpoint(network,
		doc("'Name':'e%zu','Flags':%d", s->n_endpoints, chance(&s->random, 20) ? 2 : 0));
	snprintf(ep->id, sizeof(ep->id), "%s", id);
	ep->attached = ns;
	if (ns) {
		ck_assert_msg(!attach(ep->id, ns), "%s", world_error.text);
		snprintf(ep->netns, sizeof(ep->netns), "%s",
			strcasecmp(ns, "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC") ? ns : "");
		for (char *c = ep->netns; *c; c++)
			*c = (char)tolower(*c);
	}
	read_addresses(s, ep->id);
	add_policies(s, ep);
}

static void add_network(char ret_id[37], const char *name, const char *type, const char *v4,
	const char *v6, const char *policies)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Name':'%s','Type':'%s','Ipams':[{'Subnets':[{'IpAddressPrefix':'%s'}%s%s%s]}],"
		    "'Policies':[%s],'SchemaVersion':{'Major':2,'Minor':0}}",
			name, type, v4, v6 ? ",{'IpAddressPrefix':'" : "", v6 ? v6 : "",
			v6 ? "'}" : "", policies));

	snprintf(ret_id, 37, "%s", id);
}

static void add_balancer(struct scene *s, bool node)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	struct prng *r = &s->random;
	static const char *const vips[] = { "10.96.0.10", "10.96.0.11", "fd00:96::10",
		"198.51.100.1", "172.30.0.1", "172.30.0.200", "172.31.0.200", "fd00:31::200" };
	size_t n_mappings = 1 + prng_below(r, 2), n = 1 + prng_below(r, 4);

	hcn_buf_puts(&b, "{'SchemaVersion':{'Major':2,'Minor':0},'PortMappings':[");
	for (size_t i = 0; i < n_mappings; i++)
		hcn_buf_printf(&b,
			"%s{'Protocol':%s,'ExternalPort':%u,'InternalPort':%u,"
			"'DistributionType':%u}",
			i ? "," : "", ONE_OF(r, "6", "17"), scene_port(r), scene_port(r),
			prng_below(r, 3));
	hcn_buf_puts(&b, "],'HostComputeEndpoints':[");
	for (size_t i = 0; i < n; i++)
		hcn_buf_printf(&b, "%s'%s'", i ? "," : "",
			s->endpoints[(prng_below(r, 3) + 3 * i) % s->n_endpoints].id);
	hcn_buf_puts(&b, "]");
	if (!node)
		hcn_buf_printf(&b, ",'FrontendVIPs':['%s']", one_of(r, vips, HCN_N_ELEMENTS(vips)));
	hcn_buf_puts(&b, "}");
	s->n_balancers += !try_make(HCN_KIND_LOADBALANCER, doc("%s", TEXT(b)));
}

/* PreserveDIP: its endpoints, of two networks and each alone in its namespace, have the VIPs themselves. */
static void add_preserving_balancer(struct scene *s)
{
	static const char *const vips[] = { "10.96.0.13", "fd00:96::13" };
	static const size_t chosen[] = { 1, 2, 9 };

	for (size_t i = 0; i < HCN_N_ELEMENTS(chosen); i++)
		for (size_t j = 0; j < HCN_N_ELEMENTS(vips); j++)
			ck_assert_int_eq(run(NULL, (const char *[]){ "ip", "-n",
							   s->endpoints[chosen[i]].netns, "addr",
							   "add", vips[j], "dev", "lo", NULL }),
				0);
	make(HCN_KIND_LOADBALANCER,
		doc("{'FrontendVIPs':['%s','%s'],'HostComputeEndpoints':['%s','%s','%s'],"
		    "'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':%u,'Flags':8},"
		    "{'Protocol':17,'ExternalPort':53,'InternalPort':53,'Flags':8},"
		    "{'Protocol':6,'ExternalPort':81,'InternalPort':%u}],"
		    "'SchemaVersion':{'Major':2,'Minor':0}}",
			vips[0], vips[1], s->endpoints[chosen[0]].id, s->endpoints[chosen[1]].id,
			s->endpoints[chosen[2]].id, scene_port(&s->random),
			scene_port(&s->random)));
}

/* A load balancer whose endpoint has been deleted refuses. */
static void add_deserted_balancer(const char *network)
{
	const char *id = make_endpoint(network, "");

	make(HCN_KIND_LOADBALANCER,
		doc("{'FrontendVIPs':['10.96.0.12','fd00:96::12'],'HostComputeEndpoints':['%s'],"
		    "'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':80},"
		    "{'Protocol':17,'ExternalPort':53,'InternalPort':53}],"
		    "'SchemaVersion':{'Major':2,'Minor':0}}",
			id));
	ck_assert_int_eq(try_delete(HCN_KIND_ENDPOINT, id), 0);
}

static void add_usual_addresses(struct scene *s)
{
	static const char *const texts[] = { "172.30.0.1", "172.31.0.1", "10.99.0.1", "fd00:30::1",
		"fd00:31::1", "198.51.100.1", "198.51.100.254", "2001:db8:51::1", "2001:db8:51::fe",
		"203.0.113.7", "172.30.0.200", "fd00:31::200", "10.96.0.10", "10.96.0.11",
		"10.96.0.10", "10.96.0.11", "fd00:96::10", "fd00:96::10", "10.96.0.12",
		"fd00:96::12", "10.96.0.13", "10.96.0.13", "10.96.0.13", "fd00:96::13",
		"fd00:96::13", "fd00:96::13" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++)
		add_address(s, texts[i]);
}

#define N_NAMESPACES 8
#define ON_HOST      N_NAMESPACES
#define NOT_ATTACHED (N_NAMESPACES + 1)

enum { BLUE, GREEN, INNER };

/* Namespaces with one endpoint, with two of different networks or of one, with three. */
static const struct {
	int network, ns;
} endpoints[] = {
	{ BLUE, 0 },
	{ BLUE, 1 },
	{ BLUE, 2 },
	{ BLUE, NOT_ATTACHED },
	{ BLUE, 3 },
	{ INNER, 3 },
	{ GREEN, 0 },
	{ GREEN, 4 },
	{ GREEN, 4 },
	{ GREEN, 5 },
	{ INNER, 0 },
	{ INNER, 6 },
	{ BLUE, ON_HOST },
	{ GREEN, 7 },
	{ BLUE, 7 },
};

static void add_endpoints(struct scene *s, char networks[][37])
{
	char namespaces[NOT_ATTACHED][37] = { [ON_HOST] = "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC" };

	for (size_t i = 0; i < N_NAMESPACES; i++)
		snprintf(namespaces[i], sizeof(namespaces[i]), "%s", make_namespace());
	for (size_t i = 0; i < HCN_N_ELEMENTS(endpoints); i++)
		add_endpoint(s, networks[endpoints[i].network],
			endpoints[i].ns == NOT_ATTACHED ? NULL : namespaces[endpoints[i].ns]);
}

void scene_make(struct scene *s, uint64_t seed)
{
	char networks[3][37];
	_cleanup_(hcn_buf_clear) struct hcn_buf policies = { 0 };

	*s = (struct scene){ .random = { seed } };
	hcn_buf_puts(&policies, SETS);
	if (chance(&s->random, 30)) {
		hcn_buf_putc(&policies, ',');
		put_acl(&s->random, &policies, "NetworkACL");
	}
	add_network(networks[BLUE], "blue", "NAT", "172.30.0.0/24", "fd00:30::/64", SETS);
	add_network(
		networks[GREEN], "green", "NAT", "172.31.0.0/24", "fd00:31::/64", TEXT(policies));
	add_network(networks[INNER], "inner", "Internal", "10.99.0.0/24", NULL, "");
	add_usual_addresses(s);
	add_endpoints(s, networks);
	for (size_t i = 0; i < 8; i++)
		add_balancer(s, i >= 6);
	add_preserving_balancer(s);
	add_deserted_balancer(networks[BLUE]);
}

void scene_clear(void)
{
	char *ids;
	json_t *list, *id;
	size_t i;

	ck_assert_int_eq(hcn_enumerate(world, HCN_KIND_LOADBALANCER, NULL, &ids, &world_error), 0);
	list = json_loads(ids, 0, NULL);
	json_array_foreach(list, i, id)
		ck_assert_int_eq(try_delete(HCN_KIND_LOADBALANCER, json_string_value(id)), 0);
	json_decref(list);
	hcn_free(ids);
}
