// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - key: whose signatures of policies count
 * Copyright (C) 2026 The edgesec authors
 */
#include "cli.h"
#include "describe.h"
#include "output.h"
#include "quote.h"
#include "trust.h"

#include "../kmod/uapi/edgesec.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static void print_keys(const json_t *keys)
{
	json_t *key;
	size_t i;

	json_array_foreach(keys, i, key)
		puts(quote(json_string_value(key)));
	if (!json_array_size(keys))
		puts("no key was added; those count that the kernel was built with");
}

static int list(const struct cli *cli)
{
	json_t *status = json_object(), *keys;
	int ret = nl_ask_once("key", EDGESEC_CMD_STATUS_GET, 0, take_status,
			      status);

	keys = json_object_get(status, "keys");
	if (!ret && cli->json)
		output_json(json_pack("{s:o}", "keys",
				      keys ? json_incref(keys) : json_array()));
	else if (!ret)
		print_keys(keys);
	json_decref(status);
	return ret;
}

static int add(const struct cli *cli, const char *name)
{
	struct nl nl;
	int ret = nl_open(&nl);

	if (ret)
		return ret;
	ret = trust_add(&nl, name);
	nl_shut(&nl);
	if (!ret && cli->json)
		output_json(json_pack("{s:s}", "result", "added"));
	else if (!ret && !cli->quiet)
		puts("trusted until the next boot");
	return ret;
}

int cmd_key(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	bool adds = argc > 1 && !strcmp(argv[1], "add");

	/* What is left are options, and for one of the two a file. */
	if (argc < 2 || (!adds && strcmp(argv[1], "list")) ||
	    !output_options(&cli, argc - 1, argv + 1, adds))
		return usage("key add CERTIFICATE | key list [--json]");
	return adds ? add(&cli, argv[1 + optind]) : list(&cli);
}
