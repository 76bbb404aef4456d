// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - check: look for mistakes in a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#include "load.h"
#include "output.h"
#include "quote.h"

#include <getopt.h>
#include <stdio.h>

/* A policy of one document is what it is, comments and all. */
static void print_merged(const struct load *load)
{
	if (load->documents.root)
		item_print(load->documents.root, &load->erecs, stdout);
	else
		fputs(load->text, stdout);
}

static void tell(const struct cli *cli, const struct load *load)
{
	const struct model *model = &load->model;

	if (cli->json)
		output_json(json_pack("{s:s, s:i, s:i, s:i}", "name",
				      model->name, "programs",
				      (int)model->programs.count, "ports",
				      (int)model->ports.count, "servers",
				      (int)model->servers.count));
	else if (!cli->quiet)
		printf("%s: no mistakes; %zu programs, %zu port rules, %zu Modbus servers\n",
		       quote(load->erecs.name), model->programs.count,
		       model->ports.count, model->servers.count);
}

int cmd_check(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	bool merged = false;
	struct load load;
	int ret;

	if (!output_options_and(&cli, "merged", &merged, argc, argv, 1) ||
	    (merged && cli.json))
		return usage("check [--merged] FILE|-");
	ret = load_policy(&load, argv[optind]);
	if (!ret && merged)
		print_merged(&load);
	else if (!ret)
		tell(&cli, &load);
	load_free(&load);
	return ret;
}
