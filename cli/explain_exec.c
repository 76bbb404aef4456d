// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: questions about a command line
 * Copyright (C) 2026 The edgesec authors
 *
 * What execve() would do is done step by step: a file that begins with "#!"
 * leads to another one, and at the end stands a program. If that is one of the
 * interpreters of the policy, the kernel asks about what it reads, too: the
 * script that led to it, or else its first argument that is no option, if
 * there is such a file.
 */
#include "explain_file.h"
#include "memory.h"
#include "quote.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The kernel gives up after as many rounds (fs/exec.c, exec_binprm). */
#define ROUNDS_MAX	6

/* It looks at as many bytes of a file (BINPRM_BUF_SIZE). */
#define HEAD_SIZE	256

/* As the kernel does when a file has no search path of its own. */
#define DEFAULT_PATH	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/**
 * struct command - Where the execution stands
 * @by: Who starts it.
 * @starter: The same, open for reading.
 * @input: Standard input, if that is a regular file, else -1.
 * @path: The file of this round. Owned.
 * @file: The same, open for reading, or -1.
 * @script: The file of the round before, or NULL. Owned.
 */
struct command {
	struct explain *explain;
	char by[PATH_MAX];
	int starter;
	int input;
	char *path;
	int file;
	char *script;
};

static bool is_executable(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) &&
	       !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
}

static char *complain(const char *path, const char *what)
{
	fprintf(stderr, "edgesec: %s: %s\n", quote(path), what);
	return NULL;
}

/* An empty folder of the search path is the current one. */
static char *find_in(const char *folder, size_t len, const char *name)
{
	char *path = must_printf("%.*s%s%s", (int)len, folder, len ? "/" : "./",
				 name);

	if (is_executable(path))
		return path;
	free(path);
	return NULL;
}

/* The file that a shell would start, to be freed; NULL after a complaint. */
static char *find(const char *name)
{
	const char *at = getenv("PATH");
	char *path = NULL;

	if (strchr(name, '/'))
		return is_executable(name) ? must_strdup(name) :
			complain(name, "can't be executed");
	for (at = at ? at : DEFAULT_PATH; *name && !path; at++) {
		size_t len = strcspn(at, ":");

		path = find_in(at, len, name);
		at += len;
		if (!*at)
			break;
	}
	return path ? path : complain(name, "is in no folder of PATH");
}

/*
 * Unless it is named it is who called the command. A name that the kernel marks
 * as deleted still leads to the file by way of /proc.
 */
static bool open_starter(struct command *command)
{
	const char *program = command->explain->said[WORD_PROGRAM];
	char path[64];
	ssize_t len = 0;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)getppid());
	if (program)
		snprintf(command->by, sizeof(command->by), "%s", program);
	else
		len = readlink(path, command->by, sizeof(command->by) - 1);
	if (len > 0)
		command->by[len] = '\0';
	command->starter = explain_open(program ? program : path);
	return command->starter >= 0;
}

static int regular_input(void)
{
	struct stat st;

	return !fstat(STDIN_FILENO, &st) && S_ISREG(st.st_mode) &&
	       (fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE) != O_WRONLY ?
		       STDIN_FILENO : -1;
}

/*
 * The interpreter in @head, to be freed; NULL if there is none. As load_script()
 * of the kernel: a name that the head cuts off is none.
 */
static char *interpreter_of(const char *head, size_t len)
{
	size_t end = 0;

	if (len < 2 || head[0] != '#' || head[1] != '!')
		return NULL;
	head += 2;
	len -= 2;
	for (; len && (*head == ' ' || *head == '\t'); len--)
		head++;
	while (end < len && head[end] && !strchr(" \t\n", head[end]))
		end++;
	if (!end || (end == len && len == HEAD_SIZE - 2))
		return NULL;
	return must_printf("%.*s", (int)end, head);
}

