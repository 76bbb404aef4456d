// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: attaches and asks guard.bpf.c
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: guard run FILE...	attaches, then reads commands from standard
 *				input: "count" prints executions seen, "deny"
 *				denies them from now on, "allow" ends that;
 *				at the end of the input it detaches
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "guard.skel.h"

static __u64 get(int map, __u32 key)
{
	__u64 value = 0;

	bpf_map_lookup_elem(map, &key, &value);
	return value;
}

static void set(int map, __u32 key, __u64 value)
{
	bpf_map_update_elem(map, &key, &value, BPF_ANY);
}

static void serve(int map)
{
	char line[64];

	while (fgets(line, sizeof(line), stdin)) {
		if (!strcmp(line, "count\n"))
			printf("%llu\n", get(map, 0));
		else if (!strcmp(line, "deny\n"))
			set(map, 1, 1);
		else if (!strcmp(line, "allow\n"))
			set(map, 1, 0);
		fflush(stdout);
	}
}

int main(void)
{
	struct guard_bpf *skeleton = guard_bpf__open_and_load();

	if (!skeleton || guard_bpf__attach(skeleton)) {
		fprintf(stderr, "guard: can't attach\n");
		return 1;
	}
	puts("attached");
	fflush(stdout);
	serve(bpf_map__fd(skeleton->maps.state));
	guard_bpf__destroy(skeleton);
	return 0;
}
