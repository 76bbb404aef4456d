// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - version: of command, ABI and module
 * Copyright (C) 2026 The edgesec authors
 */
#include "output.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <stdio.h>
#include <string.h>

/* The version of the module that is loaded, or NULL. */
static const char *module_version(char *text, size_t size)
{
	FILE *file = fopen("/sys/module/edgesec/version", "re");
	bool good = file && fgets(text, size, file);

	if (file)
		fclose(file);
	if (!good)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return text;
}

int cmd_version(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	const char *module;
	char text[64];

	if (!output_options(&cli, argc, argv, 0))
		return usage("version [--json]");
	module = module_version(text, sizeof(text));
	if (cli.json)
		output_json(json_pack("{s:s, s:i, s:s?}", "command",
				      EDGESEC_VERSION, "abi",
				      EDGESEC_ABI_VERSION, "module", module));
	else
		printf("edgesec %s (ABI %d, module %s)\n", EDGESEC_VERSION,
		       EDGESEC_ABI_VERSION,
		       module ? quote(module) : "not loaded");
	return EXIT_DONE;
}
