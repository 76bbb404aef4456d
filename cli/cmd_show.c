// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - show: the policy in force, entry by entry
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "describe.h"
#include "nl.h"
#include "output.h"
#include "quote.h"
#include "show_modbus.h"
#include "show_ports.h"

#include "../kmod/uapi/edgesec.h"

#include <linux/netlink.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

static void take_policy(struct nlattr *attrs, int len, void *arg)
{
	describe_policy(arg, attrs, len);
}

static void known_by(const json_t *program, char *text, size_t size)
{
	const char *sha256 = describe_text(program, "sha256");
	const char *fsverity = describe_text(program, "fsverity");

	if (*sha256)
		snprintf(text, size, "sha256 %.16s...", sha256);
	else if (*fsverity)
		snprintf(text, size, "fs-verity %.16s...", fsverity);
	else
		snprintf(text, size, "%s",
			 describe_text(program, "identify-by"));
}

static void print_programs(const json_t *programs)
{
	static const char *const names[] = { "PROGRAM", "KNOWN BY", "MAY",
					     NULL };
	struct libscols_table *table = columns_new(names);
	char may[64], by[64];
	json_t *program;
	size_t i;

	json_array_foreach(programs, i, program) {
		known_by(program, by, sizeof(by));
		columns_add(table, (const char *[]){
			quote(describe_text(program, "path")), by,
			describe_join(json_object_get(program, "may"), "", may,
				      sizeof(may)) });
	}
	columns_print(table);
}

static void print_policy(const json_t *policy)
{
	const json_t *name = json_object_get(policy, "name");

	if (!name) {
		puts("no policy is in force");
		return;
	}
	printf("%s, version %lld, generation %lld\n\n",
	       quote(json_string_value(name)),
	       (long long)json_integer_value(
		       json_object_get(policy, "version")),
	       (long long)json_integer_value(
		       json_object_get(policy, "generation")));
	print_programs(json_object_get(policy, "programs"));
	show_ports(json_object_get(policy, "ports"));
	show_servers(json_object_get(policy, "servers"));
}

int cmd_show(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	struct refusal refusal;
	struct nl_msg *msg;
	json_t *policy;
	struct nl nl;
	int ret;

	if (!output_options(&cli, argc, argv, 0))
		return usage("show [--json]");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	policy = json_object();
	msg = nl_request(EDGESEC_CMD_POLICY_GET, NLM_F_DUMP);
	ret = nl_ask(&nl, msg, take_policy, policy, &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
	if (ret)
		ret = nl_complain("show", &refusal);
	else if (cli.json)
		output_json(json_incref(policy));
	else if (!cli.quiet)
		print_policy(policy);
	json_decref(policy);
	return ret;
}
