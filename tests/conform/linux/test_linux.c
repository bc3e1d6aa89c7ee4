/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backend as a whole: who may open it, which thread goes where, what it knows of the host, and an endpoint that works. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "host.h"

#define BRIDGE "{'row':'link','name':'br0','type':'bridge','mac':'02:00:00:00:00:01','mtu':1400}"
#define GATEWAY                                                                                    \
	BRIDGE ",{'row':'addr','dev':'br0','prefix':'10.0.0.1/"                                    \
	       "24'},{'row':'addr','dev':'br0','prefix':'fd00::1/64'}"
#define ENDPOINT                                                                                   \
	"{'row':'netns','name':'ep'},"                                                             \
	"{'row':'link','name':'v0','type':'veth','mtu':1400,'master':'br0','peer':'eth0',"         \
	"'peer_netns':'ep','peer_mac':'02:00:00:00:00:02','locked':true},"                         \
	"{'row':'addr','netns':'ep','dev':'eth0','prefix':'10.0.0.2/24'},"                         \
	"{'row':'addr','netns':'ep','dev':'eth0','prefix':'fd00::2/64'},"                          \
	"{'row':'fdb','dev':'v0','mac':'02:00:00:00:00:02'},"                                      \
	"{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1'},"            \
	"{'row':'route','netns':'ep','dst':'::/0','dev':'eth0','via':'fd00::1'}"

START_TEST(an_endpoint_reaches_its_gateway)
{
	given_host();
	add(GATEWAY "," ENDPOINT);
	ck_assert(holds(GATEWAY "," ENDPOINT));
	ck_assert_int_eq(run("ip netns exec ep ping -c1 -W2 10.0.0.1"), 0);
	ck_assert_int_eq(run("ip netns exec ep ping -c1 -W2 fd00::1"), 0);
	ck_assert_int_eq(run("ip netns exec ep ping -c1 -W2 127.0.0.1"), 0);
	take_away(ENDPOINT);
	ck_assert_str_eq(output_of("ip netns; ip -br link show type veth"), "");
	ck_assert(holds(GATEWAY));
	close_host();
}
END_TEST

/* Identifies the network namespace of the calling thread. */
static ino_t own_netns(void)
{
	struct stat s;

	ck_assert_int_eq(stat("/proc/thread-self/ns/net", &s), 0);
	return s.st_ino;
}

START_TEST(the_callers_thread_stays_where_it_is)
{
	ino_t before;

	given_host();
	before = own_netns();
	add(GATEWAY "," ENDPOINT);
	ck_assert(holds("{'row':'sysctl','netns':'ep','path':'net/ipv4/ip_forward','value':'0'}"));
	ck_assert(own_netns() == before);
	take_away(ENDPOINT);
	ck_assert(own_netns() == before);
	close_host();
}
END_TEST

static void *work_elsewhere(void *arg)
{
	ino_t elsewhere;

	ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
	elsewhere = own_netns();
	given_backend();
	add(arg);
	ck_assert(own_netns() == elsewhere);
	close_host();
	return NULL;
}

