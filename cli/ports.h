/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the rules of a policy say about a port
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PORTS_H
#define PORTS_H

#include "model.h"

/* The bit of enum edgesec_direction. */
static inline unsigned int direction_bit(enum direction direction)
{
	return 1u << direction;
}

bool ranges_have(const struct ranges *ranges, uint32_t port);

/* Bits of enum edgesec_direction: what sockets of a protocol do. */
unsigned int ports_possible(enum edgesec_protocol protocol);

/* Would @rule, if it is enforced, deny to do this with @port? */
bool port_rule_denies(const struct port_rule *rule, enum direction direction,
		      uint32_t port);

#endif /* PORTS_H */
