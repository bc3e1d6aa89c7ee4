/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the Settings of each policy must say: what clients send is accepted, the rest refused where it is wrong. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "policy/policy.h"

#define ENDPOINT &hcn_endpoint_schema
#define NETWORK  &hcn_network_schema

/* The refusal of a document's only policy (0: none), by the decoder or the checks. */
static int check(const struct hcn_schema *schema, const struct hcn_rules *rules, const char *type,
	const char *settings)
{
	struct hcn_network net = { 0 };
	struct hcn_endpoint ep = { 0 };
	void *document = schema == NETWORK ? (void *)&net : (void *)&ep;
	char text[1024];
	int r;

	snprintf(text, sizeof(text), "{'Policies':[{'Type':'%s'%s%s}]}", type,
		*settings ? ",'Settings':" : "", settings);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	hcn_error_reset(&refusal);
	r = hcn_schema_decode(schema, text, strlen(text), NULL, document, &refusal);
	if (!r)
		r = schema == NETWORK ? hcn_policies_check(rules, net.policies, net.n_policies,
						"/Policies", &refusal)
				      : hcn_policies_check(rules, ep.policies, ep.n_policies,
						"/Policies", &refusal);
	hcn_schema_clear(schema, document);
	return r;
}

#define RULE  "'Action':'Allow','Direction':'In',"
#define PROXY "'Destination':'10.0.0.9:80',"

