// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: what the policy in force says, and by which rule
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel answers, by the functions that decide.
 */
#include "describe.h"
#include "explain_forms.h"
#include "memory.h"
#include "output.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYNOPSIS							   \
	"explain FILE... [--as program|library|script|module] "		   \
	"[--program FILE]\n"						   \
	"       edgesec explain --exec [--program FILE] -- COMMAND [ARGUMENT...]\n" \
	"       edgesec explain --port PORT/PROTOCOL|raw|packet "	   \
	"--scope host|container|netns:FILE|cgroup:PATH [--cgroup PATH] "   \
	"[--direction bind|listen|connect|send] [--program FILE]\n"	   \
	"       edgesec explain --modbus --server ADDRESS:PORT --client ADDRESS " \
	"--function CODE [--unit U] [--sub S] [--address A] "		   \
	"[--quantity N] [--read A] [--value V...] [--data HEX] "	   \
	"[--program FILE]\n"						   \
	"       each with [--policy FILE] [--json]"

#define BIT(word)	(1u << (word))

/* Options that are no words. */
enum { OPTION_EXEC = WORD_COUNT, OPTION_MODBUS, OPTION_VALUE };

/**
 * struct form - A form of the question
 * @words: Which options it may have; bits of enum explain_word.
 * @needs: Which it has to have.
 * @values: --value may be said.
 * @operands: It has words without an option.
 */
struct form {
	int (*ask)(struct explain *explain);
	unsigned int words;
	unsigned int needs;
	bool values;
	bool operands;
};

#define FOR_ALL		(BIT(WORD_PROGRAM) | BIT(WORD_POLICY))

static const struct form file_form = {
	explain_files, FOR_ALL | BIT(WORD_AS), 0, false, true
};

static const struct form exec_form = { explain_exec, FOR_ALL, 0, false, true };

static const struct form port_form = {
	explain_port,
	FOR_ALL | BIT(WORD_PORT) | BIT(WORD_SCOPE) | BIT(WORD_CGROUP) |
		BIT(WORD_DIRECTION),
	BIT(WORD_PORT) | BIT(WORD_SCOPE), false, false
};

static const struct form modbus_form = {
	explain_modbus,
	FOR_ALL | BIT(WORD_SERVER) | BIT(WORD_CLIENT) | BIT(WORD_UNIT) |
		BIT(WORD_FUNCTION) | BIT(WORD_SUB) | BIT(WORD_ADDRESS) |
		BIT(WORD_QUANTITY) | BIT(WORD_READ) | BIT(WORD_DATA),
	BIT(WORD_SERVER) | BIT(WORD_CLIENT) | BIT(WORD_FUNCTION), true, false
};

/* Takes an option. @form is the one that was chosen by name, or NULL. */
static bool take_option(struct explain *explain, int option,
			const struct form **form)
{
	if (option == 'j') {
		explain->cli.json = true;
	} else if (option == 'q') {
		explain->cli.quiet = true;
	} else if (option == OPTION_EXEC || option == OPTION_MODBUS) {
		if (*form)
			return false;
		*form = option == OPTION_EXEC ? &exec_form : &modbus_form;
	} else if (option == OPTION_VALUE) {
		*vector_add(&explain->values) = optarg;
	} else if (option >= 0 && option < WORD_COUNT &&
		   !explain->said[option]) {
		explain->said[option] = optarg;
	} else {
		return false;
	}
	return true;
}

static const struct option options[] = {
	{ "port", required_argument, NULL, WORD_PORT },
	{ "scope", required_argument, NULL, WORD_SCOPE },
	{ "cgroup", required_argument, NULL, WORD_CGROUP },
	{ "direction", required_argument, NULL, WORD_DIRECTION },
	{ "program", required_argument, NULL, WORD_PROGRAM },
	{ "as", required_argument, NULL, WORD_AS },
	{ "server", required_argument, NULL, WORD_SERVER },
	{ "client", required_argument, NULL, WORD_CLIENT },
	{ "unit", required_argument, NULL, WORD_UNIT },
	{ "function", required_argument, NULL, WORD_FUNCTION },
	{ "sub", required_argument, NULL, WORD_SUB },
	{ "address", required_argument, NULL, WORD_ADDRESS },
	{ "quantity", required_argument, NULL, WORD_QUANTITY },
	{ "read", required_argument, NULL, WORD_READ },
	{ "data", required_argument, NULL, WORD_DATA },
	{ "policy", required_argument, NULL, WORD_POLICY },
	{ "exec", no_argument, NULL, OPTION_EXEC },
	{ "modbus", no_argument, NULL, OPTION_MODBUS },
	{ "value", required_argument, NULL, OPTION_VALUE },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{}
};

