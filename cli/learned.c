// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What records of denials teach
 * Copyright (C) 2026 The edgesec authors
 */
#include "learned.h"
#include "entry.h"
#include "files.h"
#include "hex.h"
#include "learned_modbus.h"
#include "mapped.h"
#include "memory.h"
#include "ports.h"
#include "print.h"
#include "procs.h"
#include "quote.h"
#include "schema.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* More lines than that are not read; the file has them all. */
#define SHOWN_MAX	40

#define ROLES_OF_CODE	(EDGESEC_ROLE_RUN | EDGESEC_ROLE_MAP)

/* How a record's "op" is understood: about which file, and as what. */
static const struct lesson {
	const char *op;
	const char *path;
	const char *digest;
	unsigned int role;
	const char *verb;
} lessons[] = {
	{ "exec", "path", "sha256", ROLES_OF_CODE, "runs" },
	{ "map", "path", "sha256", EDGESEC_ROLE_MAP, "maps" },
	{ "read", "path", "sha256", EDGESEC_ROLE_INTERPRET, "interprets" },
	{ "load", "path", "sha256", EDGESEC_ROLE_LOAD, "loads" },
	{ "script", "exe", "exe_sha256", EDGESEC_ROLE_START_SCRIPTS,
	  "starts scripts:" },
	{ "memory", "exe", "exe_sha256", EDGESEC_ROLE_MAKE_CODE,
	  "makes code:" },
	{ "trace", "exe", "exe_sha256", EDGESEC_ROLE_TRACE, "traces:" },
};

__attribute__((format(printf, 2, 3)))
static void note(struct learned *learned, const char *fmt, ...)
{
	va_list args;
	char *line;

	va_start(args, fmt);
	if (vasprintf(&line, fmt, args) >= 0)
		*vector_add(&learned->notes) = line;
	va_end(args);
	learned->count++;
}

static bool has_digest(const struct record *entry, const char *key,
		       uint8_t *digest)
{
	const char *text = entry_get(entry, key);

	return text && hex_read(text, digest, EDGESEC_DIGEST_SIZE);
}

static struct program *find_digest(struct learned *learned,
				   const uint8_t *digest)
{
	struct programs *programs = &learned->model.programs;

	for (size_t i = 0; i < programs->count; i++)
		if (!programs->list[i].owner &&
		    programs->list[i].identify == EDGESEC_IDENTIFY_DIGEST &&
		    !memcmp(programs->list[i].digest, digest,
			    EDGESEC_DIGEST_SIZE))
			return &programs->list[i];
	return NULL;
}

/* Returns false when the policy had it already. */
static bool add_digest(struct learned *learned, const uint8_t *digest,
		       unsigned int role, const char *path)
{
	struct program *program = find_digest(learned, digest);

	if (program && (program->role & role) == role)
		return false;
	if (!program) {
		program = vector_add(&learned->model.programs);
		*program = (struct program){
			.identify = EDGESEC_IDENTIFY_DIGEST,
			.path = must_strdup(path), .has_digest = true,
		};
		memcpy(program->digest, digest, EDGESEC_DIGEST_SIZE);
	}
	program->role |= role;
	return true;
}

static bool add_kernel(struct learned *learned, unsigned int role)
{
	struct programs *programs = &learned->model.programs;
	struct program *program;

	for (size_t i = 0; i < programs->count; i++)
		if (programs->list[i].identify == EDGESEC_IDENTIFY_KERNEL &&
		    (programs->list[i].role & role))
			return false;
	program = vector_add(programs);
	*program = (struct program){ .identify = EDGESEC_IDENTIFY_KERNEL,
				     .role = role, .path = must_strdup("") };
	return true;
}

/* The file may have been replaced since: device and inode say so. */
static bool is_recorded(const struct record *entry, int fd)
{
	const char *dev = entry_get(entry, "dev");
	const char *ino = entry_get(entry, "ino");
	unsigned int major, minor;
	struct stat st;

	return dev && ino && !fstat(fd, &st) &&
	       sscanf(dev, "%x:%x", &major, &minor) == 2 &&
	       st.st_dev == makedev(major, minor) &&
	       st.st_ino == strtoull(ino, NULL, 10);
}