/* doc/facts/clients.md §3, §4, §7. */
static const struct {
	const struct hcn_schema *schema;
	const char *type, *settings;
} sent[] = {
	{ ENDPOINT, "ACL",
		"{" RULE "'RemoteAddresses':'10.0.0.0/24','RuleType':'Switch','Priority':65500}" },
	{ ENDPOINT, "ACL",
		"{'Protocols':'256','Action':'Block','Direction':'In','RuleType':'Switch','Priority':65500}" },
	{ ENDPOINT, "ACL",
		"{" RULE
		"'Id':'allow-host-to-endpoint','Protocols':'256','RemoteAddresses':'10.0.0.5/32','RuleType':'Switch','Priority':900}" },
	{ ENDPOINT, "ACL",
		"{" RULE
		"'Id':'API0|x','Protocols':'6','LocalPorts':'80,8000-8010','RemoteAddresses':'10.0.0.1/32,fd00::1'}" },
	{ ENDPOINT, "ACL", "{" RULE "'RuleType':'Host'}" },
	{ ENDPOINT, "ACL", "{" RULE "'RuleType':'Host','Priority':0}" },
	{ ENDPOINT, "ACL",
		"{" RULE
		"'Priority':222,'LocalAddresses':'','RemoteAddresses':'','LocalPorts':'','RemotePorts':'','Protocols':''}" },
	{ ENDPOINT, "ACL",
		"{" RULE "'LocalAddresses':'azure-npm-1,azure-npm-2','Protocols':'132'}" },
	{ ENDPOINT, "ACL",
		"{'Action':'Block','Direction':'Out','Protocols':'17','LocalAddresses':'169.254.128.10','Priority':2000}" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'6,17,252','Priority':1}" },
	{ ENDPOINT, "ACL", "{'Action':'allow','Direction':'in'}" },
	{ ENDPOINT, "TierAcl",
		"{'Name':'t','Direction':'In','Order':1,'TierAclRules':[{'Id':'r','Protocols':'6','TierAclRuleAction':'Pass','LocalAddresses':'192.168.100.0/24,10.0.0.21','LocalPorts':'80,8080','Priority':1}]}" },
	{ ENDPOINT, "TierAcl", "{'Direction':'Out'}" },
	{ ENDPOINT, "QOS", "{'MaximumOutgoingBandwidthInBytes':12500000}" },
	{ ENDPOINT, "QOS", "{}" },
	{ ENDPOINT, "L4Proxy",
		"{'IP':'10.0.0.0/8','Port':'8080','Protocol':6,'Exceptions':['10.0.0.0/9'],'Destination':'10.0.0.1:65535'}" },
	{ ENDPOINT, "L4Proxy",
		"{'IP':'fd01::1','Port':'1','Protocol':17,'Destination':'[fd00::1]:53'}" },
	{ ENDPOINT, "L4Proxy", "{'IP':'','Port':'','Destination':'10.0.0.1:80'}" },
	{ ENDPOINT, "L4Proxy", "{'IP':'0.0.0.0/0','Port':'0','Destination':'10.0.0.1:80'}" },
	{ ENDPOINT, "L4Proxy", "{'Port':'80','Destination':'10.0.0.1'}" },
	{ ENDPOINT, "L4Proxy", "{'IP':'fd01::/16','Port':'80','Destination':'fd00::1:80'}" },
	{ NETWORK, "L4Proxy",
		"{'Destination':'10.0.0.1:8080','ExceptionList':['10.0.0.1','fd00::/8'],'OutboundNat':true}" },
	{ ENDPOINT, "L4WFPPROXY",
		"{'InboundProxyPort':'80','OutboundProxyPort':'81','FilterTuple':{'RemotePorts':'443','Protocols':'6','Priority':1},'UserSID':'S-1-5-32-556','InboundExceptions':{},'OutboundExceptions':{'IpAddressExceptions':['10.0.0.1'],'PortExceptions':['22']}}" },
	{ ENDPOINT, "L4WFPPROXY", "{'OutboundProxyPort':'81','FilterTuple':{}}" },
	{ ENDPOINT, "SDNRoute", "{'DestinationPrefix':'10.0.0.0/8','NeedEncap':true}" },
	{ ENDPOINT, "SDNRoute", "{'DestinationPrefix':'10.0.0.0/8','NextHop':''}" },
	{ ENDPOINT, "ProviderAddress", "{'ProviderAddress':'192.0.2.1'}" },
	{ ENDPOINT, "EncapOverhead", "{'Overhead':50}" },
	{ ENDPOINT, "OutBoundNAT", "" },
	{ ENDPOINT, "OutBoundNAT", "{}" },
	{ ENDPOINT, "OutBoundNAT", "{'Exceptions':null}" },
	{ ENDPOINT, "OutBoundNAT", "{'Destinations':['10.0.0.5'],'VirtualIP':''}" },
	{ ENDPOINT, "PortMapping",
		"{'Protocol':17,'InternalPort':53,'ExternalPort':56789,'VIP':'','Flags':1}" },
	{ ENDPOINT, "PortName", "{'Name':''}" },
	{ ENDPOINT, "Firewall",
		"{'VmCreatorId':'40E0AC32-46A5-438A-A0B2-2B479E8F2E90','PolicyFlags':1}" },
	{ ENDPOINT, "Iov", "{'IovOffloadWeight':100,'QueuePairsRequested':1}" },
	{ ENDPOINT, "INTERFACECONSTRAINT",
		"{'InterfaceGuid':'00000000-0000-0000-0000-000000000000','InterfaceAlias':'e'}" },
	{ ENDPOINT, "VLAN", "{'IsolationId':4094}" },
	{ ENDPOINT, "L2Driver", "{}" },
	{ ENDPOINT, "InterfaceParameters", "{'Mtu':1400}" },
	{ NETWORK, "ProviderAddress", "{'ProviderAddress':'192.0.2.1'}" },
	{ NETWORK, "DrMacAddress", "{'Address':'00-15-5D-00-00-01'}" },
	{ NETWORK, "NetAdapterName", "{'NetworkAdapterName':'Ethernet 2'}" },
	{ NETWORK, "AutomaticDNS", "{}" },
	{ NETWORK, "HostRoute", "{}" },
	{ NETWORK, "VxlanPort", "{'Port':4789}" },
	{ NETWORK, "RemoteSubnetRoute",
		"{'DestinationPrefix':'10.1.0.0/24','IsolationId':4096,'ProviderAddress':'192.0.2.2','DistributedRouterMacAddress':'0e:2a:00:00:00:01'}" },
	{ NETWORK, "SetPolicy",
		"{'Id':'azure-npm-1','Name':'ns-x','PolicyType':'IPSET','Values':'10.0.0.1,10.0.0.2'}" },
	{ NETWORK, "SetPolicy", "{'Id':'azure-npm-2','PolicyType':1,'Values':'azure-npm-1'}" },
	{ NETWORK, "SetPolicy", "{'Id':'s','PolicyType':'IPSET','Values':''}" },
	{ NETWORK, "NetworkACL", "{" RULE "'Priority':100}" },
	{ NETWORK, "VSwitchExtension",
		"{'ExtensionID':'430BDADD-BAB0-41AB-A369-94B67FA5BE0A','Enable':true}" },
	{ NETWORK, "LayerConstraint", "{'LayerId':'430BDADD-BAB0-41AB-A369-94B67FA5BE0A'}" },
	{ NETWORK, "NeighborDiscovery", "{'TargetIpPrefix':'10.0.0.0/8'}" },
};

