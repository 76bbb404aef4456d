// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records in the systemd journal
 * Copyright (C) 2026 The edgesec authors
 *
 * libsystemd is loaded when it is asked for, so the command also runs on hosts
 * without it. _TRANSPORT is set by journald itself: a service can't claim that
 * the kernel wrote its message.
 */
#include "logs.h"
#include "cli.h"
#include "entry.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-journal.h>

static struct {
	__typeof__(&sd_journal_open) open;
	__typeof__(&sd_journal_close) close;
	__typeof__(&sd_journal_add_match) add_match;
	__typeof__(&sd_journal_next) next;
	__typeof__(&sd_journal_get_data) get_data;
	__typeof__(&sd_journal_set_data_threshold) set_threshold;
	__typeof__(&sd_journal_get_fd) get_fd;
	__typeof__(&sd_journal_process) process;
	__typeof__(&sd_journal_seek_realtime_usec) seek;
} sd;

static const struct symbol {
	const char *name;
	void **address;
} symbols[] = {
	{ "sd_journal_open", (void **)&sd.open },
	{ "sd_journal_close", (void **)&sd.close },
	{ "sd_journal_add_match", (void **)&sd.add_match },
	{ "sd_journal_next", (void **)&sd.next },
	{ "sd_journal_get_data", (void **)&sd.get_data },
	{ "sd_journal_set_data_threshold", (void **)&sd.set_threshold },
	{ "sd_journal_get_fd", (void **)&sd.get_fd },
	{ "sd_journal_process", (void **)&sd.process },
	{ "sd_journal_seek_realtime_usec", (void **)&sd.seek },
};

static bool load(void)
{
	void *library = dlopen("libsystemd.so.0", RTLD_NOW);

	for (size_t i = 0; library && i < sizeof(symbols) / sizeof(symbols[0]);
	     i++) {
		*symbols[i].address = dlsym(library, symbols[i].name);
		if (!*symbols[i].address)
			return false;
	}
	return library;
}

static void take_message(sd_journal *journal, log_fn take, void *arg)
{
	static const char field[] = "MESSAGE=";
	const void *data;
	const char *text, *found;
	size_t len;

	if (sd.get_data(journal, "MESSAGE", &data, &len) < 0 ||
	    len < sizeof(field) - 1)
		return;
	text = (const char *)data + sizeof(field) - 1;
	len -= sizeof(field) - 1;
	/* Messages of the audit system begin with the name of their type. */
	found = entry_find(text, len, false);
	if (!found && len > 0)
		found = entry_find(text, len, true);
	if (!found)
		return;
	take(found, text + len - found, arg);
}

/* Waits for more; what was added, or renamed, is taken notice of. */
static bool wait_for_more(sd_journal *journal)
{
	int fd = sd.get_fd(journal);

	return fd >= 0 && log_wait(fd) && sd.process(journal) >= 0;
}

static int read_journal(uint64_t since, log_fn take, void *arg, bool follow)
{
	sd_journal *journal;
	int ret;

	if (!load()) {
		fputs("edgesec: log: libsystemd.so.0 is not installed, so the journal can't be read\n",
		      stderr);
		return EXIT_UNREADABLE;
	}
	ret = sd.open(&journal, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);
	if (ret < 0) {
		fprintf(stderr, "edgesec: log: journal: %s\n", strerror(-ret));
		return EXIT_UNREADABLE;
	}
	sd.set_threshold(journal, 0);
	sd.add_match(journal, "_TRANSPORT=kernel", 0);
	sd.add_match(journal, "_TRANSPORT=audit", 0);
	if (since)
		sd.seek(journal, since);
	do
		while (sd.next(journal) > 0)
			take_message(journal, take, arg);
	while (follow && wait_for_more(journal));
	sd.close(journal);
	return EXIT_DONE;
}

int log_read_journal(uint64_t since, log_fn take, void *arg)
{
	return read_journal(since, take, arg, false);
}

int log_follow_journal(uint64_t since, log_fn take, void *arg)
{
	return read_journal(since, take, arg, true);
}
