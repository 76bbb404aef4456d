/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What packages that come and go mean for a policy
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef RENEW_H
#define RENEW_H

#include "edits.h"

/* Strings of its own. */
struct names {
	char **list;
	size_t count;
};

/**
 * struct renewal - A policy, and what packages make of it
 * @load: The policy file; @load->model.programs holds what stands there, and
 *	mistakes go to @load->erecs.
 * @resolved: The same programs as this host has them now.
 * @added: What has to be known in addition.
 * @edits: What has to be written into the policy file.
 * @touched: Paths that packages bring or take away.
 * @refused: Packages that the policy does not know.
 */
struct renewal {
	struct load *load;
	struct programs resolved;
	struct programs added;
	struct edits edits;
	struct names touched;
	unsigned int refused;
};

/*
 * The package in the .deb file @file is about to be installed, and to replace
 * the installed package @old, if that is not NULL. Complains about what can't
 * be.
 */
void renew_unpack(struct renewal *renewal, const char *file, const char *old);

/* The installed package @name is about to be removed. */
void renew_remove(struct renewal *renewal, const char *name);

void renew_free(struct renewal *renewal);

/* Does the policy file itself say the SHA-256 of this program? */
bool renew_is_pinned(const struct program *program);

/* @path with all links resolved but its last part; it need not exist. */
char *renew_real_path(const char *path);

#endif /* RENEW_H */
