// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: the lines of the policy file that hold the rules
 * Copyright (C) 2026 The edgesec authors
 *
 * Only a file that compiles to the policy in force says what its rules are, and
 * that is seen by the digest of both.
 */
#include "describe.h"
#include "explain_forms.h"
#include "last_good.h"
#include "listed.h"
#include "load.h"
#include "memory.h"
#include "publish.h"
#include "quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLICY_FILE	"/etc/edgesec/policy.yaml"

static bool is_in_force(const struct load *load, const struct in_force *now)
{
	char digest[sizeof(now->digest)];

	publish_digest(&load->compiled, digest);
	return !strcmp(digest, now->digest);
}

/* Loads @name if it is what is in force; else nothing is left to be freed. */
static bool load_if_same(struct load *load, const char *name,
			 const struct in_force *now)
{
	if (!load_policy(load, name) && is_in_force(load, now))
		return true;
	load_free(load);
	return false;
}

static bool find_file(const struct explain *explain, struct load *load,
		      const struct in_force *now)
{
	const char *named = explain->said[WORD_POLICY];
	const char *const known[] = { POLICY_FILE, last_good_file };

	if (named)
		return load_if_same(load, named, now);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!access(known[i], R_OK) &&
		    load_if_same(load, known[i], now))
			return true;
	return false;
}

/* The value of @key in the mapping @ref; *@place becomes that of the key. */
static tree_ref find_key(const struct tree *tree, tree_ref ref,
			 const char *key, size_t len, struct place *place)
{
	tree_ref name = ref && tree_node(tree, ref)->kind == TREE_MAPPING ?
				tree_node(tree, ref)->child : 0;

	while (name) {
		tree_ref value = tree_node(tree, name)->next;
		const char *text = tree_text(tree, name);

		if (strlen(text) == len && !memcmp(text, key, len)) {
			*place = tree_place(tree, name);
			return value;
		}
		name = tree_node(tree, value)->next;
	}
	return 0;
}

/* Where "executables.scripts" stands in the file. */
static struct place place_of_key(const struct load *load, const char *rule)
{
	const char *dot = strchr(rule, '.');
	struct place place = {}, inner = {};
	tree_ref ref;

	if (!dot)
		return place;
	ref = find_key(load->tree, 1, rule, dot - rule, &place);
	if (find_key(load->tree, ref, dot + 1, strlen(dot + 1), &inner))
		place = inner;
	return place;
}

/* What an entry has to grant, as kmod/explain_file.c asks. */
static unsigned int roles_for(const char *rule)
{
	static const struct {
		const char *rule;
		unsigned int roles;
	} rules[] = {
		{ "executables.allow", EDGESEC_ROLE_RUN },
		{ "executables.libraries",
		  EDGESEC_ROLE_MAP | EDGESEC_ROLE_RUN },
		{ "executables.interpreted",
		  EDGESEC_ROLE_INTERPRET | EDGESEC_ROLE_READ_AS_DATA |
			  EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP },
		{ "executables.modules", EDGESEC_ROLE_LOAD },
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rule, rules[i].rule))
			return rules[i].roles;
	return 0;
}

/* An entry that lists the file; without one, no place. */
static struct place place_of_file(const struct load *load,
				  const json_t *answer, const char *rule)
{
	const struct programs *programs = &load->model.programs;
	const struct wanted wanted = { .roles = roles_for(rule) };
	char *real = realpath(describe_text(answer, "path"), NULL);
	const struct program *program = NULL;

	if (real)
		program = listed_path(programs, real, wanted);
	if (!program)
		program = listed_digest(programs, EDGESEC_IDENTIFY_FSVERITY,
					describe_text(answer, "fsverity"),
					wanted);
	if (!program)
		program = listed_digest(programs, EDGESEC_IDENTIFY_DIGEST,
					describe_text(answer, "sha256"),
					wanted);
	free(real);
	return program ? program->place : (struct place){};
}

static struct place place_of_port(const struct load *load, const char *rule)
{
	size_t index = strtoul(rule + strlen("ports["), NULL, 10);

	return index < load->model.ports.count ?
	       load->model.ports.list[index].place : (struct place){};
}

static struct place place_of_server(const struct load *load, const char *name)
{
	const struct modbus_servers *servers = &load->model.servers;

	for (size_t i = 0; i < servers->count; i++)
		if (!strcmp(servers->list[i].name, name))
			return servers->list[i].place;
	return (struct place){};
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static struct place place_of(const struct load *load, const json_t *answer,
			     const json_t *verdict)
{
	const char *rule = describe_text(verdict, "rule");
	struct place place = {};

	if (begins(rule, "ports["))
		return place_of_port(load, rule);
	if (begins(rule, "modbus."))
		return place_of_server(load, rule + strlen("modbus."));
	if (!strcmp(describe_text(verdict, "verdict"), "allow"))
		place = place_of_file(load, answer, rule);
	return place.line ? place : place_of_key(load, rule);
}

static void add_line(const struct load *load, const json_t *answer,
		     json_t *verdict)
{
	struct place place = place_of(load, answer, verdict);
	char *at;

	if (!place.line)
		return;
	at = must_printf("%s:%u",
			 quote(erec_file(&load->erecs, place.file).name),
			 place.line);
	json_object_set_new(verdict, "at", json_string(at));
	free(at);
}

static void add_lines(const struct load *load, json_t *answers)
{
	json_t *answer, *step;
	size_t i, k;

	json_array_foreach(answers, i, answer) {
		add_line(load, answer, answer);
		json_array_foreach(json_object_get(answer, "steps"), k, step)
			add_line(load, answer, step);
	}
}

void explain_lines(struct explain *explain)
{
	const char *named = explain->said[WORD_POLICY];
	struct in_force now;
	struct load load;

	if (publish_ask(&explain->nl, &now) || !now.generation)
		return;
	if (find_file(explain, &load, &now)) {
		add_lines(&load, explain->answers);
		load_free(&load);
	} else if (named) {
		fprintf(stderr,
			"edgesec: %s is not the policy in force, generation %llu, so no lines are named\n",
			quote(named), (unsigned long long)now.generation);
	}
}
