/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* OVN-Kubernetes' hybrid overlay (go-controller/hybrid-overlay/pkg/controller) (doc/facts/clients.md §7.2). */
#include "hcsshim.h"

/* CreateNetworkPolicySetting..., EnsureExists: without a NetworkAdapterName the first adapter is taken. */
static json_t *make_overlay_network(
	const char *name, const char *prefix, const char *gateway, int vsid, int flags, bool port)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'%s','Type':'Overlay','Policies':[{'Type':'AutomaticDNS','Settings':{"
		    "'Enable':true}}%s],'MacPool':{},'Dns':{},'Ipams':[{'Type':'Static','Subnets':"
		    "[{'IpAddressPrefix':'%s','Policies':[{'Type':'VSID','Settings':{"
		    "'IsolationId':%d}}],'Routes':[{'NextHop':'%s','DestinationPrefix':'0.0.0.0/0'"
		    "}]}]}],'Flags':%d,'Health':{'Extra':{}}," VERSION "}",
			name, port ? ",{'Type':'VxlanPort','Settings':{'Port':9898}}" : "", prefix,
			vsid, gateway, flags));
}

static const char *policy_request(const char *request, const char *type, const char *settings)
{
	return doc("{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':[{'Type':"
		   "'%s','Settings':%s}]}}",
		request, type, settings);
}

START_TEST(two_overlays_live_side_by_side)
{
	json_t *base, *net, *policy;

	/* persistent: Flags 0 */
	base = make_overlay_network("BaseOVNKubernetesHybridOverlayNetwork", "100.64.0.0/30",
		"100.64.0.2", 4098, 0, true);
	net = make_overlay_network(
		"OVNKubernetesHybridOverlayNetwork", "10.132.0.0/24", "10.132.0.1", 4097, 8, true);
	ck_assert_str_ne(id_of(base), id_of(net));
	/* read from the reply of Create, never again */
	ck_assert_uint_eq(policies_of(net, "DrMacAddress", &policy), 1);
	ck_assert_uint_eq(strlen(text_at(policy, "/Settings/Address")), 17);
	ck_assert_uint_eq(policies_of(net, "VxlanPort", &policy), 1);
	ck_assert_int_eq(number_at(policy, "/Settings/Port"), 9898);
	ck_assert_uint_eq(policies_of(net, "AutomaticDNS", NULL), 1);
	/* an error of this one is fatal */
	shim_modify(HCN_KIND_NETWORK, id_of(net), policy_request("Add", "HostRoute", "{}"));
}
END_TEST

#define NODE(prefix, pa)                                                                           \
	"{'DestinationPrefix':'" prefix "','IsolationId':4097,'ProviderAddress':'" pa              \
	"','DistributedRouterMacAddress':'0a:58:0a:84:01:02'}"

START_TEST(nodes_come_and_go)
{
	json_t *net = make_overlay_network(
		"OVNKubernetesHybridOverlayNetwork", "10.132.0.0/24", "10.132.0.1", 4097, 8, false);
	const char *id = id_of(net);

	shim_modify(HCN_KIND_NETWORK, id,
		policy_request("Add", "RemoteSubnetRoute", NODE("10.132.1.0/24", "10.255.0.21")));
	shim_modify(HCN_KIND_NETWORK, id,
		policy_request("Add", "RemoteSubnetRoute", NODE("10.132.2.0/24", "10.255.0.22")));
	/* RemoveRemoteSubnetRoutePolicy finds it by its prefix and sends it back as it was read */
	shim_modify(HCN_KIND_NETWORK, id,
		policy_request(
			"Remove", "RemoteSubnetRoute", NODE("10.132.1.0/24", "10.255.0.21")));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", NULL), 1);
}
END_TEST

START_TEST(an_older_windows_has_no_vxlan_port)
{
	json_t *net = NULL;

	ck_assert_int_eq(setenv("HCN_HNS_VERSION", "10.2", 1), 0);
	ck_assert_uint_eq(shim_try_create(HCN_KIND_NETWORK,
				  doc("{'Name':'ovn','Type':'Overlay','Policies':[{'Type':"
				      "'VxlanPort','Settings':{'Port':9898}}],'Ipams':[{'Type':"
				      "'Static','Subnets':[{'IpAddressPrefix':'10.132.0.0/24',"
				      "'Policies':[{'Type':'VSID','Settings':{'IsolationId':4097}"
				      "}],'Routes':[{'NextHop':'10.132.0.1','DestinationPrefix':"
				      "'0.0.0.0/0'}]}]}],'Flags':8," VERSION "}"),
				  &net),
		0x803b000e);
}
END_TEST

int main(void)
{
	return run_client_tests("ovn", (const struct fact[]){
					       { two_overlays_live_side_by_side },
					       { nodes_come_and_go },
					       { an_older_windows_has_no_vxlan_port },
					       { NULL },
				       });
}
