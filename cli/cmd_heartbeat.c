// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - heartbeat: one line that says whether everything is alive
 * Copyright (C) 2026 The edgesec authors
 */
#include "describe.h"
#include "facts.h"
#include "nl.h"
#include "output.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <getopt.h>
#include <stdio.h>

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static bool is_attached(const json_t *hook)
{
	return json_is_true(json_object_get(hook, "attached"));
}

/* Of the hooks that the policy needs; the others have nothing to do. */
static int count_hooks(const json_t *hooks, bool live)
{
	int number = 0;
	json_t *hook;
	size_t i;

	json_array_foreach(hooks, i, hook)
		number += is_attached(hook) &&
			  (!live || json_is_true(json_object_get(hook, "live")));
	return number;
}

static void copy(json_t *to, const json_t *from, const char *key)
{
	json_t *value = json_object_get(from, key);

	if (value)
		json_object_set(to, key, value);
}

static json_t *beat_of(const struct facts *facts)
{
	static const char *const keys[] = {
		"name", "version", "generation", "mode", "digest"
	};
	const json_t *hooks = json_object_get(facts->status, "hooks");
	bool in_force = facts_in_force(facts);
	json_t *beat = json_pack("{s:b, s:b, s:i, s:i, s:b, s:b, s:o}",
		"alive", in_force && !facts_dead_hook(facts),
		"in-force", in_force,
		"hooks", count_hooks(hooks, false),
		"hooks-alive", count_hooks(hooks, true),
		"on-trial", json_object_get(facts->status, "pending") != NULL,
		"overridden", json_object_get(facts->status, "override") != NULL,
		"losses", facts_losses(facts));

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		copy(beat, json_object_get(facts->status, "policy"), keys[i]);
	copy(beat, facts->status, "lock");
	copy(beat, facts->status, "module");
	copy(beat, facts->status, "sequence");
	return beat;
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* Words as in a record, so that one reader does for both. */
static void print_line(const json_t *beat)
{
	json_t *losses = json_object_get(beat, "losses"), *value;
	const char *key;

	printf("heartbeat alive=%d gen=%lld",
	       json_is_true(json_object_get(beat, "alive")),
	       number(beat, "generation"));
	if (*describe_text(beat, "name"))
		printf(" name=%s version=%lld mode=%s",
		       quote(describe_text(beat, "name")),
		       number(beat, "version"), describe_text(beat, "mode"));
	printf(" hooks=%lld/%lld trial=%d override=%d lock=%s seq=%lld",
	       number(beat, "hooks-alive"), number(beat, "hooks"),
	       json_is_true(json_object_get(beat, "on-trial")),
	       json_is_true(json_object_get(beat, "overridden")),
	       describe_text(beat, "lock"), number(beat, "sequence"));
	json_object_foreach(losses, key, value)
		printf(" %s=%lld", key, (long long)json_integer_value(value));
	printf(" module=%s\n", quote(describe_text(beat, "module")));
}

int cmd_heartbeat(const struct cli *given, int argc, char **argv)
{
	struct facts facts = { .status = json_object() };
	struct cli cli = *given;
	json_t *beat;
	int ret;

	if (!output_options(&cli, argc, argv, 0)) {
		facts_free(&facts);
		return usage("heartbeat [--json]");
	}
	ret = nl_ask_once("heartbeat", EDGESEC_CMD_STATUS_GET, 0, take_status,
			  facts.status);
	if (!ret) {
		beat = beat_of(&facts);
		ret = json_is_true(json_object_get(beat, "alive")) ?
			      EXIT_DONE : EXIT_NO;
		if (cli.json)
			output_json(json_incref(beat));
		else if (!cli.quiet)
			print_line(beat);
		json_decref(beat);
	}
	facts_free(&facts);
	return ret;
}
