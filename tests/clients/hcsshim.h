/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fixtures of hcsshim's tests (hcn/hcnutils_test.go), as Go marshals them. */
#ifndef HCN_TEST_HCSSHIM_H
#define HCN_TEST_HCSSHIM_H

#include <string.h>

#include "cleanup.h"
#include "shim.h"

#define VERSION "'SchemaVersion':{'Major':2,'Minor':0}"

#define TEST_MAC_POOL                                                                              \
	"'MacPool':{'Ranges':[{'StartMacAddress':'00-15-5D-52-C0-00','EndMacAddress':"             \
	"'00-15-5D-52-CF-FF'}]}"

#define NAT_ENDPOINT                                                                               \
	"{'Name':'GoTestNatEndpoint','Policies':[],'IpConfigurations':[],'Dns':{},'Routes':[],"    \
	"'Health':{'Extra':{}}," VERSION "}"

#define ACL_ADDRESSES                                                                              \
	"'LocalAddresses':'192.168.100.0/24,10.0.0.21','RemoteAddresses':"                         \
	"'192.168.100.0/24,10.0.0.21'"
#define ACL_IN                                                                                     \
	"{'Protocols':'6','Action':'Block','Direction':'In'," ACL_ADDRESSES                        \
	",'LocalPorts':'80,8080','RemotePorts':'80,8080','RuleType':'Switch','Priority':200}"
#define ACL_OUT                                                                                    \
	"{'Protocols':'6','Action':'Block','Direction':'Out'," ACL_ADDRESSES                       \
	",'LocalPorts':'80,8080','RemotePorts':'80,8080','RuleType':'Switch','Priority':200}"

/* All of them have one subnet, 192.168.100.0/24: a test that wants two at once moves the second. */
static inline json_t *make_nat(void)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'GoTestNat','Type':'NAT','Policies':[]," TEST_MAC_POOL
		    ",'Dns':{},'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':"
		    "'192.168.100.0/24','Routes':[{'NextHop':'192.168.100.1','DestinationPrefix':"
		    "'0.0.0.0/0'}]}]}],'Health':{'Extra':{}}," VERSION "}"));
}

static inline json_t *make_overlay_at(const char *name, const char *net24, unsigned vsid)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'%s','Type':'Overlay','Policies':[]," TEST_MAC_POOL
		    ",'Dns':{},'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'%s.0/24',"
		    "'Policies':[{'Type':'VSID','Settings':{'IsolationId':%u}}],'Routes':"
		    "[{'NextHop':'%s.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Flags':8,'Health':"
		    "{'Extra':{}}," VERSION "}",
			name, net24, vsid, net24));
}

static inline json_t *make_overlay(void)
{
	return make_overlay_at("GoTestOverlay", "192.168.101", 5000);
}

static inline json_t *make_l2bridge(void)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'GoTestL2Bridge','Type':'L2Bridge','Policies':[]," TEST_MAC_POOL
		    ",'Dns':{},'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':"
		    "'192.168.102.0/24','Routes':[{'NextHop':'192.168.102.1','DestinationPrefix':"
		    "'0.0.0.0/0'}]}]}],'Flags':8,'Health':{'Extra':{}}," VERSION "}"));
}

static inline json_t *make_nat_endpoint(json_t *net)
{
	return shim_create_endpoint(id_of(net), doc(NAT_ENDPOINT));
}

static inline json_t *make_host_default(void)
{
	return shim_create(
		HCN_KIND_NAMESPACE, doc("{'NamespaceId':5,'Type':'HostDefault'," VERSION "}"));
}

/* Three tiers for each direction: what TestApplyTierAclPolicyOnEndpoint sends. */
static inline const char *tier_acl_request(void)
{
	static char text[8192];
	size_t len = 0;

	len += (size_t)snprintf(text, sizeof(text),
		"{\"ResourceType\":\"Policy\",\"RequestType\":\"Update\",\"Settings\":{\"Policies\":[");
	for (int i = 0; i < 6; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%s{\"Type\":\"TierAcl\",\"Settings\":{\"Name\":\"TierAcl%d\",\"Direction\":"
			"\"%s\",\"Order\":%d,\"TierAclRules\":[{\"Id\":\"TestTierAcl%d\",\"Protocols\":"
			"\"6\",\"TierAclRuleAction\":\"%s\",\"LocalAddresses\":\"\",\"RemoteAddresses\":"
			"\"192.168.102.0/24\",\"LocalPorts\":\"8080\",\"RemotePorts\":\"\",\"Priority\":"
			"%d}]}}",
			i ? "," : "", i, i % 2 ? "Out" : "In", i / 2, i,
			i < 2   ? "Pass"
			: i < 4 ? "Allow"
				: "Block",
			100 + i);
	(void)snprintf(text + len, sizeof(text) - len, "]}}");
	return text;
}

#endif
