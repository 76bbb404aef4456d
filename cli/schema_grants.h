/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What a policy file may say: requests of Modbus clients
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SCHEMA_GRANTS_H
#define SCHEMA_GRANTS_H

#include "reader.h"

/* Values of keys of a server; they take a struct modbus_server. */
void schema_read_prefix(struct reader *r, tree_ref node, void *into);
void schema_read_units(struct reader *r, tree_ref node, struct ranges *units);
void schema_read_allow(struct reader *r, tree_ref node, void *into);

/* These take a struct grant. */
void schema_read_functions(struct reader *r, tree_ref node, void *into);
void schema_read_deny(struct reader *r, tree_ref node, void *into);
void schema_read_reads(struct reader *r, tree_ref node, void *into);
void schema_read_writes(struct reader *r, tree_ref node, void *into);

void schema_read_grant_rate(struct reader *r, tree_ref node, void *into);

void schema_read_rate(struct reader *r, tree_ref node, struct rate *rate);

/* Complains of limits that the kernel could not hold. */
void schema_check_grant(struct reader *r, tree_ref node,
			const struct grant *grant);

#endif /* SCHEMA_GRANTS_H */
