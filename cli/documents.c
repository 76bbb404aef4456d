// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - The documents that a policy is made of
 * Copyright (C) 2026 The edgesec authors
 *
 * A policy extends another, which may extend a third; the site file is that of
 * the first one that names any. Drop-ins lie in the folder of the policy's name:
 * those of policy.yaml are policy.d/NAME.yaml, by name. What they say together is
 * merge.c's to tell.
 *
 * Each part is read as the policy itself: its bytes by a child in a sandbox. Who
 * can write to one can change the policy, so a part that somebody else owns is
 * refused.
 */
#include "documents.h"
#include "memory.h"
#include "merge.h"
#include "quote.h"
#include "site.h"
#include "source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXTENDS_MAX	8
#define DROP_INS_MAX	256

static const char suffix[] = ".yaml";

/**
 * struct document - One of them
 * @root: What it says, without the keys below.
 * @extends: What it extends; NULL for nothing.
 * @site: Its site file, or NULL.
 * @replaces: What it replaces, or NULL.
 */
struct document {
	struct item *root;
	struct item *extends;
	struct item *site;
	struct item *replaces;
};

struct document_list {
	struct document *list;
	size_t count;
};

struct ids {
	struct stat *list;
	size_t count;
};

/**
 * struct job - A policy while its parts are read
 * @chain: The policy, what it extends, and so on.
 * @drop_ins: In the order of their names.
 * @ids: The files of @chain.
 * @site_file: What @site points into.
 * @size: Of all parts.
 */
struct job {
	struct documents *documents;
	struct erecs *erecs;
	struct document_list chain;
	struct document_list drop_ins;
	struct ids ids;
	struct site site;
	struct item *site_file;
	size_t size;
};

static void check_format(struct job *job, const struct item *root)
{
	const struct item *format = item_find(root, "edgesec");

	if (root->kind != TREE_MAPPING)
		erec_error(job->erecs, root->place,
			   "the file must be a mapping (key: value)");
	else if (!format)
		erec_error(job->erecs, root->place,
			   "the file needs the key \"edgesec\"");
	else if (!format->text || strcmp(format->text, "1"))
		erec_error(job->erecs, format->place,
			   "this command reads format 1 only");
}

static struct item *take_name(struct job *job, struct item *root,
			      const char *key)
{
	struct item *item = item_take(root, key);

	if (!item || (item->text && *item->text))
		return item;
	erec_error(job->erecs, item->place, "\"%s\" must be the name of a file",
		   key);
	item_free(item);
	return NULL;
}

static struct item *take_replaces(struct job *job, struct item *root)
{
	struct item *item = item_take(root, "replaces"), *m;

	if (!item)
		return NULL;
	for (m = item->child; m && m->kind == TREE_SCALAR; m = m->next)
		;
	if (item->kind == TREE_SEQUENCE && !m)
		return item;
	erec_error(job->erecs, item->place, "\"replaces\" must be a list of words");
	item_free(item);
	return NULL;
}

static struct document *add_document(struct job *job,
				     struct document_list *list,
				     const struct tree *tree)
{
	struct document *document = vector_add(list);

	document->root = item_of_tree(tree, job->erecs);
	check_format(job, document->root);
	document->extends = take_name(job, document->root, "extends");
	document->site = take_name(job, document->root, "site");
	document->replaces = take_replaces(job, document->root);
	return document;
}

/* @name, as it is meant in the file @from. The caller frees it. */
static char *beside(const char *from, const char *name)
{
	const char *slash = strrchr(from, '/');

	if (*name == '/' || !slash)
		return must_strdup(name);
	return must_printf("%.*s/%s", (int)(slash - from), from, name);
}

static bool is_too_much(struct job *job, size_t size)
{
	job->size += size;
	return job->size > SOURCE_MAX;
}

static void keep_tree(struct documents *documents, struct tree *tree)
{
	*(struct parsed *)vector_add(&documents->trees) =
		(struct parsed){ tree };
}

/* Takes over @name; @place names it. Returns NULL after a mistake. */
static struct tree *read_part(struct job *job, char *name, struct place place,
			      struct stat *st)
{
	struct erecs *erecs = job->erecs;
	const char *why = NULL;
	struct tree *tree;
	size_t size = 0;
	char *text = source_read_part(name, SOURCE_MAX, &size, st, &why);

	if (text && is_too_much(job, size)) {
		free(text);
		text = NULL;
		why = "is too much: the parts of a policy are larger than 16 MiB";
	}
	if (!text) {
		erec_error(erecs, place, "%s %s", quote(name), why);
		free(name);
		return NULL;
	}
	tree = tree_parse_file(erecs, erec_add_file(erecs, name, text, size));
	if (tree)
		keep_tree(job->documents, tree);
	return tree;
}

