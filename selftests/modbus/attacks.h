/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Attacks on a Modbus server behind edgesec, made from a number
 * Copyright (C) 2026 The edgesec authors
 *
 * They are made for a policy that allows the codes 3, 5, 8, 16 and 23 for every
 * unit. What good requests write lies below register 32 or, where it is meant to
 * be misread, between 1536 and 1791.
 */
#ifndef SELFTESTS_MODBUS_ATTACKS_H
#define SELFTESTS_MODBUS_ATTACKS_H

#include <stdint.h>

#define ATTACK_STEPS	12
#define ATTACK_BYTES	300

/* What requests that are never allowed write, and where. */
#define ATTACK_REGISTER	77
#define ATTACK_VALUE	0xbeef

/**
 * enum attack_kind - What is done in a step
 * @ATTACK_OPEN: SYN, and the ACK that ends the handshake.
 * @ATTACK_DATA: A segment with data.
 * @ATTACK_URGENT: The same, marked as urgent.
 * @ATTACK_POINTER: A segment without data that says that the byte at its place,
 *	which has yet to come, is urgent.
 * @ATTACK_SYN: A SYN with data, and the ACK that ends the handshake.
 * @ATTACK_BAD: As ATTACK_DATA with a wrong checksum.
 * @ATTACK_FORGED: A segment in the server's name, from where the client is, that
 *	opens the window wide.
 */
enum attack_kind {
	ATTACK_OPEN,
	ATTACK_DATA,
	ATTACK_URGENT,
	ATTACK_POINTER,
	ATTACK_SYN,
	ATTACK_BAD,
	ATTACK_FORGED,
};

/**
 * struct attack_step - One thing that the attacker does
 * @kind: What.
 * @at: Sequence number of the data, from 0.
 * @len: Length of @data.
 * @chunk: It will be cut into segments of that many bytes; 0: it won't.
 * @lost: What passes gets lost before the server.
 * @data: The data.
 */
struct attack_step {
	enum attack_kind kind;
	uint32_t at;
	uint32_t len;
	uint32_t chunk;
	int lost;
	uint8_t data[ATTACK_BYTES];
};

/**
 * struct attack - What an attacker does
 * @window: Of the server.
 * @count: Length of @step.
 * @step: In order.
 */
struct attack {
	uint32_t window;
	uint32_t count;
	struct attack_step step[ATTACK_STEPS];
};

/* The same numbers make the same attack. */
void attack_make(struct attack *attack, uint64_t seed, uint64_t number);

#endif /* SELFTESTS_MODBUS_ATTACKS_H */
