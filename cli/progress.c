// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How far a long piece of work is, on a terminal
 * Copyright (C) 2026 The edgesec authors
 */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_MS	100

static size_t files, total;
static long long last_ms;
static bool shown;

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

void progress_file(size_t bytes)
{
	long long now = now_ms();

	files++;
	total += bytes;
	if (!last_ms)
		last_ms = now;
	if (now - last_ms < INTERVAL_MS || !isatty(STDERR_FILENO))
		return;
	last_ms = now;
	shown = true;
	fprintf(stderr, "\redgesec: read %zu files, %zu MiB", files,
		total >> 20);
}

void progress_end(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
