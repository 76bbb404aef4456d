// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Records, judged by a policy that is not in force
 * Copyright (C) 2026 The edgesec authors
 *
 * User space asks here what kmod/eval.c asks, of what a record holds. Where the
 * answer hangs on something else, it is that it can't be told.
 */
#include "judged_impl.h"
#include "entry.h"
#include "listed.h"
#include "memory.h"
#include "number.h"
#include "ports.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file, as records tell of it; the texts may be NULL. */
struct file {
	const char *path;
	const char *sha256;
	const char *fsverity;
};

static const char no_digest[] = "the digest is not recorded";

const char *judged_word(enum outcome outcome)
{
	static const char *const words[] = {
		"allowed", "would deny", "denied", "?"
	};

	return words[outcome];
}

static bool is(const struct record *record, const char *key,
	       const char *value)
{
	const char *text = entry_get(record, key);

	return text && !strcmp(text, value);
}

/* What an override lets pass is a denial of the policy all the same. */
bool judged_then(const struct record *record, enum outcome *outcome)
{
	bool stops = is(record, "mode", "enforce") ||
		     is(record, "overridden", "1");

	*outcome = stops ? OUTCOME_DENIED : OUTCOME_AUDITED;
	return is(record, "verdict", "deny") && entry_get(record, "rule");
}

static struct file object_of(const struct record *record)
{
	return (struct file){ entry_get(record, "path"),
			      entry_get(record, "sha256"),
			      entry_get(record, "fsverity") };
}

static struct file subject_of(const struct record *record)
{
	return (struct file){ entry_get(record, "exe"),
			      entry_get(record, "exe_sha256"),
			      entry_get(record, "exe_fsverity") };
}

/* A file that was replaced keeps its name, which the kernel marks. */
static char *path_of(const struct file *file)
{
	static const char mark[] = " (deleted)";
	size_t len = strlen(file->path);

	if (len > sizeof(mark) - 1 &&
	    !strcmp(file->path + len - (sizeof(mark) - 1), mark))
		len -= sizeof(mark) - 1;
	return must_printf("%.*s", (int)len, file->path);
}

static bool is_path(const char *text)
{
	return text && *text == '/';
}

static enum answer by_digest(const struct programs *programs,
			     enum edgesec_identify identify,
			     const char *digest, struct wanted wanted)
{
	if (!listed_has(programs, identify, wanted))
		return NO;
	if (!digest)
		return UNKNOWN;
	return listed_digest(programs, identify, digest, wanted) ? YES : NO;
}

static enum answer by_path(const struct programs *programs,
			   const struct file *file, struct wanted wanted)
{
	char *path;
	bool found;

	if (!listed_has(programs, EDGESEC_IDENTIFY_PATH, wanted) &&
	    !listed_has(programs, EDGESEC_IDENTIFY_DIRECTORY, wanted))
		return NO;
	if (!is_path(file->path))
		return UNKNOWN;
	path = path_of(file);
	found = listed_path(programs, path, wanted);
	free(path);
	return found ? YES : NO;
}

static enum answer either(enum answer a, enum answer b)
{
	if (a == YES || b == YES)
		return YES;
	return a == NO && b == NO ? NO : UNKNOWN;
}

static enum answer listed(const struct model *model, const struct file *file,
			  struct wanted wanted)
{
	const struct programs *programs = &model->programs;

	if (file->path && !strcmp(file->path, "kernel"))
		return listed_has(programs, EDGESEC_IDENTIFY_KERNEL, wanted);
	return either(by_path(programs, file, wanted),
		      either(by_digest(programs, EDGESEC_IDENTIFY_FSVERITY,
				       file->fsverity, wanted),
			     by_digest(programs, EDGESEC_IDENTIFY_DIGEST,
				       file->sha256, wanted)));
}

static void unknown(struct judgement *judgement, const char *why)
{
	judgement->outcome = OUTCOME_UNKNOWN;
	judgement->why = why;
}

