// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Is a file read the same with and without libyaml for its digests?
 * Copyright (C) 2026 The edgesec authors
 *
 * It is linked with --wrap=runs_find, so that it decides what is left out of what
 * libyaml gets. The sandbox is left out: a look at memory is no system call, but
 * the tools that look make some.
 */
#include "same_tree.h"
#include "runs.h"
#include "sandbox.h"
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t same_tree_runs;

static bool leave_out;
static size_t found;

bool __real_runs_find(struct runs *runs, const char *text, size_t size);
bool __wrap_runs_find(struct runs *runs, const char *text, size_t size);

bool __wrap_runs_find(struct runs *runs, const char *text, size_t size)
{
	*runs = (struct runs){};
	if (!leave_out)
		return false;
	__real_runs_find(runs, text, size);
	found = runs->count;
	return found;
}

int sandbox_run(void (*work)(void *data), void *data)
{
	work(data);
	return 0;
}

static struct tree *parse(struct erecs *erecs, const char *text, size_t size,
			  bool with_runs)
{
	*erecs = (struct erecs){ .name = "same", .text = text, .size = size };
	leave_out = with_runs;
	return tree_parse(erecs);
}

static bool same_node(const struct tree *a, const struct tree *b, tree_ref ref)
{
	const struct tree_node *x = tree_node(a, ref), *y = tree_node(b, ref);

	return x->kind == y->kind && x->quoted == y->quoted &&
	       x->line == y->line && x->column == y->column &&
	       x->length == y->length && x->size == y->size &&
	       x->child == y->child && x->next == y->next &&
	       (x->kind != TREE_SCALAR ||
		!strcmp(tree_text(a, ref), tree_text(b, ref)));
}

/* References lead forwards, and are the same in both. */
static bool same_below(const struct tree *a, const struct tree *b, tree_ref ref)
{
	for (; ref; ref = tree_node(a, ref)->next)
		if (!same_node(a, b, ref) ||
		    !same_below(a, b, tree_node(a, ref)->child))
			return false;
	return true;
}

/* All that is told of a mistake goes to standard error. */
static char *told(struct erecs *erecs)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size), *before = stderr;

	stderr = to;
	erec_print(erecs);
	stderr = before;
	fclose(to);
	return text;
}

static bool same_mistakes(struct erecs *a, struct erecs *b)
{
	char *x = told(a), *y = told(b);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

bool same_tree(const char *text, size_t size)
{
	struct erecs left_out, whole;
	struct tree *a, *b;
	bool same;

	found = 0;
	a = parse(&left_out, text, size, true);
	b = parse(&whole, text, size, false);
	same = !a == !b && (a ? same_below(a, b, 1) :
				same_mistakes(&left_out, &whole));
	same_tree_runs += a && found;
	tree_free(a);
	tree_free(b);
	erec_free(&left_out);
	erec_free(&whole);
	return same;
}
