/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which loader a program is started by
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LOADER_H
#define LOADER_H

/*
 * The path of the loader that the ELF file @path names for itself, to be
 * freed; NULL when it names none.
 */
char *loader_of(const char *path);

#endif /* LOADER_H */
