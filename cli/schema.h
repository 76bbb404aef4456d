/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a policy file may say
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "reader.h"

/* Words of the policy file, in the order of the enums of the uapi header. */
extern const char *const schema_modes[];
extern const char *const schema_verdicts[];
extern const char *const schema_signatures[];
extern const char *const schema_sections[];
extern const char *const schema_scopes[];
extern const char *const schema_protocols[];
extern const char *const schema_directions[];
extern const char *const schema_framings[];
extern const char *const schema_tables[];
extern const char *const schema_on_denies[];
extern const char *const schema_responses[];
extern const char *const schema_segments[];
extern const char *const schema_on_losses[];
extern const char *const schema_untracked[];

/* Fills @model from @tree; queues every mistake. @tree must outlive @model. */
void schema_read(const struct tree *tree, struct erecs *erecs,
		 struct model *model);

/* Values of the top-level keys; each has a file of its own. */
void schema_read_executables(struct reader *r, tree_ref node, void *into);
void schema_read_ports(struct reader *r, tree_ref node, void *into);
void schema_read_modbus(struct reader *r, tree_ref node, void *into);

/* A mode, into an enum edgesec_mode. */
void schema_read_mode(struct reader *r, tree_ref node, void *into);

#endif /* SCHEMA_H */
