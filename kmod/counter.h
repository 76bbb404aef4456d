/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Counters of everything that was denied, recorded or lost
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_COUNTER_H
#define EDGESEC_COUNTER_H

#include <linux/types.h>

/*
 * Each policed subject counts four things: decisions to allow, denials that
 * were enforced, denials that were only recorded (audit mode), and questions
 * that could not be decided (no memory, unreadable file), which are denied in
 * enforce mode. The order is the order of edgesec_counter_name().
 */
enum edgesec_counter {
	EDGESEC_COUNT_EXEC_ALLOWED,
	EDGESEC_COUNT_EXEC_DENIED,
	EDGESEC_COUNT_EXEC_AUDITED,
	EDGESEC_COUNT_EXEC_UNDECIDED,
	EDGESEC_COUNT_SCRIPT_ALLOWED,
	EDGESEC_COUNT_SCRIPT_DENIED,
	EDGESEC_COUNT_SCRIPT_AUDITED,
	EDGESEC_COUNT_SCRIPT_UNDECIDED,
	EDGESEC_COUNT_BIND_ALLOWED,
	EDGESEC_COUNT_BIND_DENIED,
	EDGESEC_COUNT_BIND_AUDITED,
	EDGESEC_COUNT_MODBUS_ALLOWED,
	EDGESEC_COUNT_MODBUS_DENIED,
	EDGESEC_COUNT_MODBUS_AUDITED,
	EDGESEC_COUNT_MODBUS_UNDECIDED,
	EDGESEC_COUNT_MODBUS_STALLED,
	EDGESEC_COUNT_DIGEST_CACHED,
	EDGESEC_COUNT_DIGEST_COMPUTED,
	EDGESEC_COUNT_DIGEST_FAILED,
	EDGESEC_COUNT_RECORD_WRITTEN,
	EDGESEC_COUNT_RECORD_HELD_BACK,
	EDGESEC_COUNT_RECORD_LOST,
	EDGESEC_COUNT_AUDIT_LOST,
	EDGESEC_COUNT_MAX
};

void edgesec_counter_inc(enum edgesec_counter id);
u64 edgesec_counter_read(enum edgesec_counter id);
const char *edgesec_counter_name(enum edgesec_counter id);

#endif /* EDGESEC_COUNTER_H */
