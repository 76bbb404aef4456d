// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - How far a profile's requirements are met, as evidence
 * Copyright (C) 2026 The edgesec authors
 *
 * A requirement that edgesec covers in part is never "met", and one that it does
 * not cover is out of scope: others have to show it. A level is reached when
 * edgesec does all that it can for each requirement up to it.
 */
#include "report.h"
#include "checks.h"
#include "controls.h"
#include "describe.h"
#include "facts.h"

#include <string.h>

#define SCHEMA	"edgesec-report-1"

/* What nothing counts without. */
static json_t *conditions_of(const struct facts *facts)
{
	static const char *const names[] = {
		"policy", "confirmed", "not-overridden", "hooks"
	};
	json_t *conditions = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_array_append_new(conditions, checks_fact(facts, names[i]));
	return conditions;
}

static json_t *checks_of(const struct facts *facts,
			 const struct control *control)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < control->keys.count; i++)
		json_array_append_new(checks,
				      checks_key(facts, control->keys.list[i]));
	for (size_t i = 0; i < control->facts.count; i++)
		json_array_append_new(checks,
				      checks_fact(facts, control->facts.list[i]));
	return checks;
}

static size_t count(const json_t *checks, const char *met)
{
	size_t i, found = 0;
	json_t *check;

	json_array_foreach(checks, i, check)
		found += !strcmp(describe_text(check, "met"), met);
	return found;
}

static bool all_met(const json_t *checks)
{
	return count(checks, "yes") == json_array_size(checks);
}

/* What others bring about is only met where it was looked at. */
static bool is_claimed(const json_t *checks, enum coverage coverage)
{
	return coverage == COVERAGE_ENFORCED ||
	       (coverage == COVERAGE_EVIDENCE && json_array_size(checks));
}

/* @held: Nothing that everything rests on is missing. */
static const char *result_of(const json_t *checks, enum coverage coverage,
			     bool held)
{
	if (coverage == COVERAGE_NONE)
		return "out-of-scope";
	if (!held)
		return "not-met";
	if (all_met(checks))
		return is_claimed(checks, coverage) ? "met" : "partly";
	return count(checks, "no") == json_array_size(checks) ? "not-met" :
								"partly";
}

static json_t *tests_of(const struct control *control)
{
	json_t *tests = json_array();

	for (size_t i = 0; i < control->tests.count; i++)
		json_array_append_new(tests,
			json_pack("{s:s, s:s}", "suite",
				  control->tests.list[i].suite, "name",
				  control->tests.list[i].name));
	return tests;
}

static json_t *judge(const struct facts *facts, const struct control *control,
		     bool held)
{
	json_t *checks = checks_of(facts, control);
	bool complete = control->coverage != COVERAGE_NONE && held &&
			all_met(checks);

	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:b, s:s*, s:o, s:o}",
			 "id", control->id, "level", (int)control->level,
			 "title", control->title,
			 "coverage", coverage_words[control->coverage],
			 "result", result_of(checks, control->coverage, held),
			 "complete", complete,
			 "mechanism", control->mechanism,
			 "checks", checks, "tests", tests_of(control));
}

static json_int_t level_of(const json_t *row)
{
	return json_integer_value(json_object_get(row, "level"));
}

static bool is_open(const json_t *row)
{
	return !json_is_true(json_object_get(row, "complete")) &&
	       strcmp(describe_text(row, "result"), "out-of-scope");
}

/* The highest level with nothing left to do up to it. */
static int reached(const json_t *rows, bool held)
{
	int level = held ? LEVEL_MAX : 0;
	json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (is_open(row) && level_of(row) <= level)
			level = level_of(row) - 1;
	return level;
}

static json_t *summary_of(const json_t *rows, unsigned int level)
{
	static const char *const results[] = {
		"met", "partly", "not-met", "out-of-scope"
	};
	json_t *summary = json_object(), *row;
	size_t i, k;
	int number;

	for (k = 0; k < sizeof(results) / sizeof(results[0]); k++) {
		number = 0;
		json_array_foreach(rows, i, row)
			number += level_of(row) <= level &&
				  !strcmp(describe_text(row, "result"),
					  results[k]);
		json_object_set_new(summary, results[k], json_integer(number));
	}
	return summary;
}

