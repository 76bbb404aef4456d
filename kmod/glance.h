/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Ports that are allowed to whoever asks, by one bit
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_GLANCE_H
#define EDGESEC_GLANCE_H

#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/types.h>

#include "uapi/edgesec.h"

/* Only the two kinds of scope that each socket is in one of: host, container. */
#define EDGESEC_GLANCE_SCOPES		2
/* Only the protocols of nearly all sockets: TCP, UDP. */
#define EDGESEC_GLANCE_PROTOCOLS	2
#define EDGESEC_GLANCE_DIRECTIONS	4
#define EDGESEC_GLANCE_PORTS		(1u << 16)

struct edgesec_policy;

/**
 * struct edgesec_glance - The maps of a policy
 * @map: By kind of scope, protocol and number of direction: a bit for each
 *	port. NULL where nothing can be seen at a glance.
 *
 * The policy owns the maps. They are made before it is published and do not
 * change until it is freed.
 */
struct edgesec_glance {
	unsigned long *map[EDGESEC_GLANCE_SCOPES][EDGESEC_GLANCE_PROTOCOLS]
			  [EDGESEC_GLANCE_DIRECTIONS];
};

/**
 * edgesec_glance_allows - Is the answer about a port plain?
 * @glance: The maps of a policy.
 * @is_host: The socket is of the initial network namespace.
 * @protocol: Which transport.
 * @direction: What is to be done; one bit, of those that have ports.
 * @port: Host byte order.
 *
 * Context: Any. The caller keeps the policy alive.
 *
 * Return: True if a rule allows it, whatever else is true of the socket and of
 * who uses it. False says nothing: edgesec_eval_port() has to be asked.
 */
static inline bool edgesec_glance_allows(const struct edgesec_glance *glance,
					 bool is_host,
					 enum edgesec_protocol protocol,
					 enum edgesec_direction direction,
					 u32 port)
{
	const unsigned long *map;

	if (protocol >= EDGESEC_GLANCE_PROTOCOLS ||
	    port >= EDGESEC_GLANCE_PORTS)
		return false;
	map = glance->map[is_host ? EDGESEC_SCOPE_HOST :
				    EDGESEC_SCOPE_CONTAINER]
			 [protocol][ilog2(direction)];
	return map && test_bit(port, map);
}

void edgesec_glance_build(struct edgesec_policy *policy);
void edgesec_glance_free(struct edgesec_glance *glance);

#endif /* EDGESEC_GLANCE_H */
