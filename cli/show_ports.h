/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Rules on ports for the terminal
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SHOW_PORTS_H
#define SHOW_PORTS_H

#include <jansson.h>

/* Prints the rules of describe_policy(). */
void show_ports(const json_t *ports);

/* "listen 22, 443; connect none": what a rule lists. */
const char *show_directions(const json_t *port, char *text, size_t size);

#endif /* SHOW_PORTS_H */
