// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: what all forms of a question share
 * Copyright (C) 2026 The edgesec authors
 */
#include "explain_forms.h"
#include "describe.h"
#include "quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* O_NONBLOCK: a FIFO under that name must not hold up the command. */
int explain_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		fprintf(stderr, "edgesec: %s: %s\n", quote(path),
			strerror(errno));
	return fd;
}

int explain_connect(struct explain *explain)
{
	int ret = explain->is_open ? EXIT_DONE : nl_open(&explain->nl);

	explain->is_open = !ret;
	return ret;
}

json_t *explain_new_answer(struct explain *explain, char *what)
{
	json_t *answer = json_pack("{s:s}", "what", quote(what));

	free(what);
	json_array_append_new(explain->answers, answer);
	return answer;
}

static bool denies(const json_t *verdict)
{
	return !strcmp(describe_text(verdict, "verdict"), "deny");
}

bool explain_is_denied(const json_t *answer)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(answer, "steps"), i, step)
		if (denies(step))
			return true;
	return denies(answer);
}

bool explain_stops(const json_t *answer)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(answer, "steps"), i, step)
		if (denies(step) &&
		    !strcmp(describe_text(step, "mode"), "enforce"))
			return true;
	return false;
}
