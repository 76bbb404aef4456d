/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Kinds of Modbus requests that the module has seen
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SEEN_H
#define SEEN_H

#include "model.h"
#include "nl.h"

#define FAULT_MAX	31

/**
 * struct kind - Who asked what of whom
 * @client: A whole address, as @server.
 * @touched: By enum edgesec_modbus_access what was read and written, where
 *	@touches says that something was; numbers of files for codes 20 and 21.
 * @fault: Why the standard does not allow it; empty if it does.
 * @count: How often it came.
 * @values: What was written to registers, with @has_values.
 */
struct kind {
	struct prefix client;
	struct prefix server;
	uint32_t port;
	uint32_t unit;
	uint32_t function;
	bool has_sub;
	uint32_t sub;
	bool touches[ACCESS_COUNT];
	struct range touched[ACCESS_COUNT];
	char fault[FAULT_MAX + 1];
	uint32_t count;
	bool has_values;
	struct range values;
};

/**
 * struct seen - What came while a policy learned
 * @list: Ascends: server, port, client, unit, function, addresses.
 * @missed: Requests and segments that are not in it.
 */
struct seen {
	struct kind *list;
	size_t count;
	uint64_t missed;
};

/* Asks the module. Returns an exit status, after having said what is wrong. */
int seen_read(struct nl *nl, struct seen *seen);
void seen_sort(struct seen *seen);
void seen_free(struct seen *seen);

/* Are these the same server and port? */
bool kind_same_server(const struct kind *a, const struct kind *b);

/* The address of @prefix, which lives until the next call but one. */
const char *kind_address(const struct prefix *prefix);

/* Which kind of data a function code is about; files for those of files. */
enum edgesec_modbus_table kind_table(uint32_t function);

/* The whole kind in words, to be freed. */
char *kind_text(const struct kind *kind);

#endif /* SEEN_H */
