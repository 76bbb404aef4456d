// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - a TCP client that sends what no TCP would, by a TUN or TAP device
 * Copyright (C) 2026 The edgesec authors
 *
 *	modbus-attacker DEVICE OWN-ADDRESS SERVER-ADDRESS PORT STEP...
 *
 * Its packets enter the network stack by DEVICE, so they are forwarded, or
 * received, but not sent by this host. It is a TUN device; as NAME=MAC it is a
 * TAP device with the server at that station; the attacker's differs in the last
 * bit of the last byte but one. Sequence numbers in steps count from
 * the first byte of data, 0. Steps, each one argument:
 *
 *	open		SYN, wait for SYN+ACK, ACK
 *	options HEX	what a SYN carries from now on, a multiple of four bytes
 *	syn N HEX	a SYN that carries data, whatever N is
 *	data N HEX	a segment at N
 *	urg N HEX	the same, as urgent data; without HEX the byte at N, which
 *			has yet to come, is said to be urgent
 *	bad N HEX	the same, with a wrong checksum
 *	frag N HEX	the same, in two IP fragments
 *	fin N		FIN at N
 *	rst N		RST at N
 *	wait		for half a second, print what comes
 *	wrap HEX	what stands between the stations and the packet from now
 *			on; "0000" is where a length goes, nothing means the type
 *	attack S N	the Nth attack of seed S (attacks.h), by a connection of
 *			its own, printing nothing
 *	probe N HEX	a request by a connection of its own, print its answer
 *
 * What comes is printed as "syn-ack", with "fast-open" if it offers that, "ack N",
 * "answer HEX", "fin", "rst". Data is acknowledged. Acknowledgements are printed
 * when they change.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "attacks.h"

#define FIN		0x01
#define SYN		0x02
#define RST		0x04
#define PSH		0x08
#define ACK		0x10
#define URG		0x20

#define ISN		7000u
#define WAIT_MS		500
#define SETTLE_MS	10
#define ACK_MS		60	/* servers may wait before they acknowledge */
#define ANSWER_MS	5000
#define TCP_SIZE	20

static int tun, family;
static size_t ip_size;
static uint8_t own[16], server[16];
static uint16_t own_port, server_port;
static uint32_t expected;	/* next sequence number of the server */
static uint32_t last_ack;
static int fragment, wrong_checksum, quiet;
static int is_tap;
static uint8_t own_station[6], server_station[6];
static uint8_t wrapping[64];
static size_t wrapping_size;
static uint8_t options[40];
static size_t options_size;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static uint32_t sum(uint32_t start, const uint8_t *p, size_t len)
{
	for (; len > 1; len -= 2, p += 2)
		start += (uint32_t)(p[0] << 8 | p[1]);
	if (len)
		start += (uint32_t)p[0] << 8;
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

static uint32_t tcp_sum(const uint8_t *tcp, size_t len)
{
	size_t bytes = family == AF_INET ? 4 : 16;
	uint32_t s = sum(sum(0, own, bytes), server, bytes);

	return ~sum(s + IPPROTO_TCP + (uint32_t)len, tcp, len) & 0xffff;
}

/* Says what comes, unless nobody wants to hear it. */
__attribute__((format(printf, 1, 2)))
static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!quiet)
		vprintf(format, args);
	va_end(args);
}

static void put_ip(uint8_t *ip, size_t payload)
{
	memset(ip, 0, ip_size);
	if (family == AF_INET) {
		ip[0] = 0x45;
		put16(ip + 2, (uint32_t)(ip_size + payload));
		ip[5] = 1;
		ip[8] = 64;
		ip[9] = IPPROTO_TCP;
		memcpy(ip + 12, own, 4);
		memcpy(ip + 16, server, 4);
		put16(ip + 10, ~sum(0, ip, ip_size) & 0xffff);
	} else {
		ip[0] = 0x60;
		put16(ip + 4, (uint32_t)payload);
		ip[6] = IPPROTO_TCP;
		ip[7] = 64;
		memcpy(ip + 8, own, 16);
		memcpy(ip + 24, server, 16);
	}
}

