/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Port Refresh: what somebody else took away of an endpoint in the kernel is put back, whatever it was. */
#include <errno.h>
#include <string.h>

#include "begin.h"
#include "objects_rows.h"
#include "world.h"

static const char *const refresh = "{'ResourceType':'Port','RequestType':'Refresh'}";

/* As somebody else would: takes @row out of the kernel, or changes it.  Returns 0 or what the kernel said. */
typedef int damage_fn(const struct hcn_row *row);

static int apply(struct hcn_step *step)
{
	const struct hcn_steps steps = { step, 1 };
	size_t done = 0;

	return world->ops->apply(world->backend, &steps, &done, &world_error);
}

static int take_out(const struct hcn_row *row)
{
	return apply(&(struct hcn_step){ HCN_STEP_REMOVE, row, NULL });
}

static int change_mtu(const struct hcn_row *row)
{
	struct hcn_row changed = *row;

	ck_assert_int_eq(row->kind, HCN_ROW_LINK);
	changed.link.mtu = 1300;
	return apply(&(struct hcn_step){ HCN_STEP_CHANGE, row, &changed });
}

/* Does @fn to the endpoint's @n-th own row; false: it has fewer. */
static bool damage(
	const char *endpoint, size_t n, damage_fn *fn, enum hcn_row_kind *ret_kind, int *ret_error)
{
	struct hcn_rows rows = { 0 };
	struct hcn_request rq;
	struct hcn_guid id;
	const void *object;
	bool found = false;

	ck_assert(hcn_guid_parse(endpoint, strlen(endpoint), &id));
	ck_assert_int_eq(hcn_request_begin(&rq, world, true, &world_error), 0);
	ck_assert_int_eq(hcn_engine_backend(world, &world_error), 0);
	ck_assert_int_eq(
		hcn_workset_find(&rq.ws, HCN_KIND_ENDPOINT, &id, &object, &world_error), 0);
	ck_assert_int_eq(
		hcn_object_rows(&rq.ws, HCN_KIND_ENDPOINT, object, &rows, &world_error), 0);
	for (size_t i = 0; i < rows.n && !found; i++) {
		if (rows.rows[i].shared || n--)
			continue;
		found = true;
		*ret_kind = rows.rows[i].kind;
		*ret_error = fn(&rows.rows[i]);
	}
	hcn_rows_clear(&rows);
	hcn_request_end(&rq);
	return found;
}

/* Whether all rows hold; kernel_state() does not see all of them. */
static bool is_whole(const char *endpoint)
{
	char *text = NULL;
	bool whole;

	ck_assert_int_eq(hcn_explain(world, HCN_KIND_ENDPOINT, endpoint, &text, &world_error), 0);
	whole = !strstr(text, "\"Holds\":false");
	hcn_free(text);
	return whole;
}

/* It shares its namespace. */
static const char *given_endpoint(void)
{
	const char *net = make_network("n", "172.30.0.0/24"), *ns = make_namespace();

	make_endpoint(net, doc("'HostComputeNamespace':'%s'", ns));
	return make_endpoint(net,
		doc("'HostComputeNamespace':'%s','Policies':[{'Type':'PortMapping','Settings':"
		    "{'Protocol':6,'InternalPort':80,'ExternalPort':8080}},"
		    "{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','Protocols':'6',"
		    "'RemoteAddresses':'192.0.2.0/24','LocalPorts':'443'}},"
		    "{'Type':'L4Proxy','Settings':{'Destination':'172.30.0.9:3128'}},"
		    "{'Type':'L4WFPPROXY','Settings':{'OutboundProxyPort':'15001','FilterTuple':"
		    "{'RemotePorts':'80,443'}}}]",
			ns));
}

START_TEST(whatever_is_missing_is_put_back)
{
	const char *id = given_endpoint();
	unsigned kinds = 0;

	for (size_t n = 0;; n++) {
		char *before = kernel_state();
		enum hcn_row_kind kind;
		bool found;
		int r;

		found = damage(id, n, take_out, &kind, &r);
		if (!found || r == -EBUSY) { /* sets that rules name stay */
			free(before);
			if (found)
				continue;
			break;
		}
		ck_assert_msg(!r, "%s: %s", hcn_row_types[kind].name, world_error.text);
		ck_assert_msg(!is_whole(id), "%s: nothing is missing", hcn_row_types[kind].name);
		ck_assert_msg(!try_modify(HCN_KIND_ENDPOINT, id, doc("%s", refresh)), "%s: %s",
			hcn_row_types[kind].name, world_error.text);
		ck_assert_msg(is_whole(id), "%s", hcn_row_types[kind].name);
		expect_kernel_state(before);
		kinds |= 1u << kind;
	}
	ck_assert_uint_eq(kinds & 1u << HCN_ROW_LINK, 1u << HCN_ROW_LINK);
	ck_assert_uint_eq(kinds & 1u << HCN_ROW_RULE, 1u << HCN_ROW_RULE);
	ck_assert_uint_eq(kinds & 1u << HCN_ROW_NFT_ELEM, 1u << HCN_ROW_NFT_ELEM);
}
END_TEST

/* A device that is not as it should be is made again: what stood on it must come back, too. */
START_TEST(a_changed_device_comes_back_with_all_that_stands_on_it)
{
	const char *id = given_endpoint();
	char *before = kernel_state();
	enum hcn_row_kind kind;
	int r;

	ck_assert(damage(id, 0, change_mtu, &kind, &r));
	ck_assert_int_eq(r, 0);
	ck_assert(!is_whole(id));
	ck_assert_msg(
		!try_modify(HCN_KIND_ENDPOINT, id, doc("%s", refresh)), "%s", world_error.text);
	ck_assert(is_whole(id));
	expect_kernel_state(before);
}
END_TEST

/* Of a load balancer too, whose route of the host stands on the network's bridge. */
START_TEST(what_a_load_balancer_put_on_a_changed_device_comes_back)
{
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Name':'n','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
		    "{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	const char *id = make_endpoint(net, doc("'HostComputeNamespace':'%s'", make_namespace()));
	enum hcn_row_kind kind;
	char *before;
	int r;

	make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.10','fd00:96::10'],"
		    "'PortMappings':[{'Protocol':6,'ExternalPort':80,'InternalPort':80,'Flags':8}]}",
			id));
	before = kernel_state();
	ck_assert(damage(id, 0, change_mtu, &kind, &r));
	ck_assert_msg(
		!try_modify(HCN_KIND_ENDPOINT, id, doc("%s", refresh)), "%s", world_error.text);
	expect_kernel_state(before);
}
END_TEST

START_TEST(where_nothing_is_missing_nothing_happens)
{
	const char *id = given_endpoint();
	char *before = kernel_state();

	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc("%s", refresh)), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(an_endpoint_that_is_not_attached_has_nothing_to_refresh)
{
	const char *id = make_endpoint(make_network("n", "172.30.0.0/24"), "");
	char *before = kernel_state();

	ck_assert_int_eq(try_modify(HCN_KIND_ENDPOINT, id, doc("%s", refresh)), 0);
	expect_kernel_state(before);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		whatever_is_missing_is_put_back,
		a_changed_device_comes_back_with_all_that_stands_on_it,
		what_a_load_balancer_put_on_a_changed_device_comes_back,
		where_nothing_is_missing_nothing_happens,
		an_endpoint_that_is_not_attached_has_nothing_to_refresh,
	};

	return RUN_WORLD_TESTS("refresh", tests);
}
