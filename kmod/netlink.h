/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - The generic netlink family
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_NETLINK_H
#define EDGESEC_NETLINK_H

int edgesec_netlink_register(void);
void edgesec_netlink_unregister(void);

#endif /* EDGESEC_NETLINK_H */
