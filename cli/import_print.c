// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - An imported policy as a file, with what it does not say
 * Copyright (C) 2026 The edgesec authors
 */
#include "import.h"
#include "print.h"
#include "quote.h"

static void print_note(FILE *to, const struct import *import,
		       const struct import_note *note)
{
	struct erec_file file = erec_file(import->erecs, note->place.file);

	fprintf(to, "#\n# %s:%u: ", quote(file.name), note->place.line);
	fprintf(to, "%s\n#   %s\n", quote(note->text), quote(note->why));
}

void import_print_counts(FILE *to, const struct import *import)
{
	const struct fapolicyd *from = import->from;

	fprintf(to, "%zu rules, of which %zu can't be said, or not as a whole; %zu trusted files, of which %zu are left out\n",
		from->rules.count, import->rules_noted, from->trust.count,
		import->trust_noted);
}

void import_print(FILE *to, const struct import *import, const char *folder)
{
	fprintf(to, "# Made by \"edgesec import\" of what fapolicyd has in %s; look at it before it is enforced.\n# ",
		quote(folder));
	import_print_counts(to, import);
	for (size_t i = 0; i < import->notes.count; i++)
		print_note(to, import, &import->notes.list[i]);
	if (import->packages)
		fputs("#\n# fapolicyd trusts what packages brought, which none of its files lists. It is not in\n"
		      "# here: add {package: NAME} to \"allow\", or take what \"edgesec scan\" writes.\n",
		      to);
	fputc('\n', to);
	print_model(to, &import->model);
}
