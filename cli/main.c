// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The verbs and the options before them
 * Copyright (C) 2026 The edgesec authors
 */
#include "cli.h"
#include "quote.h"
#include "suggest.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct verb {
	const char *name;
	int (*run)(const struct cli *cli, int argc, char **argv);
	const char *help;
} verbs[] = {
	{ "status", cmd_status, "what is in force (the default)" },
	{ "apply", cmd_apply, "put a policy file in force" },
	{ "confirm", cmd_confirm, "keep what was applied with --confirm" },
	{ "rollback", cmd_rollback, "take it back at once" },
	{ "check", cmd_check, "look for mistakes in a policy file" },
	{ "compile", cmd_compile, "look up what a policy leaves to the host; what to sign" },
	{ "diff", cmd_diff, "what a policy file would change" },
	{ "show", cmd_show, "the policy in force, entry by entry" },
	{ "explain", cmd_explain, "what it says about a file, a port, a request, and why" },
	{ "log", cmd_log, "what was denied" },
	{ "monitor", cmd_monitor, "what happens, as it happens" },
	{ "heartbeat", cmd_heartbeat, "one line: is everything alive?" },
	{ "metrics", cmd_metrics, "counters as text for Prometheus" },
	{ "report", cmd_report, "how far a profile's requirements are met" },
	{ "inventory", cmd_inventory, "what may run, and what the network reaches" },
	{ "scan", cmd_scan, "a policy from what is installed" },
	{ "import", cmd_import, "a policy from the rules of fapolicyd" },
	{ "learn", cmd_learn, "a policy from what is really used" },
	{ "doctor", cmd_doctor, "what keeps it from working, and the cure" },
	{ "packages", cmd_packages, "let dpkg exchange files that are listed" },
	{ "lock", cmd_lock, "take fewer changes until the next boot" },
	{ "override", cmd_override, "for a time, only record what would be denied" },
	{ "key", cmd_key, "whose signatures of policies count" },
	{ "disable", cmd_disable, "take the policy out of force" },
	{ "version", cmd_version, "versions of command, ABI and module" },
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

int usage(const char *synopsis)
{
	fprintf(stderr, "usage: edgesec %s\n", synopsis);
	return EXIT_USAGE;
}

static int help(FILE *to, int status)
{
	fprintf(to, "usage: edgesec [-j] [-q] [VERB [ARGUMENT...]]\n\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(to, "  %-9s %s\n", verbs[i].name, verbs[i].help);
	fprintf(to, "\n  -j, --json   print data as JSON\n"
		    "  -q, --quiet  print errors only\n"
		    "  -h, --help   this\n"
		    "\nedgesec(8) has the details, edgesec.yaml(5) the policy file.\n");
	return status;
}

static int unknown_verb(const char *name)
{
	const char *names[VERBS + 1] = {};
	const char *near;

	for (size_t i = 0; i < VERBS; i++)
		names[i] = verbs[i].name;
	near = suggest(name, names);
	fprintf(stderr, "edgesec: unknown verb \"%s\"", quote(name));
	if (near)
		fprintf(stderr, "; did you mean \"%s\"?", near);
	fputc('\n', stderr);
	return help(stderr, EXIT_USAGE);
}

/* Each verb reads options of its own, so getopt begins again (optind 0). */
static int run_verb(const struct cli *cli, int argc, char **argv)
{
	optind = 0;
	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(argv[0], verbs[i].name))
			return verbs[i].run(cli, argc, argv);
	return unknown_verb(argv[0]);
}

/* A policy that half reached the terminal is no answer. */
static int finish(int status)
{
	if (fflush(stdout) || ferror(stdout)) {
		perror("edgesec: standard output");
		return status ? status : EXIT_REFUSED;
	}
	return status;
}

static int run_alone(const struct cli *cli, const char *verb)
{
	char *argv[] = { (char *)verb, NULL };

	return finish(run_verb(cli, 1, argv));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{}
	};
	struct cli cli = {};
	int option;

	while ((option = getopt_long(argc, argv, "+jqhV", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			cli.json = true;
			break;
		case 'q':
			cli.quiet = true;
			break;
		case 'h':
			return finish(help(stdout, EXIT_DONE));
		case 'V':
			return run_alone(&cli, "version");
		default:
			return help(stderr, EXIT_USAGE);
		}
	}
	if (optind == argc)
		return run_alone(&cli, "status");

	argc -= optind;
	argv += optind;
	return finish(run_verb(&cli, argc, argv));
}