/* Puts Ethernet in front, and what the attacker wants between. */
static size_t put_frame(uint8_t *frame, const uint8_t *packet, size_t len)
{
	size_t size = wrapping_size;

	memcpy(frame, server_station, 6);
	memcpy(frame + 6, own_station, 6);
	memcpy(frame + 12, wrapping, size);
	if (!size) {
		put16(frame + 12, family == AF_INET ? 0x0800 : 0x86dd);
		size = 2;
	} else if (!wrapping[0] && !wrapping[1]) {
		put16(frame + 12, (uint32_t)(size - 2 + len));
	}
	memcpy(frame + 12 + size, packet, len);
	return 12 + size + len;
}

static void emit(const uint8_t *packet, size_t len)
{
	uint8_t frame[2048];

	if (is_tap) {
		len = put_frame(frame, packet, len);
		packet = frame;
	}
	if (write(tun, packet, len) != (ssize_t)len)
		die("write");
}

/* One IPv4 or IPv6 fragment of @tcp: @len bytes from @at on. */
static void emit_fragment(const uint8_t *tcp, size_t at, size_t len, int more)
{
	uint8_t packet[1600];
	uint8_t *extra = packet + ip_size;

	if (family == AF_INET) {
		put_ip(packet, len);
		put16(packet + 6, (uint32_t)(at / 8) | (more ? 0x2000 : 0));
		put16(packet + 10, 0);
		put16(packet + 10, ~sum(0, packet, ip_size) & 0xffff);
		memcpy(extra, tcp + at, len);
		emit(packet, ip_size + len);
		return;
	}
	put_ip(packet, len + 8);
	packet[6] = 44;
	memset(extra, 0, 8);
	extra[0] = IPPROTO_TCP;
	put16(extra + 2, (uint32_t)at | (uint32_t)more);
	extra[7] = 9;
	memcpy(extra + 8, tcp + at, len);
	emit(packet, ip_size + 8 + len);
}

static void send_segment(int flags, uint32_t seq, const uint8_t *data,
			 size_t len)
{
	uint8_t packet[1600] = { 0 };
	uint8_t *tcp = packet + ip_size;
	size_t header = TCP_SIZE + (flags == SYN ? options_size : 0);
	size_t size = header + len;

	put_ip(packet, size);
	put16(tcp, own_port);
	put16(tcp + 2, server_port);
	put32(tcp + 4, seq);
	put32(tcp + 8, flags & ACK ? expected : 0);
	tcp[12] = (uint8_t)(header / 4 << 4);
	tcp[13] = (uint8_t)flags;
	put16(tcp + 14, 8192);
	if (flags & URG)
		put16(tcp + 18, len ? (uint32_t)len : 1);
	memcpy(tcp + TCP_SIZE, options, header - TCP_SIZE);
	memcpy(tcp + header, data, len);
	put16(tcp + 16, tcp_sum(tcp, size) ^ (wrong_checksum ? 0x5555 : 0));
	if (!fragment) {
		emit(packet, ip_size + size);
		return;
	}
	emit_fragment(tcp, 0, 24, 1);
	emit_fragment(tcp, 24, size - 24, 0);
}

static void take_data(uint32_t seq, const uint8_t *data, size_t len)
{
	if (seq != expected)
		return;
	say("answer ");
	for (size_t i = 0; i < len; i++)
		say("%02x", data[i]);
	say("\n");
	expected += (uint32_t)len;
}

/* Is there a fast open cookie among its options? */
static int offers_fast_open(const uint8_t *tcp, size_t header)
{
	for (size_t at = TCP_SIZE; at + 1 < header && tcp[at]; ) {
		if (tcp[at] == 34)
			return 1;
		at += tcp[at] == 1 || !tcp[at + 1] ? 1 : tcp[at + 1];
	}
	return 0;
}

