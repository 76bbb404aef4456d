/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts that compile entries share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef COMPILE_IMPL_H
#define COMPILE_IMPL_H

#include "compile.h"

struct nl_msg;
struct nlattr;

/* Ends a nest, or takes it out again. */
int end_nest(struct nl_msg *msg, struct nlattr *nest, int failed);

/* A nest for each range; all sets of ranges have the same two members. */
int put_ranges(struct nl_msg *msg, int type, const struct ranges *ranges);

/* What is put next into @msg stands at @place. */
void mark_place(const struct nl_msg *msg, struct marks *marks,
		struct place place);

/* Puts a struct modbus_server. */
int put_server(struct message *message, const void *entry);

#endif /* COMPILE_IMPL_H */
