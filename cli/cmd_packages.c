// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - packages: let dpkg exchange files that the policy lists
 * Copyright (C) 2026 The edgesec authors
 *
 * Before packages are unpacked the policy in force is replaced by one that also
 * knows their files; afterwards the policy file is applied again, and what was
 * replaced is not known any more. Where the policy file holds digests itself it
 * gets the new ones before, too, and loses the old ones after: whenever power
 * fails, the host can boot.
 *
 * The policy in force has to be that of the policy file, as the host is now.
 * Otherwise something that it lists has changed since it was applied, and who
 * installs packages should not be the one to allow that.
 */
#include "apt.h"
#include "cli.h"
#include "files.h"
#include "last_good.h"
#include "memory.h"
#include "pending.h"
#include "progress.h"
#include "publish.h"
#include "quote.h"
#include "renew.h"
#include "store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For good, whatever is in force. */
static const struct how now;

static const char policy_file[] = "/etc/edgesec/policy.yaml";

struct packages {
	struct nl nl;
	struct in_force in_force;
	struct actions actions;
	struct load load;
	struct renewal renewal;
};

/* A host where nothing is denied needs no help, and no module. */
static int look(struct packages *packages, bool *enforces)
{
	int ret;

	*enforces = false;
	if (access("/sys/module/edgesec", F_OK))
		return EXIT_DONE;
	ret = nl_open(&packages->nl);
	if (!ret)
		ret = publish_ask(&packages->nl, &packages->in_force);
	*enforces = !ret && packages->in_force.enforces;
	if (!*enforces || !packages->in_force.waits)
		return ret;
	fputs("edgesec: packages: a policy is on trial; confirm it or roll it back first\n",
	      stderr);
	return EXIT_BUSY;
}

static int refuse(const char *why)
{
	fprintf(stderr, "edgesec: packages: %s %s\n", why, policy_file);
	return EXIT_REFUSED;
}

/* Could an exchange of files make the policy deny what it allowed? */
static bool depends_on_files(const struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		if (model->programs.list[i].identify ==
		    EDGESEC_IDENTIFY_DIGEST)
			return true;
	return model->rule_mode[RULE_RUN] == EDGESEC_MODE_ENFORCE ||
	       model->rule_mode[RULE_LIBRARIES] == EDGESEC_MODE_ENFORCE ||
	       model->rule_mode[RULE_MODULES] == EDGESEC_MODE_ENFORCE;
}

static void copy_programs(struct programs *to, const struct programs *from)
{
	for (size_t i = 0; i < from->count; i++) {
		struct program *program = vector_add(to);

		*program = from->list[i];
		program->path = must_strdup(program->path);
	}
}

/* What the policy file means with these programs instead of its own. */
static void compile_with(struct load *load, const struct programs *programs)
{
	struct model model = load->model;

	model.programs = *programs;
	compiled_free(&load->compiled);
	load->compiled = (struct compiled){};
	compile(&model, &load->erecs, &load->compiled);
}

static int resolve(struct packages *packages)
{
	struct renewal *renewal = &packages->renewal;
	struct load *load = &packages->load;
	struct model model = load->model;
	char digest[PENDING_DIGEST + 1];

	model.programs = (struct programs){};
	copy_programs(&model.programs, &load->model.programs);
	files_resolve(&model, &load->erecs);
	renewal->resolved = model.programs;
	erec_print(&load->erecs);
	if (load->erecs.errors)
		return EXIT_POLICY;
	compile_with(load, &renewal->resolved);
	publish_digest(&load->compiled, digest);
	if (strcmp(digest, packages->in_force.digest))
		return refuse("something that the policy lists has changed since it was applied; look at it, and apply again:");
	return EXIT_DONE;
}

static int renew(struct packages *packages)
{
	struct renewal *renewal = &packages->renewal;
	struct erecs *erecs = &packages->load.erecs;

	renewal->load = &packages->load;
	for (size_t i = 0; i < packages->actions.count; i++) {
		const struct action *action = &packages->actions.list[i];

		if (action->file)
			renew_unpack(renewal, action->file, action->old);
		else
			renew_remove(renewal, action->old);
	}
	progress_end();
	erec_print(erecs);
	return erecs->errors || renewal->refused ? EXIT_REFUSED : EXIT_DONE;
}

/* The next boot begins with the same policy: it means what is in force. */
static int store_both(const char *text)
{
	struct load load;
	int ret = store_text(policy_file, text);

	if (ret)
		return ret;
	ret = load_text(&load, policy_file);
	if (!ret)
		ret = last_good_keep(load_whole(&load));
	load_free(&load);
	return ret;
}

/* The policy file first: its new digests do no harm if nothing comes of it. */
static int write_policy(struct packages *packages)
{
	const struct edits *edits = &packages->renewal.edits;
	char *text;
	int ret;

	if (!edits->count)
		return EXIT_DONE;
	text = edits_apply(edits, &packages->load);
	ret = store_both(text);
	free(text);
	return ret;
}

static int take_back(struct packages *packages, int ret)
{
	if (packages->renewal.edits.count)
		store_both(packages->load.text);
	pending_forget();
	return ret;
}

