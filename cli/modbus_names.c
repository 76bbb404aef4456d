// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Function codes of Modbus and their names
 * Copyright (C) 2026 The edgesec authors
 *
 * Names are those of the Modbus Application Protocol Specification V1.1b3, in
 * lower case and with hyphens. UMAS has no public specification; its names are
 * those that analysers use.
 */
#include "modbus_names.h"

#include <stddef.h>
#include <string.h>

const struct modbus_name modbus_functions[] = {
	{ 0x01, "read-coils" },
	{ 0x02, "read-discrete-inputs" },
	{ 0x03, "read-holding-registers" },
	{ 0x04, "read-input-registers" },
	{ 0x05, "write-single-coil" },
	{ 0x06, "write-single-register" },
	{ 0x07, "read-exception-status" },
	{ 0x08, "diagnostics" },
	{ 0x0b, "get-comm-event-counter" },
	{ 0x0c, "get-comm-event-log" },
	{ 0x0f, "write-multiple-coils" },
	{ 0x10, "write-multiple-registers" },
	{ 0x11, "report-server-id" },
	{ 0x14, "read-file-record" },
	{ 0x15, "write-file-record" },
	{ 0x16, "mask-write-register" },
	{ 0x17, "read-write-multiple-registers" },
	{ 0x18, "read-fifo-queue" },
	{ 0x2b, "encapsulated-interface-transport" },
	{ 0x5a, "umas" },
	{}
};

static const struct modbus_name diagnostics[] = {
	{ 0, "return-query-data" },
	{ 1, "restart-communications" },
	{ 2, "return-diagnostic-register" },
	{ 3, "change-ascii-delimiter" },
	{ 4, "force-listen-only" },
	{ 10, "clear-counters" },
	{ 11, "bus-message-count" },
	{ 12, "bus-communication-error-count" },
	{ 13, "bus-exception-error-count" },
	{ 14, "server-message-count" },
	{ 15, "server-no-response-count" },
	{ 16, "server-nak-count" },
	{ 17, "server-busy-count" },
	{ 18, "bus-character-overrun-count" },
	{ 20, "clear-overrun-counter" },
	{}
};

static const struct modbus_name mei_types[] = {
	{ 13, "canopen" },
	{ 14, "read-device-identification" },
	{}
};

static const struct modbus_name umas_codes[] = {
	{ 0x01, "init-comm" },
	{ 0x02, "read-id" },
	{ 0x03, "read-project-info" },
	{ 0x04, "read-plc-info" },
	{ 0x06, "read-card-info" },
	{ 0x0a, "repeat" },
	{ 0x10, "take-plc-reservation" },
	{ 0x11, "release-plc-reservation" },
	{ 0x12, "keep-alive" },
	{ 0x20, "read-memory-block" },
	{ 0x22, "read-variables" },
	{ 0x23, "write-variables" },
	{ 0x24, "read-coils-registers" },
	{ 0x25, "write-coils-registers" },
	{ 0x30, "initialize-upload" },
	{ 0x31, "upload-block" },
	{ 0x32, "end-strategy-upload" },
	{ 0x33, "initialize-download" },
	{ 0x34, "download-block" },
	{ 0x35, "end-strategy-download" },
	{ 0x39, "read-eth-master-data" },
	{ 0x40, "start-plc" },
	{ 0x41, "stop-plc" },
	{ 0x50, "monitor-plc" },
	{ 0x58, "check-plc" },
	{ 0x70, "read-io-object" },
	{ 0x71, "write-io-object" },
	{ 0x73, "get-status-module" },
	{}
};

const struct modbus_name *modbus_subs(unsigned int code)
{
	switch (code) {
	case CODE_DIAGNOSTICS:
		return diagnostics;
	case CODE_MEI:
		return mei_types;
	case CODE_UMAS:
		return umas_codes;
	}
	return NULL;
}

const char *modbus_name_of(const struct modbus_name *names,
			   unsigned int number)
{
	for (; names && names->name; names++)
		if (names->number == number)
			return names->name;
	return NULL;
}

bool modbus_number_of(const struct modbus_name *names, const char *name,
		      unsigned int *number)
{
	for (; names && names->name; names++) {
		if (strcmp(names->name, name))
			continue;
		*number = names->number;
		return true;
	}
	return false;
}

/*
 * The codes whose request length the specification, chapter 6, fixes or states
 * in the request; the kernel knows the same ones (kmod/modbus.c).
 */
bool modbus_length_is_implied(unsigned int code)
{
	return (code >= 0x01 && code <= 0x08) || code == 0x0b || code == 0x0c ||
	       (code >= 0x0f && code <= 0x11) ||
	       (code >= 0x14 && code <= 0x18) || code == 0x2b;
}

bool modbus_code_reads(unsigned int code)
{
	return (code >= 0x01 && code <= 0x04) || code == 0x14 || code == 0x17 ||
	       code == 0x18;
}

bool modbus_code_writes(unsigned int code)
{
	return code == 0x05 || code == 0x06 || code == 0x0f || code == 0x10 ||
	       (code >= 0x15 && code <= 0x17);
}

#define READ_ONLY	1, 2, 3, 4, 7, 11, 12, 17, 20, 24
#define READ_WRITE	READ_ONLY, 5, 6, 15, 16, 21, 22, 23

const uint8_t *modbus_preset(const char *name)
{
	/* Program concept, firmware, UMAS, and the last three reserved ones. */
	static const uint8_t programming[] = {
		READ_WRITE, 40, 42, 90, 125, 126, 0
	};
	static const uint8_t read_only[] = { READ_ONLY, 0 };
	static const uint8_t read_write[] = { READ_WRITE, 0 };
	static const uint8_t all_public[] = { READ_WRITE, 8, 43, 0 };

	if (!strcmp(name, "read-only"))
		return read_only;
	if (!strcmp(name, "read-write"))
		return read_write;
	if (!strcmp(name, "programming"))
		return programming;
	return strcmp(name, "all-public") ? NULL : all_public;
}
