// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: questions about ports
 * Copyright (C) 2026 The edgesec authors
 */
#include "explain.h"
#include "explain_forms.h"
#include "memory.h"
#include "ports.h"
#include "schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The bit after those that have a list of ports. */
static const char *const directions[] = {
	"bind", "listen", "connect", "send", "socket", NULL
};

/**
 * struct ask - Questions
 * @question: All of them, but for the direction.
 * @directions: Bits of enum edgesec_direction; 0: all that there are.
 */
struct ask {
	struct question question;
	unsigned int directions;
};

static int find_word(const char *text, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	return -1;
}

static bool has_no_ports(enum edgesec_protocol protocol)
{
	return ports_possible(protocol) == EDGESEC_DIRECTION_CREATE;
}

/* "8443/tcp", or a protocol that has no ports. */
static bool read_port(struct ask *ask, const char *text)
{
	const char *slash = strchr(text, '/');
	const char *name = slash ? slash + 1 : text;
	int protocol = find_word(name, schema_protocols);
	unsigned long long port = 0;
	char *end = NULL;

	if (protocol < 0)
		return false;
	ask->question.protocol = protocol;
	if (has_no_ports(ask->question.protocol))
		return !slash;
	if (!slash || *text < '0' || *text > '9')
		return false;
	errno = 0;
	port = strtoull(text, &end, 10);
	ask->question.port = port;
	return !errno && end == slash &&
	       port <= (ask->question.protocol == EDGESEC_PROTOCOL_VSOCK ? UINT32_MAX :
								 UINT16_MAX);
}

static bool read_scope(struct ask *ask, const char *text)
{
	static const char *const plain[] = { "host", "container", NULL };
	int kind = find_word(text, plain);

	if (kind >= 0)
		ask->question.scope.kind = kind;
	else if (!strncmp(text, "netns:/", 7))
		ask->question.scope = (struct scope){ EDGESEC_SCOPE_NETNS, text + 6 };
	else if (!strncmp(text, "cgroup:/", 8))
		ask->question.scope = (struct scope){ EDGESEC_SCOPE_CGROUP, text + 7 };
	else
		return false;
	return true;
}

static bool read_direction(struct ask *ask, const char *text)
{
	int direction = find_word(text, directions);

	if (direction >= 0)
		ask->directions = 1u << direction;
	return direction >= 0;
}

static bool read_program(struct ask *ask, const char *path)
{
	ask->question.program = path ? explain_open(path) : -1;
	return !path || ask->question.program >= 0;
}

static bool read_words(struct ask *ask, const struct explain *explain)
{
	const char *const *said = explain->said;
	unsigned int possible;

	ask->question.cgroup = said[WORD_CGROUP];
	if (!read_port(ask, said[WORD_PORT]) ||
	    !read_scope(ask, said[WORD_SCOPE]) ||
	    (said[WORD_CGROUP] && *said[WORD_CGROUP] != '/') ||
	    (said[WORD_DIRECTION] &&
	     !read_direction(ask, said[WORD_DIRECTION])))
		return false;
	possible = ports_possible(ask->question.protocol);
	if (!ask->directions)
		ask->directions = possible;
	return !(ask->directions & ~possible);
}

static int ask_one(struct explain *explain, const struct question *question,
		   const char *direction)
{
	json_t *answer = explain_new_answer(explain,
					    must_printf("%s %s", direction,
							explain->said[WORD_PORT]));
	struct refusal refusal;

	json_object_set_new(answer, "direction", json_string(direction));
	return explain_ask(&explain->nl, question, answer, &refusal) ?
	       nl_complain("explain", &refusal) : EXIT_DONE;
}

/* One answer for each direction. */
static int ask_all(struct explain *explain, const struct ask *ask)
{
	struct question question = ask->question;
	int ret = EXIT_DONE;

	for (int i = 0; directions[i] && !ret; i++) {
		question.direction = 1u << i;
		if (ask->directions & question.direction)
			ret = ask_one(explain, &question, directions[i]);
	}
	return ret;
}

int explain_port(struct explain *explain)
{
	struct ask ask = {};
	int ret;

	if (!read_words(&ask, explain))
		return EXIT_USAGE;
	if (!read_program(&ask, explain->said[WORD_PROGRAM]))
		return EXIT_UNREADABLE;
	ret = explain_connect(explain);
	if (!ret)
		ret = ask_all(explain, &ask);
	if (ask.question.program >= 0)
		close(ask.question.program);
	return ret;
}