static int put_in_force(struct packages *packages)
{
	struct renewal *renewal = &packages->renewal;
	struct load *load = &packages->load;
	char digest[PENDING_DIGEST + 1];
	uint64_t generation;
	int ret;

	copy_programs(&renewal->resolved, &renewal->added);
	compile_with(load, &renewal->resolved);
	publish_digest(&load->compiled, digest);
	ret = pending_store(digest, &renewal->touched);
	if (!ret)
		ret = write_policy(packages);
	if (!ret)
		ret = publish_stage(&packages->nl, load);
	if (!ret)
		ret = publish_commit(&packages->nl, &load->model, &now,
				     &generation);
	return ret ? take_back(packages, ret) : EXIT_DONE;
}

static int begin(struct packages *packages)
{
	const struct model *model = &packages->load.model;
	int ret = load_text(&packages->load, policy_file);

	if (ret)
		return ret;
	if (strcmp(model->name, packages->in_force.name) ||
	    model->version != packages->in_force.version)
		return refuse("another policy is in force than that of");
	if (!depends_on_files(model))
		return EXIT_DONE;
	ret = resolve(packages);
	if (!ret)
		ret = renew(packages);
	return ret ? ret : put_in_force(packages);
}

static bool is_touched(const struct pending *pending, const char *path)
{
	char *real = renew_real_path(path);
	bool touched = false;

	for (size_t i = 0; i < pending->touched.count && !touched; i++)
		touched = !strcmp(pending->touched.list[i], real);
	free(real);
	return touched;
}

static bool is_gone(const struct program *program)
{
	uint8_t digest[EDGESEC_DIGEST_SIZE];

	return files_digest_at(program->path, digest) ||
	       memcmp(digest, program->digest, sizeof(digest)) != 0;
}

/* Takes digests out of the policy file that their files have no more. */
static int clean_policy(struct packages *packages,
			const struct pending *pending)
{
	const struct programs *programs = &packages->load.model.programs;
	struct edits *edits = &packages->renewal.edits;

	for (size_t i = 0; i < programs->count; i++) {
		const struct program *program = &programs->list[i];

		if (renew_is_pinned(program) && *program->path &&
		    is_touched(pending, program->path) && is_gone(program))
			edits_remove(edits, &packages->load, program);
	}
	progress_end();
	return write_policy(packages);
}

static int apply_again(struct packages *packages)
{
	uint64_t generation;
	int ret;

	load_free(&packages->load);
	ret = load_policy(&packages->load, policy_file);
	if (!ret)
		ret = publish_stage(&packages->nl, &packages->load);
	if (!ret)
		ret = publish_commit(&packages->nl, &packages->load.model,
				     &now, &generation);
	return ret;
}

/* The one of the exchange, or after a reboot the one that it has written. */
static bool is_ours(struct packages *packages, const struct pending *pending)
{
	char digest[PENDING_DIGEST + 1] = "";
	struct load load;

	if (!strcmp(pending->digest, packages->in_force.digest))
		return true;
	if (!load_policy(&load, policy_file))
		publish_digest(&load.compiled, digest);
	load_free(&load);
	return !strcmp(digest, packages->in_force.digest);
}

static int end(struct packages *packages, const struct pending *pending,
	       bool enforces)
{
	bool ours = enforces && is_ours(packages, pending);
	int ret = load_text(&packages->load, policy_file);

	if (!ret)
		ret = clean_policy(packages, pending);
	if (ret)
		return ret;
	if (ours)
		ret = apply_again(packages);
	else if (enforces)
		fputs("edgesec: packages: another policy was put in force meanwhile, and stays\n",
		      stderr);
	if (!ret)
		pending_forget();
	return ret;
}

static void packages_free(struct packages *packages)
{
	renew_free(&packages->renewal);
	load_free(&packages->load);
	apt_free(&packages->actions);
	if (packages->nl.sock)
		nl_shut(&packages->nl);
}

static int run_after(void)
{
	struct packages packages = {};
	struct pending pending;
	bool enforces = false;
	int ret = EXIT_DONE;

	if (pending_load(&pending)) {
		ret = look(&packages, &enforces);
		if (!ret)
			ret = end(&packages, &pending, enforces);
	}
	pending_free(&pending);
	packages_free(&packages);
	return ret;
}

/* Files that are named, or else what apt says. */
static bool read_actions(struct actions *actions, int argc, char **argv)
{
	if (!argc)
		return apt_read(actions, stdin);
	for (int i = 0; i < argc; i++)
		*(struct action *)vector_add(actions) = (struct action){
			.file = must_strdup(argv[i]) };
	return true;
}

/* An exchange that was given up before it began is ended first. */
static int run_before(int argc, char **argv)
{
	struct packages packages = {};
	bool enforces = false, good;
	int ret;

	good = read_actions(&packages.actions, argc, argv);
	ret = run_after();
	if (!ret)
		ret = look(&packages, &enforces);
	if (!ret && enforces && !good)
		ret = refuse("standard input is not what apt would say, so nothing is known about");
	else if (!ret && enforces && packages.actions.count)
		ret = begin(&packages);
	packages_free(&packages);
	return ret;
}

int cmd_packages(const struct cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
		{ "before", no_argument, NULL, 'b' },
		{ "after", no_argument, NULL, 'a' },
		{}
	};
	int option, when = 0;

	(void)cli;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		when = !when && option != '?' ? option : '?';
	if (when == 'b')
		return run_before(argc - optind, argv + optind);
	if (when == 'a' && optind == argc)
		return run_after();
	return usage("packages --before [FILE.deb...] | --after");
}