START_TEST(what_clients_send_is_accepted)
{
	ck_assert_msg(!check(sent[_i].schema, NULL, sent[_i].type, sent[_i].settings), "%s %s: %s",
		sent[_i].type, sent[_i].settings, refusal.text);
}
END_TEST

/* The pointer without "/Policies/0", and the value. */
static const struct {
	const struct hcn_schema *schema;
	const char *type, *settings, *pointer, *value;
} wrong[] = {
	{ ENDPOINT, "ACL", "", "/Settings", "" },
	{ ENDPOINT, "ACL", "{'Direction':'In'}", "/Settings/Action", "" },
	{ ENDPOINT, "ACL", "{'Action':'Allow'}", "/Settings/Direction", "" },
	{ ENDPOINT, "ACL", "{'Action':'Pass','Direction':'In'}", "/Settings/Action", "Pass" },
	{ ENDPOINT, "ACL", "{'Action':'Deny','Direction':'In'}", "/Settings/Action", "Deny" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'tcp'}", "/Settings/Protocols", "tcp" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'6,257'}", "/Settings/Protocols", "257" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'6,'}", "/Settings/Protocols", "" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'-6'}", "/Settings/Protocols", "-6" },
	{ ENDPOINT, "ACL", "{" RULE "'LocalAddresses':'10.0.0.1,'}", "/Settings/LocalAddresses",
		"" },
	{ ENDPOINT, "ACL", "{" RULE "'RemotePorts':'80-'}", "/Settings/RemotePorts", "80-" },
	{ ENDPOINT, "ACL", "{" RULE "'RemotePorts':'65536'}", "/Settings/RemotePorts", "65536" },
	{ ENDPOINT, "ACL", "{" RULE "'RuleType':'Switch','Priority':0}", "/Settings/Priority",
		"0" },
	{ ENDPOINT, "ACL", "{" RULE "'Priority':65536}", "/Settings/Priority", "65536" },
	{ ENDPOINT, "TierAcl", "{}", "/Settings/Direction", "" },
	{ ENDPOINT, "TierAcl", "{'Direction':'In','TierAclRules':[{}]}",
		"/Settings/TierAclRules/0/TierAclRuleAction", "" },
	{ ENDPOINT, "TierAcl",
		"{'Direction':'In','TierAclRules':[{'TierAclRuleAction':'Allow'},{'TierAclRuleAction':'Pass','Protocols':'x'}]}",
		"/Settings/TierAclRules/1/Protocols", "x" },
	{ ENDPOINT, "QOS", "{'MaximumOutgoingBandwidthInBytes':-1}",
		"/Settings/MaximumOutgoingBandwidthInBytes", "-1" },
	{ ENDPOINT, "L4Proxy", "{}", "/Settings/Destination", "" },
	{ ENDPOINT, "L4Proxy", "{'IP':'10.0.0.9','Port':'80'}", "/Settings/Destination", "" },
	{ ENDPOINT, "L4Proxy", "{'Port':'80','Destination':''}", "/Settings/Destination", "" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'10.0.0.9'}", "/Settings/Destination", "10.0.0.9" },
	{ ENDPOINT, "L4Proxy", "{'Port':'0','Destination':'10.0.0.9'}", "/Settings/Destination",
		"10.0.0.9" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'fd00::9:80'}", "/Settings/Destination",
		"fd00::9:80" },
	{ ENDPOINT, "L4Proxy", "{'Port':'80','Destination':'10.0.0.0/8'}", "/Settings/Destination",
		"10.0.0.0/8" },
	{ ENDPOINT, "L4Proxy", "{'Port':'80','Destination':'10.0.0.9,10.0.0.8'}",
		"/Settings/Destination", "10.0.0.9,10.0.0.8" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'10.0.0.9:0'}", "/Settings/Destination",
		"10.0.0.9:0" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'10.0.0.9:65536'}", "/Settings/Destination",
		"10.0.0.9:65536" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'10.0.0.9:'}", "/Settings/Destination",
		"10.0.0.9:" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'10.0.0.9:80x'}", "/Settings/Destination",
		"10.0.0.9:80x" },
	{ ENDPOINT, "L4Proxy", "{'Destination':':80'}", "/Settings/Destination", ":80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[10.0.0.9]:80'}", "/Settings/Destination",
		"[10.0.0.9]:80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[fd00::9]'}", "/Settings/Destination",
		"[fd00::9]" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[fd00::9]80'}", "/Settings/Destination",
		"[fd00::9]80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[fd00::9]:'}", "/Settings/Destination",
		"[fd00::9]:" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[]:80'}", "/Settings/Destination", "[]:80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'proxy:80'}", "/Settings/Destination", "proxy:80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'0.0.0.0:80'}", "/Settings/Destination",
		"0.0.0.0:80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'[::1]:80'}", "/Settings/Destination", "[::1]:80" },
	{ ENDPOINT, "L4Proxy", "{'Destination':'224.0.0.1:80'}", "/Settings/Destination",
		"224.0.0.1:80" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'IP':'fd00::/8'}", "/Settings/IP", "fd00::/8" },
	{ ENDPOINT, "L4Proxy", "{'IP':'10.0.0.1','Destination':'[fd00::9]:80'}", "/Settings/IP",
		"10.0.0.1" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'IP':'0.0.0.0'}", "/Settings/IP", "0.0.0.0" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'IP':'10.0.0.1,10.0.0.2'}", "/Settings/IP",
		"10.0.0.1,10.0.0.2" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'Port':'65536'}", "/Settings/Port", "65536" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'Port':'80-90'}", "/Settings/Port", "80-90" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'Protocol':1}", "/Settings/Protocol", "" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'Exceptions':['10.0.0.1','x']}", "/Settings/Exceptions/1",
		"x" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'ExceptionList':['y']}", "/Settings/ExceptionList/0",
		"y" },
	{ ENDPOINT, "L4WFPPROXY", "{}", "/Settings/OutboundProxyPort", "" },
	{ ENDPOINT, "L4WFPPROXY", "{'InboundProxyPort':'80','FilterTuple':{'Protocols':'1,58'}}",
		"/Settings/FilterTuple/Protocols", "1,58" },
	{ ENDPOINT, "L4WFPPROXY",
		"{'InboundProxyPort':'80','FilterTuple':{'RemoteAddresses':'set'}}",
		"/Settings/FilterTuple/RemoteAddresses", "set" },
	{ ENDPOINT, "L4WFPPROXY",
		"{'InboundProxyPort':'80','OutboundExceptions':{'IpAddressExceptions':['q']}}",
		"/Settings/OutboundExceptions/IpAddressExceptions/0", "q" },
	{ NETWORK, "NeighborDiscovery", "{'SenderMacAddress':'01-00-00-00-00-01'}",
		"/Settings/SenderMacAddress", "01-00-00-00-00-01" },
	{ NETWORK, "NeighborDiscovery",
		"{'TargetIpPrefix':'10.0.0.1/32','SenderMacAddress':'02-00-00-00-00-01','SenderIpAddress':'fd00::1'}",
		"/Settings/SenderIpAddress", "fd00::1" },
	{ ENDPOINT, "SDNRoute", "{}", "/Settings/DestinationPrefix", "" },
	{ ENDPOINT, "SDNRoute", "{'DestinationPrefix':'10.0.0.0/8','NextHop':'fd00::1'}",
		"/Settings/NextHop", "fd00::1" },
	{ ENDPOINT, "ProviderAddress", "{'ProviderAddress':''}", "/Settings/ProviderAddress", "" },
	{ ENDPOINT, "ProviderAddress", "{'ProviderAddress':'x'}", "/Settings/ProviderAddress",
		"x" },
	{ ENDPOINT, "PortMapping", "", "/Settings", "" },
	{ ENDPOINT, "VLAN", "{'IsolationId':0}", "/Settings/IsolationId", "0" },
	{ ENDPOINT, "VLAN", "{'IsolationId':4095}", "/Settings/IsolationId", "4095" },
	{ ENDPOINT, "VLAN", "{}", "/Settings/IsolationId", "" },
	{ NETWORK, "DrMacAddress", "{'Address':'01-00-5E-00-00-01'}", "/Settings/Address",
		"01-00-5E-00-00-01" },
	{ NETWORK, "SourceMacAddress", "{'SourceMacAddress':'00-00-00-00-00-00'}",
		"/Settings/SourceMacAddress", "00-00-00-00-00-00" },
	{ NETWORK, "NetAdapterName", "{'NetworkAdapterName':''}", "/Settings/NetworkAdapterName",
		"" },
	{ NETWORK, "VxlanPort", "{'Port':0}", "/Settings/Port", "0" },
	{ NETWORK, "RemoteSubnetRoute",
		"{'DestinationPrefix':'10.1.0.0/24','IsolationId':4096,'ProviderAddress':'192.0.2.2'}",
		"/Settings/DistributedRouterMacAddress", "" },
	{ NETWORK, "RemoteSubnetRoute",
		"{'DestinationPrefix':'10.1.0.0/24','IsolationId':16777216,'ProviderAddress':'192.0.2.2','DistributedRouterMacAddress':'0e:2a:00:00:00:01'}",
		"/Settings/IsolationId", "16777216" },
	{ NETWORK, "SetPolicy", "{'PolicyType':'IPSET'}", "/Settings/Id", "" },
	{ NETWORK, "SetPolicy", "{'Id':'a,b','PolicyType':'IPSET'}", "/Settings/Id", "a,b" },
	{ NETWORK, "SetPolicy", "{'Id':'10.0.0.1','PolicyType':'IPSET'}", "/Settings/Id",
		"10.0.0.1" },
	{ NETWORK, "SetPolicy", "{'Id':'a'}", "/Settings/PolicyType", "" },
	{ NETWORK, "SetPolicy", "{'Id':'a','PolicyType':'IPSET','Values':'10.0.0.1,b'}",
		"/Settings/Values", "b" },
	{ NETWORK, "NetworkACL", "{" RULE "'Protocols':'x'}", "/Settings/Protocols", "x" },
	{ NETWORK, "VSwitchExtension", "{}", "/Settings/ExtensionID", "" },
	{ NETWORK, "LayerConstraint", "{}", "/Settings/LayerId", "" },
};

