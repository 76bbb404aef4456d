/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Where records can be read
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LOGS_H
#define LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Gets the text of each record: @len bytes that begin with "op=".
 */
typedef void (*log_fn)(const char *record, size_t len, void *arg);

/*
 * Each returns an exit status, after having said what is wrong. A journal may
 * hold years: of what was written before @since nothing is read.
 */
int log_read_kernel(log_fn take, void *arg);
int log_read_journal(uint64_t since, log_fn take, void *arg);
int log_read_file(const char *name, log_fn take, void *arg);

/* The same, and then what comes, until log_wait() says that it is enough. */
int log_follow_kernel(log_fn take, void *arg);
int log_follow_journal(uint64_t since, log_fn take, void *arg);

/* From now on SIGINT, SIGTERM and SIGPIPE only end log_wait(). */
void log_catch_signals(void);

/*
 * Hands on what was printed, and waits until @fd can be read, or a second is
 * over. Returns false at the end: a signal came, or nobody reads standard
 * output any more.
 */
bool log_wait(int fd);

#endif /* LOGS_H */
