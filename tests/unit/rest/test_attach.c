/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attach and detach of endpoints, resources of namespaces: what is refused, and what is recorded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hns_call.h"

#define HOST_ID "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"

static const char *ep, *attach_path, *detach_path;

static void given_endpoint(const char *members)
{
	static char paths[2][80];

	ep = make_endpoint(make_network("blue", "172.30.0.0/24"), members);
	(void)snprintf(paths[0], sizeof(paths[0]), "/endpoints/%s/attach", ep);
	(void)snprintf(paths[1], sizeof(paths[1]), "/endpoints/%s/detach", ep);
	attach_path = paths[0];
	detach_path = paths[1];
}

static json_int_t state(void)
{
	return look_number(HCN_KIND_ENDPOINT, ep, "/State");
}

START_TEST(an_attach_to_the_host_is_one_to_its_namespace)
{
	static const char *const bodies[] = { "{\"SystemType\":\"Host\",\"CompartmentId\":1}",
		"{\"SystemType\":\"Host\"}", "{\"SystemType\":\"host\",\"CompartmentId\":0}" };

	given_endpoint("");
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		json_decref(hns_works("POST", attach_path, bodies[i]));
		ck_assert_str_eq(
			look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), HOST_ID);
		ck_assert_int_eq(state(), 2);
		json_decref(hns_works("POST", detach_path, bodies[i]));
		ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), "");
		ck_assert_int_eq(state(), 1);
	}
}
END_TEST

/* Flannel takes this text for success. */
START_TEST(attaching_again_is_refused_in_the_words_flannel_looks_for)
{
	const char *host = "{\"SystemType\":\"Host\",\"CompartmentId\":1}";

	given_endpoint("");
	json_decref(hns_works("POST", attach_path, host));
	json_decref(hns_refuses("POST", attach_path, host, 0x803b0014,
		"This endpoint is already attached to the switch."));
	json_decref(hns_works("POST", detach_path, host));
	json_decref(hns_refuses("POST", detach_path, host, 0x803b0034, ""));
}
END_TEST

START_TEST(another_compartment_is_the_namespace_with_that_number)
{
	const char *ns = make_namespace();
	json_int_t number = look_number(HCN_KIND_NAMESPACE, ns, "/NamespaceId");
	json_t *answer;

	given_endpoint("");
	json_decref(hns_works(
		"POST", attach_path, doc("{'SystemType':'Host','CompartmentId':%d}", (int)number)));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), ns);
	ck_assert_int_eq(state(), 3);
	json_decref(hns_works("POST", detach_path, doc("{'SystemType':'Host'}")));
	answer = hns_refuses("POST", attach_path, doc("{'SystemType':'Host','CompartmentId':4711}"),
		0x803b0027, "4711");
	ck_assert_str_eq(text_at(answer, "/Pointer"), "/CompartmentId");
	json_decref(answer);
}
END_TEST

START_TEST(containers_share_an_endpoint_until_the_last_one_leaves)
{
	given_endpoint("");
	json_decref(hns_works(
		"POST", attach_path, doc("{'SystemType':'Container','ContainerId':'one'}")));
	ck_assert_int_eq(state(), 3);
	json_decref(hns_works(
		"POST", attach_path, doc("{'SystemType':'Container','ContainerId':'two'}")));
	json_decref(hns_refuses("POST", attach_path,
		doc("{'SystemType':'Container','ContainerId':'ONE'}"), 0x803b0014, "already"));
	json_decref(hns_refuses("POST", detach_path,
		doc("{'SystemType':'Container','ContainerId':'three'}"), 0x803b0034, ""));
	json_decref(hns_works(
		"POST", detach_path, doc("{'SystemType':'Container','ContainerId':'one'}")));
	ck_assert_int_eq(state(), 3);
	json_decref(hns_works(
		"POST", detach_path, doc("{'SystemType':'Container','ContainerId':'two'}")));
	ck_assert_int_eq(state(), 1);
}
END_TEST

START_TEST(containers_stay_when_the_host_leaves)
{
	const char *container = "{\"SystemType\":\"Container\",\"ContainerId\":\"one\"}";

	given_endpoint("");
	json_decref(hns_works("POST", attach_path, container));
	json_decref(hns_works("POST", attach_path, "{\"SystemType\":\"Host\"}"));
	ck_assert_int_eq(state(), 2);
	json_decref(hns_works("POST", detach_path, "{\"SystemType\":\"Host\"}"));
	ck_assert_int_eq(state(), 3);
	json_decref(hns_works("POST", detach_path, container));
	ck_assert_int_eq(state(), 1);
}
END_TEST

START_TEST(a_container_with_a_compartment_gets_the_interface_there)
{
	const char *ns = make_namespace();
	int number = (int)look_number(HCN_KIND_NAMESPACE, ns, "/NamespaceId");
	const char *body = doc(
		"{'SystemType':'Container','ContainerId':'one','CompartmentId':%d}", number);

	given_endpoint("");
	json_decref(hns_works("POST", attach_path, body));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), ns);
	json_decref(hns_works("POST", detach_path, body));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), "");
}
END_TEST

