// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - apply: put a policy file in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "destroy.h"
#include "impact.h"
#include "last_good.h"
#include "number.h"
#include "output.h"
#include "publish.h"
#include "signature.h"
#include "source.h"
#include "trust.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The kernel waits no longer for a confirmation: eight hours. */
#define CONFIRM_MAX	28800

static const char policy_file[] = "/etc/edgesec/policy.yaml";

/*
 * What was said after the verb, and what came of it.
 * @signature: The file with the signature, if that is not in the policy file.
 * @text: The policy file, with the signature.
 */
struct apply {
	struct cli cli;
	bool force;
	bool boot;
	const char *signature;
	char *text;
	struct how how;
	struct load load;
	struct nl nl;
	uint64_t generation;
};

static bool read_confirm(struct apply *apply, const char *text)
{
	uint64_t seconds;

	if (!number_read(text, &seconds) || !seconds || seconds > CONFIRM_MAX)
		return false;
	apply->how.confirm = seconds;
	return true;
}

static bool read_replaced(struct apply *apply, const char *text)
{
	apply->how.has_expected = true;
	return number_read(text, &apply->how.expected);
}

static bool read_options(struct apply *apply, int argc, char **argv)
{
	static const struct option options[] = {
		{ "boot", no_argument, NULL, 'b' },
		{ "confirm", required_argument, NULL, 'c' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "force", no_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "replace", required_argument, NULL, 'r' },
		{ "signature", required_argument, NULL, 's' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 'n')
			apply->how.check_only = true;
		else if (option == 'f')
			apply->force = true;
		else if (option == 'j')
			apply->cli.json = true;
		else if (option == 'q')
			apply->cli.quiet = true;
		else if (option == 'b')
			apply->boot = true;
		else if (option == 's')
			apply->signature = optarg;
		else if (option == 'c' ? !read_confirm(apply, optarg) :
			 option != 'r' || !read_replaced(apply, optarg))
			return false;
	}
	return argc - optind == !apply->boot &&
	       !(apply->boot && apply->signature);
}

static void tell_json(const struct apply *apply, const char *what)
{
	bool changed = !strcmp(what, "applied");
	json_t *told = json_pack("{s:s, s:I, s:b}", "result", what,
				 "generation", (json_int_t)apply->generation,
				 "changed", changed);

	if (changed && apply->how.confirm)
		json_object_set_new(told, "confirm-seconds",
				    json_integer(apply->how.confirm));
	output_json(told);
}

static void tell_text(const struct apply *apply, const char *what)
{
	if (apply->how.check_only) {
		printf("would apply; generation %" PRIu64 " stays in force\n",
		       apply->generation);
		return;
	}
	printf("%s (generation %" PRIu64 ")\n", what, apply->generation);
	if (apply->how.confirm && !strcmp(what, "applied"))
		printf("it is taken back in %" PRIu32 " s unless you say: edgesec confirm %" PRIu64 "\n",
		       apply->how.confirm, apply->generation);
}

static void tell(const struct apply *apply, const char *what)
{
	if (apply->cli.json)
		tell_json(apply, what);
	else if (!apply->cli.quiet)
		tell_text(apply, what);
}

/* Another namespace may be mounted there now. */
static bool names_namespaces(const struct model *model)
{
	for (size_t i = 0; i < model->ports.count; i++)
		if (model->ports.list[i].scope.kind == EDGESEC_SCOPE_NETNS)
			return true;
	return false;
}

/* What the next boot begins with. */
static int keep(const struct apply *apply)
{
	char digest[HEX_SIZE(EDGESEC_DIGEST_SIZE)];

	if (apply->how.check_only)
		return EXIT_DONE;
	if (!apply->how.confirm)
		return last_good_keep(apply->text);
	publish_digest(&apply->load.compiled, digest);
	return last_good_try(digest, apply->text);
}

/* Now that no new ones come. What is closed does not come back by itself. */
static int close_existing(const struct apply *apply)
{
	bool quiet = apply->cli.quiet || apply->cli.json;

	if (apply->how.check_only || apply->how.confirm)
		return EXIT_DONE;
	return destroy_denied(&apply->load.model, quiet) ? EXIT_REFUSED :
							   EXIT_DONE;
}

/*
 * What was seen to be in force is what is replaced, unless the user says so. A
 * signature is verified unless it is that of the last time: it will be kept.
 */
static bool is_in_force(struct apply *apply)
{
	bool has_signature = apply->how.signature.count;
	bool same = publish_is_in_force(&apply->nl, &apply->load.compiled,
					has_signature, &apply->generation) &&
		    (!has_signature || last_good_is(apply->text));

	if (!apply->how.has_expected)
		apply->how.expected = apply->generation;
	apply->how.has_expected = true;
	return same && apply->how.expected == apply->generation &&
	       !apply->how.check_only &&
	       !names_namespaces(&apply->load.model);
}

