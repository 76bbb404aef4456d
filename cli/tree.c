// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A file as a tree of nodes that know their places: YAML, or others
 * Copyright (C) 2026 The edgesec authors
 *
 * The parser runs in a child that can do nothing but compute (sandbox.c) and
 * writes a flat tree into memory shared with its parent. The parent trusts
 * nothing of it: counts, offsets and references are checked before use, and
 * references only lead forwards, so that no walk goes in circles.
 */
#include "tree.h"
#include "quote.h"
#include "runs.h"
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
	struct tree_node node[];
};

struct tree {
	struct shared *shared;
	size_t size;
	uint32_t nodes_max;
	uint32_t text_max;
	char *text;
};

/* An open collection while the child builds the tree. */
struct level {
	tree_ref parent;
	tree_ref last;
	uint32_t members;
};

/**
 * struct builder - A tree while the child builds it
 * @runs: What was left out of the input.
 * @run: Of them, how many are in the tree.
 * @lines: Which were left out of what is in the tree.
 * @entry: The mapping that @run begins with, or 0.
 * @at_next: The next event must be the entry behind @run.
 */
struct builder {
	struct tree *tree;
	const char *input;
	size_t input_size;
	const struct runs *runs;
	size_t run;
	uint32_t lines;
	tree_ref entry;
	bool at_next;
	yaml_parser_t parser;
	struct level level[DEPTH_MAX + 1];
	int depth;
};

bool tree_refuse(struct tree *tree, uint32_t line, uint32_t column,
		 const char *message)
{
	struct shared *shared = tree->shared;

	shared->line = line;
	shared->column = column;
	snprintf(shared->message, sizeof(shared->message), "%s", message);
	return false;
}

static int refuse(struct builder *b, const yaml_mark_t *mark,
		  const char *message)
{
	tree_refuse(b->tree, mark->line + 1, mark->column + 1, message);
	return -1;
}

/* The place of the byte @offset; columns count bytes here. */
static yaml_mark_t mark_of(const struct builder *b, size_t offset)
{
	yaml_mark_t mark = {};

	for (size_t i = 0; i < offset && i < b->input_size; i++) {
		mark.column++;
		if (b->input[i] == '\n') {
			mark.line++;
			mark.column = 0;
		}
	}
	return mark;
}

static int refuse_syntax(struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	const char *problem = parser->problem ? parser->problem : "no memory";
	yaml_mark_t mark = parser->problem_mark;

	/* The reader knows an offset in bytes instead of a mark. */
	if (parser->error == YAML_READER_ERROR)
		mark = mark_of(b, parser->problem_offset);
	return refuse(b, &mark, problem);
}

static tree_ref new_node(struct builder *b, const yaml_event_t *event,
			 enum tree_kind kind)
{
	struct shared *shared = b->tree->shared;
	const yaml_mark_t *begin = &event->start_mark;
	const yaml_mark_t *end = &event->end_mark;
	struct tree_node *node;

	if (shared->count >= b->tree->nodes_max) {
		refuse(b, begin, "too many values in one file");
		return 0;
	}
	node = &shared->node[shared->count];
	node->kind = kind;
	node->line = begin->line + 1 + b->lines;
	node->column = begin->column + 1;
	if (kind == TREE_SCALAR && begin->line == end->line)
		node->length = end->column - begin->column;
	return shared->count++;
}

