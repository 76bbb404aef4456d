// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - diff: which decisions would have been others
 * Copyright (C) 2026 The edgesec authors
 *
 * Only denials are recorded, so what the policy in force allows and another one
 * would deny is not seen here.
 */
#include "diff_impact.h"
#include "columns.h"
#include "entry.h"
#include "judged.h"
#include "load.h"
#include "logs.h"
#include "memory.h"
#include "output.h"
#include "render.h"
#include "when.h"

#include <getopt.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/**
 * struct decision - What happened several times in the same way
 * @key: All that makes it the same.
 * @by: Who did it.
 * @on: What.
 * @next: The one that was found after it.
 */
struct decision {
	char *key;
	unsigned long count;
	char *op;
	char *by;
	char *on;
	enum outcome then;
	struct judgement now;
	struct decision *next;
};

/**
 * struct impact - What was asked for, and what has been found
 * @first: The decisions, in the order in which they were found.
 * @last: Where the next one is to be put.
 * @tree: The same decisions, by key.
 * @seen: Records that were read already; a log may have them twice.
 */
struct impact {
	struct cli cli;
	const char *policy;
	const char *file;
	bool journal;
	uint64_t since;
	struct load load;
	struct decision *first;
	struct decision **last;
	void *tree;
	void *seen;
};

static bool read_options(struct impact *impact, int argc, char **argv)
{
	static const struct option options[] = {
		{ "impact", no_argument, NULL, 'i' },
		{ "since", required_argument, NULL, 's' },
		{ "file", required_argument, NULL, 'f' },
		{ "journal", no_argument, NULL, 'J' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 's') {
			if (!when_option("diff", optarg, &impact->since))
				return false;
		} else if (option == 'f') {
			impact->file = optarg;
		} else if (option == 'J') {
			impact->journal = true;
		} else if (option == 'j') {
			impact->cli.json = true;
		} else if (option == 'q') {
			impact->cli.quiet = true;
		} else if (option != 'i') {
			return false;
		}
	}
	if (argc - optind != 1 || (impact->file && impact->journal))
		return false;
	impact->policy = argv[optind];
	return true;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct decision *)a)->key,
		      ((const struct decision *)b)->key);
}

static bool is_new(struct impact *impact, const struct record *record)
{
	char *raw = must_strdup(record->raw);
	char **found = tsearch(raw, &impact->seen, by_text);

	if (found && *found == raw)
		return true;
	free(raw);
	return false;
}

/* All that a decision hangs on; times, numbers of processes and such do not. */
static char *key_of(const struct record *record)
{
	static const char *const keys[] = {
		"op", "verdict", "mode", "overridden", "rule", "reason",
		"exe", "exe_sha256", "exe_fsverity", "path", "sha256",
		"fsverity", "proto", "port", "scope", "dst", "src", "dport",
		"unit", "function", "sub", "read", "write"
	};
	size_t size = 0;
	char *text = NULL;
	FILE *to = open_memstream(&text, &size);

	for (size_t i = 0; to && i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = entry_get(record, keys[i]);

		fprintf(to, "%s\n", value ? value : "");
	}
	if (!to || fclose(to))
		return must_strdup(record->raw);
	return text;
}

/* Cells are in the order of render.h. */
static void take_cells(const char *const *cells, void *arg)
{
	struct decision *decision = arg;

	decision->op = must_strdup(cells[1]);
	decision->by = must_strdup(cells[3]);
	decision->on = must_strdup(cells[4]);
}

/* The decision of its kind, perhaps a new one. */
static struct decision *find(struct impact *impact,
			     const struct record *record)
{
	struct decision *fresh = must_calloc(1, sizeof(*fresh));
	struct decision **found;

	fresh->key = key_of(record);
	found = tsearch(fresh, &impact->tree, by_key);
	if (!found || *found == fresh) {
		render_row(record, take_cells, fresh);
		*impact->last = fresh;
		impact->last = &fresh->next;
		return fresh;
	}
	free(fresh->key);
	free(fresh);
	return *found;
}

