// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Attacks on a Modbus server behind edgesec, made from a number
 * Copyright (C) 2026 The edgesec authors
 *
 * An attack is a stream of requests, good ones and bad ones, and a way to send
 * it. Bad ones are what some server was seen to run: requests hidden in data or
 * behind a request, wrong lengths, protocol identifiers and byte counts.
 */

#include "attacks.h"

#include <string.h>

#define HEADER		7
#define PIECES_MAX	4
#define EVIL_SIZE	12
/* Of a write of registers, in front of its data. */
#define WRITE_HEAD	13

static uint64_t state;

static uint32_t number_below(uint32_t limit)
{
	uint64_t z;

	state += 0x9e3779b97f4a7c15ULL;
	z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (uint32_t)((z ^ (z >> 31)) >> 16) % limit;
}

static int one_in(uint32_t n)
{
	return number_below(n) == 0;
}

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* ---- Requests ---- */

/**
 * struct piece - A request, or what looks like one
 * @len: Length of @data.
 * @data: The bytes.
 */
struct piece {
	uint32_t len;
	uint8_t data[ATTACK_BYTES];
};

/* Begins a PDU; MBAP length and transaction follow with end(). */
static uint8_t *begin(struct piece *p, uint8_t code)
{
	memset(p, 0, sizeof(*p));
	p->data[6] = 1;
	p->data[HEADER] = code;
	p->len = HEADER + 1;
	return p->data + HEADER;
}

static void add16(struct piece *p, uint32_t v)
{
	put16(p->data + p->len, v);
	p->len += 2;
}

static void add(struct piece *p, const void *data, uint32_t len)
{
	memcpy(p->data + p->len, data, len);
	p->len += len;
}

static void end(struct piece *p)
{
	put16(p->data, number_below(65536));
	put16(p->data + 4, p->len - 6);
}

static void two(struct piece *p, uint8_t code, uint32_t a, uint32_t b)
{
	begin(p, code);
	add16(p, a);
	add16(p, b);
	end(p);
}

/* Forbidden by its code. */
static void evil(struct piece *p)
{
	if (one_in(4)) {
		begin(p, 22);
		add16(p, ATTACK_REGISTER);
		add16(p, 0);
		add16(p, ATTACK_VALUE);
		end(p);
	} else {
		two(p, 6, ATTACK_REGISTER, ATTACK_VALUE);
	}
}

static void write_registers(struct piece *p, uint32_t address, uint32_t count,
			    const uint8_t *data)
{
	begin(p, 16);
	add16(p, address);
	add16(p, count);
	p->data[p->len++] = (uint8_t)(2 * count);
	add(p, data, 2 * count);
	end(p);
}

static void write_some(struct piece *p)
{
	static const uint8_t data[16];

	write_registers(p, number_below(20), 1 + number_below(6), data);
}

/* Its data is a request. */
static void write_evil(struct piece *p)
{
	struct piece hidden;

	two(&hidden, 6, ATTACK_REGISTER, ATTACK_VALUE);
	write_registers(p, number_below(20), EVIL_SIZE / 2, hidden.data);
}

/* Read one byte too late it is a write of one register. */
static void write_shifted(struct piece *p)
{
	static const uint8_t data[16];

	write_registers(p, 0x0600 | number_below(256), 1, data);
}

static void read_write(struct piece *p, uint32_t quantity, uint32_t count,
		       uint32_t bytes)
{
	begin(p, 23);
	add16(p, number_below(20));
	add16(p, quantity);
	add16(p, number_below(20));
	add16(p, count);
	p->data[p->len++] = (uint8_t)bytes;
	p->len += bytes;
	end(p);
}

static void good(struct piece *p)
{
	switch (number_below(7)) {
	case 0:
		write_some(p);
		break;
	case 1:
		write_evil(p);
		break;
	case 2:
		two(p, 8, 0, number_below(65536));
		break;
	case 3:
		two(p, 5, number_below(20), one_in(2) ? 0xff00 : 0);
		break;
	case 4:
		read_write(p, 1 + number_below(10), 2, 4);
		break;
	case 5:
		write_shifted(p);
		break;
	default:
		two(p, 3, number_below(20), 1 + number_below(10));
	}
}

/* A request, and behind it, as if it were part of it, another one. */
static void trailing(struct piece *p)
{
	struct piece hidden;

	evil(&hidden);
	if (one_in(3))
		two(p, 8, 0, 0);
	else
		good(p);
	add(p, hidden.data, hidden.len);
	end(p);
}