/* The file that @item names. Standard input has no folder. */
static struct tree *read_named(struct job *job, const struct item *item,
			       struct stat *st)
{
	const char *from = erec_file(job->erecs, item->place.file).name;

	if (*item->text != '/' && !item->place.file && !job->ids.list[0].st_ino) {
		erec_error(job->erecs, item->place,
			   "standard input names files by absolute paths");
		return NULL;
	}
	return read_part(job, beside(from, item->text), item->place, st);
}

static void read_site(struct job *job, const struct item *name)
{
	struct stat st;
	struct tree *tree = read_named(job, name, &st);

	/* What is wrong with it has been said; then names are not unknown. */
	job->site.given = true;
	if (!tree)
		return;
	job->site_file = item_of_tree(tree, job->erecs);
	check_format(job, job->site_file);
	site_read(&job->site, job->site_file, job->erecs);
}

static bool is_in_chain(const struct job *job, const struct stat *st)
{
	for (size_t i = 0; i < job->ids.count; i++)
		if (job->ids.list[i].st_dev == st->st_dev &&
		    job->ids.list[i].st_ino == st->st_ino)
			return true;
	return false;
}

/* The name may be a value of the site. */
static void fill_name(struct job *job, struct document *document)
{
	struct item holder = { .kind = TREE_MAPPING,
			       .child = document->extends };

	site_fill(&job->site, &holder, job->erecs);
	document->extends = holder.child;
}

/* Adds what the last document of the chain extends. Returns false at its end. */
static bool extend(struct job *job)
{
	struct document *last = &job->chain.list[job->chain.count - 1];
	size_t errors = job->erecs->errors;
	struct tree *tree;
	struct stat st;

	if (last->site && !job->site.given)
		read_site(job, last->site);
	if (!last->extends || job->erecs->errors != errors)
		return false;
	fill_name(job, last);
	if (job->erecs->errors != errors)
		return false;
	if (!last->extends->text) {
		erec_error(job->erecs, last->extends->place,
			   "\"extends\" names one file");
		return false;
	}
	tree = read_named(job, last->extends, &st);
	if (!tree)
		return false;
	if (is_in_chain(job, &st) || job->chain.count > EXTENDS_MAX) {
		erec_error(job->erecs, last->extends->place,
			   is_in_chain(job, &st) ?
			   "the policy extends itself" :
			   "more than 8 documents extend each other");
		return false;
	}
	*(struct stat *)vector_add(&job->ids) = st;
	add_document(job, &job->chain, tree);
	return true;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name), end = strlen(suffix);

	return *entry->d_name != '.' && len > end &&
	       !strcmp(entry->d_name + len - end, suffix);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The folder of drop-ins of the policy @name; NULL if it can have none. */
static char *folder_of(const char *name)
{
	size_t len = strlen(name), end = strlen(suffix);

	if (len <= end || strcmp(name + len - end, suffix))
		return NULL;
	return must_printf("%.*s.d", (int)(len - end), name);
}

static void add_drop_in(struct job *job, char *name)
{
	struct stat st;
	struct tree *tree = read_part(job, name, (struct place){}, &st);
	struct document *document;

	if (!tree)
		return;
	document = add_document(job, &job->drop_ins, tree);
	if (document->extends)
		erec_error(job->erecs, document->extends->place,
			   "a drop-in extends nothing");
	if (document->site)
		erec_error(job->erecs, document->site->place,
			   "a drop-in has no site file");
}

static void read_folder(struct job *job, const char *folder, int fd)
{
	struct dirent **list;
	int count = scandirat(fd, ".", &list, is_drop_in, by_name);

	if (count < 0) {
		erec_error(job->erecs, (struct place){}, "%s: %s",
			   quote(folder), strerror(errno));
		return;
	}
	if (count > DROP_INS_MAX)
		erec_error(job->erecs, (struct place){},
			   "%s has more than %d drop-ins", quote(folder),
			   DROP_INS_MAX);
	for (int i = 0; i < count; i++) {
		if (count <= DROP_INS_MAX)
			add_drop_in(job, must_printf("%s/%s", folder,
						     list[i]->d_name));
		free(list[i]);
	}
	free(list);
}

/* What is there and can't be read is a mistake: it could say anything. */
static void read_drop_ins(struct job *job, const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *why = NULL;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0 || fstat(fd, &st))
		why = strerror(errno);
	else
		why = source_distrust(&st, S_IFDIR);
	if (why)
		erec_error(job->erecs, (struct place){}, "%s %s",
			   quote(folder), why);
	else
		read_folder(job, folder, fd);
	if (fd >= 0)
		close(fd);
}

