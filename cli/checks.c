// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a requirement takes, looked for in what is in force
 * Copyright (C) 2026 The edgesec authors
 *
 * The policy is the kernel's, not a file's. A rule counts as soon as it denies:
 * one that only records is not met, and neither is one whose hook gets no calls.
 */
#include "checks.h"
#include "describe.h"
#include "facts.h"

#include <stdio.h>
#include <string.h>

#define IS_MAX	128

enum met { NO, PARTLY, YES };

static const char *const met_words[] = { "no", "partly", "yes" };

/**
 * struct check - Something to look at
 * @name: Of the key or fact; a key stands for those below it, too.
 * @judge: Looks, and says in @is what it saw.
 * @member: What @judge looks at.
 * @hook: That has to be alive for it, or NULL.
 * @wanted: What @judge hopes to see.
 */
struct check {
	const char *name;
	enum met (*judge)(const struct facts *facts, const struct check *check,
			  char *is);
	const char *member;
	const char *hook;
	const char *wanted;
};

static const json_t *head_of(const struct facts *facts)
{
	return json_object_get(facts->status, "policy");
}

/* All, some or none of @whole. */
static enum met share(size_t part, size_t whole)
{
	return !part ? NO : part < whole ? PARTLY : YES;
}

static enum met silent(const struct facts *facts, const char *hook, char *is,
		       enum met met)
{
	if (met == NO || !hook || facts_hook_lives(facts, hook))
		return met;
	snprintf(is, IS_MAX, "no call arrives at the hook %s", hook);
	return NO;
}

static enum met judge_mode(const struct facts *facts,
			   const struct check *check, char *is)
{
	const char *mode = describe_text(head_of(facts), check->member);

	snprintf(is, IS_MAX, "%s", *mode ? mode : "absent");
	return silent(facts, check->hook, is,
		      strcmp(mode, "enforce") ? NO : YES);
}

static bool may(const json_t *program, const char *role)
{
	json_t *member;
	size_t i;

	json_array_foreach(json_object_get(program, "may"), i, member)
		if (!strcmp(json_string_value(member), role))
			return true;
	return false;
}

static bool by_content(const json_t *program)
{
	const char *by = describe_text(program, "identify-by");

	return strcmp(by, "path") && strcmp(by, "directory");
}

/* What is known by its place may be exchanged there. */
static enum met judge_identity(const struct facts *facts,
			       const struct check *check, char *is)
{
	size_t i, all = 0, good = 0;
	json_t *program;

	if (judge_mode(facts, check, is) == NO)
		return NO;
	json_array_foreach(json_object_get(facts->policy, "programs"), i,
			   program) {
		if (!may(program, "run"))
			continue;
		all++;
		good += by_content(program);
	}
	snprintf(is, IS_MAX, "%zu of %zu entries by content", good, all);
	return share(good, all);
}

static bool is_enforced(const json_t *rule)
{
	return !strcmp(describe_text(rule, "mode"), "enforce");
}

static bool denies(const json_t *rule)
{
	return is_enforced(rule) &&
	       !strcmp(describe_text(rule, "default"), "deny");
}

/* Rules on ports that have @member, or all of them. */
static enum met judge_ports(const struct facts *facts,
			    const struct check *check, char *is)
{
	size_t i, all = 0, good = 0;
	json_t *rule;

	json_array_foreach(json_object_get(facts->policy, "ports"), i, rule) {
		if (check->member && !json_object_get(rule, check->member))
			continue;
		all++;
		good += denies(rule);
	}
	snprintf(is, IS_MAX, "%zu of %zu rules deny", good, all);
	return silent(facts, check->hook, is, share(good, all));
}

static bool grant_has(const json_t *grant, const char *member)
{
	return json_object_get(grant, member) ||
	       json_object_get(json_object_get(grant, "reads"), member) ||
	       json_object_get(json_object_get(grant, "writes"), member);
}

