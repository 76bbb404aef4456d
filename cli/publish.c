// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Handing a compiled policy to the kernel
 * Copyright (C) 2026 The edgesec authors
 */
#include "publish.h"
#include "cli.h"
#include "describe.h"
#include "probe.h"
#include "schema.h"

#include <errno.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <string.h>

/* How often a commit is sent again after hooks were asked to prove themselves. */
#define TRIES_MAX	5

static void take_generation(struct nlattr *attrs, int len, void *arg)
{
	struct nlattr *attr = nla_find(attrs, len, EDGESEC_A_POLICY_GENERATION);

	if (attr && nla_len(attr) >= 8)
		*(uint64_t *)arg = nla_get_u64(attr);
}

/* What the kernel has against a part of the policy, shown at its line. */
static int refuse_part(struct erecs *erecs, const struct marks *marks,
		       const struct refusal *refusal)
{
	if (!refusal->has_offset || refusal->error == EPERM)
		return nl_complain("apply", refusal);
	erec_error(erecs, compiled_place(marks, refusal->offset),
		   "the kernel refuses this: %s", refusal->text);
	erec_print(erecs);
	return refusal->error == EINVAL || refusal->error == EEXIST ?
	       EXIT_POLICY : nl_exit_status(refusal);
}

int publish_stage(struct nl *nl, struct load *load)
{
	struct compiled *compiled = &load->compiled;
	struct refusal refusal;

	if (nl_ask(nl, compiled->begin, NULL, NULL, &refusal))
		return refuse_part(&load->erecs, &compiled->head, &refusal);
	for (size_t i = 0; i < compiled->count; i++)
		if (nl_ask(nl, compiled->list[i].msg, NULL, NULL, &refusal))
			return refuse_part(&load->erecs,
					   &compiled->list[i].marks,
					   &refusal);
	return EXIT_DONE;
}

static void take_status(struct nlattr *attrs, int len, void *arg)
{
	describe_status(arg, attrs, len);
}

static bool enforces(json_t *policy)
{
	static const char end[] = "-mode";
	const char *key;
	json_t *value;

	json_object_foreach(policy, key, value)
		if (strlen(key) > sizeof(end) &&
		    !strcmp(key + strlen(key) - sizeof(end) + 1, end) &&
		    !strcmp(describe_text(policy, key), "enforce"))
			return true;
	return false;
}

static void take_head(struct in_force *in_force, const json_t *status)
{
	json_t *policy = json_object_get(status, "policy");

	in_force->generation =
		json_integer_value(json_object_get(policy, "generation"));
	in_force->version =
		json_integer_value(json_object_get(policy, "version"));
	snprintf(in_force->name, sizeof(in_force->name), "%s",
		 describe_text(policy, "name"));
	snprintf(in_force->digest, sizeof(in_force->digest), "%s",
		 describe_text(policy, "digest"));
	in_force->waits = json_integer_value(
		json_object_get(json_object_get(status, "pending"),
				"generation"));
	in_force->enforces = enforces(policy);
	in_force->is_signed = *describe_text(policy, "signer");
	in_force->requires_signature =
		!strcmp(describe_text(policy, "signature"),
			schema_signatures[EDGESEC_SIGNATURE_REQUIRED]);
}

static int ask_status(struct nl *nl, struct in_force *in_force,
		      struct refusal *refusal)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_STATUS_GET, 0);
	json_t *status = json_object();
	int ret = nl_ask(nl, msg, take_status, status, refusal);

	*in_force = (struct in_force){};
	if (!ret)
		take_head(in_force, status);
	nlmsg_free(msg);
	json_decref(status);
	return ret;
}

static bool a_commit_waits(struct nl *nl)
{
	struct in_force in_force;
	struct refusal refusal;

	return !ask_status(nl, &in_force, &refusal) && in_force.waits;
}

static int ask_commit(struct nl *nl, const struct how *how,
		      uint64_t *generation, struct refusal *refusal)
{
	struct nl_msg *msg = nl_request_with(EDGESEC_CMD_STAGE_COMMIT,
					     how->signature.count);
	int ret;

	if (how->signature.count)
		nla_put(msg, EDGESEC_A_POLICY_SIGNATURE, how->signature.count,
			how->signature.list);
	if (how->check_only)
		nla_put_flag(msg, EDGESEC_A_POLICY_CHECK_ONLY);
	if (how->has_expected)
		nla_put_u64(msg, EDGESEC_A_POLICY_GENERATION, how->expected);
	if (how->confirm)
		nla_put_u32(msg, EDGESEC_A_POLICY_CONFIRM, how->confirm);
	ret = nl_ask(nl, msg, take_generation, generation, refusal);
	nlmsg_free(msg);
	return ret;
}

/* EAGAIN asks for calls that show that the new hooks are alive. */
int publish_commit(struct nl *nl, const struct model *model,
		   const struct how *how, uint64_t *generation)
{
	struct refusal refusal = {};

	for (int i = 0; i < TRIES_MAX; i++) {
		if (!ask_commit(nl, how, generation, &refusal))
			return EXIT_DONE;
		if (refusal.error != EAGAIN)
			break;
		probe_hooks(model);
	}
	nl_complain("apply", &refusal);
	/* A hook that is busy stays so; a commit that waits does not. */
	return refusal.error == EBUSY && !a_commit_waits(nl) ?
		       EXIT_REFUSED : nl_exit_status(&refusal);
}

int publish_ask(struct nl *nl, struct in_force *in_force)
{
	struct refusal refusal;

	return ask_status(nl, in_force, &refusal) ?
		       nl_complain("status", &refusal) : EXIT_DONE;
}

void publish_digest(const struct compiled *compiled,
		    char digest[HEX_SIZE(EDGESEC_DIGEST_SIZE)])
{
	hex_write(digest, compiled->digest, EDGESEC_DIGEST_SIZE);
}

bool publish_is_in_force(struct nl *nl, const struct compiled *compiled,
			 bool is_signed, uint64_t *generation)
{
	char digest[HEX_SIZE(EDGESEC_DIGEST_SIZE)];
	struct in_force in_force;
	struct refusal refusal;

	if (ask_status(nl, &in_force, &refusal))
		return false;
	*generation = in_force.generation;
	publish_digest(compiled, digest);
	return !in_force.waits && in_force.is_signed == is_signed &&
	       !strcmp(in_force.digest, digest);
}

int publish_change(struct nl *nl, uint8_t command, const char *what,
		   uint64_t *generation)
{
	struct nl_msg *msg = nl_request(command, 0);
	struct refusal refusal;
	int ret = EXIT_DONE;

	if (*generation)
		nla_put_u64(msg, EDGESEC_A_POLICY_GENERATION, *generation);
	if (nl_ask(nl, msg, take_generation, generation, &refusal))
		ret = nl_complain(what, &refusal);
	nlmsg_free(msg);
	return ret;
}

int publish_disable(struct nl *nl)
{
	struct nl_msg *msg = nl_request(EDGESEC_CMD_POLICY_DISABLE, 0);
	struct refusal refusal;
	int ret = EXIT_DONE;

	if (nl_ask(nl, msg, NULL, NULL, &refusal))
		ret = nl_complain("disable", &refusal);
	nlmsg_free(msg);
	return ret;
}
