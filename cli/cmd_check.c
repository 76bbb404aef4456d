// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - check: look for mistakes in a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#include "load.h"
#include "output.h"
#include "quote.h"

#include <getopt.h>
#include <stdio.h>

int cmd_check(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	struct load load;
	int ret;

	if (!output_options(&cli, argc, argv, 1))
		return usage("check FILE|-");
	ret = load_policy(&load, argv[optind]);
	if (!ret && cli.json)
		output_json(json_pack("{s:s, s:i, s:i, s:i}", "name",
				      load.model.name, "programs",
				      (int)load.model.programs.count, "ports",
				      (int)load.model.ports.count, "servers",
				      (int)load.model.servers.count));
	else if (!ret && !cli.quiet)
		printf("%s: no mistakes; %zu programs, %zu port rules, %zu Modbus servers\n",
		       quote(load.erecs.name), load.model.programs.count,
		       load.model.ports.count, load.model.servers.count);
	load_free(&load);
	return ret;
}
