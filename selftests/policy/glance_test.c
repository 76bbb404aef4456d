// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Tests of glance.c: a bit never says more than eval.c
 * Copyright (C) 2026 The edgesec authors
 *
 * Policies of random rules, and each port of them: where a bit is set, eval
 * allows the port in every scope that a socket could be in besides, without a
 * record and without asking for a program. Where no scope has a name, a bit is
 * set for each such port.
 */
#include "../tap.h"

#include "eval.h"
#include "policy.h"
#include "shim.h"

#include <linux/bitmap.h>

#define POLICIES	12
#define RANGES_MAX	6

static struct edgesec_policy *policy;
static u32 random_state;

static u32 pick(u32 below)
{
	random_state = random_state * 1664525 + 1013904223;
	return (u64)(random_state >> 8) * below >> 24;
}

static void begin(void)
{
	policy = edgesec_policy_new();
	if (!policy)
		abort();
}

static void end(void)
{
	edgesec_policy_put(policy);
	shim_settle();
}

/* ---- Random rules ---- */

/* The ends of the numbers are ports as well. */
static void pick_range(struct edgesec_port_range *range)
{
	static const u32 ends[] = { 0, 1, 1023, 65534, 65535 };
	u32 longest;

	range->first = pick(4) ? pick(65536) : ends[pick(ARRAY_SIZE(ends))];
	longest = min(65535 - range->first, pick(3) ? 20u : 65535u);
	range->last = range->first + pick(longest + 1);
}

static struct edgesec_port_rule *new_rule(enum edgesec_protocol protocol)
{
	struct edgesec_port_rule *rule =
		kzalloc(struct_size(rule, range, RANGES_MAX), GFP_KERNEL);

	rule->protocol = protocol;
	rule->directions = 1 + pick(15);
	rule->mode = pick(3);
	rule->verdict = pick(4) ? EDGESEC_VERDICT_DENY : EDGESEC_VERDICT_ALLOW;
	return rule;
}

static void list_ports(struct edgesec_port_rule *piece, u32 directions)
{
	struct edgesec_port_range *range;
	u32 i, n = pick(RANGES_MAX);

	for (i = 0; i < n; i++) {
		range = &piece->range[piece->count];
		range->direction = BIT(pick(4));
		if (!(range->direction & directions))
			continue;
		pick_range(range);
		piece->count++;
	}
}

/* One port that is listed, or any where all are allowed. */
static void own_port(struct edgesec_port_rule *piece, u32 owner)
{
	struct edgesec_port_range *range = &piece->range[piece->count];

	if (piece->verdict == EDGESEC_VERDICT_DENY && !piece->count)
		return;
	range->first = piece->count ? piece->range[0].first : pick(65536);
	range->last = range->first;
	range->owner = owner;
	piece->count++;
}

static int continue_rule(struct edgesec_port_scope *scope,
			 const struct edgesec_port_rule *rule)
{
	struct edgesec_port_rule *piece = new_rule(rule->protocol);
	int ret;

	piece->directions = rule->directions;
	piece->verdict = rule->verdict;
	piece->mode = rule->mode;
	list_ports(piece, rule->directions);
	ret = edgesec_policy_continue_port_rule(policy, scope, piece);
	if (ret)
		kfree(piece);
	return ret;
}

static int add_rule(struct edgesec_port_scope *scope,
		    enum edgesec_protocol protocol)
{
	struct edgesec_port_rule *rule = new_rule(protocol);
	int ret;

	list_ports(rule, rule->directions);
	if (!pick(3))
		own_port(rule, 1 + pick(3));
	ret = edgesec_policy_add_port_rule(policy, scope, rule);
	if (ret) {
		kfree(rule);
		return ret;
	}
	return pick(3) ? 0 : continue_rule(scope, rule);
}

