// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A YAML file as a tree of nodes that know their places
 * Copyright (C) 2026 The edgesec authors
 *
 * The parser runs in a child that can do nothing but compute (sandbox.c) and
 * writes a flat tree into memory shared with its parent. The parent trusts
 * nothing of it: counts, offsets and references are checked before use, and
 * references only lead forwards, so that no walk goes in circles.
 */
#include "yaml.h"
#include "quote.h"
#include "sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <yaml.h>

#define DEPTH_MAX	16
#define NODES_MAX	2000000u
#define KEYS_MAX	64

/**
 * struct shared - What the child tells
 * @done: It came to the end without a mistake.
 * @line: Place of the mistake.
 * @column: Place of the mistake.
 * @message: The mistake in words of ours and libyaml's.
 * @count: Nodes, with the unused node 0.
 * @used: Bytes of text.
 * @node: Room for @nodes_max nodes; the text follows.
 */
struct shared {
	uint32_t done;
	uint32_t line;
	uint32_t column;
	char message[200];
	uint32_t count;
	uint32_t used;
	struct yaml_node node[];
};

struct yaml {
	struct shared *shared;
	size_t size;
	uint32_t nodes_max;
	uint32_t text_max;
	char *text;
};

/* An open collection while the child builds the tree. */
struct level {
	yaml_ref parent;
	yaml_ref last;
	uint32_t members;
};

struct builder {
	struct yaml *yaml;
	const char *input;
	size_t input_size;
	yaml_parser_t parser;
	struct level level[DEPTH_MAX + 1];
	int depth;
};

static int refuse(struct builder *b, const yaml_mark_t *mark,
		  const char *message)
{
	struct shared *shared = b->yaml->shared;

	shared->line = mark->line + 1;
	shared->column = mark->column + 1;
	snprintf(shared->message, sizeof(shared->message), "%s", message);
	return -1;
}

static int refuse_syntax(struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	const char *problem = parser->problem ? parser->problem : "no memory";
	yaml_mark_t mark = parser->problem_mark;

	/* The reader knows an offset in bytes instead of a mark. */
	if (parser->error == YAML_READER_ERROR)
		mark = parser->mark;
	return refuse(b, &mark, problem);
}

static yaml_ref new_node(struct builder *b, const yaml_event_t *event,
			 enum yaml_kind kind)
{
	struct shared *shared = b->yaml->shared;
	const yaml_mark_t *begin = &event->start_mark;
	const yaml_mark_t *end = &event->end_mark;
	struct yaml_node *node;

	if (shared->count >= b->yaml->nodes_max) {
		refuse(b, begin, "too many values in one file");
		return 0;
	}
	node = &shared->node[shared->count];
	node->kind = kind;
	node->line = begin->line + 1;
	node->column = begin->column + 1;
	if (kind == YAML_SCALAR && begin->line == end->line)
		node->length = end->column - begin->column;
	return shared->count++;
}

/* Makes @ref the next member of the collection that is open. */
static int link_node(struct builder *b, yaml_ref ref, const yaml_mark_t *mark)
{
	struct yaml_node *node = b->yaml->shared->node;
	struct level *level = &b->level[b->depth];

	if (!level->parent)
		return 0;
	if (level->last)
		node[level->last].next = ref;
	else
		node[level->parent].child = ref;
	level->last = ref;
	level->members++;
	if (node[level->parent].kind == YAML_MAPPING &&
	    level->members > 2 * KEYS_MAX)
		return refuse(b, mark, "too many keys in one mapping");
	return 0;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
	struct shared *shared = b->yaml->shared;
	size_t size = event->data.scalar.length;
	yaml_ref ref;

	if (event->data.scalar.anchor)
		return refuse(b, &event->start_mark,
			      "anchors and aliases are not allowed");
	if (event->data.scalar.tag)
		return refuse(b, &event->start_mark, "tags are not allowed");
	if (memchr(event->data.scalar.value, 0, size))
		return refuse(b, &event->start_mark, "a NUL byte in a value");
	if (size + 1 > b->yaml->text_max - shared->used)
		return refuse(b, &event->start_mark, "too much text");
	ref = new_node(b, event, YAML_SCALAR);
	if (!ref)
		return -1;
	shared->node[ref].quoted =
		event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	shared->node[ref].text = shared->used;
	shared->node[ref].size = size;
	memcpy(b->yaml->text + shared->used, event->data.scalar.value, size);
	b->yaml->text[shared->used + size] = '\0';
	shared->used += size + 1;
	return link_node(b, ref, &event->start_mark);
}

static int open_collection(struct builder *b, const yaml_event_t *event,
			   enum yaml_kind kind, const void *anchor,
			   const void *tag)
{
	yaml_ref ref;

	if (anchor)
		return refuse(b, &event->start_mark,
			      "anchors and aliases are not allowed");
	if (tag)
		return refuse(b, &event->start_mark, "tags are not allowed");
	if (b->depth == DEPTH_MAX)
		return refuse(b, &event->start_mark, "nested too deeply");
	ref = new_node(b, event, kind);
	if (!ref || link_node(b, ref, &event->start_mark))
		return -1;
	b->level[++b->depth] = (struct level){ .parent = ref };
	return 0;
}

