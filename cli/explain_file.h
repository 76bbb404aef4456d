/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - explain: one use of a file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EXPLAIN_FILE_H
#define EXPLAIN_FILE_H

#include "explain.h"
#include "explain_forms.h"

/* What a file is used as, in the order of enum edgesec_use; ends with NULL. */
extern const char *const explain_uses[];

/*
 * Asks about @path, which is open as @question->file. Returns an exit status;
 * *@answer is borrowed from the answers.
 */
int explain_ask_use(struct explain *explain, const char *path,
		    const struct file_question *question, json_t **answer);

#endif /* EXPLAIN_FILE_H */
