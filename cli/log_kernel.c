// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records in the kernel log
 * Copyright (C) 2026 The edgesec authors
 *
 * User space can write to /dev/kmsg too, but never as the kernel: facility 0
 * becomes 1 (kernel/printk/printk.c, devkmsg_write). So what has facility 0 and
 * begins with the module's prefix was written by the module.
 */
#include "logs.h"
#include "cli.h"
#include "entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The kernel never gives more at once (CONSOLE_EXT_LOG_MAX). */
#define RECORD_MAX	8192

static int hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Takes the \xNN back that the kernel put for backslashes and others. */
static size_t unescape(char *text, size_t len)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++, out++) {
		text[out] = text[i];
		if (text[i] != '\\' || i + 3 >= len || text[i + 1] != 'x' ||
		    hex(text[i + 2]) < 0 || hex(text[i + 3]) < 0)
			continue;
		text[out] = 16 * hex(text[i + 2]) + hex(text[i + 3]);
		i += 3;
	}
	return out;
}

/* "priority,sequence,microseconds,flags[,more];text\n[ KEY=value\n]..." */
static void take_record(char *record, log_fn take, void *arg)
{
	char *text = strchr(record, ';'), *end;
	unsigned int priority;
	const char *found;
	size_t len;

	if (!text || sscanf(record, "%u,", &priority) != 1 || priority >> 3)
		return;
	text++;
	end = strchr(text, '\n');
	len = unescape(text, end ? (size_t)(end - text) : strlen(text));
	found = entry_find(text, len, false);
	if (found)
		take(found, text + len - found, arg);
}

static int cant_open(void)
{
	fprintf(stderr, "edgesec: log: /dev/kmsg: %s\n", strerror(errno));
	return errno == EPERM || errno == EACCES ? EXIT_NO_PERMISSION :
						   EXIT_UNREADABLE;
}

/* Takes all that is there. */
static int drain(int fd, log_fn take, void *arg)
{
	char record[RECORD_MAX + 1];
	ssize_t len;

	for (;;) {
		len = read(fd, record, RECORD_MAX);
		/* EPIPE: what came next was overwritten; go on after it. */
		if (len < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (len <= 0)
			break;
		record[len] = '\0';
		take_record(record, take, arg);
	}
	return len < 0 && errno != EAGAIN ? cant_open() : EXIT_DONE;
}

static int read_kernel(log_fn take, void *arg, bool follow)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return cant_open();
	do
		ret = drain(fd, take, arg);
	while (!ret && follow && log_wait(fd));
	close(fd);
	return ret;
}

int log_read_kernel(log_fn take, void *arg)
{
	return read_kernel(take, arg, false);
}

int log_follow_kernel(log_fn take, void *arg)
{
	return read_kernel(take, arg, true);
}
