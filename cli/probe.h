/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Harmless calls that arrive at every hook
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PROBE_H
#define PROBE_H

#include "model.h"

/*
 * Starts a program, binds a socket to any free port, asks prctl() and gives an
 * inode back, so that the module sees that its hooks are called.
 */
void probe_hooks(const struct model *model);

#endif /* PROBE_H */
