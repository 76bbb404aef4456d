/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - How the module reaches LSM hooks
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_ATTACH_H
#define EDGESEC_ATTACH_H

#include <linux/types.h>

enum edgesec_hook {
	EDGESEC_HOOK_EXEC,
	EDGESEC_HOOK_EXEC_CHECK,
	EDGESEC_HOOK_PRCTL,
	EDGESEC_HOOK_MMAP,
	EDGESEC_HOOK_MPROTECT,
	EDGESEC_HOOK_OPEN,
	EDGESEC_HOOK_READ_FILE,
	EDGESEC_HOOK_LOAD_DATA,
	EDGESEC_HOOK_TRACE,
	EDGESEC_HOOK_BIND,
	EDGESEC_HOOK_LISTEN,
	EDGESEC_HOOK_CONNECT,
	EDGESEC_HOOK_SEND,
	EDGESEC_HOOK_SCTP,
	EDGESEC_HOOK_CREATE,
	EDGESEC_HOOK_INODE_FREE,
	EDGESEC_HOOK_COUNT
};

#define EDGESEC_HOOK_BIT(hook)	(1u << (hook))

/**
 * struct edgesec_hook_state - One hook, for status
 * @name: Name of the LSM hook.
 * @symbol: The function that is redirected.
 * @attached: Calls are redirected.
 * @live: A call has arrived since.
 */
struct edgesec_hook_state {
	const char *name;
	const char *symbol;
	bool attached;
	bool live;
};

struct netlink_ext_ack;

int edgesec_attach_hooks(u32 wanted, struct netlink_ext_ack *extack);
void edgesec_detach_hooks(u32 unwanted);
u32 edgesec_attach_epoch(enum edgesec_hook hook);
void edgesec_attach_state(enum edgesec_hook hook,
			  struct edgesec_hook_state *state);
int edgesec_attach_setup(void);
void edgesec_attach_teardown(void);

#endif /* EDGESEC_ATTACH_H */
