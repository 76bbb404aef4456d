// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - import: a policy from the rules of another tool
 * Copyright (C) 2026 The edgesec authors
 */
#include "cli.h"
#include "import.h"
#include "memory.h"
#include "quote.h"
#include "reader.h"
#include "source.h"
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usual_folder[] = "/etc/fapolicyd";

/**
 * struct request - What was asked for, and what was read
 * @folder: Where fapolicyd has its files.
 * @output: Where the policy goes, or NULL.
 */
struct request {
	const char *folder;
	const char *output;
	struct erecs erecs;
	struct fapolicyd fapolicyd;
	struct import import;
};

typedef void (*read_fn)(struct fapolicyd *all, struct erecs *erecs,
			unsigned int file);

static bool take_mode(struct model *model, const char *word)
{
	model->mode = !strcmp(word, "enforce") ? EDGESEC_MODE_ENFORCE :
						 EDGESEC_MODE_AUDIT;
	return !strcmp(word, "enforce") || !strcmp(word, "audit");
}

static bool take_option(struct request *request, int option)
{
	switch (option) {
	case 'm':
		return take_mode(&request->import.model, optarg);
	case 'n':
		request->import.model.name = optarg;
		return is_policy_name(optarg);
	case 'o':
		request->output = optarg;
		return true;
	}
	return false;
}

static bool take_options(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "mode", required_argument, NULL, 'm' },
		{ "name", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		if (!take_option(request, option))
			return false;
	if (argc - optind < 1 || argc - optind > 2 ||
	    strcmp(argv[optind], "fapolicyd"))
		return false;
	if (argc - optind == 2)
		request->folder = argv[optind + 1];
	return true;
}

/* Takes over @name. */
static void read_file(struct request *request, char *name, read_fn read)
{
	struct erecs *erecs = &request->erecs;
	const char *why = NULL;
	struct stat st;
	size_t size;
	char *text = source_read_part(name, SOURCE_MAX, &size, &st, &why);
	unsigned int file = erec_add_file(erecs, name, text, text ? size : 0);

	if (text)
		read(&request->fapolicyd, erecs, file);
	else
		erec_error(erecs, (struct place){ .file = file }, "%s", why);
}

/* Returns whether it is there; what can't be seen is a mistake of the reader. */
static bool read_named(struct request *request, const char *name, read_fn read)
{
	char *path = must_printf("%s/%s", request->folder, name);

	if (access(path, F_OK) && errno == ENOENT) {
		free(path);
		return false;
	}
	read_file(request, path, read);
	return true;
}

static int is_rule_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return *entry->d_name != '.' && len > strlen(".rules") &&
	       !strcmp(entry->d_name + len - strlen(".rules"), ".rules");
}

static int is_trust_file(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/* In the order of "ls -v", as fagenrules(8) takes them. */
static bool read_folder(struct request *request, const char *name,
			int (*wanted)(const struct dirent *entry), read_fn read)
{
	char *path = must_printf("%s/%s", request->folder, name);
	struct dirent **list;
	int count = scandir(path, &list, wanted, versionsort);

	if (count < 0 && errno != ENOENT)
		erec_error(&request->erecs, (struct place){}, "%s: %s",
			   quote(path), strerror(errno));
	for (int i = 0; i < count; i++) {
		read_file(request, must_printf("%s/%s", path, list[i]->d_name),
			  read);
		free(list[i]);
	}
	if (count >= 0)
		free(list);
	free(path);
	return count > 0;
}

/* What fagenrules(8) makes of rules.d would be the same once more. */
static int read_all(struct request *request)
{
	bool any = read_folder(request, "rules.d", is_rule_file,
			       fapolicyd_read_rules) ||
		   read_named(request, "compiled.rules",
			      fapolicyd_read_rules) ||
		   read_named(request, "fapolicyd.rules",
			      fapolicyd_read_rules);

	any |= read_named(request, "fapolicyd.trust", fapolicyd_read_trust);
	any |= read_folder(request, "trust.d", is_trust_file,
			   fapolicyd_read_trust);
	erec_print(&request->erecs);
	if (request->erecs.errors)
		return EXIT_POLICY;
	if (any)
		return EXIT_DONE;
	fprintf(stderr, "edgesec: import: %s: no rules and no trusted files of fapolicyd\n",
		quote(request->folder));
	return EXIT_UNREADABLE;
}

static int put(const struct request *request)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to;
	int ret;

	if (!request->output) {
		import_print(stdout, &request->import, request->folder);
		return EXIT_DONE;
	}
	to = open_memstream(&text, &size);
	if (!to)
		return EXIT_REFUSED;
	import_print(to, &request->import, request->folder);
	ret = fclose(to) ? EXIT_REFUSED : store_text(request->output, text);
	free(text);
	return ret;
}

static int run(const struct cli *cli, struct request *request)
{
	int ret = read_all(request);

	if (ret)
		return ret;
	import_rules(&request->import);
	ret = put(request);
	if (!ret && !cli->quiet) {
		fputs("edgesec: import: ", stderr);
		import_print_counts(stderr, &request->import);
	}
	return ret;
}

int cmd_import(const struct cli *cli, int argc, char **argv)
{
	struct request request = {
		.folder = usual_folder,
		.erecs = { .name = "import", .text = "" },
		.import.model = { .name = "imported", .version = 1,
				  .mode = EDGESEC_MODE_AUDIT },
	};
	int ret;

	request.import.from = &request.fapolicyd;
	request.import.erecs = &request.erecs;
	if (!take_options(&request, argc, argv))
		return usage("import [--mode audit|enforce] [--name NAME] [--output FILE] fapolicyd [FOLDER]");
	ret = run(cli, &request);
	import_free(&request.import);
	fapolicyd_free(&request.fapolicyd);
	erec_free(&request.erecs);
	return ret;
}
