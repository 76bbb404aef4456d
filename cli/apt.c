// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What apt says it is about to do
 * Copyright (C) 2026 The edgesec authors
 */
#include "apt.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* Name; version, architecture and kind, old and new, with "<" between; action. */
enum { NAME, OLD_VERSION, OLD_ARCHITECTURE, ACTION = 8, FIELDS };

static bool take_fields(struct actions *actions, char *const *field)
{
	struct action *action;

	if (!strcmp(field[ACTION], "**CONFIGURE**"))
		return true;
	action = vector_add(actions);
	if (strcmp(field[OLD_VERSION], "-"))
		action->old = must_printf("%s:%s", field[NAME],
					  field[OLD_ARCHITECTURE]);
	if (!strcmp(field[ACTION], "**REMOVE**"))
		return action->old;
	action->file = must_strdup(field[ACTION]);
	return *action->file == '/';
}

/* The name of a file comes last, and may hold spaces. */
static bool take_line(struct actions *actions, char *line)
{
	char *field[FIELDS];

	for (size_t i = 0; i < FIELDS; i++) {
		field[i] = i < ACTION ? strsep(&line, " ") : line;
		if (!field[i] || !*field[i])
			return false;
	}
	return take_fields(actions, field);
}

static bool read_line(FILE *from, char **line, size_t *room)
{
	ssize_t len = getline(line, room, from);

	if (len > 0 && (*line)[len - 1] == '\n')
		(*line)[len - 1] = '\0';
	return len > 0;
}

bool apt_read(struct actions *actions, FILE *from)
{
	bool good, in_configuration = true;
	char *line = NULL;
	size_t room = 0;

	good = read_line(from, &line, &room) && !strcmp(line, "VERSION 3");
	while (read_line(from, &line, &room)) {
		if (in_configuration)
			in_configuration = *line;
		else if (good)
			good = take_line(actions, line);
	}
	free(line);
	return good && !in_configuration && !ferror(from);
}

void apt_free(struct actions *actions)
{
	for (size_t i = 0; i < actions->count; i++) {
		free(actions->list[i].file);
		free(actions->list[i].old);
	}
	free(actions->list);
}
