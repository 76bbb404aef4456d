// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: what the port hooks add to a call, at this host's speed
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: port
 *
 * The hooks are those of the module, with the policy, the maps and eval behind
 * them, compiled as a program; the way to them is in redirect.S. Prints the
 * nanoseconds that a hook adds to bind(), connect() and sendto() under a policy
 * of 10,000 ports for each, and those of a port that takes the long way.
 */
#include "hook_port.c"
#include "socket.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_PORT	10000
#define PORTS		10000
#define CALLS		20000
#define BATCHES		400

/* Where the calls of a hook go, as struct edgesec_hook_point has it. */
static struct {
	bool live;
	unsigned long target;
} point;

void *redirect_ops = &point;

struct net init_net;
static struct nsproxy nsproxy = { &init_net };
static struct task_struct task = { &nsproxy, 0 };
struct task_struct *current = &task;
static struct edgesec_policy *policy;

int site_plain(struct socket *sock, void *arg, int len);
int site_redirected(struct socket *sock, void *arg, int len);
void redirect(unsigned long ip, unsigned long parent_ip, void *ops,
	      unsigned long *regs);

/* ---- In the place of what is elsewhere in the kernel and the module ---- */

noinline void native_rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	barrier();
}

noinline void native_rcu_read_unlock(void)
{
	barrier();
	current->rcu_read_lock_nesting--;
}

/* The bit that says that nobody waits for this processor. */
int native_preempt_count = 1 << 30;

void native_preempt_schedule(void)
{
	abort();
}

noinline const struct edgesec_policy *edgesec_policy_rcu(void)
{
	return READ_ONCE(policy);
}

static u64 counters[EDGESEC_COUNT_MAX];

noinline void edgesec_counter_inc(enum edgesec_counter id)
{
	counters[id]++;
}

u64 edgesec_scopes(const struct edgesec_policy *p,
		   const struct edgesec_owner *owner)
{
	return 1;
}

void edgesec_scope_of_sock(const struct sock *sk, struct edgesec_owner *owner)
{
	owner->net = sock_net(sk);
	owner->cgroup = NULL;
}

void edgesec_scope_of_current(struct edgesec_owner *owner)
{
	abort();
}

struct file *edgesec_compat_exe_file(void)
{
	abort();
}

void fput(struct file *file)
{
	abort();
}

int edgesec_identify_owner(const struct edgesec_policy *p, struct file *file,
			   u32 owner)
{
	abort();
}

const char *edgesec_judge_why(int error)
{
	abort();
}

bool edgesec_audit_port(const struct edgesec_decision *decision,
			const struct edgesec_port_event *event)
{
	abort();
}

bool edgesec_audit_event(enum edgesec_rule rule,
			 const struct edgesec_decision *decision,
			 const struct edgesec_event *event)
{
	abort();
}

const struct vsock_sock *vsock_sk(const struct sock *sk)
{
	abort();
}

int kernel_getsockname(struct socket *sock, struct sockaddr *address)
{
	abort();
}

/* ---- As in attach.c and attach_targets.c ---- */

/* Calls of another object. */
static bool (*volatile passes_bind)(const struct socket *sock,
				    const struct sockaddr *address,
				    int addrlen) = edgesec_hook_bind_passes;
static bool (*volatile passes_connect)(const struct socket *sock,
				       const struct sockaddr *address,
				       int addrlen) =
	edgesec_hook_connect_passes;
static bool (*volatile passes_send)(const struct socket *sock,
				    const struct msghdr *msg) =
	edgesec_hook_send_passes;

void redirect(unsigned long ip, unsigned long parent_ip, void *ops,
	      unsigned long *regs)
{
	regs[16] = point.target;
}

static void note(void)
{
	if (!READ_ONCE(point.live))
		WRITE_ONCE(point.live, true);
}

static int stub_bind(struct socket *sock, struct sockaddr *address, int addrlen)
{
	note();
	return passes_bind(sock, address, addrlen) ?
		       0 : edgesec_hook_bind(sock, address, addrlen);
}

static int stub_connect(struct socket *sock, struct sockaddr *address,
			int addrlen)
{
	note();
	return passes_connect(sock, address, addrlen) ?
		       0 : edgesec_hook_connect(sock, address, addrlen);
}

