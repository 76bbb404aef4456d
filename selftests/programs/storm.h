/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What storm and storm-swapper share while they run
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SELFTESTS_STORM_H
#define SELFTESTS_STORM_H

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* Which generations list a file; the names of the files in this order. */
enum kind { BOTH, ODD, EVEN, NEITHER, KINDS };

/* What is done to a file. */
enum way { EXECUTE, MAP, WAYS };

/**
 * struct storm - In a file that all of them map
 * @generation: In force now; 0 while it is being exchanged.
 * @stop: The storm is to end.
 * @verdicts: How many the kernel has given; those are
 * @allowed: when it let something happen,
 * @denied: when it did not.
 * @checked: Verdicts that were given between two looks at one generation, so
 *	that they had to be its verdicts.
 * @wrong: Verdicts that no generation, or not that one, could give.
 * @failed: What failed for another reason.
 */
struct storm {
	atomic_uint generation;
	atomic_uint stop;
	atomic_uint verdicts;
	atomic_uint allowed[WAYS][KINDS];
	atomic_uint denied[WAYS][KINDS];
	atomic_uint checked;
	atomic_uint wrong;
	atomic_uint failed;
};

static inline struct storm *storm_open(const char *file)
{
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *at = MAP_FAILED;

	if (fd >= 0 && !ftruncate(fd, sizeof(struct storm)))
		at = mmap(NULL, sizeof(struct storm), PROT_READ | PROT_WRITE,
			  MAP_SHARED, fd, 0);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

#endif /* SELFTESTS_STORM_H */
