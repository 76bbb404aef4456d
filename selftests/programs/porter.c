// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: ways to listen, connect and send
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: porter [OPTION...] WAY PROTOCOL [PORT]
 * PROTOCOL: tcp mptcp udp udplite sctp sctp-many dccp smc raw raw6 packet xdp
 *	vsock
 * OPTION:
 *   -4, -6      the address is IPv4 (the default) or IPv6
 *   -m, -u      the address is IPv4 mapped to IPv6, or AF_UNSPEC
 *   -U          AF_UNSPEC on an IPv6 socket
 *   -n FILE     enter this network namespace once the socket is made
 *   -p FILE     another process makes the socket, in this network namespace,
 *               and passes it over a Unix socket
 *   -b PORT     bind the socket to this port first; some ways use it otherwise
 *   -r, -f, -t  set SO_REUSEPORT, IP_FREEBIND or IP_TRANSPARENT; the last two
 *               bind an address that the host does not have
 *   -h          hold the socket until a signal comes
 *   -i          by io_uring instead of system calls
 *
 * Prints "allowed" when the kernel let it happen, if only to be refused by the
 * peer, or the name of the error, and exits with 0 or 126. What the kernel does
 * not have ends with 77.
 */
#include "uring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sctp.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef AF_SMC
#define AF_SMC 43
#endif
#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOCK_DCCP
#define SOCK_DCCP 6
#endif

enum { MAYBE = 77, DENIED = 126, USAGE = 64 };

/* @family: 0 is IPv4 or IPv6, as the address is. */
static const struct protocol {
	const char *name;
	int family;
	int type;
	int number;
} protocols[] = {
	{ "tcp", 0, SOCK_STREAM, IPPROTO_TCP },
	{ "mptcp", 0, SOCK_STREAM, IPPROTO_MPTCP },
	{ "udp", 0, SOCK_DGRAM, IPPROTO_UDP },
	{ "udplite", 0, SOCK_DGRAM, IPPROTO_UDPLITE },
	{ "sctp", 0, SOCK_STREAM, IPPROTO_SCTP },
	{ "sctp-many", 0, SOCK_SEQPACKET, IPPROTO_SCTP },
	{ "dccp", 0, SOCK_DCCP, IPPROTO_DCCP },
	{ "smc", AF_SMC, SOCK_STREAM, 0 },
	{ "raw", AF_INET, SOCK_RAW, IPPROTO_UDP },
	{ "raw6", AF_INET6, SOCK_RAW, IPPROTO_UDP },
	{ "packet", AF_PACKET, SOCK_DGRAM, 0 },
	{ "xdp", AF_XDP, SOCK_RAW, 0 },
	{ "vsock", AF_VSOCK, SOCK_STREAM, 0 },
};

static const struct protocol *protocol;
static bool hold, inet6, mapped, unspec, unspec6, reuse, freebind, transparent, uring;
static const char *enter_after, *made_in;
static int bind_first = -1;
static struct sockaddr_storage address;
static socklen_t address_len;

static int fail(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	return DENIED;
}

/* What happens after the kernel has let a call pass is not at issue. */
static int tell(long result)
{
	if (result < 0 && errno != ECONNREFUSED && errno != EINPROGRESS &&
	    errno != ENETUNREACH && errno != ECONNRESET && errno != ETIMEDOUT)
		return puts(strerrorname_np(errno)), DENIED;
	puts("allowed");
	return 0;
}

/* ---- Addresses ---- */

static void make_inet(uint32_t host, uint16_t port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&address;

	in->sin_family = unspec ? AF_UNSPEC : AF_INET;
	in->sin_port = htons(port);
	in->sin_addr.s_addr = htonl(host);
	address_len = sizeof(*in);
}

static void make_inet6(uint16_t port)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;

	in6->sin6_family = unspec6 ? AF_UNSPEC : AF_INET6;
	in6->sin6_port = htons(port);
	inet_pton(AF_INET6, mapped ? "::ffff:127.0.0.1" : "::1",
		  &in6->sin6_addr);
	address_len = sizeof(*in6);
}

static void make_vsock(uint32_t port)
{
	struct sockaddr_vm *vm = (struct sockaddr_vm *)&address;

	vm->svm_family = AF_VSOCK;
	vm->svm_port = port;
	vm->svm_cid = VMADDR_CID_LOCAL;
	address_len = sizeof(*vm);
}