static int add_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(b, event, YAML_SEQUENCE,
				       event->data.sequence_start.anchor,
				       event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_collection(b, event, YAML_MAPPING,
				       event->data.mapping_start.anchor,
				       event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return 0;
	case YAML_ALIAS_EVENT:
		return refuse(b, &event->start_mark,
			      "anchors and aliases are not allowed");
	case YAML_DOCUMENT_START_EVENT:
		if (b->yaml->shared->count > 1)
			return refuse(b, &event->start_mark,
				      "more than one document in the file");
		return 0;
	default:
		return 0;
	}
}

static int build_tree(struct builder *b)
{
	yaml_event_t event;
	int ret = 0, more = 1;

	while (!ret && more) {
		if (!yaml_parser_parse(&b->parser, &event))
			return refuse_syntax(b);
		more = event.type != YAML_STREAM_END_EVENT;
		ret = add_event(b, &event);
		yaml_event_delete(&event);
	}
	return ret;
}

static void parse_in_child(void *data)
{
	struct builder *b = data;

	if (!yaml_parser_initialize(&b->parser))
		return;
	yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b->parser,
				     (const unsigned char *)b->input,
				     b->input_size);
	if (!build_tree(b))
		b->yaml->shared->done = 1;
	yaml_parser_delete(&b->parser);
}

static struct yaml *new_yaml(size_t input_size)
{
	struct yaml *yaml = calloc(1, sizeof(*yaml));

	if (!yaml)
		return NULL;
	yaml->nodes_max = input_size + 16 < NODES_MAX ? input_size + 16 :
							 NODES_MAX;
	/* No scalar is longer than what stands in the file, but escapes. */
	yaml->text_max = 2 * input_size + yaml->nodes_max + 16;
	yaml->size = sizeof(struct shared) +
		     yaml->nodes_max * sizeof(struct yaml_node) +
		     yaml->text_max;
	yaml->shared = mmap(NULL, yaml->size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (yaml->shared == MAP_FAILED) {
		free(yaml);
		return NULL;
	}
	yaml->text = (char *)&yaml->shared->node[yaml->nodes_max];
	yaml->shared->count = 1;
	return yaml;
}

static bool node_is_sound(const struct yaml *yaml, yaml_ref ref)
{
	const struct yaml_node *node = &yaml->shared->node[ref];
	uint32_t count = yaml->shared->count;

	if ((node->child && node->child <= ref) || node->child >= count ||
	    (node->next && node->next <= ref) || node->next >= count)
		return false;
	if (node->kind != YAML_SCALAR)
		return node->kind <= YAML_MAPPING;
	return !node->child && node->text < yaml->text_max &&
	       node->size < yaml->text_max - node->text &&
	       !yaml->text[node->text + node->size];
}

static bool is_sound(const struct yaml *yaml)
{
	if (yaml->shared->count > yaml->nodes_max)
		return false;
	for (yaml_ref ref = 1; ref < yaml->shared->count; ref++)
		if (!node_is_sound(yaml, ref))
			return false;
	return true;
}

static bool check(const struct yaml *yaml, int signal, struct erecs *erecs)
{
	struct shared *shared = yaml->shared;
	struct place place = { shared->line, shared->column, 1 };

	shared->message[sizeof(shared->message) - 1] = '\0';
	if (signal)
		erec_error(erecs, (struct place){}, signal < 0 ?
			   "the parser can't be started" :
			   "the parser was stopped: %s", strsignal(signal));
	else if (!shared->done)
		erec_error(erecs, place, "%s", quote(shared->message));
	else if (!is_sound(yaml))
		erec_error(erecs, (struct place){},
			   "the parser gave a damaged answer");
	else if (shared->count == 1)
		erec_error(erecs, (struct place){ 1, 1, 1 },
			   "the file is empty");
	else
		return true;
	return false;
}

struct yaml *yaml_parse(struct erecs *erecs)
{
	struct yaml *yaml = new_yaml(erecs->size);
	struct builder *b = calloc(1, sizeof(*b));
	bool good = false;

	if (yaml && b) {
		b->yaml = yaml;
		b->input = erecs->text;
		b->input_size = erecs->size;
		good = check(yaml, sandbox_run(parse_in_child, b), erecs);
	} else {
		erec_error(erecs, (struct place){}, "no memory");
	}
	free(b);
	if (good)
		return yaml;
	yaml_free(yaml);
	return NULL;
}

void yaml_free(struct yaml *yaml)
{
	if (!yaml)
		return;
	munmap(yaml->shared, yaml->size);
	free(yaml);
}

const struct yaml_node *yaml_node(const struct yaml *yaml, yaml_ref ref)
{
	return &yaml->shared->node[ref];
}

const char *yaml_text(const struct yaml *yaml, yaml_ref ref)
{
	return yaml->text + yaml->shared->node[ref].text;
}

struct place yaml_place(const struct yaml *yaml, yaml_ref ref)
{
	const struct yaml_node *node = yaml_node(yaml, ref);

	return (struct place){ node->line, node->column, node->length };
}
