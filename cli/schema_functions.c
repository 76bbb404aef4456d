// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What a policy file may say: function codes of Modbus
 * Copyright (C) 2026 The edgesec authors
 */
#include "schema.h"
#include "memory.h"
#include "quote.h"
#include "schema_grants.h"
#include "suggest.h"

#include <string.h>

#define NAMES_MAX	64

const char *const schema_framings[] = { "implied", "mbap", NULL };

static const char *const presets[] = {
	"read-only", "read-write", "programming", "all-public", NULL
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* @also: names that may stand there too, or NULL. */
static void no_such_name(struct reader *r, tree_ref node, const char *what,
			 const struct modbus_name *names,
			 const char *const *also)
{
	const char *list[NAMES_MAX] = {}, *near;
	size_t count = 0;

	for (; also && *also && count < NAMES_MAX - 1; also++)
		list[count++] = *also;
	for (; names->name && count < NAMES_MAX - 1; names++)
		list[count++] = names->name;
	near = suggest(tree_text(r->tree, node), list);
	if (near)
		mistake(r, node, "\"%s\" is no %s; did you mean \"%s\"?",
			quote(tree_text(r->tree, node)), what, near);
	else
		mistake(r, node, "\"%s\" is no %s",
			quote(tree_text(r->tree, node)), what);
}

/* A number, or a name of a function. */
static bool read_code(struct reader *r, tree_ref node,
		      const char *const *also, unsigned int *code)
{
	uint64_t number;

	if (is_scalar(r, node) && !is_digit(*tree_text(r->tree, node))) {
		if (modbus_number_of(modbus_functions,
				     tree_text(r->tree, node), code))
			return true;
		no_such_name(r, node, "function code or name of one",
			     modbus_functions, also);
		return false;
	}
	if (!read_number(r, node, "a function code", 1, FUNCTION_MAX, &number))
		return false;
	*code = number;
	return true;
}

static void allow_code(struct reader *r, tree_ref node, struct grant *grant,
		       unsigned int code, enum edgesec_framing framing)
{
	if (framing == EDGESEC_FRAMING_IMPLIED &&
	    !modbus_length_is_implied(code))
		mistake(r, node,
			"nothing implies how long a request with function code 0x%02x is; it needs \"framing: mbap\"",
			code);
	else if (grant->allowed[code])
		mistake(r, node, "function code 0x%02x is listed twice", code);
	grant->allowed[code] = true;
	grant->framing[code] = framing;
}

static enum edgesec_framing best_framing(unsigned int code)
{
	return modbus_length_is_implied(code) ? EDGESEC_FRAMING_IMPLIED :
						EDGESEC_FRAMING_MBAP;
}

/* One rule of "functions" while it is read. */
struct function_rule {
	struct grant *grant;
	enum edgesec_framing framing;
	unsigned int code;
	size_t codes;
};

static void read_framing(struct reader *r, tree_ref node, void *into)
{
	struct function_rule *rule = into;
	unsigned int index;

	if (read_word(r, node, schema_framings, &index))
		rule->framing = index;
}

static void read_rule_code(struct reader *r, tree_ref node, void *into)
{
	struct function_rule *rule = into;

	if (!read_code(r, node, NULL, &rule->code))
		return;
	allow_code(r, node, rule->grant, rule->code, rule->framing);
	rule->codes++;
}

static void read_codes(struct reader *r, tree_ref node, void *into)
{
	read_one_or_more(r, node, read_rule_code, into);
}

static void read_sub(struct reader *r, tree_ref node, void *into)
{
	const struct function_rule *rule = into;
	const struct modbus_name *names = modbus_subs(rule->code);
	struct range range;
	unsigned int number;

	if (is_scalar(r, node) && !is_digit(*tree_text(r->tree, node))) {
		if (!modbus_number_of(names, tree_text(r->tree, node),
				      &number)) {
			no_such_name(r, node, "sub-function or name of one",
				     names, NULL);
			return;
		}
		range = (struct range){ number, number };
	} else if (!read_range(r, node, "a sub-function", 0, SUB_MAX, &range)) {
		return;
	}
	*vector_add(&rule->grant->subs[rule->code]) = range;
}

static void read_subs(struct reader *r, tree_ref node, void *into)
{
	const struct function_rule *rule = into;

	if (rule->codes != 1 || !modbus_subs(rule->code)) {
		mistake(r, node,
			"sub-functions need one \"code\", 0x08, 0x2b or 0x5a");
		return;
	}
	read_one_or_more(r, node, read_sub, into);
	if (!is_scalar(r, node) && !tree_node(r->tree, node)->child)
		mistake(r, node,
			"an empty list of sub-functions; leave the key out for all");
}

static const struct field function_fields[] = {
	{ "framing", read_framing, false },
	{ "code", read_codes, true },
	{ "sub-functions", read_subs, false },
	{}
};

/* A preset, a code or its name. */
static void read_word_or_code(struct reader *r, tree_ref node,
			      struct grant *grant)
{
	const uint8_t *preset = modbus_preset(tree_text(r->tree, node));
	unsigned int code;

	for (; preset && *preset; preset++)
		allow_code(r, node, grant, *preset, best_framing(*preset));
	if (!preset && read_code(r, node, presets, &code))
		allow_code(r, node, grant, code, EDGESEC_FRAMING_IMPLIED);
}

static void read_function(struct reader *r, tree_ref node, void *into)
{
	struct function_rule rule = { .grant = into };

	if (is_scalar(r, node))
		read_word_or_code(r, node, into);
	else
		read_mapping(r, node, "a function", function_fields, &rule);
}

void schema_read_functions(struct reader *r, tree_ref node, void *into)
{
	read_one_or_more(r, node, read_function, into);
}

static void deny_code(struct reader *r, tree_ref node, void *into)
{
	struct grant *grant = into;
	unsigned int code;

	if (read_code(r, node, NULL, &code))
		grant->allowed[code] = false;
}

/* Everything but the listed codes passes, framed as well as it can be. */
void schema_read_deny(struct reader *r, tree_ref node, void *into)
{
	struct grant *grant = into;

	for (unsigned int code = 1; code <= FUNCTION_MAX; code++) {
		grant->allowed[code] = true;
		grant->framing[code] = best_framing(code);
	}
	read_list(r, node, "\"deny\"", deny_code, grant);
}
