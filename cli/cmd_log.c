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
#include "rows.h"
#include "when.h"

#include <getopt.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNOPSIS							   \
	"log [--denied] [--op NAME] [--since WHEN] [--until WHEN] "	   \
	"[--follow] [--file FILE|- | --journal] [--json]"

/* Who follows a log for a year does not remember all of it. */
#define SEEN_MAX	65536

/**
 * struct log - What was asked for, and what has been found so far
 * @since: Microseconds since 1970; 0 for all there is.
 * @until: The same; records of that moment are not shown.
 * @seen: What was found already; @kept records.
 * @last_seq: Number of the last record; 0 before the first.
 * @table: For a terminal; else NULL, and the rows are in @rows.
 */
struct log {
	struct cli cli;
	const char *file;
	const char *op;
	bool journal;
	bool denied;
	bool follow;
	uint64_t since;
	uint64_t until;
	void *seen;
	unsigned long kept;
	unsigned long shown;
	unsigned long malformed;
	unsigned long missing;
	unsigned long long last_seq;
	json_t *array;
	struct libscols_table *table;
	struct rows rows;
};

static bool read_options(struct log *log, int argc, char **argv)
{
	static const struct option options[] = {
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 'u' },
		{ "follow", no_argument, NULL, 'F' },
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
		else if (option == 'F')
			log->follow = true;
		else if (option == 's' || option == 'u') {
			if (!when_option("log", optarg,
					 option == 's' ? &log->since :
							 &log->until))
				return false;
		}
		else if (option == 'j')
			log->cli.json = true;
		else if (option == 'q')
			log->cli.quiet = true;
		else
			return false;
	}
	return argc == optind && !(log->file && log->journal) &&
	       !(log->follow && (log->file || log->until));
}

static void add_row(const char *const *cells, void *arg)
{
	struct log *log = arg;

	if (log->table)
		columns_add(log->table, cells);
	else
		rows_add(&log->rows, cells);
}

/* A record that was found; nearly always its number tells it from others. */
struct found {
	unsigned long long seq;
	char raw[];
};

static int by_number(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return strcmp(x->raw, y->raw);
}

static unsigned long long number_of(const struct record *entry)
{
	return strtoull(entry_get(entry, "seq"), NULL, 10);
}

/* The same record may stand in a log twice: written by printk and by audit. */
static bool is_new(struct log *log, const struct record *entry)
{
	size_t size = strlen(entry->raw) + 1;
	struct found *fresh = must_calloc(1, sizeof(*fresh) + size);
	struct found **found;

	if (log->follow && log->kept == SEEN_MAX) {
		tdestroy(log->seen, free);
		log->seen = NULL;
		log->kept = 0;
	}
	log->kept++;
	fresh->seq = number_of(entry);
	memcpy(fresh->raw, entry->raw, size);
	found = tsearch(fresh, &log->seen, by_number);
	if (found && *found == fresh)
		return true;
	free(fresh);
	return false;
}

/* Numbers are without gaps from the loading of the module on. */
static void follow(struct log *log, const struct record *entry)
{
	unsigned long long seq = number_of(entry);

	/* What was before is not asked for. */
	if (!log->last_seq && log->since && seq)
		log->last_seq = seq - 1;
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

static bool is_in_time(const struct log *log, uint64_t usec)
{
	return usec >= log->since && (!log->until || usec < log->until);
}

static void show(struct log *log, const struct record *entry)
{
	log->shown++;
	if (log->follow)
		render_line(entry, log->cli.json);
	else if (log->cli.json)
		json_array_append_new(log->array, render_json(entry));
	else
		render_row(entry, add_row, log);
}

static void take(const char *record, size_t len, void *arg)
{
	struct log *log = arg;
	struct record entry;

	if (!entry_parse(&entry, record, len)) {
		log->malformed++;
		return;
	}
	if (!is_in_time(log, entry.usec) || !is_new(log, &entry))
		return;
	follow(log, &entry);
	if (is_wanted(log, &entry))
		show(log, &entry);
}

static int read_log(struct log *log)
{
	if (log->file)
		return log_read_file(log->file, take, log);
	if (log->follow) {
		log_catch_signals();
		return log->journal ?
			       log_follow_journal(log->since, take, log) :
			       log_follow_kernel(take, log);
	}
	if (log->journal)
		return log_read_journal(log->since, take, log);
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
	if (log->follow) {
		if (!log->cli.quiet)
			tell_losses(log);
		return EXIT_DONE;
	}
	if (log->cli.json)
		output_json(log->array);
	else if (log->table)
		columns_print(log->table);
	else
		rows_print(&log->rows);
	if (!log->cli.quiet)
		tell_losses(log);
	if (!log->shown && !log->cli.quiet)
		fputs("edgesec: log: no records\n", stderr);
	return log->shown ? EXIT_DONE : EXIT_NO;
}

/* Without rows there are no names of columns either. */
static void begin_table(struct log *log)
{
	static const char *const names[] = { "TIME", "OP", "VERDICT", "BY",
					     "ON", "RULE", "REASON", "GEN", NULL };

	if (isatty(STDOUT_FILENO)) {
		log->table = columns_new(names);
	} else {
		log->rows.columns = RENDER_CELLS;
		log->rows.names = names;
	}
}

int cmd_log(const struct cli *cli, int argc, char **argv)
{
	struct log log = { .cli = *cli };
	int ret;

	if (!read_options(&log, argc, argv))
		return usage(SYNOPSIS);
	if (log.follow)
		setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	else if (log.cli.json)
		log.array = json_array();
	else
		begin_table(&log);
	ret = read_log(&log);
	if (!ret)
		ret = finish(&log);
	tdestroy(log.seen, free);
	return ret;
}
