// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A policy as the file that means it
 * Copyright (C) 2026 The edgesec authors
 */
#include "print.h"
#include "hex.h"
#include "print_impl.h"
#include "ports.h"
#include "quote.h"
#include "schema.h"

#include <string.h>

/* In double quotes YAML takes every character, if two are escaped. */
static void print_text(FILE *to, const char *text)
{
	fputc('"', to);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', to);
		fputc(*text, to);
	}
	fputc('"', to);
}

bool print_is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return is_utf8(text, strlen(text));
}

static void print_bytes(FILE *to, const uint8_t *digest)
{
	char hex[HEX_SIZE(EDGESEC_DIGEST_SIZE)];

	hex_write(hex, digest, EDGESEC_DIGEST_SIZE);
	fputs(hex, to);
}

static void print_hex(FILE *to, const struct program *program)
{
	fputs(program->identify == EDGESEC_IDENTIFY_FSVERITY ? "fsverity: " :
							       "sha256: ", to);
	print_bytes(to, program->digest);
}

void print_digest(FILE *to, const struct program *program)
{
	if (!*program->path || !print_is_plain(program->path)) {
		print_hex(to, program);
		fprintf(to, *program->path ? "  # %s\n" : "\n",
			quote(program->path));
		return;
	}
	fputs("{path: ", to);
	print_text(to, program->path);
	fputs(", ", to);
	print_hex(to, program);
	fputs("}\n", to);
}

static const char *identify_word(const struct program *program)
{
	switch (program->identify) {
	case EDGESEC_IDENTIFY_DIGEST:
		return "digest";
	case EDGESEC_IDENTIFY_FSVERITY:
		return "fs-verity";
	default:
		return "path";
	}
}

/* One entry of a list; a name that YAML can't hold is only told. */
static void print_program(FILE *to, const char *indent,
			  const struct program *program, const char *word)
{
	bool directory = program->directory ||
			 program->identify == EDGESEC_IDENTIFY_DIRECTORY;

	if (program->identify == EDGESEC_IDENTIFY_KERNEL) {
		fprintf(to, "%s- %s\n", indent, word);
	} else if (program->has_digest) {
		fprintf(to, "%s- ", indent);
		print_digest(to, program);
	} else if (!print_is_plain(program->path)) {
		fprintf(to, "%s# no YAML can name %s\n", indent,
			quote(program->path));
	} else {
		fprintf(to, "%s- {%s: ", indent,
			program->package ? "package" :
			directory ? "directory" : "path");
		print_text(to, program->path);
		fprintf(to, ", identify-by: %s%s}\n", identify_word(program),
			program->ignore_absent ? ", if-absent: ignore" : "");
	}
}

static bool belongs(const struct program *program, unsigned int role,
		    unsigned int not)
{
	return (program->role & role) && !(program->role & not);
}

/* The list of all that has @role and none of @not. */
static void print_list(FILE *to, const struct model *model, const char *key,
		       const char *indent, unsigned int role, unsigned int not)
{
	const char *word = role & EDGESEC_ROLE_LOAD ? "without-file" :
						      "kernel";
	size_t count = 0;
	char deeper[16];

	for (size_t i = 0; i < model->programs.count; i++)
		count += belongs(&model->programs.list[i], role, not);
	fprintf(to, "%s%s:%s\n", indent, key, count ? "" : " []");
	snprintf(deeper, sizeof(deeper), "%s  ", indent);
	for (size_t i = 0; i < model->programs.count; i++)
		if (belongs(&model->programs.list[i], role, not))
			print_program(to, deeper, &model->programs.list[i],
				      word);
}

static bool has_role(const struct model *model, unsigned int role)
{
	for (size_t i = 0; i < model->programs.count; i++)
		if (model->programs.list[i].role & role)
			return true;
	return false;
}

/* A part of "executables" with the list @key of what has @role. */
static bool begin_part(FILE *to, const struct model *model, enum rule rule,
		       const char *name)
{
	enum edgesec_mode mode = model->rule_mode[rule];

	if (mode == EDGESEC_MODE_DISABLED &&
	    (rule != RULE_SCRIPTS || !has_role(model,
					       EDGESEC_ROLE_INTERPRETER)))
		return false;
	fprintf(to, "  %s:\n    mode: %s\n", name, schema_modes[mode]);
	return true;
}

static void print_executables(FILE *to, const struct model *model)
{
	const unsigned int run = EDGESEC_ROLE_RUN;

	fprintf(to, "\nexecutables:\n  mode: %s\n",
		schema_modes[model->rule_mode[RULE_RUN]]);
	if (model->untracked)
		fprintf(to, "  untracked: %s\n",
			schema_untracked[model->untracked]);
	if (begin_part(to, model, RULE_SCRIPTS, "scripts")) {
		print_list(to, model, "allow-from", "    ",
			   EDGESEC_ROLE_START_SCRIPTS, 0);
		if (has_role(model, EDGESEC_ROLE_INTERPRETER))
			print_list(to, model, "interpreters", "    ",
				   EDGESEC_ROLE_INTERPRETER, 0);
	}
	if (begin_part(to, model, RULE_MEMORY, "memory"))
		print_list(to, model, "allow-from", "    ",
			   EDGESEC_ROLE_MAKE_CODE, 0);
	if (begin_part(to, model, RULE_TRACING, "tracing"))
		print_list(to, model, "allow-from", "    ",
			   EDGESEC_ROLE_TRACE, 0);
	if (begin_part(to, model, RULE_MODULES, "modules"))
		print_list(to, model, "allow", "    ", EDGESEC_ROLE_LOAD, run);
	if (begin_part(to, model, RULE_INTERPRETED, "interpreted")) {
		print_list(to, model, "data", "    ",
			   EDGESEC_ROLE_READ_AS_DATA, 0);
		print_list(to, model, "allow", "    ", EDGESEC_ROLE_INTERPRET,
			   run);
	}
	if (begin_part(to, model, RULE_LIBRARIES, "libraries"))
		print_list(to, model, "allow", "    ", EDGESEC_ROLE_MAP, run);
	if (model->rule_mode[RULE_RUN] != EDGESEC_MODE_DISABLED ||
	    has_role(model, run)) {
		fputs("  default: deny\n", to);
		print_list(to, model, "allow", "  ", run, 0);
	}
}

