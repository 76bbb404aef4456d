// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench program: what bind(), connect() and sendto() cost
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: socketeer bind | connect | sendto
 *
 * Prints microseconds for each call. The ports are even ones from 10000 on.
 */
#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FIRST_PORT	10000
#define SOCKETS		200
#define BATCHES		25
#define SENDS		2000

static int fds[SOCKETS];

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e6 + ts.tv_nsec / 1e3;
}

static int check(const char *what, int value)
{
	if (value < 0) {
		perror(what);
		exit(1);
	}
	return value;
}

static struct sockaddr_in address(int port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return in;
}

static void open_all(int type)
{
	for (int i = 0; i < SOCKETS; i++)
		fds[i] = check("socket", socket(AF_INET, type, 0));
}

/* Nothing is left in TIME_WAIT. */
static void close_all(void)
{
	struct linger now_linger = { .l_onoff = 1 };

	for (int i = 0; i < SOCKETS; i++) {
		setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &now_linger,
			   sizeof(now_linger));
		close(fds[i]);
	}
}

static double bind_all(void)
{
	double begin;

	open_all(SOCK_DGRAM);
	begin = now();
	for (int i = 0; i < SOCKETS; i++) {
		struct sockaddr_in in = address(FIRST_PORT + 2 * i);

		check("bind", bind(fds[i], (void *)&in, sizeof(in)));
	}
	begin = now() - begin;
	close_all();
	return begin / SOCKETS;
}

static int new_peer(int type)
{
	struct sockaddr_in in = address(FIRST_PORT);
	int fd = check("socket", socket(AF_INET, type, 0)), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	check("bind", bind(fd, (void *)&in, sizeof(in)));
	return fd;
}

static double connect_all(void)
{
	struct sockaddr_in in = address(FIRST_PORT);
	int peer = new_peer(SOCK_STREAM);
	double begin;

	check("listen", listen(peer, 2 * SOCKETS));
	open_all(SOCK_STREAM);
	begin = now();
	for (int i = 0; i < SOCKETS; i++)
		check("connect", connect(fds[i], (void *)&in, sizeof(in)));
	begin = now() - begin;
	close_all();
	close(peer);
	return begin / SOCKETS;
}

static double send_all(void)
{
	struct sockaddr_in in = address(FIRST_PORT);
	int peer = new_peer(SOCK_DGRAM);
	int fd = check("socket", socket(AF_INET, SOCK_DGRAM, 0));
	double begin = now();

	for (int i = 0; i < SENDS; i++)
		check("sendto", sendto(fd, "data", 4, 0, (void *)&in,
				       sizeof(in)));
	begin = now() - begin;
	close(fd);
	close(peer);
	return begin / SENDS;
}

/* The quickest of some batches: what else the machine does only adds to it. */
static int run(double (*batch)(void), int batches)
{
	double best = batch();

	while (--batches > 0)
		best = fmin(best, batch());
	printf("%.3f\n", best);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "bind"))
		return run(bind_all, BATCHES);
	if (argc == 2 && !strcmp(argv[1], "connect"))
		return run(connect_all, BATCHES);
	if (argc == 2 && !strcmp(argv[1], "sendto"))
		return run(send_all, BATCHES);
	fputs("usage: socketeer bind | connect | sendto\n", stderr);
	return 64;
}
