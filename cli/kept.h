/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Files that outlive a boot
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef KEPT_H
#define KEPT_H

#define KEPT_FOLDER	"/var/lib/edgesec"

/*
 * Writes @text to the file @name in KEPT_FOLDER, which is made where it is
 * missing. Returns an exit status, after having said what is wrong. After
 * EXIT_DONE the file outlives a cut of the power; what earlier cuts left behind
 * is gone.
 */
int kept_store(const char *name, const char *text);

#endif /* KEPT_H */
