// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: binds sockets and says what came of it
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: binder PROTOCOL ADDRESS PORT...
 * PROTOCOL: udp udplite tcp mptcp raw
 * ADDRESS: inet, inet6, mapped (an IPv4 address on an IPv6 socket), unspec
 * (AF_UNSPEC on an IPv4 socket), short (an address too short for a port)
 *
 * Prints "PORT ok" or "PORT ERROR" for each port. Exit status 0 if all could
 * be bound.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

static const struct protocol {
	const char *name;
	int type;
	int number;
} protocols[] = {
	{ "udp", SOCK_DGRAM, IPPROTO_UDP },
	{ "udplite", SOCK_DGRAM, IPPROTO_UDPLITE },
	{ "tcp", SOCK_STREAM, IPPROTO_TCP },
	{ "mptcp", SOCK_STREAM, IPPROTO_MPTCP },
	{ "raw", SOCK_RAW, IPPROTO_UDP },
};

static const struct protocol *find_protocol(const char *name)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (!strcmp(protocols[i].name, name))
			return &protocols[i];
	return NULL;
}

static socklen_t make_inet(struct sockaddr_storage *storage, int family,
			   int port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)storage;

	in->sin_family = family;
	in->sin_port = htons(port);
	return sizeof(*in);
}

static socklen_t make_inet6(struct sockaddr_storage *storage, int mapped,
			    int port)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)storage;

	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	if (mapped) {
		in6->sin6_addr.s6_addr[10] = 0xff;
		in6->sin6_addr.s6_addr[11] = 0xff;
		in6->sin6_addr.s6_addr[12] = 127;
		in6->sin6_addr.s6_addr[15] = 1;
	}
	return sizeof(*in6);
}

static socklen_t make_address(struct sockaddr_storage *storage,
			      const char *kind, int port)
{
	memset(storage, 0, sizeof(*storage));
	if (!strcmp(kind, "inet6") || !strcmp(kind, "mapped"))
		return make_inet6(storage, !strcmp(kind, "mapped"), port);
	if (!strcmp(kind, "unspec"))
		return make_inet(storage, AF_UNSPEC, port);
	if (!strcmp(kind, "short"))
		return make_inet(storage, AF_INET, port), 3;
	return make_inet(storage, AF_INET, port);
}

static int try_bind(const struct protocol *protocol, const char *kind, int port)
{
	int family = !strcmp(kind, "inet6") || !strcmp(kind, "mapped") ?
			     AF_INET6 : AF_INET;
	int fd = socket(family, protocol->type, protocol->number);
	struct sockaddr_storage storage;
	socklen_t len;
	int failed;

	if (fd < 0) {
		printf("%d socket %s\n", port, strerrorname_np(errno));
		return 1;
	}
	len = make_address(&storage, kind, port);
	failed = bind(fd, (struct sockaddr *)&storage, len);
	printf("%d %s\n", port, failed ? strerrorname_np(errno) : "ok");
	close(fd);
	return failed != 0;
}

int main(int argc, char **argv)
{
	const struct protocol *protocol;
	int failed = 0;

	if (argc < 4)
		return 64;
	protocol = find_protocol(argv[1]);
	if (!protocol)
		return 64;
	for (int i = 3; i < argc; i++)
		failed |= try_bind(protocol, argv[2], atoi(argv[i]));
	return failed;
}
