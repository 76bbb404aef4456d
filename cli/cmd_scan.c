// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - scan: a policy from what is installed
 * Copyright (C) 2026 The edgesec authors
 */
#include "cli.h"
#include "files.h"
#include "memory.h"
#include "print.h"
#include "reader.h"
#include "store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where Debian and those who add to it put what is executed. */
static const char *const usual[] = {
	"/usr", "/etc", "/opt", "/var/lib/dpkg/info"
};

struct scan {
	struct model model;
	const char *output;
	unsigned int roles;
};

static void add(struct scan *scan, const char *path, bool package,
		bool ignore_absent)
{
	struct program *program = vector_add(&scan->model.programs);

	*program = (struct program){
		.identify = EDGESEC_IDENTIFY_DIGEST,
		.directory = !package,
		.package = package,
		.ignore_absent = ignore_absent,
		.role = scan->roles,
		.path = must_strdup(path),
	};
}

static void set_rule(struct scan *scan, enum rule rule, unsigned int role)
{
	scan->model.rule_mode[rule] = EDGESEC_MODE_ENFORCE;
	scan->roles |= role;
}

static bool take_option(struct scan *scan, int option)
{
	switch (option) {
	case 'n':
		scan->model.name = optarg;
		return is_policy_name(optarg);
	case 'o':
		scan->output = optarg;
		return true;
	case 'm':
		set_rule(scan, RULE_MODULES, EDGESEC_ROLE_LOAD);
		return true;
	case 'd':
	case 'p':
		return true;
	}
	return false;
}

/* What is to be scanned depends on the other options, so it comes after them. */
static bool read_options(struct scan *scan, int argc, char **argv)
{
	static const struct option options[] = {
		{ "directory", required_argument, NULL, 'd' },
		{ "package", required_argument, NULL, 'p' },
		{ "modules", no_argument, NULL, 'm' },
		{ "name", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		if (!take_option(scan, option))
			return false;
	if (optind != argc)
		return false;
	optind = 0;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		if (option == 'd' || option == 'p')
			add(scan, optarg, option == 'p', false);
	return true;
}

static int run(struct scan *scan)
{
	struct erecs erecs = { .name = "scan", .text = "" };
	int ret;

	if (!scan->model.programs.count)
		for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
			add(scan, usual[i], false, true);
	files_resolve(&scan->model, &erecs);
	erec_print(&erecs);
	ret = erecs.errors ? EXIT_UNREADABLE : EXIT_DONE;
	erec_free(&erecs);
	if (!ret)
		ret = store_model(scan->output, &scan->model);
	return ret;
}

int cmd_scan(const struct cli *cli, int argc, char **argv)
{
	struct scan scan = {
		.model = { .name = "scanned", .version = 1,
			   .mode = EDGESEC_MODE_ENFORCE },
	};
	int ret;

	(void)cli;
	set_rule(&scan, RULE_RUN, EDGESEC_ROLE_RUN);
	set_rule(&scan, RULE_LIBRARIES, EDGESEC_ROLE_MAP);
	if (!read_options(&scan, argc, argv))
		return usage("scan [--directory FOLDER]... [--package NAME]... [--modules] [--name NAME] [--output FILE]");
	ret = run(&scan);
	model_free(&scan.model);
	return ret;
}
