// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - log: what was denied
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "entry.h"
#include "logs.h"
#include "memory.h"
#include "output.h"
#include "render.h"

#include <getopt.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was asked for, and what has been found so far. */
struct log {
	struct cli cli;
	const char *file;
	const char *op;
	bool journal;
	bool denied;
	void *seen;
	unsigned long shown;
	unsigned long malformed;
	unsigned long missing;
	unsigned long long last_seq;
	json_t *array;
	struct libscols_table *table;
};

static bool read_options(struct log *log, int argc, char **argv)
{
	static const struct option options[] = {
		{ "denied", no_argument, NULL, 'd' },
		{ "op", required_argument, NULL, 'o' },
		{ "file", required_argument, NULL, 'f' },
		{ "journal", no_argument, NULL, 'J' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 'd')
			log->denied = true;
		else if (option == 'o')
			log->op = optarg;
		else if (option == 'f')
			log->file = optarg;
		else if (option == 'J')
			log->journal = true;
		else if (option == 'j')
			log->cli.json = true;
		else if (option == 'q')
			log->cli.quiet = true;
		else
			return false;
	}
	return argc == optind && !(log->file && log->journal);
}

static void add_row(const char *const *cells, void *arg)
{
	struct log *log = arg;

	columns_add(log->table, cells);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The same record may stand in a log twice: written by printk and by audit. */
static bool is_new(struct log *log, const struct record *entry)
{
	char *raw = must_strdup(entry->raw);
	char **found = tsearch(raw, &log->seen, by_text);

	if (found && *found == raw)
		return true;
	free(raw);
	return false;
}

/* Numbers are without gaps from the loading of the module on. */
static void follow(struct log *log, const struct record *entry)
{
	unsigned long long seq = strtoull(entry_get(entry, "seq"), NULL, 10);

	if (seq > log->last_seq + 1)
		log->missing += seq - log->last_seq - 1;
	else if (seq < log->last_seq && log->missing && seq != 1)
		log->missing--;
	if (seq > log->last_seq || seq == 1)
		log->last_seq = seq;
}

static bool is_wanted(const struct log *log, const struct record *entry)
{
	const char *verdict = entry_get(entry, "verdict");

	if (log->op && strcmp(log->op, entry_get(entry, "op")))
		return false;
	return !log->denied || (verdict && !strcmp(verdict, "deny"));
}

static void take(const char *record, size_t len, uint64_t usec, void *arg)
{
	struct log *log = arg;
	struct record entry;

	if (!entry_parse(&entry, record, len)) {
		log->malformed++;
		return;
	}
	if (!is_new(log, &entry))
		return;
	follow(log, &entry);
	if (!is_wanted(log, &entry))
		return;
	log->shown++;
	if (log->cli.json)
		json_array_append_new(log->array, render_json(&entry, usec));
	else
		render_row(&entry, usec, add_row, log);
}

static int read_log(struct log *log)
{
	if (log->file)
		return log_read_file(log->file, take, log);
	if (log->journal)
		return log_read_journal(take, log);
	return log_read_kernel(take, log);
}

static void tell_losses(const struct log *log)
{
	if (log->missing)
		fprintf(stderr,
			"edgesec: log: %lu records are missing here: held back, or overwritten\n",
			log->missing);
	if (log->malformed)
		fprintf(stderr,
			"edgesec: log: %lu lines look like records but are none\n",
			log->malformed);
}

static int finish(struct log *log)
{
	if (log->cli.json)
		output_json(log->array);
	else
		columns_print(log->table);
	if (!log->cli.quiet)
		tell_losses(log);
	if (!log->shown && !log->cli.quiet)
		fputs("edgesec: log: no records\n", stderr);
	return log->shown ? EXIT_DONE : EXIT_NO;
}

int cmd_log(const struct cli *cli, int argc, char **argv)
{
	static const char *const names[] = { "TIME", "OP", "VERDICT", "BY",
					     "ON", "RULE", "REASON", "GEN", NULL };
	struct log log = { .cli = *cli };
	int ret;

	if (!read_options(&log, argc, argv))
		return usage("log [--denied] [--op NAME] [--file FILE|- | --journal] [--json]");
	if (log.cli.json)
		log.array = json_array();
	else
		log.table = columns_new(names);
	ret = read_log(&log);
	if (!ret)
		ret = finish(&log);
	tdestroy(log.seen, free);
	return ret;
}