static int add_rules(enum edgesec_scope kind, u64 cookie, const char *path)
{
	static const enum edgesec_protocol protocols[] = {
		EDGESEC_PROTOCOL_TCP, EDGESEC_PROTOCOL_UDP,
		EDGESEC_PROTOCOL_VSOCK,
	};
	struct edgesec_port_scope *scope =
		edgesec_policy_scope(policy, kind, cookie, path);
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(protocols); i++)
		if (pick(3))
			ret = add_rule(scope, protocols[i]);
	return ret;
}

static void make_policy(void)
{
	int ret;

	do {
		begin();
		ret = 0;
		if (pick(4))
			ret = add_rules(EDGESEC_SCOPE_HOST, 0, "");
		if (!ret && pick(4))
			ret = add_rules(EDGESEC_SCOPE_CONTAINER, 0, "");
		if (!ret && !pick(4))
			ret = add_rules(EDGESEC_SCOPE_NETNS, 7, "/a");
		if (!ret && !pick(4))
			ret = add_rules(EDGESEC_SCOPE_CGROUP, 0, "/b");
		if (ret)
			end();
	} while (ret);
	edgesec_glance_build(policy);
}

/* ---- What eval says ---- */

/* The scopes of some kinds, as bits. */
static u64 scopes_of(enum edgesec_scope first, enum edgesec_scope last)
{
	u64 scopes = 0;
	u32 i;

	for (i = 0; i < policy->scope_count; i++)
		if (policy->scope[i]->kind >= first &&
		    policy->scope[i]->kind <= last)
			scopes |= 1ULL << i;
	return scopes;
}

static bool is_plain(u64 scopes, enum edgesec_protocol protocol,
		     enum edgesec_direction direction, u32 port)
{
	const struct edgesec_port_question question = {
		.scopes = scopes,
		.protocol = protocol,
		.direction = direction,
		.port = port,
		.any = !port && direction == EDGESEC_DIRECTION_BIND,
	};
	struct edgesec_decision decision;

	edgesec_eval_port(policy, &question, &decision);
	return decision.mode != EDGESEC_MODE_DISABLED &&
	       decision.verdict == EDGESEC_VERDICT_ALLOW && !decision.owner;
}

/* In each mix of the named scopes. */
static bool is_plain_anyhow(enum edgesec_scope kind,
			    enum edgesec_protocol protocol,
			    enum edgesec_direction direction, u32 port)
{
	u64 own = scopes_of(kind, kind);
	u64 netns = scopes_of(EDGESEC_SCOPE_NETNS, EDGESEC_SCOPE_NETNS);
	u64 cgroup = scopes_of(EDGESEC_SCOPE_CGROUP, EDGESEC_SCOPE_CGROUP);

	return is_plain(own, protocol, direction, port) &&
	       (!netns || is_plain(own | netns, protocol, direction, port)) &&
	       (!cgroup || is_plain(own | cgroup, protocol, direction, port)) &&
	       (!(netns && cgroup) ||
		is_plain(own | netns | cgroup, protocol, direction, port));
}

static u64 bits_set;

static void check_port(enum edgesec_scope kind, enum edgesec_protocol protocol,
		       enum edgesec_direction direction, u32 port)
{
	bool named = scopes_of(EDGESEC_SCOPE_NETNS, EDGESEC_SCOPE_CGROUP);
	bool allowed = edgesec_glance_allows(&policy->glance,
					     kind == EDGESEC_SCOPE_HOST,
					     protocol, direction, port);
	bool plain = is_plain_anyhow(kind, protocol, direction, port);

	CHECK(!allowed || plain);
	CHECK(allowed || !plain || named ||
	      protocol == EDGESEC_PROTOCOL_VSOCK);
	bits_set += allowed;
}

static void check_ports(enum edgesec_scope kind, enum edgesec_protocol protocol,
			enum edgesec_direction direction)
{
	u32 port;

	for (port = 0; port < 65536 && !tap_failed; port++)
		check_port(kind, protocol, direction, port);
	/* One of 32 bits that looks alike in 16. */
	check_port(kind, EDGESEC_PROTOCOL_VSOCK, direction, 65536 + 22);
}

