/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Records, judged by a policy that is not in force
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef JUDGED_H
#define JUDGED_H

#include "model.h"

struct record;

enum outcome { OUTCOME_ALLOWED, OUTCOME_AUDITED, OUTCOME_DENIED,
	       OUTCOME_UNKNOWN };

/**
 * struct judgement - What a policy would have said
 * @rule: In words, as in records; empty where no rule has a say.
 * @why: Why it can't be told; NULL when it can.
 */
struct judgement {
	enum outcome outcome;
	char rule[EDGESEC_NAME_MAX + 8];
	const char *why;
};

/* "denied", "would deny", "allowed" or "?" */
const char *judged_word(enum outcome outcome);

/* What was said then. Returns false for a record that is no decision. */
bool judged_then(const struct record *record, enum outcome *outcome);

/*
 * What @model would say. Paths of records are taken for paths of this host, as
 * the model has them. What a record does not tell is not guessed.
 */
void judged_by(const struct model *model, const struct record *record,
	       struct judgement *judgement);

#endif /* JUDGED_H */
