/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guest network services: what is stored, the states they go through, and who hears of it (doc/facts/clients.md §2.7). */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "world.h"

#define VM "11111111-2222-3333-4444-555555555555"
/* As WSL makes them. */
#define SERVICE                                                                                    \
	"{'VirtualMachineId':'" VM "','MirrorHostNetworking':true,'SchemaVersion':{'Major':2,"     \
	"'Minor':0},'GnsRpcServerInformation':{'EndpointType':'LRpc','ObjectUuid':'" VM            \
	"'},'Flags':3}"

static const char *given_service(void)
{
	return make(HCN_KIND_GUEST_SERVICE, doc(SERVICE));
}

static int update(const char *id, const char *state)
{
	return try_modify(HCN_KIND_GUEST_SERVICE, id,
		doc("{'ResourceType':'State','RequestType':'Update','Settings':{'State':%s}}",
			state));
}

static void has_state(const char *id, int state)
{
	ck_assert_int_eq(look_number(HCN_KIND_GUEST_SERVICE, id, "/State"), state);
}

START_TEST(a_service_shows_what_it_was_made_with)
{
	json_t *service = look(HCN_KIND_GUEST_SERVICE, given_service());

	ck_assert_str_eq(text_at(service, "/VirtualMachineId"), VM);
	ck_assert(json_is_true(at(service, "/MirrorHostNetworking")));
	ck_assert_int_eq(number_at(service, "/Flags"), 3);
	ck_assert_str_eq(text_at(service, "/GnsRpcServerInformation/ObjectUuid"), VM);
	ck_assert_int_eq(number_at(service, "/State"), 1);
	json_decref(service);
}
END_TEST

/* Whatever its maker says. */
START_TEST(a_new_service_is_created)
{
	has_state(make(HCN_KIND_GUEST_SERVICE, doc("{'State':3}")), 1);
	has_state(make(HCN_KIND_GUEST_SERVICE, "{}"), 1);
}
END_TEST

START_TEST(a_state_is_a_name_or_a_number)
{
	static const char *const states[] = { "'Bootstrapping'", "'Synchronized'", "4", "3",
		"'Desynchronized'", "'Rehydrating'", "'Degraded'", "'Destroyed'" };
	static const int numbers[] = { 2, 3, 4, 3, 5, 6, 7, 8 };
	const char *id = given_service();

	for (size_t i = 0; i < HCN_N_ELEMENTS(states); i++) {
		ck_assert_msg(!update(id, states[i]), "%s: %s", states[i], world_error.text);
		has_state(id, numbers[i]);
	}
}
END_TEST

START_TEST(wrong_requests_change_nothing)
{
	static const struct {
		const char *request, *pointer;
		int status;
	} wrong[] = {
		{ "{'ResourceType':'State','RequestType':'Update','Settings':{'State':'Asleep'}}",
			"/Settings/State", HCN_INVALID_JSON },
		{ "{'ResourceType':'State','RequestType':'Update','Settings':{'State':99}}",
			"/Settings/State", HCN_INVALID_JSON },
		{ "{'ResourceType':'State','RequestType':'Update','Settings':{}}",
			"/Settings/State", HCN_INVALID_JSON },
		{ "{'ResourceType':'State','RequestType':'Add','Settings':{'State':2}}",
			"/RequestType", HCN_REQUEST_UNSUPPORTED },
		{ "{'ResourceType':'Port','RequestType':'Update','Settings':{'State':2}}",
			"/ResourceType", HCN_INVALID_JSON },
	};
	const char *id = given_service();

	for (size_t i = 0; i < HCN_N_ELEMENTS(wrong); i++) {
		ck_assert_msg(try_modify(HCN_KIND_GUEST_SERVICE, id, doc("%s", wrong[i].request)) ==
				      wrong[i].status,
			"%s: 0x%08x", wrong[i].request, (unsigned)world_error.status);
		ck_assert_str_eq(world_error.pointer, wrong[i].pointer);
	}
	has_state(id, 1);
}
END_TEST

