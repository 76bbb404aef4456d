/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What records of denials teach
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LEARNED_H
#define LEARNED_H

#include "model.h"
#include "seen.h"

/* Strings of its own. */
struct texts {
	char **list;
	size_t count;
};

/**
 * struct learned - A policy that grows
 * @model: The policy; everything in it is recorded and let happen.
 * @count: Things that were added since learned_begin().
 * @last_seq: The newest record that was taken.
 * @begun: learned_begin() was called; before, records only move @last_seq.
 * @lost: Events of which the kernel says that it held them back.
 * @gaps: How many sequence numbers nobody has seen: of events that were held
 *	back, or whose records were overwritten between two looks at the log.
 * @unknown: Files whose content nobody could tell any more.
 * @notes: What was added, one line each.
 * @seen: Modbus requests.
 * @names: Of servers that were added. Owned.
 * @any_server: In the servers of @model, while it learns: the one for the
 *	servers that the policy does not know.
 */
struct learned {
	struct model model;
	size_t count;
	unsigned long long last_seq;
	bool begun;
	unsigned long long lost;
	unsigned long long gaps;
	unsigned long long unknown;
	struct texts notes;
	struct seen seen;
	struct texts names;
	size_t any_server;
};

/* Begins with @base, which may be empty, and with what runs now. */
void learned_begin(struct learned *learned, const struct model *base);

/* Takes a record of the kernel log: @len bytes that begin with "op=". */
void learned_take(struct learned *learned, const char *record, size_t len);

/* How many events at least were not learned from. */
unsigned long long learned_missed(const struct learned *learned);

/* Gives the model the modes of @base back, or enforce where it has none. */
void learned_end(struct learned *learned, const struct model *base);

/* The policy as text, with comments on what it does not say. To be freed. */
char *learned_text(const struct learned *learned);

/* Says on standard error what was added to the base, and what was missed. */
void learned_tell(const struct learned *learned);

void learned_free(struct learned *learned);

#endif /* LEARNED_H */
