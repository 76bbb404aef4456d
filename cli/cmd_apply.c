// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - apply: put a policy file in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "destroy.h"
#include "impact.h"
#include "output.h"
#include "publish.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was said after the verb, and what came of it. */
struct apply {
	struct cli cli;
	bool dry_run;
	bool force;
	struct load load;
	struct nl nl;
	uint64_t generation;
};

static bool read_options(struct apply *apply, int argc, char **argv)
{
	static const struct option options[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "force", no_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 'n')
			apply->dry_run = true;
		else if (option == 'f')
			apply->force = true;
		else if (option == 'j')
			apply->cli.json = true;
		else if (option == 'q')
			apply->cli.quiet = true;
		else
			return false;
	}
	return argc - optind == 1;
}

static void tell(const struct apply *apply, const char *what)
{
	if (apply->cli.json)
		output_json(json_pack("{s:s, s:I, s:b}", "result", what,
				      "generation",
				      (json_int_t)apply->generation, "changed",
				      !strcmp(what, "applied")));
	else if (apply->dry_run && !apply->cli.quiet)
		printf("would apply; generation %" PRIu64 " stays in force\n",
		       apply->generation);
	else if (!apply->cli.quiet)
		printf("%s (generation %" PRIu64 ")\n", what,
		       apply->generation);
}

/* Another namespace may be mounted there now. */
static bool names_namespaces(const struct model *model)
{
	for (size_t i = 0; i < model->ports.count; i++)
		if (model->ports.list[i].scope.kind == EDGESEC_SCOPE_NETNS)
			return true;
	return false;
}

/* Now that no new ones come. */
static int close_existing(const struct apply *apply)
{
	bool quiet = apply->cli.quiet || apply->cli.json;

	return destroy_denied(&apply->load.model, quiet) ? EXIT_REFUSED :
							   EXIT_DONE;
}

static int put_in_force(struct apply *apply)
{
	int ret;

	/* Comparing needs no privilege, so the kernel has to be asked first. */
	ret = publish_stage(&apply->nl, &apply->load);
	if (ret)
		return ret;
	if (!apply->dry_run && !names_namespaces(&apply->load.model) &&
	    publish_is_in_force(&apply->nl, &apply->load.compiled,
				&apply->generation)) {
		tell(apply, "unchanged");
		return EXIT_DONE;
	}
	if (!apply->force && impact_check(&apply->load.model)) {
		fputs("edgesec: apply: nothing was changed; add what is needed to the policy, try it with \"mode: audit\", or use --force\n",
		      stderr);
		return EXIT_REFUSED;
	}
	ret = publish_commit(&apply->nl, &apply->load.model, apply->dry_run,
			     &apply->generation);
	if (ret)
		return ret;
	tell(apply, apply->dry_run ? "would apply" : "applied");
	return apply->dry_run ? EXIT_DONE : close_existing(apply);
}

static int run(struct apply *apply, const char *name)
{
	int ret = load_policy(&apply->load, name);

	if (!ret)
		ret = nl_open(&apply->nl);
	if (ret)
		return ret;
	ret = put_in_force(apply);
	nl_shut(&apply->nl);
	return ret;
}

int cmd_apply(const struct cli *cli, int argc, char **argv)
{
	struct apply apply = { .cli = *cli };
	int ret;

	if (!read_options(&apply, argc, argv))
		return usage("apply [--dry-run] [--force] FILE|-");
	ret = run(&apply, argv[optind]);
	load_free(&apply.load);
	return ret;
}