static void wrong_protocol(struct piece *p)
{
	if (one_in(2))
		good(p);
	else
		evil(p);
	p->data[2 + number_below(2)] = (uint8_t)(1 + number_below(255));
}

static void wrong_length(struct piece *p)
{
	if (one_in(2))
		good(p);
	else
		evil(p);
	put16(p->data + 4, one_in(2) ? number_below(p->len) :
				       p->len + number_below(300));
}

static void wrong_byte_count(struct piece *p)
{
	uint32_t bytes = 2 * (2 + number_below(60));

	if (one_in(2)) {
		read_write(p, 1, 1 + number_below(3), bytes);
		return;
	}
	begin(p, 16);
	add16(p, number_below(20));
	add16(p, 1 + number_below(3));
	p->data[p->len++] = (uint8_t)bytes;
	p->len += bytes;
	end(p);
}

static void beyond_the_end(struct piece *p)
{
	static const uint8_t data[16];

	write_registers(p, 65536 - 1 - number_below(2), 3, data);
}

static void bad(struct piece *p)
{
	switch (number_below(9)) {
	case 0:
		evil(p);
		break;
	case 1:
	case 2:
		trailing(p);
		break;
	case 3:
		wrong_protocol(p);
		break;
	case 4:
		wrong_length(p);
		break;
	case 5:
		wrong_byte_count(p);
		break;
	case 6:
		beyond_the_end(p);
		break;
	case 7:
		two(p, 5, number_below(20), 1 + number_below(0xfeff));
		break;
	default:
		read_write(p, one_in(2) ? 0 : 126 + number_below(999), 2, 4);
	}
	if (one_in(8))
		p->data[number_below(HEADER + 1)] ^=
			(uint8_t)(1 << number_below(8));
}

static void any(struct piece *p)
{
	if (one_in(2))
		good(p);
	else
		bad(p);
}

/* ---- Ways to send them ---- */

static struct attack_step *add_step(struct attack *attack,
				    enum attack_kind kind, uint32_t at,
				    const uint8_t *data, uint32_t len)
{
	struct attack_step *step = &attack->step[attack->count++];

	memset(step, 0, sizeof(*step));
	step->kind = kind;
	step->at = at;
	step->len = len < ATTACK_BYTES ? len : ATTACK_BYTES;
	if (len)
		memcpy(step->data, data, step->len);
	return step;
}

static void open_connection(struct attack *attack)
{
	add_step(attack, ATTACK_OPEN, 0, NULL, 0);
}

static uint32_t send_piece(struct attack *attack, uint32_t at,
			   const struct piece *p)
{
	add_step(attack, ATTACK_DATA, at, p->data, p->len);
	return at + p->len;
}

static void in_turn(struct attack *attack)
{
	uint32_t count = 1 + number_below(PIECES_MAX), at = 0;
	struct piece p;

	open_connection(attack);
	while (count--) {
		any(&p);
		at = send_piece(attack, at, &p);
	}
}

/* Some pieces as one run of bytes. */
static void gather(struct piece *all)
{
	struct piece p;

	memset(all, 0, sizeof(*all));
	for (uint32_t i = 1 + number_below(3); i; i--) {
		any(&p);
		if (all->len + p.len <= ATTACK_BYTES)
			add(all, p.data, p.len);
	}
}

static void packed(struct attack *attack)
{
	struct piece all;

	open_connection(attack);
	gather(&all);
	send_piece(attack, 0, &all);
}

/* Where a request ends, where its data begins, or anywhere. */
static uint32_t choose_cut(uint32_t len)
{
	static const uint32_t cuts[] = { 6, 7, 8, 11, 12, 13, WRITE_HEAD, 25 };
	uint32_t cut = one_in(2) ? number_below(len) : cuts[number_below(8)];

	return cut < len ? cut : len;
}

static void cut(struct attack *attack)
{
	uint32_t at = 0, len, count = 2 + number_below(3);
	struct piece all;

	open_connection(attack);
	if (one_in(2))
		write_evil(&all);
	else
		gather(&all);
	while (at < all.len && count) {
		len = --count ? choose_cut(all.len - at) : all.len - at;
		if (!len)
			continue;
		add_step(attack, ATTACK_DATA, at, all.data + at, len);
		at += len;
	}
}

