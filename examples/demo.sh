#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `./dev demo`: two containers-to-be on one NAT network, with real traffic, explained on the way.  Runs in a throwaway host
# (network, mount and pid namespaces of its own): the real one is not touched.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${HCN_DEMO:-}" ]; then
	export HCN_DEMO=1 PATH=$root/build/cli:$root/build/tests/harness:$PATH HCN_MODULE_DIR=$root/build/backends/linux
	exec "$root/tests/tools/netlab.sh" "$root/examples/demo.sh" "$@"
fi
. "$root/tests/e2e/lib.sh"

bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
[ -t 1 ] || bold='' dim='' plain=''
step=0
chapter() { step=$((step + 1)); printf '\n%s%d. %s%s\n' "$bold" "$step" "$*" "$plain"; }
tell() { printf '   %s\n' "$*"; }
# Shows a command and its output.
show() {
	printf '   %s$ %s%s\n' "$dim" "$*" "$plain"
	"$@" 2>&1 | sed 's/^/     /'
}
# The same for one inside a namespace, whose name is a long GUID: shown as @NAME.
inside() {
	local name=$1 ns=$2
	shift 2
	printf '   %s@%s$ %s%s\n' "$dim" "$name" "$*" "$plain"
	ip netns exec "$ns" "$@" 2>&1 | sed 's/^/     /'
}

chapter "A host with an uplink, and a machine outside that runs a web server"
world
serve outside tcp 80 web-outside
tell "This network namespace plays the host (198.51.100.1); 'outside' (198.51.100.254) knows no route to what comes now."
before=$(snapshot)

chapter "A NAT network: one HCN document"
document='{"Name":"blue","Type":"NAT","Ipams":[{"Subnets":[{"IpAddressPrefix":"172.30.0.0/24"}]}],"SchemaVersion":{"Major":2,"Minor":0}}'
tell "The same JSON that HcnCreateNetwork takes on Windows:"
tell "$document"
tell "What it would do in the kernel (hcnctl plan changes nothing):"
show hcnctl plan create network -f - <<<"$document"
hcnctl create network -q -f - <<<"$document" >/dev/null
tell "Created.  A bridge with the gateway's address:"
show ip -br addr show hcn-blue

chapter "Two namespaces, two endpoints; web publishes port 8080 of the host"
a=$(hcnctl create namespace -q) b=$(hcnctl create namespace -q)
na=${a,,} nb=${b,,}
hcnctl create endpoint -q --network blue --name client --namespace "$a" >/dev/null
hcnctl create endpoint -q --network blue --name web --namespace "$b" --publish 8080:80 >/dev/null
serve "$nb" tcp 80 web-inside
show hcnctl list endpoint

chapter "Packets"
talk() { # WHAT NAME NETNS|host ADDRESS PORT
	printf '   %-58s' "$1"
	ask "$3" tcp "$4" "$5"
}
tell "Servers answer with the address that they see."
inside client "$na" ping -c1 -W2 172.30.0.3 | sed -n '1p;3p'
talk "client -> web, directly:" client "$na" 172.30.0.3 80
talk "client -> web server outside (masqueraded):" client "$na" 198.51.100.254 80
talk "outside -> host:8080 (published port):" outside outside 198.51.100.1 8080
talk "the host itself -> host:8080:" host host 198.51.100.1 8080
talk "client -> host:8080 (a neighbour, address kept):" client "$na" 198.51.100.1 8080
talk "web -> host:8080 (itself, through the host: hairpin):" web "$nb" 198.51.100.1 8080

chapter "Which kernel objects carry endpoint web, and why"
show hcnctl explain endpoint web

chapter "An ACL: web refuses port 80 to the client, and to nobody else"
policies='{"Type":"ACL","Settings":{"Action":"Block","Direction":"In","Priority":100,"Protocols":"6","LocalPorts":"80","RemoteAddresses":"172.30.0.2"}},
   {"Type":"ACL","Settings":{"Action":"Allow","Direction":"In","Priority":200}}'
try() { talk "$@" || true; } # says so when no answer comes
tell "Before:"
try "client -> web:" client "$na" 172.30.0.3 80
tell "Two policies are added to web: one blocks, the other allows the rest (a direction with an ACL lets nothing else pass):"
tell "$policies"
hcnctl modify endpoint web -f - <<<"{\"ResourceType\":\"Policy\",\"RequestType\":\"Add\",\"Settings\":{\"Policies\":[$policies]}}"
tell "After:"
try "client -> web:" client "$na" 172.30.0.3 80
try "outside -> host:8080 (published port, still open):" outside outside 198.51.100.1 8080
tell "nftables leads what goes to web's address to a chain of its own:"
show nft list map inet hcn aclin4
chain=$(nft list map inet hcn aclin4 | grep -o 'jump [a-z0-9]*' | cut -d' ' -f2)
show nft list chain inet hcn "${chain}_acl"

chapter "A load balancer: one address, two endpoints"
c=$(hcnctl create namespace -q)
hcnctl create endpoint -q --network blue --name web2 --namespace "$c" >/dev/null
serve "${c,,}" tcp 80 web2-inside
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
show hcnctl create loadbalancer --vip 10.96.0.10 --port 80:80 --endpoint web --endpoint web2
tell "Eight connections from outside to 10.96.0.10, each to one of them, the client's address kept:"
for _ in {1..8}; do ask outside tcp 10.96.0.10 80; done | sort | uniq -c
tell "In nftables it is a handful of elements, however many load balancers there are; doc/dataplane.md draws their way:"
show nft list map inet hcn lb4
show nft list map inet hcn lbto4

chapter "The other dialect: the same endpoint by HNSCall, as V1 clients see it"
id=$(hcnctl show endpoint web -q)
show hcnctl hns GET "/endpoints/$id"

chapter "Everything goes with the network and the namespaces"
hcnctl delete network blue
hcnctl delete loadbalancer $(hcnctl list loadbalancer -q)
hcnctl delete namespace "$a" "$b" "$c"
after=$(snapshot)
if [ "$before" = "$after" ]; then
	tell "Links, addresses, routes, neighbours, netns, nftables, sysctls and files are as they were before chapter 2."
else
	tell "Something is left:"
	diff <(echo "$before") <(echo "$after") | sed 's/^/     /'
	exit 1
fi