/* 198.51.100.1 is nobody's (RFC 5737). */
static void make_address(uint32_t port)
{
	memset(&address, 0, sizeof(address));
	if (protocol->family == AF_VSOCK)
		make_vsock(port);
	else if (inet6 || mapped || unspec6)
		make_inet6(port);
	else
		make_inet(freebind || transparent ? 0xc6336401 :
						    INADDR_LOOPBACK, port);
}

/* ---- Sockets ---- */

static int enter(const char *netns)
{
	int fd = open(netns, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : setns(fd, CLONE_NEWNET);
}

static int make_socket(void)
{
	int family = protocol->family ? protocol->family :
		     inet6 || mapped || unspec6 ? AF_INET6 : AF_INET;

	return socket(family, protocol->type | SOCK_CLOEXEC, protocol->number);
}

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static void pass(int channel, int fd)
{
	union control control = { .header = { CMSG_LEN(sizeof(int)), SOL_SOCKET,
					      SCM_RIGHTS } };
	struct iovec data = { "x", 1 };
	struct msghdr msg = { .msg_iov = &data, .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(channel, &msg, 0) < 0)
		_exit(1);
}

static int receive(int channel)
{
	union control control;
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &data, .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(channel, &msg, 0) < 1 ||
	    msg.msg_controllen < CMSG_LEN(sizeof(int)))
		return -1;
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

static int get_passed(void)
{
	int channel[2], fd;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel))
		return -1;
	if (!fork()) {
		if (enter(made_in))
			_exit(1);
		pass(channel[1], make_socket());
		_exit(0);
	}
	close(channel[1]);
	fd = receive(channel[0]);
	wait(NULL);
	return fd;
}

static void set_options(int fd)
{
	const int one = 1;

	if (reuse)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (freebind)
		setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one, sizeof(one));
	if (transparent)
		setsockopt(fd, IPPROTO_IP, IP_TRANSPARENT, &one, sizeof(one));
}

static int bind_socket(int fd)
{
	return (uring ? uring_bind : bind)(fd, (struct sockaddr *)&address,
					   address_len);
}

/* ---- Ways ---- */

static int way_bind(int fd)
{
	return tell(bind_socket(fd));
}

static int way_listen(int fd)
{
	return tell((uring ? uring_listen : listen)(fd, 1));
}

static int way_connect(int fd)
{
	return tell((uring ? uring_connect : connect)(
		fd, (struct sockaddr *)&address, address_len));
}

/* The connection is opened by what is sent first. */
static int way_fastopen_connect(int fd)
{
	const int one = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one,
		       sizeof(one)))
		return MAYBE;
	return way_connect(fd);
}

static long send_there(int fd, bool named, int flags)
{
	struct iovec data = { "x", 1 };
	struct msghdr msg = { .msg_iov = &data, .msg_iovlen = 1 };

	if (named) {
		msg.msg_name = &address;
		msg.msg_namelen = address_len;
	}
	return (uring ? uring_sendmsg : sendmsg)(fd, &msg,
						 flags | MSG_NOSIGNAL);
}

static int way_send(int fd)
{
	return tell(send_there(fd, true, 0));
}

static int way_fastopen(int fd)
{
	return tell(send_there(fd, true, MSG_FASTOPEN));
}

/* The first one, to the port of -b, makes SMC fall back to a socket of TCP. */
static int way_fastopen_again(int fd)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&address;
	const in_port_t port = in->sin_port;

	in->sin_port = htons(bind_first);
	if (send_there(fd, true, MSG_FASTOPEN) < 0 && errno == EACCES)
		return fail("first");
	in->sin_port = port;
	return tell(send_there(fd, true, MSG_FASTOPEN));
}

/* Connected to the port of -b, to which what has no address goes. */
static int way_send_connected(int fd)
{
	struct sockaddr_storage peer = address;

	((struct sockaddr_in6 *)&peer)->sin6_family = AF_INET6;
	((struct sockaddr_in6 *)&peer)->sin6_port = htons(bind_first);
	if (connect(fd, (struct sockaddr *)&peer, address_len))
		return fail("connect");
	return tell(send_there(fd, true, 0));
}

static int way_sendmmsg(int fd)
{
	struct iovec data = { "x", 1 };
	struct mmsghdr msg = { .msg_hdr = { .msg_name = &address,
					    .msg_namelen = address_len,
					    .msg_iov = &data,
					    .msg_iovlen = 1 } };

	return tell(sendmmsg(fd, &msg, 1, MSG_NOSIGNAL));
}

