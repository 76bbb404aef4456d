// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A report for the terminal
 * Copyright (C) 2026 The edgesec authors
 */
#include "report.h"
#include "columns.h"
#include "describe.h"
#include "quote.h"

#include <string.h>

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void put_policy(FILE *to, const json_t *facts)
{
	const json_t *policy = json_object_get(facts, "policy");
	const json_t *host = json_object_get(facts, "host");
	const char *mode, *section;
	json_t *value;

	fprintf(to, "host           %s, Linux %s\n",
		quote(describe_text(host, "name")),
		quote(describe_text(host, "kernel")));
	if (!policy) {
		fputs("policy         none is in force\n", to);
		return;
	}
	fprintf(to, "policy         %s, version %lld, generation %lld\n",
		quote(describe_text(policy, "name")),
		number(policy, "version"), number(policy, "generation"));
	fprintf(to, "digest         %s\n", describe_text(policy, "digest"));
	if (*describe_text(policy, "signer"))
		fprintf(to, "signed by      %s\n",
			quote(describe_text(policy, "signer")));
	fprintf(to, "mode           %s", describe_text(policy, "mode"));
	json_object_foreach(json_object_get(facts, "modes"), section, value) {
		mode = json_string_value(value);
		if (strcmp(mode, "disabled") && strcmp(mode, "absent"))
			fprintf(to, ", %s %s", section, mode);
	}
	fputc('\n', to);
}

static void put_losses(FILE *to, json_t *losses)
{
	const char *name;
	json_t *value;
	bool any = false;

	fputs("losses        ", to);
	json_object_foreach(losses, name, value) {
		if (!json_integer_value(value))
			continue;
		any = true;
		fprintf(to, " %s %lld", name,
			(long long)json_integer_value(value));
	}
	fputs(any ? "\n" : " none\n", to);
}

static void put_conditions(FILE *to, const json_t *conditions)
{
	json_t *condition;
	size_t i;

	json_array_foreach(conditions, i, condition)
		fprintf(to, "%-14s %s\n", describe_text(condition, "fact"),
			quote(describe_text(condition, "is")));
}

static void put_rows(FILE *to, const json_t *report)
{
	static const char *const names[] = { "REQUIREMENT", "LEVEL", "RESULT",
					     "COVERAGE", "WHAT IT WANTS",
					     NULL };
	struct libscols_table *table = columns_new(names);
	char level[32];
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(report, "requirements"), i, row) {
		if (!report_is_asked(report, row))
			continue;
		snprintf(level, sizeof(level), "%lld", number(row, "level"));
		columns_add(table, (const char *[]){
			quote(describe_text(row, "id")), level,
			describe_text(row, "result"),
			describe_text(row, "coverage"),
			quote(describe_text(row, "title")) });
	}
	fputc('\n', to);
	columns_write(table, to);
}

static void put_next(FILE *to, const json_t *report)
{
	char text[1024];
	bool any = false;
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(report, "requirements"), i, row) {
		if (!report_is_asked(report, row) ||
		    !*report_next(row, text, sizeof(text)))
			continue;
		fprintf(to, "%s%s: %s\n", any ? "" : "\nTo get further:\n",
			quote(describe_text(row, "id")), quote(text));
		any = true;
	}
}

static void put_end(FILE *to, const json_t *report)
{
	const json_t *summary = json_object_get(report, "summary");

	fprintf(to, "\n%lld met, %lld partly, %lld not met, %lld out of scope\n",
		number(summary, "met"), number(summary, "partly"),
		number(summary, "not-met"), number(summary, "out-of-scope"));
	fprintf(to, "%s: level %lld of what edgesec can do is %s (it is at %lld)\n",
		quote(describe_text(report, "profile")),
		number(report, "level"),
		report_is_reached(report) ? "reached" : "not reached",
		number(report, "level-reached"));
}

void report_table(FILE *to, const json_t *report)
{
	json_t *facts = json_object_get(report, "facts");

	put_policy(to, facts);
	put_conditions(to, json_object_get(report, "conditions"));
	fprintf(to, "lock           %s\n", describe_text(facts, "lock"));
	put_losses(to, json_object_get(facts, "losses"));
	put_rows(to, report);
	put_next(to, report);
	put_end(to, report);
}
