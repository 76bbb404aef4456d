/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The ports that are bound now
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "ports.h"

struct sockets {
	struct bound *list;
	size_t count;
};

/*
 * Listening TCP ports, as bound and as listening, and bound UDP ports of every
 * network namespace that a process is in. UDP ports from the range that the kernel itself gives out are
 * left out: nobody asked for them by number.
 */
void sockets_read(struct sockets *sockets);
void sockets_free(struct sockets *sockets);

#endif /* SOCKETS_H */