/* Goes on to the next round. Returns false when this one was the last. */
static bool follow(struct command *command)
{
	char head[HEAD_SIZE];
	ssize_t len = pread(command->file, head, sizeof(head), 0);
	char *next = len > 0 ? interpreter_of(head, len) : NULL;

	if (!next)
		return false;
	free(command->script);
	command->script = command->path;
	command->path = next;
	close(command->file);
	command->file = -1;
	return true;
}

static int ask_round(struct command *command, bool *stops)
{
	struct file_question question = {
		.use = EDGESEC_USE_PROGRAM,
		.program = command->starter,
		.input = command->input,
	};
	json_t *answer;
	int ret;

	command->file = explain_open(command->path);
	if (command->file < 0)
		return EXIT_UNREADABLE;
	question.file = command->file;
	ret = explain_ask_use(command->explain, command->path, &question,
			      &answer);
	*stops = !ret && explain_stops(answer);
	return ret;
}

static int ask_rounds(struct command *command, bool *stops)
{
	int ret = EXIT_DONE;

	for (int i = 0; i < ROUNDS_MAX; i++) {
		ret = ask_round(command, stops);
		if (ret || *stops || !follow(command))
			return ret;
	}
	complain(command->script, "leads through too many interpreters");
	return EXIT_UNREADABLE;
}

/* What an interpreter would read, or NULL. */
static const char *find_script(const struct command *command)
{
	char **word = command->explain->operands + 1;
	struct stat st;

	if (command->script)
		return command->script;
	while (*word && **word == '-')
		word++;
	return *word && !stat(*word, &st) && S_ISREG(st.st_mode) ? *word : NULL;
}

/* Where no rule asks about it, it is not worth a line. */
static void drop_if_empty(struct explain *explain, const json_t *answer)
{
	if (!json_array_size(json_object_get(answer, "steps")))
		json_array_remove(explain->answers,
				  json_array_size(explain->answers) - 1);
}

static int ask_script(struct command *command)
{
	const char *path = find_script(command);
	struct file_question question = {
		.use = EDGESEC_USE_SCRIPT,
		.program = command->file,
		.input = -1,
	};
	json_t *answer;
	int ret;

	if (!path)
		return EXIT_DONE;
	question.file = explain_open(path);
	if (question.file < 0)
		return EXIT_UNREADABLE;
	ret = explain_ask_use(command->explain, path, &question, &answer);
	if (!ret)
		drop_if_empty(command->explain, answer);
	close(question.file);
	return ret;
}

static bool any(const json_t *answers, bool (*is)(const json_t *answer))
{
	const json_t *answer;
	size_t i;

	json_array_foreach(answers, i, answer)
		if (is(answer))
			return true;
	return false;
}

static void conclude(const struct command *command)
{
	struct explain *explain = command->explain;
	bool denied = any(explain->answers, explain_is_denied);
	bool stops = any(explain->answers, explain_stops);
	char *what = must_printf("command, started by %s", command->by);
	json_t *answer = explain_new_answer(explain, what);

	json_object_set_new(answer, "verdict",
			    json_string(denied ? "deny" : "allow"));
	json_object_set_new(answer, "stops", json_boolean(stops));
}

static int ask_command(struct command *command)
{
	bool stops = false;
	int ret = ask_rounds(command, &stops);

	if (!ret && !stops)
		ret = ask_script(command);
	if (!ret)
		conclude(command);
	return ret;
}

int explain_exec(struct explain *explain)
{
	struct command command = {
		.explain = explain,
		.input = regular_input(),
		.file = -1,
	};
	int ret = explain_connect(explain);

	if (ret)
		return ret;
	if (!open_starter(&command))
		return EXIT_UNREADABLE;
	command.path = find(explain->operands[0]);
	ret = command.path ? ask_command(&command) : EXIT_UNREADABLE;
	free(command.path);
	free(command.script);
	if (command.file >= 0)
		close(command.file);
	close(command.starter);
	return ret;
}
