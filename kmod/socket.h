/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a socket is to a port rule
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_SOCKET_H
#define EDGESEC_SOCKET_H

#include <linux/types.h>

#include "uapi/edgesec.h"

struct sock;
struct sockaddr;
struct socket;

bool edgesec_socket_protocol(const struct sock *sk,
			     enum edgesec_protocol *protocol);
bool edgesec_socket_protocol_new(int family, int type,
				 enum edgesec_protocol *protocol);
u32 edgesec_socket_port(struct socket *sock);
bool edgesec_socket_port_of(const struct sock *sk,
			    const struct sockaddr *address, int addrlen,
			    u32 *port);
bool edgesec_socket_is_any(const struct sock *sk, u32 port);

#endif /* EDGESEC_SOCKET_H */
