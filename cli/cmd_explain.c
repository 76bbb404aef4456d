// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - explain: what the policy in force says about a port
 * Copyright (C) 2026 The edgesec authors
 *
 * The kernel answers, by the functions that decide.
 */
#include "describe.h"
#include "explain.h"
#include "output.h"
#include "ports.h"
#include "quote.h"
#include "schema.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNOPSIS							   \
	"explain --port PORT/PROTOCOL|raw|packet "			   \
	"--scope host|container|netns:FILE|cgroup:PATH [--cgroup PATH] "   \
	"[--direction bind|listen|connect|send] [--program FILE] [--json]"

/* The bit after those that have a list of ports. */
static const char *const directions[] = {
	"bind", "listen", "connect", "send", "socket", NULL
};

/**
 * struct ask - Questions
 * @question: All of them, but for the direction.
 * @directions: Bits of enum edgesec_direction; 0: all that there are.
 * @port_text: As it was said; NULL: not yet.
 */
struct ask {
	struct cli cli;
	struct question question;
	unsigned int directions;
	const char *port_text;
	bool has_scope;
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
	ask->port_text = text;
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

	ask->has_scope = true;
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

/* O_NONBLOCK: a FIFO under that name must not hold up the command. */
static bool read_program(struct ask *ask, const char *path)
{
	ask->question.program = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (ask->question.program >= 0)
		return true;
	fprintf(stderr, "edgesec: %s: %s\n", quote(path), strerror(errno));
	return false;
}

static bool take_option(struct ask *ask, int option)
{
	switch (option) {
	case 'p':
		return read_port(ask, optarg);
	case 's':
		return read_scope(ask, optarg);
	case 'c':
		ask->question.cgroup = optarg;
		return *optarg == '/';
	case 'd':
		return read_direction(ask, optarg);
	case 'x':
		return read_program(ask, optarg);
	case 'j':
		ask->cli.json = true;
		return true;
	case 'q':
		ask->cli.quiet = true;
		return true;
	}
	return false;
}

static bool read_options(struct ask *ask, int argc, char **argv)
{
	static const struct option options[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "scope", required_argument, NULL, 's' },
		{ "cgroup", required_argument, NULL, 'c' },
		{ "direction", required_argument, NULL, 'd' },
		{ "program", required_argument, NULL, 'x' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{}
	};
	unsigned int possible;
	int option;

	while ((option = getopt_long(argc, argv, "jq", options, NULL)) != -1)
		if (!take_option(ask, option))
			return false;
	possible = ports_possible(ask->question.protocol);
	if (!ask->directions)
		ask->directions = possible;
	return optind == argc && ask->port_text && ask->has_scope &&
	       !(ask->directions & ~possible);
}

/* One answer for each direction, appended to @answers. */
static int ask_kernel(struct nl *nl, const struct ask *ask, json_t *answers)
{
	struct question question = ask->question;
	struct refusal refusal;
	int ret = EXIT_DONE;

	for (int i = 0; directions[i] && !ret; i++) {
		json_t *answer;

		question.direction = 1u << i;
		if (!(ask->directions & question.direction))
			continue;
		answer = json_pack("{s:s}", "direction", directions[i]);
		if (explain_ask(nl, &question, answer, &refusal))
			ret = nl_complain("explain", &refusal);
		json_array_append_new(answers, answer);
	}
	return ret;
}

static bool is_denied(const json_t *answer)
{
	return !strcmp(describe_text(answer, "verdict"), "deny");
}

static void print_answer(const struct ask *ask, const json_t *answer)
{
	const char *rule = describe_text(answer, "rule");
	const char *mode = describe_text(answer, "mode");

	printf("%s %s: ", describe_text(answer, "direction"),
	       quote(ask->port_text));
	if (!*rule)
		puts("allowed, as no rule has a say");
	else if (!is_denied(answer))
		printf("allowed by %s%s\n", rule,
		       json_is_true(json_object_get(answer, "owned")) ?
			       ", to this program" : "");
	else
		printf("denied by %s, %s (%s)\n", rule,
		       describe_text(answer, "reason"), mode);
}

static int tell(const struct ask *ask, json_t *answers)
{
	int ret = EXIT_DONE;
	json_t *answer;
	size_t i;

	json_array_foreach(answers, i, answer) {
		if (is_denied(answer))
			ret = EXIT_NO;
		if (!ask->cli.json && !ask->cli.quiet)
			print_answer(ask, answer);
	}
	if (ask->cli.json)
		output_json(json_incref(answers));
	return ret;
}

static int run(const struct ask *ask)
{
	json_t *answers;
	struct nl nl;
	int ret = nl_open(&nl);

	if (ret)
		return ret;
	answers = json_array();
	ret = ask_kernel(&nl, ask, answers);
	nl_shut(&nl);
	if (!ret)
		ret = tell(ask, answers);
	json_decref(answers);
	return ret;
}

int cmd_explain(const struct cli *cli, int argc, char **argv)
{
	struct ask ask = { .cli = *cli, .question.program = -1 };
	int ret = read_options(&ask, argc, argv) ? run(&ask) : usage(SYNOPSIS);

	if (ask.question.program >= 0)
		close(ask.question.program);
	return ret;
}
