// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: exchanges the policies of a storm
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: storm-swapper STATE SWAPS VERDICTS DIGEST...
 *
 * DIGESTs are the SHA-256 of the programs "both", "odd" and "even", then of the
 * libraries of these names. Odd generations list "both" and "odd", even ones
 * "both" and "even". Each is in force for so many VERDICTS at least, however
 * slow the machine is. A policy with the same rules is in force already, so no
 * hook needs to be proved. Ends the storm, and prints the generation that is in
 * force then.
 */
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "stage.h"
#include "storm.h"
#include "uapi/edgesec.h"

/* What is listed, in the order of the arguments: by kind, then by way. */
static unsigned char digests[WAYS][NEITHER][EDGESEC_DIGEST_SIZE];

static int read_digest(const char *text, unsigned char *digest)
{
	for (int i = 0; i < EDGESEC_DIGEST_SIZE; i++)
		if (sscanf(text + 2 * i, "%2hhx", &digest[i]) != 1)
			return -1;
	return 0;
}

static int add(int odd)
{
	const enum kind kind = odd ? ODD : EVEN;
	const int run = EDGESEC_ROLE_RUN, map = EDGESEC_ROLE_MAP;
	const struct stage_program list[] = {
		{ run | map, "/usr", NULL },
		{ run | map, "/lib64", NULL },
		{ run, NULL, digests[EXECUTE][BOTH] },
		{ run, NULL, digests[EXECUTE][kind] },
		{ map, NULL, digests[MAP][BOTH] },
		{ map, NULL, digests[MAP][kind] },
	};

	return stage_add_programs(list, sizeof(list) / sizeof(list[0]));
}

static int swap(struct storm *storm)
{
	static const int modes[] = { EDGESEC_A_HEAD_EXEC_MODE,
				     EDGESEC_A_HEAD_LIBRARY_MODE, 0 };
	int odd = !(stage_generation % 2);
	int ret = stage_begin_rules(odd ? "odd" : "even", modes);

	if (!ret)
		ret = add(odd);
	if (ret)
		return ret;
	atomic_store(&storm->generation, 0);
	ret = stage_commit();
	atomic_store(&storm->generation, stage_generation);
	return ret;
}

/* Fails when nobody asks the kernel any more. */
static int await_verdicts(struct storm *storm, unsigned int count)
{
	unsigned int begin = atomic_load(&storm->verdicts);

	for (int tries = 0; tries < 10000; tries++) {
		if (atomic_load(&storm->verdicts) - begin >= count)
			return 0;
		usleep(2000);
	}
	return -NLE_INTR;
}

/* In a storm nobody else would let it run. */
static void hurry(void)
{
	struct sched_param first = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &first))
		perror("sched_setscheduler");
}

int main(int argc, char **argv)
{
	struct storm *storm = argc == 4 + WAYS * NEITHER ?
			      storm_open(argv[1]) : NULL;
	int ret = 0;

	if (!storm)
		return 64;
	for (int i = 4; i < argc; i++)
		if (read_digest(argv[i], digests[(i - 4) / NEITHER]
						[(i - 4) % NEITHER]))
			return 65;
	if (stage_open() || stage_in_force())
		return 1;
	hurry();
	for (int swaps = atoi(argv[2]); swaps > 0 && !ret; swaps--) {
		ret = await_verdicts(storm, atoi(argv[3]));
		if (!ret)
			ret = swap(storm);
	}
	atomic_store(&storm->stop, 1);
	printf("%llu\n", stage_generation);
	if (ret)
		fprintf(stderr, "%s\n", nl_geterror(ret));
	return ret != 0;
}