/* Somebody else may have written theirs before, and not after. */
static int check_kept(struct apply *apply)
{
	struct in_force in_force;
	int ret = publish_ask(&apply->nl, &in_force);

	if (ret || in_force.generation == apply->generation)
		return ret;
	fputs("edgesec: apply: another policy was put in force meanwhile; apply that again, so that the next boot begins with it\n",
	      stderr);
	return EXIT_BUSY;
}

/* Whoever is told may cut the power: first the next boot is seen to. */
static int finish(struct apply *apply, const char *what)
{
	int kept = keep(apply), closed;

	tell(apply, what);
	closed = close_existing(apply);
	if (!kept && !apply->how.check_only)
		kept = check_kept(apply);
	return kept ? kept : closed;
}

static int put_in_force(struct apply *apply)
{
	int ret;

	/* Comparing needs no privilege, so the kernel has to be asked first. */
	ret = publish_stage(&apply->nl, &apply->load);
	if (ret)
		return ret;
	if (is_in_force(apply))
		return finish(apply, "unchanged");
	if (!apply->force && impact_check(&apply->load.model)) {
		fputs("edgesec: apply: nothing was changed; add what is needed to the policy, try it with \"mode: audit\", or use --force\n",
		      stderr);
		return EXIT_REFUSED;
	}
	ret = publish_commit(&apply->nl, &apply->load.model, &apply->how,
			     &apply->generation);
	if (ret)
		return ret;
	return finish(apply, apply->how.check_only ? "would apply" : "applied");
}

static int find_signature(struct apply *apply, const char *name)
{
	struct bytes *signature = &apply->how.signature;
	int ret;

	ret = apply->signature ?
		      pem_read(apply->signature, EDGESEC_SIGNATURE_MAX,
			       signature) :
		      signature_find(name, apply->load.text, signature);
	if (ret)
		return ret;
	apply->text = signature_attach(load_whole(&apply->load), signature);
	if (strlen(apply->text) <= SOURCE_MAX)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: apply: with its signature the policy would be larger than %u MiB\n",
		SOURCE_MAX >> 20);
	return EXIT_POLICY;
}

static int run(struct apply *apply, const char *name)
{
	int ret = load_policy(&apply->load, name);

	if (!ret)
		ret = find_signature(apply, name);
	if (!ret)
		ret = nl_open(&apply->nl);
	if (ret)
		return ret;
	ret = put_in_force(apply);
	nl_shut(&apply->nl);
	return ret;
}

static bool same_policy(const char *one, const char *other)
{
	const struct bytes none = {};
	char *a = signature_attach(one, &none);
	char *b = signature_attach(other, &none);
	bool same = !strcmp(a, b);

	free(a);
	free(b);
	return same;
}

/* Somebody has changed the file and not applied it: better say so. */
static void compare(const char *text)
{
	char *other;

	if (access(policy_file, F_OK))
		return;
	other = load_whole_of(policy_file);
	if (!other || !same_policy(other, text))
		fprintf(stderr, "edgesec: apply: %s is not what was applied last, which is applied now: %s\n",
			policy_file, last_good_file);
	free(other);
}

/* Once a policy is in force the keys are there, and may be there for good. */
static void trust_owner(void)
{
	struct in_force in_force;
	struct nl nl;

	if (nl_open(&nl))
		return;
	if (!publish_ask(&nl, &in_force) && !in_force.generation)
		trust_add_folder(&nl);
	nl_shut(&nl);
}

static void forget(struct apply *apply)
{
	load_free(&apply->load);
	bytes_free(&apply->how.signature);
	free(apply->text);
	apply->text = NULL;
}

/* A policy that has mistakes now, as that a program is gone, is none. */
static int run_boot(struct apply *apply)
{
	int ret = EXIT_UNREADABLE;

	trust_owner();
	if (!access(last_good_file, F_OK))
		ret = run(apply, last_good_file);
	if (apply->load.text)
		compare(load_whole(&apply->load));
	if (ret != EXIT_POLICY && ret != EXIT_UNREADABLE)
		return ret;
	forget(apply);
	return run(apply, policy_file);
}

int cmd_apply(const struct cli *cli, int argc, char **argv)
{
	struct apply apply = { .cli = *cli };
	int ret;

	if (!read_options(&apply, argc, argv))
		return usage("apply [--confirm SECONDS] [--replace GENERATION] [--signature FILE] [--dry-run] [--force] FILE|- | --boot");
	ret = apply.boot ? run_boot(&apply) : run(&apply, argv[optind]);
	forget(&apply);
	return ret;
}
