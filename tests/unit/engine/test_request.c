/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel refuses is led back to the part of the document that wants it. */
#include <errno.h>
#include <string.h>

#include "broken.h"
#include "steps.h"

static const char *refused_set; /* whose elements are refused */

/* As the simulator, up to the first element of that set. */
static int apply_others(struct hcn_backend *be, const struct hcn_steps *all, size_t *ret_done,
	struct hcn_error *err)
{
	const struct hcn_step *steps = all->steps;
	size_t n_before = 0, n = all->n;
	struct hcn_steps others;
	int r;

	while (n_before < n &&
		!(steps[n_before].to && steps[n_before].to->kind == HCN_ROW_NFT_ELEM &&
			!strcmp(steps[n_before].to->nft_elem.set, refused_set)))
		n_before++;
	others = hcn_steps_part(all, 0, n_before);
	r = hcn_backend_sim.apply(be, &others, ret_done, err);
	if (r || n_before == n)
		return r;
	r = hcn_fail_errno(err, EIO, "made to fail");
	hcn_row_blame(steps[n_before].to, err);
	return r;
}

static struct hcn *open_refusing(const char *set)
{
	struct hcn *hcn = open_another();

	use_ops(hcn);
	ops.apply = apply_others;
	refused_set = set;
	return hcn;
}

#define MAPPING(port)                                                                              \
	"{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':" port "}}"

START_TEST(a_refused_row_of_a_new_object_points_into_its_document)
{
	make(HCN_KIND_NETWORK, BLUE);
	for (int second = 0; second < 2; second++) {
		struct hcn *hcn = open_refusing(second ? "vdnat4" : "dnat4");
		const char *vip = ",'VIP':'192.0.2.1'";

		ck_assert_int_eq(
			hcn_create(hcn, HCN_KIND_ENDPOINT, NULL,
				doc("{'HostComputeNetwork':'" BLUE_ID
				    "','Policies':[%s,{'Type':'PortMapping','Settings':"
				    "{'Protocol':6,'InternalPort':81,'ExternalPort':8081%s}}]}",
					MAPPING("8080"), vip),
				NULL, NULL, &world_error),
			-EIO);
		ck_assert_str_eq(world_error.pointer, second ? "/Policies/1" : "/Policies/0");
		ck_assert_str_eq(world_error.conflict_id, "");
		hcn_close(hcn);
	}
}
END_TEST

START_TEST(in_a_v1_document_too)
{
	struct hcn *hcn;

	make(HCN_KIND_NETWORK, BLUE);
	hcn = open_refusing("dnat4");
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_ENDPOINT, NULL,
			doc("{'VirtualNetwork':'" BLUE_ID
			    "','Policies':[{'Type':'NAT','Protocol':'TCP','InternalPort':80,"
			    "'ExternalPort':8080}]}"),
			NULL, NULL, &world_error),
		-EIO);
	ck_assert_str_eq(world_error.pointer, "/Policies/0");
	hcn_close(hcn);
}
END_TEST

START_TEST(one_of_another_object_is_named)
{
	struct hcn *hcn;
	const char *ep;

	make(HCN_KIND_NETWORK, BLUE);
	ep = make_endpoint(BLUE_ID, "");
	hcn = open_refusing("dnat4");
	ck_assert_int_eq(hcn_modify(hcn, HCN_KIND_ENDPOINT, ep,
				 doc("{'ResourceType':'Policy','RequestType':'Add','Settings':"
				     "{'Policies':[%s]}}",
					 MAPPING("8080")),
				 &world_error),
		-EIO);
	ck_assert_str_eq(world_error.pointer, "");
	ck_assert_str_eq(world_error.conflict_id, ep);
	ck_assert_ptr_nonnull(strstr(world_error.hint, "/Policies/0"));
	hcn_close(hcn);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_refused_row_of_a_new_object_points_into_its_document,
		in_a_v1_document_too,
		one_of_another_object_is_named,
	};

	return RUN_WORLD_TESTS("request", tests);
}