/* The zero GUID is deleted by a bug of WSL's. */
START_TEST(what_is_not_there_is_not_found)
{
	static const char *const ids[] = { "00000000-0000-0000-0000-000000000000", VM };

	for (size_t i = 0; i < HCN_N_ELEMENTS(ids); i++) {
		ck_assert_int_eq(try_delete(HCN_KIND_GUEST_SERVICE, ids[i]), HCN_ELEMENT_NOT_FOUND);
		ck_assert_int_eq(update(ids[i], "2"), HCN_ELEMENT_NOT_FOUND);
	}
}
END_TEST

START_TEST(services_are_listed_until_they_are_deleted)
{
	const char *one = given_service(), *two = given_service();

	ck_assert_uint_eq(count(HCN_KIND_GUEST_SERVICE, NULL), 2);
	ck_assert_int_eq(try_delete(HCN_KIND_GUEST_SERVICE, one), 0);
	ck_assert(!lists(HCN_KIND_GUEST_SERVICE, NULL, one));
	ck_assert(lists(HCN_KIND_GUEST_SERVICE, NULL, two));
	ck_assert_int_eq(
		try_make(HCN_KIND_GUEST_SERVICE, doc("{'ID':'%s'}", two)), HCN_ALREADY_EXISTS);
}
END_TEST

/* The next event, with this State in its Data; the caller json_decref()s. */
static json_t *expect_event(
	struct hcn_watch *watch, const char *event, const char *id, const char *state)
{
	json_t *json;
	char *text;

	ck_assert_int_eq(hcn_watch_next(watch, &text, &world_error), 0);
	ck_assert_ptr_nonnull(text);
	json = json_loads(text, 0, NULL);
	hcn_free(text);
	ck_assert_str_eq(text_at(json, "/Event"), event);
	ck_assert_str_eq(text_at(json, "/ID"), id);
	ck_assert_str_eq(text_at(json, "/Data/State"), state);
	ck_assert(json_is_array(at(json, "/Data/Interfaces")));
	return json;
}

START_TEST(watchers_hear_of_each_state)
{
	struct hcn_watch *watch;
	const char *id;

	ck_assert_int_eq(hcn_watch(world, &watch, &world_error), 0);
	id = given_service();
	ck_assert_int_eq(update(id, "'Synchronized'"), 0);
	ck_assert_int_ne(update(id, "'Asleep'"), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_GUEST_SERVICE, id), 0);
	json_decref(expect_event(watch, "GuestNetworkServiceCreate", id, "Created"));
	json_decref(expect_event(watch, "GuestNetworkServiceStateChanged", id, "Synchronized"));
	json_decref(expect_event(watch, "GuestNetworkServiceDelete", id, "Synchronized"));
	hcn_watch_close(watch);
}
END_TEST

START_TEST(watchers_hear_of_mirrored_interfaces)
{
	struct hcn_watch *watch;
	const char *id;
	json_t *event;

	ck_assert_int_eq(hcn_watch(world, &watch, &world_error), 0);
	id = make(HCN_KIND_GUEST_SERVICE,
		doc("{'MirroredInterfaces':[{'EndpointId':'" VM "','InterfaceGuid':'" VM
		    "','State':2,'MissedNotifications':9}]}"));
	event = expect_event(watch, "GuestNetworkServiceCreate", id, "Created");
	ck_assert_str_eq(text_at(event, "/Data/Interfaces/0/EndpointId"), VM);
	ck_assert_int_eq(number_at(event, "/Data/Interfaces/0/MissedNotifications"), 9);
	json_decref(event);
	hcn_watch_close(watch);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_service_shows_what_it_was_made_with,
		a_new_service_is_created,
		a_state_is_a_name_or_a_number,
		wrong_requests_change_nothing,
		what_is_not_there_is_not_found,
		services_are_listed_until_they_are_deleted,
		watchers_hear_of_each_state,
		watchers_hear_of_mirrored_interfaces,
	};

	return RUN_WORLD_TESTS("guestservice", tests);
}
