// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a Modbus/TCP client: libmodbus for what is right, bytes for the rest
 * Copyright (C) 2026 The edgesec authors
 *
 *	modbus-client ADDRESS PORT read FIRST COUNT	prints the registers
 *	modbus-client ADDRESS PORT write FIRST VALUE...
 *	modbus-client ADDRESS PORT report		prints the server's id
 *	modbus-client ADDRESS PORT send HEX...
 *	modbus-client ADDRESS PORT split N HEX
 *
 * The first three speak for unit 1, print what is wrong on standard error and
 * return 1 if it is. `send` writes each HEX by itself, as one segment, with a
 * pause between them; `split` cuts HEX after N bytes. Both print what came
 * back, in lines "answer HEX", and how it ended: "closed", "reset", or "open"
 * if the connection is still there a second later.
 */

#include <errno.h>
#include <modbus/modbus.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAUSE_MS	150
#define PATIENCE_MS	1000
#define ANSWER_TIMEOUT	2	/* seconds */

static const char *address, *port;

static void die(const char *what)
{
	fprintf(stderr, "modbus-client: %s: %s\n", what,
		modbus_strerror(errno));
	exit(EXIT_FAILURE);
}

static modbus_t *start(void)
{
	modbus_t *ctx = modbus_new_tcp_pi(address, port);

	if (!ctx)
		die(address);
	modbus_set_response_timeout(ctx, ANSWER_TIMEOUT, 0);
	modbus_set_slave(ctx, 1);
	if (modbus_connect(ctx) < 0)
		die("connect");
	return ctx;
}

static void do_read(char *args[])
{
	uint16_t values[MODBUS_MAX_READ_REGISTERS];
	int first = atoi(args[0]), count = atoi(args[1]);

	if (count > MODBUS_MAX_READ_REGISTERS ||
	    modbus_read_registers(start(), first, count, values) < 0)
		die("read");
	for (int i = 0; i < count; i++)
		printf("%s%u", i ? " " : "", values[i]);
	printf("\n");
}

static void do_write(char *args[])
{
	uint16_t values[MODBUS_MAX_WRITE_REGISTERS];
	int count = 0;

	while (args[count + 1] && count < MODBUS_MAX_WRITE_REGISTERS) {
		values[count] = (uint16_t)atoi(args[count + 1]);
		count++;
	}
	if (modbus_write_registers(start(), atoi(args[0]), count, values) < 0)
		die("write");
}

static void do_report(char *args[])
{
	uint8_t id[MODBUS_MAX_PDU_LENGTH];
	int len = modbus_report_slave_id(start(), sizeof(id), id);

	(void)args;
	if (len < 0)
		die("report");
	for (int i = 0; i < len; i++)
		printf("%02x", id[i]);
	printf("\n");
}

static int open_socket(void)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int s, one = 1;

	if (getaddrinfo(address, port, &hints, &found)) {
		errno = EADDRNOTAVAIL;
		die(address);
	}
	s = socket(found->ai_family, SOCK_STREAM, 0);
	if (s < 0 || connect(s, found->ai_addr, found->ai_addrlen) < 0)
		die("connect");
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	freeaddrinfo(found);
	return s;
}

static size_t parse_hex(const char *hex, uint8_t *to, size_t max)
{
	size_t len = 0;
	unsigned int byte;

	while (len < max && sscanf(hex, "%2x", &byte) == 1 && hex[1]) {
		to[len++] = (uint8_t)byte;
		hex += 2;
	}
	return len;
}

/* Prints what comes within @ms; returns false once the connection is over. */
static int listen_for(int s, int ms)
{
	struct pollfd poll_fd = { .fd = s, .events = POLLIN };
	uint8_t buf[512];
	ssize_t len;

	while (poll(&poll_fd, 1, ms) > 0) {
		len = read(s, buf, sizeof(buf));
		if (len <= 0) {
			printf("%s\n", len ? "reset" : "closed");
			return 0;
		}
		printf("answer ");
		for (ssize_t i = 0; i < len; i++)
			printf("%02x", buf[i]);
		printf("\n");
	}
	return 1;
}

static void send_bytes(int s, const uint8_t *data, size_t len)
{
	if (send(s, data, len, MSG_NOSIGNAL) != (ssize_t)len)
		printf("not sent\n");
}

static void do_send(char *args[])
{
	uint8_t data[8192];
	int s = open_socket();

	for (; *args; args++) {
		send_bytes(s, data, parse_hex(*args, data, sizeof(data)));
		if (!listen_for(s, args[1] ? PAUSE_MS : PATIENCE_MS))
			return;
	}
	printf("open\n");
}

static void do_split(char *args[])
{
	size_t at = (size_t)atoi(args[0]), len;
	uint8_t data[8192];
	int s = open_socket();

	len = parse_hex(args[1], data, sizeof(data));
	if (at > len)
		at = len;
	send_bytes(s, data, at);
	if (!listen_for(s, PAUSE_MS))
		return;
	send_bytes(s, data + at, len - at);
	if (listen_for(s, PATIENCE_MS))
		printf("open\n");
}

static const struct {
	const char *name;
	int args;	/* at least */
	void (*run)(char *args[]);
} verbs[] = {
	{ "read", 2, do_read },	  { "write", 2, do_write },
	{ "report", 0, do_report }, { "send", 1, do_send },
	{ "split", 2, do_split },
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 3 && i < sizeof(verbs) / sizeof(*verbs);
	     i++) {
		if (strcmp(argv[3], verbs[i].name) || argc - 4 < verbs[i].args)
			continue;
		address = argv[1];
		port = argv[2];
		verbs[i].run(argv + 4);
		return EXIT_SUCCESS;
	}
	fprintf(stderr,
		"usage: modbus-client ADDRESS PORT read FIRST COUNT | write FIRST VALUE... |\n"
		"       report | send HEX... | split N HEX\n");
	return EXIT_FAILURE;
}