static int stub_send(struct socket *sock, struct msghdr *msg, int size)
{
	note();
	return passes_send(sock, msg) ?
		       0 : edgesec_hook_send(sock, msg);
}

static int stub_long(struct socket *sock, struct sockaddr *address, int addrlen)
{
	return edgesec_hook_bind(sock, address, addrlen);
}

/* ---- The policy: every second port, for each direction ---- */

static void add_rule(enum edgesec_protocol protocol, u32 directions)
{
	struct edgesec_port_rule *rule =
		kzalloc(struct_size(rule, range, 2 * PORTS), GFP_KERNEL);
	u32 i, direction;

	rule->protocol = protocol;
	rule->directions = directions;
	rule->mode = EDGESEC_MODE_ENFORCE;
	rule->verdict = EDGESEC_VERDICT_DENY;
	for (direction = 1; direction <= directions; direction <<= 1) {
		if (!(directions & direction))
			continue;
		for (i = 0; i < PORTS; i++)
			rule->range[rule->count++] = (struct edgesec_port_range){
				.first = FIRST_PORT + 2 * i,
				.last = FIRST_PORT + 2 * i,
				.direction = direction,
			};
	}
	if (edgesec_policy_add_port_rule(
		    policy,
		    edgesec_policy_scope(policy, EDGESEC_SCOPE_HOST, 0, ""),
		    rule))
		abort();
}

static void make_policy(void)
{
	if (edgesec_table_setup() || edgesec_policy_setup())
		abort();
	policy = edgesec_policy_new();
	if (!policy)
		abort();
	add_rule(EDGESEC_PROTOCOL_UDP,
		 EDGESEC_DIRECTION_BIND | EDGESEC_DIRECTION_SEND);
	add_rule(EDGESEC_PROTOCOL_TCP,
		 EDGESEC_DIRECTION_BIND | EDGESEC_DIRECTION_CONNECT);
	edgesec_glance_build(policy);
}

/* ---- Measurement ---- */

static u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* Nanoseconds of a call, in the quickest of some batches. */
static double time_calls(int (*site)(struct socket *sock, void *arg, int len),
			 struct socket *sock, void *arg,
			 struct sockaddr_in *address)
{
	u64 begin, best = U64_MAX;
	int i, k;

	for (i = 0; i < BATCHES; i++) {
		begin = now();
		for (k = 0; k < CALLS; k++) {
			address->sin_port = htons(FIRST_PORT + 2 * (k % PORTS));
			if (site(sock, arg, sizeof(*address)))
				abort();
		}
		best = min(best, now() - begin);
	}
	return (double)best / CALLS;
}

static void print(const char *name, void *target, u16 type, u16 protocol,
		  bool sends, enum edgesec_counter counter)
{
	struct sock sk = { .sk_family = AF_INET, .sk_net = &init_net,
			   .sk_type = type, .sk_protocol = protocol };
	struct socket sock = { &sk };
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct msghdr msg = { .msg_name = &address,
			      .msg_namelen = sizeof(address) };
	void *arg = sends ? (void *)&msg : (void *)&address;
	double plain, redirected;

	point.target = (unsigned long)target;
	counters[counter] = 0;
	plain = time_calls(site_plain, &sock, arg, &address);
	redirected = time_calls(site_redirected, &sock, arg, &address);
	if (counters[counter] != (u64)CALLS * BATCHES)
		abort();
	printf("# bench: port.%s_added_ns %.2f\n", name, redirected - plain);
}

int main(void)
{
	make_policy();
	print("bind", stub_bind, SOCK_DGRAM, IPPROTO_UDP, false,
	      EDGESEC_COUNT_BIND_ALLOWED);
	print("connect", stub_connect, SOCK_STREAM, IPPROTO_TCP, false,
	      EDGESEC_COUNT_CONNECT_ALLOWED);
	print("sendto", stub_send, SOCK_DGRAM, IPPROTO_UDP, true,
	      EDGESEC_COUNT_SEND_ALLOWED);
	print("bind_long", stub_long, SOCK_DGRAM, IPPROTO_UDP, false,
	      EDGESEC_COUNT_BIND_ALLOWED);
	return 0;
}
