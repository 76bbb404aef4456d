/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Memory, or a clean end of the command
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/*
 * These never return NULL: without memory the command says so and ends, and
 * the policy in force stays, since only a complete commit changes it.
 */
void *must_calloc(size_t count, size_t size);
char *must_strdup(const char *string);
__attribute__((format(printf, 1, 2)))
char *must_printf(const char *fmt, ...);

/* The @count members of @list, moved to where one more member has room. */
void *must_grow(void *list, size_t count, size_t size);

/* A new zeroed member at the end of a vector with members list and count. */
#define vector_add(vector) __extension__({				\
	(vector)->list = must_grow((vector)->list, (vector)->count,	\
				   sizeof(*(vector)->list));		\
	&(vector)->list[(vector)->count++];				\
})

#endif /* MEMORY_H */