/* An empty list of functions, and none that clients have of their own. */
static bool allows_nothing(const json_t *server)
{
	const json_t *functions = json_object_get(server, "functions");

	return !json_object_get(server, "allow") &&
	       json_is_array(functions) && !json_array_size(functions);
}

/*
 * The server says it, or each grant of what it allows. What lets nothing pass
 * needs no limits.
 */
static bool server_has(const json_t *server, const char *member)
{
	const json_t *allow = json_object_get(server, "allow");
	json_t *grant;
	size_t i;

	if (json_object_get(server, member) || allows_nothing(server))
		return true;
	json_array_foreach(allow, i, grant)
		if (!grant_has(grant, member))
			return false;
	return json_array_size(allow);
}

/* Of all Modbus servers those that enforce, and are @good. */
static enum met share_of_servers(const struct facts *facts,
				 const struct check *check, char *is,
				 bool (*good)(const json_t *server,
					      const char *member))
{
	const json_t *servers = json_object_get(facts->policy, "servers");
	size_t i, count = 0;
	json_t *server;

	json_array_foreach(servers, i, server)
		count += is_enforced(server) && good(server, check->member);
	snprintf(is, IS_MAX, "%zu of %zu servers", count,
		 json_array_size(servers));
	return share(count, json_array_size(servers));
}

static bool has_or_needs_none(const json_t *server, const char *member)
{
	return !member || server_has(server, member);
}

static enum met judge_servers(const struct facts *facts,
			      const struct check *check, char *is)
{
	return share_of_servers(facts, check, is, has_or_needs_none);
}

/* In lockstep one request is in flight, whatever else is said. */
static bool limits_flight(const json_t *server, const char *member)
{
	return server_has(server, member) ||
	       !strcmp(describe_text(server, "segments"), "lockstep");
}

static enum met judge_flight(const struct facts *facts,
			     const struct check *check, char *is)
{
	return share_of_servers(facts, check, is, limits_flight);
}

/* Answers are only held back where the server says so. */
static bool says_deny(const json_t *server, const char *member)
{
	return !strcmp(describe_text(server, member), "deny");
}

static enum met judge_responses(const struct facts *facts,
				const struct check *check, char *is)
{
	return share_of_servers(facts, check, is, says_deny);
}

static enum met judge_number(const struct facts *facts,
			     const struct check *check, char *is)
{
	json_int_t number = json_integer_value(
		json_object_get(head_of(facts), check->member));

	snprintf(is, IS_MAX, "%lld", (long long)number);
	return number ? YES : NO;
}

static enum met judge_text(const struct facts *facts,
			   const struct check *check, char *is)
{
	const char *text = describe_text(head_of(facts), check->member);

	snprintf(is, IS_MAX, "%s", *text ? text : "absent");
	return *text ? YES : NO;
}

static enum met judge_signature(const struct facts *facts,
				const struct check *check, char *is)
{
	const char *word = describe_text(head_of(facts), check->member);

	snprintf(is, IS_MAX, "%s", *word ? word : "not required");
	return strcmp(word, "required") ? NO : YES;
}

/* Each reaction is one; a requirement on audit may be met by counting. */
static enum met judge_on_loss(const struct facts *facts,
			      const struct check *check, char *is)
{
	const char *word = describe_text(head_of(facts), check->member);

	snprintf(is, IS_MAX, "%s", *word ? word : "count");
	return YES;
}

