// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Which code of the kernel a message reached, by kcov
 * Copyright (C) 2026 The edgesec authors
 *
 * Only the module is instrumented, so a place is a basic block of it.
 */
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "feedback.h"

#define COVER_SIZE	(64 << 10)
#define SEEN_BITS	16

/* The first word counts the addresses that follow. */
static unsigned long *cover;
static uint8_t seen[1 << SEEN_BITS];
static unsigned int places;

int feedback_open(void)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, KCOV_INIT_TRACE, COVER_SIZE))
		return 0;
	cover = mmap(NULL, COVER_SIZE * sizeof(*cover), PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	if (cover == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC)) {
		cover = NULL;
		return 0;
	}
	return 1;
}

void feedback_begin(void)
{
	if (cover)
		__atomic_store_n(&cover[0], 0, __ATOMIC_RELAXED);
}

unsigned int feedback_end(void)
{
	unsigned int news = 0;
	unsigned long count;

	if (!cover)
		return 0;
	count = __atomic_load_n(&cover[0], __ATOMIC_RELAXED);
	for (unsigned long i = 1; i <= count; i++) {
		uint64_t hash = cover[i] * 0x9e3779b97f4a7c15u;
		uint8_t *place = &seen[hash >> (64 - SEEN_BITS)];

		news += !*place;
		*place = 1;
	}
	places += news;
	return news;
}

unsigned int feedback_places(void)
{
	return places;
}
