/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Cutting off UDP sockets of other processes
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DEAFEN_H
#define DEAFEN_H

#include "ports.h"

/* Nothing that arrives at these UDP sockets is received any more. Returns a
 * positive errno when that is not true of all of them.
 */
int deafen(const struct bound *bound);

#endif /* DEAFEN_H */
