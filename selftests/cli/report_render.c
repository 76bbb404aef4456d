// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Renders a report of facts in files
 * Copyright (C) 2026 The edgesec authors
 *
 * Usage: report_render CONTROLS FACTS LEVEL FORMAT. FACTS is a file with an object
 * of "status", "policy" and "host". Exits as `edgesec report` does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "controls.h"
#include "facts.h"
#include "report.h"

static int read_facts(struct facts *facts, const char *name)
{
	json_t *whole = json_load_file(name, 0, NULL);

	*facts = (struct facts){ .collected = 1790000000 };
	facts->status = json_incref(json_object_get(whole, "status"));
	facts->policy = json_incref(json_object_get(whole, "policy"));
	facts->host = json_incref(json_object_get(whole, "host"));
	json_decref(whole);
	return facts->host ? EXIT_DONE : EXIT_UNREADABLE;
}

static void render(const json_t *report, const char *format)
{
	if (!strcmp(format, "table"))
		report_table(stdout, report);
	else if (!strcmp(format, "json"))
		report_json(stdout, report);
	else if (!strcmp(format, "html"))
		report_html(stdout, report);
	else if (!strcmp(format, "oscal"))
		report_oscal(stdout, report);
	else if (!strcmp(format, "csv"))
		report_csv(stdout, report);
}

static int make(const struct controls *controls, char **argv)
{
	struct facts facts;
	json_t *report;
	int ret = read_facts(&facts, argv[2]);

	if (!ret) {
		report = report_make(&facts, controls, atoi(argv[3]));
		render(report, argv[4]);
		ret = report_is_reached(report) ? EXIT_DONE : EXIT_NO;
		json_decref(report);
	}
	facts_free(&facts);
	return ret;
}

int main(int argc, char **argv)
{
	struct controls controls;
	int ret;

	if (argc != 5)
		return EXIT_USAGE;
	ret = controls_read(&controls, argv[1]);
	if (!ret)
		ret = make(&controls, argv);
	controls_free(&controls);
	return ret;
}
