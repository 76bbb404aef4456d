/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What apt says it is about to do
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef APT_H
#define APT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct action - A package that comes, goes, or both
 * @file: The .deb file of what comes; NULL when nothing does. Owned.
 * @old: What goes, with its architecture; NULL when nothing does. Owned.
 */
struct action {
	char *file;
	char *old;
};

struct actions {
	struct action *list;
	size_t count;
};

/*
 * Reads what apt writes to DPkg::Pre-Install-Pkgs in version 3 of its protocol
 * (apt.conf(5)), to its end. Returns false when it is not that.
 */
bool apt_read(struct actions *actions, FILE *from);
void apt_free(struct actions *actions);

#endif /* APT_H */
