/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What each LSM hook does
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_HOOK_H
#define EDGESEC_HOOK_H

#include "table.h"

struct linux_binprm;
struct sockaddr;
struct socket;

int edgesec_hook_exec(struct linux_binprm *bprm);
int edgesec_hook_prctl(int option, unsigned long arg2);
int edgesec_hook_bind(struct socket *sock, struct sockaddr *address,
		      int addrlen);

int edgesec_hook_modbus_register(void);
void edgesec_hook_modbus_unregister(void);
bool edgesec_hook_modbus_stats(struct edgesec_table_stats *stats);

#endif /* EDGESEC_HOOK_H */