static unsigned int words_of(const struct explain *explain)
{
	unsigned int words = 0;

	for (int i = 0; i < WORD_COUNT; i++)
		if (explain->said[i])
			words |= BIT(i);
	return words;
}

/* The form of the question, or NULL if the command line is wrong. */
static const struct form *read_options(struct explain *explain, int argc,
				       char **argv)
{
	const struct form *form = NULL;
	unsigned int words;
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1)
		if (!take_option(explain, option, &form))
			return NULL;
	explain->operands = argv + optind;
	explain->count = argc - optind;
	words = words_of(explain);
	if (!form)
		form = words & BIT(WORD_PORT) ? &port_form : &file_form;
	return (words & ~form->words) || (form->needs & ~words) ||
	       (explain->values.count && !form->values) ||
	       form->operands != (explain->count > 0) ? NULL : form;
}

static bool denies(const json_t *verdict)
{
	return !strcmp(describe_text(verdict, "verdict"), "deny");
}

/* What one rule says of @what. */
static void print_verdict(const char *what, const json_t *verdict)
{
	const char *rule = describe_text(verdict, "rule");
	const char *at = describe_text(verdict, "at");

	printf("%s: ", what);
	if (!*rule)
		printf("allowed, as no rule has a say");
	else if (!denies(verdict))
		printf("allowed by %s%s", rule,
		       json_is_true(json_object_get(verdict, "owned")) ?
			       ", to this program" : "");
	else
		printf("denied by %s, %s (%s)", rule,
		       describe_text(verdict, "reason"),
		       describe_text(verdict, "mode"));
	if (*at)
		printf(", %s", at);
	putchar('\n');
}

/* What all that was said before comes to. */
static void print_conclusion(const json_t *answer)
{
	bool stops = json_is_true(json_object_get(answer, "stops"));

	printf("%s: %s\n", describe_text(answer, "what"),
	       stops ? "denied" :
	       denies(answer) ? "would be denied, but goes on" : "allowed");
}

static void print_digest(const json_t *answer, const char *key)
{
	const char *digest = describe_text(answer, key);

	if (*digest)
		printf("  %s %s\n", key, digest);
}

static void print_answer(const json_t *answer)
{
	const char *what = describe_text(answer, "what");
	const json_t *steps = json_object_get(answer, "steps"), *step;
	size_t i;

	if (json_object_get(answer, "stops")) {
		print_conclusion(answer);
		return;
	}
	if (!json_array_size(steps))
		print_verdict(what, answer);
	json_array_foreach(steps, i, step)
		print_verdict(what, step);
	print_digest(answer, "sha256");
	print_digest(answer, "fsverity");
}

static int tell(const struct explain *explain)
{
	int ret = EXIT_DONE;
	const json_t *answer;
	size_t i;

	json_array_foreach(explain->answers, i, answer) {
		if (explain_is_denied(answer))
			ret = EXIT_NO;
		if (!explain->cli.json && !explain->cli.quiet)
			print_answer(answer);
	}
	if (explain->cli.json)
		output_json(json_incref(explain->answers));
	return ret;
}

static int run(struct explain *explain, const struct form *form)
{
	int ret;

	explain->answers = json_array();
	ret = form->ask(explain);
	if (!ret && !explain->cli.quiet)
		explain_lines(explain);
	if (explain->is_open)
		nl_shut(&explain->nl);
	if (!ret)
		ret = tell(explain);
	json_decref(explain->answers);
	return ret;
}

int cmd_explain(const struct cli *cli, int argc, char **argv)
{
	struct explain explain = { .cli = *cli };
	const struct form *form = read_options(&explain, argc, argv);
	int ret = form ? run(&explain, form) : EXIT_USAGE;

	free(explain.values.list);
	return ret == EXIT_USAGE ? usage(SYNOPSIS) : ret;
}
