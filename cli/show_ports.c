// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Rules on ports for the terminal
 * Copyright (C) 2026 The edgesec authors
 */
#include "show_ports.h"
#include "columns.h"
#include "describe.h"
#include "quote.h"
#include "schema.h"

#include <stdio.h>

const char *show_directions(const json_t *port, char *text, size_t size)
{
	char list[512];
	size_t len = 0;

	snprintf(text, size, "-");
	for (int i = 0; schema_directions[i] && len < size; i++) {
		const json_t *ports =
			json_object_get(port, schema_directions[i]);

		if (ports)
			len += snprintf(text + len, size - len, "%s%s %s",
					len ? "; " : "", schema_directions[i],
					describe_join(ports, "none", list,
					     sizeof(list)));
	}
	return text;
}

static const char *scope_of(const json_t *port, char *text, size_t size)
{
	const char *path = describe_text(port, "path");

	snprintf(text, size, "%s%s%s", describe_text(port, "scope"),
		 *path ? " " : "", *path ? quote(path) : "");
	return text;
}

void show_ports(const json_t *ports)
{
	static const char *const names[] = { "SCOPE", "PROTOCOL", "PORTS",
					     "OTHERS", "MODE", NULL };
	struct libscols_table *table = columns_new(names);
	char text[1024], scope[512];
	json_t *port;
	size_t i;

	json_array_foreach(ports, i, port)
		columns_add(table, (const char *[]){
			scope_of(port, scope, sizeof(scope)),
			describe_text(port, "protocol"),
			show_directions(port, text, sizeof(text)),
			describe_text(port, "default"),
			describe_text(port, "mode") });
	columns_print(table);
}
