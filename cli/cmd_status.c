// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - status: what is in force
 * Copyright (C) 2026 The edgesec authors
 */
#include "columns.h"
#include "describe.h"
#include "nl.h"
#include "opened.h"
#include "output.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *number_text(char text[32], const json_t *object,
			       const char *key)
{
	snprintf(text, 32, "%lld", (long long)number(object, key));
	return text;
}

/* Of a limit: 0 is none. */
static const char *limit_text(char text[32], const json_t *object,
			      const char *key)
{
	return number(object, key) ? number_text(text, object, key) : "-";
}

static void print_signature(const json_t *policy)
{
	const char *word = describe_text(policy, "signature");

	if (*describe_text(policy, "signer"))
		printf("signed by    %s\n",
		       quote(describe_text(policy, "signer")));
	if (!strcmp(word, "required"))
		puts("signature    required of what follows");
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
	if (*describe_text(policy, "on-loss"))
		printf("lost records %s\n", describe_text(policy, "on-loss"));
	if (number(policy, "warn-at"))
		printf("warning      at %lld %% of what a class may record\n",
		       (long long)number(policy, "warn-at"));
	if (*describe_text(policy, "digest"))
		printf("digest       %s\n", describe_text(policy, "digest"));
	print_signature(policy);
}

static void print_pending(const json_t *pending)
{
	if (!pending)
		return;
	printf("waits        for: edgesec confirm %lld; else in %lld s ",
	       (long long)number(pending, "generation"),
	       (long long)number(pending, "seconds"));
	if (number(pending, "previous"))
		printf("generation %lld comes back\n",
		       (long long)number(pending, "previous"));
	else
		puts("no policy is in force");
}

static void print_override(const json_t *override)
{
	if (override)
		printf("override     for %lld s more, begun by uid %lld: %s\n",
		       (long long)number(override, "seconds"),
		       (long long)number(override, "uid"),
		       quote(describe_text(override, "reason")));
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

static const char *load_of(const json_t *table)
{
	static char text[32];
	double buckets = number(table, "buckets");

	snprintf(text, sizeof(text), "%.2f",
		 buckets ? number(table, "entries") / buckets : 0);
	return text;
}

/* Each table of the kernel. A line is 64 bytes, with room for three keys. */
static void print_tables(const json_t *tables)
{
	enum { NUMBERS = 2, CELLS = 13 };
	static const char *const names[CELLS + 1] = {
		"TABLE", "LOAD", "ENTRIES", "OF", "BUCKETS", "OVERFLOW",
		"BYTES", "OF", "CHAIN", "REHASHED", "REHASHES", "RESEEDS",
		"LONG", NULL
	};
	static const char *const keys[CELLS] = {
		NULL, NULL, "entries", "max-entries", "buckets",
		"overflow-lines", "bytes", "max-bytes", "longest-chain",
		"rehash-percent", "rehashes", "reseeds", "long-chains"
	};
	struct libscols_table *columns = columns_new(names);
	const char *cells[CELLS];
	char text[CELLS][32];
	size_t i, k;
	json_t *table;

	json_array_foreach(tables, i, table) {
		cells[0] = quote(describe_text(table, "name"));
		cells[1] = load_of(table);
		for (k = NUMBERS; k < CELLS; k++)
			cells[k] = strncmp(keys[k], "max-", 4) ?
				number_text(text[k], table, keys[k]) :
				limit_text(text[k], table, keys[k]);
		columns_add(columns, cells);
	}
	columns_print(columns);
}

/* What was open before the policy, which closes nothing by itself. */
static void print_opened(const json_t *opened)
{
	json_t *socket;
	size_t i;

	json_array_foreach(opened, i, socket)
		printf("open         %s %s port %lld (%s), against %s\n",
		       describe_text(socket, "direction"),
		       describe_text(socket, "protocol"),
		       (long long)number(socket, "port"),
		       describe_text(socket, "scope"),
		       describe_text(socket, "rule"));
}

static void print_status(const json_t *status)
{
	print_policy(json_object_get(status, "policy"));
	print_pending(json_object_get(status, "pending"));
	print_override(json_object_get(status, "override"));
	if (strcmp(describe_text(status, "lock"), "open"))
		printf("lock         %s until the next boot\n",
		       describe_text(status, "lock"));
	printf("module       %s, ABI %lld\n",
	       quote(describe_text(status, "module")),
	       (long long)number(status, "abi"));
	print_opened(json_object_get(status, "open"));
	print_hooks(json_object_get(status, "hooks"));
	print_counters(json_object_get(status, "counters"));
}

int cmd_status(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	bool tables = false;
	struct refusal refusal;
	json_t *status;
	struct nl_msg *msg;
	struct nl nl;
	int ret;

	if (!output_options_and(&cli, "tables", &tables, argc, argv, 0))
		return usage("status [--tables] [--json]");
	ret = nl_open(&nl);
	if (ret)
		return ret;
	status = json_object();
	msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	ret = nl_ask(&nl, msg, take_status, status, &refusal);
	nlmsg_free(msg);
	if (!ret && json_object_get(status, "policy"))
		json_object_set_new(status, "open",
				    opened_against_policy(&nl));
	nl_shut(&nl);
	if (ret)
		ret = nl_complain("status", &refusal);
	else if (cli.json)
		output_json(json_incref(status));
	else if (tables)
		print_tables(json_object_get(status, "tables"));
	else if (!cli.quiet)
		print_status(status);
	json_decref(status);
	return ret;
}
