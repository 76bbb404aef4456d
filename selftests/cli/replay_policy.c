// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Gives files to the fuzzer of policies
 * Copyright (C) 2026 The edgesec authors
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FILE_MAX	(1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	static uint8_t bytes[FILE_MAX];

	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");

		if (!file) {
			perror(argv[i]);
			return 1;
		}
		LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, FILE_MAX, file));
		fclose(file);
	}
	return 0;
}