/* Of two names the longer one comes first. */
static const struct check keys[] = {
	{ "audit.on-loss", judge_on_loss, "on-loss", NULL,
	  "deny or panic, or count, which is the default" },
	{ "audit.warn-at", judge_number, "warn-at", NULL, "a percentage" },
	{ "override", judge_number, "override-max", NULL, "a longest time" },
	{ "signature", judge_signature, "signature", NULL, "required" },
	{ "executables.identify-by", judge_identity, "executables-mode",
	  "bprm_check_security", "every program that may run by its content" },
	{ "executables.scripts", judge_mode, "scripts-mode",
	  "bprm_check_security", "enforce" },
	{ "executables.libraries", judge_mode, "libraries-mode", "mmap_file",
	  "enforce" },
	{ "executables.memory", judge_mode, "memory-mode", "file_mprotect",
	  "enforce" },
	{ "executables.interpreted", judge_mode, "interpreted-mode",
	  "file_open", "enforce" },
	{ "executables.modules", judge_mode, "modules-mode",
	  "kernel_read_file", "enforce" },
	{ "executables.tracing", judge_mode, "tracing-mode",
	  "ptrace_access_check", "enforce" },
	{ "executables", judge_mode, "executables-mode",
	  "bprm_check_security", "enforce" },
	{ "ports.bind", judge_ports, "bind", "socket_bind",
	  "mode enforce and default deny in each rule with bind" },
	{ "ports.listen", judge_ports, "listen", "socket_listen",
	  "mode enforce and default deny in each rule with listen" },
	{ "ports.connect", judge_ports, "connect", "socket_connect",
	  "mode enforce and default deny in each rule with connect" },
	{ "ports.send", judge_ports, "send", "socket_sendmsg",
	  "mode enforce and default deny in each rule with send" },
	{ "ports.program", judge_ports, "program", NULL,
	  "mode enforce and default deny in each rule with program" },
	{ "ports", judge_ports, NULL, NULL,
	  "mode enforce and default deny in each rule" },
	{ "modbus.servers.allow", judge_servers, "allow", NULL,
	  "mode enforce and allow for each server" },
	{ "modbus.servers.clients", judge_servers, "clients", NULL,
	  "mode enforce and clients for each server" },
	{ "modbus.servers.units", judge_servers, "units", NULL,
	  "mode enforce and units for each server" },
	{ "modbus.servers.reads", judge_servers, "reads", NULL,
	  "mode enforce and reads for each server" },
	{ "modbus.servers.writes", judge_servers, "writes", NULL,
	  "mode enforce and writes for each server" },
	{ "modbus.servers.rate", judge_servers, "rate", NULL,
	  "mode enforce and rate for each server" },
	{ "modbus.servers.in-flight", judge_flight, "in-flight", NULL,
	  "mode enforce and in-flight, or segments: lockstep, for each server" },
	{ "modbus.servers.responses", judge_responses, "responses", NULL,
	  "mode enforce and responses: deny for each server" },
	{ "modbus", judge_servers, NULL, NULL,
	  "mode enforce for each server" },
	{ "mode", judge_mode, "mode", NULL, "enforce" },
	{ "version", judge_number, "version", NULL, "a version" },
	{ "name", judge_text, "name", NULL, "a name" },
	{ "profile", judge_text, "profile", NULL, "a profile" },
};

static enum met judge_policy(const struct facts *facts,
			     const struct check *check, char *is)
{
	(void)check;
	snprintf(is, IS_MAX, "%s", facts_in_force(facts) ? "in force" : "none");
	return facts_in_force(facts) ? YES : NO;
}

static enum met judge_trial(const struct facts *facts,
			    const struct check *check, char *is)
{
	const json_t *pending = json_object_get(facts->status, check->member);

	snprintf(is, IS_MAX, "%s", pending ? "on trial" : "not on trial");
	return pending ? NO : YES;
}

/* While somebody overrides it, a policy does not hold what it says. */
static enum met judge_override(const struct facts *facts,
			       const struct check *check, char *is)
{
	const json_t *override = json_object_get(facts->status, check->member);

	snprintf(is, IS_MAX, "%s", override ? "overridden" : "not overridden");
	return override ? NO : YES;
}

static enum met judge_hooks(const struct facts *facts,
			    const struct check *check, char *is)
{
	const char *dead = facts_dead_hook(facts);

	(void)check;
	snprintf(is, IS_MAX, "%s",
		 dead ? "no call has arrived yet at " : "each one alive");
	if (dead)
		snprintf(is + strlen(is), IS_MAX - strlen(is), "%s", dead);
	return dead ? NO : YES;
}

