// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: its head
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "number.h"

#include <stddef.h>

/* The only format there is so far. */
#define FORMAT	1

const char *const schema_modes[] = { "disabled", "audit", "enforce", NULL };
const char *const schema_verdicts[] = { "allow", "deny", NULL };
const char *const schema_untracked[] = { "read", "deny", NULL };
const char *const schema_on_losses[] = { "count", "deny", "panic", NULL };
const char *const schema_signatures[] = { "optional", "required", NULL };
const char *const schema_sections[] = { "executables", "ports", "modbus",
					NULL };

#define ALL_SECTIONS	(EDGESEC_SECTION_EXECUTABLES |			\
			 EDGESEC_SECTION_PORTS | EDGESEC_SECTION_MODBUS)

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

	model->head[HEAD_NAME] = tree_place(r->tree, node);
	model->name = read_name(r, node, "the name");
}

static void read_profile(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	model->head[HEAD_PROFILE] = tree_place(r->tree, node);
	model->profile = read_name(r, node, "the profile");
}

static void read_version(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	model->head[HEAD_VERSION] = tree_place(r->tree, node);
	read_number(r, node, "the version", 0, UINT64_MAX, &model->version);
}

static void read_signature(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	unsigned int index;

	model->head[HEAD_SIGNATURE] = tree_place(r->tree, node);
	if (read_word(r, node, schema_signatures, &index))
		model->signature = index;
}

static void read_override_max(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;

	if (!is_scalar(r, node) ||
	    !duration_read(tree_text(r->tree, node), EDGESEC_OVERRIDE_MAX,
			   &model->override_max))
		mistake(r, node,
			"an override must have a longest time of up to 8h, such as 90s, 15m or 1h");
}

static void read_section(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	unsigned int index;

	if (read_word(r, node, schema_sections, &index))
		model->override_of |= 1u << index;
}

static void read_override_of(struct reader *r, tree_ref node, void *into)
{
	read_one_or_more(r, node, read_section, into);
}

static void read_override(struct reader *r, tree_ref node, void *into)
{
	static const struct field members[] = {
		{ "max", read_override_max, true },
		{ "of", read_override_of, false },
		{}
	};
	struct model *model = into;

	model->head[HEAD_OVERRIDE] = tree_place(r->tree, node);
	read_mapping(r, node, "the override", members, model);
	if (!model->override_of)
		model->override_of = ALL_SECTIONS;
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

	model->head[HEAD_MODE] = tree_place(r->tree, node);
	schema_read_mode(r, node, &model->mode);
}

static void read_on_loss(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	unsigned int index;

	model->head[HEAD_ON_LOSS] = tree_place(r->tree, node);
	if (read_word(r, node, schema_on_losses, &index))
		model->on_loss = index;
}

static void read_warn_at(struct reader *r, tree_ref node, void *into)
{
	struct model *model = into;
	uint64_t percent;

	model->head[HEAD_WARN_AT] = tree_place(r->tree, node);
	if (read_number(r, node, "warn-at", 1, 100, &percent))
		model->warn_at = percent;
}

static void read_audit(struct reader *r, tree_ref node, void *into)
{
	static const struct field audit_fields[] = {
		{ "on-loss", read_on_loss, false },
		{ "warn-at", read_warn_at, false },
		{}
	};

	read_mapping(r, node, "audit", audit_fields, into);
}

/* The mode comes first: sections take it over where they have none. */
static const struct field fields[] = {
	{ "edgesec", read_format, true },
	{ "name", read_policy_name, true },
	{ "version", read_version, false },
	{ "profile", read_profile, false },
	{ "signature", read_signature, false },
	{ "override", read_override, false },
	{ "mode", read_policy_mode, true },
	{ "audit", read_audit, false },
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
