// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a Modbus/TCP server that answers wrongly when it is asked to
 * Copyright (C) 2026 The edgesec authors
 *
 *	modbus-liar PORT
 *
 * Listens on all addresses, IPv4 and IPv6. To a read of one register it answers
 * as the number of the register says:
 *
 *	0	right
 *	1	right, in three segments
 *	2	with an exception response
 *	3	twice, in one segment
 *	4	right, and again a while later
 *	5	for another transaction
 *	6	for another unit
 *	7	for another function
 *	8	with two registers
 *	9	with another protocol identifier
 *	10	with urgent data
 *	11	with an exception response for another function
 *
 * Each byte of a value is 0x11. What comes is not looked at otherwise.
 */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST		12
#define ANSWER		11
#define PAUSE_US	100000

static void put(int s, const uint8_t *data, size_t len, int flags)
{
	if (send(s, data, len, flags) != (ssize_t)len)
		exit(EXIT_SUCCESS);
}

static void put_slowly(int s, const uint8_t *adu, size_t len)
{
	size_t cuts[] = { 3, 8, len }, at = 0;

	for (size_t i = 0; i < 3; at = cuts[i++]) {
		put(s, adu + at, cuts[i] - at, 0);
		usleep(PAUSE_US);
	}
}

/* Changes the right answer as @lie says; returns its length. */
static size_t change(uint8_t adu[2 * ANSWER], int lie)
{
	static const uint8_t exception[] = { 0, 3, 1, 0x83, 2 };

	switch (lie) {
	case 2:
	case 11:
		memcpy(adu + 4, exception, sizeof(exception));
		adu[7] += lie == 11;
		return 9;
	case 3:
		memcpy(adu + ANSWER, adu, ANSWER);
		return 2 * ANSWER;
	case 5:
		adu[1]++;
		break;
	case 6:
		adu[6]++;
		break;
	case 7:
		adu[7]++;
		break;
	case 8:
		adu[5] += 2;
		adu[8] += 2;
		return ANSWER + 2;
	case 9:
		adu[3]++;
	}
	return ANSWER;
}

static void answer(int s, const uint8_t *request)
{
	uint8_t adu[2 * ANSWER];
	int lie = request[9];
	size_t len;

	memset(adu, 0x11, sizeof(adu));
	memcpy(adu, request, 8);
	adu[5] = 5;
	adu[8] = 2;
	len = change(adu, lie);
	if (lie == 1)
		put_slowly(s, adu, len);
	else
		put(s, adu, len, lie == 10 ? MSG_OOB : 0);
	if (lie == 4) {
		usleep(PAUSE_US);
		put(s, adu, len, 0);
	}
}

static void serve(int s)
{
	uint8_t request[REQUEST];
	int one = 1;

	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	while (recv(s, request, sizeof(request), MSG_WAITALL) == REQUEST)
		answer(s, request);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	int listener = socket(AF_INET6, SOCK_STREAM, 0), s, one = 1;

	if (argc != 2) {
		fprintf(stderr, "usage: modbus-liar PORT\n");
		return EXIT_FAILURE;
	}
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	address.sin6_port = htons((uint16_t)atoi(argv[1]));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener, 8)) {
		perror("modbus-liar");
		return EXIT_FAILURE;
	}
	while ((s = accept(listener, NULL, NULL)) >= 0) {
		if (!fork()) {
			serve(s);
			return EXIT_SUCCESS;
		}
		close(s);
	}
	return EXIT_FAILURE;
}
