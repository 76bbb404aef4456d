// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - status: what is in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "describe.h"
#include "nl.h"
#include "output.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <netlink/msg.h>
#include <stdio.h>

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void print_policy(const json_t *policy)
{
	if (!policy) {
		puts("no policy is in force");
		return;
	}
	printf("policy       %s, version %lld, generation %lld\n",
	       quote(describe_text(policy, "name")),
	       (long long)number(policy, "version"),
	       (long long)number(policy, "generation"));
	if (*describe_text(policy, "profile"))
		printf("profile      %s\n",
		       quote(describe_text(policy, "profile")));
	printf("mode         %s; executables %s, scripts %s\n",
	       describe_text(policy, "mode"),
	       describe_text(policy, "executables-mode"),
	       describe_text(policy, "scripts-mode"));
	if (*describe_text(policy, "digest"))
		printf("digest       %s\n", describe_text(policy, "digest"));
}

static const char *hook_state(const json_t *hook)
{
	if (!json_is_true(json_object_get(hook, "attached")))
		return "not needed";
	return json_is_true(json_object_get(hook, "live")) ?
	       "attached, live" : "attached, not yet called";
}

static void print_hooks(const json_t *hooks)
{
	static const char *const names[] = { "HOOK", "STATE", "FUNCTION",
					     NULL };
	struct libscols_table *table = columns_new(names);
	size_t i;
	json_t *hook;

	json_array_foreach(hooks, i, hook)
		columns_add(table, (const char *[]){
			quote(describe_text(hook, "name")), hook_state(hook),
			quote(describe_text(hook, "symbol")) });
	putchar('\n');
	columns_print(table);
}

/* Zeros are left out: what is shown has happened. */
static void print_counters(json_t *counters)
{
	static const char *const names[] = { "COUNTER", "EVENTS", NULL };
	struct libscols_table *table = columns_new(names);
	const char *name;
	json_t *value;
	char text[32];

	json_object_foreach(counters, name, value) {
		if (!json_integer_value(value))
			continue;
		snprintf(text, sizeof(text), "%lld",
			 (long long)json_integer_value(value));
		columns_add(table, (const char *[]){ quote(name), text });
	}
	putchar('\n');
	columns_print(table);
}

static void print_status(const json_t *status)
{
	print_policy(json_object_get(status, "policy"));
	printf("module       %s, ABI %lld\n",
	       quote(describe_text(status, "module")),
	       (long long)number(status, "abi"));
	print_hooks(json_object_get(status, "hooks"));
	print_counters(json_object_get(status, "counters"));
}

int cmd_status(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	struct refusal refusal;
	json_t *status;
	struct nl_msg *msg;
	struct nl nl;
	int ret;

	if (!output_options(&cli, argc, argv, 0))
		return usage("status [--json]");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	status = json_object();
	msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	ret = nl_ask(&nl, msg, take_status, status, &refusal);
	nlmsg_free(msg);
	nl_shut(&nl);
	if (ret)
		ret = nl_complain("status", &refusal);
	else if (cli.json)
		output_json(json_incref(status));
	else if (!cli.quiet)
		print_status(status);
	json_decref(status);
	return ret;
}
