// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - diff: what a policy file would change
 * Copyright (C) 2026 The edgesec authors
 *
 * Both sides are turned into what the kernel would say of them, so a difference
 * of the text that means nothing is none. Neither order nor the way to write a
 * list of numbers is looked at.
 */
#include "canon.h"
#include "describe.h"
#include "diff_impact.h"
#include "load.h"
#include "memory.h"
#include "nl.h"
#include "output.h"
#include "quote.h"

#include <getopt.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMPACT								   \
	"diff --impact [--since WHEN] [--file FILE|- | --journal] FILE "   \
	"[--json]"

/**
 * struct entry - Something that a policy says
 * @section: What it is about.
 * @value: An object; the side holds the reference.
 * @text: The object in its one canonical form.
 */
struct entry {
	const char *section;
	json_t *value;
	char *text;
};

struct side {
	struct entry *list;
	size_t count;
};

static void add(struct side *side, const char *section, json_t *value)
{
	struct entry *entry = vector_add(side);

	canon(value);
	entry->section = section;
	entry->value = json_incref(value);
	entry->text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
	if (!entry->text)
		entry->text = must_strdup("");
}

static void add_all(struct side *side, const char *section, const json_t *list)
{
	json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
		add(side, section, value);
}

/*
 * The number of a generation is no difference, nor who signed it; a digest has
 * its reasons.
 */
static void add_head(struct side *side, json_t *policy)
{
	const char *key;
	json_t *value, *entry;

	json_object_foreach(policy, key, value) {
		if (json_is_array(value) || !strcmp(key, "generation") ||
		    !strcmp(key, "digest") || !strcmp(key, "signer"))
			continue;
		entry = json_object();
		json_object_set(entry, key, value);
		add(side, "policy", entry);
		json_decref(entry);
	}
}

static int compare(const struct entry *a, const struct entry *b)
{
	int order = strcmp(a->section, b->section);

	return order ? order : strcmp(a->text, b->text);
}

static int by_text(const void *a, const void *b)
{
	return compare(a, b);
}

static void fill(struct side *side, json_t *policy)
{
	add_head(side, policy);
	add_all(side, "program", json_object_get(policy, "programs"));
	add_all(side, "port", json_object_get(policy, "ports"));
	add_all(side, "server", json_object_get(policy, "servers"));
	if (side->count)
		qsort(side->list, side->count, sizeof(*side->list), by_text);
}

static void side_free(struct side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		json_decref(side->list[i].value);
		free(side->list[i].text);
	}
	free(side->list);
}

static void take(struct nlattr *attrs, int len, void *arg)
{
	describe_policy(arg, attrs, len);
}

static void take_message(json_t *policy, struct nl_msg *msg)
{
	struct genlmsghdr *header = genlmsg_hdr(nlmsg_hdr(msg));

	describe_policy(policy, genlmsg_attrdata(header, 0),
			genlmsg_attrlen(header, 0));
}

static int read_file(const char *name, json_t *policy)
{
	struct load load;
	int ret = load_policy(&load, name);

	if (!ret) {
		take_message(policy, load.compiled.begin);
		for (size_t i = 0; i < load.compiled.count; i++)
			take_message(policy, load.compiled.list[i].msg);
	}
	load_free(&load);
	return ret;
}

static int read_live(json_t *policy)
{
	return nl_ask_once("diff", EDGESEC_CMD_POLICY_GET, NLM_F_DUMP, take,
			   policy);
}

/* Without a name it is the policy in force. */
static int read_side(const char *name, struct side *side)
{
	json_t *policy = json_object();
	int ret = name ? read_file(name, policy) : read_live(policy);

	if (!ret)
		fill(side, policy);
	json_decref(policy);
	return ret;
}

static void print_value(const json_t *value);

static void print_members(json_t *object)
{
	const char *before = "", *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		printf("%s%s ", before, key);
		print_value(value);
		before = ", ";
	}
}

static void print_nested(json_t *object)
{
	putchar('(');
	print_members(object);
	putchar(')');
}

static void print_value(const json_t *value)
{
	json_t *member;
	size_t i;

	if (json_is_string(value))
		fputs(quote(json_string_value(value)), stdout);
	else if (json_is_integer(value))
		printf("%lld", (long long)json_integer_value(value));
	else if (json_is_object(value))
		print_nested((json_t *)value);
	json_array_foreach(value, i, member) {
		fputs(i ? " " : "", stdout);
		print_value(member);
	}
}

static void print_entry(char sign, const struct entry *entry)
{
	printf("%c %-7s ", sign, entry->section);
	print_members(entry->value);
	putchar('\n');
}

/* What was found: printed at once, or kept for one object of JSON. */
struct found {
	const struct cli *cli;
	json_t *added;
	json_t *removed;
	size_t count;
};

static void note(struct found *found, char sign, const struct entry *entry)
{
	json_t *to = sign == '+' ? found->added : found->removed;

	found->count++;
	if (found->cli->json)
		json_array_append_new(to, json_pack("{s:s, s:O}", "section",
						    entry->section, "entry",
						    entry->value));
	else if (!found->cli->quiet)
		print_entry(sign, entry);
}

static void merge(struct found *found, const struct side *from,
		  const struct side *to)
{
	size_t i = 0, k = 0;

	while (i < from->count || k < to->count) {
		int order = i == from->count ? 1 :
			    k == to->count ? -1 :
			    compare(&from->list[i], &to->list[k]);

		if (order < 0)
			note(found, '-', &from->list[i]);
		else if (order > 0)
			note(found, '+', &to->list[k]);
		i += order <= 0;
		k += order >= 0;
	}
}

static int tell(const struct cli *cli, const struct side *from,
		const struct side *to)
{
	struct found found = { cli, json_array(), json_array(), 0 };

	merge(&found, from, to);
	if (cli->json)
		output_json(json_pack("{s:b, s:O, s:O}", "same", !found.count,
				      "added", found.added, "removed",
				      found.removed));
	json_decref(found.added);
	json_decref(found.removed);
	return found.count ? EXIT_NO : EXIT_DONE;
}

static bool asks_for_impact(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--impact"))
			return true;
	return false;
}

static int diff_policies(const struct cli *given, int argc, char **argv)
{
	struct cli cli = *given;
	struct side from = {}, to = {};
	bool good = output_options(&cli, argc, argv, 1);
	int operands = argc - optind, ret;

	if (!good && operands != 2)
		return usage("diff FILE [FILE]\n       edgesec " IMPACT);
	ret = read_side(operands == 2 ? argv[optind] : NULL, &from);
	if (!ret)
		ret = read_side(argv[argc - 1], &to);
	if (!ret)
		ret = tell(&cli, &from, &to);
	side_free(&from);
	side_free(&to);
	return ret;
}

int cmd_diff(const struct cli *cli, int argc, char **argv)
{
	int ret;

	if (!asks_for_impact(argc, argv))
		return diff_policies(cli, argc, argv);
	ret = diff_impact(cli, argc, argv);
	return ret == EXIT_USAGE ? usage(IMPACT) : ret;
}
