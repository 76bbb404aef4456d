// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - report: how far a profile's requirements are met
 * Copyright (C) 2026 The edgesec authors
 */
#include "cli.h"
#include "controls.h"
#include "describe.h"
#include "facts.h"
#include "memory.h"
#include "quote.h"
#include "report.h"
#include "store.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES	"/usr/share/edgesec/policies"
#define PROFILE		"iec62443-4-2"

static const struct format {
	const char *name;
	void (*write)(FILE *to, const json_t *report);
} formats[] = {
	{ "table", report_table },
	{ "json", report_json },
	{ "html", report_html },
	{ "oscal", report_oscal },
	{ "csv", report_csv },
};

/**
 * struct request - What was asked for
 * @profile: Which requirements.
 * @controls: The file that has them, or NULL.
 * @output: Where the report goes, or NULL.
 * @format: How it is written.
 * @level: The one to reach; 0 if none was named.
 */
struct request {
	const char *profile;
	const char *controls;
	const char *output;
	const struct format *format;
	unsigned int level;
};

static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

/* A profile is a folder's name and no path. */
static bool is_profile(const char *name)
{
	if (!isalnum((unsigned char)*name) || strlen(name) > EDGESEC_NAME_MAX)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("._-", *name))
			return false;
	return true;
}

static unsigned int parse_level(const char *text)
{
	return *text >= '1' && *text < '1' + LEVEL_MAX && !text[1] ?
	       *text - '0' : 0;
}

static bool take_option(struct request *request, int option)
{
	switch (option) {
	case 'j':
		request->format = find_format("json");
		return true;
	case 'f':
		request->format = find_format(optarg);
		return request->format;
	case 'p':
		request->profile = is_profile(optarg) ? optarg : NULL;
		return request->profile;
	case 'l':
		request->level = parse_level(optarg);
		return request->level;
	case 'c':
		request->controls = optarg;
		return true;
	case 'o':
		request->output = optarg;
		return true;
	}
	return false;
}

static bool take_options(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "controls", required_argument, NULL, 'c' },
		{ "format", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "level", required_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "profile", required_argument, NULL, 'p' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jo:", options, NULL)) != -1)
		if (!take_option(request, option))
			return false;
	return optind == argc;
}

static int read_controls(const struct request *request,
			 struct controls *controls)
{
	char *name = request->controls ? must_strdup(request->controls) :
		must_printf(PROFILES "/%s/controls.yaml", request->profile);
	int ret = controls_read(controls, name);

	if (!ret && strcmp(controls->profile, request->profile)) {
		fprintf(stderr, "edgesec: %s: is about the profile \"%s\", not \"%s\"\n",
			quote(name), quote(controls->profile),
			quote(request->profile));
		ret = EXIT_POLICY;
	}
	/* Mistakes were printed; nobody asks for the name again. */
	controls->erecs.name = NULL;
	free(name);
	return ret;
}

/* "iec62443-4-2-sl2": what the policy in force says that it is made for. */
static unsigned int level_of(const struct facts *facts)
{
	const char *profile = describe_text(
		json_object_get(facts->status, "policy"), "profile");
	size_t len = strlen(profile);
	unsigned int level = 0;

	if (len > 3 && !strncmp(profile + len - 3, "sl", 2))
		level = parse_level(profile + len - 1);
	return level ? level : 1;
}

static int print(const struct request *request, const json_t *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to;
	int ret;

	if (!request->output) {
		request->format->write(stdout, report);
		return EXIT_DONE;
	}
	to = open_memstream(&text, &size);
	if (!to)
		return EXIT_REFUSED;
	request->format->write(to, report);
	ret = fclose(to) ? EXIT_REFUSED : store_text(request->output, text);
	free(text);
	return ret;
}

static int tell(const struct cli *cli, const struct request *request,
		const struct facts *facts, const struct controls *controls)
{
	json_t *report = report_make(facts, controls, request->level ?
				     request->level : level_of(facts));
	int ret = EXIT_DONE;

	if (!cli->quiet || request->output)
		ret = print(request, report);
	if (!ret && !report_is_reached(report))
		ret = EXIT_NO;
	json_decref(report);
	return ret;
}

int cmd_report(const struct cli *cli, int argc, char **argv)
{
	struct request request = {
		.profile = PROFILE,
		.format = find_format(cli->json ? "json" : "table"),
	};
	struct controls controls;
	struct facts facts;
	int ret;

	if (!take_options(&request, argc, argv))
		return usage("report [--profile NAME] [--level 1-4] [--controls FILE] [--output FILE] [--format table|json|html|oscal|csv]");
	ret = read_controls(&request, &controls);
	if (!ret) {
		ret = facts_ask(&facts, "report");
		if (!ret)
			ret = tell(cli, &request, &facts, &controls);
		facts_free(&facts);
	}
	controls_free(&controls);
	return ret;
}
