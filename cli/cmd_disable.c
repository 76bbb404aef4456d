// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - disable: take the policy out of force
 * Copyright (C) 2026 The edgesec authors
 */
#include "nl.h"
#include "output.h"

#include "../kmod/uapi/edgesec.h"

#include <netlink/msg.h>
#include <stdio.h>

int cmd_disable(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	struct refusal refusal;
	struct nl_msg *msg;
	struct nl nl;
	int ret;

	if (!output_options(&cli, argc, argv, 0))
		return usage("disable");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	msg = nl_request(EDGESEC_CMD_POLICY_DISABLE, 0);
	ret = nl_ask(&nl, msg, NULL, NULL, &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
	if (ret)
		return nl_complain("disable", &refusal);
	if (cli.json)
		output_json(json_pack("{s:b}", "enforcing", 0));
	else if (!cli.quiet)
		puts("no policy is in force");
	return EXIT_DONE;
}