static void copy(json_t *to, const json_t *from, const char *key)
{
	json_t *value = json_object_get(from, key);

	if (value)
		json_object_set(to, key, value);
}

/* Modes by section; those of ports and Modbus are of their rules. */
static json_t *modes_of(const struct facts *facts)
{
	static const char *const sections[] = {
		"executables", "scripts", "interpreted", "libraries", "memory",
		"tracing", "modules"
	};
	const json_t *head = json_object_get(facts->status, "policy");
	json_t *modes = json_object();
	char key[32];

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		snprintf(key, sizeof(key), "%s-mode", sections[i]);
		json_object_set_new(modes, sections[i],
				    json_string(describe_text(head, key)));
	}
	json_object_set_new(modes, "ports",
			    json_string(checks_mode_of(
				json_object_get(facts->policy, "ports"))));
	json_object_set_new(modes, "modbus",
			    json_string(checks_mode_of(
				json_object_get(facts->policy, "servers"))));
	return modes;
}

static json_t *facts_of(const struct facts *facts)
{
	static const char *const keys[] = {
		"policy", "pending", "lock", "module", "abi", "hooks", "open",
		"sequence"
	};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		copy(object, facts->status, keys[i]);
	if (facts_in_force(facts))
		json_object_set_new(object, "modes", modes_of(facts));
	json_object_set_new(object, "losses", facts_losses(facts));
	json_object_set_new(object, "command", json_string(EDGESEC_VERSION));
	json_object_set(object, "host", facts->host);
	return object;
}

json_t *report_make(const struct facts *facts, const struct controls *controls,
		    unsigned int level)
{
	json_t *conditions = conditions_of(facts), *rows = json_array();
	bool held = all_met(conditions);
	int top;
	char text[32];

	for (size_t i = 0; i < controls->count; i++)
		json_array_append_new(rows,
				      judge(facts, &controls->list[i], held));
	top = reached(rows, held);
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:b, s:o, s:o, s:o, s:o}",
			 "schema", SCHEMA, "profile", controls->profile,
			 "controls-sha256", controls->sha256,
			 "collected", facts_time(facts, text),
			 "level", (int)level, "level-reached", top,
			 "reached", top >= (int)level,
			 "summary", summary_of(rows, level),
			 "conditions", conditions, "facts", facts_of(facts),
			 "requirements", rows);
}

bool report_is_reached(const json_t *report)
{
	return json_is_true(json_object_get(report, "reached"));
}

bool report_is_asked(const json_t *report, const json_t *row)
{
	return level_of(row) <= level_of(report);
}

static size_t add(char *text, size_t size, size_t len, const json_t *check,
		  const char *said, const char *member)
{
	const char *name = describe_text(check, "key");

	if (len >= size)
		return len;
	return len + snprintf(text + len, size - len, "%s%s%s%s",
			      len ? "; " : "",
			      *name ? name : describe_text(check, "fact"), said,
			      describe_text(check, member));
}

const char *report_next(const json_t *row, char *text, size_t size)
{
	json_t *check;
	size_t i, len = 0;

	*text = '\0';
	json_array_foreach(json_object_get(row, "checks"), i, check)
		if (strcmp(describe_text(check, "met"), "yes"))
			len = add(text, size, len, check, ": ", "wanted");
	return text;
}

const char *report_checks(const json_t *row, char *text, size_t size)
{
	json_t *check;
	size_t i, len = 0;

	*text = '\0';
	json_array_foreach(json_object_get(row, "checks"), i, check)
		len = add(text, size, len, check, " is ", "is");
	return text;
}

void report_json(FILE *to, const json_t *report)
{
	json_dumpf(report, to, JSON_INDENT(2) | JSON_SORT_KEYS);
	fputc('\n', to);
}