static bool hash_file(const struct record *entry, const char *path,
		      uint8_t *digest)
{
	int fd = files_open_found(open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
	bool good = fd >= 0 && is_recorded(entry, fd) &&
		    !files_digest(fd, digest);

	if (fd >= 0)
		close(fd);
	return good;
}

static void take_file(struct learned *learned, const struct record *entry,
		      const struct lesson *lesson)
{
	const char *path = entry_get(entry, lesson->path);
	uint8_t digest[EDGESEC_DIGEST_SIZE];

	if (!path) {
		if (lesson->role == EDGESEC_ROLE_LOAD &&
		    add_kernel(learned, lesson->role))
			note(learned, "loads what has no file");
	} else if (!strcmp(path, "kernel")) {
		if (add_kernel(learned, lesson->role))
			note(learned, "%s the kernel", lesson->verb);
	} else if (!has_digest(entry, lesson->digest, digest) &&
		   (strcmp(lesson->path, "path") ||
		    !hash_file(entry, path, digest))) {
		learned->unknown++;
	} else if (add_digest(learned, digest, lesson->role, path)) {
		note(learned, "%s %s", lesson->verb, quote(path));
	}
}

static struct port_rule *find_rule(struct learned *learned,
				   enum edgesec_scope kind,
				   enum edgesec_protocol protocol)
{
	struct port_rules *rules = &learned->model.ports;

	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i].scope.kind == kind &&
		    rules->list[i].protocol == protocol)
			return &rules->list[i];
	return NULL;
}

/* The index of @text in @words, or -1. */
static int find_word(const char *text, const char *const *words)
{
	for (int i = 0; text && words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	return -1;
}

/* The rule that denied, by its place in the policy: "ports[N]". */
static struct port_rule *rule_of(struct learned *learned,
				 const struct record *entry)
{
	struct port_rules *rules = &learned->model.ports;
	const char *name = entry_get(entry, "rule");
	unsigned int index;

	if (!name || sscanf(name, "ports[%u]", &index) != 1 ||
	    index >= rules->count)
		return NULL;
	return &rules->list[index];
}

static void take_port(struct learned *learned, const struct record *entry)
{
	static const char *const verbs[] = {
		"binds", "listens on", "connects to", "sends to"
	};
	int direction = find_word(entry_get(entry, "op"), schema_directions);
	const char *text = entry_get(entry, "port");
	uint32_t port = text ? strtoul(text, NULL, 10) : 0;
	struct port_rule *rule = rule_of(learned, entry);

	if (direction < 0 || !port || !rule ||
	    ranges_have(&rule->ports[direction], port))
		return;
	*vector_add(&rule->ports[direction]) = (struct range){ port, port };
	note(learned, "%s %s port %u (%s)", verbs[direction],
	     schema_protocols[rule->protocol], port,
	     rule->scope.path ? quote(rule->scope.path) :
				schema_scopes[rule->scope.kind]);
}

static void take_lesson(struct learned *learned, const struct record *entry)
{
	const char *op = entry_get(entry, "op");
	const char *count = entry_get(entry, "count");

	if (!op)
		return;
	if (!strcmp(op, "lost") && count)
		learned->lost += strtoull(count, NULL, 10);
	take_port(learned, entry);
	for (size_t i = 0; i < sizeof(lessons) / sizeof(lessons[0]); i++)
		if (!strcmp(op, lessons[i].op))
			take_file(learned, entry, &lessons[i]);
}

void learned_take(struct learned *learned, const char *record, size_t len)
{
	static struct record entry;
	unsigned long long seq;
	const char *text;

	if (!entry_parse(&entry, record, len))
		return;
	text = entry_get(&entry, "seq");
	seq = text ? strtoull(text, NULL, 10) : 0;
	if (seq <= learned->last_seq)
		return;
	/* Without a record before it nobody knows what went before. */
	if (learned->begun && learned->last_seq)
		learned->gaps += seq - learned->last_seq - 1;
	learned->last_seq = seq;
	if (learned->begun)
		take_lesson(learned, &entry);
}

unsigned long long learned_missed(const struct learned *learned)
{
	return learned->lost > learned->gaps ? learned->lost : learned->gaps;
}

static void take_running(struct learned *learned)
{
	struct mapped mapped = {};
	struct procs procs = {};

	mapped_read(&mapped, true);
	for (size_t i = 0; i < mapped.count; i++)
		if (mapped.list[i].content.has_digest &&
		    add_digest(learned, mapped.list[i].content.digest,
			       EDGESEC_ROLE_MAP, mapped.list[i].path))
			note(learned, "maps %s", quote(mapped.list[i].path));
	mapped_free(&mapped);
	procs_read(&procs, true);
	for (size_t i = 0; i < procs.count; i++)
		if (procs.list[i].content.has_digest &&
		    add_digest(learned, procs.list[i].content.digest,
			       ROLES_OF_CODE, procs.list[i].exe))
			note(learned, "runs %s", quote(procs.list[i].exe));
	procs_free(&procs);
}

static void copy_base(struct model *model, const struct model *base)
{
	model_add(model, base);
	model->name = base->name ? base->name : "learned";
	model->profile = base->profile;
	model->version = base->version + 1;
	model->signature = base->signature;
	model->override_max = base->override_max;
	model->override_of = base->override_of;
	model->on_loss = base->on_loss;
	model->warn_at = base->warn_at;
	model->untracked = base->untracked;
}

/* Whatever is bound has to be recorded. */
static void complete_ports(struct learned *learned)
{
	for (int scope = 0; scope <= EDGESEC_SCOPE_CONTAINER; scope++)
		for (int protocol = 0; protocol <= EDGESEC_PROTOCOL_UDP;
		     protocol++)
			if (!find_rule(learned, scope, protocol))
				*vector_add(&learned->model.ports) =
					(struct port_rule){
						.scope.kind = scope,
						.protocol = protocol,
						.directions =
							EDGESEC_DIRECTION_BIND,
						.verdict = EDGESEC_VERDICT_DENY,
					};
}

/* A file that no content matches makes the kernel compute digests. */
static void want_digests(struct learned *learned)
{
	static const uint8_t nothing[EDGESEC_DIGEST_SIZE];

	add_digest(learned, nothing, ~0u >> 23, "");
}

void learned_begin(struct learned *learned, const struct model *base)
{
	struct model *model = &learned->model;

	copy_base(model, base);
	complete_ports(learned);
	/* It only records, and nobody has signed it. */
	model->signature = EDGESEC_SIGNATURE_OPTIONAL;
	model->mode = EDGESEC_MODE_AUDIT;
	for (int rule = 0; rule < RULE_COUNT; rule++)
		if (base->rule_mode[rule] != EDGESEC_MODE_DISABLED ||
		    rule == RULE_RUN || rule == RULE_LIBRARIES)
			model->rule_mode[rule] = EDGESEC_MODE_AUDIT;
	for (size_t i = 0; i < model->ports.count; i++)
		model->ports.list[i].mode = EDGESEC_MODE_AUDIT;
	take_running(learned);
	want_digests(learned);
	learned_modbus_begin(learned);
	learned->begun = true;
}

static bool is_nothing(const struct program *program)
{
	static const uint8_t nothing[EDGESEC_DIGEST_SIZE];

	return program->has_digest &&
	       !memcmp(program->digest, nothing, EDGESEC_DIGEST_SIZE);
}

static void drop_nothing(struct programs *programs)
{
	size_t kept = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (is_nothing(&programs->list[i]))
			free(programs->list[i].path);
		else
			programs->list[kept++] = programs->list[i];
	programs->count = kept;
}

void learned_end(struct learned *learned, const struct model *base)
{
	struct model *model = &learned->model;

	drop_nothing(&model->programs);
	model->signature = base->signature;
	model->mode = base->name ? base->mode : EDGESEC_MODE_ENFORCE;
	for (int rule = 0; rule < RULE_COUNT; rule++)
		if (model->rule_mode[rule] != EDGESEC_MODE_DISABLED)
			model->rule_mode[rule] =
				base->rule_mode[rule] ? base->rule_mode[rule] :
							model->mode;
	for (size_t i = 0; i < model->ports.count; i++)
		model->ports.list[i].mode = i < base->ports.count ?
					    base->ports.list[i].mode :
					    model->mode;
	learned_modbus_end(learned, base);
}

char *learned_text(const struct learned *learned)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	print_model(to, &learned->model);
	learned_modbus_print(to, learned);
	fclose(to);
	return text;
}