/* Makes @ref the next member of the collection that is open. */
static int link_node(struct builder *b, tree_ref ref, const yaml_mark_t *mark)
{
	struct tree_node *node = b->tree->shared->node;
	struct level *level = &b->level[b->depth];

	if (!level->parent)
		return 0;
	if (level->last)
		node[level->last].next = ref;
	else
		node[level->parent].child = ref;
	level->last = ref;
	level->members++;
	if (node[level->parent].kind == TREE_MAPPING &&
	    level->members > 2 * KEYS_MAX)
		return refuse(b, mark, "too many keys in one mapping");
	return 0;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
	struct shared *shared = b->tree->shared;
	size_t size = event->data.scalar.length;
	tree_ref ref;

	if (event->data.scalar.anchor)
		return refuse(b, &event->start_mark,
			      "anchors and aliases are not allowed");
	if (event->data.scalar.tag)
		return refuse(b, &event->start_mark, "tags are not allowed");
	if (memchr(event->data.scalar.value, 0, size))
		return refuse(b, &event->start_mark, "a NUL byte in a value");
	if (size + 1 > b->tree->text_max - shared->used)
		return refuse(b, &event->start_mark, "too much text");
	ref = new_node(b, event, TREE_SCALAR);
	if (!ref)
		return -1;
	shared->node[ref].quoted =
		event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	shared->node[ref].text = shared->used;
	shared->node[ref].size = size;
	memcpy(b->tree->text + shared->used, event->data.scalar.value, size);
	b->tree->text[shared->used + size] = '\0';
	shared->used += size + 1;
	return link_node(b, ref, &event->start_mark);
}

static int open_collection(struct builder *b, const yaml_event_t *event,
			   enum tree_kind kind, const void *anchor,
			   const void *tag)
{
	tree_ref ref;

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
		return open_collection(b, event, TREE_SEQUENCE,
				       event->data.sequence_start.anchor,
				       event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_collection(b, event, TREE_MAPPING,
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
		if (b->tree->shared->count > 1)
			return refuse(b, &event->start_mark,
				      "more than one document in the file");
		return 0;
	default:
		return 0;
	}
}

/* Is @entry what the kept line of @run must give: a key and its digest? */
static bool is_entry(const struct builder *b, tree_ref entry)
{
	const struct tree_node *node = b->tree->shared->node;
	tree_ref key = node[entry].child, value = node[key].next;

	return node[entry].kind == TREE_MAPPING && value &&
	       value + 1 == b->tree->shared->count && value == key + 1 &&
	       key == entry + 1 && node[value].kind == TREE_SCALAR &&
	       node[value].size == RUN_DIGITS;
}

/* The entry of @line as the one before it, but for its place and its digits. */
static tree_ref copy_entry(struct builder *b, tree_ref entry,
			   const char *digits)
{
	struct shared *shared = b->tree->shared;
	struct tree_node *node = &shared->node[shared->count];
	tree_ref copy = shared->count;

	memcpy(node, &shared->node[entry], 3 * sizeof(*node));
	for (int i = 0; i < 3; i++)
		node[i].line++;
	node[0].child = copy + 1;
	node[1].next = copy + 2;
	node[2].text = shared->used;
	memcpy(b->tree->text + shared->used, digits, RUN_DIGITS);
	b->tree->text[shared->used + RUN_DIGITS] = '\0';
	shared->used += RUN_DIGITS + 1;
	shared->count += 3;
	shared->node[entry].next = copy;
	return copy;
}

/* Adds what was left out behind @entry, which has just ended. */
static int add_run(struct builder *b, tree_ref entry)
{
	const struct run *run = &b->runs->list[b->run++];
	struct shared *shared = b->tree->shared;
	const char *digits = run->begin + run->digits;

	if (!is_entry(b, entry) ||
	    run->lines > (b->tree->nodes_max - shared->count) / 3 ||
	    run->lines > (b->tree->text_max - shared->used) / (RUN_DIGITS + 1))
		return -1;
	for (uint32_t i = 0; i < run->lines; i++, digits += run->stride)
		entry = copy_entry(b, entry, digits);
	b->level[b->depth].last = entry;
	b->lines += run->lines;
	b->entry = 0;
	b->at_next = true;
	return 0;
}

static bool begins_at(const yaml_event_t *event, size_t place)
{
	return event->type == YAML_MAPPING_START_EVENT &&
	       event->start_mark.index == place;
}

static bool in_sequence(const struct builder *b)
{
	tree_ref parent = b->level[b->depth].parent;

	return parent &&
	       b->tree->shared->node[parent].kind == TREE_SEQUENCE;
}

/* Sees to what was left out. Returns nonzero on any doubt. */
static int watch_runs(struct builder *b, const yaml_event_t *event)
{
	const struct run *run = &b->runs->list[b->run];

	if (b->at_next && !begins_at(event, run[-1].next))
		return -1;
	b->at_next = false;
	if (b->run < b->runs->count && begins_at(event, run->first) &&
	    in_sequence(b))
		b->entry = b->tree->shared->count;
	return 0;
}

static int add_watched(struct builder *b, const yaml_event_t *event)
{
	tree_ref ended = b->level[b->depth].parent;

	if (!b->runs->count)
		return add_event(b, event);
	if (watch_runs(b, event) || add_event(b, event))
		return -1;
	if (event->type == YAML_MAPPING_END_EVENT && b->entry == ended)
		return add_run(b, ended);
	return 0;
}

static int build_nodes(struct builder *b)
{
	yaml_event_t event;
	int ret = 0, more = 1;

	while (!ret && more) {
		if (!yaml_parser_parse(&b->parser, &event))
			return refuse_syntax(b);
		more = event.type != YAML_STREAM_END_EVENT;
		ret = add_watched(b, &event);
		yaml_event_delete(&event);
	}
	return ret ? ret : b->run != b->runs->count;
}

static bool parse_yaml(struct tree *tree, const char *text, size_t size,
		       const struct runs *runs)
{
	struct builder b = { .tree = tree, .input = text, .input_size = size,
			     .runs = runs };
	int ret;

	if (!yaml_parser_initialize(&b.parser))
		return false;
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)text,
				     size);
	ret = build_nodes(&b);
	yaml_parser_delete(&b.parser);
	return !ret;
}

