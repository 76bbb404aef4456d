// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: questions about a Modbus request
 * Copyright (C) 2026 The edgesec authors
 *
 * A whole request is built, as a client would send it, and the kernel judges
 * its bytes. What the specification has no form for is said by --data.
 */
#include "explain.h"
#include "explain_forms.h"
#include "memory.h"
#include "modbus_names.h"
#include "number.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The MBAP header without the unit, which its length does not count. */
#define PREFIX_SIZE	6

/**
 * struct request - A request that is being built
 * @bytes: From the transaction identifier on.
 * @size: How many of them there are.
 * @full: There were more.
 */
struct request {
	uint8_t bytes[REQUEST_MAX];
	size_t size;
	bool full;
};

static void put8(struct request *request, unsigned int value)
{
	request->full |= request->size == sizeof(request->bytes);
	if (!request->full)
		request->bytes[request->size++] = value;
}

static void put16(struct request *request, unsigned int value)
{
	put8(request, value >> 8 & 0xff);
	put8(request, value & 0xff);
}

/* Decimal, or hexadecimal behind "0x". */
static bool read_number(const char *text, unsigned int max,
			unsigned int *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	value = strtoul(text, &end, strncmp(text, "0x", 2) ? 10 : 16);
	*number = value;
	return !*end && value <= max;
}

/* What an option says, or @otherwise. */
static bool read_word(const struct explain *explain, enum explain_word word,
		      unsigned int max, unsigned int otherwise,
		      unsigned int *number)
{
	const char *text = explain->said[word];

	*number = otherwise;
	return !text || read_number(text, max, number);
}

static bool read_function(const char *text, unsigned int *code)
{
	return modbus_number_of(modbus_functions, text, code) ||
	       (read_number(text, 255, code) && *code);
}

/* "10.0.0.1:502" or "[fd00::1]:502". */
static bool read_server(const char *text, struct modbus_question *question)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? colon - text : 0;
	bool six = len > 2 && *text == '[' && colon[-1] == ']';
	char address[INET6_ADDRSTRLEN];
	uint64_t port;

	if (six) {
		text++;
		len -= 2;
	}
	if (!len || len >= sizeof(address) || !number_read(colon + 1, &port) ||
	    !port || port > UINT16_MAX)
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	question->port = port;
	question->bytes = six ? 16 : 4;
	return inet_pton(six ? AF_INET6 : AF_INET, address,
			 question->server) == 1;
}

static bool read_ends(const struct explain *explain,
		      struct modbus_question *question)
{
	return read_server(explain->said[WORD_SERVER], question) &&
	       inet_pton(question->bytes == 16 ? AF_INET6 : AF_INET,
			 explain->said[WORD_CLIENT], question->client) == 1;
}

/**
 * struct asked - What the options say of a request
 * @value: @count values.
 */
struct asked {
	unsigned int unit;
	unsigned int function;
	unsigned int sub;
	unsigned int address;
	unsigned int quantity;
	unsigned int read;
	unsigned int value[REQUEST_MAX];
	unsigned int count;
};

static bool read_values(const struct explain *explain, struct asked *asked)
{
	asked->count = explain->values.count;
	if (asked->count > REQUEST_MAX)
		return false;
	for (unsigned int i = 0; i < asked->count; i++)
		if (!read_number(explain->values.list[i], UINT16_MAX,
				 &asked->value[i]))
			return false;
	return true;
}

static bool read_asked(const struct explain *explain, struct asked *asked)
{
	return read_function(explain->said[WORD_FUNCTION], &asked->function) &&
	       read_values(explain, asked) &&
	       read_word(explain, WORD_UNIT, 255, 1, &asked->unit) &&
	       read_word(explain, WORD_SUB, UINT16_MAX, 0, &asked->sub) &&
	       read_word(explain, WORD_ADDRESS, UINT16_MAX, 0,
			 &asked->address) &&
	       read_word(explain, WORD_QUANTITY, UINT16_MAX,
			 asked->count ? asked->count : 1, &asked->quantity) &&
	       read_word(explain, WORD_READ, UINT16_MAX, asked->address,
			 &asked->read);
}

static void put_coils(struct request *request, const struct asked *asked)
{
	put16(request, asked->address);
	put16(request, asked->count);
	put8(request, (asked->count + 7) / 8);
	for (unsigned int i = 0; i < asked->count; i += 8) {
		unsigned int byte = 0;

		for (unsigned int k = 0; k < 8 && i + k < asked->count; k++)
			byte |= !!asked->value[i + k] << k;
		put8(request, byte);
	}
}

static void put_registers(struct request *request, const struct asked *asked)
{
	put16(request, asked->address);
	put16(request, asked->count);
	put8(request, 2 * asked->count);
	for (unsigned int i = 0; i < asked->count; i++)
		put16(request, asked->value[i]);
}

