/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Function codes of Modbus and their names
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MODBUS_NAMES_H
#define MODBUS_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Function codes are 1 to 127 (Modbus Application Protocol V1.1b3, 4.1). */
#define FUNCTION_MAX	127
#define SUB_MAX		255
#define CODE_DIAGNOSTICS 0x08
#define CODE_MEI	0x2b
#define CODE_UMAS	0x5a

/* A number and what it is called; a list ends with a name of NULL. */
struct modbus_name {
	unsigned int number;
	const char *name;
};

extern const struct modbus_name modbus_functions[];

/* The sub-functions of a code, or NULL if it has none. */
const struct modbus_name *modbus_subs(unsigned int code);

/* NULL if it has none. */
const char *modbus_name_of(const struct modbus_name *names,
			   unsigned int number);
bool modbus_number_of(const struct modbus_name *names, const char *name,
		      unsigned int *number);

/* Does a function code imply how long its request is? */
bool modbus_length_is_implied(unsigned int code);

/* Does a request with this code read, or write, data of the server? */
bool modbus_code_reads(unsigned int code);
bool modbus_code_writes(unsigned int code);

/* The codes that a preset stands for, ended by 0; NULL if there is none. */
const uint8_t *modbus_preset(const char *name);

#endif /* MODBUS_NAMES_H */
