/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - log: a Modbus request in words
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LOG_MODBUS_H
#define LOG_MODBUS_H

struct record;

/* What a record of op modbus was about. To be freed. */
char *log_modbus(const struct record *entry);

#endif /* LOG_MODBUS_H */