/* What is wrong with what was learned of Modbus. */
static void tell_modbus(const struct learned *learned)
{
	size_t faults = learned_modbus_faults(learned);

	if (faults)
		fprintf(stderr, "edgesec: %zu kinds of Modbus requests are not of the standard; the policy names them in comments and denies them\n",
			faults);
	if (learned->seen.missed)
		fprintf(stderr, "edgesec: %llu Modbus requests or segments could not be learned; learn again with this policy\n",
			(unsigned long long)learned->seen.missed);
}

void learned_tell(const struct learned *learned)
{
	for (size_t i = 0; i < learned->notes.count && i < SHOWN_MAX; i++)
		fprintf(stderr, "+ %s\n", learned->notes.list[i]);
	if (learned->notes.count > SHOWN_MAX)
		fprintf(stderr, "+ and %zu more\n",
			learned->notes.count - SHOWN_MAX);
	fprintf(stderr, "edgesec: learned %zu things that the policy did not have\n",
		learned->notes.count);
	if (learned->unknown)
		fprintf(stderr, "edgesec: %llu records name files that are gone, or whose content is not known\n",
			learned->unknown);
	tell_modbus(learned);
	if (learned_missed(learned))
		fprintf(stderr, "edgesec: %llu events came too fast to be recorded or read; learn again with this policy\n",
			learned_missed(learned));
}

void learned_free(struct learned *learned)
{
	for (size_t i = 0; i < learned->notes.count; i++)
		free(learned->notes.list[i]);
	free(learned->notes.list);
	for (size_t i = 0; i < learned->names.count; i++)
		free(learned->names.list[i]);
	free(learned->names.list);
	seen_free(&learned->seen);
	model_free(&learned->model);
}
