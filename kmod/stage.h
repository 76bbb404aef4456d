/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - A generation under construction, owned by one netlink socket
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_STAGE_H
#define EDGESEC_STAGE_H

#include <linux/types.h>

struct edgesec_commit;
struct genl_info;
struct netlink_ext_ack;

int edgesec_stage_begin(struct genl_info *info);
int edgesec_stage_add(struct genl_info *info);
int edgesec_stage_commit(struct genl_info *info,
			 const struct edgesec_commit *how, u64 *generation);
int edgesec_stage_setup(void);
void edgesec_stage_teardown(void);

#endif /* EDGESEC_STAGE_H */
