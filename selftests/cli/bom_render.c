// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Renders the bill of materials of an inventory in a file
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: bom_render INVENTORY, which is what `edgesec inventory --json` prints.
 */
#include <stdio.h>

#include "cli.h"
#include "cyclonedx.h"
#include "output.h"

int main(int argc, char **argv)
{
	json_t *inventory = argc == 2 ? json_load_file(argv[1], 0, NULL) : NULL;

	if (!inventory)
		return EXIT_UNREADABLE;
	output_json(cyclonedx_make(inventory));
	json_decref(inventory);
	return EXIT_DONE;
}
