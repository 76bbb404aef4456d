// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - learn: a policy from what is really used
 * Copyright (C) 2026 The edgesec authors
 *
 * While it runs, a policy is in force that lets everything happen and records
 * what is not listed. Each second the new records are read, what they name is
 * added to the policy, and the policy is put in force again; so nothing is
 * recorded twice, and a flood of new things dies down by itself. What the
 * kernel had to hold back meanwhile is told at the end: then the learning has to
 * go on for longer.
 *
 * Modbus requests come far too often for that. Of them the kernel remembers each
 * kind itself, and is asked at the end.
 */
#include "cli.h"
#include "learned.h"
#include "logs.h"
#include "memory.h"
#include "number.h"
#include "publish.h"
#include "seen.h"
#include "store.h"

#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What was said after the verb, and how far it is. */
struct learn {
	struct cli cli;
	const char *output;
	const char *base_name;
	uint64_t seconds;
	struct load base;
	struct nl nl;
	struct learned learned;
	bool was_in_force;
	uint64_t generation;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

static bool read_seconds(struct learn *learn, const char *text)
{
	return number_read(text, &learn->seconds) && learn->seconds;
}

static bool read_options(struct learn *learn, int argc, char **argv)
{
	static const struct option options[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:q", options, NULL)) != -1) {
		if (option == 'o')
			learn->output = optarg;
		else if (option == 'q')
			learn->cli.quiet = true;
		else if (option != 's' || !read_seconds(learn, optarg))
			return false;
	}
	if (optind < argc)
		learn->base_name = argv[optind++];
	return optind == argc;
}

/*
 * A policy that somebody signed would come back without the signature, and one
 * that requires signatures does not even go.
 */
static int check_signature(struct learn *learn)
{
	struct in_force in_force;
	int ret = publish_ask(&learn->nl, &in_force);

	if (ret)
		return ret;
	if (in_force.requires_signature)
		fprintf(stderr, "edgesec: learn: the policy in force gives way only to signed ones, and what learning puts in force nobody has signed; learn on a host where no signature is required\n");
	else if (in_force.is_signed)
		fprintf(stderr, "edgesec: learn: the policy in force is signed, and learning could not put its signature in force again; disable it first, and apply it afterwards\n");
	return in_force.requires_signature || in_force.is_signed ?
	       EXIT_REFUSED : EXIT_DONE;
}

/* Learning replaces the policy in force, so it has to be able to come back. */
static int check_in_force(struct learn *learn)
{
	uint64_t generation = 0;
	int ret = check_signature(learn);

	if (ret)
		return ret;
	learn->was_in_force = publish_is_in_force(&learn->nl,
						  &learn->base.compiled, false,
						  &generation);
	if (learn->was_in_force || !generation)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: learn: %s; name the file of the policy in force, or disable it first\n",
		learn->base_name ? "this is not the policy in force" :
				   "a policy is in force");
	return EXIT_REFUSED;
}

static int put_in_force(struct learn *learn, const struct model *model)
{
	struct load load = { .erecs = { .name = "learn", .text = "" } };
	static const struct how how;
	int ret;

	compile(model, &load.erecs, &load.compiled);
	erec_print(&load.erecs);
	ret = load.erecs.errors ? EXIT_REFUSED :
				  publish_stage(&learn->nl, &load);
	if (!ret)
		ret = publish_commit(&learn->nl, model, &how,
				     &learn->generation);
	compiled_free(&load.compiled);
	erec_free(&load.erecs);
	return ret;
}

static void take(const char *record, size_t len, void *arg)
{
	learned_take(arg, record, len);
}

static int look(struct learn *learn)
{
	size_t before = learn->learned.count;
	int ret = log_read_kernel(take, &learn->learned);

	if (ret || learn->learned.count == before)
		return ret;
	return put_in_force(learn, &learn->learned.model);
}

static int watch(struct learn *learn)
{
	struct sigaction action = { .sa_handler = on_signal };
	uint64_t seconds = 0;
	int ret;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* A session that ends must not leave a host that denies nothing. */
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	ret = put_in_force(learn, &learn->learned.model);
	if (!ret && !learn->cli.quiet)
		fprintf(stderr, "edgesec: learning%s\n",
			learn->seconds ? "" : "; end it with Ctrl-C");
	while (!ret && !interrupted &&
	       (!learn->seconds || seconds++ < learn->seconds)) {
		sleep(1);
		ret = look(learn);
	}
	return ret ? ret : look(learn);
}

static int store(const struct learn *learn)
{
	char *text = learned_text(&learn->learned);
	int ret = EXIT_DONE;

	if (!text)
		return EXIT_UNREADABLE;
	if (learn->output)
		ret = store_text(learn->output, text);
	else
		fputs(text, stdout);
	free(text);
	return ret;
}

/* A server may have got more entries than the kernel takes. */
static int check_size(const struct learn *learn)
{
	const struct modbus_servers *servers = &learn->learned.model.servers;
	int ret = EXIT_DONE;

	for (size_t i = 0; i < servers->count; i++) {
		if (servers->list[i].allow.count <= GRANTS_MAX)
			continue;
		fprintf(stderr, "edgesec: learn: what the Modbus server \"%s\" was asked takes %zu entries of \"allow\", and a policy has at most %d; put some together before you apply it\n",
			servers->list[i].name, servers->list[i].allow.count,
			GRANTS_MAX);
		ret = EXIT_POLICY;
	}
	return ret;
}

static int restore(struct learn *learn)
{
	return learn->was_in_force ? put_in_force(learn, &learn->base.model) :
				     publish_disable(&learn->nl);
}

static int run(struct learn *learn)
{
	int ret, restored;

	ret = nl_open(&learn->nl);
	if (ret)
		return ret;
	ret = check_in_force(learn);
	if (ret)
		goto out;
	/* What was recorded before is not what is learned now. */
	ret = log_read_kernel(take, &learn->learned);
	if (ret)
		goto out;
	learned_begin(&learn->learned, &learn->base.model);
	ret = watch(learn);
	if (!ret)
		ret = seen_read(&learn->nl, &learn->learned.seen);
	restored = restore(learn);
	ret = ret ? ret : restored;
	learned_end(&learn->learned, &learn->base.model);
	if (!ret)
		ret = store(learn);
	if (!ret)
		ret = check_size(learn);
	if (!learn->cli.quiet)
		learned_tell(&learn->learned);
out:
	nl_shut(&learn->nl);
	return ret;
}

int cmd_learn(const struct cli *cli, int argc, char **argv)
{
	struct learn learn = { .cli = *cli };
	int ret = EXIT_DONE;

	if (!read_options(&learn, argc, argv))
		return usage("learn [--seconds N] [--output FILE] [POLICY]");
	if (learn.base_name)
		ret = load_policy(&learn.base, learn.base_name);
	if (!ret)
		ret = run(&learn);
	learned_free(&learn.learned);
	load_free(&learn.base);
	return ret;
}
