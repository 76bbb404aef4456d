/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the rules of a policy say about a port
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PORTS_H
#define PORTS_H

#include "model.h"

#include <sys/types.h>

/* The bit of enum edgesec_direction. */
static inline unsigned int direction_bit(enum direction direction)
{
	return 1u << direction;
}

bool ranges_have(const struct ranges *ranges, uint32_t port);

bool ranges_overlap(const struct ranges *ranges, const struct range *range);

/* Bits of enum edgesec_direction: what sockets of a protocol do. */
unsigned int ports_possible(enum edgesec_protocol protocol);

bool scope_equals(const struct scope *a, const struct scope *b);

/**
 * struct bound - A socket, and what it does with a port
 * @pid: A process in its network namespace.
 * @netns: Inode number of its network namespace.
 * @is_host: That of init.
 * @cgroup: Path of the cgroup that it was made in; NULL: not known.
 * @cgroup_id: Its number; 0: not known.
 */
struct bound {
	pid_t pid;
	ino_t netns;
	bool is_host;
	char *cgroup;
	uint64_t cgroup_id;
	enum edgesec_protocol protocol;
	enum direction direction;
	uint32_t port;
};

/* The rule that would deny this, as the kernel would find it, or NULL. */
const struct port_rule *ports_denial(const struct port_rules *rules,
				     const struct bound *bound);

#endif /* PORTS_H */