START_TEST(malformed_settings_are_refused_where_they_are_wrong)
{
	char pointer[128];

	snprintf(pointer, sizeof(pointer), "/Policies/0%s", wrong[_i].pointer);
	ck_assert_msg(check(wrong[_i].schema, NULL, wrong[_i].type, wrong[_i].settings) ==
			      HCN_INVALID_POLICY,
		"%s %s: %s", wrong[_i].type, wrong[_i].settings, refusal.text);
	ck_assert_str_eq(refusal.pointer, pointer);
	ck_assert_str_eq(refusal.value, wrong[_i].value);
}
END_TEST

/* doc/facts/clients.md §6: the last version that refuses it, and the first that takes it. */
static const struct {
	const struct hcn_schema *schema;
	const char *type, *settings;
	uint32_t major, minor; /* the first version that takes it */
	int status;
	const char *pointer;
} versions[] = {
	{ ENDPOINT, "TierAcl", "{'Direction':'In'}", 14, 0, HCN_INVALID_POLICY_TYPE, "/Type" },
	{ ENDPOINT, "L4Proxy", "{" PROXY "'Protocol':6}", 13, 1, HCN_INVALID_POLICY_TYPE, "/Type" },
	{ ENDPOINT, "L4WFPPROXY", "{'InboundProxyPort':'80'}", 13, 2, HCN_INVALID_POLICY_TYPE,
		"/Type" },
	{ NETWORK, "SetPolicy", "{'Id':'a','PolicyType':'IPSET'}", 13, 0, HCN_INVALID_POLICY_TYPE,
		"/Type" },
	{ NETWORK, "SetPolicy", "{'Id':'a','PolicyType':'NESTEDIPSET'}", 15, 0, HCN_INVALID_POLICY,
		"/Settings/PolicyType" },
	{ NETWORK, "NetworkACL", "{" RULE "'Priority':1}", 15, 0, HCN_INVALID_POLICY_TYPE,
		"/Type" },
	{ NETWORK, "VxlanPort", "{'Port':4789}", 10, 3, HCN_INVALID_POLICY_TYPE, "/Type" },
	{ NETWORK, "HostRoute", "{}", 9, 2, HCN_INVALID_POLICY_TYPE, "/Type" },
	{ ENDPOINT, "ACL", "{" RULE "'Protocols':'6,252'}", 11, 0, HCN_INVALID_POLICY,
		"/Settings/Protocols" },
	{ ENDPOINT, "ACL", "{" RULE "'LocalAddresses':'10.0.0.1,10.0.0.2'}", 7, 2,
		HCN_INVALID_POLICY, "/Settings/LocalAddresses" },
	{ ENDPOINT, "ACL", "{" RULE "'RemotePorts':'80-90'}", 7, 2, HCN_INVALID_POLICY,
		"/Settings/RemotePorts" },
	{ ENDPOINT, "ACL", "{" RULE "'Id':'x'}", 7, 2, HCN_INVALID_POLICY, "/Settings/Id" },
	{ ENDPOINT, "ACL", "{" RULE "'RuleType':'Host'}", 7, 2, HCN_INVALID_POLICY,
		"/Settings/Priority" },
	{ ENDPOINT, "OutBoundNAT", "{'Destinations':['10.0.0.1']}", 10, 2, HCN_INVALID_POLICY,
		"/Settings/Destinations" },
	{ ENDPOINT, "PortMapping", "{'InternalPort':80,'Flags':2}", 11, 10, HCN_INVALID_POLICY,
		"/Settings/Flags" },
};

