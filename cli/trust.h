/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Handing keys of the owner to the kernel
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef TRUST_H
#define TRUST_H

#include "nl.h"

/* The folder whose keys are trusted from boot on. */
extern const char trust_folder[];

/*
 * Has policies trusted that the owner of the certificate in the file @name signs,
 * until the next boot. Returns an exit status, after having said what is wrong.
 */
int trust_add(struct nl *nl, const char *name);

/* The same for each file in the folder. What is trusted already is no mistake. */
int trust_add_folder(struct nl *nl);

#endif /* TRUST_H */
