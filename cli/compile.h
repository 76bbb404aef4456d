/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - From a policy to the netlink messages that stage it
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef COMPILE_H
#define COMPILE_H

#include "model.h"

struct nl_msg;

/* What is in a message: the offset of its attribute, and its place. */
struct mark {
	uint32_t offset;
	struct place place;
};

struct marks {
	struct mark *list;
	size_t count;
};

/**
 * struct message - One request of stage-add
 * @msg: Complete but for the family, which only a live kernel tells.
 * @marks: Where its entries stand, and what in them has a place of its own;
 *	ascending.
 */
struct message {
	struct nl_msg *msg;
	struct marks marks;
};

/**
 * struct compiled - A policy, ready to be staged
 * @list: The requests of stage-add.
 * @count: Their number.
 * @begin: The request of stage-begin.
 * @head: Where the keys of the head stand in it, ascending.
 * @digest: SHA-256 of all entries, and of the files that paths lead to; equal
 *	policies on an unchanged host have equal digests.
 */
struct compiled {
	struct message *list;
	size_t count;
	struct nl_msg *begin;
	struct marks head;
	uint8_t digest[EDGESEC_DIGEST_SIZE];
};

/* Queues a mistake for an entry that no message has room for. */
void compile(const struct model *model, struct erecs *erecs,
	     struct compiled *compiled);
void compiled_free(struct compiled *compiled);

/* The place of what holds @offset of the message that @marks are of. */
struct place compiled_place(const struct marks *marks, uint32_t offset);

#endif /* COMPILE_H */
