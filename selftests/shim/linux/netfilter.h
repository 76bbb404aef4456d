/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: the address union and the verdicts */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_NETFILTER_H
#define SHIM_LINUX_NETFILTER_H

#include <sys/socket.h>

#include <linux/types.h>
#include <linux/in.h>
#include <linux/in6.h>

#define NF_DROP		0
#define NF_ACCEPT	1
#define NF_STOLEN	2

union nf_inet_addr {
	__u32 all[4];
	__be32 ip;
	__be32 ip6[4];
	struct in_addr in;
	struct in6_addr in6;
};

#endif /* SHIM_LINUX_NETFILTER_H */
