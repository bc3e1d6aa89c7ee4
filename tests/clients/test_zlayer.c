/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ZLayer's Rust client (crates/zlayer-hns), a user of windows-rs: random ids as parameters, "{}" queries in V1, its own
 * spelling of keys (doc/facts/clients.md §2, §4.2, §7.2).
 */
#include "hcsshim.h"

#define NET_ID "3C0B5E1A-9D2F-4B6E-8A71-5D4C3B2A1F0E"
#define NS_ID  "4D1C6F2B-0E3A-4C7F-9B82-6E5D4C3B2A1F"
#define EP_ID  "5E2D703C-1F4B-4D80-AC93-7F6E5D4C3B2A"

static const char network_document[] =
	"{'SchemaVersion':{'Major':2,'Minor':0},'Name':'zlayer-transparent','Type':'Transparent',"
	"'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'10.88.0.0/24','Routes':[{"
	"'NextHop':'10.88.0.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Policies':[{'Type':"
	"'NetAdapterName','Settings':{'NetworkAdapterName':'" HOST_ADAPTER "'}}]}";

static const char endpoint_document[] =
	"{'SchemaVersion':{'Major':2,'Minor':0},'Name':'zlayer-web-1','HostComputeNetwork':"
	"'" NET_ID "','IPConfigurations':[{'IpAddress':'10.88.0.20','PrefixLength':24}],'Policies'"
	":[{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.88.0.0/24']}},{'Type':'SDNRoute',"
	"'Settings':{'DestinationPrefix':'10.88.0.0/24','NeedEncap':false}},{'Type':'ACL',"
	"'Settings':{'Action':'Allow','Direction':'In','RemoteAddresses':'10.88.0.0/24',"
	"'RuleType':'Switch','Priority':65500}}]}";

static json_t *query_namespace(void)
{
	return shim_query(HCN_KIND_NAMESPACE, NS_ID, "{}");
}

START_TEST(a_container_comes_and_goes)
{
	GUID net_id = shim_guid(NET_ID), ns_id = shim_guid(NS_ID), ep_id = shim_guid(EP_ID);
	HCN_NETWORK net = NULL;
	HCN_NAMESPACE ns = NULL;
	HCN_ENDPOINT ep = NULL;
	PWSTR record = NULL, stats = NULL;
	json_t *v1;

	ck_assert_int_eq(
		HcnCreateNetwork(&net_id, shim_wide(doc("%s", network_document)), &net, &record),
		0);
	ck_assert_ptr_null(record);
	ck_assert_int_eq(HcnCreateNamespace(&ns_id, shim_wide(doc("{" VERSION ",'Type':'Host'}")),
				 &ns, &record),
		0);
	ck_assert_int_eq(HcnCreateEndpoint(net, &ep_id, shim_wide(doc("%s", endpoint_document)),
				 &ep, &record),
		0);
	ck_assert_int_eq(HcnModifyNamespace(ns,
				 shim_wide(doc("{'RequestType':'Add','ResourceType':'Endpoint',"
					       "'Settings':{'EndpointId':'{" EP_ID "}'}}")),
				 &record),
		0);
	/* V1 names and this exact spelling */
	v1 = query_namespace();
	ck_assert_str_eq(text_at(v1, "/ResourceList/0/Data/Id"), EP_ID);
	v1 = shim_query(HCN_KIND_ENDPOINT, EP_ID, "{}");
	ck_assert_str_eq(text_at(v1, "/IPAddress"), "10.88.0.20");
	ck_assert_str_eq(text_at(v1, "/Name"), "zlayer-web-1");
	ck_assert_int_eq(HcnQueryEndpointStats(ep, shim_wide("{}"), &stats, &record), 0);
	v1 = shim_take(&stats);
	ck_assert_uint_eq(json_object_size(v1), 8);
	ck_assert(json_is_integer(at(v1, "/DroppedPacketsIncoming")));

	/* teardown: the endpoint first, the namespace's list does not keep it */
	ck_assert_int_eq(HcnDeleteEndpoint(&ep_id, &record), 0);
	v1 = query_namespace();
	ck_assert_uint_eq(json_array_size(at(v1, "/ResourceList")), 0);
	ck_assert_int_eq(HcnDeleteNamespace(&ns_id, &record), 0);
	ck_assert_int_eq(HcnCloseEndpoint(ep), 0);
	ck_assert_int_eq(HcnCloseNamespace(ns), 0);
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

START_TEST(leftovers_are_reaped_by_the_beginning_of_their_names)
{
	GUID net_id = shim_guid(NET_ID);
	HCN_NETWORK net = NULL;
	PWSTR ids = NULL;
	json_t *list, *id;
	size_t i, n = 0;

	ck_assert_int_eq(
		HcnCreateNetwork(&net_id, shim_wide(doc("%s", network_document)), &net, NULL), 0);
	shim_create_endpoint(NET_ID, doc("%s", endpoint_document));
	ck_assert_int_eq(HcnEnumerateEndpoints(shim_wide("{}"), &ids, NULL), 0);
	list = shim_take(&ids);
	json_array_foreach(list, i, id)
	{
		json_t *v1 = shim_query(HCN_KIND_ENDPOINT, json_string_value(id), "{}");
		GUID guid = shim_guid(json_string_value(id));

		if (strncmp(text_at(v1, "/Name"), "zlayer-", 7))
			continue;
		ck_assert_int_eq(HcnDeleteEndpoint(&guid, NULL), 0);
		n++;
	}
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

START_TEST(wrong_arguments_are_refused)
{
	GUID ep_id = shim_guid(EP_ID);
	HCN_ENDPOINT ep = NULL;
	HCN_NAMESPACE ns = NULL;
	PWSTR record = NULL;
	GUID ns_id = shim_guid(NS_ID);

	ck_assert_uint_eq((uint32_t)HcnCreateEndpoint(NULL, &ep_id,
				  shim_wide(doc("%s", endpoint_document)), &ep, &record),
		0x80070057);
	ck_assert_int_eq(number_at(shim_take(&record), "/ErrorCode"), 2147942487);
	ck_assert_int_eq(HcnCreateNamespace(&ns_id, shim_wide(doc("{" VERSION "}")), &ns, NULL), 0);
	/* Settings must be an object, not text that holds one */
	ck_assert_uint_eq(
		(uint32_t)HcnModifyNamespace(ns,
			shim_wide("{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\","
				  "\"Settings\":\"{}\"}"),
			&record),
		0x803b001b);
	ck_assert_str_eq(text_at(shim_take(&record), "/Pointer"), "/Settings");
	ck_assert_int_eq(HcnCloseNamespace(ns), 0);
}
END_TEST

int main(void)
{
	return run_client_tests(
		"zlayer", (const struct fact[]){
				  { a_container_comes_and_goes },
				  { leftovers_are_reaped_by_the_beginning_of_their_names },
				  { wrong_arguments_are_refused },
				  { NULL },
			  });
}
