/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys find an object, and that no two things share one. */

#include "lab.h"

static struct hcn_keys keys_of(enum hcn_kind kind, const char *id)
{
	struct hcn_keys keys = { 0 };

	ck_assert_int_eq(hcn_object_keys(kind, object(kind, id), &keys), 0);
	return keys;
}

static bool equal(const struct hcn_index_key *a, const struct hcn_index_key *b)
{
	return a->index == b->index && a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

/* Takes @key out of @keys; fails unless it stands there once. */
static void expect_key(struct hcn_keys *keys, struct hcn_index_key key)
{
	size_t n = 0;

	for (size_t i = keys->n; i; i--)
		if (equal(&keys->keys[i - 1], &key)) {
			keys->keys[i - 1] = keys->keys[--keys->n];
			n++;
		}
	ck_assert_msg(n == 1, "a key of index %u stands %zu times", key.index, n);
}

static void expect_no_more_keys(struct hcn_keys *keys)
{
	ck_assert_msg(!keys->n, "%zu more keys, one of index %u", keys->n,
		keys->n ? keys->keys[0].index : 0);
	hcn_keys_clear(keys);
}

static struct hcn_index_key address_key(const char *net, const char *text)
{
	const struct hcn_guid id = id_of(net);
	struct hcn_addr addr;

	ck_assert(hcn_addr_parse(text, &addr));
	return hcn_key_address(&id, &addr);
}

static struct hcn_index_key mac_key(const char *net, const char *text)
{
	const struct hcn_guid id = id_of(net);
	struct hcn_mac mac;

	ck_assert(hcn_mac_parse(text, &mac));
	return hcn_key_mac(&id, &mac);
}

static struct hcn_index_key guid_key(enum hcn_index index, const char *text)
{
	const struct hcn_guid id = id_of(text);

	return hcn_key_guid(index, &id);
}

static void given_network(void)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Name':'blue','Ipams':[{'Subnets':["
		"{'IpAddressPrefix':'172.30.0.0/24'},{'IpAddressPrefix':'fd00:30::/64'}]}]}");
}

START_TEST(a_network_is_found_by_name_and_state)
{
	struct hcn_keys keys;

	given_network();
	keys = keys_of(HCN_KIND_NETWORK, N1);
	expect_key(&keys, hcn_key_name(HCN_KIND_NETWORK, "blue"));
	expect_key(&keys, hcn_key_state(HCN_KIND_NETWORK, HCN_STATE_CREATED));
	expect_no_more_keys(&keys);
	lab_close();
}
END_TEST

START_TEST(no_name_and_an_empty_one_are_no_keys)
{
	struct hcn_keys keys;

	lab_open();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "','Name':''}");
	given(HCN_KIND_NAMESPACE, "{'ID':'" S2 "'}");
	keys = keys_of(HCN_KIND_NAMESPACE, S1);
	expect_key(&keys, hcn_key_state(HCN_KIND_NAMESPACE, HCN_STATE_CREATED));
	expect_no_more_keys(&keys);
	keys = keys_of(HCN_KIND_NAMESPACE, S2);
	expect_key(&keys, hcn_key_state(HCN_KIND_NAMESPACE, HCN_STATE_CREATED));
	expect_no_more_keys(&keys);
	lab_close();
}
END_TEST

START_TEST(an_endpoint_is_found_by_all_that_must_be_unique_and_all_it_belongs_to)
{
	struct hcn_keys keys;

	given_network();
	given(HCN_KIND_NAMESPACE, "{'ID':'" S1 "'}");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E1 "','HostComputeNetwork':'" N1 "','HostComputeNamespace':'" S1 "',"
		"'MacAddress':'0E-2A-0A-00-00-01','IpConfigurations':[{'IpAddress':'172.30.0.9'},{'IpAddress':'fd00:30::9'}],"
		"'Policies':[{'Type':'PortMapping','Settings':{'InternalPort':80,'ExternalPort':8080}},"
		"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8081,'Flags':2}}]}");
	keys = keys_of(HCN_KIND_ENDPOINT, E1);
	expect_key(&keys, hcn_key_state(HCN_KIND_ENDPOINT, HCN_STATE_ATTACHED_SHARING));
	expect_key(&keys, guid_key(HCN_INDEX_NETWORK_ENDPOINTS, N1));
	expect_key(&keys, guid_key(HCN_INDEX_NAMESPACE_ENDPOINTS, S1));
	expect_key(&keys, mac_key(N1, "0e:2a:0a:00:00:01"));
	expect_key(&keys, address_key(N1, "172.30.0.9"));
	expect_key(&keys, address_key(N1, "fd00:30::9"));
	expect_key(&keys, hcn_key_external_port(HCN_IPV4, HCN_PROTOCOL_TCP, 8080));
	expect_key(&keys, hcn_key_external_port(HCN_IPV4, HCN_PROTOCOL_UDP, 8080));
	expect_key(&keys, hcn_key_external_port(HCN_IPV6, HCN_PROTOCOL_TCP, 8081));
	expect_no_more_keys(&keys);
	lab_close();
}
END_TEST