static void check_policy(void)
{
	static const enum edgesec_protocol protocols[] = {
		EDGESEC_PROTOCOL_TCP, EDGESEC_PROTOCOL_UDP,
		EDGESEC_PROTOCOL_VSOCK,
	};
	size_t i;
	u32 kind, k;

	for (kind = EDGESEC_SCOPE_HOST; kind <= EDGESEC_SCOPE_CONTAINER; kind++)
		for (i = 0; i < ARRAY_SIZE(protocols); i++)
			for (k = 0; k < 4 && !tap_failed; k++)
				check_ports(kind, protocols[i], BIT(k));
}

/* ---- Tests ---- */

static void bit_is_set_only_where_eval_allows_whoever_asks(void)
{
	int i;

	bits_set = 0;
	for (i = 0; i < POLICIES && !tap_failed; i++) {
		random_state = i;
		make_policy();
		check_policy();
		end();
		if (tap_failed)
			printf("# in policy %d\n", i);
	}
	CHECK(bits_set > 100000);
}

static void policy_without_rules_has_no_map(void)
{
	u32 port;

	begin();
	edgesec_glance_build(policy);
	for (port = 0; port < 65536; port++)
		CHECK(!edgesec_glance_allows(&policy->glance, true,
					     EDGESEC_PROTOCOL_UDP,
					     EDGESEC_DIRECTION_BIND, port));
	end();
}

static struct edgesec_port_rule *simple_rule(u32 first, u32 last)
{
	struct edgesec_port_rule *rule =
		kzalloc(struct_size(rule, range, 1), GFP_KERNEL);

	rule->protocol = EDGESEC_PROTOCOL_UDP;
	rule->directions = EDGESEC_DIRECTION_BIND;
	rule->mode = EDGESEC_MODE_ENFORCE;
	rule->verdict = EDGESEC_VERDICT_DENY;
	rule->range[0].first = first;
	rule->range[0].last = last;
	rule->range[0].direction = EDGESEC_DIRECTION_BIND;
	rule->count = 1;
	return rule;
}

static bool may_bind(bool is_host, u32 port)
{
	return edgesec_glance_allows(&policy->glance, is_host,
				     EDGESEC_PROTOCOL_UDP,
				     EDGESEC_DIRECTION_BIND, port);
}

static void add_simple(enum edgesec_scope kind, const char *path)
{
	if (edgesec_policy_add_port_rule(
		    policy, edgesec_policy_scope(policy, kind, 0, path),
		    simple_rule(53, 60)))
		abort();
}

static void map_is_of_one_kind_of_scope(void)
{
	begin();
	add_simple(EDGESEC_SCOPE_CONTAINER, "");
	edgesec_glance_build(policy);
	CHECK(may_bind(false, 53) && may_bind(false, 60) && may_bind(false, 0));
	CHECK(!may_bind(false, 52) && !may_bind(false, 61));
	CHECK(!may_bind(true, 53) && !may_bind(true, 0));
	end();
}

static void rule_for_a_named_scope_leaves_all_to_eval(void)
{
	begin();
	add_simple(EDGESEC_SCOPE_CONTAINER, "");
	add_simple(EDGESEC_SCOPE_CGROUP, "/a");
	edgesec_glance_build(policy);
	CHECK(!may_bind(false, 53) && !may_bind(true, 53));
	end();
}

static void without_memory_all_is_left_to_eval(void)
{
	begin();
	add_simple(EDGESEC_SCOPE_CONTAINER, "");
	shim_fail_from(1);
	edgesec_glance_build(policy);
	shim_fail_from(0);
	CHECK(!may_bind(false, 53));
	end();
}

static const struct tap_test tests[] = {
#define TEST(name) { #name, name }
	TEST(bit_is_set_only_where_eval_allows_whoever_asks),
	TEST(policy_without_rules_has_no_map),
	TEST(map_is_of_one_kind_of_scope),
	TEST(rule_for_a_named_scope_leaves_all_to_eval),
	TEST(without_memory_all_is_left_to_eval),
};

int main(void)
{
	if (edgesec_table_setup() || edgesec_policy_setup())
		return EXIT_FAILURE;
	return TAP_RUN(tests);
}