/* The same place twice, with other bytes, after the first got lost or not. */
static void repeat(struct attack *attack)
{
	struct piece first, second;
	uint32_t at = 0;

	open_connection(attack);
	if (one_in(2)) {
		good(&first);
		at = send_piece(attack, 0, &first);
	}
	two(&first, 3, 0, 1);
	if (one_in(3))
		good(&first);
	add_step(attack, ATTACK_DATA, at, first.data, first.len)->lost =
		!one_in(3);
	any(&second);
	if (one_in(2))
		two(&second, 6, ATTACK_REGISTER, ATTACK_VALUE);
	send_piece(attack, at, &second);
	if (one_in(2))
		send_piece(attack, at, &first);
}

/* A later segment first, or one that reaches into the one before. */
static void out_of_order(struct attack *attack)
{
	struct piece first, second;
	uint32_t at;

	open_connection(attack);
	good(&first);
	any(&second);
	at = first.len;
	if (one_in(3))
		at -= 1 + number_below(first.len - 1);
	send_piece(attack, at, &second);
	send_piece(attack, 0, &first);
	send_piece(attack, at, &second);
}

static void large_segment(struct attack *attack)
{
	struct piece all;

	open_connection(attack);
	if (one_in(2))
		write_evil(&all);
	else
		gather(&all);
	add_step(attack, ATTACK_DATA, 0, all.data, all.len)->chunk =
		one_in(2) ? WRITE_HEAD : 1 + number_below(40);
}

/*
 * More than the longest request, at once or one by one: what a server that reads
 * no more at once gets by its second read() is data, which is a request.
 */
static void long_queue(struct attack *attack)
{
	static const uint8_t data[24];
	uint32_t whole = one_in(2), at = 0;
	struct piece all = {}, p;

	open_connection(attack);
	for (uint32_t i = 0; i < 8; i++) {
		if (i == 7)
			write_evil(&p);
		else
			write_registers(&p, number_below(20), i < 6 ? 12 : 6,
					data);
		if (whole)
			add(&all, p.data, p.len);
		else
			at = send_piece(attack, at, &p);
	}
	if (whole)
		send_piece(attack, 0, &all);
}

/* Takes a byte from the header of what comes next. */
static void urgent_pointer(struct attack *attack)
{
	struct piece p;
	uint32_t at = 0;

	if (one_in(2)) {
		good(&p);
		at = send_piece(attack, 0, &p);
	}
	add_step(attack, ATTACK_POINTER, at + number_below(6), NULL, 0);
	write_shifted(&p);
	at = send_piece(attack, at, &p);
	any(&p);
	send_piece(attack, at, &p);
}

static void urgent(struct attack *attack)
{
	struct piece p;

	open_connection(attack);
	if (one_in(2)) {
		urgent_pointer(attack);
		return;
	}
	good(&p);
	add_step(attack, ATTACK_URGENT, 0, p.data, p.len);
	write_shifted(&p);
	send_piece(attack, attack->step[1].len, &p);
}

static void data_on_syn(struct attack *attack)
{
	struct piece p;
	uint32_t len;

	any(&p);
	add_step(attack, ATTACK_SYN, 0, p.data, p.len);
	len = p.len;
	any(&p);
	send_piece(attack, one_in(2) ? len : 0, &p);
}

static void no_handshake(struct attack *attack)
{
	struct piece p;

	any(&p);
	send_piece(attack, 0, &p);
}

/* More than the server takes: it takes the beginning, later the rest. */
static void small_window(struct attack *attack)
{
	struct piece p;

	attack->window = one_in(2) ? WRITE_HEAD : 1 + number_below(30);
	open_connection(attack);
	if (one_in(2))
		add_step(attack, ATTACK_FORGED, 0, NULL, 0);
	if (one_in(2))
		write_evil(&p);
	else
		any(&p);
	send_piece(attack, 0, &p);
	send_piece(attack, 0, &p);
	any(&p);
	send_piece(attack, attack->window, &p);
}

static void wrong_checksum(struct attack *attack)
{
	struct piece first, second;

	open_connection(attack);
	any(&first);
	any(&second);
	add_step(attack, ATTACK_BAD, 0, first.data, first.len);
	send_piece(attack, 0, &second);
	send_piece(attack, 0, &first);
}

void attack_make(struct attack *attack, uint64_t seed, uint64_t number)
{
	static void (*const ways[])(struct attack *attack) = {
		in_turn, packed, cut, cut, repeat, out_of_order, large_segment,
		urgent, data_on_syn, no_handshake, small_window, wrong_checksum,
		long_queue,
	};

	state = seed * 0x2545f4914f6cdd1dULL + number * 0x9e3779b1ULL;
	attack->window = 4096;
	attack->count = 0;
	ways[number_below(sizeof(ways) / sizeof(ways[0]))](attack);
}
