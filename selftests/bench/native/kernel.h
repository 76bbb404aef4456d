/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: what the port hooks take from the kernel, in a program
 * Copyright (C) 2026 The edgesec authors
 *
 * It is read before everything else. The headers of the kernel that it stands in
 * for are empty files then; port.sh makes them.
 */
#ifndef BENCH_NATIVE_KERNEL_H
#define BENCH_NATIVE_KERNEL_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>

#include <netinet/in.h>
#include <sys/socket.h>

typedef sa_family_t __kernel_sa_family_t;
#include <linux/vm_sockets.h>

#define const_ilog2(n)	__builtin_ctz(n)
#define offsetofend(type, member)					\
	(offsetof(type, member) + sizeof(((type *)0)->member))

/* Only declared here, so that compat.h need not be read. */
#define EDGESEC_COMPAT_H
struct file;
struct file *edgesec_compat_exe_file(void);
void fput(struct file *file);

#ifndef AF_SMC
#define AF_SMC	43
#endif
#ifndef AF_XDP
#define AF_XDP	44
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP	262
#endif
#define SCTP_SOCKOPT_BINDX_ADD	100
#define SCTP_SENDMSG_CONNECT	0x6009
#define SCTP_SOCKOPT_CONNECTX	110

typedef struct {
	uid_t val;
} kuid_t;

enum kernel_read_file_id { READING_UNKNOWN };
enum kernel_load_data_id { LOADING_UNKNOWN };

struct net {
	u64 net_cookie;
};

extern struct net init_net;

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	struct nsproxy *nsproxy;
	int rcu_read_lock_nesting;
};

extern struct task_struct *current;

struct sock {
	u16 sk_family;
	struct net *sk_net;
	u16 sk_type;
	u16 sk_protocol;
	bool sk_kern_sock;
	u16 inet_num;
};

struct socket {
	struct sock *sk;
};

struct vsock_sock {
	struct sockaddr_vm local_addr;
};

static inline struct net *sock_net(const struct sock *sk)
{
	return sk->sk_net;
}

static inline bool net_eq(const struct net *a, const struct net *b)
{
	return a == b;
}

static inline const struct sock *inet_sk(const struct sock *sk)
{
	return sk;
}

const struct vsock_sock *vsock_sk(const struct sock *sk);
int kernel_getsockname(struct socket *sock, struct sockaddr *address);

/* As a kernel with preemption has them: a count, or a call that counts. */
void native_rcu_read_lock(void);
void native_rcu_read_unlock(void);
#define rcu_read_lock	native_rcu_read_lock
#define rcu_read_unlock	native_rcu_read_unlock

extern int native_preempt_count;
void native_preempt_schedule(void);

static inline void rcu_read_lock_sched(void)
{
	native_preempt_count++;
	barrier();
}

static inline void rcu_read_unlock_sched(void)
{
	barrier();
	if (!--native_preempt_count)
		native_preempt_schedule();
}

#endif /* BENCH_NATIVE_KERNEL_H */
