// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Bench: a Modbus server, and a master that polls it
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: poller serve ADDRESS PORT | poller poll ADDRESS PORT REQUESTS
 *
 * Both are libmodbus, as devices and masters use it. A poll is the reading of ten
 * registers. The master prints requests per second, and the round trip in
 * microseconds that 99 of 100 stay below.
 */
#include <errno.h>
#include <modbus/modbus-tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REGISTERS	10

static int die(const char *what)
{
	fprintf(stderr, "poller: %s: %s\n", what, modbus_strerror(errno));
	return 1;
}

static int serve(modbus_t *modbus)
{
	modbus_mapping_t *registers = modbus_mapping_new(0, 0, REGISTERS, 0);
	uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
	int listener = modbus_tcp_listen(modbus, 5), len;

	if (!registers || listener < 0)
		return die("listen");
	/* It is there from now on. */
	if (fork())
		return 0;
	while (modbus_tcp_accept(modbus, &listener) >= 0) {
		while ((len = modbus_receive(modbus, request)) >= 0)
			modbus_reply(modbus, request, len, registers);
		modbus_close(modbus);
	}
	return die("accept");
}

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000l + ts.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int poll_server(modbus_t *modbus, long count)
{
	long *taken = calloc(count, sizeof(*taken)), begin, all;
	uint16_t registers[REGISTERS];

	if (!taken || modbus_connect(modbus))
		return die("connect");
	all = now();
	for (long i = 0; i < count; i++) {
		begin = now();
		if (modbus_read_registers(modbus, 0, REGISTERS, registers) < 0)
			return die("read");
		taken[i] = now() - begin;
	}
	all = now() - all;
	qsort(taken, count, sizeof(*taken), by_size);
	printf("%.1f %.2f\n", count * 1e9 / all, taken[count * 99 / 100] / 1e3);
	modbus_close(modbus);
	return 0;
}

int main(int argc, char **argv)
{
	modbus_t *modbus = argc > 3 ? modbus_new_tcp(argv[2], atoi(argv[3])) :
				      NULL;

	if (modbus && argc == 4 && !strcmp(argv[1], "serve"))
		return serve(modbus);
	if (modbus && argc == 5 && !strcmp(argv[1], "poll"))
		return poll_server(modbus, atol(argv[4]));
	fputs("usage: poller serve ADDRESS PORT | poller poll ADDRESS PORT REQUESTS\n",
	      stderr);
	return 64;
}
