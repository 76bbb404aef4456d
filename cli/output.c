// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What verbs that print data share
 * Copyright (C) 2026 The edgesec authors
 */
#include "output.h"

#include <getopt.h>
#include <stdio.h>

bool output_options(struct cli *cli, int argc, char **argv, int operands)
{
	bool none;

	return output_options_and(cli, NULL, &none, argc, argv, operands);
}

bool output_options_and(struct cli *cli, const char *name, bool *flag,
			int argc, char **argv, int operands)
{
	const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ name, no_argument, NULL, 'f' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 'j')
			cli->json = true;
		else if (option == 'q')
			cli->quiet = true;
		else if (option == 'f')
			*flag = true;
		else
			return false;
	}
	return argc - optind == operands;
}

void output_json(json_t *value)
{
	json_dumpf(value, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	putchar('\n');
	json_decref(value);
}
