// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: questions about files
 * Copyright (C) 2026 The edgesec authors
 */
#include "explain_file.h"
#include "memory.h"
#include "quote.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const explain_uses[] = {
	"program", "library", "script", "module", NULL
};

int explain_ask_use(struct explain *explain, const char *path,
		    const struct file_question *question, json_t **answer)
{
	const char *as = explain_uses[question->use];
	struct refusal refusal;

	*answer = explain_new_answer(explain, must_printf("%s %s", as, path));
	json_object_set_new(*answer, "as", json_string(as));
	json_object_set_new(*answer, "path", json_string(quote(path)));
	if (!explain_ask_file(&explain->nl, question, *answer, &refusal))
		return EXIT_DONE;
	fprintf(stderr, "edgesec: %s: %s\n", quote(path), refusal.text);
	return nl_exit_status(&refusal);
}

static bool read_use(const char *text, enum edgesec_use *use)
{
	*use = EDGESEC_USE_PROGRAM;
	for (int i = 0; text && explain_uses[i]; i++) {
		*use = i;
		if (!strcmp(text, explain_uses[i]))
			return true;
	}
	return !text;
}

static int ask_path(struct explain *explain, const char *path,
		    const struct file_question *like)
{
	struct file_question question = *like;
	json_t *answer;
	int ret;

	question.file = explain_open(path);
	if (question.file < 0)
		return EXIT_UNREADABLE;
	ret = explain_ask_use(explain, path, &question, &answer);
	close(question.file);
	return ret;
}

int explain_files(struct explain *explain)
{
	struct file_question question = { .program = -1, .input = -1 };
	const char *program = explain->said[WORD_PROGRAM];
	int ret;

	if (!read_use(explain->said[WORD_AS], &question.use))
		return EXIT_USAGE;
	ret = explain_connect(explain);
	if (ret)
		return ret;
	if (program) {
		question.program = explain_open(program);
		if (question.program < 0)
			return EXIT_UNREADABLE;
	}
	for (int i = 0; i < explain->count && !ret; i++)
		ret = ask_path(explain, explain->operands[i], &question);
	if (program)
		close(question.program);
	return ret;
}