START_TEST(an_older_windows_refuses_what_is_newer)
{
	struct hcn_rules rules = { versions[_i].major, versions[_i].minor, .strict = false };
	char pointer[128];

	ck_assert_int_eq(
		check(versions[_i].schema, &rules, versions[_i].type, versions[_i].settings), 0);
	if (!rules.minor--)
		rules = (struct hcn_rules){ rules.major - 1, 0, .strict = false };
	ck_assert_int_eq(
		check(versions[_i].schema, &rules, versions[_i].type, versions[_i].settings),
		versions[_i].status);
	snprintf(pointer, sizeof(pointer), "/Policies/0%s", versions[_i].pointer);
	ck_assert_str_eq(refusal.pointer, pointer);
}
END_TEST

/* Types of one family in another, and those of V1. */
START_TEST(unknown_and_misplaced_types_are_refused)
{
	static const char *const endpoint[] = { "VSID", "NetworkACL", "HostRoute", "NAT", "PA",
		"" },
				 *const network[] = { "ACL", "PortMapping", "VLAN", "ELB", "acls" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(endpoint); i++) {
		ck_assert_int_eq(check(ENDPOINT, NULL, endpoint[i], "{}"), HCN_INVALID_POLICY_TYPE);
		ck_assert_str_eq(refusal.pointer, "/Policies/0/Type");
	}
	for (size_t i = 0; i < HCN_N_ELEMENTS(network); i++)
		ck_assert_int_eq(check(NETWORK, NULL, network[i], "{}"), HCN_INVALID_POLICY_TYPE);
}
END_TEST

START_TEST(strict_rules_refuse_a_sid_that_names_nobody)
{
	static const struct hcn_rules strict = { 16, 0, .strict = true };

	ck_assert_int_eq(check(ENDPOINT, &strict, "L4WFPPROXY",
				 "{'OutboundProxyPort':'81','UserSID':'S-1-22-1-1337'}"),
		0);
	ck_assert_int_eq(check(ENDPOINT, &strict, "L4WFPPROXY",
				 "{'OutboundProxyPort':'81','UserSID':'S-1-5-32-556'}"),
		HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/Policies/0/Settings/UserSID");
	ck_assert_str_eq(refusal.value, "S-1-5-32-556");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ what_clients_send_is_accepted, HCN_N_ELEMENTS(sent) },
		{ malformed_settings_are_refused_where_they_are_wrong, HCN_N_ELEMENTS(wrong) },
		{ an_older_windows_refuses_what_is_newer, HCN_N_ELEMENTS(versions) },
		{ unknown_and_misplaced_types_are_refused },
		{ strict_rules_refuse_a_sid_that_names_nobody },
		{ NULL },
	};

	return run_tests("policy settings", facts);
}
