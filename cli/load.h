/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From the name of a policy file to what can be staged
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LOAD_H
#define LOAD_H

#include "compile.h"
#include "documents.h"
#include "tree.h"

/* Everything about one policy file; later members depend on earlier ones. */
struct load {
	char *text;
	struct erecs erecs;
	struct tree *tree;
	struct documents documents;
	struct model model;
	struct compiled compiled;
};

/*
 * Reads, understands and compiles @name ("-" is standard input). Mistakes are
 * printed. Returns EXIT_DONE, EXIT_POLICY or EXIT_UNREADABLE; @load has to be
 * freed in any case.
 */
int load_policy(struct load *load, const char *name);

/* The same without asking what the programs are on this host. */
int load_text(struct load *load, const char *name);

/* The text of the policy as one document, with all that it extends. */
const char *load_whole(const struct load *load);

/*
 * That of the policy @name, to be freed; NULL if it has mistakes, of which
 * nothing is said.
 */
char *load_whole_of(const char *name);
void load_free(struct load *load);

#endif /* LOAD_H */
