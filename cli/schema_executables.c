// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: programs and code
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema_programs.h"

/* The section while it is read; the members of the same name are its keys. */
struct section {
	struct list allow;
	bool has_default;
	enum edgesec_untracked untracked;
};

static void read_section_default(struct reader *r, tree_ref node, void *into)
{
	static const char *const words[] = { "deny", NULL };
	struct section *section = into;
	unsigned int index;

	section->has_default = read_word(r, node, words, &index);
}

static void read_section_mode(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	schema_read_mode(r, node, &section->allow.mode);
}

static void read_section_identify(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	list_read_identify(r, node, &section->allow);
}

static void read_section_if_absent(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	list_read_if_absent(r, node, &section->allow);
}

static void read_section_untracked(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;
	unsigned int index;

	r->model->head[HEAD_UNTRACKED] = tree_place(r->tree, node);
	if (read_word(r, node, schema_untracked, &index))
		section->untracked = index;
}

/* What a part of the section takes over from it. */
static struct list part_of(const struct section *section, unsigned int role)
{
	struct list part = section->allow;

	part.role = role;
	part.given = false;
	return part;
}

static void set_mode(struct reader *r, enum rule rule, tree_ref node,
		     const struct list *part)
{
	r->model->rule_mode[rule] = part->mode;
	r->model->head[HEAD_RULE + rule] = tree_place(r->tree, node);
}

static void read_allow_from(struct reader *r, tree_ref node, void *into)
{
	list_read(r, node, "\"allow-from\"", list_read_starter, into);
}

static void read_interpreters(struct reader *r, tree_ref node, void *into)
{
	struct list interpreters = *(struct list *)into;

	interpreters.role = EDGESEC_ROLE_INTERPRETER;
	list_read(r, node, "\"interpreters\"", list_read_named,
		  &interpreters);
}

static const struct field script_fields[] = {
	{ "mode", list_read_mode, false },
	{ "identify-by", list_read_identify, false },
	{ "if-absent", list_read_if_absent, false },
	{ "allow-from", read_allow_from, true },
	{ "interpreters", read_interpreters, false },
	{}
};

static void read_scripts(struct reader *r, tree_ref node, void *into)
{
	struct list part = part_of(into, EDGESEC_ROLE_START_SCRIPTS);

	read_mapping(r, node, "\"scripts\"", script_fields, &part);
	if (part.given)
		set_mode(r, RULE_SCRIPTS, node, &part);
}

/*
 * "deny-unknown" stands for a part without a list of its own: what "allow"
 * lists is all that is known.
 */
static bool is_deny_unknown(struct reader *r, tree_ref node)
{
	static const char *const words[] = { "deny-unknown", NULL };
	unsigned int index;

	if (!is_scalar(r, node))
		return false;
	read_word(r, node, words, &index);
	return true;
}

static void read_part_allow(struct reader *r, tree_ref node, void *into)
{
	list_read(r, node, "\"allow\"", list_read_program, into);
}

static const struct field library_fields[] = {
	{ "mode", list_read_mode, false },
	{ "identify-by", list_read_identify, false },
	{ "if-absent", list_read_if_absent, false },
	{ "allow", read_part_allow, false },
	{}
};

static void read_libraries(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;
	struct list part = part_of(section, EDGESEC_ROLE_MAP);

	if (!is_deny_unknown(r, node))
		read_mapping(r, node, "\"libraries\"", library_fields, &part);
	section->allow.role |= EDGESEC_ROLE_MAP;
	set_mode(r, RULE_LIBRARIES, node, &part);
}

/* Every process starts with code that is mapped: a list there must be. */
static void check_libraries(struct reader *r, tree_ref node)
{
	for (size_t i = 0; i < r->model->programs.count; i++)
		if (r->model->programs.list[i].role & EDGESEC_ROLE_MAP)
			return;
	mistake(r, node,
		"\"libraries\" without \"allow\" would stop every program");
}

static void read_data(struct reader *r, tree_ref node, void *into)
{
	struct list data = *(struct list *)into;

	data.role = EDGESEC_ROLE_READ_AS_DATA;
	data.identity.identify = EDGESEC_IDENTIFY_PATH;
	list_read(r, node, "\"data\"", list_read_program, &data);
}

