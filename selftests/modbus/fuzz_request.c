// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes kmod/modbus.c: one request
 * Copyright (C) 2026 The edgesec authors
 *
 * Whatever the bytes are: no byte outside of them is read (AddressSanitizer
 * sees to it), a request that is framed lies in what was given, and what passes
 * has a function code that the server allows.
 */
#include <stdlib.h>
#include <string.h>

#include "modbus.h"
#include "shim.h"

static struct edgesec_modbus_server *new_server(void)
{
	struct edgesec_modbus_server *server =
		edgesec_modbus_server_alloc("fuzz");

	if (!server)
		abort();
	for (u32 code = 1; code < EDGESEC_MODBUS_CODES; code++) {
		if (code == 0x11)
			continue;
		if (edgesec_modbus_server_add_function(server, code,
						       EDGESEC_FRAMING_IMPLIED))
			edgesec_modbus_server_add_function(server, code,
							   EDGESEC_FRAMING_MBAP);
	}
	return server;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct edgesec_modbus_server *server;
	u8 *copy = malloc(size ? size : 1);
	u32 length = 0;

	if (!server)
		server = new_server();
	memcpy(copy, data, size);
	if (!edgesec_modbus_request_frame(copy, size, &length)) {
		if (length > size || length < EDGESEC_MODBUS_PEEK ||
		    length > EDGESEC_MODBUS_ADU_MAX)
			abort();
		if (!edgesec_modbus_request_check(copy, length, server) &&
		    (copy[7] == 0x11 || !copy[7] || copy[7] > 127))
			abort();
	}
	free(copy);
	return 0;
}
