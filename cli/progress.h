/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - How far a long piece of work is, on a terminal
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

/* One more file of @bytes was read. Says so now and then, on a terminal only. */
void progress_file(size_t bytes);

/* Takes the line away again. */
void progress_end(void);

#endif /* PROGRESS_H */
