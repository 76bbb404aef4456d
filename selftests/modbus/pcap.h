/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - TCP segments of a capture file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_MODBUS_PCAP_H
#define SELFTESTS_MODBUS_PCAP_H

#include <stdint.h>

/**
 * struct pcap_segment - One TCP segment over IPv4
 * @frame: Number of its frame, from 1.
 * @saddr: Network byte order, as all that follows but the length.
 * @data: Payload, as much of it as was captured.
 */
struct pcap_segment {
	unsigned int frame;
	uint32_t saddr, daddr;
	uint16_t sport, dport;
	uint32_t seq;
	uint8_t flags;
	const uint8_t *data;
	uint32_t len;
};

/*
 * Calls @fn for each one in the file, which is of the classic format in either
 * byte order, with Ethernet frames. Other packets, and what a frame does not
 * hold whole, are passed over. Returns 0, or -1 if the file is no such file.
 */
int pcap_read(const char *path, void (*fn)(const struct pcap_segment *segment));

#endif /* SELFTESTS_MODBUS_PCAP_H */
