// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - confirm: keep the policy that was applied on trial
 * Copyright (C) 2026 The edgesec authors
 */
#include "last_good.h"
#include "number.h"
#include "output.h"
#include "publish.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

/* Without a number it is the one that waits, and that only. */
static int confirm(struct nl *nl, uint64_t *generation)
{
	struct in_force in_force;
	int ret = publish_ask(nl, &in_force);

	if (ret)
		return ret;
	if (!*generation)
		*generation = in_force.waits;
	if (!*generation) {
		fputs("edgesec: confirm: no policy waits for confirmation\n",
		      stderr);
		return EXIT_NO;
	}
	ret = publish_change(nl, EDGESEC_CMD_POLICY_CONFIRM, "confirm",
			     generation);
	return ret ? ret : last_good_confirm(in_force.digest, in_force.waits);
}

static void tell(const struct cli *cli, uint64_t generation)
{
	if (cli->json)
		output_json(json_pack("{s:s, s:I}", "result", "confirmed",
				      "generation", (json_int_t)generation));
	else if (!cli->quiet)
		printf("confirmed (generation %" PRIu64 ")\n", generation);
}

static bool read_operands(struct cli *cli, int argc, char **argv,
			  uint64_t *generation)
{
	if (output_options(cli, argc, argv, 0))
		return true;
	return argc - optind == 1 && number_read(argv[optind], generation) &&
	       *generation;
}

int cmd_confirm(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	uint64_t generation = 0;
	struct nl nl;
	int ret;

	if (!read_operands(&cli, argc, argv, &generation))
		return usage("confirm [GENERATION]");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	ret = confirm(&nl, &generation);
	nl_shut(&nl);
	if (!ret)
		tell(&cli, generation);
	return ret;
}
