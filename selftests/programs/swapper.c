// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: exchanges two policies again and again
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: swapper SWAPS [PAUSE-IN-MICROSECONDS]
 *
 * Odd generations get odd policies, even ones even policies (stage.h). So the
 * generation that a denial was recorded with tells what may have been denied.
 * Prints the generation that is in force at the end.
 */
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

static int swap(int odd)
{
	int ret = stage_begin(odd);

	if (!ret)
		ret = stage_add(odd);
	return ret ? ret : stage_commit_proved("swapper");
}

int main(int argc, char **argv)
{
	int swaps, ret = 0;

	if (argc < 2 || !strcmp(argv[1], "--proof"))
		return 64;
	if (stage_open())
		return 1;
	for (swaps = 1; swaps <= atoi(argv[1]) && !ret; swaps++) {
		ret = swap(swaps % 2);
		if (argc > 2)
			usleep(atoi(argv[2]));
	}
	printf("%llu\n", stage_generation);
	if (ret)
		fprintf(stderr, "swap %d: %s\n", swaps - 1, nl_geterror(ret));
	return ret != 0;
}
