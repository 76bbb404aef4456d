// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - compile: a policy with nothing left to look up, and what to sign
 * Copyright (C) 2026 The edgesec authors
 *
 * What a policy file leaves to the host (a package, a folder, a file without its
 * digest) is another policy on another host, or after an upgrade, and no
 * signature would fit. Compiled, it is a policy file again in which every digest
 * is written out.
 */
#include "cli.h"
#include "load.h"
#include "manifest.h"
#include "print.h"
#include "signature.h"
#include "source.h"
#include "store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
	const char *output;
	bool manifest;
};

static bool read_options(struct job *job, int argc, char **argv)
{
	static const struct option options[] = {
		{ "manifest", no_argument, NULL, 'm' },
		{ "output", required_argument, NULL, 'o' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == 'm')
			job->manifest = true;
		else if (option == 'o')
			job->output = optarg;
		else
			return false;
	}
	return argc - optind == 1;
}

static bool is_open(const struct program *program)
{
	return program->package ||
	       ((program->identify == EDGESEC_IDENTIFY_DIGEST ||
		 program->identify == EDGESEC_IDENTIFY_FSVERITY) &&
		!program->has_digest);
}

/* Queues each entry that a signature would not fit for long. */
static void find_open(struct load *load)
{
	const struct programs *programs = &load->model.programs;

	for (size_t i = 0; i < programs->count; i++)
		if (is_open(&programs->list[i]))
			erec_error(&load->erecs, programs->list[i].place,
				   "what this stands for is looked up on each host: sign what \"edgesec compile --output\" writes");
}

static int put(const struct job *job, const char *text)
{
	if (job->output)
		return store_text(job->output, text);
	fputs(text, stdout);
	return EXIT_DONE;
}

static int put_manifest(const struct job *job, const char *name)
{
	struct load load;
	char *text;
	int ret = load_text(&load, name);

	if (!ret) {
		find_open(&load);
		if (!load.erecs.errors)
			compile(&load.model, &load.erecs, &load.compiled);
		erec_print(&load.erecs);
		ret = load.erecs.errors ? EXIT_POLICY : EXIT_DONE;
	}
	if (!ret) {
		text = manifest_text(&load.model, &load.compiled);
		ret = put(job, text);
		free(text);
	}
	load_free(&load);
	return ret;
}

/* No command would read a larger one again. */
static int put_text(const struct job *job, const char *text)
{
	if (strlen(text) <= SOURCE_MAX - SIGNATURE_ROOM)
		return put(job, text);
	fprintf(stderr, "edgesec: compile: the compiled policy has %zu bytes, %u more than a policy may have; list folders by path, or fewer of them\n",
		strlen(text),
		(unsigned int)(strlen(text) - SOURCE_MAX + SIGNATURE_ROOM));
	return EXIT_POLICY;
}

static int put_policy(const struct job *job, const char *name)
{
	size_t size = 0;
	char *text = NULL;
	struct load load;
	int ret = load_policy(&load, name);
	FILE *to = ret ? NULL : open_memstream(&text, &size);

	if (to) {
		print_model(to, &load.model);
		if (fclose(to) || !text)
			ret = EXIT_REFUSED;
		else
			ret = put_text(job, text);
	}
	free(text);
	load_free(&load);
	return ret;
}

int cmd_compile(const struct cli *cli, int argc, char **argv)
{
	struct job job = {};

	(void)cli;
	if (!read_options(&job, argc, argv))
		return usage("compile [--output FILE] [--manifest] FILE|-");
	return job.manifest ? put_manifest(&job, argv[optind]) :
			      put_policy(&job, argv[optind]);
}
