// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - override: for a time, only record what would be denied
 * Copyright (C) 2026 The edgesec authors
 */
#include "nl.h"
#include "number.h"
#include "output.h"

#include "../kmod/uapi/edgesec.h"

#include <getopt.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

struct job {
	struct cli cli;
	uint32_t seconds;
	const char *reason;
};

static int ask(struct nl_msg *msg)
{
	struct refusal refusal;
	struct nl nl;
	int ret = nl_open(&nl);

	if (!ret) {
		if (nl_ask(&nl, msg, NULL, NULL, &refusal))
			ret = nl_complain("override", &refusal);
		nl_shut(&nl);
	}
	nlmsg_free(msg);
	return ret;
}

static int start(const struct job *job)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_OVERRIDE_START, 0);
	struct nlattr *nest = nla_nest_start(msg, EDGESEC_A_POLICY_OVERRIDE);
	int ret;

	nla_put_u32(msg, EDGESEC_A_OVERRIDE_SECONDS, job->seconds);
	nla_put_string(msg, EDGESEC_A_OVERRIDE_REASON, job->reason);
	nla_nest_end(msg, nest);
	ret = ask(msg);
	if (!ret && job->cli.json)
		output_json(json_pack("{s:s, s:i}", "result", "started",
				      "seconds", (int)job->seconds));
	else if (!ret && !job->cli.quiet)
		printf("what would be denied is only recorded, for %u s; to end that: edgesec override stop\n",
		       job->seconds);
	return ret;
}

static int stop(const struct job *job)
{
	int ret = ask(nl_request(EDGESEC_CMD_OVERRIDE_STOP, 0));

	if (!ret && job->cli.json)
		output_json(json_pack("{s:s}", "result", "stopped"));
	else if (!ret && !job->cli.quiet)
		puts("the policy is in force in full");
	return ret;
}

static bool read_options(struct job *job, int argc, char **argv)
{
	static const struct option options[] = {
		{ "for", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "reason", required_argument, NULL, 'r' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1) {
		if (option == 'j')
			job->cli.json = true;
		else if (option == 'q')
			job->cli.quiet = true;
		else if (option == 'r')
			job->reason = optarg;
		else if (option != 'f' ||
			 !duration_read(optarg, EDGESEC_OVERRIDE_MAX,
					&job->seconds))
			return false;
	}
	return optind == argc;
}

static bool has_reason(const struct job *job)
{
	return job->reason && *job->reason &&
	       strlen(job->reason) <= EDGESEC_REASON_MAX;
}

int cmd_override(const struct cli *given, int argc, char **argv)
{
	struct job job = { .cli = *given };
	bool starts = argc > 1 && !strcmp(argv[1], "start");

	if (argc < 2 || (!starts && strcmp(argv[1], "stop")) ||
	    !read_options(&job, argc - 1, argv + 1) ||
	    (starts ? !job.seconds || !has_reason(&job) :
		      job.seconds || job.reason))
		return usage("override start --for 15m --reason TEXT | override stop");
	return starts ? start(&job) : stop(&job);
}