static const struct field interpreted_fields[] = {
	{ "mode", list_read_mode, false },
	{ "identify-by", list_read_identify, false },
	{ "if-absent", list_read_if_absent, false },
	{ "allow", read_part_allow, false },
	{ "data", read_data, false },
	{}
};

static void read_interpreted(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;
	struct list part = part_of(section, EDGESEC_ROLE_INTERPRET);

	if (!is_deny_unknown(r, node))
		read_mapping(r, node, "\"interpreted\"", interpreted_fields,
			     &part);
	section->allow.role |= EDGESEC_ROLE_INTERPRET;
	set_mode(r, RULE_INTERPRETED, node, &part);
}

static void check_interpreted(struct reader *r, tree_ref node)
{
	for (size_t i = 0; i < r->model->programs.count; i++)
		if (r->model->programs.list[i].role & EDGESEC_ROLE_INTERPRETER)
			return;
	mistake(r, node,
		"\"interpreted\" needs the interpreters named in \"scripts\"");
}

static void read_loadable(struct reader *r, tree_ref node, void *into)
{
	if (!list_read_word(r, node, into, "without-file"))
		list_read_program(r, node, into);
}

static void read_modules_allow(struct reader *r, tree_ref node, void *into)
{
	list_read(r, node, "\"allow\"", read_loadable, into);
}

static const struct field module_fields[] = {
	{ "mode", list_read_mode, false },
	{ "identify-by", list_read_identify, false },
	{ "if-absent", list_read_if_absent, false },
	{ "allow", read_modules_allow, false },
	{}
};

static void read_modules(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;
	struct list part = part_of(section, EDGESEC_ROLE_LOAD);

	if (!is_deny_unknown(r, node))
		read_mapping(r, node, "\"modules\"", module_fields, &part);
	section->allow.role |= EDGESEC_ROLE_LOAD;
	set_mode(r, RULE_MODULES, node, &part);
}

/* Rules that list programs which may do something. */
static const struct field program_rule_fields[] = {
	{ "mode", list_read_mode, false },
	{ "identify-by", list_read_identify, false },
	{ "if-absent", list_read_if_absent, false },
	{ "allow-from", read_allow_from, true },
	{}
};

static void read_memory(struct reader *r, tree_ref node, void *into)
{
	struct list part = part_of(into, EDGESEC_ROLE_MAKE_CODE);

	read_mapping(r, node, "\"memory\"", program_rule_fields, &part);
	set_mode(r, RULE_MEMORY, node, &part);
}

static void read_tracing(struct reader *r, tree_ref node, void *into)
{
	struct list part = part_of(into, EDGESEC_ROLE_TRACE);

	read_mapping(r, node, "\"tracing\"", program_rule_fields, &part);
	set_mode(r, RULE_TRACING, node, &part);
}

static void read_allow(struct reader *r, tree_ref node, void *into)
{
	struct section *section = into;

	list_read(r, node, "\"allow\"", list_read_program, &section->allow);
}

/* The parts come before "allow": by them it knows what it allows. */
static const struct field section_fields[] = {
	{ "mode", read_section_mode, false },
	{ "default", read_section_default, false },
	{ "identify-by", read_section_identify, false },
	{ "if-absent", read_section_if_absent, false },
	{ "untracked", read_section_untracked, false },
	{ "scripts", read_scripts, false },
	{ "libraries", read_libraries, false },
	{ "interpreted", read_interpreted, false },
	{ "modules", read_modules, false },
	{ "memory", read_memory, false },
	{ "tracing", read_tracing, false },
	{ "allow", read_allow, false },
	{}
};

static void check_part(struct reader *r, tree_ref section, const char *key,
		       void (*check)(struct reader *r, tree_ref node))
{
	tree_ref node = find_key(r, section, key);

	if (node)
		check(r, node);
}

void schema_read_executables(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	struct section section = {
		.allow = { .role = EDGESEC_ROLE_RUN, .mode = model->mode },
	};
	size_t errors = r->erecs->errors;

	read_mapping(r, node, "\"executables\"", section_fields, &section);
	model->untracked = section.untracked;
	if (section.has_default && !section.allow.given)
		mistake(r, node,
			"\"default: deny\" without \"allow\" would stop every program");
	if (section.allow.given)
		set_mode(r, RULE_RUN, node, &section.allow);
	if (r->erecs->errors != errors)
		return;
	check_part(r, node, "libraries", check_libraries);
	check_part(r, node, "interpreted", check_interpreted);
}
