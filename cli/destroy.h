/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Closing sockets of other processes
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DESTROY_H
#define DESTROY_H

#include "model.h"

/*
 * Closes what is bound or listened on against a rule of @model that says
 * "existing: close". Says what it closed and what it could not; returns the
 * number of the latter.
 */
unsigned int destroy_denied(const struct model *model, bool quiet);

#endif /* DESTROY_H */