/* Connected, then AF_UNSPEC, then free for another peer. */
static int way_reconnect(int fd)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	if (connect(fd, (struct sockaddr *)&address, address_len))
		return fail("connect");
	if (connect(fd, &nobody, sizeof(nobody)))
		return fail("disconnect");
	return tell(send_there(fd, true, 0));
}

static int way_bindx(int fd)
{
	return tell(setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_BINDX_ADD,
			       &address, address_len));
}

static int way_connectx(int fd)
{
	return tell(setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX,
			       &address, address_len));
}

/* Two addresses; the port of the second one is the one asked for. */
static int way_connectx_second(int fd)
{
	struct sockaddr_in list[2];

	memcpy(&list[1], &address, sizeof(list[1]));
	list[0] = list[1];
	list[0].sin_port = htons(bind_first);
	return tell(setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX, list,
			       sizeof(list)));
}

/* A program that is executed with a bound socket listens on it. */
static int way_inherit(int fd)
{
	char number[16];

	fcntl(fd, F_SETFD, 0);
	snprintf(number, sizeof(number), "%d", fd);
	execl("/proc/self/exe", "porter", "inherited", "tcp", number, NULL);
	return fail("exec");
}

static int way_make(int fd)
{
	return tell(fd);
}

/* @has_first: The port of -b is one that it uses itself. */
static const struct way {
	const char *name;
	int (*go)(int fd);
	bool has_first;
} ways[] = {
	{ "bind", way_bind },
	{ "listen", way_listen },
	{ "connect", way_connect },
	{ "fastopen", way_fastopen },
	{ "fastopen-again", way_fastopen_again, true },
	{ "fastopen-connect", way_fastopen_connect },
	{ "send", way_send },
	{ "send-connected", way_send_connected, true },
	{ "sendmmsg", way_sendmmsg },
	{ "reconnect", way_reconnect },
	{ "bindx", way_bindx },
	{ "connectx", way_connectx },
	{ "connectx-second", way_connectx_second, true },
	{ "inherit", way_inherit },
	{ "make", way_make },
};

static int prepare(int fd, const struct way *way, uint32_t port)
{
	set_options(fd);
	if (enter_after && enter(enter_after))
		return fail("setns");
	if (bind_first >= 0 && !way->has_first) {
		make_address(bind_first);
		if (bind(fd, (struct sockaddr *)&address, address_len))
			return fail("bind");
	}
	make_address(port);
	return 0;
}

static int go(const struct way *way, uint32_t port)
{
	int fd = made_in ? get_passed() : make_socket();
	int status;

	if (fd < 0 && (errno == EPROTONOSUPPORT || errno == EAFNOSUPPORT ||
		       errno == ESOCKTNOSUPPORT))
		return puts("no such protocol"), MAYBE;
	if (fd < 0)
		return way->go == way_make ? tell(-1) : fail("socket");
	status = prepare(fd, way, port);
	if (!status)
		status = way->go(fd);
	if (hold)
		pause();
	return status;
}

static bool take_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "46muUn:p:b:rfthi")) != -1) {
		switch (option) {
		case '4': break;
		case '6': inet6 = true; break;
		case 'm': mapped = true; break;
		case 'u': unspec = true; break;
		case 'U': unspec6 = true; break;
		case 'n': enter_after = optarg; break;
		case 'p': made_in = optarg; break;
		case 'b': bind_first = atoi(optarg); break;
		case 'r': reuse = true; break;
		case 'f': freebind = true; break;
		case 't': transparent = true; break;
		case 'h': hold = true; break;
		case 'i': uring = true; break;
		default: return false;
		}
	}
	return argc - optind >= 2;
}

int main(int argc, char **argv)
{
	uint32_t port;

	if (!take_options(argc, argv))
		return USAGE;
	argv += optind;
	port = argv[2] ? strtoul(argv[2], NULL, 10) : 0;
	if (!strcmp(argv[0], "inherited"))
		return tell(listen(port, 1));
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (!strcmp(argv[1], protocols[i].name))
			protocol = &protocols[i];
	for (size_t i = 0; protocol && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(argv[0], ways[i].name))
			return go(&ways[i], port);
	return USAGE;
}
