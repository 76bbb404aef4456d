/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What is remembered while packages are exchanged
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PENDING_H
#define PENDING_H

#include "renew.h"

#define PENDING_DIGEST	(2 * EDGESEC_DIGEST_SIZE)

/**
 * struct pending - Between the exchange's beginning and its end
 * @digest: Of the policy that was put in force for it, in hexadecimal.
 * @touched: Paths that are exchanged.
 */
struct pending {
	char digest[PENDING_DIGEST + 1];
	struct names touched;
};

/* Returns false when nothing is remembered. */
bool pending_load(struct pending *pending);

/* Returns an exit status, after having said what is wrong. */
int pending_store(const char *digest, const struct names *touched);

void pending_forget(void);
void pending_free(struct pending *pending);

#endif /* PENDING_H */
