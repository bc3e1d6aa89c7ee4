#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# SCTP: ACLs know its ports, what leaves a NAT network is masqueraded; port mappings and load balancers refuse it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/sctp 81/sctp
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":$3${4:+,$4}}"; }

in_passes "SCTP to an endpoint" "${inside[*]}" sctp 80
out_passes "SCTP from an endpoint" "${every[*]}" sctp 80
policies endpoint "$web" Update "$(acl Allow In 100 '"Protocols":"132","LocalPorts":"80"')"
in_passes "SCTP, its port allowed" "${inside[*]}" sctp 80
in_stops "SCTP, another port" "${inside[*]}" sctp 81
policies endpoint "$web" Update "$(acl Allow In 100 '"Protocols":"6"')"
in_stops "SCTP, TCP allowed" "${inside[*]}" sctp 80
policies endpoint "$web" Update "$(acl Block Out 100 '"Protocols":"132","RemotePorts":"80"')" "$(acl Allow Out 200)"
out_stops "SCTP out, its port blocked" "${every[*]}" sctp 80
out_passes "SCTP out, another port" "${every[*]}" sctp 81
policies endpoint "$web" Update

refusal() { "$@" 2>&1 | grep -o 'HCN_E_[A-Z_]*'; }
mapping=$(policy PortMapping '{"Protocol":132,"InternalPort":80,"ExternalPort":9080}')
is "a port mapping of SCTP is refused" HCN_E_INVALID_POLICY refusal policies endpoint "$web" Add "$mapping"
balancer="{\"HostComputeEndpoints\":[\"$web\"],\"FrontendVIPs\":[\"10.96.0.10\"],
	\"PortMappings\":[{\"Protocol\":132,\"InternalPort\":80,\"ExternalPort\":80}]}"
is "a load balancer of SCTP is refused" HCN_E_INVALID_JSON refusal hcnctl create loadbalancer -f - <<<"$balancer"
is "and is not there" "" hcnctl list loadbalancer -q

ways_gone
is "nothing is left" "$before" snapshot
finish