static void forget_nodes(struct tree *tree)
{
	struct shared *shared = tree->shared;

	memset(shared, 0, sizeof(*shared) +
			  shared->count * sizeof(shared->node[0]));
	shared->count = 1;
}

/* Without the lists of digests first, and if that is not enough as it is. */
static bool build_yaml(struct tree *tree, const char *text, size_t size)
{
	const struct runs none = {};
	struct runs runs;
	bool done = runs_find(&runs, text, size) &&
		    parse_yaml(tree, runs.kept, runs.kept_size, &runs);

	runs_free(&runs);
	if (done)
		return true;
	forget_nodes(tree);
	return parse_yaml(tree, text, size, &none);
}

/* What the child has to do. */
struct task {
	tree_build_fn build;
	struct tree *tree;
	const char *text;
	size_t size;
};

static void build_in_child(void *data)
{
	struct task *task = data;

	if (task->build(task->tree, task->text, task->size))
		task->tree->shared->done = 1;
}

struct tree *tree_new(size_t nodes, size_t text)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	/* Node 0 is unused. */
	tree->nodes_max = nodes + 1;
	tree->text_max = text;
	tree->size = sizeof(struct shared) +
		     tree->nodes_max * sizeof(struct tree_node) +
		     tree->text_max;
	tree->shared = mmap(NULL, tree->size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (tree->shared == MAP_FAILED) {
		free(tree);
		return NULL;
	}
	tree->text = (char *)&tree->shared->node[tree->nodes_max];
	tree->shared->count = 1;
	return tree;
}

static struct tree *new_tree(size_t input_size)
{
	size_t nodes = input_size + 15 < NODES_MAX ? input_size + 15 :
						      NODES_MAX - 1;

	/* No scalar is longer than what stands in the file, but escapes. */
	return tree_new(nodes, 2 * input_size + nodes + 17);
}

tree_ref tree_add(struct tree *tree, const struct tree_node *node,
		  const char *text)
{
	struct shared *shared = tree->shared;
	tree_ref ref = shared->count++;

	shared->node[ref] = *node;
	shared->node[ref].child = 0;
	shared->node[ref].next = 0;
	if (!text)
		return ref;
	shared->node[ref].text = shared->used;
	shared->node[ref].size = strlen(text);
	memcpy(tree->text + shared->used, text, strlen(text) + 1);
	shared->used += strlen(text) + 1;
	return ref;
}