static void take(const char *text, size_t len, void *arg)
{
	struct impact *impact = arg;
	struct decision *decision;
	struct record record;
	enum outcome then;

	if (!entry_parse(&record, text, len) || !judged_then(&record, &then) ||
	    record.usec < impact->since || !is_new(impact, &record))
		return;
	decision = find(impact, &record);
	if (!decision->count++) {
		decision->then = then;
		judged_by(&impact->load.model, &record, &decision->now);
	}
}

static int read_log(struct impact *impact)
{
	if (impact->file)
		return log_read_file(impact->file, take, impact);
	return impact->journal ?
		       log_read_journal(impact->since, take, impact) :
		       log_read_kernel(take, impact);
}

static bool differs(const struct decision *decision)
{
	return decision->then != decision->now.outcome;
}

static void add_row(struct libscols_table *table,
		    const struct decision *decision)
{
	const struct judgement *now = &decision->now;
	char count[32];

	snprintf(count, sizeof(count), "%lu", decision->count);
	columns_add(table, (const char *[]){
		count, decision->op, decision->by, decision->on,
		judged_word(decision->then), judged_word(now->outcome),
		now->why ? now->why : now->rule });
}

static json_t *to_json(const struct decision *decision)
{
	const struct judgement *now = &decision->now;
	json_t *object = json_pack("{s:I, s:s, s:s, s:s, s:s}", "count",
				   (json_int_t)decision->count, "op",
				   decision->op, "by", decision->by, "on",
				   decision->on, "was",
				   judged_word(decision->then));

	if (now->why)
		json_object_set_new(object, "why", json_string(now->why));
	else
		json_object_set_new(object, "would-be",
				    json_string(judged_word(now->outcome)));
	if (*now->rule)
		json_object_set_new(object, "rule", json_string(now->rule));
	return object;
}

static void print(const struct impact *impact)
{
	static const char *const names[] = { "TIMES", "OP", "BY", "ON", "WAS",
					     "WOULD BE", "BY RULE", NULL };
	struct libscols_table *table = columns_new(names);
	json_t *array = json_array();

	for (const struct decision *decision = impact->first; decision;
	     decision = decision->next) {
		if (!differs(decision))
			continue;
		if (impact->cli.json)
			json_array_append_new(array, to_json(decision));
		else if (!impact->cli.quiet)
			add_row(table, decision);
	}
	if (impact->cli.json)
		output_json(json_incref(array));
	json_decref(array);
	columns_print(table);
}

static unsigned long count(const struct impact *impact, bool unknown)
{
	unsigned long sum = 0;

	for (const struct decision *decision = impact->first; decision;
	     decision = decision->next)
		if (differs(decision) &&
		    unknown == (decision->now.outcome == OUTCOME_UNKNOWN))
			sum += decision->count;
	return sum;
}

static int tell(const struct impact *impact)
{
	unsigned long others = count(impact, false);
	unsigned long unknown = count(impact, true);

	print(impact);
	if (!impact->cli.quiet)
		fprintf(stderr,
			"edgesec: diff: %lu denials would have been something else, %lu can't be told\n",
			others, unknown);
	return others ? EXIT_NO : EXIT_DONE;
}

static void release(struct impact *impact)
{
	while (impact->first) {
		struct decision *decision = impact->first;

		impact->first = decision->next;
		tdelete(decision, &impact->tree, by_key);
		free(decision->key);
		free(decision->op);
		free(decision->by);
		free(decision->on);
		free(decision);
	}
	tdestroy(impact->seen, free);
	load_free(&impact->load);
}

int diff_impact(const struct cli *cli, int argc, char **argv)
{
	struct impact impact = { .cli = *cli };
	int ret;

	impact.last = &impact.first;
	if (!read_options(&impact, argc, argv))
		return EXIT_USAGE;
	ret = load_policy(&impact.load, impact.policy);
	if (!ret)
		ret = read_log(&impact);
	if (!ret)
		ret = tell(&impact);
	release(&impact);
	return ret;
}