static void add_to(struct job *job, struct document *document,
		   unsigned int drop_ins)
{
	struct addition addition = { document->root, document->replaces,
				     drop_ins };

	site_fill(&job->site, document->root, job->erecs);
	merge(job->documents->root, &addition, job->erecs);
}

/* From what is extended last to what is extended by nothing, then drop-ins. */
static void put_together(struct job *job, unsigned int drop_ins)
{
	struct item *root = must_calloc(1, sizeof(*root));

	root->kind = TREE_MAPPING;
	root->place = job->chain.list[0].root->place;
	job->documents->root = root;
	for (size_t i = job->chain.count; i--;)
		add_to(job, &job->chain.list[i], 0);
	for (size_t i = 0; i < job->drop_ins.count; i++)
		add_to(job, &job->drop_ins.list[i], drop_ins);
	site_check_used(&job->site, job->erecs);
}

/* The parser takes no more keys and levels from several files than from one. */
static bool can_be_read(const char *text, size_t size)
{
	struct erecs erecs = { .text = text, .size = size };
	struct tree *tree = size > SOURCE_MAX ? NULL : tree_parse(&erecs);
	bool good = tree;

	tree_free(tree);
	erec_free(&erecs);
	return good;
}

/* It is what the next boot reads. */
static void write_text(struct job *job)
{
	struct documents *documents = job->documents;
	size_t size = 0;
	FILE *to = open_memstream(&documents->text, &size);

	if (to) {
		item_print(documents->root, NULL, to);
		fclose(to);
	}
	if (!to || !documents->text || !can_be_read(documents->text, size))
		erec_error(job->erecs, (struct place){},
			   "all documents together are more than one may be");
}

static void read_all(struct job *job, const char *folder)
{
	unsigned int drop_ins;

	while (extend(job))
		;
	drop_ins = job->erecs->files.count + 1;
	if (folder)
		read_drop_ins(job, folder);
	if (job->erecs->errors)
		return;
	put_together(job, drop_ins);
	if (!job->erecs->errors)
		write_text(job);
}

static void free_documents(struct document_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		item_free(list->list[i].root);
		item_free(list->list[i].extends);
		item_free(list->list[i].site);
		item_free(list->list[i].replaces);
	}
	free(list->list);
}

static void free_job(struct job *job)
{
	free_documents(&job->chain);
	free_documents(&job->drop_ins);
	free(job->ids.list);
	site_free(&job->site);
	item_free(job->site_file);
}

static void read_documents(struct documents *documents, const char *name,
			   const char *folder, struct tree **tree,
			   struct erecs *erecs)
{
	struct job job = { .documents = documents, .erecs = erecs };
	struct stat *st = vector_add(&job.ids);

	if (strcmp(name, "-"))
		stat(name, st);
	keep_tree(documents, *tree);
	add_document(&job, &job.chain, *tree);
	read_all(&job, folder);
	*tree = erecs->errors ? NULL : item_to_tree(documents->root);
	if (!*tree && !erecs->errors)
		erec_error(erecs, (struct place){}, "no memory");
	free_job(&job);
}

/* A value of the site file may stand there. */
static bool has_value(const char *text, size_t size)
{
	const char *end = text + size, *at = text;

	while (at < end && (at = memchr(at, '$', end - at)))
		if (++at < end && *at == '{')
			return true;
	return false;
}

/* Most policies are one document and need none of this. */
static bool is_alone(const struct tree *tree, const struct erecs *erecs)
{
	static const char *const keys[] = { "extends", "site", "replaces" };
	const struct tree_node *root = tree_node(tree, 1);

	if (root->kind != TREE_MAPPING)
		return true;
	for (tree_ref key = root->child; key;
	     key = tree_node(tree, tree_node(tree, key)->next)->next)
		for (size_t i = 0; i < 3; i++)
			if (tree_node(tree, key)->kind == TREE_SCALAR &&
			    !strcmp(tree_text(tree, key), keys[i]))
				return false;
	return !has_value(erecs->text, erecs->size);
}

/* Or may be: what can't be seen is no reason to go on without it. */
static bool is_there(const char *folder)
{
	struct stat st;

	return !lstat(folder, &st) || (errno != ENOENT && errno != ENOTDIR);
}

void documents_read(struct documents *documents, const char *name,
		    struct tree **tree, struct erecs *erecs)
{
	char *folder = folder_of(name);

	if (!is_alone(*tree, erecs) || (folder && is_there(folder)))
		read_documents(documents, name, folder, tree, erecs);
	free(folder);
}

void documents_free(struct documents *documents)
{
	item_free(documents->root);
	for (size_t i = 0; i < documents->trees.count; i++)
		tree_free(documents->trees.list[i].tree);
	free(documents->trees.list);
	free(documents->text);
}