static void put_values(struct request *request, const struct asked *asked)
{
	for (unsigned int i = 0; i < asked->count; i++)
		put16(request, asked->value[i]);
}

/* What stands behind the function code; false where values are missing. */
static bool put_body(struct request *request, const struct asked *asked)
{
	switch (asked->function) {
	case 0x01: case 0x02: case 0x03: case 0x04:
		put16(request, asked->address);
		put16(request, asked->quantity);
		return !asked->count;
	case 0x05:
		put16(request, asked->address);
		put16(request, asked->value[0] ? 0xff00 : 0);
		return asked->count == 1;
	case 0x06:
		put16(request, asked->address);
		put16(request, asked->value[0]);
		return asked->count == 1;
	case 0x0f:
		put_coils(request, asked);
		return asked->count > 0;
	case 0x10:
		put_registers(request, asked);
		return asked->count > 0;
	case 0x16: /* the bits that stay, and those that are set */
		put16(request, asked->address);
		put_values(request, asked);
		return asked->count == 2;
	case 0x17:
		put16(request, asked->read);
		put16(request, asked->quantity);
		put_registers(request, asked);
		return asked->count > 0;
	case 0x18:
		put16(request, asked->address);
		return !asked->count;
	case CODE_DIAGNOSTICS:
		put16(request, asked->sub);
		put16(request, asked->value[0]);
		return asked->count <= 1;
	case CODE_MEI: /* of device identification: all basic objects */
		put8(request, asked->sub ? asked->sub : 0x0e);
		put16(request, 0x0100);
		return !asked->count;
	case 0x07: case 0x0b: case 0x0c: case 0x11:
		return !asked->count;
	}
	return false;
}

/* Pairs of hexadecimal digits. */
static bool put_data(struct request *request, const char *hex)
{
	for (; *hex; hex += 2) {
		char pair[3] = { hex[0], hex[1], '\0' };

		if (!isxdigit((unsigned char)pair[0]) ||
		    !isxdigit((unsigned char)pair[1]))
			return false;
		put8(request, strtoul(pair, NULL, 16));
	}
	return true;
}

/* The transaction is the first one of a client that counts from 1. */
static bool build(const struct explain *explain, const struct asked *asked,
		  struct modbus_question *question)
{
	const char *data = explain->said[WORD_DATA];
	struct request request = {};
	bool good;

	put16(&request, 1);
	put16(&request, 0);
	put16(&request, 0);
	put8(&request, asked->unit);
	put8(&request, asked->function);
	good = data ? put_data(&request, data) : put_body(&request, asked);
	request.bytes[4] = (request.size - PREFIX_SIZE) >> 8;
	request.bytes[5] = (request.size - PREFIX_SIZE) & 0xff;
	memcpy(question->request, request.bytes, request.size);
	question->size = request.size;
	return good && !request.full;
}

static char *hex_of(const struct modbus_question *question)
{
	char *text = must_calloc(2 * question->size + 1, 1);

	for (size_t i = 0; i < question->size; i++)
		sprintf(text + 2 * i, "%02x", question->request[i]);
	return text;
}

static int ask_request(struct explain *explain, const struct asked *asked,
		       const struct modbus_question *question)
{
	const char *name = modbus_name_of(modbus_functions, asked->function);
	char *hex = hex_of(question);
	struct refusal refusal;
	json_t *answer = explain_new_answer(explain,
		must_printf("function 0x%02x%s%s, unit %u, to %s",
			    asked->function, name ? " " : "",
			    name ? name : "", asked->unit,
			    explain->said[WORD_SERVER]));

	json_object_set_new(answer, "request", json_string(hex));
	free(hex);
	return explain_ask_modbus(&explain->nl, question, answer, &refusal) ?
	       nl_complain("explain", &refusal) : EXIT_DONE;
}

/* With a program the port is asked about too, as it is by connect(). */
static int ask_port(struct explain *explain, uint16_t server_port)
{
	struct explain ports = *explain;
	char *port = must_printf("%u/tcp", server_port);
	int ret;

	ports.said[WORD_PORT] = port;
	ports.said[WORD_SCOPE] = "host";
	ports.said[WORD_DIRECTION] = "connect";
	ret = explain_port(&ports);
	free(port);
	return ret;
}

int explain_modbus(struct explain *explain)
{
	struct modbus_question question = {};
	struct asked asked = {};
	int ret;

	if (!read_ends(explain, &question) || !read_asked(explain, &asked) ||
	    !build(explain, &asked, &question))
		return EXIT_USAGE;
	ret = explain_connect(explain);
	if (!ret && explain->said[WORD_PROGRAM])
		ret = ask_port(explain, question.port);
	return ret ? ret : ask_request(explain, &asked, &question);
}
