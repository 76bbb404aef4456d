// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Sockets that were open before a policy that does not allow them
 * Copyright (C) 2026 The edgesec authors
 */
#include "opened.h"
#include "describe.h"
#include "explain.h"
#include "schema.h"
#include "sockets.h"

#include <stdio.h>
#include <string.h>

static int ask(struct nl *nl, const struct bound *bound, json_t *answer)
{
	char path[64];
	struct question question = {
		.scope = { EDGESEC_SCOPE_NETNS, path },
		.cgroup = bound->cgroup,
		.protocol = bound->protocol,
		.direction = direction_bit(bound->direction),
		.port = bound->port,
		.program = -1,
	};
	struct refusal refusal;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)bound->pid);
	return explain_ask(nl, &question, answer, &refusal);
}

static bool is_against(const json_t *answer)
{
	return !strcmp(describe_text(answer, "verdict"), "deny") &&
	       !json_is_true(json_object_get(answer, "owned"));
}

static void add(json_t *list, const struct bound *bound, json_t *answer)
{
	json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:s, s:s}",
		"direction", schema_directions[bound->direction],
		"protocol", schema_protocols[bound->protocol],
		"port", (json_int_t)bound->port,
		"scope", bound->is_host ? "host" : "container",
		"rule", describe_text(answer, "rule")));
}

json_t *opened_against_policy(struct nl *nl)
{
	struct sockets sockets = {};
	json_t *list = json_array();

	sockets_read(&sockets);
	for (size_t i = 0; i < sockets.count; i++) {
		json_t *answer = json_object();

		if (!ask(nl, &sockets.list[i], answer) && is_against(answer))
			add(list, &sockets.list[i], answer);
		json_decref(answer);
	}
	sockets_free(&sockets);
	return list;
}
