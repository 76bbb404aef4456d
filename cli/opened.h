/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Sockets that were open before a policy that does not allow them
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef OPENED_H
#define OPENED_H

#include "nl.h"

#include <jansson.h>

/*
 * An array of what is bound or listened on now and would be denied by the
 * policy in force; empty for who may not ask. Ports that belong to programs are
 * taken for theirs.
 */
json_t *opened_against_policy(struct nl *nl);

#endif /* OPENED_H */
