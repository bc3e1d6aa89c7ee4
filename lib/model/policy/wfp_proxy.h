/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the members of an L4WFPPROXY mean on Linux.  Pure. */
#ifndef HCN_MODEL_WFP_PROXY_H
#define HCN_MODEL_WFP_PROXY_H

#include "policies.h"

/* Whose connections a proxy's own are. */
struct hcn_sid {
	bool is_group;
	uint32_t id; /* uid or gid */
};

/*
 * Samba's Unix users and groups: S-1-22-1-UID and S-1-22-2-GID.  False: nobody that Linux knows.  This is the one place that
 * says whom a SID names.
 */
bool hcn_sid_read(const char *sid, struct hcn_sid *ret);

/* Whether the policy has a UserSID that names nobody: then it is stored only. */
bool hcn_wfp_proxy_has_foreign_sid(const struct hcn_l4_wfp_proxy *proxy);

/* Which of the protocols with ports a FilterTuple names; TCP, if it names none at all. */
struct hcn_wfp_protocols {
	bool tcp, udp;
};
struct hcn_wfp_protocols hcn_wfp_proxy_protocols(const struct hcn_l4_wfp_proxy *proxy);

#endif