/* Prints what a segment says; returns its flags. */
static int take_segment(const uint8_t *tcp, size_t size)
{
	size_t header = (size_t)(tcp[12] >> 4) * 4, len = size - header;
	uint32_t seq = get32(tcp + 4), ack = get32(tcp + 8);
	int flags = tcp[13];

	if (flags & RST) {
		say("rst\n");
		return flags;
	}
	if (flags & SYN) {
		expected = seq + 1;
		last_ack = ack;
		say("syn-ack%s\n", offers_fast_open(tcp, header) ?
				   " fast-open" : "");
		return flags;
	}
	if (flags & ACK && ack != last_ack) {
		last_ack = ack;
		say("ack %u\n", ack - ISN - 1);
	}
	if (len)
		take_data(seq, tcp + header, len);
	if (flags & FIN && seq + len == expected) {
		say("fin\n");
		expected++;
	}
	if (len || flags & FIN)
		send_segment(ACK, last_ack, NULL, 0);
	return flags;
}

/* Reads one packet; returns its TCP flags, or 0 if it is none of ours. */
static int take_packet(void)
{
	uint8_t buf[2048] = { 0 }, *packet = buf;
	ssize_t len = read(tun, buf, sizeof(buf));
	const uint8_t *tcp;

	/* Behind the stations, the tags and the type. */
	if (is_tap) {
		for (packet += 12; packet[0] == 0x81 && !packet[1]; )
			packet += 4;
		packet += 2;
		len -= packet - buf;
	}
	tcp = packet + ip_size;

	if (len < (ssize_t)(ip_size + TCP_SIZE) ||
	    packet[0] >> 4 != (family == AF_INET ? 4 : 6) ||
	    packet[family == AF_INET ? 9 : 6] != IPPROTO_TCP ||
	    (tcp[2] << 8 | tcp[3]) != own_port)
		return 0;
	return take_segment(tcp, (size_t)len - ip_size);
}

/* Takes packets until one has a flag of @until, or none comes for so long. */
static void wait_so_long(int until, int milliseconds)
{
	struct pollfd poll_fd = { .fd = tun, .events = POLLIN };

	while (poll(&poll_fd, 1, milliseconds) > 0)
		if (take_packet() & until)
			return;
}