void judged_conclude(struct judgement *judgement, enum edgesec_mode mode,
		     enum answer answer, const char *why)
{
	if (answer == UNKNOWN)
		unknown(judgement, why);
	else if (answer == YES || mode == EDGESEC_MODE_DISABLED)
		judgement->outcome = OUTCOME_ALLOWED;
	else
		judgement->outcome = mode == EDGESEC_MODE_ENFORCE ?
					     OUTCOME_DENIED : OUTCOME_AUDITED;
}

/**
 * struct question - How a record on programs and code is understood
 * @of_subject: The rule is about the program that did it.
 * @roles: Which of these the file needs.
 */
static const struct question {
	const char *op;
	enum rule rule;
	const char *name;
	bool of_subject;
	unsigned int roles;
} questions[] = {
	{ "exec", RULE_RUN, "executables.allow", false, EDGESEC_ROLE_RUN },
	{ "script", RULE_SCRIPTS, "executables.scripts", true,
	  EDGESEC_ROLE_START_SCRIPTS },
	{ "map", RULE_LIBRARIES, "executables.libraries", false,
	  EDGESEC_ROLE_MAP | EDGESEC_ROLE_RUN },
	{ "memory", RULE_MEMORY, "executables.memory", true,
	  EDGESEC_ROLE_MAKE_CODE },
	{ "read", RULE_INTERPRETED, "executables.interpreted", false,
	  EDGESEC_ROLE_INTERPRET | EDGESEC_ROLE_READ_AS_DATA |
		  EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP },
	{ "load", RULE_MODULES, "executables.modules", false,
	  EDGESEC_ROLE_LOAD },
};

/*
 * Whether the rule is asked at all: a script is what begins with "#!", which is
 * not recorded, or an interpreter; and only interpreters are asked what they
 * read.
 */
static enum answer is_asked(const struct model *model,
			    const struct record *record, enum rule rule)
{
	const struct wanted wanted = { .roles = EDGESEC_ROLE_INTERPRETER };
	struct file file = rule == RULE_SCRIPTS ? object_of(record) :
						  subject_of(record);
	enum answer answer;

	if (rule != RULE_SCRIPTS && rule != RULE_INTERPRETED)
		return YES;
	answer = listed(model, &file, wanted);
	return rule == RULE_SCRIPTS && answer == NO ? UNKNOWN : answer;
}

static void judge_file(const struct model *model, const struct record *record,
		       const struct question *question,
		       struct judgement *judgement)
{
	const struct wanted wanted = { .roles = question->roles };
	struct file file = question->of_subject ? subject_of(record) :
						  object_of(record);
	enum edgesec_mode mode = model->rule_mode[question->rule];
	enum answer asked;

	if (mode == EDGESEC_MODE_DISABLED)
		return;
	snprintf(judgement->rule, sizeof(judgement->rule), "%s",
		 question->name);
	judged_conclude(judgement, mode, listed(model, &file, wanted), no_digest);
	if (judgement->outcome == OUTCOME_ALLOWED)
		return;
	asked = is_asked(model, record, question->rule);
	if (asked == NO)
		judgement->outcome = OUTCOME_ALLOWED;
	else if (asked == UNKNOWN)
		unknown(judgement, question->rule == RULE_SCRIPTS ?
				"whether it begins with \"#!\" is not recorded" :
				no_digest);
}

/* What a record says of a port. */
struct port {
	enum edgesec_protocol protocol;
	unsigned int direction;
	uint64_t number;
	enum edgesec_scope scope;
};

