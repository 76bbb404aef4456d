/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Where records can be read
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LOGS_H
#define LOGS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Gets the text of each record: @len bytes that begin with "op=". @usec is when
 * it was written, in microseconds since 1970, or 0.
 */
typedef void (*log_fn)(const char *record, size_t len, uint64_t usec,
		       void *arg);

/* Each returns an exit status, after having said what is wrong. */
int log_read_kernel(log_fn take, void *arg);
int log_read_journal(log_fn take, void *arg);
int log_read_file(const char *name, log_fn take, void *arg);

#endif /* LOGS_H */
