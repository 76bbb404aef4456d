// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes kmod/flow*.c: segments of one connection
 * Copyright (C) 2026 The edgesec authors
 *
 * The input is a list of segments: a byte of control, flags, sequence and
 * acknowledgement number, length, payload. The oracle of sim.c ends the program
 * when anything but whole allowed requests reaches the server, in order and
 * unchanged.
 */
#include <string.h>

#include "shim.h"
#include "sim.h"

#define FROM_SERVER	0x01
#define NEAR_THE_EDGE	0x02
#define LATER		0x04

#define HEADER		6

struct input {
	const u8 *at;
	size_t left;
};

/* Takes @len bytes, or as many as are left. */
static const u8 *take(struct input *input, size_t *len)
{
	const u8 *at = input->at;

	if (*len > input->left)
		*len = input->left;
	input->at += *len;
	input->left -= *len;
	return at;
}

static void put_hex(char *hex, const u8 *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		*hex++ = digits[data[i] >> 4];
		*hex++ = digits[data[i] & 15];
	}
	*hex = '\0';
}

static void send_one(struct input *input)
{
	char hex[2 * 256 + 1];
	size_t len = HEADER;
	const u8 *header = take(input, &len);
	const u8 *data;
	u32 seq, ack;

	if (len < HEADER)
		return;
	seq = header[2] << 8 | header[3];
	ack = header[4];
	/* Near what was forwarded last a segment is more than noise. */
	if (header[0] & NEAR_THE_EDGE)
		seq = sim.end + (s8)header[3];
	if (header[0] & LATER)
		sim.segment.now += 1u << (header[2] & 15);
	len = header[5];
	data = take(input, &len);
	if (header[0] & FROM_SERVER) {
		put_hex(hex, data, len);
		sim_server(header[1], seq, ack, hex);
	} else if (seq < SIM_STREAM_MAX - 512) {
		sim_client_bytes(header[1], seq, ack, data, len);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };

	sim_begin(EDGESEC_MODE_ENFORCE,
		  size ? data[0] % 3 : EDGESEC_ON_DENY_RESET);
	if (size && data[0] & 0x80)
		sim_connect();
	while (input.left)
		send_one(&input);
	sim_end();
	return 0;
}
