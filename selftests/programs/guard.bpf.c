// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: a BPF LSM program on the hook that edgesec uses
 * Copyright (C) 2026 The edgesec authors
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1

struct linux_binprm;

/* 0: executions seen; 1: non-zero to deny every one of them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} state SEC(".maps");

SEC("lsm/bprm_check_security")
int BPF_PROG(guard, struct linux_binprm *bprm, int ret)
{
	__u32 seen_key = 0, deny_key = 1;
	__u64 *seen = bpf_map_lookup_elem(&state, &seen_key);
	__u64 *deny = bpf_map_lookup_elem(&state, &deny_key);

	if (ret)
		return ret;
	if (seen)
		__sync_fetch_and_add(seen, 1);
	return deny && *deny ? -EPERM : 0;
}

char guard_license[] SEC("license") = "GPL";
