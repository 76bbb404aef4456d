// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Fuzzes the reading of a package's archive
 * Copyright (C) 2026 The edgesec authors
 *
 * Checksums would stop almost every change the fuzzer makes, so they are set
 * right first, unless the first byte of the input says otherwise.
 */
#include <stdlib.h>
#include <string.h>

#include "tar.h"

#define BLOCK	512

struct input {
	const uint8_t *data;
	size_t size;
	size_t at;
};

static ssize_t read_input(void *arg, void *buffer, size_t size)
{
	struct input *input = arg;
	size_t left = input->size - input->at;

	size = size < left ? size : left;
	memcpy(buffer, input->data + input->at, size);
	input->at += size;
	return size;
}

/* What is handed out must be what the header promises. */
static void judge_file(void *arg, const struct tar_file *file)
{
	(void)arg;
	if (!*file->name || strlen(file->name) > TAR_NAME_MAX ||
	    (file->target && strlen(file->target) > TAR_NAME_MAX))
		abort();
}

static void set_sum(uint8_t *block)
{
	unsigned int sum = 0;

	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += block[i];
	for (size_t i = 6; i--; sum >>= 3)
		block[148 + i] = '0' + (sum & 7);
	block[154] = '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {};
	const struct tar_reader reader = { read_input, judge_file, &input };
	uint8_t *copy = malloc(size + 1);

	if (!size || !copy) {
		free(copy);
		return 0;
	}
	memcpy(copy, data, size);
	for (size_t i = 1; data[0] != 'x' && i + BLOCK <= size; i += BLOCK)
		if (copy[i])
			set_sum(copy + i);
	input = (struct input){ copy + 1, size - 1, 0 };
	tar_read(&reader);
	free(copy);
	return 0;
}
