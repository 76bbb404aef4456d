/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Paths of cgroups
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdint.h>

/*
 * Returns the path, from the root of version 2, of the cgroup with the number
 * @id, to be freed; NULL when it is gone, or when that can't be told.
 */
char *cgroup_path(uint64_t id);

#endif /* CGROUP_H */
