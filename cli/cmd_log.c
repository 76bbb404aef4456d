// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - log: what was denied
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "entry.h"
#include "logs.h"
#include "memory.h"
#include "output.h"
#include "quote.h"

#include <getopt.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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

static bool is_number(const char *key)
{
	static const char *const keys[] = {
		"seq", "gen", "uid", "pid", "auid", "ses", "port", "netns",
		"ino", "sport", "dport", "unit", "function", "transaction",
		"count", "version", "res", "exe_cut", "path_cut", "comm_cut"
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static void format_time(uint64_t usec, bool iso, char *text, size_t size)
{
	time_t seconds = usec / 1000000;
	struct tm tm;

	snprintf(text, size, "-");
	if (usec && localtime_r(&seconds, &tm))
		strftime(text, size, iso ? "%Y-%m-%dT%H:%M:%S%z" :
					   "%m-%d %H:%M:%S", &tm);
}

/* Bytes that are no text appear escaped, and exactly as "<key>-hex". */
static void set_bytes(json_t *object, const char *key, const char *value,
		      size_t len)
{
	char *name = must_printf("%s-hex", key);
	char *hex = must_calloc(len + 1, 2);

	for (size_t i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)value[i]);
	json_object_set_new(object, key, json_string(quote(value)));
	json_object_set_new(object, name, json_string(hex));
	free(name);
	free(hex);
}

static void set_field(json_t *object, const struct record *entry, size_t i)
{
	const char *key = entry->key[i], *value = entry->value[i];
	size_t len = entry->len[i];
	char *end;
	long long number;

	if (is_number(key)) {
		number = strtoll(value, &end, 10);
		json_object_set_new(object, key, *end ? json_string(value) :
							json_integer(number));
	} else if (is_utf8(value, len)) {
		json_object_set_new(object, key, json_stringn(value, len));
	} else {
		set_bytes(object, key, value, len);
	}
}

static void add_json(struct log *log, const struct record *entry, uint64_t usec)
{
	json_t *object = json_object();
	char when[64];

	if (usec) {
		format_time(usec, true, when, sizeof(when));
		json_object_set_new(object, "time", json_string(when));
	}
	for (size_t i = 0; i < entry->count; i++)
		set_field(object, entry, i);
	json_array_append_new(log->array, object);
}

/* The value of @key, safe to print, or "?". */
static const char *get(const struct record *entry, const char *key)
{
	const char *value = entry_get(entry, key);

	return value ? quote(value) : "?";
}

static bool has(const struct record *entry, const char *key)
{
	return entry_get(entry, key);
}

static char *subject_of(const struct record *entry)
{
	if (has(entry, "src"))
		return must_printf("%s port %s", get(entry, "src"),
				   get(entry, "sport"));
	if (has(entry, "exe"))
		return must_printf("%s, uid %s", get(entry, "exe"),
				   get(entry, "uid"));
	return must_strdup("");
}

static char *request_of(const struct record *entry)
{
	const char *function = entry_get(entry, "function");

	if (!function)
		return must_printf("%s port %s", get(entry, "dst"),
				   get(entry, "dport"));
	return must_printf("%s port %s, unit %s, function 0x%02lx",
			   get(entry, "dst"), get(entry, "dport"),
			   get(entry, "unit"), strtoul(function, NULL, 10));
}

static char *port_of(const struct record *entry)
{
	const char *proto = get(entry, "proto"), *scope = get(entry, "scope");

	if (!has(entry, "port"))
		return must_printf("%s socket, %s", proto, scope);
	if (!has(entry, "dst"))
		return must_printf("%s port %s, %s", proto,
				   get(entry, "port"), scope);
	return must_printf("%s %s port %s, %s", proto, get(entry, "dst"),
			   get(entry, "port"), scope);
}

static char *object_of(const struct record *entry)
{
	if (has(entry, "path"))
		return must_strdup(get(entry, "path"));
	if (has(entry, "dport"))
		return request_of(entry);
	if (has(entry, "proto"))
		return port_of(entry);
	if (has(entry, "cause"))
		return must_printf("%s %s by %s, generation %s is back",
				   get(entry, "action"), get(entry, "name"),
				   get(entry, "cause"), get(entry, "restored"));
	if (has(entry, "action"))
		return must_printf("%s %s, version %s", get(entry, "action"),
				   get(entry, "name"), get(entry, "version"));
	if (has(entry, "count"))
		return must_printf("%s records of class %s were held back",
				   get(entry, "count"), get(entry, "class"));
	return must_strdup("");
}

/* A denial that was only recorded is told apart from one that held. */
static const char *verdict_of(const struct record *entry)
{
	const char *verdict = entry_get(entry, "verdict");
	const char *mode = entry_get(entry, "mode");

	if (!verdict)
		return "-";
	if (!strcmp(verdict, "deny"))
		return mode && !strcmp(mode, "audit") ? "would deny" : "denied";
	return "allowed";
}

static void add_row(struct log *log, const struct record *entry, uint64_t usec)
{
	char *subject = subject_of(entry), *object = object_of(entry);
	char when[64];

	format_time(usec, false, when, sizeof(when));
	columns_add(log->table, (const char *[]){
		when, get(entry, "op"), verdict_of(entry), subject, object,
		has(entry, "rule") ? get(entry, "rule") : "",
		has(entry, "reason") ? get(entry, "reason") : "",
		has(entry, "gen") ? get(entry, "gen") : "" });
	free(subject);
	free(object);
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
		add_json(log, &entry, usec);
	else
		add_row(log, &entry, usec);
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
