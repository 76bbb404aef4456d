/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Questions to the policy in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "model.h"
#include "nl.h"

#include <jansson.h>

/* The longest Modbus request (kmod/modbus.h). */
#define REQUEST_MAX	261

/**
 * struct question - What a process might do with a port
 * @cgroup: Path of its cgroup, beside @scope; NULL: of none that a rule is about.
 * @direction: One bit of enum edgesec_direction.
 * @program: The program, open for reading, or -1.
 */
struct question {
	struct scope scope;
	const char *cgroup;
	enum edgesec_protocol protocol;
	unsigned int direction;
	uint32_t port;
	int program;
};

/**
 * struct file_question - What a process might do with a file
 * @file: The file, open for reading.
 * @program: The program that does, open for reading, or -1.
 * @input: Standard input of what is executed, or -1.
 */
struct file_question {
	enum edgesec_use use;
	int file;
	int program;
	int input;
};

/**
 * struct modbus_question - What a client might send to a server
 * @server: In network order; @bytes of it.
 * @client: The same.
 * @port: Of the server.
 * @request: @size bytes.
 */
struct modbus_question {
	uint8_t server[16];
	uint8_t client[16];
	unsigned int bytes;
	uint16_t port;
	uint8_t request[REQUEST_MAX];
	size_t size;
};

/* Each adds the answer to the object @answer. Returns 0, or -1 with @refusal. */

int explain_ask(struct nl *nl, const struct question *question,
		json_t *answer, struct refusal *refusal);
int explain_ask_file(struct nl *nl, const struct file_question *question,
		     json_t *answer, struct refusal *refusal);
int explain_ask_modbus(struct nl *nl, const struct modbus_question *question,
		       json_t *answer, struct refusal *refusal);

#endif /* EXPLAIN_H */
