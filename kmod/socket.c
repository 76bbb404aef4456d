// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a socket is to a port rule
 * Copyright (C) 2026 The edgesec authors
 */
#include "socket.h"

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/stddef.h>
#include <linux/vm_sockets.h>
#include <net/af_vsock.h>
#include <net/inet_sock.h>
#include <net/sock.h>

/* IPPROTO_SMC is new in Linux 6.11. */
#define PROTOCOL_SMC	256

static bool find_inet(const struct sock *sk, enum edgesec_protocol *protocol)
{
	if (sk->sk_type == SOCK_RAW)
		return false;

	switch (sk->sk_protocol) {
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		*protocol = EDGESEC_PROTOCOL_UDP;
		return true;
	case IPPROTO_TCP:
	case IPPROTO_MPTCP:
	case PROTOCOL_SMC:
		*protocol = EDGESEC_PROTOCOL_TCP;
		return true;
	case IPPROTO_SCTP:
		*protocol = EDGESEC_PROTOCOL_SCTP;
		return true;
	case IPPROTO_DCCP:
		*protocol = EDGESEC_PROTOCOL_DCCP;
		return true;
	}
	return false;
}

/**
 * edgesec_socket_protocol - Which protocol of port rules does a socket speak?
 * @sk: The socket.
 * @protocol: Where the protocol goes.
 *
 * MPTCP and SMC speak TCP to who does not know them.
 *
 * Context: Any.
 *
 * Return: false when no rule can judge such a socket.
 */
bool edgesec_socket_protocol(const struct sock *sk,
			     enum edgesec_protocol *protocol)
{
	switch (sk->sk_family) {
	case AF_INET:
	case AF_INET6:
		return find_inet(sk, protocol);
	case AF_SMC:
		*protocol = EDGESEC_PROTOCOL_TCP;
		return true;
	case AF_VSOCK:
		*protocol = EDGESEC_PROTOCOL_VSOCK;
		return true;
	}
	return false;
}

/**
 * edgesec_socket_protocol_new - The same for a socket that is to be made
 * @family: Its family.
 * @type: Its type, without flags.
 * @protocol: Where the protocol goes.
 *
 * Context: Any.
 *
 * Return: false when no rule judges that such a socket is made.
 */
bool edgesec_socket_protocol_new(int family, int type,
				 enum edgesec_protocol *protocol)
{
	switch (family) {
	case AF_INET:
	case AF_INET6:
		*protocol = EDGESEC_PROTOCOL_RAW;
		return type == SOCK_RAW;
	case AF_PACKET:
	case AF_XDP:
		*protocol = EDGESEC_PROTOCOL_PACKET;
		return true;
	}
	return false;
}

/* SMC keeps the port in a TCP socket of its own. */
static u32 smc_port(struct socket *sock)
{
	struct sockaddr_storage storage = {};
	const struct sockaddr_in *address = (const void *)&storage;

	if (kernel_getsockname(sock, (struct sockaddr *)&storage) < 0)
		return 0;
	return ntohs(address->sin_port);
}

/**
 * edgesec_socket_port - The port that a socket has
 * @sock: The socket; edgesec_socket_protocol() knows it.
 *
 * Its lock is not held: a thread that binds it meanwhile is judged itself.
 *
 * Context: Process context, may sleep.
 *
 * Return: The port, host byte order; 0, or for vsock VMADDR_PORT_ANY, when it
 * has none yet.
 */
u32 edgesec_socket_port(struct socket *sock)
{
	const struct sock *sk = sock->sk;

	if (sk->sk_family == AF_VSOCK)
		return READ_ONCE(vsock_sk(sk)->local_addr.svm_port);
	if (sk->sk_family == AF_SMC || sk->sk_protocol == PROTOCOL_SMC)
		return smc_port(sock);
	return READ_ONCE(inet_sk(sk)->inet_num);
}

/**
 * edgesec_socket_port_of - The port in an address that is given to a socket
 * @sk: The socket; edgesec_socket_protocol() knows it.
 * @address: The address, in kernel memory.
 * @addrlen: Its length in bytes.
 * @port: Where the port goes, host byte order.
 *
 * The port lies at the same offset in every address that these sockets take,
 * whatever its family says: AF_INET, AF_INET6, and AF_UNSPEC for "any".
 *
 * Context: Any.
 *
 * Return: false for an address that is too short to have a port.
 */
bool edgesec_socket_port_of(const struct sock *sk,
			    const struct sockaddr *address, int addrlen,
			    u32 *port)
{
	static_assert(offsetof(struct sockaddr_in, sin_port) ==
		      offsetof(struct sockaddr, sa_data));
	static_assert(offsetof(struct sockaddr_in6, sin6_port) ==
		      offsetof(struct sockaddr, sa_data));

	if (sk->sk_family == AF_VSOCK) {
		if (addrlen < (int)sizeof(struct sockaddr_vm))
			return false;
		*port = ((const struct sockaddr_vm *)address)->svm_port;
		return true;
	}
	if (addrlen < (int)offsetofend(struct sockaddr_in, sin_port))
		return false;
	*port = ntohs(((const struct sockaddr_in *)address)->sin_port);
	return true;
}

/**
 * edgesec_socket_is_any - Does this port ask for any free one?
 * @sk: The socket; edgesec_socket_protocol() knows it.
 * @port: Host byte order.
 *
 * Context: Any.
 *
 * Return: True if it does.
 */
bool edgesec_socket_is_any(const struct sock *sk, u32 port)
{
	return port == (sk->sk_family == AF_VSOCK ? VMADDR_PORT_ANY : 0);
}