static int find_word(const char *text, const char *const *words)
{
	for (int i = 0; text && words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	return -1;
}

static bool read_port(const struct record *record, struct port *port)
{
	static const char *const ops[] = {
		"bind", "listen", "connect", "send", "socket", NULL
	};
	int op = find_word(entry_get(record, "op"), ops);
	int protocol = find_word(entry_get(record, "proto"), schema_protocols);
	const char *number = entry_get(record, "port");

	if (op < 0 || protocol < 0 ||
	    (number && !number_read(number, &port->number)) ||
	    (!number && 1u << op != EDGESEC_DIRECTION_CREATE))
		return false;
	port->protocol = protocol;
	port->direction = 1u << op;
	port->scope = is(record, "scope", "host") ? EDGESEC_SCOPE_HOST :
						    EDGESEC_SCOPE_CONTAINER;
	return port->number <= UINT32_MAX;
}

/*
 * The rule that has a say. *@narrow tells that one for a namespace or cgroup
 * might have it instead.
 */
static const struct port_rule *find_rule(const struct port_rules *rules,
					 const struct port *port, bool *narrow)
{
	const struct port_rule *found = NULL;

	*narrow = false;
	for (size_t i = 0; i < rules->count; i++) {
		const struct port_rule *rule = &rules->list[i];

		if (rule->protocol != port->protocol ||
		    !(rule->directions & port->direction))
			continue;
		if (rule->scope.kind == port->scope)
			found = rule;
		else if (rule->scope.kind == EDGESEC_SCOPE_NETNS ||
			 rule->scope.kind == EDGESEC_SCOPE_CGROUP)
			*narrow = true;
	}
	return found;
}

/* The number of the programs that the port belongs to, or 0. */
static unsigned int owner_of(const struct port_rule *rule, uint32_t port)
{
	for (size_t i = 0; i < rule->owned.count; i++)
		if (ranges_have(&rule->owned.list[i].ports, port))
			return rule->owned.list[i].number;
	return 0;
}

static enum answer may_use(const struct model *model,
			   const struct record *record,
			   const struct port_rule *rule,
			   const struct port *port)
{
	struct wanted wanted = { .roles = ROLE_OWNER };
	struct file program = subject_of(record);
	bool in_list = false;

	if (port->direction != EDGESEC_DIRECTION_CREATE) {
		for (int i = 0; i < DIRECTION_COUNT; i++)
			in_list |= port->direction == 1u << i &&
				   ranges_have(&rule->ports[i], port->number);
		wanted.owner = owner_of(rule, port->number);
	}
	if (!in_list && rule->verdict == EDGESEC_VERDICT_DENY)
		return NO;
	return wanted.owner ? listed(model, &program, wanted) : YES;
}

static void judge_port(const struct model *model, const struct record *record,
		       const struct port *port, struct judgement *judgement)
{
	const struct port_rule *rule;
	bool narrow;

	rule = find_rule(&model->ports, port, &narrow);
	if (narrow) {
		unknown(judgement, "which rule is for its namespace and cgroup is not recorded");
		return;
	}
	if (!rule)
		return;
	snprintf(judgement->rule, sizeof(judgement->rule), "ports[%td]",
		 rule - model->ports.list);
	judged_conclude(judgement, rule->mode,
			may_use(model, record, rule, port), no_digest);
}

/* What no list decides: writes to code in use, and who poses as another. */
static bool hangs_on_list(const struct record *record)
{
	static const char *const reasons[] = {
		"not-listed", "starter-not-listed", "port-not-listed",
		"program-not-listed", NULL
	};

	return find_word(entry_get(record, "reason"), reasons) >= 0;
}

void judged_by(const struct model *model, const struct record *record,
	       struct judgement *judgement)
{
	const char *op = entry_get(record, "op");
	struct port port = {};

	*judgement = (struct judgement){};
	if (!strcmp(op, "modbus")) {
		judged_modbus(model, record, judgement);
		return;
	}
	if (!hangs_on_list(record)) {
		unknown(judgement, "it was denied for no list");
		return;
	}
	if (read_port(record, &port)) {
		judge_port(model, record, &port, judgement);
		return;
	}
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (!strcmp(op, questions[i].op)) {
			judge_file(model, record, &questions[i], judgement);
			return;
		}
	unknown(judgement, "such a denial is not evaluated");
}
