/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - "Did you mean ...?"
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SUGGEST_H
#define SUGGEST_H

/*
 * The one of @names (ended by NULL) that is most like @word, or NULL when none
 * is alike.
 */
const char *suggest(const char *word, const char *const *names);

#endif /* SUGGEST_H */