START_TEST(a_virtual_machines_port_is_recorded_once)
{
	const char *body = doc("{'SystemType':'VirtualMachine','VirtualNicName':'nic--one'}");

	given_endpoint("");
	json_decref(hns_works("POST", attach_path, body));
	json_decref(hns_refuses("POST", attach_path, body, 0x803b0014, "already attached"));
	json_decref(hns_works("POST", detach_path, body));
	json_decref(hns_refuses("POST", detach_path, body, 0x803b0034, ""));
}
END_TEST

START_TEST(bodies_that_say_too_little_are_refused_at_the_place)
{
	static const struct {
		const char *body, *pointer;
		uint32_t hresult;
	} rows[] = {
		{ "", "", 0x803b001b },
		{ "{}", "/SystemType", 0x803b001b },
		{ "{\"SystemType\":\"Rocket\"}", "/SystemType", 0x803b001b },
		{ "{\"SystemType\":\"Container\"}", "/ContainerId", 0x803b001b },
		{ "{\"SystemType\":\"Container\",\"ContainerId\":\"\"}", "/ContainerId",
			0x803b001b },
		{ "{\"SystemType\":\"VirtualMachine\"}", "/VirtualNicName", 0x803b001b },
		{ "{\"SystemType\":\"Host\",\"CompartmentId\":-1}", "/CompartmentId", 0x803b001b },
	};

	given_endpoint("");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *answer = hns_refuses(
			"POST", attach_path, rows[i].body, rows[i].hresult, "");

		ck_assert_str_eq(text_at(answer, "/Pointer"), rows[i].pointer);
		json_decref(answer);
	}
	ck_assert_int_eq(state(), 1);
}
END_TEST

START_TEST(a_remote_endpoint_is_attached_to_nothing)
{
	static const char *const bodies[] = { "{\"SystemType\":\"Host\"}",
		"{\"SystemType\":\"Container\",\"ContainerId\":\"one\"}",
		"{\"SystemType\":\"VirtualMachine\",\"VirtualNicName\":\"nic\"}" };

	given_endpoint("\"Flags\":1,\"IpConfigurations\":[{\"IpAddress\":\"192.0.2.1\"}]");
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		json_decref(hns_refuses("POST", attach_path, bodies[i], 0x803b000f, ""));
}
END_TEST

/* --- namespaces ------------------------------------------------------------------------------------------------- */

START_TEST(resources_come_and_go)
{
	const char *ns = make_namespace();
	char add[80], remove[80];
	const char *body;

	(void)snprintf(add, sizeof(add), "/namespaces/%s/addresource", ns);
	(void)snprintf(remove, sizeof(remove), "/namespaces/%s/removeresource/", ns);
	given_endpoint("");
	body = doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", ep);
	json_decref(hns_works("POST", add, body));
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, ep, "/HostComputeNamespace"), ns);
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), ep);
	json_decref(hns_works("POST", remove, body));
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Data/Id"), "");
	/* hcsshim reads this as os.ErrNotExist. */
	json_decref(hns_refuses("POST", remove, body, 0x80070490, "Element not found."));
	body = "{\"Type\":\"Container\",\"Data\":{\"Id\":\"pod\"}}";
	json_decref(hns_works("POST", add, body));
	ck_assert_str_eq(look_text(HCN_KIND_NAMESPACE, ns, "/Resources/0/Type"), "Container");
	json_decref(hns_works("POST", remove, body));
	json_decref(hns_refuses("POST", remove, body, 0x80070490, "Element not found."));
}
END_TEST

START_TEST(resources_that_are_none_are_refused_at_the_place)
{
	static const struct {
		const char *body, *pointer;
		uint32_t hresult;
	} rows[] = {
		{ "{}", "/Type", 0x803b001b },
		{ "{\"Type\":\"Rocket\",\"Data\":{\"Id\":\"x\"}}", "/Type", 0x803b001b },
		{ "{\"Type\":\"Endpoint\"}", "/Data/Id", 0x803b001b },
		{ "{\"Type\":\"Endpoint\",\"Data\":{\"Id\":\"x\"}}", "/Data/Id", 0x803b0019 },
		{ "{\"Type\":\"Endpoint\",\"Data\":{\"Id\":\"12345678-0000-0000-0000-000000000001\"}}",
			"/Data/Id", 0x803b0002 },
	};
	const char *path = doc("/namespaces/%s/addresource", make_namespace());

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *answer = hns_refuses("POST", path, rows[i].body, rows[i].hresult, "");

		ck_assert_str_eq(text_at(answer, "/Pointer"), rows[i].pointer);
		json_decref(answer);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		an_attach_to_the_host_is_one_to_its_namespace,
		attaching_again_is_refused_in_the_words_flannel_looks_for,
		another_compartment_is_the_namespace_with_that_number,
		containers_share_an_endpoint_until_the_last_one_leaves,
		containers_stay_when_the_host_leaves,
		a_container_with_a_compartment_gets_the_interface_there,
		a_virtual_machines_port_is_recorded_once,
		bodies_that_say_too_little_are_refused_at_the_place,
		a_remote_endpoint_is_attached_to_nothing,
		resources_come_and_go,
		resources_that_are_none_are_refused_at_the_place,
	};

	return RUN_WORLD_TESTS("attach", tests);
}
