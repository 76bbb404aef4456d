// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - apply: put a policy file in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "describe.h"
#include "impact.h"
#include "load.h"
#include "nl.h"
#include "output.h"
#include "probe.h"

#include <getopt.h>
#include <inttypes.h>
#include <netlink/msg.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often a commit is sent again after hooks were asked to prove themselves. */
#define TRIES_MAX	5

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

static void take_generation(struct nlattr *attrs, int len, void *arg)
{
	struct nlattr *attr = nla_find(attrs, len, EDGESEC_A_POLICY_GENERATION);

	if (attr && nla_len(attr) >= 8)
		*(uint64_t *)arg = nla_get_u64(attr);
}

/* What the kernel has against an entry, shown at the line of the file. */
static int refuse_entry(struct apply *apply, const struct message *message,
			const struct refusal *refusal)
{
	struct erecs *erecs = &apply->load.erecs;

	if (!refusal->has_offset || refusal->error == EPERM)
		return nl_complain("apply", refusal);
	erec_error(erecs, compiled_place(message, refusal->offset),
		   "the kernel refuses this: %s", refusal->text);
	erec_print(erecs);
	return refusal->error == EINVAL || refusal->error == EEXIST ?
	       EXIT_POLICY : nl_exit_status(refusal);
}

static int stage(struct apply *apply)
{
	struct compiled *compiled = &apply->load.compiled;
	struct refusal refusal;

	if (nl_ask(&apply->nl, compiled->begin, NULL, NULL, &refusal))
		return nl_complain("apply", &refusal);
	for (size_t i = 0; i < compiled->count; i++)
		if (nl_ask(&apply->nl, compiled->list[i].msg, NULL, NULL,
			   &refusal))
			return refuse_entry(apply, &compiled->list[i],
					    &refusal);
	return EXIT_DONE;
}

static int ask_commit(struct apply *apply, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_STAGE_COMMIT, 0);
	int ret;

	if (apply->dry_run)
		nla_put_flag(msg, EDGESEC_A_POLICY_CHECK_ONLY);
	ret = nl_ask(&apply->nl, msg, take_generation, &apply->generation,
		     refusal);
	nlmsg_free(msg);
	return ret;
}

/* EAGAIN asks for calls that show that the new hooks are alive. */
static int commit(struct apply *apply)
{
	struct refusal refusal = {};

	for (int i = 0; i < TRIES_MAX; i++) {
		if (!ask_commit(apply, &refusal))
			return EXIT_DONE;
		if (refusal.error != EAGAIN)
			break;
		probe_hooks();
	}
	/* Here it is a hook that is busy: trying again would not help. */
	nl_complain("apply", &refusal);
	return refusal.error == EBUSY ? EXIT_REFUSED :
					nl_exit_status(&refusal);
}

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

/* Is what is in force the same policy? Then nothing has to change. */
static bool is_in_force(struct apply *apply)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	char digest[2 * EDGESEC_DIGEST_SIZE + 1];
	json_t *status = json_object(), *policy;
	struct refusal refusal;
	bool same = false;

	for (size_t i = 0; i < EDGESEC_DIGEST_SIZE; i++)
		snprintf(digest + 2 * i, 3, "%02x",
			 apply->load.compiled.digest[i]);
	if (!nl_ask(&apply->nl, msg, take_status, status, &refusal)) {
		policy = json_object_get(status, "policy");
		same = !strcmp(describe_text(policy, "digest"), digest);
		apply->generation = json_integer_value(
			json_object_get(policy, "generation"));
	}
	nlmsg_free(msg);
	json_decref(status);
	return same;
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

static int put_in_force(struct apply *apply)
{
	int ret;

	/* Comparing needs no privilege, so the kernel has to be asked first. */
	ret = stage(apply);
	if (ret)
		return ret;
	if (!apply->dry_run && is_in_force(apply)) {
		tell(apply, "unchanged");
		return EXIT_DONE;
	}
	if (!apply->force && impact_check(&apply->load.model)) {
		fputs("edgesec: apply: nothing was changed; add what is needed to the policy, try it with \"mode: audit\", or use --force\n",
		      stderr);
		return EXIT_REFUSED;
	}
	ret = commit(apply);
	if (!ret)
		tell(apply, apply->dry_run ? "would apply" : "applied");
	return ret;
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
