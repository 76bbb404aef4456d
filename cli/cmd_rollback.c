// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - rollback: take back the policy that was applied on trial
 * Copyright (C) 2026 The edgesec authors
 */
#include "output.h"
#include "publish.h"

#include <inttypes.h>
#include <stdio.h>

/* What the kernel answers is what it did; what is in force is asked anew. */
static int read_back(struct nl *nl, uint64_t generation)
{
	struct in_force in_force;
	int ret = publish_ask(nl, &in_force);

	if (ret || in_force.generation == generation)
		return ret;
	fprintf(stderr, "edgesec: rollback: generation %" PRIu64 " was put in force, and meanwhile generation %" PRIu64 "\n",
		generation, in_force.generation);
	return EXIT_BUSY;
}

static void tell(const struct cli *cli, uint64_t generation)
{
	if (cli->json)
		output_json(json_pack("{s:s, s:I}", "result", "rolled back",
				      "generation", (json_int_t)generation));
	else if (!cli->quiet && generation)
		printf("rolled back (generation %" PRIu64 " is in force)\n",
		       generation);
	else if (!cli->quiet)
		puts("rolled back (no policy is in force)");
}

int cmd_rollback(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	uint64_t generation = 0;
	struct nl nl;
	int ret;

	if (!output_options(&cli, argc, argv, 0))
		return usage("rollback");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	ret = publish_change(&nl, EDGESEC_CMD_POLICY_ROLLBACK, "rollback",
			     &generation);
	if (!ret)
		ret = read_back(&nl, generation);
	nl_shut(&nl);
	if (!ret)
		tell(&cli, generation);
	return ret;
}
