// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Counters of everything that was denied, recorded or lost
 * Copyright (C) 2026 The edgesec authors
 */
#include "counter.h"

#include <linux/build_bug.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(u64 [EDGESEC_COUNT_MAX], counters);

/* The names are ABI: `edgesec status --json` shows them. */
static const char *const names[] = {
	[EDGESEC_COUNT_EXEC_ALLOWED]	 = "exec-allowed",
	[EDGESEC_COUNT_EXEC_DENIED]	 = "exec-denied",
	[EDGESEC_COUNT_EXEC_AUDITED]	 = "exec-audited",
	[EDGESEC_COUNT_EXEC_UNDECIDED]	 = "exec-undecided",
	[EDGESEC_COUNT_SCRIPT_ALLOWED]	 = "script-allowed",
	[EDGESEC_COUNT_SCRIPT_DENIED]	 = "script-denied",
	[EDGESEC_COUNT_SCRIPT_AUDITED]	 = "script-audited",
	[EDGESEC_COUNT_SCRIPT_UNDECIDED] = "script-undecided",
	[EDGESEC_COUNT_LIBRARY_ALLOWED]  = "library-allowed",
	[EDGESEC_COUNT_LIBRARY_DENIED]   = "library-denied",
	[EDGESEC_COUNT_LIBRARY_AUDITED]  = "library-audited",
	[EDGESEC_COUNT_LIBRARY_UNDECIDED] = "library-undecided",
	[EDGESEC_COUNT_MEMORY_ALLOWED]   = "memory-allowed",
	[EDGESEC_COUNT_MEMORY_DENIED]    = "memory-denied",
	[EDGESEC_COUNT_MEMORY_AUDITED]   = "memory-audited",
	[EDGESEC_COUNT_MEMORY_UNDECIDED] = "memory-undecided",
	[EDGESEC_COUNT_CONTENT_ALLOWED]  = "content-allowed",
	[EDGESEC_COUNT_CONTENT_DENIED]   = "content-denied",
	[EDGESEC_COUNT_CONTENT_AUDITED]  = "content-audited",
	[EDGESEC_COUNT_CONTENT_UNDECIDED] = "content-undecided",
	[EDGESEC_COUNT_LOAD_ALLOWED]     = "load-allowed",
	[EDGESEC_COUNT_LOAD_DENIED]      = "load-denied",
	[EDGESEC_COUNT_LOAD_AUDITED]     = "load-audited",
	[EDGESEC_COUNT_LOAD_UNDECIDED]   = "load-undecided",
	[EDGESEC_COUNT_TRACE_ALLOWED]    = "trace-allowed",
	[EDGESEC_COUNT_TRACE_DENIED]     = "trace-denied",
	[EDGESEC_COUNT_TRACE_AUDITED]    = "trace-audited",
	[EDGESEC_COUNT_TRACE_UNDECIDED]  = "trace-undecided",
	[EDGESEC_COUNT_BIND_ALLOWED]	 = "bind-allowed",
	[EDGESEC_COUNT_BIND_DENIED]	 = "bind-denied",
	[EDGESEC_COUNT_BIND_AUDITED]	 = "bind-audited",
	[EDGESEC_COUNT_LISTEN_ALLOWED]	 = "listen-allowed",
	[EDGESEC_COUNT_LISTEN_DENIED]	 = "listen-denied",
	[EDGESEC_COUNT_LISTEN_AUDITED]	 = "listen-audited",
	[EDGESEC_COUNT_CONNECT_ALLOWED]	 = "connect-allowed",
	[EDGESEC_COUNT_CONNECT_DENIED]	 = "connect-denied",
	[EDGESEC_COUNT_CONNECT_AUDITED]	 = "connect-audited",
	[EDGESEC_COUNT_SEND_ALLOWED]	 = "send-allowed",
	[EDGESEC_COUNT_SEND_DENIED]	 = "send-denied",
	[EDGESEC_COUNT_SEND_AUDITED]	 = "send-audited",
	[EDGESEC_COUNT_SOCKET_ALLOWED]	 = "socket-allowed",
	[EDGESEC_COUNT_SOCKET_DENIED]	 = "socket-denied",
	[EDGESEC_COUNT_SOCKET_AUDITED]	 = "socket-audited",
	[EDGESEC_COUNT_PORT_UNDECIDED]	 = "port-undecided",
	[EDGESEC_COUNT_MODBUS_ALLOWED]	 = "modbus-allowed",
	[EDGESEC_COUNT_MODBUS_DENIED]	 = "modbus-denied",
	[EDGESEC_COUNT_MODBUS_AUDITED]	 = "modbus-audited",
	[EDGESEC_COUNT_MODBUS_UNDECIDED] = "modbus-undecided",
	[EDGESEC_COUNT_MODBUS_STALLED]	 = "modbus-stalled",
	[EDGESEC_COUNT_MODBUS_ANSWERED]  = "modbus-answered",
	[EDGESEC_COUNT_MODBUS_EXCEPTIONS] = "modbus-exceptions",
	[EDGESEC_COUNT_MODBUS_UNSOLICITED] = "modbus-unsolicited",
	[EDGESEC_COUNT_DIGEST_CACHED]	 = "digest-cached",
	[EDGESEC_COUNT_DIGEST_COMPUTED]	 = "digest-computed",
	[EDGESEC_COUNT_DIGEST_FAILED]	 = "digest-failed",
	[EDGESEC_COUNT_RECORD_WRITTEN]	 = "record-written",
	[EDGESEC_COUNT_RECORD_HELD_BACK] = "record-held-back",
	[EDGESEC_COUNT_RECORD_LOST]	 = "record-lost",
	[EDGESEC_COUNT_AUDIT_LOST]	 = "audit-lost",
	[EDGESEC_COUNT_EVENT_LOST]	 = "event-lost",
};
static_assert(ARRAY_SIZE(names) == EDGESEC_COUNT_MAX);

/**
 * edgesec_counter_inc - Count one event
 * @id: What happened.
 *
 * Context: Any.
 */
void edgesec_counter_inc(enum edgesec_counter id)
{
	this_cpu_inc(counters[id]);
}

/**
 * edgesec_counter_read - Sum a counter over all CPUs
 * @id: Which one.
 *
 * Context: Any. The sum is not a snapshot: events that happen meanwhile may or
 * may not be in it.
 *
 * Return: The number of events since the module was loaded.
 */
u64 edgesec_counter_read(enum edgesec_counter id)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(counters, cpu)[id]);
	return sum;
}

/**
 * edgesec_counter_name - The name of a counter in messages
 * @id: Which one.
 *
 * Context: Any.
 *
 * Return: A constant string.
 */
const char *edgesec_counter_name(enum edgesec_counter id)
{
	return names[id];
}