START_TEST(the_host_is_the_main_threads_whoever_calls)
{
	static char bridge[] = BRIDGE;
	pthread_t thread;

	given_host();
	close_host();
	ck_assert_int_eq(pthread_create(&thread, NULL, work_elsewhere, bridge), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_int_eq(run("ip link show br0"), 0);
}
END_TEST

START_TEST(the_worker_takes_no_signals)
{
	given_host();
	/* SigBlk of the only other thread; SIGKILL and SIGSTOP cannot be blocked, glibc keeps 32 and 33. */
	ck_assert_str_eq(output_of("cd /proc/%d/task; for t in *; do [ $t = %d ] || grep SigBlk "
				   "$t/status; done",
				 (int)getpid(), (int)getpid()),
		"SigBlk:\tfffffffe7ffbfeff\n");
	close_host();
}
END_TEST

START_TEST(after_fork_the_child_is_told_to_open_its_own)
{
	int status;
	pid_t child;

	given_host();
	child = fork();
	if (child == 0) {
		bool refused = apply(HCN_STEP_ADD, BRIDGE, NULL) == -ECHILD &&
			       strstr(host_error.text, "opened before fork()");

		close_host();
		_exit(refused ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	add(BRIDGE);
	close_host();
}
END_TEST

START_TEST(without_privileges_it_does_not_open)
{
	const struct hcn_backend_config config = { .state_dir = host_dir };

	given_host();
	close_host();
	ck_assert_int_eq(
		unshare(CLONE_NEWUSER), 0); /* all capabilities, but none over the host's netns */
	ck_assert_int_eq(hcn_backend_module.open(&config, &host, &host_error), HCN_ACCESS_DENIED);
	ck_assert_ptr_nonnull(strstr(host_error.hint, "root"));
}
END_TEST

START_TEST(each_host_has_an_identity)
{
	uint64_t first;

	given_host();
	first = host->ops->identity(host);
	ck_assert_uint_ne(first, 0);
	close_host();
	given_backend();
	ck_assert_uint_eq(host->ops->identity(host), first);
	close_host();
	given_host();
	ck_assert_uint_ne(host->ops->identity(host), first);
	close_host();
}
END_TEST

static bool has_route(const struct hcn_facts *facts, const char *text)
{
	struct hcn_prefix p;

	ck_assert(hcn_prefix_parse(text, &p));
	for (size_t i = 0; i < facts->n_routes; i++)
		if (hcn_prefix_equal(&facts->routes[i], &p) && facts->routes[i].len == p.len)
			return true;
	return false;
}

START_TEST(the_facts_are_the_hosts)
{
	struct hcn_facts facts;

	given_host();
	ck_assert_int_eq(mount("hcn-test", "/etc", "tmpfs", 0, NULL), 0);
	ck_assert_int_eq(run("echo 'domain old\nsearch a.example b.example\nnameserver 127.0.0.53\n"
			     "nameserver 192.0.2.53\n# nameserver 192.0.2.1\nnameserver "
			     "2001:db8::53' > /etc/resolv.conf"),
		0);
	ck_assert_int_eq(host->ops->facts(host, &facts, &host_error), 0);
	ck_assert_uint_eq(facts.mtu, 1500);
	ck_assert(has_route(&facts, "127.0.0.0/8"));
	ck_assert_uint_eq(facts.n_dns_servers, 2);
	ck_assert_str_eq(facts.dns_servers[0], "192.0.2.53");
	ck_assert_str_eq(facts.dns_servers[1], "2001:db8::53");
	ck_assert_uint_eq(facts.n_dns_search, 2);
	ck_assert_str_eq(facts.dns_search[1], "b.example");
	hcn_facts_clear(&facts);

	add(GATEWAY ",{'row':'route','dst':'0.0.0.0/0','dev':'br0','via':'10.0.0.254'},"
		    "{'row':'route','dst':'10.77.0.0/16','dev':'br0'}");
	ck_assert_int_eq(host->ops->facts(host, &facts, &host_error), 0);
	ck_assert_uint_eq(facts.mtu, 1400);
	ck_assert(has_route(&facts, "10.0.0.0/24"));
	ck_assert(has_route(&facts, "10.77.0.0/16"));
	ck_assert(has_route(&facts, "fd00::/64"));
	ck_assert(!has_route(&facts, "0.0.0.0/0"));
	hcn_facts_clear(&facts);
	close_host();
}
END_TEST

static const struct hcn_adapter *find_adapter(const struct hcn_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (!strcmp(facts->adapters[i].names[0], name))
			return &facts->adapters[i];
	return NULL;
}

/* `ip netns add` and nothing else: no loopback that is up, no routing table. */
START_TEST(a_host_that_never_had_an_address_is_one_too)
{
	struct hcn_facts facts;

	ck_assert_int_eq(unshare(CLONE_NEWNET), 0);
	given_backend();
	ck_assert_msg(!host->ops->facts(host, &facts, &host_error), "%s", host_error.text);
	ck_assert_uint_eq(facts.mtu, 1500);
	hcn_facts_clear(&facts);
	close_host();
}
END_TEST

START_TEST(adapters_have_all_their_names_and_addresses)
{
	const struct hcn_adapter *adapter;
	struct hcn_facts facts;

	given_host();
	ck_assert_int_eq(
		run("ip link add lan0 address 02:00:5e:00:53:01 type bridge && "
		    "ip link set lan0 alias 'Ethernet 2' && "
		    "ip link property add dev lan0 altname Ethernet && "
		    "ip link set lan0 up && ip addr add 192.0.2.7/24 dev lan0 && "
		    "ip addr add 2001:db8::7/64 dev lan0 nodad && "
		    "ip route add default via 192.0.2.254 && "
		    "ip link add ours type bridge && ip link set ours alias 'hcn network x'"),
		0);
	ck_assert_int_eq(host->ops->facts(host, &facts, &host_error), 0);
	ck_assert_ptr_null(find_adapter(&facts, "lo"));
	ck_assert_ptr_null(find_adapter(&facts, "ours"));
	adapter = find_adapter(&facts, "lan0");
	ck_assert_ptr_nonnull(adapter);
	ck_assert_uint_eq(adapter->n_names, 3);
	ck_assert_str_eq(adapter->names[1], "Ethernet");
	ck_assert_str_eq(adapter->names[2], "Ethernet 2");
	ck_assert(adapter->is_default);
	ck_assert_str_eq(hcn_mac_colons(&adapter->mac).text, "02:00:5e:00:53:01");
	ck_assert_uint_eq(adapter->n_addresses, 2);
	ck_assert_str_eq(hcn_addr_format(&adapter->addresses[0]).text, "192.0.2.7");
	ck_assert_str_eq(hcn_addr_format(&adapter->addresses[1]).text, "2001:db8::7");
	hcn_facts_clear(&facts);
	close_host();
}
END_TEST

START_TEST(a_sysctl_remembers_what_it_was)
{
	struct hcn_rows rows = { 0 };

	given_host();
	ck_assert_int_eq(run("sysctl -qw net.ipv4.ip_local_port_range='4000 5000'"), 0);
	given_rows(&rows,
		"{'row':'sysctl','path':'net/ipv4/ip_local_port_range','value':'2000 3000'},"
		"{'row':'sysctl','path':'net/ipv4/conf/none/forwarding','value':'1'},"
		"{'row':'sysctl','netns':'none','path':'net/ipv4/ip_forward','value':'1'}," BRIDGE);
	for (size_t i = 0; i < rows.n; i++)
		ck_assert_int_eq(host->ops->prepare(host, &rows.rows[i], &host_error), 0);
	ck_assert_str_eq(rows.rows[0].sysctl.was, "4000\t5000");
	ck_assert(HCN_HAS(&rows.rows[0].sysctl, hcn_row_sysctl, was));
	ck_assert_ptr_null(rows.rows[1].sysctl.was);
	ck_assert_ptr_null(rows.rows[2].sysctl.was);
	hcn_rows_clear(&rows);
	close_host();
}
END_TEST

static const char *const bad_rows[] = {
	"{'row':'sysctl','path':'../../etc/passwd','value':'1'}",
	"{'row':'sysctl','path':'/etc/passwd','value':'1'}",
	"{'row':'sysctl','path':'net//ipv4/ip_forward','value':'1'}",
	"{'row':'file','path':'../escaped','content':'x'}",
	"{'row':'file','path':'a/./b','content':'x'}",
	"{'row':'file','path':'a/','content':'x'}",
	"{'row':'netns','name':'a/b'}",
	"{'row':'netns','name':'..'}",
	"{'row':'netns','name':''}",
	"{'row':'link','name':'sixteen_letters_','type':'bridge'}",
	"{'row':'link','name':'','type':'bridge'}",
	"{'row':'link','name':'v0','type':'veth','peer':''}",
	"{'row':'addr','dev':'lo','prefix':''}",
	"{'row':'rule','from':'','table':26700,'priority':32700}",
	"{'row':'rule','from':'10.0.0.1/32','priority':32700}",
	"{'row':'nft_set','table':'t','set':'s','type':'no_such_type'}",
	"{'row':'nft_chain','table':'t','chain':'c','hook':'filter sideways 0','rules':[]}",
};

START_TEST(what_makes_no_sense_is_refused)
{
	given_host();
	ck_assert_int_eq(apply(HCN_STEP_ADD, bad_rows[_i], NULL), -EINVAL);
	close_host();
}
END_TEST

START_TEST(a_file_is_not_written_through_a_symbolic_link)
{
	given_host();
	ck_assert_int_eq(
		run("mkdir /run/elsewhere && ln -s /run/elsewhere %s/resolv", host_dir), 0);
	ck_assert_int_ne(
		apply(HCN_STEP_ADD, "{'row':'file','path':'resolv/a','content':'x'}", NULL), 0);
	ck_assert_str_eq(output_of("ls /run/elsewhere"), "");
	close_host();
}
END_TEST

START_TEST(a_file_is_whole_readable_and_gone_with_its_directory)
{
	given_host();
	umask(077);
	add("{'row':'file','path':'resolv/a','content':'x'},{'row':'file','path':'resolv/"
	    "b','content':'y'}");
	ck_assert_str_eq(output_of("stat -c %%a %s/resolv/a; ls -A %s/resolv", host_dir, host_dir),
		"644\na\nb\n");
	take_away("{'row':'file','path':'resolv/a'}");
	ck_assert_str_eq(output_of("ls -A %s/resolv", host_dir), "b\n");
	take_away("{'row':'file','path':'resolv/b'}");
	ck_assert_str_eq(output_of("ls -A %s", host_dir), "");
	close_host();
}
END_TEST

/* Killed while it wrote a file: its request is taken back, which removes a file that was never there. */
START_TEST(what_a_killed_process_was_writing_goes_with_its_request)
{
	given_host();
	ck_assert_int_eq(
		run("mkdir %s/resolv && echo half >%s/resolv/.a.tmp", host_dir, host_dir), 0);
	take_away("{'row':'file','path':'resolv/a'}");
	ck_assert_str_eq(output_of("ls -A %s", host_dir), "");
	ck_assert_int_eq(
		run("mkdir %s/resolv && echo half >%s/resolv/.a.tmp", host_dir, host_dir), 0);
	add("{'row':'file','path':'resolv/a','content':'x'}");
	ck_assert_str_eq(output_of("ls -A %s/resolv", host_dir), "a\n");
	take_away("{'row':'file','path':'resolv/a'}");
	close_host();
}
END_TEST

START_TEST(the_leftover_file_of_a_netns_is_taken_over)
{
	given_host();
	ck_assert_int_eq(run("mkdir -p /run/netns && touch /run/netns/ep"), 0);
	ck_assert(!holds("{'row':'netns','name':'ep'}"));
	add("{'row':'netns','name':'ep'}");
	ck_assert(holds("{'row':'netns','name':'ep'}"));
	ck_assert_str_eq(output_of("ip netns exec ep cat /sys/class/net/lo/flags"), "0x9\n");
	close_host();
}
END_TEST

START_TEST(a_netns_that_somebody_else_made_again_is_the_new_one)
{
	given_host();
	add("{'row':'netns','name':'ep'}");
	ck_assert_int_eq(run("ip netns del ep && ip netns add ep && ip -n ep link set lo up"), 0);
	add("{'row':'addr','netns':'ep','dev':'lo','prefix':'10.9.0.1/32'}");
	ck_assert_int_eq(run("ip -n ep addr show lo | grep -q 10.9.0.1"), 0);
	add("{'row':'netns','name':'ep2'}");
	ck_assert_int_eq(run("ip netns del ep2"), 0);
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			"{'row':'addr','netns':'ep2','dev':'lo','prefix':'10.9.0.1/32'}", NULL),
		-ENOENT);
	close_host();
}
END_TEST

START_TEST(a_rule_that_asks_for_more_is_another_one)
{
	const char *rule = "{'row':'rule','from':'10.0.0.1/32','table':7,'priority':9}";

	given_host();
	ck_assert_int_eq(run("ip rule add from 10.0.0.1 iif lo lookup 7 pref 9 proto static && "
			     "ip rule add from 10.0.0.1 fwmark 1 lookup 7 pref 9 proto boot"),
		0);
	ck_assert(!holds(rule));
	add(rule);
	ck_assert(holds(rule));
	close_host();
}
END_TEST

START_TEST(a_route_of_another_device_is_not_replaced)
{
	given_host();
	add(GATEWAY ",{'row':'link','name':'br1','type':'bridge'}");
	ck_assert_int_eq(run("ip route add 10.9.0.0/16 dev br1"), 0);
	ck_assert_int_eq(
		apply(HCN_STEP_ADD, "{'row':'route','dst':'10.9.0.0/16','dev':'br0'}", NULL),
		-EEXIST);
	ck_assert_ptr_nonnull(strstr(host_error.text, "another device"));
	ck_assert_int_eq(run("ip route show 10.9.0.0/16 | grep -q br1"), 0);
	close_host();
}
END_TEST

START_TEST(a_failure_counts_the_steps_before_it)
{
	size_t done;

	given_host();
	ck_assert_int_lt(
		apply(HCN_STEP_ADD,
			GATEWAY ",{'row':'addr','dev':'none','prefix':'10.0.0.1/24'}," ENDPOINT,
			&done),
		0);
	ck_assert_uint_eq(done, 3);
	ck_assert(holds(GATEWAY));
	ck_assert_int_eq(run("ip netns | grep -q ep"), 256);
	close_host();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_endpoint_reaches_its_gateway, 0 },
		{ the_callers_thread_stays_where_it_is, 0 },
		{ the_host_is_the_main_threads_whoever_calls, 0 },
		{ the_worker_takes_no_signals, 0 },
		{ after_fork_the_child_is_told_to_open_its_own, 0 },
		{ without_privileges_it_does_not_open, 0 },
		{ each_host_has_an_identity, 0 },
		{ the_facts_are_the_hosts },
		{ a_host_that_never_had_an_address_is_one_too },
		{ adapters_have_all_their_names_and_addresses, 0 },
		{ a_sysctl_remembers_what_it_was, 0 },
		{ what_makes_no_sense_is_refused, HCN_N_ELEMENTS(bad_rows) },
		{ a_file_is_not_written_through_a_symbolic_link, 0 },
		{ a_file_is_whole_readable_and_gone_with_its_directory, 0 },
		{ what_a_killed_process_was_writing_goes_with_its_request, 0 },
		{ the_leftover_file_of_a_netns_is_taken_over, 0 },
		{ a_netns_that_somebody_else_made_again_is_the_new_one, 0 },
		{ a_rule_that_asks_for_more_is_another_one, 0 },
		{ a_route_of_another_device_is_not_replaced, 0 },
		{ a_failure_counts_the_steps_before_it, 0 },
		{ NULL, 0 },
	};

	return run_tests("linux", facts);
}
