/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the system says of itself
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>

/* The first bytes of a file of the system; @text stays without that file. */
bool host_read(const char *name, char *text, size_t size);

/* Was the kernel started by Secure Boot? */
bool host_secure_boot(void);

/* The word of the kernel's lockdown: none, integrity, confidentiality. */
const char *host_lockdown(char *text, size_t size);

/* Does the kernel know that something keeps its clock right? */
bool host_clock_synchronised(void);

#endif /* HOST_H */