static void wait_for(int until)
{
	wait_so_long(until, WAIT_MS);
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

static void open_connection(void)
{
	send_segment(SYN, ISN, NULL, 0);
	wait_for(SYN | RST);
	send_segment(ACK, ISN + 1, NULL, 0);
}

/* ---- Attacks that are made from numbers ---- */

static void next_connection(void)
{
	own_port = own_port == 65535 ? 20000 : own_port + 1;
	last_ack = ISN + 1;
	expected = 0;
}

static void swap_ends(void)
{
	uint8_t address[16];
	uint16_t port = own_port;

	memcpy(address, own, sizeof(own));
	memcpy(own, server, sizeof(own));
	memcpy(server, address, sizeof(own));
	own_port = server_port;
	server_port = port;
}

/* As if the server said: all has come, and there is room for more. */
static void forge(void)
{
	uint32_t theirs = expected;

	expected = last_ack;
	swap_ends();
	send_segment(ACK, theirs, NULL, 0);
	swap_ends();
	expected = theirs;
}

static void attack_step(const struct attack_step *s)
{
	uint32_t seq = ISN + 1 + s->at;

	wrong_checksum = s->kind == ATTACK_BAD;
	switch (s->kind) {
	case ATTACK_SYN:
		send_segment(SYN, ISN, s->data, s->len);
		wait_so_long(SYN | RST, SETTLE_MS);
		if (!expected)
			open_connection();
		break;
	case ATTACK_OPEN:
		open_connection();
		break;
	case ATTACK_DATA:
	case ATTACK_BAD:
		send_segment(ACK | PSH, seq, s->data, s->len);
		break;
	case ATTACK_URGENT:
	case ATTACK_POINTER:
		send_segment(ACK | PSH | URG, seq, s->data, s->len);
		break;
	case ATTACK_FORGED:
		forge();
		break;
	}
	wrong_checksum = 0;
	wait_so_long(0, SETTLE_MS);
}

/* What the size of windows and of large segments is, others decide here. */
static void run_attack(uint64_t seed, uint64_t number)
{
	struct attack attack;

	quiet = 1;
	next_connection();
	attack_make(&attack, seed, number);
	for (uint32_t i = 0; i < attack.count; i++)
		attack_step(&attack.step[i]);
	wait_so_long(0, ACK_MS);
	send_segment(RST, last_ack, NULL, 0);
	quiet = 0;
}

static void probe(const uint8_t *data, size_t len)
{
	next_connection();
	quiet = 1;
	open_connection();
	quiet = 0;
	send_segment(ACK | PSH, ISN + 1, data, len);
	wait_so_long(PSH | RST, ANSWER_MS);
	send_segment(RST, last_ack, NULL, 0);
}

static void wrap(const char *text)
{
	char hex[2 * sizeof(wrapping) + 1] = "";

	sscanf(text, "wrap %128s", hex);
	wrapping_size = parse_hex(hex, wrapping, sizeof(wrapping));
}

static void set_options(const char *text)
{
	char hex[2 * sizeof(options) + 1] = "";

	sscanf(text, "options %80s", hex);
	options_size = parse_hex(hex, options, sizeof(options));
}

static void step(const char *text)
{
	char word[16] = "", hex[2100] = "";
	uint8_t data[1024];
	uint32_t at = 0;
	size_t len;

	sscanf(text, "%15s %u %2099s", word, &at, hex);
	len = parse_hex(hex, data, sizeof(data));
	at += ISN + 1;
	fragment = !strcmp(word, "frag");
	wrong_checksum = !strcmp(word, "bad");
	if (!strcmp(word, "open"))
		open_connection();
	else if (!strcmp(word, "wait"))
		wait_for(0);
	else if (!strcmp(word, "options"))
		set_options(text);
	else if (!strcmp(word, "wrap"))
		wrap(text);
	else if (!strcmp(word, "attack"))
		run_attack(at - ISN - 1, strtoul(hex, NULL, 10));
	else if (!strcmp(word, "probe"))
		probe(data, len);
	else if (!strcmp(word, "syn"))
		send_segment(SYN, ISN, data, len);
	else if (!strcmp(word, "urg"))
		send_segment(ACK | PSH | URG, at, data, len);
	else if (!strcmp(word, "fin"))
		send_segment(ACK | FIN, at, NULL, 0);
	else if (!strcmp(word, "rst"))
		send_segment(RST, at, NULL, 0);
	else
		send_segment(ACK | PSH, at, data, len);
	fragment = 0;
	wrong_checksum = 0;
}

/*
 * A device that gets its reader has no queue yet and loses what is sent; the
 * kernel gives it one within a second, and then says that it is running.
 */
static void wait_until_running(const char *name)
{
	struct ifreq request = {};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	for (int i = 0; i < 300 && !(request.ifr_flags & IFF_RUNNING); i++) {
		usleep(10000);
		if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
			die(name);
	}
	usleep(10000);
	close(fd);
}

/* NAME, or NAME=STATION. */
static void open_device(char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	char *station = strchr(name, '=');

	if (station) {
		*station++ = '\0';
		parse_hex(station, server_station, sizeof(server_station));
		memcpy(own_station, server_station, sizeof(own_station));
		own_station[4] ^= 1;
		is_tap = 1;
		request.ifr_flags = IFF_TAP | IFF_NO_PI;
	}

	tun = open("/dev/net/tun", O_RDWR);
	if (tun < 0)
		die("/dev/net/tun");
	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(tun, TUNSETIFF, &request) < 0)
		die(name);
	wait_until_running(name);
}

int main(int argc, char *argv[])
{
	if (argc < 6) {
		fprintf(stderr,
			"usage: modbus-attacker DEVICE OWN SERVER PORT STEP...\n");
		return EXIT_FAILURE;
	}
	family = strchr(argv[2], ':') ? AF_INET6 : AF_INET;
	ip_size = family == AF_INET ? 20 : 40;
	if (inet_pton(family, argv[2], own) != 1 ||
	    inet_pton(family, argv[3], server) != 1) {
		fprintf(stderr, "modbus-attacker: not an address\n");
		return EXIT_FAILURE;
	}
	server_port = (uint16_t)atoi(argv[4]);
	/* Far from those that the process before has used. */
	own_port = (uint16_t)(20000 + getpid() * 7919u % 40000);
	open_device(argv[1]);
	for (int i = 5; i < argc; i++)
		step(argv[i]);
	return EXIT_SUCCESS;
}
