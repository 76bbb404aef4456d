/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - show: Modbus servers
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SHOW_MODBUS_H
#define SHOW_MODBUS_H

#include <jansson.h>

/* Two tables: the servers, and what clients may ask of them. */
void show_servers(const json_t *servers);

#endif /* SHOW_MODBUS_H */
