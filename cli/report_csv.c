// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A report as comma-separated values (RFC 4180)
 * Copyright (C) 2026 The edgesec authors
 *
 * Each field stands in quotes. A program for spreadsheets runs what begins like
 * a formula; an apostrophe before it makes text of it.
 */
#include "report.h"
#include "describe.h"

#include <string.h>

static void put(FILE *to, const char *text, bool last)
{
	fputc('"', to);
	if (*text && strchr("=+-@\t\r\n", *text))
		fputc('\'', to);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text, to);
	}
	fputs(last ? "\"\r\n" : "\",", to);
}

static void put_head(FILE *to)
{
	static const char *const names[] = {
		"profile", "requirement", "level", "result", "coverage", "title",
		"mechanism", "seen", "next", "host", "policy", "version",
		"generation", "digest", "collected"
	};
	const size_t last = sizeof(names) / sizeof(names[0]) - 1;

	for (size_t i = 0; i <= last; i++)
		put(to, names[i], i == last);
}

static void put_number(FILE *to, const json_t *object, const char *key)
{
	char text[32] = "";

	if (json_object_get(object, key))
		snprintf(text, sizeof(text), "%lld",
			 (long long)json_integer_value(
				 json_object_get(object, key)));
	put(to, text, false);
}

/* Each line says whose it is, so lines of many hosts make one table. */
static void put_source(FILE *to, const json_t *report)
{
	const json_t *facts = json_object_get(report, "facts");
	const json_t *policy = json_object_get(facts, "policy");

	put(to, describe_text(json_object_get(facts, "host"), "name"), false);
	put(to, describe_text(policy, "name"), false);
	put_number(to, policy, "version");
	put_number(to, policy, "generation");
	put(to, describe_text(policy, "digest"), false);
	put(to, describe_text(report, "collected"), true);
}

static void put_row(FILE *to, const json_t *report, const json_t *row)
{
	char text[1024];

	put(to, describe_text(report, "profile"), false);
	put(to, describe_text(row, "id"), false);
	put_number(to, row, "level");
	put(to, describe_text(row, "result"), false);
	put(to, describe_text(row, "coverage"), false);
	put(to, describe_text(row, "title"), false);
	put(to, describe_text(row, "mechanism"), false);
	put(to, report_checks(row, text, sizeof(text)), false);
	put(to, report_next(row, text, sizeof(text)), false);
	put_source(to, report);
}

void report_csv(FILE *to, const json_t *report)
{
	json_t *row;
	size_t i;

	put_head(to);
	json_array_foreach(json_object_get(report, "requirements"), i, row)
		put_row(to, report, row);
}
