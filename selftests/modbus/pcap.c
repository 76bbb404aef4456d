// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - TCP segments of a capture file
 * Copyright (C) 2026 The edgesec authors
 */

#include "pcap.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_HEADER	24
#define FRAME_HEADER	16
#define FRAME_MAX	262144
#define ETHERNET	14

static uint32_t get32(const uint8_t *p, int big)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return big ? ntohl(v) : v;
}

/* Returns 0 if the frame holds no whole TCP segment. */
static int parse(const uint8_t *frame, uint32_t len, struct pcap_segment *s)
{
	const uint8_t *ip = frame + ETHERNET, *tcp;
	uint32_t total, ihl, doff;

	if (len < ETHERNET + 20 || frame[12] != 0x08 || frame[13] ||
	    ip[0] >> 4 != 4 || ip[9] != IPPROTO_TCP)
		return 0;
	ihl = (ip[0] & 15) * 4;
	total = ip[2] << 8 | ip[3];
	if (ihl < 20 || total < ihl + 20 || total > len - ETHERNET)
		return 0;
	tcp = ip + ihl;
	doff = (tcp[12] >> 4) * 4;
	if (doff < 20 || ihl + doff > total)
		return 0;
	memcpy(&s->saddr, ip + 12, 4);
	memcpy(&s->daddr, ip + 16, 4);
	memcpy(&s->sport, tcp, 2);
	memcpy(&s->dport, tcp + 2, 2);
	s->seq = get32(tcp + 4, 1);
	s->flags = tcp[13];
	s->data = tcp + doff;
	s->len = total - ihl - doff;
	return 1;
}

static int read_frames(FILE *f, uint8_t *buf, int big,
		       void (*fn)(const struct pcap_segment *segment))
{
	struct pcap_segment segment = {};
	uint8_t header[FRAME_HEADER];
	uint32_t len;

	while (fread(header, sizeof(header), 1, f) == 1) {
		len = get32(header + 8, big);
		if (len > FRAME_MAX || (len && fread(buf, len, 1, f) != 1))
			return -1;
		segment.frame++;
		if (parse(buf, len, &segment))
			fn(&segment);
	}
	return 0;
}

int pcap_read(const char *path, void (*fn)(const struct pcap_segment *segment))
{
	FILE *f = fopen(path, "rb");
	uint8_t header[FILE_HEADER], *buf;
	int big, ret = -1;

	if (!f)
		return -1;
	buf = malloc(FRAME_MAX);
	if (buf && fread(header, sizeof(header), 1, f) == 1) {
		big = get32(header, 1) == 0xa1b2c3d4;
		if (get32(header, big) == 0xa1b2c3d4 &&
		    get32(header + 20, big) == 1)
			ret = read_frames(f, buf, big, fn);
	}
	free(buf);
	fclose(f);
	return ret;
}