void print_ranges(FILE *to, const char *key, const struct ranges *ranges)
{
	fprintf(to, "%s: [", key);
	for (size_t i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->list[i];

		fprintf(to, "%s%u", i ? ", " : "", range->first);
		if (range->last != range->first)
			fprintf(to, "-%u", range->last);
	}
	fputs("]", to);
}

static void print_scope(FILE *to, const struct scope *scope)
{
	if (!scope->path) {
		fputs(schema_scopes[scope->kind], to);
		return;
	}
	fprintf(to, "{%s: ", schema_scopes[scope->kind]);
	print_text(to, scope->path);
	fputc('}', to);
}

static void print_directions(FILE *to, const struct port_rule *rule)
{
	for (int i = 0; i < DIRECTION_COUNT; i++) {
		if (!(rule->directions & direction_bit(i)))
			continue;
		print_ranges(to, schema_directions[i], &rule->ports[i]);
		fputs(", ", to);
	}
}

/* Flow style knows no comments: only what identifies the program. */
static void print_owner(FILE *to, const struct program *program)
{
	bool directory = program->identify == EDGESEC_IDENTIFY_DIRECTORY;

	if (program->has_digest) {
		fputs("{sha256: ", to);
		print_bytes(to, program->digest);
		fputc('}', to);
		return;
	}
	fprintf(to, "{%s: ", directory ? "directory" : "path");
	print_text(to, program->path);
	fputs(", identify-by: path}", to);
}

static void print_owned(FILE *to, const struct model *model,
			const struct owned *owned)
{
	const struct range *range = &owned->ports.list[0];
	const char *comma = "";

	fprintf(to, "%u", range->first);
	if (range->last != range->first)
		fprintf(to, "-%u", range->last);
	fputs(": [", to);
	for (size_t i = 0; i < model->programs.count; i++) {
		if (model->programs.list[i].owner != owned->number)
			continue;
		fputs(comma, to);
		print_owner(to, &model->programs.list[i]);
		comma = ", ";
	}
	fputc(']', to);
}

static void print_owned_list(FILE *to, const struct model *model,
			     const struct owned_list *owned)
{
	if (!owned->count)
		return;
	fputs("program: {", to);
	for (size_t i = 0; i < owned->count; i++) {
		fputs(i ? ", " : "", to);
		print_owned(to, model, &owned->list[i]);
	}
	fputs("}, ", to);
}

static void print_ports(FILE *to, const struct model *model)
{
	fputs("\nports:\n", to);
	for (size_t i = 0; i < model->ports.count; i++) {
		const struct port_rule *rule = &model->ports.list[i];

		fputs("  - {scope: ", to);
		print_scope(to, &rule->scope);
		fprintf(to, ", protocol: %s, ",
			schema_protocols[rule->protocol]);
		print_directions(to, rule);
		print_owned_list(to, model, &rule->owned);
		fprintf(to, "default: %s, mode: %s%s}\n",
			schema_verdicts[rule->verdict],
			schema_modes[rule->mode],
			rule->close ? ", existing: close" : "");
	}
}

static bool judges_programs(const struct model *model)
{
	for (int rule = 0; rule < RULE_COUNT; rule++)
		if (model->rule_mode[rule] != EDGESEC_MODE_DISABLED)
			return true;
	return model->programs.count;
}

static void print_override(FILE *to, const struct model *model)
{
	const char *comma = "";

	fprintf(to, "override: {max: %us, of: [", model->override_max);
	for (int i = 0; schema_sections[i]; i++) {
		if (!(model->override_of & (1u << i)))
			continue;
		fprintf(to, "%s%s", comma, schema_sections[i]);
		comma = ", ";
	}
	fputs("]}\n", to);
}

static void print_audit(FILE *to, const struct model *model)
{
	if (!model->on_loss && !model->warn_at)
		return;
	fprintf(to, "audit:\n  on-loss: %s\n",
		schema_on_losses[model->on_loss]);
	if (model->warn_at)
		fprintf(to, "  warn-at: %u\n", model->warn_at);
}

void print_model(FILE *to, const struct model *model)
{
	fprintf(to, "edgesec: 1\nname: %s\nversion: %llu\n", model->name,
		(unsigned long long)model->version);
	if (model->profile)
		fprintf(to, "profile: %s\n", model->profile);
	if (model->signature != EDGESEC_SIGNATURE_OPTIONAL)
		fprintf(to, "signature: %s\n",
			schema_signatures[model->signature]);
	if (model->override_max)
		print_override(to, model);
	fprintf(to, "mode: %s\n", schema_modes[model->mode]);
	print_audit(to, model);
	if (judges_programs(model))
		print_executables(to, model);
	if (model->ports.count)
		print_ports(to, model);
	if (model->servers.count)
		fputs("\nmodbus:\n  servers:\n", to);
	for (size_t i = 0; i < model->servers.count; i++)
		print_server(to, &model->servers.list[i]);
}
