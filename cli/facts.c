// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - What module and host are now, as evidence
 * Copyright (C) 2026 The edgesec authors
 */
#include "facts.h"
#include "cli.h"
#include "describe.h"
#include "host.h"
#include "nl.h"
#include "opened.h"
#include "quote.h"

#include "../kmod/uapi/edgesec.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* Somebody who applies policies all the time is no reason to go on asking. */
#define TRIES	5

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static void take_policy(struct nlattr *attrs, int len, void *arg)
{
	describe_policy(arg, attrs, len);
}

static int ask(struct nl *nl, uint8_t cmd, int flags, nl_reply_fn take,
	       json_t **answer, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(cmd, flags);
	int ret;

	json_decref(*answer);
	*answer = json_object();
	ret = nl_ask(nl, msg, take, *answer, refusal);
	nlmsg_free(msg);
	return ret;
}

static json_int_t generation(const json_t *head)
{
	return json_integer_value(json_object_get(head, "generation"));
}

static bool are_one(const struct facts *facts)
{
	return generation(json_object_get(facts->status, "policy")) ==
	       generation(facts->policy);
}

/* Status and entries have to be of one generation. */
static int ask_module(struct facts *facts, struct nl *nl,
		      struct refusal *refusal)
{
	for (int i = 0; i < TRIES; i++) {
		if (ask(nl, EDGESEC_CMD_POLICY_GET, NLM_F_DUMP, take_policy,
			&facts->policy, refusal) ||
		    ask(nl, EDGESEC_CMD_STATUS_GET, 0, take_status,
			&facts->status, refusal))
			return -1;
		if (are_one(facts))
			return 0;
	}
	*refusal = (struct refusal){
		.error = EBUSY, .text = "the policy changes all the time"
	};
	return -1;
}

/* Names are the administrator's, but JSON takes only UTF-8. */
static const char *name_of(const char *name)
{
	return is_utf8(name, strlen(name)) ? name : quote(name);
}

static json_t *describe_host(void)
{
	struct utsname name;
	char text[128];

	uname(&name);
	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b}",
			 "name", name_of(name.nodename),
			 "kernel", name.release, "machine", name.machine,
			 "lockdown", host_lockdown(text, sizeof(text)),
			 "secure-boot", host_secure_boot(),
			 "clock-synchronised", host_clock_synchronised());
}

int facts_ask(struct facts *facts, const char *verb)
{
	struct refusal refusal;
	struct nl nl;
	int ret;

	*facts = (struct facts){ .collected = time(NULL) };
	ret = nl_open(&nl);
	if (ret)
		return ret;
	ret = ask_module(facts, &nl, &refusal);
	if (!ret && facts_in_force(facts))
		json_object_set_new(facts->status, "open",
				    opened_against_policy(&nl));
	nl_shut(&nl);
	facts->host = describe_host();
	return ret ? nl_complain(verb, &refusal) : EXIT_DONE;
}

void facts_free(struct facts *facts)
{
	json_decref(facts->status);
	json_decref(facts->policy);
	json_decref(facts->host);
}

bool facts_in_force(const struct facts *facts)
{
	return json_object_get(facts->status, "policy");
}

static bool is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

bool facts_hook_lives(const struct facts *facts, const char *name)
{
	json_t *hook;
	size_t i;

	json_array_foreach(json_object_get(facts->status, "hooks"), i, hook)
		if (!strcmp(describe_text(hook, "name"), name))
			return is_true(hook, "attached") &&
			       is_true(hook, "live");
	return false;
}

const char *facts_dead_hook(const struct facts *facts)
{
	json_t *hook;
	size_t i;

	json_array_foreach(json_object_get(facts->status, "hooks"), i, hook)
		if (is_true(hook, "attached") && !is_true(hook, "live"))
			return describe_text(hook, "name");
	return NULL;
}

json_t *facts_losses(const struct facts *facts)
{
	static const char *const names[] = {
		"record-lost", "audit-lost", "event-lost", "record-held-back"
	};
	const json_t *counters = json_object_get(facts->status, "counters");
	json_t *losses = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		json_object_set_new(losses, names[i],
				    json_integer(json_integer_value(
					json_object_get(counters, names[i]))));
	return losses;
}

const char *facts_time(const struct facts *facts, char text[32])
{
	struct tm parts;

	if (!gmtime_r(&facts->collected, &parts) ||
	    !strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts))
		snprintf(text, 32, "1970-01-01T00:00:00Z");
	return text;
}
