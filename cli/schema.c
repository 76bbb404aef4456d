// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: its head
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"

#include <stddef.h>

/* The only format there is so far. */
#define FORMAT	1

const char *const schema_modes[] = { "disabled", "audit", "enforce", NULL };
const char *const schema_verdicts[] = { "allow", "deny", NULL };
const char *const schema_signatures[] = { "optional", "required", NULL };

static void read_format(struct reader *r, tree_ref node, void *into)
{
	uint64_t format;

	(void)into;
	if (read_number(r, node, "the format", 0, UINT64_MAX, &format) &&
	    format != FORMAT)
		mistake(r, node, "this command reads format %d only", FORMAT);
}

static void read_policy_name(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	model->name = read_name(r, node, "the name");
}

static void read_profile(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	model->profile = read_name(r, node, "the profile");
}

static void read_version(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	read_number(r, node, "the version", 0, UINT64_MAX, &model->version);
}

static void read_signature(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	unsigned int index;

	if (read_word(r, node, schema_signatures, &index))
		model->signature = index;
}

void schema_read_mode(struct reader *r, tree_ref node, void *into)
{
	enum edgesec_mode *mode = into;
	unsigned int index;

	if (read_word(r, node, schema_modes, &index))
		*mode = index;
}

static void read_policy_mode(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	schema_read_mode(r, node, &model->mode);
}

/* The mode comes first: sections take it over where they have none. */
static const struct field fields[] = {
	{ "edgesec", read_format, true },
	{ "name", read_policy_name, true },
	{ "version", read_version, false },
	{ "profile", read_profile, false },
	{ "signature", read_signature, false },
	{ "mode", read_policy_mode, true },
	{ "executables", schema_read_executables, false },
	{ "ports", schema_read_ports, false },
	{ "modbus", schema_read_modbus, false },
	{}
};

void schema_read(const struct tree *tree, struct erecs *erecs,
		 struct model *model)
{
	struct reader r = { tree, erecs, model };

	read_mapping(&r, 1, "the policy", fields, model);
}
