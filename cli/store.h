/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Writing a policy file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef STORE_H
#define STORE_H

#include "model.h"

/*
 * Writes @model to the file @name, which is replaced as a whole or not at all,
 * or to standard output for NULL. Returns an exit status, after having said
 * what is wrong. After EXIT_DONE a file outlives a cut of the power.
 */
int store_model(const char *name, const struct model *model);

/* The same with @text as it is. */
int store_text(const char *name, const char *text);

/* The same for what anybody may read. */
int store_public(const char *name, const char *text);

/*
 * The name that the file or folder @name has just got outlives a cut of the
 * power, too: a rename is a change of the folder. Returns 0, or -1 with errno.
 */
int store_settle(const char *name);

#endif /* STORE_H */
