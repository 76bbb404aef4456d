// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - metrics: the state as text for Prometheus
 * Copyright (C) 2026 The edgesec authors
 */
#include "describe.h"
#include "memory.h"
#include "nl.h"
#include "output.h"
#include "store.h"

#include "../kmod/uapi/edgesec.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void head(FILE *to, const char *name, const char *type, const char *help)
{
	fprintf(to, "# HELP edgesec_%s %s\n# TYPE edgesec_%s %s\n", name, help,
		name, type);
}

static void gauge(FILE *to, const char *name, const char *help, json_int_t value)
{
	head(to, name, "gauge", help);
	fprintf(to, "edgesec_%s %lld\n", name, (long long)value);
}

/* A label's value may hold any UTF-8 but these three as they are. */
static void put_label(FILE *to, const char *key, const char *value)
{
	fprintf(to, "%s=\"", key);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", to);
		else if (*value == '"' || *value == '\\')
			fprintf(to, "\\%c", *value);
		else
			fputc(*value, to);
	}
	fputc('"', to);
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void put_policy(FILE *to, const json_t *policy)
{
	gauge(to, "policy_in_force", "1 while a policy is in force.", !!policy);
	gauge(to, "policy_generation", "Its number, 0 for none.",
	      number(policy, "generation"));
	gauge(to, "policy_version", "What it says of itself.",
	      number(policy, "version"));
	if (!policy)
		return;
	head(to, "policy_info", "gauge", "Which policy is in force.");
	fputs("edgesec_policy_info{", to);
	put_label(to, "name", describe_text(policy, "name"));
	fputc(',', to);
	put_label(to, "mode", describe_text(policy, "mode"));
	fputc(',', to);
	put_label(to, "digest", describe_text(policy, "digest"));
	fputs("} 1\n", to);
}

static void put_lock(FILE *to, const char *level)
{
	gauge(to, "lock", "0 open, 1 versioned, 2 sealed.",
	      !strcmp(level, "versioned") ? 1 : !strcmp(level, "sealed") ? 2 : 0);
}

static void put_counters(FILE *to, json_t *counters)
{
	const char *key;
	json_t *value;

	json_object_foreach(counters, key, value) {
		char *name = must_printf("%s_total", key);

		for (char *c = name; *c; c++)
			if (*c == '-')
				*c = '_';
		head(to, name, "counter", key);
		fprintf(to, "edgesec_%s %lld\n", name,
			(long long)json_integer_value(value));
		free(name);
	}
}

static void put_hooks(FILE *to, const json_t *hooks)
{
	json_t *hook;
	size_t i;

	head(to, "hook_live", "gauge", "1 while calls are seen to arrive.");
	json_array_foreach(hooks, i, hook) {
		fputs("edgesec_hook_live{", to);
		put_label(to, "hook", describe_text(hook, "name"));
		fprintf(to, "} %d\n",
			json_is_true(json_object_get(hook, "attached")) &&
			json_is_true(json_object_get(hook, "live")));
	}
}

static void put_table(FILE *to, const json_t *tables, const char *key,
		      const char *help)
{
	json_t *table;
	size_t i;

	head(to, key, "gauge", help);
	json_array_foreach(tables, i, table) {
		fprintf(to, "edgesec_%s{", key);
		put_label(to, "table", describe_text(table, "name"));
		fprintf(to, "} %lld\n", (long long)number(table, strchr(key, '_') + 1));
	}
}

static void put_status(FILE *to, const json_t *status)
{
	const json_t *pending = json_object_get(status, "pending");
	const json_t *tables = json_object_get(status, "tables");

	put_policy(to, json_object_get(status, "policy"));
	gauge(to, "policy_on_trial", "1 while it waits for confirmation.",
	      !!pending);
	gauge(to, "policy_trial_seconds", "Until it is taken back.",
	      number(pending, "seconds"));
	put_lock(to, describe_text(status, "lock"));
	head(to, "events_total", "counter", "Records, written or not.");
	fprintf(to, "edgesec_events_total %lld\n",
		(long long)number(status, "sequence"));
	put_counters(to, json_object_get(status, "counters"));
	put_hooks(to, json_object_get(status, "hooks"));
	put_table(to, tables, "table_entries", "Keys in a table.");
	put_table(to, tables, "table_bytes", "Memory of a table.");
}

static char *text_of(const json_t *status)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return must_strdup("");
	put_status(to, status);
	fclose(to);
	return text;
}

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static int print(const json_t *status, const char *name)
{
	char *text = text_of(status);
	int ret = EXIT_DONE;

	if (name)
		ret = store_public(name, text);
	else
		fputs(text, stdout);
	free(text);
	return ret;
}

int cmd_metrics(const struct cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{}
	};
	const char *name = NULL;
	json_t *status;
	int option, ret;

	(void)cli;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) == 'o')
		name = optarg;
	if (option != -1 || optind < argc)
		return usage("metrics [--output FILE]");
	status = json_object();
	ret = nl_ask_once("metrics", EDGESEC_CMD_STATUS_GET, 0, take_status,
			  status);
	if (!ret)
		ret = print(status, name);
	json_decref(status);
	return ret;
}