tree_ref tree_put(struct tree *tree, const struct tree_node *node,
		  const char *text, size_t size)
{
	struct shared *shared = tree->shared;
	tree_ref ref = shared->count;

	if (ref >= tree->nodes_max || size >= tree->text_max - shared->used)
		return 0;
	shared->count++;
	shared->node[ref] = *node;
	shared->node[ref].text = shared->used;
	shared->node[ref].size = size;
	memcpy(tree->text + shared->used, text, size);
	tree->text[shared->used + size] = '\0';
	shared->used += size + 1;
	return ref;
}

void tree_link(struct tree *tree, tree_ref parent, tree_ref last, tree_ref ref)
{
	struct tree_node *node = tree->shared->node;

	if (last)
		node[last].next = ref;
	else
		node[parent].child = ref;
}

static bool node_is_sound(const struct tree *tree, tree_ref ref)
{
	const struct tree_node *node = &tree->shared->node[ref];
	uint32_t count = tree->shared->count;

	if ((node->child && node->child <= ref) || node->child >= count ||
	    (node->next && node->next <= ref) || node->next >= count)
		return false;
	if (node->kind != TREE_SCALAR)
		return node->kind <= TREE_MAPPING;
	return !node->child && node->text < tree->text_max &&
	       node->size < tree->text_max - node->text &&
	       !tree->text[node->text + node->size];
}

static bool is_sound(const struct tree *tree)
{
	if (tree->shared->count > tree->nodes_max)
		return false;
	for (tree_ref ref = 1; ref < tree->shared->count; ref++)
		if (!node_is_sound(tree, ref))
			return false;
	return true;
}

static bool check(const struct tree *tree, int signal, struct erecs *erecs,
		  unsigned int file)
{
	struct shared *shared = tree->shared;
	struct place place = { shared->line, shared->column, 1, file };
	struct place nowhere = { .file = file };

	shared->message[sizeof(shared->message) - 1] = '\0';
	if (signal < 0)
		erec_error(erecs, nowhere, "the parser can't be started");
	else if (signal)
		erec_error(erecs, nowhere, "the parser was stopped: %s",
			   strsignal(signal));
	else if (!shared->done)
		erec_error(erecs, place, "%s", quote(shared->message));
	else if (!is_sound(tree))
		erec_error(erecs, nowhere, "the parser gave a damaged answer");
	else if (shared->count == 1)
		erec_error(erecs, (struct place){ 1, 1, 1, file },
			   "the file is empty");
	else
		return true;
	return false;
}

static void set_file(struct tree *tree, unsigned int file)
{
	for (tree_ref ref = 1; ref < tree->shared->count; ref++)
		tree->shared->node[ref].file = file;
}

struct tree *tree_build_file(struct erecs *erecs, unsigned int file,
			     tree_build_fn build)
{
	struct erec_file input = erec_file(erecs, file);
	struct tree *tree = new_tree(input.size);
	struct task task = { build, tree, input.text, input.size };

	if (!tree) {
		erec_error(erecs, (struct place){ .file = file }, "no memory");
		return NULL;
	}
	if (check(tree, sandbox_run(build_in_child, &task), erecs, file)) {
		set_file(tree, file);
		return tree;
	}
	tree_free(tree);
	return NULL;
}

struct tree *tree_parse_file(struct erecs *erecs, unsigned int file)
{
	return tree_build_file(erecs, file, build_yaml);
}

struct tree *tree_parse(struct erecs *erecs)
{
	return tree_parse_file(erecs, 0);
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	munmap(tree->shared, tree->size);
	free(tree);
}

const struct tree_node *tree_node(const struct tree *tree, tree_ref ref)
{
	return &tree->shared->node[ref];
}

const char *tree_text(const struct tree *tree, tree_ref ref)
{
	return tree->text + tree->shared->node[ref].text;
}

struct place tree_place(const struct tree *tree, tree_ref ref)
{
	const struct tree_node *node = tree_node(tree, ref);

	return (struct place){ node->line, node->column, node->length,
			       node->file };
}
