// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a Modbus/TCP server (libmodbus) that counts what reaches it
 * Copyright (C) 2026 The edgesec authors
 *
 *	modbus-server ADDRESS PORT COUNTS
 *
 * Has 100 holding registers, register n holds 1000 + n at the start, and 100
 * items of each other kind, which hold 0. After each request the file COUNTS
 * holds lines "code count", codes in decimal; it exists, empty, once the server
 * listens.
 */

#include <errno.h>
#include <modbus/modbus.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#define REGISTERS	100
#define CLIENTS_MAX	8

static unsigned long counts[256];

static void write_counts(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	for (int code = 0; code < 256; code++)
		if (counts[code])
			fprintf(f, "%d %lu\n", code, counts[code]);
	fclose(f);
}

/* Returns false if the connection has ended. */
static int serve(modbus_t *ctx, modbus_mapping_t *map, int fd,
		 const char *path)
{
	uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
	int len;

	modbus_set_socket(ctx, fd);
	len = modbus_receive(ctx, query);
	if (len < 0)
		return 0;
	if (len == 0)
		return 1;
	counts[query[modbus_get_header_length(ctx)]]++;
	write_counts(path);
	return modbus_reply(ctx, query, len, map) >= 0;
}

static void serve_all(modbus_t *ctx, modbus_mapping_t *map, int listener,
		      const char *path)
{
	int max = listener;
	fd_set known, ready;

	FD_ZERO(&known);
	FD_SET(listener, &known);
	for (;;) {
		ready = known;
		if (select(max + 1, &ready, NULL, NULL, NULL) < 0)
			continue;
		for (int fd = 0; fd <= max; fd++) {
			if (!FD_ISSET(fd, &ready))
				continue;
			if (fd == listener) {
				int s = modbus_tcp_pi_accept(ctx, &listener);

				if (s < 0)
					continue;
				FD_SET(s, &known);
				max = s > max ? s : max;
			} else if (!serve(ctx, map, fd, path)) {
				close(fd);
				FD_CLR(fd, &known);
			}
		}
	}
}

int main(int argc, char *argv[])
{
	modbus_mapping_t *map;
	modbus_t *ctx;
	int listener;

	if (argc != 4) {
		fprintf(stderr, "usage: modbus-server ADDRESS PORT COUNTS\n");
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	map = modbus_mapping_new(REGISTERS, REGISTERS, REGISTERS, REGISTERS);
	ctx = modbus_new_tcp_pi(argv[1], argv[2]);
	if (!map || !ctx) {
		fprintf(stderr, "modbus-server: %s\n", modbus_strerror(errno));
		return EXIT_FAILURE;
	}
	for (int i = 0; i < REGISTERS; i++)
		map->tab_registers[i] = (uint16_t)(1000 + i);
	listener = modbus_tcp_pi_listen(ctx, CLIENTS_MAX);
	if (listener < 0) {
		fprintf(stderr, "modbus-server: %s\n", modbus_strerror(errno));
		return EXIT_FAILURE;
	}
	write_counts(argv[3]);
	serve_all(ctx, map, listener, argv[3]);
}