static enum met judge_lock(const struct facts *facts,
			   const struct check *check, char *is)
{
	const char *lock = describe_text(facts->status, check->member);

	snprintf(is, IS_MAX, "%s", lock);
	return strcmp(lock, "versioned") && strcmp(lock, "sealed") ? NO : YES;
}

static enum met judge_losses(const struct facts *facts,
			     const struct check *check, char *is)
{
	json_t *losses = facts_losses(facts), *count;
	json_int_t lost = 0;
	const char *name;

	(void)check;
	json_object_foreach(losses, name, count)
		if (strcmp(name, "record-held-back"))
			lost += json_integer_value(count);
	json_decref(losses);
	snprintf(is, IS_MAX, "%lld lost", (long long)lost);
	return lost ? NO : YES;
}

static enum met judge_state(const struct facts *facts,
			    const struct check *check, char *is)
{
	bool on = json_is_true(json_object_get(facts->host, check->member));

	snprintf(is, IS_MAX, "%s", on ? "yes" : "no");
	return on ? YES : NO;
}

static enum met judge_lockdown(const struct facts *facts,
			       const struct check *check, char *is)
{
	const char *word = describe_text(facts->host, check->member);

	snprintf(is, IS_MAX, "%s", word);
	return strcmp(word, "none") ? YES : NO;
}

static const struct check states[] = {
	{ "policy", judge_policy, NULL, NULL, "a policy in force" },
	{ "confirmed", judge_trial, "pending", NULL,
	  "edgesec confirm: a policy that is not on trial" },
	{ "not-overridden", judge_override, "override", NULL,
	  "the end of the override" },
	{ "hooks", judge_hooks, NULL, NULL, "calls at each attached hook" },
	{ "lock", judge_lock, "lock", NULL, "edgesec lock" },
	{ "signed", judge_text, "signer", NULL,
	  "a policy with a signature that the kernel checked" },
	{ "no-losses", judge_losses, NULL, NULL,
	  "no record lost since the module was loaded" },
	{ "clock", judge_state, "clock-synchronised", NULL,
	  "a clock that chronyd or the like keeps right" },
	{ "secure-boot", judge_state, "secure-boot", NULL,
	  "a kernel that was started by Secure Boot" },
	{ "lockdown", judge_lockdown, "lockdown", NULL,
	  "lockdown=integrity on the kernel command line" },
};

/* Is @name the key @key, or one below it? */
static bool covers(const char *key, const char *name)
{
	size_t len = strlen(key);

	return !strncmp(key, name, len) &&
	       (!name[len] || name[len] == '.' || name[len] == '[');
}

static json_t *look(const struct facts *facts, const struct check *check,
		    const char *kind, const char *name)
{
	char is[IS_MAX] = "";
	enum met met = check->judge(facts, check, is);

	return json_pack("{s:s, s:s, s:s, s:s}", kind, name, "is", is,
			 "wanted", check->wanted, "met", met_words[met]);
}

static json_t *unknown(const char *kind, const char *name)
{
	return json_pack("{s:s, s:s, s:s, s:s}", kind, name, "is",
			 "unknown to this command", "wanted",
			 "a command that knows it", "met", met_words[NO]);
}

json_t *checks_key(const struct facts *facts, const char *key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (covers(keys[i].name, key))
			return look(facts, &keys[i], "key", key);
	return unknown("key", key);
}

json_t *checks_fact(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (!strcmp(states[i].name, name))
			return look(facts, &states[i], "fact", name);
	return unknown("fact", name);
}

const char *checks_mode_of(const json_t *rules)
{
	size_t i, enforced = 0;
	json_t *rule;

	json_array_foreach(rules, i, rule)
		enforced += is_enforced(rule);
	if (!json_array_size(rules))
		return "absent";
	return enforced == json_array_size(rules) ? "enforce" :
	       enforced ? "enforce in part" : "audit";
}
