// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - lock: take fewer changes until the next boot
 * Copyright (C) 2026 The edgesec authors
 */
#include "nl.h"
#include "output.h"

#include "../kmod/uapi/edgesec.h"

#include <getopt.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

/* EDGESEC_LOCK_OPEN for what is no lock. */
static enum edgesec_lock read_level(const char *text)
{
	if (!strcmp(text, "versioned"))
		return EDGESEC_LOCK_VERSIONED;
	return strcmp(text, "sealed") ? EDGESEC_LOCK_OPEN : EDGESEC_LOCK_SEALED;
}

static int lock(enum edgesec_lock level)
{
	struct refusal refusal;
	struct nl_msg *msg;
	struct nl nl;
	int ret = nl_open(&nl);

	if (ret)
		return ret;
	msg = nl_request(EDGESEC_CMD_POLICY_LOCK, 0);
	nla_put_u32(msg, EDGESEC_A_POLICY_LOCK, level);
	if (nl_ask(&nl, msg, NULL, NULL, &refusal))
		ret = nl_complain("lock", &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
	return ret;
}

int cmd_lock(const struct cli *given, int argc, char **argv)
{
	enum edgesec_lock level = EDGESEC_LOCK_OPEN;
	struct cli cli = *given;
	int ret;

	if (output_options(&cli, argc, argv, 1))
		level = read_level(argv[optind]);
	if (level == EDGESEC_LOCK_OPEN)
		return usage("lock versioned|sealed");
	ret = lock(level);
	if (!ret && cli.json)
		output_json(json_pack("{s:s}", "lock", argv[optind]));
	else if (!ret && !cli.quiet)
		printf("%s until the next boot\n", argv[optind]);
	return ret;
}