START_TEST(a_remote_endpoints_mac_is_no_key)
{
	struct hcn_keys keys;

	given_network();
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E1 "','HostComputeNetwork':'" N1 "','Flags':1,"
		"'MacAddress':'0E-2A-0A-00-00-01','IpConfigurations':[{'IpAddress':'172.40.0.9'}]}");
	keys = keys_of(HCN_KIND_ENDPOINT, E1);
	expect_key(&keys, hcn_key_state(HCN_KIND_ENDPOINT, HCN_STATE_CREATED));
	expect_key(&keys, guid_key(HCN_INDEX_NETWORK_ENDPOINTS, N1));
	expect_key(&keys, address_key(N1, "172.40.0.9"));
	expect_no_more_keys(&keys);
	lab_close();
}
END_TEST

START_TEST(different_things_have_different_keys)
{
	const struct hcn_index_key keys[] = {
		hcn_key_name(HCN_KIND_NETWORK, "blue"),
		hcn_key_name(HCN_KIND_ENDPOINT, "blue"),
		hcn_key_name(HCN_KIND_NETWORK, "Blue"),
		hcn_key_name(HCN_KIND_NETWORK, "blu"),
		hcn_key_state(HCN_KIND_NETWORK, 1),
		hcn_key_state(HCN_KIND_ENDPOINT, 1),
		hcn_key_state(HCN_KIND_NETWORK, 2),
		guid_key(HCN_INDEX_NETWORK_ENDPOINTS, N1),
		guid_key(HCN_INDEX_NETWORK_ENDPOINTS, N2),
		guid_key(HCN_INDEX_NAMESPACE_ENDPOINTS, N1),
		address_key(N1, "172.30.0.1"),
		address_key(N2, "172.30.0.1"),
		address_key(N1, "172.30.0.2"),
		address_key(N1, "::ac1e:1"),
		address_key(N1, "ac1e:1::"),
		mac_key(N1, "00-15-5D-00-00-01"),
		mac_key(N2, "00-15-5D-00-00-01"),
		mac_key(N1, "00-15-5D-00-00-02"),
		hcn_key_external_port(HCN_IPV4, HCN_PROTOCOL_TCP, 80),
		hcn_key_external_port(HCN_IPV6, HCN_PROTOCOL_TCP, 80),
		hcn_key_external_port(HCN_IPV4, HCN_PROTOCOL_UDP, 80),
		hcn_key_external_port(HCN_IPV4, HCN_PROTOCOL_TCP, 80 << 8),
	};
	const size_t n = sizeof(keys) / sizeof(keys[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(!equal(&keys[i], &keys[j]), "keys %zu and %zu are one", i, j);
}
END_TEST

START_TEST(an_address_is_one_key_however_it_is_written)
{
	const struct hcn_index_key a = address_key(N1, "FD00:0:0::1"),
				   b = address_key(N1, "fd00::1");

	ck_assert(equal(&a, &b));
}
END_TEST

START_TEST(names_of_any_length_have_keys_that_tell_them_apart)
{
	char a[256], b[256];

	for (size_t len = 1; len < sizeof(a); len++) {
		struct hcn_index_key x, y, z;

		memset(a, 'x', len);
		a[len] = 0;
		memcpy(b, a, len + 1);
		b[len - 1] = 'y';
		x = hcn_key_name(HCN_KIND_NETWORK, a);
		y = hcn_key_name(HCN_KIND_NETWORK, b);
		a[len - 1] = 0;
		z = hcn_key_name(HCN_KIND_NETWORK, a);
		ck_assert_uint_le(x.size, sizeof(x.bytes));
		ck_assert_msg(!equal(&x, &y), "two names of %zu characters share a key", len);
		ck_assert_msg(
			!equal(&x, &z), "a name of %zu characters and one less share a key", len);
	}
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_network_is_found_by_name_and_state },
		{ no_name_and_an_empty_one_are_no_keys },
		{ an_endpoint_is_found_by_all_that_must_be_unique_and_all_it_belongs_to },
		{ a_remote_endpoints_mac_is_no_key },
		{ different_things_have_different_keys },
		{ an_address_is_one_key_however_it_is_written },
		{ names_of_any_length_have_keys_that_tell_them_apart },
		{ NULL },
	};

	return run_tests("keys", facts);
}
